//! Opens files as the page does and says what they are and how long each phase took:
//! `cargo run --release -p leakscope-core --example open -- FILE…`

use std::cell::RefCell;
use std::time::Instant;

use leakscope_core::formats::{self, Limits, Opened, Progress};
use leakscope_core::job::{Pace, run};

fn main() {
    for path in std::env::args().skip(1) {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let phases = RefCell::new(Vec::new());
        let start = Instant::now();
        let note = |progress: Progress| {
            let mut phases = phases.borrow_mut();
            let is_new = phases
                .last()
                .is_none_or(|&(phase, _)| phase != progress.phase);
            if is_new {
                phases.push((progress.phase, start.elapsed()));
            }
        };
        let pace = Pace::unhurried();
        let opened = run(formats::open(
            &path,
            bytes,
            &Limits::default(),
            &pace,
            &note,
        ));
        let took = start.elapsed();
        let what = match opened {
            Ok(opened) => describe(&opened),
            Err(error) => error.to_string(),
        };
        println!("{path}: {what}; {:.1} ms", took.as_secs_f64() * 1e3);
        for (phase, since) in phases.into_inner() {
            println!("  first {phase} after {:.1} ms", since.as_secs_f64() * 1e3);
        }
    }
}

fn describe(opened: &Opened) -> String {
    match opened {
        Opened::Profile { profile, kind, .. } => format!(
            "{kind} profile, {} samples, {} frames",
            profile.samples.len(),
            profile.samples.frames.len()
        ),
        Opened::Dump { dump, profile, .. } => format!(
            "dump of {} goroutines, {} distinct",
            dump.goroutines.len(),
            profile.samples.len()
        ),
        Opened::Readings(readings) => format!("{} readings", readings.len()),
        Opened::Index(counts) => format!("index of {} profiles", counts.len()),
        Opened::Events(events) => format!("{} events", events.len()),
        Opened::Archive(bytes) => format!("archive, {} bytes", bytes.len()),
    }
}
