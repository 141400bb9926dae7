//! Samples of what the engine answers.

use super::kept::{event, inventory, profile, trouble};
use crate::engine::protocol::*;
use crate::layout::numbers::Memory;
use crate::layout::{
    Boxes, Call, CallGraph, Calls, Estimate, Flame, FrameDetails, GoroutineChoices,
    GoroutineDetails, GoroutineFrame, GoroutinePage, GoroutineRow, GoroutineRowKind, GraphBox,
    GraphCall, Inlined, LabelRow, LabelTable, LabelTables, NameInfo, Narrow, Neighbour, Numbers,
    PackageClass, Sampling, SourceFile, SourceLine, SourceListing, Suggested, Suggestion,
    Suggestions, TopPage, TopRow,
};
use crate::leak::{
    Cause, Evidence, GrowthRow, Layer, Layers, Mark, Span, Spike, Trend, Verdict, VerdictKind,
};
use crate::telemetry::{Gap, Metric, ProfileId, Restart, ServiceId, State};

pub fn answers() -> Vec<Answer> {
    vec![
        Answer::Ready(inventory()),
        Answer::Progress {
            phase: "inflating".to_owned(),
            done: 1 << 29,
            total: 0,
        },
        Answer::Opened(OpenedInfo {
            profiles: vec![profile()],
            service: Some(ServiceId(0)),
            remarks: vec![String::new()],
        }),
        Answer::Failed(trouble()),
        Answer::Watching {
            service: ServiceId(1),
        },
        Answer::Fetch(order()),
        Answer::AbortFetch { order: 300 },
        Answer::Changed(Inventory::default()),
        Answer::Overview(Box::new(overview())),
        Answer::Growth(growth()),
        Answer::Flame(Box::new(flame())),
        Answer::Top(top()),
        Answer::Graph(graph()),
        Answer::Frame(frame()),
        Answer::Found(Found {
            nodes: vec![1, 128],
            value: -1,
            total: 2,
        }),
        Answer::Named(vec![Some(0), None, Some(u32::MAX)]),
        Answer::Judged(verdict()),
        Answer::Goroutines(Box::new(goroutines())),
        Answer::Goroutine(Box::new(GoroutineDetails {
            id: u64::MAX,
            labels: vec![("k".to_owned(), "v".to_owned())],
            frames: vec![GoroutineFrame {
                arguments: "0x1, {0x2}".to_owned(),
                ..GoroutineFrame::default()
            }],
            creator_index: Some(3),
            ..GoroutineDetails::default()
        })),
        Answer::Labels(labels()),
        Answer::Calls(Calls {
            base: Some((-1, 300)),
            callers: vec![Call {
                base: Some(-7),
                is_inlined: true,
                ..Call::default()
            }],
            more: (0, 128),
            ..Calls::default()
        }),
        Answer::Source(SourceListing {
            files: vec![SourceFile {
                path: "a.go".to_owned(),
                range: (1, 1 << 40),
                lines: vec![SourceLine {
                    line: i64::MAX,
                    base: Some((-1, 1)),
                    ..SourceLine::default()
                }],
                ..SourceFile::default()
            }],
            ..SourceListing::default()
        }),
        Answer::Numbers(Box::new(Numbers {
            sampling: Sampling::Ticks,
            period: Some(("space".to_owned(), "bytes".to_owned(), 1 << 19)),
            of: Some((
                "main.main".to_owned(),
                Estimate::default(),
                Estimate::default(),
            )),
            whole: Estimate {
                value: -1,
                observations: Some(0.5),
                error: None,
            },
            cut_off: (300, -7),
            memory: Some(Memory {
                values: vec![(Metric::Rss, 1e9)],
                apart_ms: 5.0,
                is_own: true,
            }),
            ..Numbers::default()
        })),
        Answer::Exported {
            name: "zoo.zip".to_owned(),
            contents: vec!["3 profiles".to_owned()],
        },
        Answer::Suggested(Suggestions {
            rows: vec![Suggestion {
                what: Suggested::Label,
                node: u32::MAX,
                value: -1,
                ..Suggestion::default()
            }],
            wrong: "(".to_owned(),
            ..Suggestions::default()
        }),
        Answer::OwnCode("^main\\.".to_owned()),
    ]
}

pub fn order() -> FetchOrder {
    FetchOrder {
        order: 5,
        service: ServiceId(6),
        url: "http://localhost:8080/debug/pprof/".to_owned(),
        timeout_ms: 10e3,
        may_probe: true,
        expected_ms: 0.0,
        for_request: Some(7),
    }
}

fn goroutines() -> GoroutinePage {
    GoroutinePage {
        rows: vec![GoroutineRow {
            key: u64::MAX,
            kind: GoroutineRowKind::One,
            base: Some(-1),
            longest_minutes: Some(1300),
            index: u32::MAX,
            is_locked: true,
            ..GoroutineRow::default()
        }],
        is_dump: true,
        choices: GoroutineChoices {
            waits: vec![(10, 300)],
            labels: vec![("k".to_owned(), "v".to_owned(), 1)],
            ..GoroutineChoices::default()
        },
        ..GoroutinePage::default()
    }
}

fn labels() -> LabelTables {
    LabelTables {
        keys: vec![LabelTable {
            key: "bytes".to_owned(),
            rows: vec![LabelRow {
                is_numeric: true,
                base: Some(-3),
                ..LabelRow::default()
            }],
            more: 300,
            ..LabelTable::default()
        }],
        of: Some(("main.main".to_owned(), -1)),
        ..LabelTables::default()
    }
}

