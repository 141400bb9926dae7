//! What one answer of a service said.

use crate::codec::coded;

/// How something came here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Source {
    /// A regular poll.
    #[default]
    Poll,
    /// A person asked for it.
    Capture,
    /// A file or pasted text.
    File,
}

coded! { enum Source { Poll, Capture, File } }

/// What is measured. Bytes unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Goroutines (or tasks), a count.
    Goroutines,
    /// Heap memory in use.
    HeapInUse,
    /// Goroutine stacks in use.
    StackInUse,
    /// What the service holds from the system: `Sys − HeapReleased`.
    HeldFromSystem,
    /// Resident set size, only where truly known.
    Rss,
    /// Operating-system threads, a count.
    Threads,
    /// Objects on the heap, a count.
    HeapObjects,
    /// Completed collections since the start, a count. Falls only at a restart.
    NumGc,
}

impl Metric {
    /// All of them.
    pub const ALL: [Metric; 8] = [
        Metric::Goroutines,
        Metric::HeapInUse,
        Metric::StackInUse,
        Metric::HeldFromSystem,
        Metric::Rss,
        Metric::Threads,
        Metric::HeapObjects,
        Metric::NumGc,
    ];
}

coded! {
    enum Metric {
        Goroutines, HeapInUse, StackInUse, HeldFromSystem, Rss, Threads, HeapObjects, NumGc,
    }
}

/// What one answer said about a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// When it was taken, milliseconds since 1970.
    pub at_ms: f64,
    /// How it came here.
    pub source: Source,
    /// What was measured.
    pub values: Vec<(Metric, f64)>,
    /// What the health answer said, if this was one.
    pub health: Option<Health>,
}

coded! { struct Reading { at_ms, source, values, health } }

/// A service's health answer, whatever its dialect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    /// The service's own status.
    pub state: State,
    /// The status word as the service wrote it.
    pub status: String,
    /// How long it has been running, in milliseconds.
    pub uptime_ms: Option<f64>,
    /// Its version, as written.
    pub version: Option<String>,
    /// What it depends on.
    pub dependencies: Vec<Dependency>,
}

coded! { struct Health { state, status, uptime_ms, version, dependencies } }

/// One dependency in a health answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: State,
    /// How long it took to answer, in milliseconds, where the service says.
    pub took_ms: Option<f64>,
    /// What else the service says of it, as short text.
    pub detail: String,
}

coded! { struct Dependency { name, state, took_ms, detail } }

/// Up, degraded, down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    /// Answering.
    Up,
    /// Answering slowly or partly.
    Slow,
    /// Not working.
    Down,
    /// It did not say.
    #[default]
    Unknown,
}

coded! { enum State { Up, Slow, Down, Unknown } }
