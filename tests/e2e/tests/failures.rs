//! Every way a service can fail to answer has its screen in plain words.

use leakscope_e2e::{Page, demo, serve, serve_changed_folder};
use std::fs;

fn start(site: &str, service: &str) -> Page {
    let page = Page::open(&format!("{site}#v=1&watch={service}"));
    page.wait_for_mark("leakscope:ready");
    page.click("Start");
    page
}

#[test]
fn a_service_without_cors_gets_remedies_without_a_redeploy_first() {
    let site = serve();
    let service = demo(&["-cors=false"]);
    let page = start(&site.url, &service.url);
    page.see("does not let this page read its answers");
    page.see("cargo xtask serve --proxy");
    page.see("destroys the evidence");
    page.see("Access-Control-Allow-Origin");
    let text = page.text();
    let (proxy, middleware) = (text.find("serve --proxy"), text.find("func allowOrigin"));
    assert!(middleware.is_some(), "{text}");
    assert!(
        proxy < middleware,
        "what needs no redeploy comes first: {text}"
    );
}

#[test]
fn through_the_proxy_the_same_service_can_be_watched() {
    let service = demo(&["-cors=false"]);
    let site = leakscope_e2e::serve_under("/", Some(&service.url));
    let page = start(&site.url, "/proxy");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("UP");
}

#[test]
fn nobody_listening_is_said() {
    let site = serve();
    let page = start(&site.url, "http://127.0.0.1:9");
    page.see("127.0.0.1:9");
    page.see("Try again");
}

#[test]
fn a_page_of_html_is_no_health() {
    let site = serve();
    let other = serve();
    let page = start(&site.url, other.url.trim_end_matches('/'));
    page.see("Try again");
}

#[test]
fn a_wrong_address_is_said_before_anything_is_asked() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.fill("Base URL", "localhost 8080");
    page.click("Start");
    page.see("address");
    let asked = page.requests();
    let is_own = |url: &str| url.starts_with(&site.url) || url.starts_with("data:");
    assert!(
        asked.iter().all(|request| is_own(&request.url)),
        "{asked:?}"
    );
}

/// The page's own wasm cut off, and gone: a screen that stays blank would say nothing.
#[test]
fn a_page_that_did_not_come_whole_says_so() {
    let packed = |folder: &std::path::Path| {
        let files = fs::read_dir(folder).expect("the page");
        let mut files = files.flatten().map(|entry| entry.path());
        let packed = files.find(|file| file.to_string_lossy().ends_with("_bg.packed"));
        packed.expect("packed wasm")
    };
    let cut = serve_changed_folder("/", |folder| {
        let bytes = fs::read(packed(folder))?;
        fs::write(packed(folder), &bytes[..bytes.len() / 2])
    });
    let page = Page::open(&cut.url);
    page.see("Leakscope could not start");
    page.see("reload the page");

    let gone = serve_changed_folder("/", |folder| fs::remove_file(packed(folder)));
    let page = Page::open(&gone.url);
    page.see("is not there (404)");
}
