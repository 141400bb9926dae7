//! The profile view by its keys, and a function found by a link.

use leakscope_e2e::{Page, serve};
use std::path::{Path, PathBuf};

fn story(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story");
    root.join(name)
}

/// The two profiles of the story compared, in the flame view.
fn compared() -> (impl Sized, Page) {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.drop_files(&[story("early/goroutine.pb.gz"), story("goroutine.pb.gz")]);
    page.wait_for_mark("leakscope:flame-painted");
    page.see("Grew");
    (site, page)
}

/// What a screen reader is told of the frame the arrow keys have come to.
fn frame(page: &Page) -> String {
    let script = "const tree = document.querySelector('[role=tree]');
         return document.getElementById(tree?.getAttribute('aria-activedescendant'))?.innerText ?? ''";
    page.run(script).as_str().unwrap_or_default().to_owned()
}

#[track_caller]
fn expect_frame(page: &Page, start: &str) {
    page.expect(&format!("the frame {start}"), |_| {
        frame(page).starts_with(start)
    });
}

#[test]
fn keys_go_through_flame_search_and_top() {
    let (_site, page) = compared();
    page.press("ArrowDown");
    page.press("ArrowDown");
    expect_frame(
        &page,
        "net/http.(*persistConn).readLoop, 50,000, 49.99%, change +49,910",
    );
    page.press("ArrowRight");
    expect_frame(&page, "net/http.(*persistConn).writeLoop");
    page.press("Enter");
    page.expect("a zoom", |_| page.url().contains("&zoom="));
    page.press("Backspace");
    page.expect("no zoom", |_| !page.url().contains("&zoom="));

    page.press("/");
    for letter in ["s", "e", "l", "e", "c", "t"] {
        page.press(letter);
    }
    page.see("1 function");
    page.press("Enter");
    expect_frame(&page, "runtime.selectgo");
    // The first Escape empties the field, the second leaves it.
    page.press("Escape");
    page.press("Escape");

    page.press("2");
    page.see("Percents are without a sign and of the base’s total, 196");
    // Too narrow for a box of the whole view: Enter zooms to it.
    page.press("Escape");
    for _ in 0..3 {
        page.press("ArrowDown");
    }
    page.see("fd_poll_runtime.go:84");
    page.press("Enter");
    page.expect("a zoom", |_| page.url().contains("&zoom="));
    expect_frame(&page, "internal/poll.");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_link_finds_a_function() {
    let (_site, page) = compared();
    let link = format!("{}&find=internal%2Fpoll.(*pollDesc).waitRead", page.url());
    page.go("about:blank");
    page.go(&link);
    page.see("fd_poll_runtime.go:89");
    expect_frame(&page, "internal/poll.(*pollDesc).waitRead, 1");
    page.expect("the link to say where it is", |_| {
        page.url().contains("&zoom=") && !page.url().contains("&find=")
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
