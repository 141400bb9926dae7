//! Growth per stack over kept profiles.

use std::cmp::Reverse;

use super::frames::{known_by, own};
use super::patterns::Matches;
use super::stats::{kendall_tau, theil_sen};
use super::{Kept, KeptProfile, StackCounts};
use crate::codec::coded;
use crate::order;
use crate::profile::StackId;
use crate::telemetry::ProfileId;
use crate::units::rough_duration;

/// A stack, or a heap site, over the kept profiles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GrowthRow {
    /// Hash of the stack's function names, in hex: stable across profiles and restarts.
    pub stack: String,
    /// The function it is known by: the topmost one that is not the runtime's.
    pub function: String,
    /// The topmost function of the person's own in it; empty where there is none, as in what Go's
    /// packages start for themselves.
    pub own: String,
    /// The whole stack, leaf first.
    pub frames: Vec<String>,
    /// State (`select`) and longest wait, where known.
    pub waits_in: String,
    /// Value in the last profile.
    pub now: i64,
    /// Change over the range.
    pub delta: i64,
    /// Slope per hour.
    pub per_hour: f64,
    /// Share of all growth, 0 to 1; none for what shrank.
    pub share: Option<f64>,
    /// Values over the kept profiles, for a sparkline: 0 to 1.
    pub spark: Vec<f32>,
    /// What it looks like: the pattern's short name, or "noise", "one step, then flat", …
    pub pattern: String,
    /// Whether the pattern names a leak.
    pub is_leak: bool,
}

coded! {
    struct GrowthRow {
        stack, function, own, frames, waits_in, now, delta, per_hour, share, spark, pattern,
        is_leak,
    }
}

/// What grew between the first and the last profile of a range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GrowthTable {
    /// The first and the last profile.
    pub ends: Option<(ProfileId, ProfileId)>,
    /// When they were taken.
    pub range_ms: (f64, f64),
    /// How many profiles lie in the range.
    pub profiles: u32,
    /// Unit of the values.
    pub unit: String,
    /// Σ of what grew.
    pub grew: i64,
    /// Σ of what shrank, negative.
    pub shrank: i64,
    /// Stacks: what grew, most first, then what shrank, most first. At most [`MAX_ROWS`].
    pub rows: Vec<GrowthRow>,
    /// The same as ids, row by row.
    pub ids: Vec<StackId>,
    /// Those of them that grow steadily, and of one profile alone those that look like a leak.
    pub growing: Vec<StackId>,
    /// How many stacks there are in all.
    pub stacks: u32,
}

/// How many rows a table has at most.
pub const MAX_ROWS: usize = 200;
/// How many of them may be stacks that shrank.
const MAX_SHRANK: usize = 40;
/// Points of a sparkline, and of a row's slope.
const MAX_POINTS: usize = 48;

/// What grew between the first and the last kept profile of `kind` in the range. `column` names the
/// sample type (`inuse_space`); none for the default. With one profile rows have no change, and
/// stand by what they hold.
pub fn growth(kept: &Kept, kind: &str, column: Option<&str>, range_ms: (f64, f64)) -> GrowthTable {
    let profiles = kept.of_one_form(kind, range_ms);
    let (Some(first), Some(last)) = (profiles.first(), profiles.last()) else {
        return GrowthTable::default();
    };
    let is_goroutines = kind.starts_with("goroutine");
    let mut table = GrowthTable {
        ends: (first.id != last.id).then_some((first.id, last.id)),
        range_ms: (first.at_ms, last.at_ms),
        profiles: profiles.len() as u32,
        ..GrowthTable::default()
    };
    let unit = last.counts.types.get(last.counts.column(column));
    table.unit = unit.map_or(String::new(), |(_, unit)| unit.clone());

    let deltas = deltas(&first.counts, &last.counts, column);
    table.stacks = deltas.len() as u32;
    table.grew = deltas
        .iter()
        .map(|d| d.delta.max(0))
        .fold(0, i64::saturating_add);
    table.shrank = deltas
        .iter()
        .map(|d| d.delta.min(0))
        .fold(0, i64::saturating_add);

    // Patterns by growth where there is some: what is there and does not grow is no leak.
    let weights = deltas
        .iter()
        .map(|d| (d.id, if table.ends.is_some() { d.delta } else { d.now }));
    let matches = if is_goroutines {
        Matches::weighed(weights.collect(), &kept.names)
    } else {
        Matches::default()
    };
    // Only full dumps say how long: the last of them.
    let waited = kept
        .of_kind(kind, range_ms)
        .into_iter()
        .rfind(|p| p.is_dump);
    let thinned = evenly(&profiles, MAX_POINTS);
    for Delta { id, now, delta } in shown(deltas, table.ends.is_some()) {
        let values: Vec<(f64, f64)> = thinned
            .iter()
            .map(|p| (p.at_ms, p.counts.value(id, p.counts.column(column)) as f64))
            .collect();
        let Some(stack) = kept.names.get(id) else {
            continue;
        };
        let shape = Shape::of(&values);
        // A pool of idle workers looks like a leak until it grows, or there are very many.
        let pattern = matches.get(id).filter(|p| match table.ends {
            Some(_) => delta > 0 && shape.is_steady,
            None => now >= p.suspect_from,
        });
        let is_growing = match table.ends {
            Some(_) => delta > 0 && shape.is_steady,
            None => pattern.is_some(),
        };
        if is_growing {
            table.growing.push(id);
        }
        let minutes = waited.and_then(|p| p.counts.longest_minutes.get(&id));
        table.rows.push(GrowthRow {
            stack: id.to_string(),
            function: match known_by(&stack.frames) {
                "" => "(no frames)".to_owned(),
                function => function.to_owned(),
            },
            own: own(&stack.frames).to_owned(),
            frames: stack.frames.iter().map(|f| f.to_string()).collect(),
            waits_in: waits_in(&stack.wait, minutes.copied()),
            now,
            delta,
            per_hour: shape.per_hour,
            share: (delta > 0).then(|| delta as f64 / table.grew.max(1) as f64),
            spark: spark(&values),
            pattern: pattern.map_or(shape.name, |p| p.name).to_owned(),
            is_leak: pattern.is_some(),
        });
        table.ids.push(id);
    }
    table
}

