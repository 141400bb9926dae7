//! How long until a page takes a file, and from the file to its flame graph.

use crate::{FLAGS, OBSERVER, Run, Tool, WARM, longest_task_ms, peak_mib};
use leakscope_e2e::Page;
use std::path::{Path, PathBuf};

/// From the start of the navigation, in a browser that has never been started before.
pub fn first_screen(tool: &Tool, url: &str) -> Run {
    let page = Page::open_with(url, FLAGS, OBSERVER);
    let took_ms = page.wait_for_mark(tool.ready).start_ms;
    Run {
        took_ms,
        longest_task_ms: longest_task_ms(&page, 0.0),
        peak_mib: peak_mib(),
    }
}

/// Waits until all of the page is there and idle: nobody chooses a file within half a second.
pub fn settle(page: &Page, tool: &Tool) {
    page.wait_for_mark(tool.whole);
    std::thread::sleep(std::time::Duration::from_millis(500));
}

/// From the moment the browser hands the file to the page.
pub fn open_file(tool: &Tool, url: &str, file: &Path) -> Run {
    let page = Page::open_with(url, FLAGS, OBSERVER);
    settle(&page, tool);
    page.drop_files(&[file.to_path_buf()]);
    let painted_ms = page.wait_for_mark(tool.painted).start_ms;
    let dropped_ms = page.wait_for_mark("bench:dropped").start_ms;
    Run {
        took_ms: painted_ms - dropped_ms,
        longest_task_ms: longest_task_ms(&page, dropped_ms),
        peak_mib: peak_mib(),
    }
}

/// The last of several files, handed over once the one before is painted.
pub fn open_last(tool: &Tool, url: &str, files: &[PathBuf]) -> Run {
    let page = Page::open_with(url, FLAGS, OBSERVER);
    settle(&page, tool);
    let (mut dropped_ms, mut painted_ms) = (0.0, 0.0);
    for file in files {
        page.drop_files(std::slice::from_ref(file));
        dropped_ms = page
            .wait_for_mark_after("bench:dropped", painted_ms)
            .start_ms;
        // A drawing before that is still of the file before.
        let ready = page.wait_for_mark_after("leakscope:profile-ready", dropped_ms);
        painted_ms = page
            .wait_for_mark_after(tool.painted, ready.start_ms)
            .start_ms;
        // What only follows, such as storing and judging, is not to meet the next file.
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    Run {
        took_ms: painted_ms - dropped_ms,
        longest_task_ms: longest_task_ms(&page, dropped_ms),
        peak_mib: peak_mib(),
    }
}

/// Gzipped files that hold the same and are not the same: the time in the header differs, which says
/// nothing of what is in them. None of a file that is not gzipped.
pub fn copies(file: &Path) -> Result<Vec<PathBuf>, String> {
    let in_words = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut bytes = std::fs::read(file).map_err(in_words)?;
    if !bytes.starts_with(&[0x1f, 0x8b]) || bytes.len() < 10 {
        return Ok(Vec::new());
    }
    let folder = xtask::paths::target().join("bench");
    std::fs::create_dir_all(&folder).map_err(in_words)?;
    let mut copies = Vec::new();
    for number in 1..=WARM {
        bytes[4..8].copy_from_slice(&(number as u32).to_le_bytes());
        let copy = folder.join(format!("{number}.pb.gz"));
        std::fs::write(&copy, &bytes).map_err(in_words)?;
        copies.push(copy);
    }
    Ok(copies)
}
