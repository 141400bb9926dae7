//! What each of our own health checks adds, told apart from what others add.

use super::experiment::{Outcome, judge_experiment};
use super::{SeriesView, Spike, Trend};
use crate::telemetry::{History, Metric};

/// What a health check of ours adds to a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerCheck {
    /// How much each adds.
    pub adds: f64,
    /// Whether our checks explain the growth alone; else others' checks, or time, add too.
    pub is_ours_alone: bool,
    /// Our checks per hour over the fitted stretch.
    pub ours_per_hour: f64,
    /// Others' checks per hour, of which a person knows and which explain the rest; else 0.
    pub others_per_hour: f64,
}

impl PerCheck {
    /// Whether health checks explain the growth: ours alone, or with those a person knows of.
    pub fn explains_all(&self) -> bool {
        self.is_ours_alone || self.others_per_hour > 0.0
    }

    /// All checks that explain it, per hour.
    pub fn per_hour(&self) -> f64 {
        self.ours_per_hour + self.others_per_hour
    }
}

/// Fewer checks tell nothing.
const MIN_CHECKS: usize = 6;
/// How much of the growth our checks must leave unexplained before it counts as others'.
const OTHERS_SHARE: f64 = 0.15;
/// How far off what others' checks would add may be from what is left of the growth, of the larger one.
const OFF_SHARE: f64 = 0.25;
/// How many standard deviations from 0 what a check adds must lie.
const SURE: f64 = 5.0;

/// How much each of our checks adds to a growing count of goroutines. Where only the arithmetic of a
/// connection (its two goroutines) tells, that is taken.
pub fn each_check_adds(history: &History, goroutines: &SeriesView) -> Option<PerCheck> {
    let trend = goroutines.trend.filter(|t| t.is_growth)?;
    per_check(
        history,
        Metric::Goroutines,
        &trend,
        &goroutines.spikes,
        Some(2.0),
    )
}

/// How much each of our checks adds to `metric`. Where readings come more often than checks, the
/// stretches with a check are compared with those without. Where they do not, growth per check is
/// ours alone only if it is just what the known pattern leaves (`expected`); none otherwise. Where a
/// person knows how often others check, all growth is taken to be the checks', unless what ours are
/// seen to add says otherwise.
pub(super) fn per_check(
    history: &History,
    metric: Metric,
    trend: &Trend,
    spikes: &[Spike],
    expected: Option<f64>,
) -> Option<PerCheck> {
    let within = |at: &&f64| **at >= trend.from_ms && **at <= trend.to_ms;
    let checks: Vec<f64> = history
        .our_checks_ms
        .iter()
        .filter(within)
        .copied()
        .collect();
    let hours = (trend.to_ms - trend.from_ms) / 3.6e6;
    if hours <= 0.0 {
        return None;
    }
    let ours_per_hour = checks.len() as f64 / hours;
    let known_per_hour = history.known.others_checks_per_hour.unwrap_or_default();
    if let Some(judged) = judge_experiment(history, spikes).filter(|_| metric == Metric::Goroutines)
        && judged.experiment.begun_ms >= trend.from_ms
    {
        // Proven or ruled out: nothing else is to be asked.
        match judged.outcome {
            Outcome::Drive { alone } => {
                return Some(PerCheck {
                    adds: judged.adds,
                    is_ours_alone: alone,
                    ours_per_hour,
                    others_per_hour: 0.0,
                });
            }
            Outcome::DoNot => return None,
            Outcome::Undecided(_) => {}
        }
    }
    let with_others = (known_per_hour > 0.0).then(|| PerCheck {
        adds: trend.per_hour / (ours_per_hour + known_per_hour),
        is_ours_alone: false,
        ours_per_hour,
        others_per_hour: known_per_hour,
    });
    if checks.len() < MIN_CHECKS {
        return with_others;
    }
    if let Some((adds, others_per_hour)) = compared(history, metric, trend, spikes, &checks) {
        let theirs = adds * known_per_hour;
        let fits = (theirs - others_per_hour).abs() <= OFF_SHARE * theirs.max(others_per_hour);
        return Some(PerCheck {
            adds,
            is_ours_alone: others_per_hour <= OTHERS_SHARE * trend.per_hour,
            ours_per_hour,
            others_per_hour: if fits { known_per_hour } else { 0.0 },
        });
    }
    if with_others.is_some() {
        return with_others;
    }
    let ratio = trend.per_hour / ours_per_hour;
    let expected = expected?;
    ((ratio / expected - 1.0).abs() <= 0.12).then_some(PerCheck {
        adds: expected,
        is_ours_alone: true,
        ours_per_hour,
        others_per_hour: 0.0,
    })
}

