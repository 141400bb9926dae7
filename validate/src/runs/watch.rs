//! A program watched as the page watches a service, on a clock that runs faster.

use std::time::{Duration, Instant};

use leakscope_core::formats::{self, Limits, Opened};
use leakscope_core::job::{Pace, run};
use leakscope_core::leak::Kept;
use leakscope_core::telemetry::{Event, History, Metric, ProfileId, Reading, ServiceId, Target};

use super::http::get;

/// How much faster: a second is three minutes.
pub const FASTER: f64 = 180.0;
/// Where the accelerated clock starts.
const START_MS: f64 = 1_800_000_000e3;

/// What is asked for, and how many milliseconds (not accelerated) lie between.
const POLLS: [(&str, u64); 7] = [
    ("/debug/pprof/", 200),
    ("/debug/pprof/heap?debug=1", 400),
    ("/metrics", 400),
    ("/health", 1000),
    ("/events", 1000),
    ("/debug/pprof/goroutine", 1000),
    ("/debug/pprof/heap", 1000),
];
const DUMP: &str = "/debug/pprof/goroutine?debug=2";

/// What was seen of a program.
pub struct Seen {
    /// Its readings and events.
    pub history: History,
    /// Its profiles, as polled.
    pub kept: Kept,
    /// A full dump that a person captured half-way; it is not in `kept`.
    pub dump: Option<(f64, Vec<u8>)>,
}

impl Seen {
    /// Watches the program at `host` for so long.
    pub fn of(host: &str, length: Duration) -> Result<Seen, String> {
        let mut seen = Seen {
            history: History::new(ServiceId(0), Target::default()),
            kept: Kept::default(),
            dump: None,
        };
        let clock = Clock::start();
        let mut due: Vec<(Duration, &str, u64)> = Vec::new();
        for (i, (path, every)) in (0u64..).zip(POLLS) {
            due.push((Duration::from_millis(20 + 23 * i), path, every));
        }
        due.push((length / 2, DUMP, u64::MAX));
        loop {
            let (i, &(at, path, every)) = due
                .iter()
                .enumerate()
                .min_by_key(|(_, due)| due.0)
                .ok_or("nothing to poll")?;
            if at >= length {
                return Ok(seen);
            }
            std::thread::sleep(at.saturating_sub(clock.real()));
            let at_ms = clock.now_ms();
            let body = get(host, path)?;
            seen.take(path, body, at_ms, &clock)?;
            // The next of a kind waits for the last.
            due[i].0 = clock
                .real()
                .max(at)
                .saturating_add(Duration::from_millis(every));
        }
    }

    fn take(
        &mut self,
        path: &'static str,
        body: Vec<u8>,
        at_ms: f64,
        clock: &Clock,
    ) -> Result<(), String> {
        if path == DUMP {
            self.dump = Some((at_ms, body));
            return Ok(());
        }
        if path == "/health" {
            self.history.add_our_check(at_ms);
        }
        let (limits, pace) = (Limits::default(), Pace::unhurried());
        let opened = run(formats::open(path, body, &limits, &pace, &|_| {}));
        match opened.map_err(|error| format!("{path}: {error}"))? {
            Opened::Index(counts) => {
                let found = counts.iter().find(|(name, _)| name == "goroutine");
                let values = found.map(|(_, n)| (Metric::Goroutines, *n as f64));
                self.history.add_reading(Reading {
                    at_ms,
                    values: values.into_iter().collect(),
                    ..Reading::default()
                });
            }
            Opened::Profile { readings, .. } if path.ends_with("heap?debug=1") => {
                self.read(readings, at_ms);
            }
            Opened::Profile { profile, kind, .. } => {
                let id = ProfileId(self.kept.profiles.len() as u32);
                self.kept.add(id, &kind, at_ms, &profile);
            }
            Opened::Readings(readings) => self.read(readings, at_ms),
            Opened::Events(events) => {
                let faster = events
                    .into_iter()
                    .map(|event| clock.faster(event))
                    .collect();
                self.history.add_events(faster);
            }
            Opened::Dump { .. } | Opened::Archive(_) => {
                return Err(format!("{path} is something else"));
            }
        }
        Ok(())
    }

    fn read(&mut self, readings: Vec<Reading>, at_ms: f64) {
        for mut reading in readings {
            reading.at_ms = at_ms;
            if let Some(health) = &mut reading.health {
                health.uptime_ms = health.uptime_ms.map(|uptime| uptime * FASTER);
            }
            self.history.add_reading(reading);
        }
    }

    /// The profiles with the dump among them.
    pub fn with_dump(&self) -> Option<Kept> {
        let (at_ms, body) = self.dump.clone()?;
        let (limits, pace) = (Limits::default(), Pace::unhurried());
        match run(formats::open(DUMP, body, &limits, &pace, &|_| {})) {
            Ok(Opened::Dump { dump, .. }) => {
                let mut kept = self.kept.clone();
                kept.add_dump(ProfileId(kept.profiles.len() as u32), at_ms, &dump);
                Some(kept)
            }
            _ => None,
        }
    }
}

/// Real time, made faster.
struct Clock {
    began: Instant,
    /// The same moment as the programs' clock has it, milliseconds since 1970.
    began_ms: f64,
}

impl Clock {
    fn start() -> Clock {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Clock {
            began: Instant::now(),
            began_ms: since.map_or(0.0, |since| since.as_secs_f64() * 1e3),
        }
    }

    fn real(&self) -> Duration {
        self.began.elapsed()
    }

    fn now_ms(&self) -> f64 {
        START_MS + self.real().as_secs_f64() * 1e3 * FASTER
    }

    fn at(&self, real_ms: f64) -> f64 {
        START_MS + (real_ms - self.began_ms) * FASTER
    }

    fn faster(&self, mut event: Event) -> Event {
        let start_ms = self.at(event.start_ms);
        event.start_ms = start_ms;
        event.end_ms = event.end_ms.map(|end_ms| self.at(end_ms));
        event
    }
}
