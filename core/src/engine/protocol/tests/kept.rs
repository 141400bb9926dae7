//! Samples of what is kept, and of what is said of it.

use crate::engine::protocol::*;
use crate::engine::records::Entry;
use crate::telemetry::{
    Dependency, Event, Experiment, Health, History, Known, Metric, ProfileEntry, ProfileId,
    Reading, ServiceId, Source, State, Target,
};

pub fn target() -> Target {
    Target {
        name: "zoo ж".to_owned(),
        base_url: "http://localhost:8080".to_owned(),
        health: "/healthz".to_owned(),
        ..Target::default()
    }
}

pub fn profile() -> ProfileInfo {
    ProfileInfo {
        entry: ProfileEntry {
            id: ProfileId(41),
            service: Some(ServiceId(3)),
            source: Source::Capture,
            name: "heap".to_owned(),
            at_ms: 1_795_446_000e3,
            bytes: 1 << 40,
            hash: "00ff".repeat(8),
        },
        kind: "heap".to_owned(),
        sample_types: vec![("inuse_space".to_owned(), "bytes".to_owned())],
        default_sample_type: 3,
    }
}

pub fn trouble() -> Trouble {
    Trouble {
        kind: TroubleKind::Cancelled,
        title: "It does not let this page read its answers".to_owned(),
        checks: vec![
            (Check::Yes, "there".to_owned()),
            (Check::Hidden, String::new()),
        ],
        remedies: vec![("Allow it".to_owned(), "cors()".to_owned())],
        is_limit: true,
        ..Trouble::default()
    }
}

pub fn inventory() -> Inventory {
    let endpoint = Endpoint {
        name: "heap".to_owned(),
        is_asked: true,
        answered_at_ms: Some(5.5),
        trouble: Some(trouble()),
        ..Endpoint::default()
    };
    Inventory {
        services: vec![ServiceInfo {
            id: ServiceId(u32::MAX),
            target: target(),
            is_live: true,
            is_paused: false,
            intervals: Intervals::default(),
            state: State::Unknown,
            uptime: "22h54m".to_owned(),
            version: String::new(),
            range_ms: Some((1.0, 2.0)),
            trouble: None,
            endpoints: vec![endpoint, Endpoint::default()],
            index: vec![("goroutine".to_owned(), -1)],
            our_checks: 300,
            cost: "1.2 ms".to_owned(),
            profiles: vec![profile()],
            known: known(),
            experiment: ExperimentInfo {
                progress: "phase 3 of 8".to_owned(),
                done: 0.25,
                offer: "8 phases".to_owned(),
                ..ExperimentInfo::default()
            },
        }],
        profiles: vec![profile(), profile()],
        remarks: vec!["set aside".to_owned()],
        stored_bytes: u64::MAX,
        quota_bytes: 0,
        is_read_only: true,
    }
}

pub fn reading() -> Reading {
    Reading {
        at_ms: 12.5,
        source: Source::File,
        values: vec![(Metric::NumGc, 7.0), (Metric::Goroutines, -0.0)],
        health: Some(Health {
            state: State::Down,
            version: Some("v2.4.0".to_owned()),
            dependencies: vec![Dependency {
                name: "database".to_owned(),
                took_ms: Some(0.25),
                ..Dependency::default()
            }],
            ..Health::default()
        }),
    }
}

pub fn event() -> Event {
    Event {
        start_ms: 1.0,
        end_ms: Some(2.0),
        tags: vec!["migration".to_owned()],
        text: "0042".to_owned(),
        is_note: false,
    }
}

pub fn known() -> Known {
    Known {
        memory_limit_bytes: Some(536870912.0),
        task_limit: None,
        others_checks_per_hour: Some(120.0),
    }
}

pub fn journal() -> Vec<Entry> {
    vec![
        Entry::Reading(reading()),
        Entry::Failed(1.0),
        Entry::OurCheck(2.0),
        Entry::Events(vec![event(), Event::default()]),
        Entry::Note(3.0, "деплой".to_owned()),
        Entry::NoteRemoved(4.0, String::new()),
        Entry::Known(known()),
        Entry::Experiment(Experiment {
            begun_ms: 1.0,
            stopped_ms: Some(2.0),
            ..Experiment::default()
        }),
    ]
}

pub fn history() -> History {
    let mut history = History::new(ServiceId(3), target());
    history.add_reading(reading());
    history.events.push(event());
    history.our_checks_ms.push(5.0);
    history.profiles.push(profile().entry);
    history
}
