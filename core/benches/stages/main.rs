//! What each stage of opening a profile and looking at it takes, one by one, so that a slowdown is seen
//! where it happens.
//!
//! ```text
//! cargo bench -p leakscope-core --bench stages                         all
//! cargo bench -p leakscope-core --bench stages -- flame                one
//! cargo bench -p leakscope-core --bench stages -- --save-baseline a    then --baseline a
//! ```

mod generate;
mod painting;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generate::{LARGE, SMALL};
use leakscope_core::engine::overview::overview;
use leakscope_core::engine::protocol::OverviewQuery;
use leakscope_core::formats::{self, Limits, Opened, write_folded, write_protobuf};
use leakscope_core::job::{Pace, run};
use leakscope_core::layout::{
    FlameQuery, GoroutineQuery, Listed, TopQuery, flame, goroutine_groups, search, top,
};
use leakscope_core::leak::{Kept, Reduced, growth, judge_history, view};
use leakscope_core::profile::filter::{Filters, LabelUnits, Pattern};
use leakscope_core::profile::stack_order::ReadFrom;
use leakscope_core::profile::{Granularity, Nodes, Selection, diff, merge};
use leakscope_core::telemetry::{History, Metric, ProfileId, Series, ServiceId, Target};
use leakscope_inflate::Gzip;

/// Goroutines of the dump: a service that leaks.
const GOROUTINES: u32 = 10_000;

fn open(bytes: &[u8]) -> Opened {
    let (limits, pace) = (Limits::default(), Pace::unhurried());
    let opened = formats::open("a file", bytes.to_vec(), &limits, &pace, &|_| {});
    run(opened).expect("what we wrote")
}

fn reading(criterion: &mut Criterion) {
    let profile = generate::profile(1, LARGE);
    let protobuf = write_protobuf(&profile, false);
    let gzip = write_protobuf(&profile, true);
    let folded = write_folded(&profile, 3).into_bytes();
    let dump = generate::dump(1, GOROUTINES);
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(protobuf.len() as u64));
    group.bench_function("inflate", |bencher| bencher.iter(|| inflate(&gzip)));
    group.bench_function("decode", |bencher| bencher.iter(|| open(&protobuf)));
    group.throughput(Throughput::Bytes(folded.len() as u64));
    group.bench_function("folded", |bencher| bencher.iter(|| open(&folded)));
    group.throughput(Throughput::Bytes(dump.len() as u64));
    group.bench_function("dump", |bencher| bencher.iter(|| open(&dump)));
    group.finish();
    if let Opened::Dump { dump, profile, .. } = open(&dump) {
        let (dump, pace) = (&dump, Pace::unhurried());
        let selection = run(Selection::of(Arc::new(profile), None, &pace));
        let listed = Some(Listed { dump, origin: None });
        let query = GoroutineQuery::default();
        criterion.bench_function("groups of goroutines", |bencher| {
            bencher.iter(|| run(goroutine_groups(&selection, listed, &query, &pace)));
        });
    }
}

fn inflate(gzip: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut gzip = Gzip::new(gzip);
    while !gzip.more(&mut out, 256 << 10).expect("what we wrote") {}
    out
}

fn looking(criterion: &mut Criterion) {
    let pace = Pace::unhurried();
    let profile = Arc::new(generate::profile(1, LARGE));
    criterion.bench_function("reduce", |bencher| {
        bencher.iter(|| run(Reduced::of(&profile, &pace)));
    });
    criterion.bench_function("nodes", |bencher| {
        bencher.iter(|| Nodes::new(&profile.tables, Granularity::Functions));
    });
    let selection = run(Selection::of(Arc::clone(&profile), None, &pace));
    let query = TopQuery {
        limit: 100,
        ..TopQuery::default()
    };
    criterion.bench_function("top", |bencher| {
        bencher.iter(|| run(top(&selection, &query, &pace)));
    });
    criterion.bench_function("search", |bencher| {
        bencher.iter(|| run(search(&selection, "handle", &pace)));
    });
    for (name, is_inverted) in [("flame", false), ("flame, leaves on top", true)] {
        let query = FlameQuery {
            is_inverted,
            min_share: 1.0 / 2000.0,
            ..FlameQuery::default()
        };
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| run(flame(&selection, &query, &pace)));
        });
    }
    let rows = run(top(&selection, &query, &pace)).rows;
    // One that a twentieth of all goes through, and recursion as one box.
    let middling = rows.iter().find(|row| row.cum < selection.total / 20);
    let middling = middling.map(|row| row.name.clone()).unwrap_or_default();
    for (name, around, is_collapsed) in [
        ("flame, around a function", middling, false),
        ("flame, recursion collapsed", String::new(), true),
    ] {
        let query = FlameQuery {
            around,
            is_collapsed,
            min_share: 1.0 / 2000.0,
            ..FlameQuery::default()
        };
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| run(flame(&selection, &query, &pace)));
        });
    }
}

