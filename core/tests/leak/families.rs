//! One series of each shape, on a few seeds: what is a leak is called one, what is none is not. How
//! often in thousands is measured by `cargo xtask validate series` (docs/validation.md).

use leakscope_core::leak::{Kept, Verdict, VerdictKind, judge_history};
use leakscope_core::telemetry::{
    Event, Health, History, Metric, Reading, Series, ServiceId, Target,
};

use crate::service::{Dice, START_MS};

const HOUR_MS: f64 = 3.6e6;

/// Two days of goroutines, one reading a minute: 1,000 times what the shape says at each hour, wavering
/// by half a percent.
fn watched(seed: u64, shape: &dyn Fn(f64) -> f64) -> History {
    let mut dice = Dice::new(seed);
    let mut series = Series::default();
    for minute in 0..48 * 60 {
        let hour = f64::from(minute) / 60.0;
        let value = 1000.0 * shape(hour) + 5.0 * dice.bell();
        series.add(START_MS + hour * HOUR_MS, value.round());
    }
    let mut history = History::new(ServiceId(1), Target::default());
    history.series.push((Metric::Goroutines, series));
    history
}

fn verdict(history: &History) -> Verdict {
    judge_history(history, &Kept::default())
}

fn each(name: &str, shape: impl Fn(f64) -> f64, expected: &[VerdictKind]) {
    for seed in 1..=3 {
        let verdict = verdict(&watched(seed, &shape));
        let text = verdict.as_text();
        assert!(expected.contains(&verdict.kind), "{name}, {seed}: {text}");
    }
}

/// 1 while the hour lies within.
fn within(hour: f64, from: f64, to: f64) -> f64 {
    f64::from(u8::from(hour >= from && hour < to))
}

fn day(hour: f64) -> f64 {
    0.15 * (1.0 - (std::f64::consts::TAU * hour / 24.0).cos())
}

#[test]
fn what_leaks_is_called() {
    let leak = &[VerdictKind::Leak];
    each("steady", |h| 1.0 + 0.3 * h / 48.0, leak);
    each("slow", |h| 1.0 + 0.12 * h / 48.0, leak);
    each("daily load", |h| 1.0 + 0.5 * h / 48.0 + day(h), leak);
    let spikes = |h: f64| 1.0 + 0.4 * h / 48.0 + 3.0 * within(h % 20.0, 12.0, 12.4);
    each("with spikes", spikes, leak);
    let called = &[VerdictKind::Leak, VerdictKind::Suspected];
    each("accelerating", |h| 1.0 + (h / 48.0).powi(2), called);
    each("late start", |h| 1.0 + 0.02 * (h - 24.0).max(0.0), called);
}

#[test]
fn what_does_not_leak_is_not() {
    each("flat", |_| 1.0, &[VerdictKind::Healthy]);
    each("daily", |h| 1.0 + day(h), &[VerdictKind::Daily]);
    let spikes = |h: f64| 1.0 + 3.0 * within(h % 20.0, 12.0, 12.4);
    each("spikes", spikes, &[VerdictKind::SpikeOnly]);
    let long = |h: f64| 1.0 + within(h, 15.0, 24.0);
    let back = &[
        VerdictKind::SpikeOnly,
        VerdictKind::Step,
        VerdictKind::Healthy,
    ];
    each("long spike", long, back);
    let warm = &[VerdictKind::WarmUp, VerdictKind::Healthy];
    each("warm-up, fast", |h| 2.0 - (-h / 1.0).exp(), warm);
    each("warm-up, slow", |h| 2.0 - (-h / 7.0).exp(), warm);
    let filled = |h: f64| 1.0 + 0.8 * (h / 12.0).min(1.0);
    each("plateau of a fixed leak", filled, warm);
    let steps = |h: f64| 1.0 + 0.3 * within(h, 14.0, 99.0) + 0.3 * within(h, 30.0, 99.0);
    each("steps", steps, &[VerdictKind::Step]);
    let running = |h: f64| 1.0 + 2.0 * ((h - 44.0) / 2.0).clamp(0.0, 1.0);
    let quiet = &[
        VerdictKind::SpikeOnly,
        VerdictKind::Step,
        VerdictKind::Healthy,
    ];
    each("job in progress", running, quiet);
}

