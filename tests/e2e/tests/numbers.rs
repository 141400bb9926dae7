//! Top's further columns, scaled differences, and what the numbers mean.

use leakscope_e2e::{Page, go_tool, opened, story};
use std::path::Path;

/// The name in the first row of Top.
fn first(page: &Page) -> String {
    let script = "return document.querySelector('.t.top tbody tr .fn')?.textContent ?? ''";
    page.run(script).as_str().unwrap_or_default().to_owned()
}

#[test]
fn top_has_a_column_for_each_sample_type_and_sorts_by_it() {
    let (_site, page) = opened(&["heap.pb.gz"]);
    page.press("2");
    page.see("sum %");
    page.click("Columns");
    // The bar above has a button of that name as well.
    page.run(
        "[...document.querySelectorAll('.pop .pick')].find(pick => pick.textContent.includes('alloc_space')).click()",
    );
    page.see("alloc_space flat");
    page.expect("the link to name it", |_| {
        page.url().contains("&column=alloc_space")
    });
    page.click("alloc_space flat");
    let file = story("heap.pb.gz");
    let printed = go_tool(
        &[
            "-symbolize=none",
            "-top",
            "-trim=false",
            "-sample_index=alloc_space",
            file.to_str().expect("a name"),
        ],
        Path::new("."),
    );
    let rows = printed
        .lines()
        .skip_while(|line| !line.contains("flat%"))
        .skip(1);
    let name = |line: &str| {
        line.split_whitespace()
            .nth(5)
            .unwrap_or_default()
            .to_owned()
    };
    let theirs = rows.map(name).next().expect("a row");
    page.expect("pprof’s first of alloc_space", |_| first(&page) == theirs);
    page.reload();
    page.see("alloc_space flat");
    let downloads = page.catch_downloads();
    page.click("Copy");
    page.click("Save CSV");
    let csv = std::fs::read_to_string(downloads.wait_for("top.csv")).expect("text");
    assert!(
        csv.starts_with("name,file,flat,cum,alloc_space flat,alloc_space cum\r\n"),
        "{csv}"
    );
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_difference_is_scaled_as_pprof_normalizes_it() {
    let (_site, page) = opened(&["early/heap.pb.gz", "heap.pb.gz"]);
    page.press("2");
    page.see("functions are new");
    page.click("Scale the profile to its base");
    page.click("Same total");
    page.expect("the link to say so", |_| {
        page.url().contains("&scale=total")
    });
    page.see("scaled: same total");
    let base = format!("-diff_base={}", story("early/heap.pb.gz").display());
    let file = story("heap.pb.gz");
    let arguments = [
        "-symbolize=none",
        "-top",
        "-trim=false",
        "-normalize",
        &base,
        file.to_str().expect("a name"),
    ];
    let printed = go_tool(&arguments, Path::new("."));
    let theirs = printed
        .lines()
        .find(|line| line.starts_with("Showing nodes"));
    page.see(theirs.expect("its accounting"));
    let downloads = page.catch_downloads();
    page.click("Save");
    page.click("Text report");
    let ours = std::fs::read_to_string(downloads.wait_for(".top.txt")).expect("text");
    let trimmed = arguments
        .iter()
        .filter(|argument| **argument != "-trim=false");
    assert_eq!(
        ours,
        go_tool(&trimmed.copied().collect::<Vec<_>>(), Path::new("."))
    );
    page.click("Scale the profile to its base");
    page.click("Same duration");
    page.see("One of the two profiles does not say how long it was taken");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn numbers_are_explained_with_their_error_and_the_processes_memory() {
    let (_site, page) = opened(&["heap.debug1.txt"]);
    page.press("2");
    page.see("sum %");
    page.press("ArrowDown");
    page.see("callees");
    page.press("e");
    page.see("What these numbers mean");
    page.see("512kB");
    page.see("error, two times out of three");
    // The text has its own MemStats.
    page.see("held from the system");
    page.see("The profile’s own file says the rest.");
    page.press("Escape");
    page.see_no_more("What these numbers mean");
    page.drop_files(&[story("goroutine.pb.gz")]);
    page.see("goroutine.pb.gz");
    page.click("Numbers");
    page.see("Nothing is sampled");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