/// Least squares of the change between two readings on the checks and the time between them: what a
/// check adds, and what an hour adds without one. None where both always go together, or where
/// checks explain too little to be told from chance.
fn compared(
    history: &History,
    metric: Metric,
    trend: &Trend,
    spikes: &[Spike],
    checks: &[f64],
) -> Option<(f64, f64)> {
    let series = history.series(metric)?;
    let range = series.within(trend.from_ms, trend.to_ms);
    let at = &series.at_ms[range.clone()];
    let values = &series.values[range];
    // (Σcc, Σcd, Σdd, Σcv, Σdv, Σvv): checks, hours, change in value.
    let (mut cc, mut cd, mut dd, mut cv, mut dv, mut vv) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let mut stretches = 0u32;
    for i in 1..at.len() {
        let (from, to) = (at[i - 1], at[i]);
        if spikes.iter().any(|s| from < s.end_ms && to > s.start_ms)
            || history
                .gaps
                .iter()
                .any(|g| from < g.to_ms && to > g.from_ms)
        {
            continue;
        }
        let started = |before: f64| checks.partition_point(|&c| c <= before);
        let c = (started(to) - started(from)) as f64;
        let d = (to - from) / 3.6e6;
        let v = values[i] - values[i - 1];
        cc += c * c;
        cd += c * d;
        dd += d * d;
        cv += c * v;
        dv += d * v;
        vv += v * v;
        stretches += 1;
    }
    let determinant = cc * dd - cd * cd;
    // Both go together where the angle between them is small.
    if stretches < 12 || determinant <= 0.2 * cc * dd {
        return None;
    }
    let per_check = (cv * dd - dv * cd) / determinant;
    let per_hour = (dv * cc - cv * cd) / determinant;
    let unexplained = (vv - per_check * cv - per_hour * dv).max(0.0);
    let deviation = (unexplained / f64::from(stretches) * dd / determinant).sqrt();
    (per_check > SURE * deviation).then_some((per_check, per_hour))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::{Reading, ServiceId, Target};

    /// Counts every 5 s; a check of ours every 30 s adds 2, others add 2 at their own times.
    fn watched(others_every_s: Option<u32>) -> (History, Trend) {
        let mut history = History::new(ServiceId(1), Target::default());
        let mut goroutines = 20.0;
        for second in 0..1800u32 {
            if second % 30 == 3 {
                history.add_our_check(f64::from(second) * 1e3);
                goroutines += 2.0;
            }
            if others_every_s.is_some_and(|every| second % every == 0) {
                goroutines += 2.0;
            }
            if second % 5 == 0 {
                history.add_reading(Reading {
                    at_ms: f64::from(second) * 1e3,
                    values: vec![(Metric::Goroutines, goroutines)],
                    ..Reading::default()
                });
            }
        }
        let trend = Trend {
            from_ms: 0.0,
            to_ms: 1795e3,
            per_hour: 240.0 + others_every_s.map_or(0.0, |every| 7200.0 / f64::from(every)),
            ..Trend::default()
        };
        (history, trend)
    }

    #[test]
    fn alone_our_checks_explain_it() {
        let (history, trend) = watched(None);
        let found = per_check(&history, Metric::Goroutines, &trend, &[], None).unwrap();
        assert!((found.adds - 2.0).abs() < 0.05, "{found:?}");
        assert!(found.is_ours_alone);
        assert!((found.ours_per_hour - 120.0).abs() < 1.0);
    }

    #[test]
    fn others_checks_are_told_apart() {
        let (history, trend) = watched(Some(37));
        let found = per_check(&history, Metric::Goroutines, &trend, &[], None);
        assert!(
            found.is_none_or(|f| !f.is_ours_alone && (f.adds - 2.0).abs() < 0.5),
            "{found:?}"
        );
    }

    #[test]
    fn what_a_person_knows_of_others_explains_the_rest_or_not() {
        let (mut history, trend) = watched(Some(60));
        let mut found = |known| {
            history.known.others_checks_per_hour = known;
            per_check(&history, Metric::Goroutines, &trend, &[], None).unwrap()
        };
        let all = found(Some(60.0));
        assert!(
            all.explains_all() && (all.adds - 2.0).abs() < 0.2,
            "{all:?}"
        );
        assert!((all.per_hour() - 180.0).abs() < 1.0);
        // So many would add far more than there is.
        assert!(!found(Some(600.0)).explains_all());
        assert!(!found(None).explains_all());

        let (mut history, trend) = watched(None);
        history.our_checks_ms.clear();
        history.known.others_checks_per_hour = Some(120.0);
        let theirs = per_check(&history, Metric::Goroutines, &trend, &[], None).unwrap();
        assert_eq!((theirs.adds, theirs.ours_per_hour), (2.0, 0.0));
    }

    #[test]
    fn readings_as_rare_as_checks_need_a_pattern() {
        let mut history = History::new(ServiceId(1), Target::default());
        for i in 0..60 {
            let at_ms = f64::from(i) * 1e3;
            history.add_our_check(at_ms - 100.0);
            history.add_reading(Reading {
                at_ms,
                values: vec![(Metric::Goroutines, 20.0 + 2.0 * f64::from(i))],
                ..Reading::default()
            });
        }
        let trend = Trend {
            from_ms: 0.0,
            to_ms: 59e3,
            per_hour: 7200.0,
            ..Trend::default()
        };
        let found = |expected| per_check(&history, Metric::Goroutines, &trend, &[], expected);
        assert_eq!(found(None), None);
        assert_eq!(
            found(Some(2.0)).map(|f| (f.adds, f.is_ours_alone)),
            Some((2.0, true))
        );
        assert_eq!(found(Some(3.0)), None);
    }
}
