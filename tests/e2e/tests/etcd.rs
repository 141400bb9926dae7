//! A real service that grows, as a recording: the site that grows is the first of what is shown.

use leakscope_core::engine::content_hash;
use leakscope_core::job::{Pace, run};
use leakscope_core::recording::{self, Recording};
use leakscope_core::telemetry::{History, ProfileEntry, ProfileId, ServiceId, Source, Target};
use leakscope_e2e::{Page, serve};
use std::path::PathBuf;

/// The heap profiles of an etcd under load, about a second apart, in order; none where there is no
/// corpus beside the project.
fn series() -> Option<Vec<PathBuf>> {
    let folder = xtask::paths::repo().join("../shared/corpus/series/etcd-heap");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: there is no {}", folder.display());
        return None;
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    files.sort();
    assert!(files.len() > 60, "{} files", files.len());
    Some(files)
}

/// The profiles as a recording of one service.
fn recorded(files: &[PathBuf]) -> Vec<u8> {
    /// A Monday, 09:40 UTC.
    const START_MS: f64 = 1_763_977_200e3;
    let pace = Pace::unhurried();
    let service = ServiceId(1);
    let target = Target {
        name: "etcd".to_owned(),
        ..Target::default()
    };
    let mut history = History::new(service, target);
    let mut all = Vec::new();
    for (number, file) in (0u32..).zip(files) {
        let bytes = std::fs::read(file).expect("a profile");
        history.add_profile(ProfileEntry {
            id: ProfileId(number),
            service: Some(service),
            source: Source::Poll,
            name: "heap".to_owned(),
            at_ms: START_MS + f64::from(number) * 1e3,
            bytes: bytes.len() as u64,
            hash: run(content_hash(&bytes, &pace)),
        });
        all.push(bytes);
    }
    let recording = Recording {
        services: vec![history],
        ..Recording::default()
    };
    let bytes_of = |id: ProfileId| all.get(id.0 as usize).cloned();
    run(recording::write(&recording, bytes_of, &pace)).expect("a recording")
}

#[test]
fn the_site_that_grows_is_the_first_row() {
    let Some(files) = series() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("etcd.leakscope.zip");
    std::fs::write(&path, recorded(&files)).expect("a file");
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.drop_files(&[path]);
    page.click("Heap in use");
    page.expect("the first row to be the site that grows", |_| {
        let row = "return document.querySelector('.grow-sec tbody tr')?.innerText ?? ''";
        let row = page.run(row);
        let row = row.as_str().unwrap_or_default();
        row.contains("(*InternalRaftRequest).Marshal") && row.contains("grows steadily")
    });
    // The same sites in the difference that a click on the row opens.
    page.click_at(".grow-sec tbody tr", 0.1, 0.5);
    page.wait_for_mark("leakscope:flame-painted");
    page.expect("the site to have grown most", |_| {
        let row = "return document.querySelector('.movers')?.innerText ?? ''";
        let row = page.run(row);
        let row = row.as_str().unwrap_or_default();
        let grew = row.split("Shrank").next().unwrap_or_default();
        let first = grew.lines().find(|line| line.contains('('));
        first.is_some_and(|line| line.contains("InternalRaftRequest"))
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
