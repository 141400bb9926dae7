//! Real memory traces that are taken to hold no leak: how often one is called.

use leakscope_core::leak::{Kept, VerdictKind, judge_history};
use leakscope_core::telemetry::{History, Metric, Reading, ServiceId, Target};

use crate::support::corpus;

const PERCENT_BYTES: f64 = 1e7;

/// The values of a trace's first hours, as if a percent were 10 MB; with a leak that adds `grows` of
/// the first value over them.
fn history(text: &str, hours: usize, grows: f64) -> Option<History> {
    let rows = text.lines().skip(1).take(hours * 60);
    let values: Vec<(f64, f64)> = rows
        .filter_map(|row| {
            let (minute, percent) = row.split_once(',')?;
            Some((minute.parse().ok()?, percent.parse().ok()?))
        })
        .collect();
    let (first, last) = (values.first()?, values.last()?);
    if last.0 < 0.9 * (hours * 60) as f64 {
        return None;
    }
    let mut history = History::new(ServiceId(1), Target::default());
    for (minute, percent) in &values {
        let leak = grows * first.1 * minute / (hours * 60) as f64;
        history.add_reading(Reading {
            at_ms: minute * 60e3,
            values: vec![(Metric::HeapInUse, (percent + leak) * PERCENT_BYTES)],
            ..Reading::default()
        });
    }
    Some(history)
}

#[test]
fn machines_without_a_leak_are_seldom_called_leaking() {
    let Some(folder) = corpus("series/alibaba-memory") else {
        return;
    };
    let files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
        .collect();
    for hours in [6, 24, 48] {
        let called = |grows: f64| {
            let histories = files.iter().filter_map(|text| history(text, hours, grows));
            let verdicts = histories.map(|h| {
                let verdict = judge_history(&h, &Kept::default());
                let text = verdict.as_text();
                assert!(!text.contains("rising since"), "{hours} h: {text}");
                verdict.kind
            });
            let verdicts: Vec<VerdictKind> = verdicts.collect();
            let leaks = verdicts
                .iter()
                .filter(|v| matches!(v, VerdictKind::Leak | VerdictKind::Suspected));
            (leaks.count(), verdicts.len())
        };
        let (false_alarms, traces) = called(0.0);
        let (found, _) = called(0.25);
        println!(
            "{hours} h: {false_alarms} of {traces} called leaking; with a leak of 25%, {found}"
        );
        assert!(traces >= 30, "{traces} traces");
        assert!(
            false_alarms * 20 <= traces,
            "{hours} h: {false_alarms} of {traces}"
        );
        assert!(found * 3 >= traces, "{hours} h: {found} of {traces}");
    }
}
