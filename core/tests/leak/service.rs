//! A made-up service, watched for as long as a test wants: the story in small, seeded.

use std::sync::Arc;

use leakscope_core::leak::{Kept, Verdict, judge_history};
use leakscope_core::profile::{
    FrameId, LabelSetId, MappingId, Profile, Samples, StrId, Tables, ValueType,
};
use leakscope_core::telemetry::{
    Event, Health, History, Metric, ProfileId, Reading, ServiceId, Target,
};

/// Where watching starts: a Monday, 09:40 UTC.
pub const START_MS: f64 = 1_763_977_200e3;

/// Numbers from 0 up to 1, the same on every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// About normal, with deviation 1.
    pub fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.roll()).sum::<f64>() - 6.0
    }
}

/// What the service does.
pub struct Story {
    /// How long it is watched, in seconds.
    pub seconds: f64,
    /// Between two counts.
    pub poll_s: f64,
    /// Between two health checks of ours; 0 never.
    pub check_s: f64,
    /// Between two of others; 0 never.
    pub others_s: f64,
    /// Between two profiles; 0 never.
    pub profile_s: f64,
    /// How long a connection lives that a check leaves; infinite where it leaks.
    pub lives_s: f64,
    /// Migrations: start and end in seconds; one that ends after the watching runs still.
    pub migrations: Vec<(f64, f64)>,
    /// When it restarts, in seconds.
    pub restart_s: Option<f64>,
    /// Without answers: from and to in seconds.
    pub silent_s: Option<(f64, f64)>,
    /// Goroutines besides, by the second since the start.
    pub others: fn(f64) -> f64,
    /// How much they waver.
    pub noise: f64,
}

impl Default for Story {
    fn default() -> Story {
        Story {
            seconds: 3600.0,
            poll_s: 5.0,
            check_s: 30.0,
            others_s: 0.0,
            profile_s: 60.0,
            lives_s: f64::INFINITY,
            migrations: Vec::new(),
            restart_s: None,
            silent_s: None,
            others: |_| 24.0,
            noise: 0.5,
        }
    }
}

/// What was seen of it.
pub struct Seen {
    pub history: History,
    pub kept: Kept,
}

impl Seen {
    pub fn verdict(&self) -> Verdict {
        judge_history(&self.history, &self.kept)
    }
}

