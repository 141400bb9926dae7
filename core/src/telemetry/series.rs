//! One metric over time, within bounds.

use crate::codec::coded;
use crate::order;

/// How many points a series keeps: 320 KB.
const MAX_POINTS: usize = 20_000;
/// How many of the newest are kept as they were read: 11 h of one every 5 s.
const RAW_POINTS: usize = 8_000;
/// How many points those before them may be, so that some time passes until there are too many again.
const OLD_POINTS: usize = 10_000;
/// The narrowest window of time that old readings are gathered in, in milliseconds. Wider ones are twice
/// as wide as the one before.
const NARROWEST_MS: f64 = 1e3;

/// One metric's values over time, oldest first; both columns equally long.
///
/// Within [`MAX_POINTS`] every reading is kept. Past it those before the newest [`RAW_POINTS`] are
/// gathered in windows, all of one width, as narrow as may be: of each the lowest, the highest and the
/// middle reading stay, each at its own time. So old readings lie as close at the start as later, a spike
/// of one reading outlives any number of thinnings, and so do what the detector stands on: the lowest
/// of a stretch of memory (its floors are the tenth percentile of such minima), the middle of a stretch
/// of counts.
///
/// ```text
/// | 24 24 26 25 24 | 24 900 24 25 24 | …      →     | 24 26 25 | 24 900 24 | …
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Milliseconds since 1970, strictly rising.
    pub at_ms: Vec<f64>,
    /// The values; never NaN.
    pub values: Vec<f64>,
}

coded! { struct Series { at_ms, values } }

impl Series {
    /// Adds a value at its place in time. What is not a number, or lies at a time already there, is
    /// left out.
    pub fn add(&mut self, at_ms: f64, value: f64) {
        if !at_ms.is_finite() || !value.is_finite() {
            return;
        }
        if self.at_ms.last().is_none_or(|&last| last < at_ms) {
            self.at_ms.push(at_ms);
            self.values.push(value);
        } else {
            let place = self.at_ms.partition_point(|&at| at < at_ms);
            if self.at_ms.get(place) == Some(&at_ms) {
                return;
            }
            self.at_ms.insert(place, at_ms);
            self.values.insert(place, value);
        }
        if self.at_ms.len() > MAX_POINTS {
            self.thin_old();
        }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.at_ms.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.at_ms.is_empty()
    }

    /// The last point.
    pub fn last(&self) -> Option<(f64, f64)> {
        Some((*self.at_ms.last()?, *self.values.last()?))
    }

    /// The positions of the points in `from_ms..=to_ms`.
    pub fn within(&self, from_ms: f64, to_ms: f64) -> std::ops::Range<usize> {
        let start = self.at_ms.partition_point(|&at| at < from_ms);
        let end = self.at_ms.partition_point(|&at| at <= to_ms);
        start..end.max(start)
    }

    /// Current, lowest and highest value in `from_ms..=to_ms`.
    pub fn now_min_max(&self, from_ms: f64, to_ms: f64) -> Option<(f64, f64, f64)> {
        let values = &self.values[self.within(from_ms, to_ms)];
        let min = values.iter().copied().fold(f64::INFINITY, f64::min);
        let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Some((*values.last()?, min, max))
    }

    /// The value at or last before `at_ms`.
    pub fn at(&self, at_ms: f64) -> Option<f64> {
        let after = self.at_ms.partition_point(|&at| at <= at_ms);
        self.values.get(after.checked_sub(1)?).copied()
    }

    /// Gathers all but the newest readings in the narrowest windows that make few enough of them. What
    /// was gathered before stays as it is, unless windows become wider.
    fn thin_old(&mut self) {
        let old = self.at_ms.len() - RAW_POINTS;
        let mut width_ms = NARROWEST_MS;
        let kept = loop {
            let kept = self.kept_of(old, width_ms);
            // Times as far apart as numbers go end in one window.
            if kept.len() <= OLD_POINTS || !width_ms.is_finite() {
                break kept;
            }
            width_ms *= 2.0;
        };
        for (place, &from) in kept.iter().enumerate() {
            self.at_ms[place] = self.at_ms[from];
            self.values[place] = self.values[from];
        }
        self.at_ms.drain(kept.len()..old);
        self.values.drain(kept.len()..old);
    }

    /// The positions that stay of the first `old`, in windows of this width.
    fn kept_of(&self, old: usize, width_ms: f64) -> Vec<usize> {
        let mut kept = Vec::new();
        let mut start = 0;
        while start < old {
            let window = (self.at_ms[start] / width_ms).floor();
            let end_ms = (window + 1.0) * width_ms;
            let end = start + 1 + self.at_ms[start + 1..old].partition_point(|at| *at < end_ms);
            keep_of_window(&self.values, start..end, &mut kept);
            start = end;
        }
        kept
    }
}

/// Of the readings of a window those that stay: the lowest, the middle and the highest; all of few.
fn keep_of_window(values: &[f64], window: std::ops::Range<usize>, kept: &mut Vec<usize>) {
    if window.len() <= 3 {
        kept.extend(window);
        return;
    }
    let (low, high) = extremes(values, window.clone());
    let mut by_value: Vec<u32> = window.map(|place| place as u32).collect();
    order::sort_ids(&mut by_value, &mut |a, b| {
        values[a as usize].total_cmp(&values[b as usize])
    });
    let middle = by_value[by_value.len() / 2] as usize;
    let mut three = [low, middle, high];
    order::sort(&mut three);
    for (i, place) in three.into_iter().enumerate() {
        if i == 0 || place != three[i - 1] {
            kept.push(place);
        }
    }
}

/// Positions of the lowest and the highest value of a range that is not empty; of a flat range, its
/// first and its last, so that the line keeps its length.
pub(super) fn extremes(values: &[f64], range: std::ops::Range<usize>) -> (usize, usize) {
    let (mut low, mut high) = (range.start, range.start);
    for place in range.clone() {
        if values[place] < values[low] {
            low = place;
        }
        if values[place] > values[high] {
            high = place;
        }
    }
    if values[low] == values[high] {
        (range.start, range.end - 1)
    } else {
        (low, high)
    }
}

#[cfg(test)]
mod tests;
