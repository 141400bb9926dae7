//! A small recording with something of everything, for the tests of this room.

use super::{Recording, Unknown};
use crate::telemetry::*;

pub fn recording() -> Recording {
    let id = ServiceId(4);
    let profile = |id, service, name: &str, source| ProfileEntry {
        id: ProfileId(id),
        service,
        source,
        name: name.into(),
        at_ms: 1_795_448_412_999.0,
        bytes: bytes_of(ProfileId(id)).map_or(0, |bytes| bytes.len() as u64),
        hash: format!("{id:032x}"),
    };
    Recording {
        services: vec![History {
            id,
            target: Target {
                name: "migration".into(),
                base_url: "http://localhost:8081".into(),
                health: "/health".into(),
                pprof: "/debug/pprof/".into(),
                vars: String::new(),
                events: "/events".into(),
            },
            series: vec![
                (
                    Metric::Goroutines,
                    Series {
                        at_ms: vec![1_795_448_400_000.0, 1_795_448_405_000.5],
                        values: vec![24.0, 26.0],
                    },
                ),
                (Metric::HeapInUse, Series::default()),
            ],
            health: vec![(1_795_448_400_000.0, health())],
            events: vec![Event {
                start_ms: 1_795_448_401_000.0,
                end_ms: None,
                tags: vec!["migration".into()],
                text: "migration 1: 12,000 customers".into(),
                is_note: false,
            }],
            gaps: vec![Gap {
                from_ms: 1.0,
                to_ms: 2.5,
            }],
            restarts: vec![Restart {
                at_ms: 3.0,
                version: Some("v2.4.0".into()),
            }],
            profiles: vec![
                profile(7, Some(id), "goroutine", Source::Poll),
                profile(8, Some(id), "heap", Source::Capture),
            ],
            our_checks_ms: vec![1_795_448_400_000.0],
            known: Known::default(),
            experiment: None,
        }],
        loose_profiles: vec![profile(2, None, "cpu of monday.txt", Source::File)],
        unknown: Unknown::default(),
    }
}

fn health() -> Health {
    let dependency = |name: &str, state, took_ms, detail: &str| Dependency {
        name: name.into(),
        state,
        took_ms,
        detail: detail.into(),
    };
    Health {
        state: State::Down,
        status: "DOWN".into(),
        uptime_ms: Some(82_467_491.102),
        version: Some("go1.27.3".into()),
        dependencies: vec![
            dependency("database", State::Up, Some(2.1), ""),
            dependency("registry", State::Down, None, "connection refused"),
        ],
    }
}

/// The sample's profiles: one gzipped, one not, one text.
pub fn bytes_of(id: ProfileId) -> Option<Vec<u8>> {
    match id.0 {
        7 => Some(b"\x1f\x8b\x08 not truly gzip".to_vec()),
        8 => Some(b"\x0a\x04\x08\x01\x10\x02".repeat(100)),
        2 => Some(b"goroutine profile: total 1\n".to_vec()),
        _ => None,
    }
}
