//! The flame read from the leaf, around a function, upright, and with recursion as one box.

use leakscope_e2e::{CALLS, Page, opened, serve};

#[track_caller]
fn expect_link(page: &Page, part: &str) {
    page.expect(&format!("the link to say {part}"), |_| {
        page.url().contains(part)
    });
}

#[test]
fn inverted_and_upright_by_key_and_in_the_link() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    page.press("v");
    expect_link(&page, "&flame=inverted");
    page.see("largest by their own value");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "runtime.gopark, 100,0");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "runtime.selectgo, 100,0");
    page.press("u");
    expect_link(&page, "&flame=inverted.upright");
    // The callers stand above now.
    page.press("ArrowUp");
    page.expect_active("[role=tree]", "net/http.(*persistConn).");
    page.reload();
    page.see("largest by their own value");
    page.press("ArrowUp");
    page.press("ArrowUp");
    page.expect_active("[role=tree]", "runtime.gopark, 100,0");
    page.click("Inverted");
    page.click("Upright");
    // It stays selected, where it is widest.
    page.expect_active("[role=tree]", "runtime.gopark, 50,000");
    page.press("Escape");
    page.see("largest stacks");
    assert!(!page.url().contains("&flame="), "{}", page.url());
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_sandwich_has_callers_above_and_callees_below() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    for _ in 0..3 {
        page.press("ArrowDown");
    }
    page.expect_active("[role=tree]", "runtime.selectgo, 50,000");
    page.press("w");
    expect_link(&page, "&around=runtime.selectgo");
    // All of it, by way of both of its callers.
    page.expect_active("[role=tree]", "runtime.selectgo, 100,0");
    page.press("ArrowUp");
    page.expect_active("[role=tree]", "net/http.(*persistConn).readLoop, 50,000");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "runtime.gopark, 100,0");
    // What comes from one caller only.
    page.press("ArrowUp");
    page.press("ArrowUp");
    page.press("Enter");
    expect_link(&page, "&zoom=4294967295.");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "runtime.gopark, 50,000");
    page.run("history.back()");
    page.expect("the zoom to end", |_| !page.url().contains("&zoom="));
    page.run("history.forward()");
    expect_link(&page, "&zoom=4294967295.");
    page.press("Escape");
    page.expect("the zoom to end", |_| !page.url().contains("&zoom="));

    page.reload();
    page.see("sandwich:");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "runtime.selectgo, 100,0");
    page.click("Leave the sandwich");
    page.see_no_more("sandwich:");
    page.expect("whole stacks", |_| !page.url().contains("&around="));
    page.run("location.hash += '&around=main.nowhere'");
    page.see("No stack with a value goes through this function here.");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn recursion_is_one_box() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.paste("main;fib;fib;fib 8\nmain;fib;print 2\n");
    page.wait_for_mark("leakscope:flame-painted");
    page.see("4 rows");
    page.press("r");
    page.see("3 rows");
    expect_link(&page, "&flame=collapsed");
    for _ in 0..3 {
        page.press("ArrowDown");
    }
    page.expect_active("[role=tree]", "fib, 10, 100%, up to 3 in a row");
    page.press("r");
    page.see("4 rows");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_drag_to_the_side_goes_to_the_box_beside() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "net/http.(*persistConn).readLoop");
    page.press("Enter");
    expect_link(&page, "&zoom=");
    let first = page.url();
    page.drag(".flame", 0.7, 0.3);
    page.expect("another zoom", |_| {
        page.url().contains("&zoom=") && page.url() != first
    });
    page.drag(".flame", 0.3, 0.7);
    page.expect("the zoom before", |_| page.url() == first);
    // A drag selects nothing.
    page.expect_active("[role=tree]", "net/http.(*persistConn).readLoop");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn colours_say_what_looks_like_a_leak() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    page.press("m");
    page.see("50% and more");
    page.click("Leak");
    page.see("most of it grows");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect("what grows in words", |_| {
        page.active("[role=tree]")
            .ends_with("50,000 in stacks that grow")
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn calls_stand_where_they_began() {
    let (_site, page) = opened(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("calls.speedscope.json");
    std::fs::write(&file, CALLS).expect("the file");
    page.drop_files(&[file]);
    page.wait_for_mark("leakscope:flame-painted");
    // Merged, the larger one first.
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "main, 100 ms");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "work, 70 ms");
    page.press("Escape");
    page.press("k");
    expect_link(&page, "&flame=time");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "work, 30 ms");
    page.press("ArrowRight");
    page.expect_active("[role=tree]", "rest, 20 ms");
    page.press("ArrowRight");
    page.expect_active("[role=tree]", "work, 40 ms");
    // The second call, not the first of its name.
    page.press("Enter");
    expect_link(&page, "&zoom=");
    page.reload();
    page.wait_for_mark("leakscope:flame-painted");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "work, 40 ms");
    page.press("k");
    page.expect("merged stacks", |_| !page.url().contains("&flame="));
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "work, 70 ms");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
