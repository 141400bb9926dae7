//! How a hidden tab goes on watching: `cargo run -p leakscope-e2e --bin hidden [minutes]`.
//!
//! Watches the real service at the usual intervals for two minutes in a tab that is seen, then for
//! ten (or as many as asked) behind another tab, and prints how far apart the polls were. No part
//! of the tests: it takes as long as it says, and says what the browser does, not what we do.

use leakscope_e2e::{Page, demo, serve};
use serde_json::Value;
use std::thread::sleep;
use std::time::Duration;

const SEEN_MINUTES: u64 = 2;
const HIDDEN_MINUTES: u64 = 10;
/// From then on Chromium wakes the timers of a hidden page once a minute only.
const INTENSIVE_AFTER_MINUTES: f64 = 5.0;

/// Writes down when what was fetched, and when the page was hidden or shown; and, to see that the
/// browser does hold a hidden page back, when a timer of half a second on the page's own thread fired.
const RECORD: &str = r"
globalThis.fetched = [];
setInterval(() => globalThis.fetched.push([Date.now(), 'timer']), 500);
globalThis.visibility = [];
const whole = globalThis.fetch;
globalThis.fetch = (what, ...given) => {
  globalThis.fetched.push([Date.now(), String(what.url ?? what)]);
  return whole(what, ...given);
};
document.addEventListener('visibilitychange', () =>
  globalThis.visibility.push([Date.now(), document.visibilityState]));
";

fn main() {
    let minutes = std::env::args().nth(1);
    let minutes = minutes.map_or(HIDDEN_MINUTES, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{text:?} is no number of minutes"))
    });
    let (site, service) = (serve(), demo(&[]));
    let address = format!("{}#v=1&watch={}", site.url, service.url);
    let page = Page::open_throttled(&address, RECORD);
    page.wait_for_mark("leakscope:ready");
    page.click("Start");
    page.wait_for_mark("leakscope:overview-painted");
    let start_ms = now_ms(&page);
    sleep(Duration::from_secs(SEEN_MINUTES * 60));
    page.behind_another_tab(|| sleep(Duration::from_secs(minutes * 60)));

    let visibility = pairs(&page.run("return globalThis.visibility"));
    let at = |state: &str| {
        visibility
            .iter()
            .find(|(_, seen)| seen == state)
            .map(|(at, _)| *at)
    };
    let (Some(hidden_ms), Some(shown_ms)) = (at("hidden"), at("visible")) else {
        panic!("the browser did not hide the tab: {visibility:?}");
    };
    println!(
        "{}",
        page.run("return navigator.userAgent")
            .as_str()
            .unwrap_or_default()
    );
    println!("hidden for {:.0} s", (shown_ms - hidden_ms) / 1e3);
    let fetched = pairs(&page.run("return globalThis.fetched"));
    let intensive_ms = hidden_ms + INTENSIVE_AFTER_MINUTES * 60e3;
    let phases = [
        ("seen", start_ms, hidden_ms),
        ("hidden, first 5 min", hidden_ms, intensive_ms.min(shown_ms)),
        ("hidden, after 5 min", intensive_ms.min(shown_ms), shown_ms),
    ];
    println!(
        "{:<14}{:<22}{:>6}{:>9}{:>9}{:>9}",
        "what", "when", "polls", "min s", "median s", "max s"
    );
    let sought = [
        ("counts", "/debug/pprof/"),
        ("health", "/health"),
        ("memory", "heap?debug=1"),
        ("goroutine", "/debug/pprof/goroutine"),
        ("heap", "/debug/pprof/heap"),
        ("page's timer", "timer"),
    ];
    for (name, end) in sought {
        for (phase, from_ms, to_ms) in phases {
            let is_of = |at: f64, url: &str| url.ends_with(end) && (from_ms..to_ms).contains(&at);
            let polls = fetched.iter().filter(|(at, url)| is_of(*at, url));
            let times_ms: Vec<f64> = polls.map(|(at, _)| *at).collect();
            print(name, phase, &times_ms);
        }
    }
}

fn now_ms(page: &Page) -> f64 {
    page.run("return Date.now()").as_f64().unwrap_or_default()
}

fn pairs(value: &Value) -> Vec<(f64, String)> {
    let pair = |pair: &Value| {
        (
            pair[0].as_f64().unwrap_or_default(),
            pair[1].as_str().unwrap_or_default().to_owned(),
        )
    };
    value
        .as_array()
        .unwrap_or(&Vec::new())
        .iter()
        .map(pair)
        .collect()
}

fn print(name: &str, phase: &str, times_ms: &[f64]) {
    let mut gaps: Vec<f64> = times_ms
        .windows(2)
        .map(|two| (two[1] - two[0]) / 1e3)
        .collect();
    gaps.sort_by(f64::total_cmp);
    let polls = times_ms.len();
    match (gaps.first(), gaps.get(gaps.len() / 2), gaps.last()) {
        (Some(min), Some(median), Some(max)) => {
            println!("{name:<14}{phase:<22}{polls:>6}{min:>9.2}{median:>9.2}{max:>9.2}")
        }
        _ => println!("{name:<14}{phase:<22}{polls:>6}"),
    }
}
