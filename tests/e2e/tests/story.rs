//! The story, live: the real service leaks, the page watches, and says what it is.

use leakscope_e2e::{Page, ask, demo, serve, until};
use std::net::TcpListener;
use std::time::Duration;

/// Watching may need minutes before it may say that nothing grows.
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

/// A migration that a test can wait for.
const SHORT_MIGRATION: [&str; 6] = [
    "-migrate-mb",
    "120",
    "-migrate-goroutines",
    "600",
    "-migrate-for",
    "12s",
];

/// Opens the page on a service, watched at an accelerated pace.
fn watch(site: &str, service: &str) -> Page {
    let address = format!("{site}#v=1&watch={service}");
    let scripts = format!("{NOTIFICATIONS}\n{}", leakscope_e2e::PREPARE);
    let page = Page::open_with(&address, &[], &scripts);
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

/// Waits until all of it can be seen at once; what the page said then.
fn see_in_time(page: &Page, wanted: &[&str]) -> String {
    let seen = until(WATCHING, || {
        let text = page.text();
        let missing: Vec<_> = wanted.iter().filter(|w| !text.contains(**w)).collect();
        if missing.is_empty() {
            Ok(text)
        } else {
            std::thread::sleep(Duration::from_millis(500));
            Err(format!("missing {missing:?} in:\n{text}"))
        }
    });
    seen.unwrap_or_else(|text| panic!("{text}"))
}

/// How many readings the page says it has: one a second at this pace.
fn readings(text: &str) -> u32 {
    let (before, _) = text.split_once(" polls").expect("the number of polls");
    let digits = before.rsplit(' ').next().unwrap_or_default();
    let number = digits.replace(',', "").parse();
    number.unwrap_or_else(|_| panic!("{digits:?} is no number"))
}

#[test]
fn a_leaking_service_is_named_with_its_cause_while_it_runs() {
    let site = serve();
    let service = demo(&SHORT_MIGRATION);
    let page = watch(&site.url, &service.url);
    page.click("Notify me");
    page.see("Notifying");

    // The sentence, and the cause and the cure under it, before a minute was watched.
    let text = see_in_time(&page, &["Leak:", "by 2 with every health check"]);
    assert!(readings(&text) <= 60, "{text}");
    for said in [
        "HTTP response body never closed",
        "(*persistConn).readLoop",
        "writeLoop",
    ] {
        assert!(text.contains(said), "{said:?} in {text}");
    }
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

    // A migration on top of it is a spike, and no part of the leak.
    let answer = ask(&service.url, "POST", "/migrate");
    assert!(answer.contains(" 20"), "{answer}");
    see_in_time(&page, &["Leak:", "1 spike (migration", "not part of it"]);
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
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn once_the_service_is_fixed_no_leak_is_called_and_the_evidence_of_the_old_one_stays() {
    let site = serve();
    // Both at one address, one after the other, as a deploy does it.
    let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let address = address.expect("a free port").to_string();
    let leaking = demo(&["-addr", &address]);
    let page = watch(&site.url, &leaking.url);
    see_in_time(&page, &["Leak:", "(*persistConn).readLoop"]);
    drop(leaking);
    let _fixed = demo(&["-addr", &address, "-fixed"]);
    let text = see_in_time(&page, &["No leak seen:"]);
    assert!(!text.contains("Leak: "), "{text}");
    page.see_painted("restart");
    // What the old instance did can still be looked at: its stretch, selected.
    page.run("document.querySelector('.drawing').focus()");
    page.press("Home");
    for _ in 0..30 {
        page.press("Shift+ArrowRight");
    }
    page.expect("the old instance's connections to grow", |text| {
        let grew = text.split_once("grew").map_or("", |(_, rest)| rest);
        grew.contains("(*persistConn).readLoop") && grew.contains("HTTP body not closed")
    });
}

#[test]
fn the_fixed_service_holds_a_plateau_and_a_migration_of_it_is_a_spike_only() {
    let site = serve();
    let mut arguments = vec!["-fixed"];
    arguments.extend(SHORT_MIGRATION);
    let service = demo(&arguments);
    let page = watch(&site.url, &service.url);
    see_in_time(&page, &["No leak seen:"]);
    let answer = ask(&service.url, "POST", "/migrate");
    assert!(answer.contains(" 20"), "{answer}");
    let text = see_in_time(&page, &["Spikes only:", "back at its baseline"]);
    assert!(text.contains("migration"), "{text}");
    for unwanted in ["Leak:", "Suspected:"] {
        assert!(!text.contains(unwanted), "{text}");
    }
    page.see_painted("migration");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn two_processes_behind_one_address_are_told_apart() {
    let site = serve();
    let service = demo(&["-replicas", "2"]);
    let page = watch(&site.url, &service.url);
    // Each leaks, and each is judged by itself; no line goes across both.
    let text = see_in_time(
        &page,
        &[
            "of 2 instances behind one address",
            "goroutines grow by",
            "started at",
        ],
    );
    let lines = text.matches("started at").count();
    assert!(lines >= 3, "the sentence, and a line on each: {text}");
    let painted = page.painted();
    let has = |wanted: &str| painted.iter().any(|text| text.contains(wanted));
    assert!(!has("leak trend"), "{painted:?}");
    assert!(!has("restart"), "{painted:?}");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
