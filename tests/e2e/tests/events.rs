//! Events of files on the time axis of what is open, and the way out again.

use leakscope_e2e::{Page, opened};
use serde_json::Value;

/// Opens the demo recording.
fn demo() -> (impl Sized, Page) {
    let (site, page) = opened(&[]);
    page.press("d");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("Leak:");
    (site, page)
}

/// First reading of what is shown, milliseconds since 1970: a note at it is saved with its time.
fn start_ms(page: &Page) -> f64 {
    let downloads = page.catch_downloads();
    page.click("Save the charts");
    page.click("Events (JSON)");
    let saved = std::fs::read_to_string(downloads.wait_for(".events.json")).expect("text");
    let events: Value = serde_json::from_str(&saved).expect("JSON");
    events[0]["time"].as_f64().expect("a time")
}

#[test]
fn events_are_pasted_onto_the_axis_and_saved_with_notes() {
    let (_site, page) = demo();
    let at_ms = start_ms(&page) + 1000.0;
    page.paste(&format!(
        "start;end;tags;title\n{at_ms};{};deploy blue;\"v9; the new one\"\n",
        at_ms + 60e3
    ));
    page.see("1 event joined to");
    page.see_painted("v9; the new one");

    page.press("End");
    page.press("n");
    page.type_text("looked");
    page.press("Enter");
    page.see_painted("looked");
    let downloads = page.catch_downloads();
    page.click("Save the charts");
    page.click("Events (CSV)");
    let saved = std::fs::read_to_string(downloads.wait_for(".events.csv")).expect("text");
    let mut lines = saved.lines();
    assert_eq!(lines.next(), Some("time,timeEnd,tags,text"));
    let has = |end: &str| saved.lines().any(|line| line.ends_with(end));
    assert!(has(",\"deploy,blue\",v9; the new one"), "{saved}");
    assert!(has(",,note,looked"), "{saved}");

    // By the palette, and opened again: nothing is there twice.
    page.press("Control+k");
    page.type_text("notes as JSON");
    page.press("Enter");
    let file = downloads.wait_for(".events.json");
    page.drop_files(std::slice::from_ref(&file));
    let count = saved.lines().count() - 1;
    page.see(&format!("{count} of them known before"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let (_site, page) = demo();
    page.paste("time,text\n1795446721,ok\nnoon,deploy\n");
    page.see("“noon” is no time (line 3)");
    // What is on the time axis stays.
    page.see("Leak:");
}
