//! Profiles over time: what stacks hold as areas, what a spike was made of, from one profile to the next.

use leakscope_e2e::{Page, opened, story};

/// The demo recording, and what grows in it.
fn demo() -> (impl Sized, Page) {
    let (site, page) = opened(&[]);
    page.press("d");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("Leak:");
    page.see("What is growing");
    page.see("persistConn");
    (site, page)
}

#[track_caller]
fn text_of(page: &Page, script: &str) -> String {
    page.run(script).as_str().unwrap_or_default().to_owned()
}

/// The function of the row in the table that is pointed to.
const POINTED: &str = "return document.querySelector('.grow-sec tr.pointed')?.innerText ?? ''";

#[test]
fn lanes_by_stack_name_who_holds_it_in_the_colours_of_the_table() {
    let (_site, page) = demo();
    page.press("s");
    page.see("readLoop + writeLoop");
    page.see("others");
    page.expect("the link to say so", |_| {
        page.url().contains("lanes=stacks")
    });
    // The same colour beside the stack's row, for both stacks of the layer.
    let colours = "const of = (it) => it && getComputedStyle(it).backgroundColor;
        const layer = [...document.querySelectorAll('.legend tr')].find((row) => row.innerText.includes('readLoop + writeLoop'));
        const rows = [...document.querySelectorAll('.grow-sec tbody tr')].filter((row) => row.innerText.includes('persistConn'));
        const all = [layer, ...rows.slice(0, 2)].map((row) => of(row?.querySelector('i.area')));
        return all.join(' ')";
    page.expect("one colour in the legend and the table", |_| {
        let all = text_of(&page, colours);
        let all: Vec<&str> = all.split(" rgb").collect();
        all.len() == 3
            && all[0].starts_with("rgb")
            && all[1..].iter().all(|it| format!("rgb{it}") == all[0])
    });

    // The crosshair names each layer; a click on one points to its stack.
    page.hover(".drawing", 0.9, 0.5);
    page.see_painted("readLoop + writeLoop ");
    page.click("readLoop + writeLoop");
    page.expect("its row to be pointed to", |_| {
        text_of(&page, POINTED).contains("persistConn")
    });
    // Near the end, just over the floor of the goroutines' lane, lies what leaks.
    page.run("document.activeElement.blur()");
    page.click("Heap in use");
    // Another table moves what is on the screen: it is waited for before a place is looked up.
    page.expect("the sites of the heap", |_| {
        let rows = "return document.querySelector('.grow-sec tbody')?.innerText ?? ''";
        text_of(&page, rows).contains("queueForIdleConn")
    });
    page.run("window.scrollTo(0, 0)");
    let floor = "const lane = document.querySelectorAll('.legend')[1].getBoundingClientRect();
        const all = document.querySelector('.drawing').getBoundingClientRect();
        return String((lane.bottom - 12 - all.top) / all.height)";
    let down: f64 = text_of(&page, floor).parse().expect("a number");
    page.click_at(".drawing", 0.93, down);
    page.expect("the area's stack in its own table", |_| {
        text_of(&page, POINTED).contains("persistConn")
    });

    page.reload();
    page.wait_for_mark("leakscope:overview-painted");
    page.see("readLoop + writeLoop");
    page.press("s");
    page.see_no_more("readLoop + writeLoop");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_spike_opens_as_what_it_was_made_of() {
    let (_site, page) = demo();
    // The verdict's own word of the spike selects it.
    let is_there = "const line = [...document.querySelectorAll('.verdict dl div')].find((it) => it.innerText.includes('spike'));
        line?.querySelector('button')?.click(); return Boolean(line)";
    page.expect("a spike to be told of", |_| page.run(is_there) == true);
    page.click("What it was made of");
    page.wait_for_mark("leakscope:flame-painted");
    page.see("base");
    page.expect("the migration's goroutines among what grew", |_| {
        let grew = text_of(
            &page,
            "return document.querySelector('.movers')?.innerText ?? ''",
        );
        let grew = grew.split("Shrank").next().unwrap_or_default().to_owned();
        grew.contains("migrate.(*Runner).sleep") && grew.contains("0 → 2,000")
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

/// What stays in the link when one goes from profile to profile.
fn kept_in_link(page: &Page) -> Vec<String> {
    let url = page.url();
    let parts = url.split(['#', '&']).filter(|part| {
        ["base=", "filter=", "tab=", "type=", "flame="]
            .iter()
            .any(|start| part.starts_with(start))
    });
    parts.map(str::to_owned).collect()
}

#[test]
fn brackets_go_from_profile_to_profile_and_all_else_stays() {
    let (_site, page) = demo();
    page.press("]");
    page.expect("the first profile to be told of", |_| {
        page.run("return document.querySelector('.drawing [aria-live]').innerText")
            .as_str()
            .is_some_and(|said| said.starts_with("goroutine profile 1 of "))
    });
    page.click("Show diff flame");
    page.wait_for_mark("leakscope:flame-painted");
    page.see(" of ");
    // To the last profile: what grows was told of those that were taken in by then.
    let told = "return document.querySelector('.head [aria-live]')?.innerText ?? ''";
    page.expect("to be told that there is no more", |_| {
        page.press("]");
        text_of(&page, told).contains("last")
    });
    // Focused, zoomed and selected.
    let selected = "return document.querySelector('aside.detail h2')?.innerText ?? ''";
    let select = || {
        page.press("Control+k");
        page.type_text("pcrl");
        page.see("(*persistConn).readLoop");
        page.press("Enter");
        page.expect("it to be selected", |_| {
            text_of(&page, selected).contains("readLoop")
        });
    };
    select();
    page.press("f");
    page.expect("a filter", |_| page.url().contains("filter="));
    select();
    page.press("Enter");
    page.expect("a zoom", |_| page.url().contains("zoom="));
    let before = (kept_in_link(&page), page.url());
    assert!(before.0.len() >= 2, "{before:?}");

    page.press("[");
    page.expect("another profile", |_| page.url() != before.1);
    page.expect("it to be selected still", |_| {
        text_of(&page, selected).contains("readLoop")
    });
    assert_eq!(kept_in_link(&page), before.0);
    assert!(page.url().contains("zoom="), "{}", page.url());
    page.expect("it to be told", |_| {
        let told = text_of(&page, told);
        told.starts_with("goroutine ") && told.contains(" of ")
    });
    page.press("]");
    page.expect("the profile from before", |_| page.url() == before.1);
    page.press("]");
    page.expect("to be told that there is no more", |_| {
        text_of(&page, told).contains("last")
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn files_of_one_kind_are_gone_through_as_well() {
    let (_site, page) = opened(&["early/goroutine.pb.gz", "goroutine.pb.gz"]);
    page.see("2 of 2");
    // The other one is the base, against which it tells nothing.
    page.press("[");
    let told = "return document.querySelector('.head [aria-live]')?.innerText ?? ''";
    page.expect("to be told that there is no other", |_| {
        text_of(&page, told).contains("first")
    });
    page.click("Base profile");
    page.click("No base");
    page.see("no base");
    page.click("Profile before");
    page.see("1 of 2");
    drop(page);
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    assert!(!page.has_control("Profile before"));
    page.drop_files(&[story("heap.pb.gz")]);
    page.see("inuse_space");
    assert!(!page.has_control("Profile before"), "of another kind");
}