fn graph() -> CallGraph {
    CallGraph {
        boxes: vec![GraphBox {
            node: 300,
            name: "net/http.(*conn).serve".to_owned(),
            lines: vec!["http".to_owned(), "(*conn)".to_owned()],
            base: Some((-1, 1 << 40)),
            font_px: 11.5,
            ..GraphBox::default()
        }],
        calls: vec![GraphCall {
            weight: -7,
            path: "M0 0V4".to_owned(),
            is_residual: true,
            ..GraphCall::default()
        }],
        dropped: (2, "27.10kB".to_owned()),
        ..CallGraph::default()
    }
}

pub fn overview() -> Overview {
    let lane = Lane {
        title: "Memory".to_owned(),
        is_bytes: true,
        series: vec![LaneSeries {
            metric: Metric::HeapInUse,
            name: "heap in use".to_owned(),
            pieces: vec![vec![(1.0, 2.0), (3.0, 4.0)], Vec::new()],
            now_min_max: Some((1.0, 0.5, 2.0)),
            per_hour: None,
            is_growth: true,
        }],
        layers: Layers {
            at_ms: vec![1.5, 2.5],
            starts: vec![0, 1],
            layers: vec![Layer {
                stacks: vec!["0a".repeat(16)],
                name: "readLoop".to_owned(),
                tint: 8,
                values: vec![-7, i64::MAX],
                ..Layer::default()
            }],
        },
        spikes: vec![Spike {
            label: Some("0042".to_owned()),
            is_open: true,
            ..Spike::default()
        }],
        trend: Some(Trend::default()),
        facts: vec![("GOGC".to_owned(), "100".to_owned())],
        limit: Some(LaneLimit {
            value: 512.0,
            printed: "512B".to_owned(),
            fact: ("reaches 512B".to_owned(), "in 3d04h".to_owned()),
            reached_ms: Some(8.0),
        }),
    };
    let [from_ms, to_ms] = [1.0, 9.0];
    Overview {
        range_ms: (from_ms, to_ms),
        polls: 128,
        lanes: vec![lane, Lane::default()],
        events: vec![event()],
        gaps: vec![Gap { from_ms, to_ms }],
        restarts: vec![Restart {
            at_ms: 4.0,
            version: None,
        }],
        captures: vec![profile().entry],
        dependencies: vec![DependencyLane {
            stretches: vec![(from_ms, to_ms, State::Slow)],
            printed: ["now", "p50", "", "up"].map(str::to_owned),
            ..DependencyLane::default()
        }],
        verdict: verdict(),
        ..Overview::default()
    }
}

pub fn verdict() -> Verdict {
    let text = || "over 3 h".to_owned();
    let (from_ms, to_ms) = (1e12, 2e12);
    let sentence = vec![
        Span::Text(text()),
        Span::Code(text()),
        Span::Range {
            text: text(),
            from_ms,
            to_ms,
        },
        Span::Clock { from_ms, to_ms },
        Span::Stack {
            text: text(),
            stack: "ff".repeat(16),
        },
    ];
    Verdict {
        kind: VerdictKind::Leak,
        sentence: sentence.clone(),
        evidence: vec![Evidence {
            mark: Mark::Note,
            text: sentence.clone(),
        }],
        details: vec![Evidence {
            mark: Mark::Trend,
            text: sentence,
        }],
        cause: Some(Cause {
            fix: vec!["close it".to_owned(), String::new()],
            culprit: Some("main.leak".to_owned()),
            ..Cause::default()
        }),
    }
}

pub fn flame() -> Flame {
    Flame {
        boxes: Boxes {
            depth: vec![0, 1, u16::MAX],
            x: vec![0.0, 0.25, 1.0],
            width: vec![1.0, 0.5, f64::MIN_POSITIVE],
            name: vec![0, 1, u32::MAX],
            parent: vec![0, 0, 1],
            value: vec![i64::MAX, 0, i64::MIN],
            flat: vec![-1, 1, 64],
            base: vec![0; 3],
            flags: vec![0, 1, 0xff],
            repeats: vec![1, 2, u32::MAX],
            growing: vec![0, 5],
            places: vec![0, 7],
        },
        narrow: Narrow {
            parent: vec![1],
            x: vec![0.5],
            width: vec![0.125],
            count: vec![300],
            value: vec![-7],
            is_caller: vec![true],
        },
        names: vec![NameInfo {
            node: 1,
            name: "main.main".to_owned(),
            file: "main.go".to_owned(),
            package: PackageClass::App,
        }],
        callers: (1, 2),
        has_time: true,
        base_total: Some(-300),
        vanished: -1,
        ..Flame::default()
    }
}

pub fn top() -> TopPage {
    TopPage {
        rows: vec![TopRow {
            node: 9,
            base_flat: Some(-1),
            printed: ["12.50MB", "33.33%", "33.33%", "", "1"].map(str::to_owned),
            inlined: Inlined::Partly,
            beside: vec![(-1, 1 << 40)],
            ..TopRow::default()
        }],
        total_rows: 1000,
        types: vec![("alloc_space".to_owned(), "bytes".to_owned())],
        ..TopPage::default()
    }
}

pub fn frame() -> FrameDetails {
    FrameDetails {
        path: vec![1, 2, 300],
        base: Some((-5, 6)),
        callers: vec![Neighbour {
            base: Some(7),
            ..Neighbour::default()
        }],
        labels: vec![("key".to_owned(), "value".to_owned(), -8)],
        ..FrameDetails::default()
    }
}

pub fn growth() -> Growth {
    Growth {
        ends: Some((ProfileId(1), ProfileId(2))),
        range_ms: (3.0, 4.0),
        shrank: -5,
        rows: vec![GrowthRow {
            frames: vec!["main.leak".to_owned()],
            share: Some(0.5),
            spark: vec![0.0, 0.5, 1.0],
            is_leak: true,
            ..GrowthRow::default()
        }],
        ..Growth::default()
    }
}
