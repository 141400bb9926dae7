//! The engine dies, or the page is reloaded, while a real service is watched: nothing stored is
//! lost, and watching goes on.

use leakscope_e2e::{Page, Stored, demo, serve, serve_changed};
use std::path::{Path, PathBuf};

fn story() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story/goroutine.pb.gz")
}

/// Profiles stored so far.
fn profiles(stored: &Stored) -> usize {
    let keys = stored.records.keys();
    keys.filter(|key| key.starts_with("v1/profile/")).count()
}

/// Waits until more profiles are stored than `before`: the service is watched, and what it says
/// is kept.
#[track_caller]
fn wait_for_more(page: &Page, before: &Stored) -> Stored {
    page.expect("more profiles to be stored", |_| {
        profiles(&page.stored()) > profiles(before)
    });
    page.stored()
}

/// Opens a file beside what is watched, and comes back to the overview.
#[track_caller]
fn open_a_file(page: &Page) {
    page.drop_files(&[story()]);
    page.see("Suspected:");
    page.click("Overview");
    page.see("What is growing");
}

/// The opened file can still be looked at.
#[track_caller]
fn see_the_file(page: &Page) {
    page.click("Leakscope");
    page.click("goroutine.pb.gz");
    page.see("50,000 readLoop and 50,000 writeLoop");
}

#[test]
fn an_engine_that_dies_while_watching_loses_nothing_and_watching_goes_on() {
    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    open_a_file(&page);
    let before = wait_for_more(&page, &Stored::default());

    page.crash_engine();
    page.see("The engine stopped");
    page.see("started again from what is stored");
    let after = wait_for_more(&page, &before);
    assert_eq!(before.lost_in(&after), Vec::<String>::new());
    assert_eq!(after.halves(), Vec::<String>::new());
    // Again, with what the second engine had written.
    page.crash_engine();
    let last = wait_for_more(&page, &after);
    assert_eq!(after.lost_in(&last), Vec::<String>::new());
    page.see("UP");
    see_the_file(&page);
}

#[test]
fn an_engine_that_dies_while_writing_leaves_all_or_nothing() {
    // The engine stands still at the very moment: after the bytes of a profile were put into a
    // transaction, or after that was to be committed, and before it hears of it.
    for moment in ["put", "commit"] {
        let first = include_str!("scripts/engine_stands_still.js").replace("MOMENT", moment);
        let site = serve_changed("/", "engine.js", |script| format!("{first}\n{script}"));
        let service = demo(&[]);
        let page = Page::watch(&site.url, &service.url, &[]);
        let before = wait_for_more(&page, &Stored::default());

        page.run(include_str!("scripts/die_when_standing.js"));
        page.see("The engine stopped");
        let after = wait_for_more(&page, &before);
        assert_eq!(before.lost_in(&after), Vec::<String>::new(), "{moment}");
        assert_eq!(after.halves(), Vec::<String>::new(), "{moment}");
        page.see("UP");
    }
}

#[test]
fn an_engine_that_falls_silent_is_replaced() {
    let (site, service) = (serve(), demo(&[]));
    // The page's clock runs fast, so that its patience of a minute ends soon.
    let page = Page::open_with(&site.url, &[], include_str!("scripts/fast_clock.js"));
    page.wait_for_mark("leakscope:ready");
    page.fill("Base URL", &service.url);
    page.click("Start");
    page.wait_for_mark("leakscope:overview-painted");
    let before = wait_for_more(&page, &Stored::default());
    page.kill_engine();
    page.see("no sign of life");
    page.see("UP");
    assert_eq!(before.lost_in(&page.stored()), Vec::<String>::new());
}

#[test]
fn reloading_while_watching_loses_neither_the_recording_nor_open_profiles() {
    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    open_a_file(&page);
    let before = wait_for_more(&page, &Stored::default());

    page.reload();
    page.wait_for_mark("leakscope:overview-painted");
    page.see("UP");
    page.see("every 1 s");
    let after = wait_for_more(&page, &before);
    assert_eq!(before.lost_in(&after), Vec::<String>::new());
    assert_eq!(after.halves(), Vec::<String>::new());
    see_the_file(&page);
    page.reload();
    page.see("50,000 readLoop and 50,000 writeLoop");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
