//! Samples of what the page asks.

use super::kept::{known, target};
use crate::engine::protocol::*;
use crate::layout::{
    CallsQuery, FlameQuery, FlameWidth, GoroutineQuery, GoroutineSort, GraphQuery, GroupBy,
    LabelQuery, NumbersQuery, SourceQuery, SuggestQuery, TopQuery, TopSort,
};
use crate::profile::Scaling;
use crate::profile::filter::{Filter, FilterKind};
use crate::telemetry::{ProfileId, ServiceId};

pub fn requests() -> Vec<Request> {
    let service = ServiceId(200);
    let subject = Subject {
        profile: ProfileId(1),
        base: Some(ProfileId(2)),
        sample_type: None,
        filters: vec![Filter {
            kind: FilterKind::PruneFrom,
            text: "^main$".to_owned(),
        }],
        scaling: Scaling::Duration,
    };
    let graph_of = subject.clone();
    let suggested_in = subject.clone();
    let mut requests = vec![
        Request::Start {
            is_read_only: true,
            died_of: Some("unreachable".to_owned()),
        },
        Request::Open {
            name: "heap.pb.gz".to_owned(),
            modified_ms: Some(1.5),
            inflated_limit_bytes: Some(1 << 33),
            beside: Some(service),
        },
        Request::Cancel { request: 3 },
        Request::Watch {
            target: target(),
            intervals: Intervals::default(),
        },
        Request::Pause {
            service,
            is_paused: true,
        },
        Request::AddNote {
            service,
            at_ms: 2.0,
            text: "деплой".to_owned(),
        },
        Request::Experiment {
            service,
            is_begun: true,
        },
        Request::SetKnown {
            service,
            known: known(),
        },
        Request::Overview(OverviewQuery {
            service,
            range_ms: Some((1.0, 2.0)),
            width_px: 1920,
            selection_ms: None,
            is_by_stack: false,
        }),
        Request::Growth(GrowthQuery {
            service,
            kind: "heap".to_owned(),
            sample_type: Some("inuse_space".to_owned()),
            range_ms: None,
        }),
        Request::Named {
            subject: subject.clone(),
            names: vec![("main.main".to_owned(), "main.go".to_owned())],
        },
        Request::Flame {
            subject: subject.clone(),
            query: FlameQuery {
                zoom: vec![1, 2, 3],
                is_inverted: true,
                is_in_time: true,
                around: "main.main".to_owned(),
                is_collapsed: true,
                marks_growth: true,
                min_share: 1e-4,
                width: FlameWidth::Both,
            },
        },
        Request::Goroutines {
            subject: subject.clone(),
            query: GoroutineQuery {
                by: GroupBy::Label,
                label: "handler".to_owned(),
                sort: GoroutineSort::Wait,
                open: vec![u64::MAX, 1],
                ..GoroutineQuery::default()
            },
        },
        Request::Goroutine {
            profile: ProfileId(3),
            index: 70_000,
        },
        Request::Labels {
            subject: subject.clone(),
            query: LabelQuery {
                node: Some(7),
                open: vec!["bytes".to_owned()],
            },
        },
        Request::Calls {
            subject: subject.clone(),
            query: CallsQuery {
                name: "main.main".to_owned(),
                limit: 300,
            },
        },
        Request::Source {
            subject: subject.clone(),
            query: SourceQuery {
                name: "main.main".to_owned(),
            },
        },
        Request::Numbers {
            subject: subject.clone(),
            query: NumbersQuery { node: Some(300) },
        },
        Request::Top {
            subject,
            query: TopQuery {
                sort: TopSort::FlatOf(1),
                types: vec![2, 300],
                ..TopQuery::default()
            },
        },
        Request::Graph {
            subject: graph_of,
            query: GraphQuery::default(),
        },
        Request::Suggest {
            subject: suggested_in,
            query: SuggestQuery {
                kind: Some(FilterKind::TagShow),
                text: "(?i)x".to_owned(),
                limit: 200,
            },
        },
        Request::OwnCode {
            profile: ProfileId(300),
        },
        Request::Export(ExportWhat::Recording),
        Request::Export(ExportWhat::Profile(ProfileId(4))),
        Request::Export(ExportWhat::Events {
            service,
            is_csv: true,
        }),
    ];
    requests.extend(
        outcomes()
            .into_iter()
            .map(|outcome| Request::Fetched { order: 1, outcome }),
    );
    requests
}

pub fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::Answered {
            status: 404,
            content_type: "text/plain".to_owned(),
            took_ms: 0.5,
        },
        Outcome::TimedOut { after_ms: 10e3 },
        Outcome::Blocked {
            message: "NetworkError".to_owned(),
            probe: Probe {
                reached: Some(false),
                is_local_address: true,
                ..Probe::default()
            },
        },
        Outcome::Cancelled,
    ]
}
