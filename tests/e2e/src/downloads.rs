//! What the page gives a person to save.

use crate::page::Page;
use crate::wait::{LONG, until};
use serde_json::json;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder the page's downloads go to, until dropped.
#[derive(Debug)]
pub struct Downloads(TempDir);

impl Page {
    /// From now on what is saved goes into a folder of its own, without a question.
    #[track_caller]
    pub fn catch_downloads(&self) -> Downloads {
        let folder = TempDir::with_prefix("leakscope-downloads-");
        let folder = folder.unwrap_or_else(|error| panic!("cannot make a folder: {error}"));
        self.devtools(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": folder.path() }),
        );
        Downloads(folder)
    }
}

impl Downloads {
    /// Waits for a file whose name ends so, written to its end.
    #[track_caller]
    pub fn wait_for(&self, end: &str) -> PathBuf {
        let found = until(LONG, || {
            let files = files(self.0.path());
            // Its name is there before its bytes are, beside a file in which those arrive.
            let is_written = !files.iter().any(|file| ends_with(file, ".crdownload"));
            let has_bytes = |file: &Path| file.metadata().is_ok_and(|known| known.len() > 0);
            let found = files
                .iter()
                .find(|file| is_written && ends_with(file, end) && has_bytes(file));
            found.cloned().ok_or_else(|| format!("{files:?}"))
        });
        found.unwrap_or_else(|files| panic!("waited for a file …{end}; there are {files}"))
    }
}

fn ends_with(file: &Path, end: &str) -> bool {
    file.to_string_lossy().ends_with(end)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect()
}
