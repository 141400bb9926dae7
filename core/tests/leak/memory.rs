//! Memory that grows: what of it is named, and by what.

use leakscope_core::leak::{Kept, Verdict, VerdictKind, judge_history};
use leakscope_core::telemetry::{History, Metric, ProfileId, Reading, ServiceId, Target};

use crate::service::{START_MS, profile_of};

const MB: f64 = 1024.0 * 1024.0;

/// A value by the share of the hour that has passed.
type OfHour = fn(f64) -> f64;

/// An hour with a reading a minute and a heap profile every three. Memory is in megabytes.
struct Hour {
    heap_mb: OfHour,
    rss_mb: OfHour,
    /// Stack (leaf first), megabytes and objects.
    site: (&'static [&'static str], OfHour, OfHour),
    /// Goroutines of each goroutine profile.
    goroutines: &'static [(&'static [&'static str], i64)],
}

const QUIET: &[(&[&str], i64)] = &[(&["runtime.gopark", "main.serve"], 20)];

impl Hour {
    fn verdict(&self) -> Verdict {
        let mut history = History::new(ServiceId(1), Target::default());
        let mut kept = Kept::default();
        for minute in 0..=60 {
            let share = f64::from(minute) / 60.0;
            let at_ms = START_MS + f64::from(minute) * 60e3;
            history.add_reading(Reading {
                at_ms,
                values: vec![
                    (Metric::Goroutines, 20.0),
                    (Metric::HeapInUse, (self.heap_mb)(share) * MB),
                    (Metric::Rss, (self.rss_mb)(share) * MB),
                ],
                ..Reading::default()
            });
            if minute % 3 != 0 {
                continue;
            }
            let (frames, mb, objects) = self.site;
            let types = [("inuse_objects", "count"), ("inuse_space", "bytes")];
            let other: (&[&str], Vec<i64>) = (&["main.other"], vec![100, 4 << 20]);
            let site = vec![objects(share) as i64, (mb(share) * MB) as i64];
            let heap = profile_of(&types, &[(frames, site), other]);
            kept.add(ProfileId(minute), "heap", at_ms, &heap);
            let stacks = crate::service::goroutines(self.goroutines);
            kept.add(ProfileId(1000 + minute), "goroutine", at_ms, &stacks);
        }
        judge_history(&history, &kept)
    }
}

impl Default for Hour {
    fn default() -> Hour {
        Hour {
            heap_mb: |share| 20.0 + 60.0 * share,
            rss_mb: |share| 60.0 + 60.0 * share,
            site: (
                &["main.(*sessions).open", "main.handle"],
                |share| 60.0 * share,
                |share| 20e3 * share,
            ),
            goroutines: QUIET,
        }
    }
}

fn cause(verdict: &Verdict) -> (&str, Option<&str>) {
    let cause = verdict.cause.as_ref();
    let title = cause.map_or("none", |cause| cause.title.as_str());
    (title, cause.and_then(|cause| cause.culprit.as_deref()))
}

#[test]
fn objects_that_pile_up_are_kept_by_somebody() {
    let verdict = Hour::default().verdict();
    assert_eq!(verdict.kind, VerdictKind::Suspected);
    let (title, culprit) = cause(&verdict);
    assert_eq!(
        title,
        "Objects kept in a map, a slice or a cache without bound"
    );
    assert_eq!(culprit, Some("main.(*sessions).open"));
}

#[test]
fn a_site_of_a_known_call_has_its_cause() {
    let verdict = Hour {
        site: (
            &[
                "time.newTimer",
                "time.AfterFunc",
                "main.expire",
                "main.handle",
            ],
            |share| 60.0 * share,
            |share| 500e3 * share,
        ),
        ..Hour::default()
    }
    .verdict();
    let (title, culprit) = cause(&verdict);
    assert_eq!(title, "Timers or tickers that are never stopped");
    assert_eq!(culprit, Some("main.expire"));
}

