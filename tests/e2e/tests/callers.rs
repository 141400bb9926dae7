//! Callers and callees: as pprof's `-peek` counts them, walked by clicks and keys.

use leakscope_e2e::{Page, go_tool, opened, story};
use std::path::Path;

fn show(page: &Page, function: &str) {
    page.run_with(
        "location.hash += '&tab=callers&of=' + encodeURIComponent(arguments[0])",
        vec![function.into()],
    );
    page.see("callees");
}

/// Names of callers, the function and callees, in the order of the table.
fn rows(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.calls tbody tr:not(.side)')].map(
         row => row.querySelector('.fn').textContent)";
    serde_json::from_value(page.run(script)).expect("texts")
}

#[test]
fn neighbours_are_those_that_peek_prints() {
    let (_site, page) = opened(&["heap.pb.gz"]);
    let function = "net/http.(*Transport).dialConn";
    show(&page, function);
    let file = story("heap.pb.gz");
    let peek = r"-peek=^net/http.\(\*Transport\).dialConn$";
    let printed = go_tool(
        &["-symbolize=none", peek, file.to_str().expect("a name")],
        Path::new("."),
    );
    let names = printed.lines().skip_while(|line| !line.contains("calls%"));
    let names = names.filter_map(|line| line.split_once('|'));
    let names = names.map(|(_, name)| name.trim().trim_end_matches(" (inline)").to_owned());
    let theirs: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    assert!(theirs.len() > 2, "{printed}");
    assert_eq!(rows(&page), theirs);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn one_walks_along_calls_and_back() {
    let (_site, page) = opened(&["heap.pb.gz"]);
    show(&page, "net/http.(*Transport).dialConn");
    let before = rows(&page);
    page.press("ArrowDown");
    let callee = before.last().expect("a row").clone();
    page.expect("a callee", |_| {
        !page.active("[role=grid]").contains("dialConn")
    });
    page.press("Enter");
    page.expect("another function in the link", |_| {
        !page.url().contains("dialConn")
    });
    page.expect("the caller above it", |_| {
        rows(&page).iter().any(|name| name.contains("dialConn"))
    });
    page.run("history.back()");
    page.expect("where one was", |_| rows(&page) == before);
    let script = "[...document.querySelectorAll('.calls tbody tr:not(.side)')].at(-1).click()";
    page.run(script);
    page.expect("the callee that was clicked", |_| {
        rows(&page).contains(&callee) && rows(&page) != before
    });
    // What is selected in another view is what is shown.
    page.press("2");
    page.see("sum %");
    page.press("Escape");
    page.press("ArrowDown");
    let name = "return document.querySelector('.detail h2 .fn')?.textContent ?? ''";
    page.expect("a function", |_| page.run(name) != "");
    let name = page.run(name).as_str().unwrap_or_default().to_owned();
    page.press("3");
    page.expect("it in the middle", |_| {
        page.run("return document.querySelector('.calls .it .fn')?.textContent") == name.as_str()
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn of_a_difference_changes_are_shown_and_sorted_and_saved() {
    let (_site, page) = opened(&["early/goroutine.pb.gz", "goroutine.pb.gz"]);
    show(&page, "runtime.gopark");
    page.see("% of cum");
    page.see("Δ");
    page.see("+99,");
    page.click("Δ %");
    page.expect("the order in the head", |_| {
        page.run("return document.querySelector('.calls th[aria-sort]').textContent") == "Δ % ↓"
    });
    let downloads = page.catch_downloads();
    page.click("Copy");
    page.click("Save CSV");
    let csv = std::fs::read_to_string(downloads.wait_for("callers.csv")).expect("text");
    assert!(
        csv.starts_with("side,name,flat,cum,share of cum,base flat,base cum,cum change\r\n"),
        "{csv}"
    );
    assert!(csv.contains("\r\nfunction,runtime.gopark,"), "{csv}");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_name_that_is_not_there_is_told_of() {
    let (_site, page) = opened(&["heap.pb.gz"]);
    page.run("location.hash += '&tab=callers&of=main.absent'");
    page.see("main.absent is not in this profile");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
