//! A ratchet: spikes that each leave something behind, while nothing grows between them.

use super::Spike;
use super::spikes::label_kind;
use super::stats::quantile;

/// Fewer spikes are no habit.
const MIN_SPIKES: usize = 3;
/// The spikes must hold this share of the rise, and the rise this share of what they left: what is let
/// go of by and by is no leak.
const MIN_SHARE: f64 = 0.6;
/// This share of them must leave something.
const MIN_LEAVING: f64 = 0.75;
/// What they leave must lie so many of its own errors from nothing, by the number of spikes from
/// [`MIN_SPIKES`] on: one in two hundred by Student's distribution.
const MIN_ERRORS: [f64; 6] = [9.9, 5.8, 4.6, 4.0, 3.7, 3.5];
/// And together this share of the level: less is what any level wanders by.
const MIN_OF_LEVEL: f64 = 0.05;
/// The readings beside a spike that tell the level there.
const BESIDE: usize = 40;
const MIN_BESIDE: usize = 3;
/// Spikes that begin within this long of each other's time of day come at that time, in milliseconds.
const SAME_TIME_MS: f64 = 45.0 * 60e3;

/// Spikes that each leave something behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratchet {
    /// How many.
    pub spikes: usize,
    /// What each leaves behind, in the middle.
    pub each: f64,
    /// What all left behind together.
    pub total: f64,
    /// First foot of the first.
    pub from_ms: f64,
    /// Second foot of the last.
    pub to_ms: f64,
    /// What they have in common: the words that the labels of all begin with.
    pub name: Option<String>,
    /// When the last began, where they begin at about the same time of day on several days.
    pub daily_at_ms: Option<f64>,
}

/// Looks for one in a segment and its closed spikes, labelled. `least` is the smallest growth that
/// matters; of a metric with teeth the floors count.
///
/// ```text
///          _                _              _
///         | |              | |            | |___________   level after − level before,
///         | |       _______| |____________|                of each spike
///   ______| |______|
/// ```
pub(super) fn find_ratchet(
    at_ms: &[f64],
    values: &[f64],
    spikes: &[Spike],
    least: f64,
    has_teeth: bool,
) -> Option<Ratchet> {
    let closed: Vec<&Spike> = spikes.iter().filter(|s| !s.is_open).collect();
    let (first, last) = (closed.first()?, closed.last()?);
    if closed.len() < MIN_SPIKES {
        return None;
    }
    let q = if has_teeth { 0.1 } else { 0.5 };
    let level = |part: &[f64]| quantile(&mut part.to_vec(), q);
    // Between two spikes, and before the first and after the last: the level it begins and ends at.
    let mut between: Vec<Option<(f64, f64)>> = Vec::new();
    for i in 0..=closed.len() {
        let from = i
            .checked_sub(1)
            .map_or(f64::NEG_INFINITY, |i| closed[i].end_ms);
        let to = closed.get(i).map_or(f64::INFINITY, |s| s.start_ms);
        let start = at_ms.partition_point(|&at| at < from);
        let end = at_ms.partition_point(|&at| at <= to).max(start);
        let inside = &values[start..end];
        // Long enough a stretch is told by its ends, a short one by all of it.
        let part = BESIDE.min(inside.len());
        between.push((part >= MIN_BESIDE).then(|| {
            let ends = (&inside[..part], &inside[inside.len() - part..]);
            (level(ends.0), level(ends.1))
        }));
    }
    let mut left: Vec<f64> = between
        .windows(2)
        .filter_map(|pair| Some(pair[1]?.0 - pair[0]?.1))
        .collect();
    let n = left.len() as f64;
    let total: f64 = left.iter().sum();
    let before = between.first()?.as_ref()?.0;
    let rise = between.last()?.as_ref()?.1 - before;
    let place = left.len().checked_sub(MIN_SPIKES)?;
    let errors = MIN_ERRORS[place.min(MIN_ERRORS.len() - 1)];
    let mean = total / n.max(1.0);
    let variance = left.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    let leaving = left.iter().filter(|&&l| l > 0.25 * mean).count() as f64;
    let is_ratchet = total >= least.max(MIN_OF_LEVEL * before.abs())
        && total >= MIN_SHARE * rise
        && rise >= MIN_SHARE * total
        && leaving >= MIN_LEAVING * n
        && mean * n.sqrt() >= errors * variance.sqrt();
    is_ratchet.then(|| Ratchet {
        spikes: left.len(),
        each: quantile(&mut left, 0.5),
        total,
        from_ms: first.start_ms,
        to_ms: last.end_ms,
        name: common_name(&closed),
        daily_at_ms: is_daily(&closed).then_some(last.start_ms),
    })
}