/// 4, 8, 16, 32 MB: an array that is filled evenly, made anew each time it is full.
fn doubling(share: f64) -> f64 {
    let filled = 2.5 + 24.0 * share;
    let mut array = 4.0;
    while array < filled {
        array *= 2.0;
    }
    array
}

#[test]
fn an_array_that_doubles_is_no_step() {
    let hour = |frames| Hour {
        heap_mb: |share| 20.0 + doubling(share),
        rss_mb: |_| 60.0,
        site: (frames, doubling, |_| 1.0),
        ..Hour::default()
    };
    let verdict = hour(&["main.(*history).record"]).verdict();
    assert_eq!(
        verdict.kind,
        VerdictKind::Suspected,
        "{}",
        verdict.as_text()
    );
    assert_eq!(
        cause(&verdict).0,
        "A slice or a map that grows without bound"
    );
    let verdict = hour(&["bytes.growSlice", "bytes.(*Buffer).Write", "main.log"]).verdict();
    assert_eq!(
        cause(&verdict),
        ("A buffer that grows and is never reset", Some("main.log"))
    );
}

#[test]
fn an_array_that_was_filled_once_is_none() {
    let verdict = Hour {
        heap_mb: |share| if share < 0.2 { 24.0 } else { 52.0 },
        rss_mb: |_| 60.0,
        site: (
            &["main.load"],
            |share| {
                if share < 0.1 {
                    4.0
                } else if share < 0.2 {
                    8.0
                } else {
                    32.0
                }
            },
            |_| 1.0,
        ),
        ..Hour::default()
    }
    .verdict();
    assert!(
        !matches!(verdict.kind, VerdictKind::Leak | VerdictKind::Suspected),
        "{}",
        verdict.as_text()
    );
}

#[test]
fn memory_that_is_not_on_the_heap_is_told_from_it() {
    let still: Hour = Hour {
        heap_mb: |_| 20.0,
        site: (&["main.cache"], |_| 10.0, |_| 1000.0),
        ..Hour::default()
    };
    let verdict = still.verdict();
    assert_eq!(verdict.kind, VerdictKind::Suspected);
    assert_eq!(cause(&verdict), ("Memory that is not on Go's heap", None));
    // A little of it is the allocator's unrest.
    let verdict = Hour {
        rss_mb: |share| 60.0 + 8.0 * share,
        ..still
    }
    .verdict();
    assert_eq!(verdict.kind, VerdictKind::Healthy, "{}", verdict.as_text());
}

#[test]
fn a_finalizer_that_waits_is_the_cause_of_what_piles_up() {
    const BLOCKED: &[(&[&str], i64)] = &[
        (&["runtime.gopark", "main.serve"], 20),
        (
            &[
                "runtime.gopark",
                "runtime.chansend",
                "main.(*handle).release",
                "runtime.runFinalizers",
            ],
            1,
        ),
    ];
    let verdict = Hour {
        goroutines: BLOCKED,
        ..Hour::default()
    }
    .verdict();
    let (title, culprit) = cause(&verdict);
    assert_eq!(title, "A finalizer that does not return");
    assert_eq!(culprit, Some("main.(*handle).release"));
}

#[test]
fn a_goroutineleak_profile_says_its_price_and_what_it_does_not_see() {
    let stacks = [(
        &["runtime.gopark", "runtime.chansend", "main.search.func1"][..],
        12,
    )];
    let leaked = crate::service::goroutines(&stacks);
    let alone = leakscope_core::leak::judge_profile(&leaked, "goroutineleak", None);
    let mut kept = Kept::default();
    kept.add(ProfileId(0), "goroutineleak", START_MS, &leaked);
    let history = History::new(ServiceId(1), Target::default());
    for verdict in [alone, judge_history(&history, &kept)] {
        let text = verdict.as_text();
        assert!(
            text.contains("12 goroutines that nothing can wake"),
            "{text}"
        );
        assert!(
            text.contains("costs a garbage collection of its own"),
            "{text}"
        );
        assert!(text.contains("It confirms; it does not clear"), "{text}");
    }
}
