//! While a large file opens, the page answers; and Escape stops the opening.

use leakscope_e2e::{Page, large as large_file, serve};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// 400,000 stacks: some 45 MB, which take the engine a second and more.
const SAMPLES: u64 = 400_000;

fn story() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story/goroutine.pb.gz")
}

/// Writes a large profile into a folder that is gone with the value.
fn large() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("large.pb");
    let bytes = large_file::profile(SAMPLES);
    assert!(bytes.len() > 30_000_000, "{} bytes", bytes.len());
    std::fs::write(&path, bytes).expect("a file");
    (folder, path)
}

/// With a small profile shown.
fn opened() -> (impl Sized, Page) {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.drop_files(&[story()]);
    page.wait_for_mark("leakscope:flame-painted");
    (site, page)
}

#[test]
fn what_a_person_does_is_answered_while_a_large_file_opens() {
    let ((_site, page), (_folder, large)) = (opened(), large());
    // Written down in the page, where nothing comes between: when the opening began and ended,
    // and when a frame that was asked for meanwhile came back from the engine.
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.see("callees");
    page.run(include_str!("scripts/watch_progress.js"));
    page.drop_files(&[large]);
    page.see("large.pb");
    page.expect("the large profile to be shown", |_| {
        page.run("return document.title") == "large.pb · Leakscope"
    });
    let seen = page.run("return globalThis.seenWhileOpening");
    let answers_ms: Vec<f64> = seen["answers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_f64)
        .collect();
    println!(
        "{} answers while the file opened for {} ms, after {answers_ms:.0?} ms",
        answers_ms.len(),
        seen["opening"],
    );
    assert!(answers_ms.len() >= 3, "{seen}");
    page.see("example.com/large");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn escape_stops_the_opening_of_a_large_file() {
    let ((_site, page), (_folder, large)) = (opened(), large());
    let before = page.stored();
    page.drop_files(&[large]);
    page.expect("the progress to be shown", |_| {
        page.run("return !!document.querySelector('[role=progressbar]')") == true
    });
    page.press("Escape");
    page.expect("the progress to go", |_| {
        page.run("return !document.querySelector('[role=progressbar]')") == true
    });
    // The engine answers, with what was there before.
    page.click("Top");
    page.see("runtime.gopark");
    page.expect("nothing of it to be stored", |_| {
        let now = page.stored();
        now.blobs == before.blobs && now.records == before.records
    });
    page.reload();
    page.see("runtime.gopark");
    page.click("Leakscope");
    page.see("goroutine.pb.gz");
    assert!(!page.text().contains("large.pb"), "{}", page.text());
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
