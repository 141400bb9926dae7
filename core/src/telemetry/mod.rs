//! A service over time: readings, series, events, instances, restarts, gaps.

use serde::{Deserialize, Serialize};

/// A watched or opened service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ServiceId(pub u32);

/// How something came here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A regular poll.
    #[default]
    Poll,
    /// A person asked for it.
    Capture,
    /// A file or pasted text.
    File,
}

/// What is measured. Bytes unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// One metric's values over time, oldest first; both columns equally long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Milliseconds since 1970, strictly rising.
    pub at_ms: Vec<f64>,
    /// The values; never NaN.
    pub values: Vec<f64>,
}

/// What one answer said about a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

/// A service's health answer, whatever its dialect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

/// One dependency in a health answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

/// Up, degraded, down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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

/// Something that happened: a migration, a deploy, a note by hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Start, milliseconds since 1970.
    pub start_ms: f64,
    /// End, if it lasts and is over.
    pub end_ms: Option<f64>,
    /// Tags, `migration` among them where it is one.
    pub tags: Vec<String>,
    /// What it says.
    pub text: String,
    /// Whether a person wrote it here.
    pub is_note: bool,
}

/// A stretch without answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Last answer before.
    pub from_ms: f64,
    /// First answer after.
    pub to_ms: f64,
}

/// A new instance after which the old never answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restart {
    /// When the new instance started (now − uptime), or was first seen.
    pub at_ms: f64,
    /// Its version, where known.
    pub version: Option<String>,
}

/// A kept profile, without its bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileEntry {
    /// Its id, unique within a recording.
    pub id: ProfileId,
    /// The service it came from; none for a file that names none.
    pub service: Option<ServiceId>,
    /// How it came here.
    pub source: Source,
    /// `goroutine`, `heap`, `allocs`, … or the file's name.
    pub name: String,
    /// When it was taken, milliseconds since 1970.
    pub at_ms: f64,
    /// Length as received.
    pub bytes: u64,
    /// The first 128 bits of a content hash, in hex: what links name it by.
    pub hash: String,
}

/// A profile kept or opened here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProfileId(pub u32);

/// Where a service is watched. URLs as a person gave them, never with credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// What it is called.
    pub name: String,
    /// `http://localhost:8080`.
    pub base_url: String,
    /// Health JSON: a path under the base or an absolute URL. Empty: not asked.
    pub health: String,
    /// pprof index, ending in `/`. Empty: not asked.
    pub pprof: String,
    /// expvar. Empty: not asked.
    pub vars: String,
    /// Events (migrations). Empty: not asked.
    pub events: String,
}

/// Everything seen of one service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Its id.
    pub id: ServiceId,
    /// Where it is.
    pub target: Target,
    /// Series by metric, in the order of [`Metric`].
    pub series: Vec<(Metric, Series)>,
    /// Health answers, oldest first.
    pub health: Vec<(f64, Health)>,
    /// Events and notes, by start.
    pub events: Vec<Event>,
    /// Stretches without answers.
    pub gaps: Vec<Gap>,
    /// Restarts.
    pub restarts: Vec<Restart>,
    /// Kept profiles, by time.
    pub profiles: Vec<ProfileEntry>,
    /// How many health checks were ours: times, milliseconds since 1970.
    pub our_checks_ms: Vec<f64>,
}
