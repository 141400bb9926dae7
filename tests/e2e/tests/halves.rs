//! The page's wasm comes in two: the first screen works without the second half, which nothing asks for
//! before it has come.

use leakscope_e2e::{Page, serve, serve_changed_folder};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

fn story() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story/goroutine.pb.gz")
}

/// Removes the files of the second half that end so.
fn remove(folder: &Path, endings: &[&str]) -> std::io::Result<()> {
    for file in fs::read_dir(folder)?.flatten().map(|entry| entry.path()) {
        let name = file.to_string_lossy().into_owned();
        if endings.iter().any(|ending| name.ends_with(ending)) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

fn is_whole(page: &Page) -> bool {
    page.marks()
        .iter()
        .any(|mark| mark.name == "leakscope:whole")
}

#[test]
fn the_first_screen_works_before_the_second_half_has_come() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:whole");
    // From now on, the second half does not come until it is let go.
    page.devtools(
        "Fetch.enable",
        json!({ "patterns": [{ "urlPattern": "*_rest.packed" }] }),
    );
    page.reload();
    page.wait_for_mark("leakscope:ready");
    for key in ["t", "w", "Escape", "x"] {
        page.press(key);
    }
    page.fill("Base URL", "http://127.0.0.1:9/");
    page.see("Will ask http://127.0.0.1:9/health");
    page.click("Settings");
    page.fill("Counts", "7");
    page.click("Profile");
    page.click("Overview");
    page.see("Find the leak");
    page.click("Choose what to look at");
    page.see("Load the demo recording");
    page.press("Escape");
    // What needs the second half waits for it.
    page.drop_files(&[story()]);
    page.see("goroutine.pb.gz…");
    assert!(!is_whole(&page));
    page.devtools("Fetch.disable", json!({}));
    page.see("Suspected:");
    assert!(is_whole(&page));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_link_to_a_profile_waits_for_the_second_half() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.drop_files(&[story()]);
    page.see("Suspected:");
    page.devtools(
        "Fetch.enable",
        json!({ "patterns": [{ "urlPattern": "*_rest.packed" }] }),
    );
    page.reload();
    page.see("Paste");
    assert!(!is_whole(&page));
    page.devtools("Fetch.disable", json!({}));
    page.see("Suspected:");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_second_half_that_does_not_come_packed_is_loaded_when_it_is_needed() {
    let site = serve_changed_folder("/", |folder| remove(folder, &["_rest.packed"]));
    let page = Page::open(&site.url);
    page.may_force_rest();
    page.wait_for_mark("leakscope:ready");
    page.drop_files(&[story()]);
    page.see("Suspected:");
    page.wait_for_mark("leakscope:rest-forced");
    page.wait_for_mark("leakscope:flame-painted");
    page.click("Top");
    page.see("runtime.gopark");
}

#[test]
fn a_second_half_that_does_not_come_at_all_is_said() {
    let endings = ["_rest.packed", "_rest.wasm"];
    let site = serve_changed_folder("/", |folder| remove(folder, &endings));
    let page = Page::open(&site.url);
    page.may_force_rest();
    page.wait_for_mark("leakscope:ready");
    page.press("?");
    page.see("the rest of the page is not there (404)");
    page.see("reload the page");
}
