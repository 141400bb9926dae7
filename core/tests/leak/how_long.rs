//! How long a verdict takes, and how little an overview holds. Times are printed, never asserted.

use std::time::Instant;

use leakscope_core::engine::overview::{growth_answer, overview};
use leakscope_core::engine::protocol::{GrowthQuery, OverviewQuery};
use leakscope_core::leak::{judge, view};
use leakscope_core::telemetry::{Metric, ServiceId};

use crate::service::Story;

#[test]
fn a_day_at_five_seconds() {
    let hour = 3600.0;
    let story = Story {
        seconds: 27.0 * hour,
        profile_s: 600.0,
        migrations: vec![(2.3 * hour, 2.3 * hour + 840.0)],
        ..Story::default()
    };
    let seen = story.watch(3);
    let timed = |name: &str, work: &dyn Fn()| {
        let start = Instant::now();
        for _ in 0..10 {
            work();
        }
        println!("{name}: {:.2} ms", start.elapsed().as_secs_f64() * 100.0);
    };
    let points = seen
        .history
        .series(Metric::Goroutines)
        .map_or(0, |s| s.len());
    println!("{points} readings, {} profiles", seen.kept.profiles.len());
    let goroutines = view(&seen.history, Metric::Goroutines);
    let memory = view(&seen.history, Metric::HeapInUse);
    timed("view of a series", &|| {
        drop(view(&seen.history, Metric::Goroutines))
    });
    timed("verdict", &|| {
        drop(judge(
            &seen.history,
            &seen.kept,
            goroutines.as_ref(),
            memory.as_ref(),
        ));
    });
    let query = OverviewQuery {
        service: ServiceId(1),
        range_ms: None,
        width_px: 1200,
        selection_ms: None,
        is_by_stack: false,
    };
    let now_ms = seen.history.range_ms().map_or(0.0, |r| r.1);
    timed("overview", &|| {
        drop(overview(&seen.history, &query, &seen.kept, now_ms))
    });
    let growth_query = GrowthQuery {
        service: ServiceId(1),
        kind: "goroutine".to_owned(),
        sample_type: None,
        range_ms: None,
    };
    timed("growth table", &|| {
        drop(growth_answer(&seen.history, &growth_query, &seen.kept))
    });

    let shown = overview(&seen.history, &query, &seen.kept, now_ms);
    for lane in &shown.lanes {
        assert!(!lane.facts.is_empty(), "{}", lane.title);
        assert!(lane.trend.is_some_and(|t| t.is_growth), "{}", lane.title);
        assert_eq!(lane.spikes.len(), 1, "{}", lane.title);
        assert_eq!(lane.spikes[0].label.as_deref(), Some("migration"));
        for (name, value) in &lane.facts {
            println!("{}: {name}: {value}", lane.title);
        }
        for series in &lane.series {
            let drawn: usize = series.pieces.iter().map(Vec::len).sum();
            assert!(drawn <= 2 * 1201, "{} draws {drawn} points", series.name);
        }
    }
}
