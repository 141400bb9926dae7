//! What answers, failures, events and restarts leave in a history.

use super::*;

fn history() -> History {
    History::new(ServiceId(1), Target::default())
}

fn counts(at_s: f64, goroutines: f64) -> Reading {
    Reading {
        at_ms: at_s * 1e3,
        values: vec![(Metric::Goroutines, goroutines)],
        ..Reading::default()
    }
}

fn health(at_s: f64, uptime_s: f64) -> Reading {
    Reading {
        at_ms: at_s * 1e3,
        health: Some(Health {
            uptime_ms: Some(uptime_s * 1e3),
            version: Some("v1".to_owned()),
            ..Health::default()
        }),
        ..Reading::default()
    }
}

#[test]
fn more_than_two_missed_polls_are_a_gap_and_a_failure_is_no_value() {
    let mut seen = history();
    for i in 0..10 {
        seen.add_reading(counts(f64::from(i) * 5.0, 24.0));
    }
    seen.add_reading(counts(60.0, 24.0)); // 50 and 55 missed
    assert_eq!(seen.gaps, []);
    seen.failed(65e3);
    seen.failed(70e3);
    assert_eq!(seen.gaps, []);
    seen.failed(80e3);
    seen.failed(85e3);
    let open = Gap {
        from_ms: 60e3,
        to_ms: 85e3,
    };
    assert_eq!(seen.gaps, [open]);
    seen.add_reading(counts(90.0, 25.0));
    assert_eq!(
        seen.gaps,
        [Gap {
            to_ms: 90e3,
            ..open
        }]
    );
    assert_eq!(seen.series(Metric::Goroutines).map(Series::len), Some(12));
    assert_eq!(seen.range_ms(), Some((0.0, 90e3)));
}

#[test]
fn polls_of_several_kinds_at_once_make_no_gap() {
    let mut seen = history();
    for i in 0..200 {
        let at = f64::from(i) * 5.0;
        seen.add_reading(counts(at, 24.0));
        if i % 3 == 0 {
            let mut memory = counts(at + 0.02, 0.0);
            memory.values = vec![(Metric::HeapInUse, 1e6)];
            seen.add_reading(memory);
        }
        if i % 6 == 0 {
            seen.add_reading(health(at + 1.5, at + 101.5));
        }
    }
    assert_eq!(seen.gaps, []);
    assert_eq!(seen.restarts, []);
}

#[test]
fn a_shorter_uptime_is_a_restart_at_its_start() {
    let mut seen = history();
    seen.add_reading(health(100.0, 1000.0));
    seen.add_reading(health(130.0, 1030.9));
    seen.add_reading(health(160.0, 12.0));
    seen.add_reading(health(190.0, 42.5));
    let restart = Restart {
        at_ms: 148e3,
        version: Some("v1".to_owned()),
    };
    assert_eq!(seen.restarts, [restart]);
    assert_eq!(seen.instance_from_ms(), Some(148e3));
}

#[test]
fn a_slow_answer_is_no_restart() {
    let mut seen = history();
    seen.add_reading(health(100.0, 1000.0));
    seen.add_reading(health(137.0, 1030.0));
    seen.add_reading(health(160.0, 1060.0));
    assert_eq!(seen.restarts, []);
}

#[test]
fn an_uptime_longer_than_before_but_begun_since_is_a_restart() {
    let mut seen = history();
    seen.add_reading(health(0.0, 10.0));
    seen.add_reading(health(3600.0, 1800.0));
    assert_eq!(seen.restarts.len(), 1);
    assert_eq!(seen.restarts[0].at_ms, 1800e3);
}

#[test]
fn instances_in_turn_are_replicas_and_no_restarts() {
    let mut seen = history();
    for i in 0..10 {
        let at = f64::from(i) * 30.0;
        let uptime = if i % 2 == 0 { 5000.0 } else { 900.0 };
        seen.add_reading(health(at, uptime + at));
    }
    assert!(crate::telemetry::are_replicas(&seen));
    assert!(seen.restarts.len() <= 1, "{:?}", seen.restarts);
}

#[test]
fn fewer_collections_are_a_restart_and_uptime_tells_when() {
    let gc = |at_s: f64, n: f64| Reading {
        at_ms: at_s * 1e3,
        values: vec![(Metric::NumGc, n)],
        ..Reading::default()
    };
    let mut seen = history();
    seen.add_reading(health(90.0, 500.0));
    seen.add_reading(gc(100.0, 55.0));
    seen.add_reading(gc(115.0, 2.0));
    assert_eq!(seen.restarts.len(), 1);
    seen.add_reading(health(120.0, 12.0));
    assert_eq!(seen.restarts.len(), 1);
    assert_eq!(seen.restarts[0].at_ms, 108e3);
    seen.add_reading(gc(130.0, 3.0));
    assert_eq!(seen.restarts.len(), 1);
}

#[test]
fn collections_of_instances_in_turn_are_no_restarts() {
    let mut seen = history();
    for i in 0..40 {
        let at = f64::from(i) * 5.0;
        let of_first = |turn: i32| turn % 2 == 0;
        seen.add_reading(health(at, at + if of_first(i) { 5000.0 } else { 900.0 }));
        // Memory is asked of whoever comes next.
        let collections = if of_first(i / 2) { 700.0 } else { 90.0 };
        seen.add_reading(Reading {
            at_ms: (at + 1.0) * 1e3,
            values: vec![(Metric::NumGc, collections + f64::from(i))],
            ..Reading::default()
        });
    }
    assert!(crate::telemetry::are_replicas(&seen));
    assert!(seen.restarts.len() <= 1, "{:?}", seen.restarts);
}

#[test]
fn an_instance_that_goes_on_did_not_restart() {
    let mut seen = history();
    let gc = |at_s: f64, n: f64| Reading {
        at_ms: at_s * 1e3,
        values: vec![(Metric::NumGc, n)],
        ..Reading::default()
    };
    seen.add_reading(health(90.0, 500.0));
    seen.add_reading(gc(100.0, 55.0));
    seen.add_reading(gc(115.0, 2.0));
    assert_eq!(seen.restarts.len(), 1);
    seen.add_reading(health(120.0, 530.0));
    assert_eq!(seen.restarts, []);
}

#[test]
fn an_event_takes_over_its_end_and_notes_come_and_go() {
    let start = Event {
        start_ms: 1e3,
        text: "migration 12:00".to_owned(),
        ..Event::default()
    };
    let over = Event {
        end_ms: Some(61e3),
        ..start.clone()
    };
    let mut seen = history();
    assert!(seen.add_events(vec![start]));
    assert!(seen.add_events(vec![over.clone()]));
    assert!(!seen.add_events(vec![over.clone()]));
    assert_eq!(seen.events, std::slice::from_ref(&over));
    seen.add_note(500.0, "deploy".to_owned());
    assert_eq!(seen.events.len(), 2);
    seen.remove_note(500.0, "deploy");
    assert_eq!(seen.events, [over]);
}
