//! The profiles of the story, as files, and the page with some of them; and one in the order of time.

use crate::page::Page;
use crate::world::serve;
use std::path::{Path, PathBuf};
use xtask::site::Running;

/// A file of the story: `goroutine.pb.gz`, `early/goroutine.pb.gz`, `heap.pb.gz`.
pub fn story(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story");
    root.join(name)
}

/// The page, served, with these files of the story open and painted; ready for a person with none.
#[track_caller]
pub fn opened(names: &[&str]) -> (Running, Page) {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    if !names.is_empty() {
        let files: Vec<PathBuf> = names.iter().map(|name| story(name)).collect();
        page.drop_files(&files);
        page.wait_for_mark("leakscope:flame-painted");
    }
    (site, page)
}

/// Calls that open and close, as speedscope's JSON: `main` calls `work` twice, and `rest` between.
pub const CALLS: &str = r#"{"$schema": "https://www.speedscope.app/file-format-schema.json",
    "shared": {"frames": [{"name": "main"}, {"name": "work"}, {"name": "rest"}]},
    "profiles": [{"type": "evented", "name": "thread", "unit": "milliseconds",
        "startValue": 0, "endValue": 100, "events": [
            {"type": "O", "frame": 0, "at": 0}, {"type": "O", "frame": 1, "at": 0},
            {"type": "C", "frame": 1, "at": 30}, {"type": "O", "frame": 2, "at": 30},
            {"type": "C", "frame": 2, "at": 50}, {"type": "O", "frame": 1, "at": 50},
            {"type": "C", "frame": 1, "at": 90}, {"type": "C", "frame": 0, "at": 100}]}]}"#;
