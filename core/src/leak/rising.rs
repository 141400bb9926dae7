//! A spike in progress: a steep rise at the end of a series, of which nobody knows yet whether it
//! falls again.

use super::Spike;
use super::spikes::lowest_behind;
use super::stats::{median, scaled_mad};

/// How long a rise may last, as a share of the segment: what stays up longer is a step, what goes on
/// rising a leak.
const LONGEST_SHARE: f64 = 0.2;
/// And in milliseconds, or as a share of a long segment: less of it the contest of shapes calls no
/// step.
const LONGEST_MS: f64 = 3.6e6;
const LEAST_SHARE: f64 = 0.125;
/// The same while an event runs that explains it: as long as a spike that fell.
const LONGEST_OF_EVENT: (f64, f64) = (0.4, 6.0 * 3.6e6);
/// How long an event may have run before the rise.
const EVENT_AHEAD_MS: f64 = 60e3;
/// Fewer readings before it tell not what is usual.
const MIN_BEFORE: usize = 20;
/// How far it must go beyond what the series rose by before, outside of spikes.
const UNHEARD_OF: f64 = 1.25;

/// The rise at the end of one segment that is higher and steeper than any before it and has not lost
/// half of its height since. `least` is the smallest height that matters, `event_ms` when an event
/// began that still runs.
///
/// ```text
///                          ____ now
///                         /
///   _____________________/        rise over the lowest of the last fifth:
///   trend                         that of a trend is the same all along
/// ```
pub(super) fn find_rise(
    at_ms: &[f64],
    values: &[f64],
    spikes: &[Spike],
    least: f64,
    event_ms: Option<f64>,
) -> Option<Spike> {
    let n = at_ms.len().min(values.len());
    let (from_ms, to_ms) = (*at_ms.first()?, *at_ms.get(n.checked_sub(2)? + 1)?);
    let window_ms = longest_ms(to_ms - from_ms, event_ms.map(|at| to_ms - at));
    let before = lowest_behind(at_ms, values, window_ms);
    let rises: Vec<f64> = values.iter().zip(&before).map(|(v, low)| v - low).collect();
    let past: Vec<f64> = (0..n)
        .filter(|&i| at_ms[i] < to_ms - window_ms && !spikes.iter().any(|s| s.covers(at_ms[i])))
        .map(|i| rises[i])
        .collect();
    if past.len() < MIN_BEFORE {
        return None;
    }
    let usual = median(&mut past.clone());
    let noise = scaled_mad(&past);
    let highest = past.iter().copied().fold(0.0, f64::max);
    let threshold = (usual + (5.0 * noise).max(least)).max(UNHEARD_OF * highest);
    // One reading alone is an outlier.
    if rises[n - 1].min(rises[n - 2]) <= threshold {
        return None;
    }
    let foot = usual + noise.max(0.05 * rises[n - 1]);
    let start = (0..n).rev().find(|&i| rises[i] <= foot)?;
    let peak = (start..n).max_by(|&a, &b| values[a].total_cmp(&values[b]))?;
    let base = median(&mut values[start.saturating_sub(2)..=start].to_vec());
    let height = values[peak] - base;
    let now = median(&mut values[n.saturating_sub(3).max(start)..].to_vec());
    (now >= base + 0.5 * height).then(|| Spike {
        start_ms: at_ms[start],
        peak_ms: at_ms[peak],
        end_ms: to_ms,
        base_before: base,
        base_after: base,
        height,
        label: None,
        is_open: true,
    })
}

/// How far back a rise may have begun, in a segment of this length and beside an event that has run
/// for so long.
fn longest_ms(span_ms: f64, event_runs_ms: Option<f64>) -> f64 {
    let alone = LONGEST_MS
        .max(LEAST_SHARE * span_ms)
        .min(LONGEST_SHARE * span_ms);
    let (share, most_ms) = LONGEST_OF_EVENT;
    let with_event = event_runs_ms.map_or(0.0, |runs_ms| runs_ms + EVENT_AHEAD_MS);
    with_event.min(share * span_ms).min(most_ms).max(alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reading a second for `n` seconds.
    fn rise(n: usize, value: impl Fn(f64) -> f64, event_ms: Option<f64>) -> Option<(f64, f64)> {
        let at_ms: Vec<f64> = (0..n).map(|i| i as f64 * 1e3).collect();
        // A fixed wobble in place of noise.
        let wobble = |i: usize| (i * 37 % 11) as f64 / 5.0;
        let values: Vec<f64> = (0..n).map(|i| value(i as f64) + wobble(i)).collect();
        let found = find_rise(&at_ms, &values, &[], 20.0, event_ms)?;
        assert!(found.is_open && found.end_ms == at_ms[n - 1]);
        Some((found.start_ms / 1e3, found.height.round()))
    }

    /// 100, from second 500 on 900 more within 20 seconds, from `until` on 100 again.
    fn migration(until: f64) -> impl Fn(f64) -> f64 {
        move |s| {
            let up = if s < until { 900.0 } else { 0.0 };
            100.0 + up * ((s - 500.0) / 20.0).clamp(0.0, 1.0)
        }
    }

    #[test]
    fn it_is_known_while_it_climbs_and_while_it_stays_up_and_no_longer() {
        let found = |n| rise(n, migration(580.0), None);
        assert_eq!(found(500), None);
        assert_eq!(found(502), None, "one reading alone");
        for n in [505, 515, 530, 580] {
            let (start, height) = found(n).unwrap_or_else(|| panic!("at {n} s"));
            assert!((498.0..=501.0).contains(&start), "{start} at {n} s");
            assert!(height <= 902.0 && height > 100.0, "{height} at {n} s");
        }
        assert_eq!(found(583), None, "it fell");
    }

    #[test]
    fn what_stays_up_is_a_step_in_the_end_and_an_event_that_runs_defers_it() {
        let found = |n, event_ms| rise(n, migration(f64::INFINITY), event_ms);
        assert!(found(620, None).is_some());
        assert_eq!(found(640, None), None);
        assert!(found(640, Some(499e3)).is_some());
        assert_eq!(found(900, Some(499e3)), None);
    }

    #[test]
    fn trends_steps_of_old_falls_and_saw_teeth_are_none() {
        let n = 600;
        assert_eq!(rise(n, |s| 20.0 + 2.0 * s, None), None);
        assert_eq!(
            rise(n, |s| if s < 200.0 { 100.0 } else { 900.0 }, None),
            None
        );
        assert_eq!(rise(n, |s| 4000.0 - 5.0 * s, None), None);
        for phase in 0..60 {
            let teeth = |s: f64| 1000.0 + 10.0 * ((s + f64::from(phase)) % 60.0);
            assert_eq!(rise(n, teeth, None), None, "{phase}");
        }
        assert_eq!(rise(15, migration(f64::INFINITY), None), None);
    }

    #[test]
    fn a_rise_on_a_trend_begins_where_it_leaves_it() {
        let on_trend = |s: f64| 2.0 * s + if s < 550.0 { 0.0 } else { 20.0 * (s - 550.0) };
        let (start, height) = rise(600, on_trend, None).expect("a rise");
        assert!((549.0..=556.0).contains(&start), "{start}");
        assert!((height - 1080.0).abs() < 120.0, "{height}");
    }
}
