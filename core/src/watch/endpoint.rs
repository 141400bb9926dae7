//! What of a service is asked, where, how often, and how patiently.

use super::url;
use crate::engine::protocol::{Intervals, Trouble, TroubleKind};
use crate::telemetry::Target;

/// However often a poll fails, it is tried again after this long.
const LONGEST_WAIT_MS: f64 = 5.0 * 60e3;
/// No interval is shorter: polling is work for the service.
const SHORTEST_INTERVAL_MS: f64 = 1e3;

/// Where health is looked for, in this order, when it is not where the first of these says.
const HEALTH_PATHS: [&str; 5] = [
    "/health",
    "/healthz",
    "/api/health",
    "/actuator/health",
    "/status",
];

/// The paths tried for health when the usual one was asked for: `/health` first.
pub fn health_paths() -> &'static [&'static str] {
    &HEALTH_PATHS
}

/// Where expvar is looked for, unless a person says otherwise.
pub const VARS_PATH: &str = "/debug/vars";
/// Where events are looked for, unless a person says otherwise.
pub const EVENTS_PATH: &str = "/events";

/// Whether `path` is the usual one, left as it was offered: it is tried once the rest has been
/// heard of, and dropped without a word where it is not there. Beside neither health nor pprof it
/// is all that is asked, and its failure is told.
pub fn is_tried(target: &Target, path: &str, usual: &str) -> bool {
    path == usual && !(target.health.is_empty() && target.pprof.is_empty())
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The pprof index, for its counts.
    Counts,
    /// Health.
    Health,
    /// Memory statistics: `heap?debug=1`, or expvar where a person named its path.
    Memory,
    /// expvar at its usual path: memory statistics too, in place of `heap?debug=1` if it answers.
    Vars,
    /// A profile taken regularly, `goroutine` or `heap`.
    Profile(&'static str),
    /// Events.
    Events,
}

impl What {
    /// What a person knows it by.
    pub fn name(&self) -> &'static str {
        match self {
            What::Counts => "counts",
            What::Health => "health",
            What::Memory => "memory",
            What::Vars => "expvar",
            What::Profile(name) => name,
            What::Events => "events",
        }
    }

    /// Whether an answer shows that the service can be reached: only these are asked until then.
    pub(super) fn connects(&self) -> bool {
        matches!(self, What::Counts | What::Health)
    }

    /// How long to wait for an answer. A heap profile of a large service takes seconds to make.
    pub(super) fn timeout_ms(&self) -> f64 {
        match self {
            What::Counts | What::Health | What::Events => 10e3,
            What::Memory | What::Vars => 30e3,
            What::Profile(_) => 60e3,
        }
    }

    /// How often it is asked; none for never.
    pub(super) fn interval_ms(&self, intervals: &Intervals) -> Option<f64> {
        let interval_ms = match self {
            What::Counts => intervals.counts_ms,
            What::Health => intervals.health_ms,
            What::Memory | What::Vars => intervals.memory_ms,
            What::Profile(_) => intervals.profiles_ms,
            What::Events => intervals.events_ms,
        };
        // Not `<= 0.0`: a NaN is no interval either.
        (interval_ms > 0.0).then(|| interval_ms.max(SHORTEST_INTERVAL_MS))
    }
}

/// One endpoint and how it goes.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub what: What,
    /// Whether it is at a usual path that [`is_tried`].
    is_tried: bool,
    /// What came of trying it, where that was no answer: it is not asked again until a retry.
    pub dropped: Option<Trouble>,
    /// Which of [`HEALTH_PATHS`] is tried, for health at its usual path.
    path: usize,
    pub is_on_its_way: bool,
    pub asked_ms: Option<f64>,
    pub answered_ms: Option<f64>,
    /// In a row.
    pub failures: u32,
    pub trouble: Option<Trouble>,
}

impl Endpoint {
    fn new(what: What, is_tried: bool) -> Endpoint {
        Endpoint {
            what,
            is_tried,
            dropped: None,
            path: 0,
            is_on_its_way: false,
            asked_ms: None,
            answered_ms: None,
            failures: 0,
            trouble: None,
        }
    }

    /// Where it is asked.
    pub fn url(&self, target: &Target) -> String {
        let pprof = |name: &str| url::capture_url(target, name);
        match self.what {
            What::Counts => url::join(&target.base_url, &target.pprof),
            What::Health if target.health == HEALTH_PATHS[0] => {
                url::join(&target.base_url, HEALTH_PATHS[self.path])
            }
            What::Health => url::join(&target.base_url, &target.health),
            What::Memory if !is_named(target) => pprof("heap?debug=1"),
            What::Memory | What::Vars => url::join(&target.base_url, &target.vars),
            What::Profile(name) => pprof(name),
            What::Events => url::join(&target.base_url, &target.events),
        }
    }

    /// From one poll to the next: the interval, doubled with every failure in a row.
    pub fn wait_ms(&self, interval_ms: f64) -> f64 {
        let doubled = interval_ms * f64::from(2u32.saturating_pow(self.failures.min(16)));
        doubled.min(LONGEST_WAIT_MS.max(interval_ms))
    }

    /// Whether it answered when last asked.
    pub fn answers(&self) -> bool {
        self.answered_ms.is_some() && self.trouble.is_none()
    }

    /// Whether it is still to be seen if there is anything at its usual path.
    pub fn is_on_trial(&self) -> bool {
        self.is_tried && self.answered_ms.is_none()
    }

    /// Whether anything came of asking it, good or bad.
    pub fn was_heard(&self) -> bool {
        self.answered_ms.is_some() || self.trouble.is_some()
    }

    /// Goes to the next usual path if this one is not there and none ever answered; then it is due
    /// at once. Back at the first path it returns false: this is a failure.
    pub fn try_next_path(&mut self, trouble: &Trouble) -> bool {
        let is_elsewhere = matches!(trouble.kind, TroubleKind::NotFound | TroubleKind::NotJson);
        if self.answered_ms.is_some() || !is_elsewhere {
            return false;
        }
        self.path = (self.path + 1) % HEALTH_PATHS.len();
        let is_another = self.path != 0;
        if is_another {
            self.asked_ms = None;
        }
        is_another
    }

    /// Whether the paths tried are the usual ones.
    pub fn has_usual_paths(&self, target: &Target) -> bool {
        self.what == What::Health && target.health == HEALTH_PATHS[0]
    }
}

/// Whether expvar has a path that a person chose.
fn is_named(target: &Target) -> bool {
    !target.vars.is_empty() && !is_tried(target, &target.vars, VARS_PATH)
}

/// What of `target` is asked: whatever it gives an address for.
pub(super) fn all(target: &Target) -> Vec<Endpoint> {
    let mut all = Vec::new();
    let mut add = |what| all.push(Endpoint::new(what, false));
    if !target.pprof.is_empty() {
        add(What::Counts);
    }
    if !target.health.is_empty() {
        add(What::Health);
    }
    if !target.pprof.is_empty() {
        add(What::Profile("goroutine"));
        add(What::Profile("heap"));
    }
    if !target.pprof.is_empty() || is_named(target) {
        add(What::Memory);
    }
    if is_tried(target, &target.vars, VARS_PATH) {
        all.push(Endpoint::new(What::Vars, true));
    }
    if !target.events.is_empty() {
        let is_tried = is_tried(target, &target.events, EVENTS_PATH);
        all.push(Endpoint::new(What::Events, is_tried));
    }
    all
}