#[test]
fn that_old_readings_are_thinned_is_no_leak() {
    for metric in [Metric::HeapInUse, Metric::Goroutines] {
        let mut dice = Dice::new(11);
        let mut series = Series::default();
        for i in 0..7 * 24 * 720 {
            let at_ms = START_MS + f64::from(i) * 5e3;
            series.add(at_ms, (1e9 * (1.0 + 0.04 * dice.bell())).round());
        }
        assert!(series.len() < 50_000, "{} points", series.len());
        let mut history = History::new(ServiceId(1), Target::default());
        history.series.push((metric, series));
        let verdict = verdict(&history);
        let is_called = matches!(verdict.kind, VerdictKind::Leak | VerdictKind::Suspected);
        assert!(!is_called, "{metric:?}: {}", verdict.as_text());
    }
}

#[test]
fn a_verdict_says_how_sure_it_is_and_what_lost() {
    let details = |shape: &dyn Fn(f64) -> f64| {
        let verdict = verdict(&watched(1, shape));
        let lines = Verdict {
            evidence: verdict.details,
            ..Verdict::default()
        };
        lines.as_text()
    };
    let leak = details(&|h| 1.0 + 0.3 * h / 48.0);
    assert!(leak.contains("give or take"), "{leak}");
    assert!(
        leak.contains("a straight line fits goroutines best"),
        "{leak}"
    );
    assert!(leak.contains("steps by "), "{leak}");
    let mut short = watched(1, &|h| 1.0 + 0.3 * h / 48.0);
    let end = 20 * 60;
    short.series[0].1.at_ms.truncate(end);
    short.series[0].1.values.truncate(end);
    let suspected = verdict(&short);
    assert_eq!(suspected.kind, VerdictKind::Suspected);
    let last = suspected.details.last().map(|line| {
        let text = line.text.iter().map(|span| span.as_text());
        text.collect::<String>()
    });
    let last = last.unwrap_or_default();
    assert!(last.contains("the series alone says leak"), "{last}");
}

#[test]
fn what_each_run_leaves_is_a_leak_of_its_own() {
    let runs = [2.0, 13.0, 26.0, 37.0];
    let shape = |h: f64| {
        let kept = runs.iter().filter(|at| **at <= h).count() as f64;
        let running: f64 = runs.iter().map(|at| 2.0 * within(h, *at, at + 0.5)).sum();
        1.0 + 0.05 * kept + running
    };
    let mut history = watched(1, &shape);
    let events = runs.iter().enumerate().map(|(i, at)| Event {
        start_ms: START_MS + at * HOUR_MS,
        end_ms: Some(START_MS + (at + 0.5) * HOUR_MS),
        text: format!("import {i}: 300 rows"),
        ..Event::default()
    });
    history.add_events(events.collect());
    let text = verdict(&history).as_text();
    let is_told = |text: &str| {
        let (before, after) = text.split_once(" goroutines behind (")?;
        let each: i64 = before
            .strip_prefix("Suspected: each import leaves +")?
            .parse()
            .ok()?;
        Some((45..=55).contains(&each) && after.starts_with("4 spikes in 35h"))
    };
    assert_eq!(is_told(&text), Some(true), "{text}");
}

#[test]
fn of_two_replicas_the_leaking_one_is_named() {
    let mut history = History::new(ServiceId(1), Target::default());
    let mut dice = Dice::new(5);
    for i in 0..400 {
        let second = f64::from(i) * 15.0;
        let is_leaking = i % 2 == 0;
        let (started, goroutines) = match is_leaking {
            true => (-7200.0, 40.0 + f64::from(i)),
            false => (-900.0, 24.0),
        };
        history.add_reading(Reading {
            at_ms: START_MS + second * 1e3,
            values: vec![(Metric::Goroutines, (goroutines + dice.bell()).round())],
            health: Some(Health {
                uptime_ms: Some((second - started) * 1e3),
                ..Health::default()
            }),
            ..Reading::default()
        });
    }
    let text = verdict(&history).as_text();
    assert!(
        text.starts_with(
            "Suspected: of 2 instances behind one address, the one started at 07:40 UTC: \
             goroutines grow by "
        ),
        "{text}"
    );
    let other = "started at 09:25 UTC, no leak seen: goroutines";
    assert!(text.contains(other), "{text}");
}