fn changing(criterion: &mut Criterion) {
    let pace = Pace::unhurried();
    let (base, now) = (generate::profile(1, LARGE), generate::profile(2, LARGE));
    let [first, second] = [&base, &now].map(|profile| (&*profile.tables, &*profile.labels));
    criterion.bench_function("merge", |bencher| {
        bencher.iter(|| run(merge::unify(first, second, &pace)));
    });
    criterion.bench_function("difference", |bencher| {
        bencher.iter(|| {
            let comparison = run(diff::compare(&now, &base, &pace)).ok();
            run(comparison.expect("alike").difference(&pace))
        });
    });
    let (shown, beside) = (Arc::new(now.clone()), Arc::new(base.clone()));
    let shown = run(Selection::of(shown, None, &pace));
    let beside = run(Selection::of(beside, None, &pace));
    for selection in [&shown, &beside] {
        run(selection.order(ReadFrom::Root, &pace));
    }
    criterion.bench_function("difference of two that were shown", |bencher| {
        bencher.iter(|| run(shown.against(&beside, None, &pace)));
    });
    for (name, filters) in [
        ("filter: focus", filters("handle1", |f, p| f.focus = p)),
        ("filter: hide", filters("handle1", |f, p| f.hide = p)),
        ("filter: show from", filters("run", |f, p| f.show_from = p)),
    ] {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| filters.apply(&now, &LabelUnits::new(&now)).into_owned());
        });
    }
    criterion.bench_function("write", |bencher| {
        bencher.iter(|| black_box(write_protobuf(&now, true)));
    });
    criterion.bench_function("write folded", |bencher| {
        bencher.iter(|| write_folded(&now, 3));
    });
}

fn filters(word: &'static str, set: impl Fn(&mut Filters, Option<Pattern>)) -> Filters {
    let mut filters = Filters::default();
    let pattern = Pattern {
        text: word.to_owned(),
        matches: Box::new(move |name| name.contains(word)),
    };
    set(&mut filters, Some(pattern));
    filters
}

/// What a service's kept profiles tell of growth.
fn keeping(criterion: &mut Criterion) {
    const PROFILES: u32 = 500;
    let pace = Pace::unhurried();
    let files =
        (0..PROFILES).map(|seed| write_protobuf(&generate::profile(u64::from(seed), SMALL), true));
    let files: Vec<Vec<u8>> = files.collect();
    let bytes: usize = files.iter().map(Vec::len).sum();
    let keep = || {
        let mut kept = Kept::default();
        for (id, file) in (0..).zip(&files) {
            if let Opened::Profile { profile, .. } = open(file) {
                let reduced = run(Reduced::of(&profile, &pace));
                let at_ms = f64::from(id) * 60e3;
                kept.add_reduced(ProfileId(id), "heap", at_ms, &profile, reduced);
            }
        }
        kept
    };
    let mut group = criterion.benchmark_group(format!("{PROFILES} of {} kB", bytes / 500_000));
    group.bench_function("read and kept", |bencher| bencher.iter(keep));
    let kept = keep();
    assert_eq!(kept.profiles.len(), PROFILES as usize);
    group.bench_function("ranked by growth", |bencher| {
        bencher.iter(|| growth(&kept, "heap", None, (0.0, f64::INFINITY)));
    });
    group.finish();
}

/// What a week of readings tells: the series, and the verdict.
fn watching(criterion: &mut Criterion) {
    const WEEK_S: u32 = 7 * 24 * 3600;
    let mut history = History::new(ServiceId(1), Target::default());
    let readings = (0..WEEK_S / 5).map(|i| {
        let at_s = f64::from(i) * 5.0;
        // A load of the day, teeth of a collector, a leak.
        let day = (at_s / 86_400.0 * std::f64::consts::TAU).cos();
        let held = 50e6 - 5e6 * day + 4e6 * (at_s % 40.0) / 40.0 + 40.0 * at_s;
        let goroutines = 200.0 - 20.0 * day + f64::from(i * 37 % 11) + at_s / 2000.0;
        (at_s * 1e3, goroutines.round(), held)
    });
    let (mut goroutines, mut heap) = (Series::default(), Series::default());
    for (at_ms, count, bytes) in readings {
        goroutines.add(at_ms, count);
        heap.add(at_ms, bytes);
    }
    history.series = vec![(Metric::Goroutines, goroutines), (Metric::HeapInUse, heap)];
    let mut group = criterion.benchmark_group("a week at 5 s");
    group.bench_function("one series", |bencher| {
        bencher.iter(|| view(&history, Metric::Goroutines));
    });
    group.bench_function("judged", |bencher| {
        bencher.iter(|| judge_history(&history, &Kept::default()));
    });
    // What the engine answers while one zooms and pans, and what the page then draws of it.
    let query = OverviewQuery {
        service: ServiceId(1),
        range_ms: None,
        width_px: 1128,
        selection_ms: None,
        is_by_stack: false,
    };
    let ask = || overview(&history, &query, &Kept::default(), f64::from(WEEK_S) * 1e3);
    group.bench_function("overview", |bencher| bencher.iter(ask));
    let shown = ask();
    group.bench_function("painted", |bencher| {
        bencher.iter(|| painting::paint(&shown));
    });
    group.finish();
}

/// Short, for all of them to take a minute.
fn settings() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! {
    name = stages;
    config = settings();
    targets = reading, looking, changing, keeping, watching
}
criterion_main!(stages);
