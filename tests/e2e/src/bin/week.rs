//! What a week of readings every 5 s costs the page: `cargo run -p leakscope-e2e --bin week`.
//!
//! Opens a recording of such a week, with a goroutine and a heap profile of each hour, and zooms, pans and
//! moves the crosshair; prints what painting a frame takes on the page's thread, and how long the engine
//! is busy with each question about the overview. No part of the tests: it says what a machine does.

use leakscope_core::engine::content_hash;
use leakscope_core::job::{Pace, run};
use leakscope_core::recording::{self, Recording};
use leakscope_core::telemetry::{
    History, Metric, ProfileEntry, ProfileId, Series, ServiceId, Source, Target,
};
use leakscope_e2e::{Page, serve, story};
use serde_json::Value;
use std::thread::sleep;
use std::time::Duration;

/// A Monday, 09:40 UTC.
const START_MS: f64 = 1_763_977_200e3;
const WEEK_S: u32 = 7 * 24 * 3600;
const EVERY_S: u32 = 5;
/// How often each thing is done.
const TIMES: usize = 60;

/// Writes down how long each frame's work takes, and how long the worker takes to answer what is asked.
const RECORD: &str = r"
globalThis.frames = []; globalThis.answers = [];
const frame = globalThis.requestAnimationFrame;
globalThis.requestAnimationFrame = (work) => frame((time) => {
  const start = performance.now();
  work(time);
  globalThis.frames.push(performance.now() - start);
});
let asked = null;
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', () => {
      if (asked !== null) globalThis.answers.push(performance.now() - asked);
      asked = null;
    });
  }
  postMessage(...given) { asked ??= performance.now(); return super.postMessage(...given); }
};
";

/// What is done again and again.
type Act = fn(&Page, usize);

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("week.leakscope.zip");
    std::fs::write(&path, week()).expect("a file");
    let site = serve();
    let page = Page::open_with(&site.url, &[], RECORD);
    page.resize(1440, 900, 1.0);
    page.wait_for_mark("leakscope:whole");
    page.drop_files(&[path]);
    page.wait_for_mark("leakscope:overview-painted");
    page.see("What is growing");
    sleep(Duration::from_secs(3));
    println!(
        "| a week at {EVERY_S} s | frames | in the middle | 95 % within | at most | answers | in the middle | 95 % within | at most |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    let wheel: Act = |page, i| page.wheel(".drawing", if i % 20 < 10 { -60 } else { 60 });
    let cross: Act = |page, i| page.hover(".drawing", 0.3 + 0.02 * (i % 20) as f64, 0.2);
    measured(&page, "zooming", wheel);
    measured(&page, "the crosshair", cross);
    page.press("s");
    page.see("others");
    measured(&page, "zooming, by stack", wheel);
    measured(&page, "the crosshair, by stack", cross);
}

fn measured(page: &Page, name: &str, act: Act) {
    page.press("0");
    sleep(Duration::from_secs(1));
    page.run("globalThis.frames = []; globalThis.answers = []");
    for i in 0..TIMES {
        act(page, i);
        sleep(Duration::from_millis(50));
    }
    let told = |script: &str| {
        let all = page.run(script);
        let times = all.as_array().cloned().unwrap_or_default();
        let mut times: Vec<f64> = times.iter().filter_map(Value::as_f64).collect();
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied();
        let last = times.last().copied();
        let ms = |time: Option<f64>| time.map_or("—".to_owned(), |ms| format!("{ms:.1} ms"));
        let cells = [at(0.5), at(0.95), last].map(ms).join(" | ");
        format!("{} | {cells}", times.len())
    };
    // Frames in which nothing was to be painted tell nothing.
    let frames = told("return globalThis.frames.filter((ms) => ms > 0.2)");
    println!(
        "| {name} | {frames} | {} |",
        told("return globalThis.answers")
    );
}

/// The recording.
fn week() -> Vec<u8> {
    let pace = Pace::unhurried();
    let service = ServiceId(1);
    let target = Target {
        name: "a week".to_owned(),
        ..Target::default()
    };
    let mut history = History::new(service, target);
    let metrics = [
        Metric::Goroutines,
        Metric::HeapInUse,
        Metric::HeldFromSystem,
    ];
    history.series = metrics.map(|metric| (metric, series(metric))).to_vec();
    let files = ["early/goroutine.pb.gz", "early/heap.pb.gz"];
    let files = files.map(|name| std::fs::read(story(name)).expect("a profile"));
    for number in 0..WEEK_S / 3600 * 2 {
        let which = (number % 2) as usize;
        history.add_profile(ProfileEntry {
            id: ProfileId(number),
            service: Some(service),
            source: Source::Poll,
            name: ["goroutine", "heap"][which].to_owned(),
            at_ms: START_MS + f64::from(number / 2) * 3600e3,
            bytes: files[which].len() as u64,
            hash: run(content_hash(&files[which], &pace)),
        });
    }
    let recording = Recording {
        services: vec![history],
        ..Recording::default()
    };
    let bytes_of = |id: ProfileId| files.get(id.0 as usize % 2).cloned();
    run(recording::write(&recording, bytes_of, &pace)).expect("a recording")
}

/// A load of the day, teeth of a collector, a leak.
fn series(metric: Metric) -> Series {
    let mut series = Series::default();
    for i in 0..WEEK_S / EVERY_S {
        let at_s = f64::from(i * EVERY_S);
        let day = (at_s / 86_400.0 * std::f64::consts::TAU).cos();
        let value = match metric {
            Metric::Goroutines => 200.0 - 20.0 * day + f64::from(i * 37 % 11) + at_s / 2000.0,
            Metric::HeapInUse => 50e6 - 5e6 * day + 4e6 * (at_s % 40.0) / 40.0 + 40.0 * at_s,
            _ => 120e6 + 40.0 * at_s,
        };
        series.add(START_MS + at_s * 1e3, value.round());
    }
    series
}