impl Story {
    /// Watches it.
    pub fn watch(&self, seed: u64) -> Seen {
        let mut dice = Dice::new(seed);
        let mut seen = Seen {
            history: History::new(ServiceId(1), Target::default()),
            kept: Kept::default(),
        };
        let mut started = -30.0;
        let mut connections: Vec<f64> = Vec::new();
        let (mut next_check, mut next_other, mut next_profile) = (3.0, 1.7, 0.5);
        let every = |interval: f64| {
            if interval > 0.0 {
                interval
            } else {
                f64::INFINITY
            }
        };
        let tick = self.poll_s.min(1.0);
        let mut next_poll = 0.0;
        for step in 0..(self.seconds / tick) as u64 {
            let now = step as f64 * tick;
            let at_ms = START_MS + now * 1e3;
            if self.restart_s.is_some_and(|r| started < r && now >= r) {
                started = now;
                connections.clear();
            }
            connections.retain(|end| *end > now);
            let is_silent = self
                .silent_s
                .is_some_and(|(from, to)| now >= from && now < to);
            if self.check_s > 0.0 && now >= next_check && !is_silent {
                next_check += every(self.check_s);
                seen.history.add_our_check(at_ms);
                connections.push(now + self.lives_s);
                seen.history.add_reading(Reading {
                    at_ms,
                    health: Some(Health {
                        uptime_ms: Some((now - started) * 1e3),
                        ..Health::default()
                    }),
                    ..Reading::default()
                });
            }
            if self.others_s > 0.0 && now >= next_other {
                next_other += every(self.others_s) * (0.5 + dice.roll());
                connections.push(now + self.lives_s);
            }
            let migrating = self
                .migrations
                .iter()
                .any(|(from, to)| now >= *from && now < *to);
            let workers = if migrating { 2000.0 } else { 0.0 };
            if now >= next_poll {
                next_poll += self.poll_s;
                if is_silent {
                    seen.history.failed(at_ms);
                } else {
                    let wavering = (self.noise * dice.bell()).round();
                    let goroutines =
                        2.0 * connections.len() as f64 + workers + (self.others)(now).round();
                    let held =
                        connections.len() as f64 * 12e3 + if migrating { 300e6 } else { 0.0 };
                    let teeth = 2e6 * ((now % 40.0) / 40.0);
                    seen.history.add_reading(Reading {
                        at_ms,
                        values: vec![
                            (Metric::Goroutines, (goroutines + wavering).max(1.0)),
                            (Metric::HeapInUse, 6e6 + held + teeth),
                        ],
                        ..Reading::default()
                    });
                }
            }
            if self.profile_s > 0.0 && now >= next_profile && !is_silent {
                next_profile += self.profile_s;
                let n = connections.len() as i64;
                let profile = goroutines(&[
                    (
                        &[
                            "runtime.gopark",
                            "runtime.selectgo",
                            "net/http.(*persistConn).readLoop",
                        ],
                        n,
                    ),
                    (
                        &[
                            "runtime.gopark",
                            "runtime.selectgo",
                            "net/http.(*persistConn).writeLoop",
                        ],
                        n,
                    ),
                    (
                        &[
                            "runtime.gopark",
                            "runtime.chanrecv1",
                            "shop/migrate.(*Runner).worker",
                        ],
                        workers as i64,
                    ),
                    (
                        &["runtime.gopark", "runtime.selectgo", "shop/backend.every"],
                        (self.others)(now) as i64,
                    ),
                ]);
                let id = ProfileId(seen.kept.profiles.len() as u32);
                seen.kept.add(id, "goroutine", at_ms, &profile);
            }
        }
        seen.history.add_events(
            self.migrations
                .iter()
                .map(|(from, to)| Event {
                    start_ms: START_MS + from * 1e3,
                    end_ms: (*to <= self.seconds).then_some(START_MS + to * 1e3),
                    tags: vec!["migration".to_owned()],
                    text: "migration".to_owned(),
                    is_note: false,
                })
                .collect(),
        );
        seen
    }
}

/// A goroutine profile of stacks, leaf first, with their counts; none of 0.
pub fn goroutines(stacks: &[(&[&str], i64)]) -> Profile {
    let shown = stacks.iter().filter(|(_, count)| *count > 0);
    let shown: Vec<_> = shown.map(|(frames, n)| (*frames, vec![*n])).collect();
    profile_of(&[("goroutine", "count")], &shown)
}

/// A profile of stacks, leaf first, with a value for each of its types.
pub fn profile_of(types: &[(&str, &str)], stacks: &[(&[&str], Vec<i64>)]) -> Profile {
    let mut tables = Tables::default();
    let sample_types = types
        .iter()
        .map(|(kind, unit)| ValueType {
            kind: tables.strings.intern(kind.as_bytes()),
            unit: tables.strings.intern(unit.as_bytes()),
        })
        .collect();
    let mut samples = Samples::default();
    for (frames, values) in stacks {
        let stack: Vec<FrameId> = frames
            .iter()
            .rev()
            .map(|name| {
                let name = tables.strings.intern(name.as_bytes());
                let function = tables.add_function(name, name, StrId(0), 0);
                let lines = [(function, 1, 0)];
                let location = tables.add_location(MappingId::NONE, 0, false, lines);
                FrameId(tables.locations.frames(location).start)
            })
            .collect();
        samples.push(&stack, values, LabelSetId(0));
    }
    Profile {
        tables: Arc::new(tables),
        sample_types,
        samples,
        ..Profile::default()
    }
}
