//! The profile view by its keys, and a function found by a link.

use leakscope_e2e::{Page, go_tool, opened, serve, story};
use std::path::Path;

/// The two profiles of the story compared, in the flame view.
fn compared() -> (impl Sized, Page) {
    let (site, page) = opened(&["early/goroutine.pb.gz", "goroutine.pb.gz"]);
    page.see("Grew");
    (site, page)
}

#[test]
fn keys_go_through_flame_search_and_top() {
    let (_site, page) = compared();
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active(
        "[role=tree]",
        "net/http.(*persistConn).readLoop, 50,000, 49.99%, change +49,910",
    );
    page.press("ArrowRight");
    page.expect_active("[role=tree]", "net/http.(*persistConn).writeLoop");
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
    page.expect_active("[role=tree]", "runtime.selectgo");
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
    page.expect_active("[role=tree]", "internal/poll.");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_link_finds_a_function() {
    let (_site, page) = compared();
    let link = format!("{}&find=internal%2Fpoll.(*pollDesc).waitRead", page.url());
    page.go("about:blank");
    page.go(&link);
    page.see("fd_poll_runtime.go:89");
    page.expect_active("[role=tree]", "internal/poll.(*pollDesc).waitRead, 1");
    page.expect("the link to say where it is", |_| {
        page.url().contains("&zoom=") && !page.url().contains("&find=")
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn filters_leave_out_and_are_taken_back_and_stand_in_the_link() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.drop_files(&[story("goroutine.pb.gz")]);
    page.wait_for_mark("leakscope:flame-painted");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.expect_active("[role=tree]", "net/http.(*persistConn).readLoop");
    page.see("total 100,");
    page.press("i");
    page.see("filtered to 50,");
    page.expect("the filter in the link", |_| {
        page.url().contains("&filter=ignore%3A%5Enet%2Fhttp")
    });
    page.press("z");
    page.see_no_more("filtered to");

    page.click("+ Filter");
    page.click("focus");
    page.fill("focus: keep only stacks through what matches", "writeLoop$");
    page.press("Enter");
    page.see("filtered to 50,000");
    page.reload();
    page.see("filtered to 50,000");
    page.click("focus writeLoop$");
    page.see_no_more("filtered to");
    page.click("focus writeLoop$");
    page.see("filtered to 50,000");

    page.click("+ Filter");
    page.click("hide");
    page.fill("hide: take frames that match out of their stacks", "(");
    page.press("Enter");
    page.see("That filter cannot be used");
    page.click("Remove hide (");
    page.see_no_more("That filter cannot be used");
}

/// What is saved of a view, held against what pprof makes of the file it came from.
#[test]
fn what_is_saved_of_a_view_is_what_pprof_prints() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    let file = story("goroutine.pb.gz");
    page.drop_files(std::slice::from_ref(&file));
    page.wait_for_mark("leakscope:flame-painted");
    page.run("location.hash += '&filter=focus%3ApersistConn'");
    page.see("filtered to");
    let downloads = page.catch_downloads();
    let save = |what: &str, end: &str| {
        page.click("Save");
        page.click(what);
        downloads.wait_for(end)
    };
    let pprof = |flags: &[&str], file: &Path| {
        let mut arguments = vec!["-symbolize=none", "-top"];
        arguments.extend(flags);
        arguments.push(file.to_str().expect("a name"));
        go_tool(&arguments, Path::new("."))
    };
    let wanted = pprof(&["-focus=persistConn"], &file);
    let text = std::fs::read_to_string(save("Text report", ".top.txt")).expect("text");
    assert_eq!(text, wanted);

    // Of what was saved percents are of what is left of it.
    let protobuf = save("pprof", ".view.pb.gz");
    let relative = pprof(&["-focus=persistConn", "-relative_percentages"], &file);
    let without = |text: &str| {
        let lines = text
            .lines()
            .filter(|line| !line.contains("ctive filters") && !line.contains("focus="));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(without(&pprof(&[], &protobuf)), without(&relative));

    let folded = std::fs::read_to_string(save("Folded stacks", ".folded.txt")).expect("text");
    assert!(
        folded.contains("net/http.(*persistConn).writeLoop;runtime.selectgo"),
        "{folded}"
    );
    let csv = std::fs::read_to_string(save("CSV", ".top.csv")).expect("text");
    assert!(csv.starts_with("name,file,flat,cum\r\n"), "{csv}");
    assert!(csv.contains("net/http.(*persistConn).readLoop,"), "{csv}");
}
