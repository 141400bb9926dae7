//! The whole page by keyboard alone, and its accessibility tree.

use leakscope_e2e::{Page, demo, serve};
use std::path::{Path, PathBuf};

fn story() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story/goroutine.pb.gz")
}

fn opened() -> (impl Sized, Page) {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    (site, page)
}

/// Whether an element with the focus is inside of what the selector finds.
#[track_caller]
fn focus_is_in(page: &Page, selector: &str) -> bool {
    let script = format!("return !!document.activeElement?.closest({selector:?})");
    page.run(&script) == true
}

#[test]
fn from_the_first_screen_to_the_cause_by_keys_alone() {
    let (_site, page) = opened();
    page.press("d");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("Leak:");

    // Why and how to fix, by Tab and Enter.
    page.tab_to("Why & how to fix");
    page.press("Enter");
    page.see("Timeout");
    page.press("Enter");

    // The crosshair speaks.
    page.run("document.querySelector('.drawing').focus()");
    page.press("ArrowRight");
    page.press("ArrowRight");
    page.expect("the crosshair's values to be spoken", |_| {
        let spoken =
            page.run("return document.querySelector('.drawing [aria-live]')?.textContent ?? ''");
        spoken
            .as_str()
            .is_some_and(|text| text.contains("goroutines "))
    });
    page.press("Escape");

    // The first row of what grows opens the difference of the two ends.
    page.tab_to("net/http.(*persistConn)");
    page.press("ArrowDown");
    page.press("ArrowUp");
    page.press("Enter");
    page.wait_for_mark("leakscope:flame-painted");
    page.expect("the link to name a profile and its base", |_| {
        let url = page.url();
        url.contains("view=profile") && url.contains("base=")
    });

    // In the flame the arrows go from frame to frame, Enter zooms, Escape goes out.
    let item = || page.run("return document.querySelector('[role=treeitem]')?.textContent ?? ''");
    page.run("document.querySelector('.flame').focus()");
    page.press("Escape");
    page.press("Escape");
    page.press("ArrowDown");
    page.expect("a frame to be selected", |_| {
        page.run("return document.querySelector('[role=treeitem]')?.getAttribute('aria-selected')")
            == "true"
    });
    let first = item();
    page.press("ArrowDown");
    page.expect("the next frame to be selected", |_| item() != first);
    page.press("Enter");
    page.expect("the link to hold the zoom", |_| {
        page.url().contains("zoom=")
    });
    page.press("Escape");
    page.expect("the zoom to end", |_| !page.url().contains("zoom="));
    page.press("2");
    page.see("cum %");
    // Back through the tab, both zooms and the view.
    page.run("history.go(-4)");
    page.see("What is growing");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn dialogs_keep_the_focus_and_give_it_back() {
    let (_site, page) = opened();
    page.drop_files(&[story()]);
    page.see("Suspected:");
    page.press("?");
    page.see("open files");
    for _ in 0..5 {
        page.press("Tab");
        // Behind the last control the browser's own bars come, which are no part of the page.
        let is_trapped = focus_is_in(&page, "dialog") || page.focused().is_empty();
        assert!(
            is_trapped,
            "the focus left the dialog for {:?}",
            page.focused()
        );
    }
    page.press("Escape");
    page.see_no_more("open files");
    // Escape closed the dialog and did nothing else.
    page.see("Suspected:");

    page.run("document.querySelector('.btn.source').focus()");
    page.press("Enter");
    page.see("Watch a service…");
    page.press("ArrowDown");
    assert!(focus_is_in(&page, ".pop"), "{:?}", page.focused());
    page.press("Escape");
    page.see_no_more("Watch a service…");
    assert!(focus_is_in(&page, ".btn.source"), "{:?}", page.focused());
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn axe_finds_nothing_serious() {
    let script = match xtask::tools::axe() {
        Ok(path) => std::fs::read_to_string(path).expect("axe-core"),
        Err(why) => return println!("skipped: {why}"),
    };
    let (_site, page) = opened();
    let mut faults = Vec::new();
    let mut check = |page: &Page, screen: &str| {
        for scheme in ["light", "dark"] {
            page.prefer_color_scheme(scheme);
            // On their way from one scheme to the other colours have any contrast.
            page.expect("the colours to have changed", |_| {
                page.run("return document.getAnimations().length === 0") == true
            });
            let found = page.access_faults(&script);
            faults.extend(
                found
                    .into_iter()
                    .map(|fault| format!("{screen}, {scheme}: {fault}")),
            );
        }
    };
    check(&page, "first screen");
    page.press("d");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("Leak:");
    check(&page, "overview");
    page.click("Why & how to fix");
    page.see("Timeout");
    check(&page, "overview with the cure");
    page.click("Service shown");
    page.click("Save everything here as a recording");
    page.see("It will hold:");
    check(&page, "export");
    page.click("Cancel");
    page.press("?");
    page.see("open files");
    check(&page, "keys");
    page.press("Escape");
    page.click("Show diff flame");
    page.wait_for_mark("leakscope:flame-painted");
    check(&page, "difference");
    page.click("Top");
    page.see("cum %");
    check(&page, "Top");
    page.click("Callers/Callees");
    page.see("% of cum");
    check(&page, "callers and callees");
    page.click("Graph");
    page.wait_for_mark("leakscope:graph-painted");
    check(&page, "graph");
    page.click("Source");
    page.see("Point at a source folder");
    check(&page, "source lines");
    page.press("e");
    page.see("What these numbers mean");
    page.see("Sampling");
    check(&page, "what numbers mean");
    page.press("Escape");
    page.click("Goroutines");
    page.see("group by");
    check(&page, "goroutines");
    page.click("Labels");
    page.see("No sample here has a label");
    check(&page, "no labels");
    page.paste(
        "goroutine 7 [select (leaked), 3 minutes] {handler: /a}:\nmain.f(0x1)\n\t/m.go:1 +0x1\n\
         created by main.main in goroutine 1\n\t/m.go:2 +0x1\n\n\
         goroutine 8 [sleep, locked to thread]:\nmain.g()\n\t/m.go:3 +0x1\n",
    );
    page.see("pasted text");
    page.see("total 2");
    page.click("Labels");
    page.see("Root by");
    check(&page, "labels");
    page.click("Goroutines");
    page.see("group by");
    page.press("ArrowDown");
    page.press("ArrowRight");
    page.see("goroutine 7");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.see("stack, leaf first");
    check(&page, "a dump's goroutines");
    page.drop_files(&[story()]);
    page.see("Suspected:");
    check(&page, "profile");
    page.press("1");
    page.expect("the flame", |_| {
        page.run("return !!document.querySelector('.flame [role=treeitem]')") == true
    });
    page.run("document.querySelector('.flame').focus()");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("Shift+F10");
    page.see("Show from here");
    check(&page, "menu of a function");
    page.press("Escape");
    page.press("Control+k");
    page.type_text("loop");
    page.see("readLoop");
    check(&page, "palette");
    page.press("Escape");
    page.click("+ Filter");
    page.click("focus");
    page.type_text("Loop");
    page.see("functions ·");
    check(&page, "suggestions");
    page.press("Escape");
    drop(page);

    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    page.click("Connection settings");
    page.see("What polling costs it");
    check(&page, "settings");
    page.click("Close");
    page.click("Capture");
    page.see("Full goroutine dump");
    check(&page, "capture menu");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
