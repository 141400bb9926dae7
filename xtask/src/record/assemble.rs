//! From the answers of a run to the recording, by core's own readers.

use super::answers::{self, Entry};
use super::figures::figures;
use crate::Result;
use leakscope_core::formats::{self, FormatError, Limits, Opened};
use leakscope_core::job::{self, Pace};
use leakscope_core::profile::StackId;
use leakscope_core::recording::{self, Recording};
use leakscope_core::telemetry::{
    History, Metric, ProfileEntry, ProfileId, Reading, ServiceId, Source, Target,
};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The shipped recording must not weigh more.
const LIMIT_BYTES: usize = 600_000;

const SERVICE: ServiceId = ServiceId(0);

/// What is being put together.
struct Assembly {
    history: History,
    profiles: HashMap<ProfileId, Vec<u8>>,
}

/// Makes the recording of the answers in `folder`, reads it back, and says what it holds.
pub fn assemble(folder: &Path, output: &Path) -> Result<()> {
    let mut assembly = Assembly {
        history: History::new(SERVICE, target()),
        profiles: HashMap::new(),
    };
    let entries = answers::read(folder)?;
    for entry in entries.into_iter().skip_while(|entry| entry.body.is_none()) {
        assembly.take(entry)?;
    }
    let recording = Recording {
        services: vec![assembly.history],
        ..Recording::default()
    };
    let pace = Pace::unhurried();
    let bytes_of = |id| assembly.profiles.get(&id).cloned();
    let zip = job::run(recording::write(&recording, bytes_of, &pace)).map_err(in_words)?;
    fs::write(output, &zip).map_err(|error| format!("{}: {error}", output.display()))?;

    let opened = job::run(recording::read(&zip, &Limits::default(), &pace)).map_err(in_words)?;
    println!("\n{}: {} bytes", output.display(), zip.len());
    for line in recording::contents(&opened.recording) {
        println!("  {line}");
    }
    for service in &opened.recording.services {
        let said = output.with_file_name("figures.txt");
        fs::write(&said, figures(service)).map_err(|e| format!("{}: {e}", said.display()))?;
        print!("{}", summary(service));
    }
    for remark in &opened.remarks {
        println!("  remark: {remark}");
    }
    match zip.len() {
        0..=LIMIT_BYTES => Ok(()),
        bytes => Err(format!(
            "the recording has {bytes} bytes, over the {LIMIT_BYTES} it may have"
        )),
    }
}

/// The address is the service's own default: it ran on whatever port was free.
fn target() -> Target {
    Target {
        name: "migration-service".into(),
        base_url: "http://localhost:8081".into(),
        health: "/health".into(),
        pprof: "/debug/pprof/".into(),
        vars: String::new(),
        events: "/events".into(),
    }
}

impl Assembly {
    fn take(&mut self, entry: Entry) -> Result<()> {
        let Entry { at_ms, what, body } = entry;
        if what == "health" {
            self.history.add_our_check(at_ms);
        }
        let Some(body) = body else {
            self.history.failed(at_ms);
            return Ok(());
        };
        match what.as_str() {
            "note" => {
                let text = String::from_utf8_lossy(&body).into_owned();
                self.history.add_note(at_ms, text);
            }
            "counts" | "health" | "memory" | "events" => self.read(at_ms, &what, body)?,
            _ => self.keep(at_ms, what, body),
        }
        Ok(())
    }

    fn read(&mut self, at_ms: f64, what: &str, body: Vec<u8>) -> Result<()> {
        let (limits, pace) = (Limits::default(), Pace::unhurried());
        let opened = formats::open(what, body, &limits, &pace, &|_| {});
        match job::run(opened).map_err(|error| format!("{what} at {at_ms}: {error}"))? {
            Opened::Index(counts) => {
                let of = |name: &str| {
                    let row = counts.iter().find(|(profile, _)| profile == name);
                    row.map(|(_, count)| *count as f64)
                };
                let goroutines = of("goroutine").map(|count| (Metric::Goroutines, count));
                let threads = of("threadcreate").map(|count| (Metric::Threads, count));
                self.history.add_reading(Reading {
                    at_ms,
                    values: goroutines.into_iter().chain(threads).collect(),
                    ..Reading::default()
                });
            }
            Opened::Readings(readings) | Opened::Profile { readings, .. } => {
                for reading in readings {
                    self.history.add_reading(Reading { at_ms, ..reading });
                }
            }
            Opened::Events(events) => {
                self.history.add_events(events);
            }
            Opened::Dump { .. } | Opened::Archive(_) => {
                return Err(format!("{what} at {at_ms} is something else"));
            }
        }
        Ok(())
    }

    fn keep(&mut self, at_ms: f64, name: String, body: Vec<u8>) {
        let id = ProfileId(self.profiles.len() as u32);
        // A person asks for what the polls do not: dumps and CPU profiles.
        let source = match name.as_str() {
            "goroutine" | "heap" => Source::Poll,
            _ => Source::Capture,
        };
        self.history.add_profile(ProfileEntry {
            id,
            service: Some(SERVICE),
            source,
            name,
            at_ms,
            bytes: body.len() as u64,
            hash: StackId::of_names([body.as_slice()]).to_string(),
        });
        self.profiles.insert(id, body);
    }
}

/// First, last and highest of each series, and what happened.
fn summary(service: &History) -> String {
    let mut text = String::new();
    let (from_ms, to_ms) = service.range_ms().unwrap_or_default();
    text += &format!("  {:.1} minutes\n", (to_ms - from_ms) / 60e3);
    for (metric, series) in &service.series {
        let highest = series.values.iter().copied().fold(f64::MIN, f64::max);
        let ends = series.values.first().zip(series.values.last());
        let (first, last) = ends.unwrap_or((&0.0, &0.0));
        text += &format!(
            "  {metric:?}: {} readings, {first} to {last}, highest {highest}\n",
            series.values.len()
        );
    }
    let minute = |at_ms: f64| (at_ms - from_ms) / 60e3;
    for event in &service.events {
        let end = event.end_ms.map(|end| format!(" to {:.1}", minute(end)));
        let end = end.unwrap_or_default();
        text += &format!("  min {:.1}{end}: {}\n", minute(event.start_ms), event.text);
    }
    for gap in &service.gaps {
        let (from, to) = (minute(gap.from_ms), minute(gap.to_ms));
        text += &format!("  min {from:.1} to {to:.1}: no answer\n");
    }
    for restart in &service.restarts {
        let at = minute(restart.at_ms);
        text += &format!("  min {at:.1}: restart, {:?}\n", restart.version);
    }
    text
}

fn in_words(error: FormatError) -> String {
    format!("{error}. {}", error.advice)
}
