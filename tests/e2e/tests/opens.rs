//! The page opens, starts nothing inline, and asks nobody but its own server for anything.

use leakscope_e2e::{Firefox, Page, serve, serve_changed, serve_under};
use std::path::PathBuf;

#[test]
fn the_page_opens_and_asks_only_its_own_origin() {
    let site = serve();
    let page = Page::open(&site.url);
    page.see("Leakscope");
    page.wait_for_mark("leakscope:ready");

    assert_eq!(page.console_errors(), Vec::<String>::new());
    let requests = page.requests();
    let foreign: Vec<_> = requests
        .iter()
        .filter(|request| !request.url.starts_with(&site.url) && !request.url.starts_with("data:"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    assert!(
        requests
            .iter()
            .any(|request| request.url.ends_with(".packed")),
        "{requests:?}"
    );
}

#[test]
fn the_policy_lets_no_inline_script_run() {
    let site = serve();
    let page = Page::open(&site.url);
    page.see("Leakscope");
    page.run(
        "const script = document.createElement('script');
         script.textContent = 'globalThis.ranInline = true';
         document.head.append(script);",
    );
    assert_eq!(page.run("return globalThis.ranInline ?? false"), false);
    let refused = page.console_errors();
    assert!(
        refused
            .iter()
            .any(|line| line.contains("Content Security Policy")),
        "{refused:?}"
    );
}

#[test]
fn the_page_works_under_any_path() {
    let site = serve_under("/some/where/", None);
    assert!(site.url.ends_with("/some/where/"), "{}", site.url);
    let page = Page::open(site.url.trim_end_matches('/'));
    see_the_demo(&page);

    // As `trunk build --release --public-url /some/where/` writes its links.
    let site = serve_changed("/some/where/", "index.html", |index| {
        let absolute = index.replace("\"./", "\"/some/where/");
        assert!(!absolute.contains("./"), "{absolute}");
        absolute
    });
    see_the_demo(&Page::open(&site.url));
}

/// The page, its engine and the demo recording beside it are all there.
#[track_caller]
fn see_the_demo(page: &Page) {
    page.wait_for_mark("leakscope:ready");
    page.press("d");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("readLoop");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn firefox_opens_the_page_and_a_profile() {
    let story = "../../core/tests/fixtures/story/goroutine.pb.gz";
    let site = serve();
    let firefox = Firefox::open(&site.url);
    firefox.see("Leakscope");
    firefox.wait_for_mark("leakscope:ready");
    firefox.click("Open profiles or a recording");
    firefox.choose_files(&[PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(story)]);
    firefox.wait_for_mark("leakscope:flame-painted");
    firefox.see("readLoop");
    assert_eq!(firefox.console_errors(), Vec::<String>::new());
}
