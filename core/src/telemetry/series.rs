//! One metric over time, within bounds.

use crate::codec::coded;

/// How many points a series keeps: 28 h of one every 5 s, and 320 KB.
const MAX_POINTS: usize = 20_000;

/// One metric's values over time, oldest first; both columns equally long.
///
/// Within [`MAX_POINTS`] every reading is kept. Past it the older half is thinned: of four points
/// in a row the lowest and the highest stay, each at its own time, so that a spike of one reading
/// outlives any number of thinnings.
///
/// ```text
/// 24 24 26 24 | 24 900 24 25 | …      →     24 26 | 900 24 | …
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
            self.thin_older_half();
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

    fn thin_older_half(&mut self) {
        let half = self.at_ms.len() / 2;
        let mut kept = 0;
        let mut first = 0;
        while first < half {
            let group = first..(first + 4).min(half);
            let (low, high) = extremes(&self.values, group.clone());
            for place in [low.min(high), low.max(high)] {
                self.at_ms[kept] = self.at_ms[place];
                self.values[kept] = self.values[place];
                kept += 1;
                if low == high {
                    break;
                }
            }
            first = group.end;
        }
        self.at_ms.drain(kept..half);
        self.values.drain(kept..half);
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
mod tests {
    use super::*;

    #[test]
    fn times_rise_strictly_and_nothing_is_not_a_number() {
        let mut series = Series::default();
        for (at, value) in [
            (10.0, 1.0),
            (30.0, 3.0),
            (20.0, 2.0),
            (20.0, 9.0),
            (f64::NAN, 5.0),
            (40.0, f64::NAN),
            (50.0, f64::INFINITY),
        ] {
            series.add(at, value);
        }
        assert_eq!(series.at_ms, [10.0, 20.0, 30.0]);
        assert_eq!(series.values, [1.0, 2.0, 3.0]);
        assert_eq!(series.at(25.0), Some(2.0));
        assert_eq!(series.at(5.0), None);
        assert_eq!(series.now_min_max(15.0, 30.0), Some((3.0, 2.0, 3.0)));
        assert_eq!(series.now_min_max(31.0, 40.0), None);
    }

    #[test]
    fn a_month_of_polls_is_bounded_and_a_spike_of_one_reading_outlives_it() {
        let mut series = Series::default();
        for i in 0..500_000u32 {
            let value = if i == 1234 {
                900.0
            } else {
                24.0 + f64::from(i % 3)
            };
            series.add(f64::from(i) * 5e3, value);
        }
        assert!(series.len() <= MAX_POINTS, "{} points", series.len());
        assert!(series.at_ms.is_sorted_by(|a, b| a < b));
        let spike = series.values.iter().position(|&v| v == 900.0);
        assert_eq!(spike.map(|i| series.at_ms[i]), Some(1234.0 * 5e3));
        assert_eq!(series.now_min_max(0.0, 1e12), Some((25.0, 24.0, 900.0)));
    }
}
