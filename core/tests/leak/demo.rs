//! The recorded story, judged minute by minute as it went.

use leakscope_core::formats::{Limits, Opened, open};
use leakscope_core::job::{Pace, run};
use leakscope_core::leak::{Kept, VerdictKind, judge_history};
use leakscope_core::recording;
use leakscope_core::telemetry::{History, Reading};

const ZIP: &[u8] = include_bytes!("../../../demo/demo.leakscope.zip");

/// What had been seen of a service by then.
fn until(service: &History, until_ms: f64) -> History {
    let mut readings: Vec<Reading> = Vec::new();
    for (metric, series) in &service.series {
        let points = series.at_ms.iter().zip(&series.values);
        readings.extend(points.map(|(at_ms, value)| Reading {
            at_ms: *at_ms,
            values: vec![(*metric, *value)],
            ..Reading::default()
        }));
    }
    readings.extend(service.health.iter().map(|(at_ms, health)| Reading {
        at_ms: *at_ms,
        health: Some(health.clone()),
        ..Reading::default()
    }));
    readings.retain(|reading| reading.at_ms <= until_ms);
    readings.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
    let mut seen = History::new(service.id, service.target.clone());
    readings
        .into_iter()
        .for_each(|reading| seen.add_reading(reading));
    let checks = service.our_checks_ms.iter().filter(|at| **at <= until_ms);
    checks.for_each(|at| seen.add_our_check(*at));
    let events = service.events.iter().filter(|e| e.start_ms <= until_ms);
    seen.add_events(events.cloned().collect());
    seen
}

#[test]
fn once_it_leaks_every_minute_says_so() {
    let (limits, pace) = (Limits::default(), Pace::unhurried());
    let opened = run(recording::read(ZIP, &limits, &pace)).expect("it opens");
    let mut all = Kept::default();
    for (id, bytes) in &opened.profiles {
        let entry = opened
            .recording
            .profiles()
            .find(|e| e.id == *id)
            .expect("its entry");
        let read = open(&entry.name, bytes.clone(), &limits, &pace, &|_| ());
        if let Ok(Opened::Profile { profile, kind, .. }) = run(read) {
            all.add(*id, &kind, entry.at_ms, &profile);
        }
    }
    let service = &opened.recording.services[0];
    let (from_ms, to_ms) = service.range_ms().expect("readings");
    let leaks_from_ms = service.restarts[0].at_ms;
    for minute in 2.. {
        let now_ms = from_ms + f64::from(minute) * 60e3;
        if now_ms > to_ms {
            break;
        }
        let mut kept = all.clone();
        kept.profiles.retain(|p| p.at_ms <= now_ms);
        let verdict = judge_history(&until(service, now_ms), &kept);
        let text = verdict.as_text();
        println!("{minute} min: {}", text.lines().next().unwrap_or(""));
        if now_ms < leaks_from_ms {
            assert_eq!(verdict.kind, VerdictKind::Healthy, "{minute} min: {text}");
        } else if now_ms > leaks_from_ms + 120e3 {
            assert_eq!(verdict.kind, VerdictKind::Leak, "{minute} min: {text}");
        }
    }
}
