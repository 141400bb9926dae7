//! The profiles of the story, as files, and the page with some of them.

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
