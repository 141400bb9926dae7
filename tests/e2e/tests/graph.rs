//! The graph of calls: drawn as pprof chooses it, gone through by keys and pointer, saved.

use leakscope_e2e::{Page, go_tool, opened, story};
use std::path::Path;

/// The page with these profiles, at their graph.
fn graph_of(names: &[&str]) -> (impl Sized, Page) {
    let (site, page) = opened(names);
    page.press("4");
    page.wait_for_mark("leakscope:graph-painted");
    (site, page)
}

/// How many elements a selector finds.
fn count(page: &Page, selector: &str) -> usize {
    let script = "return document.querySelectorAll(arguments[0]).length";
    let found = page.run_with(script, vec![selector.into()]);
    found.as_u64().unwrap_or_default() as usize
}

/// How large the graph is drawn.
fn scale(page: &Page) -> f64 {
    let script =
        "return document.querySelector('.graph g').transform.baseVal.consolidate().matrix.a";
    page.run(script).as_f64().unwrap_or_default()
}

#[test]
fn as_many_boxes_and_calls_as_pprof_draws() {
    let (_site, page) = graph_of(&["goroutine.pb.gz"]);
    let file = story("goroutine.pb.gz");
    let arguments = ["-symbolize=none", "-dot", file.to_str().expect("a name")];
    let dot = go_tool(&arguments, Path::new("."));
    let boxes = dot
        .lines()
        .filter(|line| line.contains(" shape=box ") && line.starts_with('N'));
    let calls = dot.lines().filter(|line| line.contains("labeltooltip"));
    let calls = calls.filter(|line| !line.contains("weight=100 tooltip"));
    assert_eq!(count(&page, ".graph .box"), boxes.count());
    assert_eq!(count(&page, ".graph .call"), calls.count());
    let dotted = dot.lines().filter(|line| line.contains(" ... ")).count();
    assert_eq!(count(&page, ".graph .call.residual"), dotted);
    page.see(&format!("{} of ", count(&page, ".graph .box")));
    page.see("functions with cum <");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn keys_and_pointer_go_through_the_graph() {
    let (_site, page) = graph_of(&["goroutine.pb.gz"]);
    page.press("ArrowDown");
    page.expect_active(".graph[role=tree]", "net/http.(*persistConn).");
    page.press("ArrowDown");
    page.expect_active(".graph[role=tree]", "runtime.selectgo");
    page.press("ArrowDown");
    page.expect_active(".graph[role=tree]", "runtime.gopark");
    assert_eq!(count(&page, ".graph .box.selected"), 1);
    // The panel follows.
    page.see("callers");

    let fitted = scale(&page);
    page.press("+");
    page.expect("a larger graph", |_| scale(&page) > fitted);
    page.wheel(".graph", -300);
    let larger = scale(&page);
    page.expect("an even larger one", |_| scale(&page) > fitted * 1.3);
    page.drag(".graph", 0.5, 0.7);
    assert_eq!(
        count(&page, ".graph .box.selected"),
        1,
        "a drag selects nothing"
    );
    assert!((scale(&page) - larger).abs() < 1e-6 || scale(&page) > larger);
    page.press("0");
    page.expect("the whole width", |_| (scale(&page) - fitted).abs() < 1e-3);

    page.press("/");
    for letter in ["w", "r", "i", "t", "e", "L", "o", "o", "p"] {
        page.press(letter);
    }
    page.expect("hits", |_| count(&page, ".graph .box.hit") > 0);
    page.press("Enter");
    page.expect_active(".graph[role=tree]", "net/http.(*persistConn).writeLoop");
    page.press("Escape");
    page.press("Escape");
    page.press("f");
    page.see("filtered to 50,000");
    page.expect("fewer boxes", |_| {
        (1..10).contains(&count(&page, ".graph .box"))
    });
    page.press("z");
    page.see_no_more("filtered to");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_click_selects_and_a_link_leads_here() {
    let (_site, page) = graph_of(&["early/goroutine.pb.gz", "goroutine.pb.gz"]);
    page.expect("the view in the link", |_| page.url().contains("tab=graph"));
    page.expect("what grew", |_| count(&page, ".graph .box.up4") > 0);
    page.click_at(".graph .box", 0.5, 0.5);
    page.expect("a selected box", |_| {
        count(&page, ".graph .box.selected") == 1
    });
    let boxes = count(&page, ".graph .box");
    page.reload();
    page.wait_for_mark("leakscope:graph-painted");
    page.expect("the same graph", |_| count(&page, ".graph .box") == boxes);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn what_is_saved_is_a_picture() {
    let (_site, page) = graph_of(&["goroutine.pb.gz"]);
    let downloads = page.catch_downloads();
    page.click("Save");
    page.click("Graph (SVG)");
    let saved = downloads.wait_for(".graph.svg");
    let svg = std::fs::read_to_string(saved).expect("text");
    let script = "const parsed = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
        if (parsed.querySelector('parsererror')) return parsed.documentElement.textContent;
        return [parsed.documentElement.localName, parsed.querySelectorAll('g > title').length,
            parsed.querySelectorAll('script, foreignObject, image, use').length].join()";
    let parsed = page.run_with(script, vec![svg.clone().into()]);
    let titles = count(&page, ".graph .box") + count(&page, ".graph .call");
    assert_eq!(parsed.as_str(), Some(&*format!("svg,{titles},0")));
    let width = svg_width(&svg);

    page.click("Save");
    page.click("Graph (PNG)");
    let png = std::fs::read(downloads.wait_for(".graph.png")).expect("bytes");
    assert_eq!(png.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]), "no PNG");
    let pixels = u32::from_be_bytes([png[16], png[17], png[18], png[19]]);
    // Twice as sharp as it is drawn, in whole pixels.
    assert!(
        (f64::from(pixels) - 2.0 * width).abs() <= 2.0,
        "{pixels} of {width}"
    );
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

fn svg_width(svg: &str) -> f64 {
    let width = svg
        .split_once("width=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    width
        .and_then(|(width, _)| width.parse().ok())
        .expect("a width")
}
