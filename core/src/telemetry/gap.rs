//! Stretches without answers.

use super::Series;
use crate::codec::coded;

/// How many polls in a row must be missed, more than which is a gap.
pub(super) const MISSED_POLLS: f64 = 2.0;
/// How many gaps are kept; past it the oldest goes.
pub(super) const MAX_GAPS: usize = 10_000;

/// A stretch without answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Last answer before.
    pub from_ms: f64,
    /// First answer after.
    pub to_ms: f64,
}

coded! { struct Gap { from_ms, to_ms } }

impl Gap {
    /// How much of `from_ms..to_ms` it covers.
    pub fn overlap_ms(&self, from_ms: f64, to_ms: f64) -> f64 {
        (self.to_ms.min(to_ms) - self.from_ms.max(from_ms)).max(0.0)
    }
}

/// The usual time between two answers: the third quartile of the last
/// intervals, in milliseconds, since polls of several kinds fall between one another.
pub(super) fn usual_interval_ms(answers_ms: &[f64]) -> Option<f64> {
    let recent = &answers_ms[answers_ms.len().saturating_sub(16)..];
    let mut intervals: Vec<f64> = recent.windows(2).map(|w| w[1] - w[0]).collect();
    if intervals.len() < 2 {
        return None;
    }
    crate::order::sort_numbers(&mut intervals);
    Some(intervals[intervals.len() * 3 / 4])
}

/// The gap between the last answer and the one at `at_ms`, if more polls were missed than may be.
pub(super) fn gap_before(last_ms: f64, at_ms: f64, usual_ms: Option<f64>) -> Option<Gap> {
    // Polls missed in a stretch of n intervals: n - 1; half an interval is jitter.
    let allowed_ms = usual_ms? * (MISSED_POLLS + 1.5);
    (at_ms - last_ms > allowed_ms).then_some(Gap {
        from_ms: last_ms,
        to_ms: at_ms,
    })
}

/// Holes in one series that no gap explains: the source of this metric alone fell silent. Compared
/// with the intervals around it, since older points are thinned and stand wider apart.
pub(super) fn holes(series: &Series) -> Vec<Gap> {
    /// Intervals of a thinned stretch vary by up to this much.
    const VARIES: f64 = 8.0;
    let at = &series.at_ms;
    let mut found = Vec::new();
    for i in 1..at.len() {
        let interval_ms = at[i] - at[i - 1];
        let around = |from: usize, to: usize| (at[to.min(at.len() - 1)] - at[from]) / 8.0;
        let before = (i > 8).then(|| around(i - 9, i - 1));
        let after = (i + 8 < at.len()).then(|| around(i, i + 8));
        let usual_ms = match (before, after) {
            // Where what is thinned ends: the wider side is as usual as the other.
            (Some(a), Some(b)) if a.max(b) > VARIES * a.min(b) => a.max(b),
            (Some(a), Some(b)) => a.min(b),
            (one, other) => one.or(other).unwrap_or(f64::INFINITY),
        };
        if usual_ms.is_finite() && interval_ms > VARIES * usual_ms {
            found.push(Gap {
                from_ms: at[i - 1],
                to_ms: at[i],
            });
        }
    }
    found
}
