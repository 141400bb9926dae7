//! Instances and restarts. An instance is known by when it started: now − uptime.

use super::{Health, History, Metric, Reading};
use crate::codec::coded;

/// How far now − uptime may move between two answers of one instance, in milliseconds.
pub(super) const SAME_INSTANCE_MS: f64 = 2e3;

/// A new instance after which the old never answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Restart {
    /// When the new instance started (now − uptime), or was first seen.
    pub at_ms: f64,
    /// Its version, where known.
    pub version: Option<String>,
}

coded! { struct Restart { at_ms, version } }

/// What a new answer says about instances.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Instance {
    /// The one that answered before, or nothing is known.
    Same,
    /// A new one.
    New(Restart),
    /// One that had been taken for gone: what was noted as a restart after its start was none.
    Old { started_ms: f64 },
}

/// Judges `reading`, which is newer than everything in `history`.
pub(super) fn instance_of(history: &History, reading: &Reading) -> Instance {
    let by_health = reading
        .health
        .as_ref()
        .map_or(Instance::Same, |health| by_health(history, health, reading));
    if by_health != Instance::Same {
        return by_health;
    }
    by_collections(history, reading)
}

/// When the instance that gave this answer started.
pub(super) fn start_ms(at_ms: f64, health: &Health) -> Option<f64> {
    health.uptime_ms.map(|uptime| at_ms - uptime)
}

fn by_health(history: &History, health: &Health, reading: &Reading) -> Instance {
    let Some((before_ms, before)) = history.health.last() else {
        return Instance::Same;
    };
    let Some(uptime_ms) = health.uptime_ms else {
        return by_version(before, health, reading.at_ms);
    };
    let Some(uptime_before_ms) = before.uptime_ms else {
        return Instance::Same;
    };
    let start = reading.at_ms - uptime_ms;
    let start_before = before_ms - uptime_before_ms;
    if (start - start_before).abs() <= SAME_INSTANCE_MS {
        let last = history.restarts.last();
        // What another source took for a restart since then: nobody restarted.
        return match last.is_some_and(|restart| restart.at_ms > *before_ms) {
            true => Instance::Old { started_ms: start },
            false => by_version(before, health, reading.at_ms),
        };
    }
    if answered_of_late(history, start) {
        return match history.restarts.last() {
            Some(restart) if start < restart.at_ms - SAME_INSTANCE_MS => {
                Instance::Old { started_ms: start }
            }
            _ => Instance::Same,
        };
    }
    // A process that started after the old one last answered is a restart for certain. So is a
    // shorter uptime, until the old one answers again. A slow answer only moves the start.
    if start >= before_ms - SAME_INSTANCE_MS || uptime_ms < uptime_before_ms {
        Instance::New(Restart {
            at_ms: start,
            version: health.version.clone(),
        })
    } else {
        Instance::Same
    }
}

fn by_version(before: &Health, now: &Health, at_ms: f64) -> Instance {
    match (&before.version, &now.version) {
        (Some(old), Some(new)) if old != new => Instance::New(Restart {
            at_ms,
            version: Some(new.clone()),
        }),
        _ => Instance::Same,
    }
}

/// Whether an instance with this start was among the last to answer.
fn answered_of_late(history: &History, start: f64) -> bool {
    starts_of_late(history).iter().any(|s| is_same(*s, start))
}

/// When the instances of the last answers started, the newest first.
fn starts_of_late(history: &History) -> Vec<f64> {
    let recent = history.health.iter().rev().take(16);
    recent
        .filter_map(|(at, health)| start_ms(*at, health))
        .collect()
}

/// Whether several instances answer in turn of late: twice one came back after another. A slow answer,
/// which moves the start, looks like that once.
fn is_in_turn(history: &History) -> bool {
    let starts = starts_of_late(history);
    let came_back = |i: usize| {
        let is_other = !is_same(starts[i], starts[i - 1]);
        is_other && starts[..i - 1].iter().any(|s| is_same(*s, starts[i]))
    };
    (2..starts.len()).filter(|i| came_back(*i)).count() >= 2
}

fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= SAME_INSTANCE_MS
}

/// The number of collections never falls in one instance; of several in turn it tells nothing.
fn by_collections(history: &History, reading: &Reading) -> Instance {
    let Some(&(_, now)) = reading.values.iter().find(|(m, _)| *m == Metric::NumGc) else {
        return Instance::Same;
    };
    let Some((before_ms, before)) = history.series(Metric::NumGc).and_then(|s| s.last()) else {
        return Instance::Same;
    };
    let is_known = history.restarts.iter().any(|r| r.at_ms >= before_ms);
    if now < before && !is_known && !is_in_turn(history) {
        Instance::New(Restart {
            at_ms: reading.at_ms,
            version: None,
        })
    } else {
        Instance::Same
    }
}