/// The words that all labels begin with, up to the first with a number: "migration" of "migration 1:
/// 12,000 customers" and "migration 2: …".
fn common_name(spikes: &[&Spike]) -> Option<String> {
    let name = label_kind(spikes.first()?.label.as_deref()?);
    let is_common = |spike: &&Spike| spike.label.as_deref().map(label_kind) == Some(name);
    (!name.is_empty() && spikes.iter().all(is_common)).then(|| name.to_owned())
}

/// Whether they begin at about the same time of day, on more days than one.
fn is_daily(spikes: &[&Spike]) -> bool {
    const DAY_MS: f64 = 86.4e6;
    let first = spikes[0].start_ms;
    let days = (spikes[spikes.len() - 1].start_ms - first) / DAY_MS;
    let off = |spike: &&Spike| {
        let days = (spike.start_ms - first) / DAY_MS;
        (days - days.round()).abs() * DAY_MS
    };
    days >= 1.5 && spikes.iter().all(|spike| off(spike) <= SAME_TIME_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::spikes::find_spikes;

    /// Four days, a reading a minute, a spike of half an hour at each noon; what else there is, by the
    /// minute and the number of noons passed.
    fn noons(other: impl Fn(f64, f64) -> f64) -> (Vec<f64>, Vec<f64>) {
        let minutes = (0..4 * 1440).map(f64::from);
        let value = |minute: f64| {
            let since_noon = (minute - 720.0).rem_euclid(1440.0);
            let passed = ((minute - 720.0) / 1440.0).floor() + 1.0;
            let spike = if since_noon < 30.0 { 2000.0 } else { 0.0 };
            // A fixed wobble in place of noise.
            500.0 + spike + other(minute, passed) + (minute * 37.0 % 11.0) / 2.0
        };
        (
            minutes.clone().map(|m| m * 60e3).collect(),
            minutes.map(value).collect(),
        )
    }

    fn found(other: impl Fn(f64, f64) -> f64) -> Option<Ratchet> {
        let (at_ms, values) = noons(other);
        let mut spikes = find_spikes(&at_ms, &values, 100.0);
        assert_eq!(spikes.len(), 4);
        for (i, spike) in spikes.iter_mut().enumerate() {
            spike.label = Some(format!("noon run {i}: 200 rows"));
        }
        find_ratchet(&at_ms, &values, &spikes, 20.0, false)
    }

    #[test]
    fn what_each_noon_leaves_is_one() {
        let ratchet = found(|_, passed| 50.0 * passed).expect("a ratchet");
        assert_eq!(ratchet.spikes, 4);
        assert!((ratchet.each - 50.0).abs() < 3.0, "{ratchet:?}");
        assert_eq!(ratchet.name.as_deref(), Some("noon run"));
        let daily = ratchet.daily_at_ms.expect("at noon");
        assert!((daily / 60e3 - (3.0 * 1440.0 + 720.0)).abs() < 5.0);
    }

    #[test]
    fn spikes_that_come_back_and_spikes_on_a_trend_are_none() {
        assert_eq!(found(|_, _| 0.0), None);
        assert_eq!(found(|minute, _| 0.05 * minute), None);
        let let_go = |minute: f64, passed: f64| {
            let hours_since = (minute - 720.0).rem_euclid(1440.0) / 60.0;
            if passed > 0.0 {
                100.0 * (1.0 - hours_since / 24.0)
            } else {
                0.0
            }
        };
        assert_eq!(found(let_go), None);
        let one_step = |_: f64, passed: f64| if passed >= 2.0 { 200.0 } else { 0.0 };
        assert_eq!(found(one_step), None);
    }
}
