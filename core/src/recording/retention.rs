//! Which profiles are kept as time goes by: every one for 2 hours, one per 10 minutes for a day,
//! one per hour after; and always captures, files, and the edges of spikes.

use std::cmp::Ordering;

use crate::leak::Spike;
use crate::map::Map;
use crate::order;
use crate::telemetry::{ProfileEntry, ProfileId, Source};

const MINUTE_MS: f64 = 60e3;
const HOUR_MS: f64 = 60.0 * MINUTE_MS;

/// The polled profiles of one service that may go. `entries` are all its profiles.
///
/// Time is cut into hours of the clock, and those into stretches of 10 minutes; of each that is
/// wholly over the age, the first profile of a name stays. The first of an hour is also the first
/// of its 10 minutes, so what is kept does not depend on how often this is asked.
pub fn to_drop(entries: &[ProfileEntry], spikes: &[Spike], now_ms: f64) -> Vec<ProfileId> {
    let edges = edges_of_spikes(entries, spikes);
    let mut oldest_first: Vec<&ProfileEntry> = entries.iter().collect();
    order::sort_by(&mut oldest_first, |a, b| by_time(a, b));
    let mut seen = Map::default();
    let mut drop = Vec::new();
    for entry in oldest_first {
        let Some(stretch_start_ms) = stretch_start_ms(entry.at_ms, now_ms) else {
            continue;
        };
        let stretch = (entry.name.as_str(), stretch_start_ms.to_bits());
        let is_first = seen.insert(stretch, ()).is_none();
        let is_polled = entry.source == Source::Poll;
        if is_polled && !is_first && edges.get(&entry.id).is_none() {
            drop.push(entry.id);
        }
    }
    drop
}

fn by_time(a: &ProfileEntry, b: &ProfileEntry) -> Ordering {
    a.at_ms.total_cmp(&b.at_ms).then(a.id.cmp(&b.id))
}

/// Where the stretch starts of which one profile is enough; none where every one is kept.
fn stretch_start_ms(at_ms: f64, now_ms: f64) -> Option<f64> {
    let start_of = |length_ms: f64| (at_ms / length_ms).floor() * length_ms;
    let is_over = |length_ms: f64, age_ms: f64| start_of(length_ms) + length_ms <= now_ms - age_ms;
    if is_over(HOUR_MS, 24.0 * HOUR_MS) {
        Some(start_of(HOUR_MS))
    } else if is_over(10.0 * MINUTE_MS, 2.0 * HOUR_MS) {
        Some(start_of(10.0 * MINUTE_MS))
    } else {
        None
    }
}

/// Of each name, the last profile at or before a spike's start, the nearest to its peak, and the
/// first at or after its end: what a comparison of the spike needs.
fn edges_of_spikes(entries: &[ProfileEntry], spikes: &[Spike]) -> Map<ProfileId, ()> {
    let mut by_name: Map<&str, Vec<&ProfileEntry>> = Map::default();
    for entry in entries {
        by_name.or_default(&entry.name).push(entry);
    }
    let mut edges = Map::default();
    for (_, mut entries) in by_name.into_rows() {
        order::sort_by(&mut entries, |a, b| by_time(a, b));
        for spike in spikes {
            let after_start = entries.partition_point(|e| e.at_ms <= spike.start_ms);
            let at_end = entries.partition_point(|e| e.at_ms < spike.end_ms);
            let before = after_start.checked_sub(1).and_then(|i| entries.get(i));
            let inside = entries.get(after_start..at_end).unwrap_or_default().iter();
            let distance = |e: &ProfileEntry| (e.at_ms - spike.peak_ms).abs();
            let peak = inside.min_by(|a, b| distance(a).total_cmp(&distance(b)));
            let found = [before, peak, entries.get(at_end)];
            for entry in found.into_iter().flatten() {
                edges.insert(entry.id, ());
            }
        }
    }
    edges
}

#[cfg(test)]
mod tests;
