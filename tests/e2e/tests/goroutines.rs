//! Groups of goroutines and labels, of a living service's own dumps.

use leakscope_e2e::{Page, demo, serve};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

/// What a service answers at a path, saved as a file.
fn saved(url: &str, path: &str, name: &str) -> (tempfile::TempDir, PathBuf) {
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).expect("the service");
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n").expect("asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let body = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, &answer[body.expect("a head") + 4..]).expect("a file");
    (folder, file)
}

/// A dump of the demo service after some health checks, in its goroutines view.
fn dump() -> (impl Sized, Page) {
    let (site, service) = (serve(), demo(&[]));
    for _ in 0..20 {
        leakscope_e2e::ask(&service.url, "GET", "/health");
    }
    let (folder, file) = saved(&service.url, "/debug/pprof/goroutine?debug=2", "dump.txt");
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.drop_files(&[file]);
    page.wait_for_mark("leakscope:flame-painted");
    page.press("6");
    page.see("group by");
    ((site, service, folder), page)
}

/// What a screen reader is told of the row the arrow keys have come to.
fn row(page: &Page) -> String {
    let script = "const grid = document.querySelector('[role=treegrid], [role=grid]');
         const row = document.getElementById(grid?.getAttribute('aria-activedescendant'));
         return row ? (row.innerText + ' ' + row.getAttribute('aria-expanded')).replace(/\\s+/g, ' ') : ''";
    page.run(script).as_str().unwrap_or_default().to_owned()
}

#[track_caller]
fn expect_row(page: &Page, part: &str) {
    page.expect(&format!("the row {part}"), |_| row(page).contains(part));
}

#[track_caller]
fn expect_link(page: &Page, part: &str) {
    page.expect(&format!("the link to say {part}"), |_| {
        page.url().contains(part)
    });
}

#[test]
fn a_dump_opens_to_stacks_and_goroutines() {
    let (_world, page) = dump();
    page.press("ArrowDown");
    expect_row(&page, "(*persistConn).");
    expect_row(&page, "false");
    page.press("ArrowRight");
    expect_row(&page, "true");
    // Its frames, and then its goroutines one by one.
    page.see("transport.go:");
    page.press("ArrowRight");
    expect_row(&page, "net/http.(*persistConn).");
    page.press("ArrowDown");
    expect_row(&page, "goroutine ");
    page.see("stack, leaf first");
    page.see("created by");
    page.see("net/http.(*Transport).dialConn");
    // Arguments as Go prints them.
    page.see("Loop(0x");
    page.press("ArrowLeft");
    expect_row(&page, "true");
    page.press("ArrowLeft");
    expect_row(&page, "false");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn goroutines_are_grouped_and_narrowed_and_the_link_says_how() {
    let (_world, page) = dump();
    page.click("Created by");
    expect_link(&page, "&by=creator");
    page.see("net/http.(*Transport).dialConn");
    page.run("document.querySelector('.gor-bar .seg button[title=\"What they wait in\"]').click()");
    expect_link(&page, "&by=state");
    page.run("document.querySelector('.gor-bar [title=\"Only goroutines in a state\"]').click()");
    page.click("select");
    expect_link(&page, "&filter=tagfocus%3Astate%3D%5Eselect%24");
    page.see("goroutines in 1 group");
    page.see("filtered to");
    page.reload();
    page.see("goroutines in 1 group");
    page.click("Remove tag focus state=^select$");
    page.see_no_more("filtered to");
    page.run(
        "document.querySelector('.gor-bar [title^=\"Only goroutines with a function\"]').click()",
    );
    page.click("net/http");
    expect_link(&page, "&filter=focus%3A%5Enet%2Fhttp%5C.");
    page.press("z");
    page.see_no_more("filtered to");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn counted_profiles_say_what_they_do_not_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story");
    for name in ["goroutine.pb.gz", "goroutine.debug1.txt"] {
        let site = serve();
        let page = Page::open(&site.url);
        page.wait_for_mark("leakscope:ready");
        page.drop_files(&[root.join(name)]);
        page.wait_for_mark("leakscope:flame-painted");
        page.click("Goroutines");
        page.see("goroutine?debug=2");
        page.see("50,000");
        page.press("ArrowDown");
        expect_row(&page, "net/http.(*persistConn).readLoop");
        page.press("Enter");
        page.see("transport.go:");
        assert!(!page.has_control("Created by"));
        assert_eq!(page.console_errors(), Vec::<String>::new());
    }
}

#[test]
fn labels_filter_and_become_frames() {
    let (_world, page) = dump();
    page.press("7");
    page.see("Root by");
    page.see("created_by");
    page.press("ArrowDown");
    expect_row(&page, "net/http.(*Transport).dialConn");
    page.press("i");
    expect_link(&page, "&filter=tagignore%3Acreated_by");
    page.press("z");
    page.run(
        "[...document.querySelectorAll('.labels tr')].find((row) => row.innerText.includes('select'))
             .dispatchEvent(new MouseEvent('click', { altKey: true, bubbles: true }))",
    );
    expect_link(&page, "&filter=tagignore%3Astate%3D%5Eselect%24");
    page.press("z");
    page.run(
        "[...document.querySelectorAll('.labels .key')].find((row) => row.innerText.startsWith('') && row.innerText.includes('created_by'))
             .querySelector('button').click()",
    );
    expect_link(&page, "&filter=tagroot%3Acreated_by");
    page.press("1");
    page.press("ArrowDown");
    page.press("ArrowDown");
    // The creator stands over its stacks.
    page.expect_active("[role=tree]", "net/http.(*Transport).dialConn");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
