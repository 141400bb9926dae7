//! Whole experiments on simulated services: driven by checks, by others, by both, noisy, restarted, out
//! of sight.

use crate::engine::protocol::Intervals;
use crate::leak::{Judged, Outcome, growing_now, judge_experiment};
use crate::telemetry::{Experiment, History, Metric, Reading, Restart, ServiceId};
use crate::watch::experiment::plan;
use crate::watch::{Settled, Watch, What};

/// A service that answers at once.
#[derive(Clone, Copy, Default)]
struct Service {
    /// What each check of ours adds.
    per_check: f64,
    /// What an hour adds.
    per_hour: f64,
    /// How far counts scatter.
    noise: f64,
    /// When it starts anew, in seconds.
    restart_s: Option<f64>,
    /// From when to when the tab is hidden: polls once a minute.
    hidden_s: Option<(f64, f64)>,
    /// When the person stops the experiment.
    stop_s: Option<f64>,
    /// When the page is loaded anew.
    reload_s: Option<f64>,
}

/// When the experiment begins.
const BEGIN_S: f64 = 300.0;

/// Scatter that is the same in each run.
struct Dice(u64);

impl Dice {
    fn between_ones(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// What was seen of it, from before the experiment until after it.
fn seen(service: Service) -> (History, Experiment) {
    let mut history = History::new(ServiceId(1), super::target());
    let mut watch = Watch::new(super::target(), Intervals::default());
    let (mut added, mut since_ms, mut dice) = (0.0, 0.0, Dice(7));
    let (mut now_ms, mut end_ms) = (0.0, BEGIN_S * 1e3);
    let (mut experiment, mut is_reloaded) = (None, false);
    while now_ms <= end_ms {
        let begins = experiment.is_none() && now_ms >= BEGIN_S * 1e3 - 5e3;
        if begins {
            let growing = growing_now(&history);
            let planned = plan(&super::target(), &Intervals::default(), growing, now_ms).unwrap();
            end_ms = planned.end_ms() + 120e3;
            experiment = Some(planned);
            history.experiment = experiment;
            watch.vary(experiment);
        }
        let passed = |at_s: Option<f64>| at_s.is_some_and(|at_s| now_ms >= at_s * 1e3);
        if let Some(running) = experiment.as_mut().filter(|e| e.stopped_ms.is_none())
            && passed(service.stop_s)
        {
            running.stopped_ms = Some(now_ms);
            history.experiment = experiment;
            watch.vary(experiment);
        }
        if passed(service.restart_s) && history.restarts.is_empty() {
            history.restarts.push(Restart {
                at_ms: now_ms,
                version: None,
            });
            (added, since_ms) = (0.0, now_ms);
        }
        if passed(service.reload_s) && !std::mem::replace(&mut is_reloaded, true) {
            watch = Watch::new(super::target(), Intervals::default());
            watch.vary(history.experiment);
        }
        for poll in watch.due(now_ms) {
            match poll.what {
                What::Health => {
                    history.add_our_check(now_ms);
                    added += service.per_check;
                }
                What::Counts => {
                    let others = service.per_hour * (now_ms - since_ms) / 3.6e6;
                    let noise = service.noise * (dice.between_ones() + dice.between_ones());
                    history.add_reading(Reading {
                        at_ms: now_ms,
                        values: vec![(Metric::Goroutines, (20.0 + added + others + noise).round())],
                        ..Reading::default()
                    });
                }
                _ => {}
            }
            watch.settle(&poll.what, now_ms, Settled::Answered);
        }
        let is_hidden = service
            .hidden_s
            .is_some_and(|(from, to)| (from..to).contains(&(now_ms / 1e3)));
        let next_ms = watch.next_due_ms().unwrap_or(now_ms + 1e3);
        now_ms = next_ms.max(now_ms + if is_hidden { 60e3 } else { 1.0 });
    }
    (history, experiment.unwrap())
}

fn judged(service: Service) -> Judged {
    let (history, _) = seen(service);
    judge_experiment(&history, &[]).unwrap()
}

fn is_about(value: f64, expected: f64) -> bool {
    (value - expected).abs() <= 0.15
}

#[test]
fn driven_by_checks() {
    let judged = judged(Service {
        per_check: 2.0,
        ..Service::default()
    });
    assert_eq!(judged.outcome, Outcome::Drive { alone: true });
    assert!(
        is_about(judged.adds, 2.0) && judged.range.0 > 1.5 && judged.range.1 < 2.5,
        "{judged:?}"
    );
    assert!(judged.p < 0.02, "{judged:?}");
    let words = judged.in_words();
    assert!(
        words.starts_with("health checks drive it: each adds "),
        "{words}"
    );
}

#[test]
fn driven_by_others() {
    let judged = judged(Service {
        per_hour: 480.0,
        ..Service::default()
    });
    assert_eq!(judged.outcome, Outcome::DoNot, "{judged:?}");
    assert!(
        judged.in_words().contains("do not drive it: +"),
        "{}",
        judged.in_words()
    );
}

#[test]
fn driven_by_both() {
    let judged = judged(Service {
        per_check: 2.0,
        per_hour: 480.0,
        ..Service::default()
    });
    assert_eq!(judged.outcome, Outcome::Drive { alone: false });
    assert!(is_about(judged.adds, 2.0), "{judged:?}");
    assert!(
        judged
            .in_words()
            .contains("without ours it still grows by +4"),
        "{}",
        judged.in_words()
    );
}

#[test]
fn noise_makes_it_longer_and_it_is_told_all_the_same() {
    let calm = seen(Service::default()).1;
    let service = Service {
        per_check: 2.0,
        noise: 12.0,
        ..Service::default()
    };
    let (history, experiment) = seen(service);
    assert!(experiment.phase_ms > 1.5 * calm.phase_ms);
    let judged = judge_experiment(&history, &[]).unwrap();
    assert_eq!(judged.outcome, Outcome::Drive { alone: true }, "{judged:?}");
    assert!(judged.range.0 < 2.0 && judged.range.1 > 2.0, "{judged:?}");
}

#[test]
fn a_drift_is_not_taken_for_checks() {
    // Ever faster, whatever is asked.
    let (mut history, experiment) = seen(Service::default());
    let mut drifting = history.series[0].1.clone();
    for (at_ms, value) in drifting.at_ms.iter().zip(&mut drifting.values) {
        let hours = (at_ms - experiment.begun_ms).max(0.0) / 3.6e6;
        *value += (3000.0 * hours * hours).round();
    }
    history.series[0].1 = drifting;
    let judged = judge_experiment(&history, &[]).unwrap();
    assert!(
        !matches!(judged.outcome, Outcome::Drive { .. }),
        "{judged:?}"
    );
}

#[test]
fn a_restart_costs_one_phase() {
    let judged = judged(Service {
        per_check: 2.0,
        restart_s: Some(BEGIN_S + 120.0),
        ..Service::default()
    });
    assert_eq!(judged.used.0 + judged.used.1, 7);
    assert_eq!(judged.outcome, Outcome::Drive { alone: true }, "{judged:?}");
}

#[test]
fn out_of_sight_it_says_why_it_is_undecided() {
    let judged = judged(Service {
        per_check: 2.0,
        hidden_s: Some((BEGIN_S + 60.0, BEGIN_S + 500.0)),
        ..Service::default()
    });
    assert!(
        matches!(judged.outcome, Outcome::Undecided(_)),
        "{judged:?}"
    );
    assert!(
        judged.in_words().contains("hidden"),
        "{}",
        judged.in_words()
    );
}

#[test]
fn stopped_the_usual_rate_is_back_and_it_is_undecided() {
    let stop_s = BEGIN_S + 100.0;
    let (history, _) = seen(Service {
        per_check: 2.0,
        stop_s: Some(stop_s),
        ..Service::default()
    });
    let after = history
        .our_checks_ms
        .iter()
        .filter(|at| **at > stop_s * 1e3 + 30e3);
    let after: Vec<f64> = after.copied().collect();
    assert!(
        after.len() > 2 && after.windows(2).all(|pair| pair[1] - pair[0] == 30e3),
        "{after:?}"
    );
    let judged = judge_experiment(&history, &[]).unwrap();
    assert!(
        judged.in_words().contains("did not come to their end"),
        "{}",
        judged.in_words()
    );
}

#[test]
fn a_reload_goes_on_with_it() {
    let (history, experiment) = seen(Service {
        per_check: 2.0,
        reload_s: Some(BEGIN_S + 70.0),
        ..Service::default()
    });
    let judged = judge_experiment(&history, &[]).unwrap();
    assert_eq!(judged.outcome, Outcome::Drive { alone: true }, "{judged:?}");
    let after = history
        .our_checks_ms
        .iter()
        .filter(|at| **at > experiment.end_ms() + 30e3);
    let after: Vec<f64> = after.copied().collect();
    assert!(
        after.windows(2).all(|pair| pair[1] - pair[0] == 30e3),
        "{after:?}"
    );
}

#[test]
fn readings_that_come_often_say_after_a_minute_how_it_grows() {
    let mut history = History::new(ServiceId(1), super::target());
    let mut see = |half_seconds: std::ops::Range<u32>| {
        for i in half_seconds {
            history.add_reading(Reading {
                at_ms: f64::from(i) * 500.0,
                values: vec![(Metric::Goroutines, f64::from(i))],
                ..Reading::default()
            });
        }
        growing_now(&history)
    };
    assert!(see(0..100).is_none());
    let growing = see(100..360).expect("three minutes");
    assert!(is_about(growing.per_hour, 7200.0), "{}", growing.per_hour);
}
