//! The story, live: the real service leaks, the page watches, and says what it is.

use leakscope_e2e::{Page, demo, serve, until};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Watching may need minutes before it may speak of a leak.
const WATCHING: Duration = Duration::from_secs(240);

/// Notifications that nobody sees, kept.
const NOTIFICATIONS: &str = "
globalThis.notified = [];
globalThis.Notification = class {
  static permission = 'default';
  static async requestPermission() { return 'granted'; }
  constructor(title, options) { globalThis.notified.push(`${title}: ${options.body}`); }
};
";

/// Asks the service as somebody else would.
fn ask(url: &str, method: &str, path: &str) -> String {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the service");
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\n\r\n"
    )
    .expect("the service");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

/// Opens the page on a service, watched at an accelerated pace.
fn watch(site: &str, service: &str) -> Page {
    let address = format!("{site}#v=1&watch={service}");
    let page = Page::open_with(&address, &[], NOTIFICATIONS);
    page.wait_for_mark("leakscope:ready");
    page.click("Settings");
    page.fill("Counts", "1");
    page.fill("Health", "1");
    page.fill("Memory", "1");
    page.fill("Profiles", "5");
    page.click("Start");
    page.wait_for_mark("leakscope:overview-painted");
    page
}

fn see_in_time(page: &Page, wanted: &[&str]) {
    let seen = until(WATCHING, || {
        let text = page.text();
        let missing: Vec<_> = wanted.iter().filter(|w| !text.contains(**w)).collect();
        if missing.is_empty() {
            Ok(())
        } else {
            std::thread::sleep(Duration::from_secs(1));
            Err(format!("missing {missing:?} in:\n{text}"))
        }
    });
    seen.unwrap_or_else(|text| panic!("{text}"));
}

#[test]
fn a_leaking_service_is_named_with_its_cause_while_it_runs() {
    let site = serve();
    let service = demo(&[
        "-migrate-mb",
        "120",
        "-migrate-goroutines",
        "600",
        "-migrate-for",
        "12s",
    ]);
    let page = watch(&site.url, &service.url);
    page.click("Notify me");
    page.see("Notifying");
    std::thread::sleep(Duration::from_secs(25));
    let answer = ask(&service.url, "POST", "/migrate");
    assert!(answer.contains(" 20"), "{answer}");

    see_in_time(&page, &["Leak:", "by 2 with every health check"]);
    see_in_time(
        &page,
        &[
            "(*persistConn).readLoop",
            "(*persistConn).writeLoop",
            "migration",
        ],
    );
    let title = page.run("return document.title");
    assert!(
        title
            .as_str()
            .is_some_and(|title| title.starts_with("Leak: ")),
        "{title}"
    );
    let icon = page.run("return document.querySelector('link[rel=icon]').getAttribute('href')");
    assert!(
        icon.as_str().is_some_and(|icon| icon.contains("<svg")),
        "{icon}"
    );
    let told = until(Duration::from_secs(60), || {
        let told = page.run("return globalThis.notified");
        let is_leak =
            |it: &serde_json::Value| it.as_str().is_some_and(|it| it.starts_with("Leak: "));
        match told.as_array().is_some_and(|all| all.iter().any(is_leak)) {
            true => Ok(()),
            false => Err(told.to_string()),
        }
    });
    told.unwrap_or_else(|told| panic!("notified: {told}"));
    page.click("Why & how to fix");
    page.see("Close the");
    page.see("Timeout");
    // Go samples the heap: in a short run the function that does it may not be in it yet, and then
    // the page says so instead of guessing.
    let text = page.text();
    let is_named = text.contains("(*Client).Check");
    assert!(
        is_named || text.contains("names a function of yours yet"),
        "{text}"
    );
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_fixed_service_holds_a_plateau_which_is_no_leak() {
    let site = serve();
    let service = demo(&["-fixed"]);
    let page = watch(&site.url, &service.url);
    see_in_time(&page, &["No leak seen:"]);
    assert!(!page.text().contains("Leak: "), "{}", page.text());
}