/// A stack's value in the last profile and its change.
#[derive(Clone, Copy)]
struct Delta {
    id: StackId,
    now: i64,
    delta: i64,
}

fn deltas(first: &StackCounts, last: &StackCounts, column: Option<&str>) -> Vec<Delta> {
    let (before, after) = (first.column(column), last.column(column));
    let mut ids: Vec<StackId> = first.ids.iter().chain(&last.ids).copied().collect();
    order::sort(&mut ids);
    ids.dedup();
    ids.into_iter()
        .map(|id| {
            let now = last.value(id, after);
            let delta = now.saturating_sub(first.value(id, before));
            Delta { id, now, delta }
        })
        .collect()
}

/// The rows shown: what grew, most first, then what shrank, most first; without a change to go by,
/// by what they hold.
fn shown(mut deltas: Vec<Delta>, has_two: bool) -> Vec<Delta> {
    if !has_two {
        order::sort_by_key(&mut deltas, |d| (Reverse(d.now), d.id));
        deltas.truncate(MAX_ROWS);
        return deltas;
    }
    order::sort_by_key(&mut deltas, |d| (Reverse(d.delta), Reverse(d.now), d.id));
    let shrank_from = deltas.partition_point(|d| d.delta >= 0);
    let mut shrank = deltas.split_off(shrank_from);
    order::sort_by_key(&mut shrank, |d| (d.delta, d.id));
    shrank.truncate(MAX_SHRANK);
    deltas.truncate(MAX_ROWS - shrank.len());
    deltas.extend(shrank);
    deltas
}

/// At most `most` of them, evenly, the first and the last among them.
fn evenly<'a>(profiles: &[&'a KeptProfile], most: usize) -> Vec<&'a KeptProfile> {
    let n = profiles.len();
    if n <= most {
        return profiles.to_vec();
    }
    (0..most)
        .map(|i| profiles[i * (n - 1) / (most - 1)])
        .collect()
}

/// How a row's values run.
struct Shape {
    per_hour: f64,
    is_steady: bool,
    name: &'static str,
}

impl Shape {
    fn of(values: &[(f64, f64)]) -> Shape {
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            return Shape {
                per_hour: 0.0,
                is_steady: false,
                name: "",
            };
        };
        let hours = (last.0 - first.0) / 3.6e6;
        if values.len() < 2 || hours <= 0.0 {
            return Shape {
                per_hour: 0.0,
                is_steady: false,
                name: "",
            };
        }
        let points: Vec<(f64, f64)> = values
            .iter()
            .map(|v| ((v.0 - first.0) / 3.6e6, v.1))
            .collect();
        let (per_hour, _) = theil_sen(&points);
        let change = last.1 - first.1;
        if values.len() < 4 {
            let name = if change > 0.0 {
                "grew"
            } else if change < 0.0 {
                "shrank"
            } else {
                "steady"
            };
            return Shape {
                per_hour,
                is_steady: change > 0.0,
                name,
            };
        }
        let column: Vec<f64> = values.iter().map(|v| v.1).collect();
        let tau = kendall_tau(&column);
        let lowest = column.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let spread = highest - lowest;
        let steps = column.windows(2).filter(|w| w[0] != w[1]).count();
        let is_steady = tau >= 0.6 && per_hour > 0.0 && per_hour * hours >= 0.4 * spread;
        let name = if spread == 0.0 {
            "steady"
        } else if is_steady {
            "grows steadily"
        } else if steps == 1 {
            if change > 0.0 {
                "one step, then flat"
            } else {
                "one step down"
            }
        } else if change.abs() <= 0.2 * spread && highest > 2.0 * lowest.max(1.0) {
            "returns to baseline"
        } else if tau <= -0.6 {
            "shrinks"
        } else {
            "noise"
        };
        Shape {
            per_hour,
            is_steady,
            name,
        }
    }
}

/// From 0 to 1, from 0 up where the lowest value is under half the highest: a small wobble on a
/// high level must not look like growth.
fn spark(values: &[(f64, f64)]) -> Vec<f32> {
    let lowest = values.iter().map(|v| v.1).fold(f64::INFINITY, f64::min);
    let highest = values.iter().map(|v| v.1).fold(f64::NEG_INFINITY, f64::max);
    let floor = if lowest < highest / 2.0 {
        lowest.min(0.0)
    } else {
        2.0 * lowest - highest
    };
    let height = (highest - floor).max(1e-9);
    values
        .iter()
        .map(|v| (((v.1 - floor) / height).clamp(0.0, 1.0)) as f32)
        .collect()
}

/// `select · 22h53m`.
fn waits_in(wait: &str, minutes: Option<u64>) -> String {
    match minutes {
        Some(minutes) if !wait.is_empty() => {
            format!("{wait} · {}", rough_duration(minutes as f64 * 60e3))
        }
        _ => wait.to_owned(),
    }
}
