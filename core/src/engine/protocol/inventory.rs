//! What is kept: services and profiles to choose from.

use super::{Intervals, Trouble};
use crate::codec::coded;
use crate::telemetry::{Known, ProfileEntry, ServiceId, State, Target};

/// What is kept here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inventory {
    /// Services watched or opened.
    pub services: Vec<ServiceInfo>,
    /// Profiles of no service.
    pub profiles: Vec<ProfileInfo>,
    /// What the engine set aside after a crash, or could not read, for the person to know.
    pub remarks: Vec<String>,
    /// Bytes stored, and the browser's quota, where known.
    pub stored_bytes: u64,
    /// The quota, 0 if unknown.
    pub quota_bytes: u64,
    /// Whether another tab owns the recording and this one only reads.
    pub is_read_only: bool,
}

coded! { struct Inventory { services, profiles, remarks, stored_bytes, quota_bytes, is_read_only } }

/// A service, as the top bar shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceInfo {
    /// Its id.
    pub id: ServiceId,
    /// Where it is.
    pub target: Target,
    /// Whether it is being watched (false for an opened recording).
    pub is_live: bool,
    /// Whether polling is paused.
    pub is_paused: bool,
    /// How often.
    pub intervals: Intervals,
    /// Last known state.
    pub state: State,
    /// `22h54m`.
    pub uptime: String,
    /// `go1.27.3`, `v2.4.0`.
    pub version: String,
    /// First and last reading, milliseconds since 1970.
    pub range_ms: Option<(f64, f64)>,
    /// Why nothing of it can be reached, in plain words; none while anything answers.
    pub trouble: Option<Trouble>,
    /// What is asked of it, and how each of that goes.
    pub endpoints: Vec<Endpoint>,
    /// Profiles the service's index lists, with counts.
    pub index: Vec<(String, i64)>,
    /// How many health checks were ours.
    pub our_checks: u64,
    /// What polling costs the service, in words: "index every 5 s ≈ 1.2 ms …".
    pub cost: String,
    /// Its kept profiles.
    pub profiles: Vec<ProfileInfo>,
    /// What a person knows of it.
    pub known: Known,
    /// The experiment with our health checks.
    pub experiment: ExperimentInfo,
}

coded! {
    struct ServiceInfo {
        id, target, is_live, is_paused, intervals, state, uptime, version, range_ms, trouble,
        endpoints, index, our_checks, cost, profiles, known, experiment,
    }
}

/// The experiment with our health checks, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExperimentInfo {
    /// How far it has come; empty unless it goes on.
    pub progress: String,
    /// The same as a share.
    pub done: f64,
    /// What the last one came to; empty before there was one.
    pub result: String,
    /// What it would do; empty where it cannot begin.
    pub offer: String,
    /// Why it cannot.
    pub why_not: String,
}

coded! { struct ExperimentInfo { progress, done, result, offer, why_not } }

/// One address of a service that is polled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoint {
    /// `counts`, `health`, `memory`, `expvar`, `goroutine`, `heap`, `events`.
    pub name: String,
    /// Where; the address that answered, once one of the usual ones did.
    pub url: String,
    /// What came of asking it: "answers", "not there (404)", "not offered: not there (404)".
    pub outcome: String,
    /// Whether it is polled: false for a usual path that was tried and is not there.
    pub is_asked: bool,
    /// When it last answered, milliseconds since 1970.
    pub answered_at_ms: Option<f64>,
    /// What is wrong with it now, if anything.
    pub trouble: Option<Trouble>,
}

coded! { struct Endpoint { name, url, outcome, is_asked, answered_at_ms, trouble } }

/// A profile to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileInfo {
    /// Id, name, time, size, hash.
    pub entry: ProfileEntry,
    /// `goroutine`, `heap`, …
    pub kind: String,
    /// `(kind, unit)` of each sample type; empty until it was opened once.
    pub sample_types: Vec<(String, String)>,
    /// Which is shown first.
    pub default_sample_type: u32,
}

coded! { struct ProfileInfo { entry, kind, sample_types, default_sample_type } }
