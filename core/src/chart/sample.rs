//! A small overview for the tests of this room: 27 hours with a leak, two spikes, a gap, a restart.

use super::clock::parse_utc;
use super::model::{DependencyLane, Lane, LaneSeries, Overview};
use crate::leak::{Layer, Layers, Spike, TINTS, Trend};
use crate::telemetry::{Event, Gap, Metric, Restart, State};

const HOUR_MS: f64 = 3600e3;
const MB: f64 = 1048576.0;

pub(crate) fn overview() -> Overview {
    let start = parse_utc("2026-11-23 09:40:00");
    let end = parse_utc("2026-11-24 12:47:00");
    let restart = parse_utc("2026-11-23 13:53:00");
    let noons = [1.0, 2.0].map(|day: f64| start + (day - 1.0) * 24.0 * HOUR_MS + 140.0 * 60e3);
    let spikes = |height: f64| {
        noons.map(|noon| Spike {
            start_ms: noon,
            peak_ms: noon + 5.0 * 60e3,
            end_ms: noon + 14.0 * 60e3,
            base_before: 50.0,
            base_after: 50.0,
            height,
            label: Some("migration".to_owned()),
            is_open: false,
        })
    };
    let line = |from: f64, per_hour: f64| -> Vec<Vec<(f64, f64)>> {
        let gap = (start + 925.0 * 60e3, start + 963.0 * 60e3);
        [(start, restart), (restart, gap.0), (gap.1, end)]
            .into_iter()
            .map(|(a, b)| {
                let value = |at: f64| from + per_hour * (at - restart).max(0.0) / HOUR_MS;
                vec![
                    (a, value(a)),
                    ((a + b) / 2.0, value((a + b) / 2.0)),
                    (b, value(b)),
                ]
            })
            .collect()
    };
    let series = |metric, name: &str, from: f64, per_hour: f64| LaneSeries {
        metric,
        name: name.to_owned(),
        pieces: line(from, per_hour),
        now_min_max: Some((from + per_hour * 23.0, from, from + per_hour * 23.0)),
        per_hour: Some(per_hour),
        is_growth: per_hour > 0.0,
    };
    let memory = Lane {
        title: "Memory".to_owned(),
        is_bytes: true,
        series: vec![
            series(Metric::HeapInUse, "heap in use", 52.0 * MB, 0.6 * MB),
            series(Metric::HeldFromSystem, "held", 100.0 * MB, 0.0),
        ],
        spikes: spikes(184.0 * MB).to_vec(),
        facts: vec![("each health check keeps".to_owned(), "9.6 kB".to_owned())],
        ..Lane::default()
    };
    let goroutines = Lane {
        title: "Goroutines".to_owned(),
        series: vec![series(Metric::Goroutines, "goroutines", 1766.0, 120.0)],
        spikes: spikes(480.0).to_vec(),
        trend: Some(Trend {
            from_ms: restart + HOUR_MS,
            to_ms: end,
            from_value: 1886.0,
            per_hour: 120.0,
            give_or_take: 2.0,
            confidence: 0.99,
            r_squared: 0.998,
            is_growth: true,
        }),
        ..Lane::default()
    };
    let event = |at: f64, end_ms: Option<f64>, text: &str, is_note| Event {
        start_ms: at,
        end_ms,
        tags: Vec::new(),
        text: text.to_owned(),
        is_note,
    };
    Overview {
        range_ms: (start, end),
        data_ms: (start, end),
        polls: 19_068,
        lanes: vec![
            memory,
            Lane {
                title: "Goroutines".to_owned(),
                ..goroutines
            },
        ],
        events: vec![
            event(noons[0], Some(noons[0] + 14.0 * 60e3), "migration", false),
            event(start + 520.0 * 60e3, None, "kafka rebalance", true),
            event(
                start + 560.0 * 60e3,
                Some(start + 590.0 * 60e3),
                "deploy",
                false,
            ),
        ],
        gaps: vec![Gap {
            from_ms: start + 925.0 * 60e3,
            to_ms: start + 963.0 * 60e3,
        }],
        restarts: vec![Restart {
            at_ms: restart,
            version: Some("v2.4.0".to_owned()),
        }],
        dependencies: vec![
            DependencyLane {
                name: "sf1".to_owned(),
                stretches: vec![(start, end, State::Up)],
                state: State::Up,
                printed: ["38 ms", "36 ms", "1.2 s", "99.9%"].map(str::to_owned),
            },
            DependencyLane {
                name: "kafka".to_owned(),
                stretches: vec![
                    (start, restart, State::Up),
                    (restart, restart + HOUR_MS, State::Slow),
                    (restart + HOUR_MS, restart + 2.0 * HOUR_MS, State::Down),
                    (
                        restart + 2.0 * HOUR_MS,
                        restart + 3.0 * HOUR_MS,
                        State::Unknown,
                    ),
                    (restart + 3.0 * HOUR_MS, end, State::Up),
                ],
                state: State::Up,
                ..DependencyLane::default()
            },
        ],
        selection: vec!["heap +2.1 MB".to_owned(), "goroutines +388".to_owned()],
        ..Overview::default()
    }
}

/// The same with what the goroutines' stacks hold, in profiles before the restart and after it.
pub(crate) fn by_stack() -> Overview {
    let mut overview = overview();
    let layer = |name: &str, tint, values: [i64; 4]| Layer {
        stacks: vec![format!("{:032x}", u128::from(tint) + 1)],
        name: name.to_owned(),
        function: name.to_owned(),
        tint,
        values: values.to_vec(),
    };
    let (start, end) = overview.data_ms;
    let restart = overview.restarts[0].at_ms;
    let mut others = layer("others", TINTS, [266, 66, 66, 66]);
    others.stacks.clear();
    overview.lanes[1].layers = Layers {
        at_ms: vec![start, restart - HOUR_MS, restart + HOUR_MS, end],
        starts: vec![0, 2],
        layers: vec![
            layer("readLoop + writeLoop", 3, [1500, 1700, 120, 2800]),
            layer("backend.every", 6, [0, 0, 1700, 1700]),
            others,
        ],
    };
    overview
}
