//! What a person wrote, and what was seen, outlives the page: notes, exports, and the screen of a
//! page that broke.

use leakscope_core::formats::Limits;
use leakscope_core::job::{self, Pace};
use leakscope_core::recording::{self, Opened};
use leakscope_e2e::{Page, demo, serve};
use std::path::{Path, PathBuf};

fn story() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story/goroutine.pb.gz")
}

/// A recording as it lies on the disk.
#[track_caller]
fn read(path: &Path) -> Opened {
    let bytes = std::fs::read(path).expect("the file");
    let opened = job::run(recording::read(
        &bytes,
        &Limits::default(),
        &Pace::unhurried(),
    ));
    opened.unwrap_or_else(|error| panic!("{error:?}"))
}

/// Saves all that is here as a recording.
#[track_caller]
fn export(page: &Page) -> PathBuf {
    let downloads = page.catch_downloads();
    page.click("Service shown");
    page.click("Save everything here as a recording");
    page.see("It will hold:");
    page.click("Save it");
    let saved = downloads.wait_for(".zip");
    let kept = std::env::temp_dir().join(format!("leakscope-e2e-{}.zip", std::process::id()));
    std::fs::copy(saved, &kept).expect("a copy");
    kept
}

#[test]
fn a_note_is_a_labelled_marker_and_survives_a_reload_and_an_export() {
    let (site, service) = (serve(), demo(&["-vars"]));
    let page = Page::watch(&site.url, &service.url, &[]);
    page.see("persistConn");
    page.press("n");
    page.see("Add");
    page.fill("Note at", "deployed v2");
    page.press("Enter");
    page.see_painted("deployed v2");
    page.reload();
    page.wait_for_mark("leakscope:overview-painted");
    page.see_painted("deployed v2");

    // Everything as one file; and that opened in another browser is the same.
    page.click("Pause");
    page.see("paused");
    let exported = export(&page);
    drop(page);
    let before = read(&exported);
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.drop_files(std::slice::from_ref(&exported));
    page.wait_for_mark("leakscope:overview-painted");
    page.see("RECORDING");
    page.see("persistConn");
    page.see_painted("deployed v2");
    let after = read(&export(&page));
    assert_eq!(before.remarks, Vec::<String>::new());
    let (old, new) = (&before.recording.services[0], &after.recording.services[0]);
    assert_eq!(old.target, new.target);
    assert!(old.series.len() > 3, "{:?}", old.series);
    assert_eq!(old.series, new.series);
    assert_eq!(old.health, new.health);
    assert_eq!(old.events, new.events);
    assert!(
        old.events
            .iter()
            .any(|e| e.is_note && e.text == "deployed v2"),
        "{:?}",
        old.events
    );
    assert!(old.profiles.len() >= 2, "{:?}", old.profiles);
    let bytes = |opened: &Opened| -> Vec<Vec<u8>> {
        let mut all: Vec<_> = opened
            .profiles
            .iter()
            .map(|(_, bytes)| bytes.clone())
            .collect();
        all.sort();
        all
    };
    assert_eq!(bytes(&before), bytes(&after));
    std::fs::remove_file(exported).expect("it is there");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_page_that_broke_says_so_and_what_is_stored_can_be_saved() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.drop_files(&[story()]);
    page.see("Suspected:");
    page.run(include_str!("scripts/break_the_page.js"));
    page.see("Leakscope stopped");
    page.see("For a report:");

    let downloads = page.catch_downloads();
    page.click("Save the stored recording");
    page.see("The stored recording");
    page.click("Save it");
    let saved = read(&downloads.wait_for(".zip"));
    let original = std::fs::read(story()).expect("the fixture");
    assert_eq!(saved.profiles.len(), 1);
    assert_eq!(saved.profiles[0].1, original);

    page.click("Back to Leakscope");
    page.wait_for_mark("leakscope:ready");
    page.see("goroutine.pb.gz");
}
