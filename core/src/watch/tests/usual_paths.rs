//! expvar and events at the paths a form offers: tried, kept where they answer, else dropped.

use super::{failed, names};
use crate::engine::protocol::{Endpoint, Intervals, TroubleKind};
use crate::telemetry::Target;
use crate::watch::{EVENTS_PATH, Settled, VARS_PATH, Watch, What};

fn target(vars: &str, events: &str) -> Target {
    Target {
        vars: vars.into(),
        events: events.into(),
        ..super::target()
    }
}

fn as_offered() -> Watch {
    Watch::new(target(VARS_PATH, EVENTS_PATH), Intervals::default())
}

/// Answers whatever is due at `now_ms`, until nothing is; `settled` says how. What was asked.
fn answer(watch: &mut Watch, now_ms: f64, settled: impl Fn(&What) -> Settled) -> Vec<&'static str> {
    let mut asked = Vec::new();
    loop {
        let polls = watch.due(now_ms);
        if polls.is_empty() {
            return asked;
        }
        asked.extend(names(&polls));
        for poll in polls {
            watch.settle(&poll.what, now_ms, settled(&poll.what));
        }
    }
}

/// A service with neither expvar nor events.
fn without(what: &What, kind: TroubleKind) -> Settled {
    match what {
        What::Vars | What::Events => failed(kind),
        _ => Settled::Answered,
    }
}

/// What was asked at each of the questions of ten minutes.
fn ten_minutes(watch: &mut Watch, settled: impl Fn(&What) -> Settled) -> Vec<&'static str> {
    let mut asked = Vec::new();
    while let Some(now_ms) = watch.next_due_ms().filter(|ms| *ms <= 600e3) {
        asked.extend(answer(watch, now_ms.max(1.0), &settled));
    }
    asked
}

fn shown(watch: &Watch, name: &str) -> Endpoint {
    let mut all = watch.endpoints().into_iter();
    all.find(|endpoint| endpoint.name == name).expect(name)
}

#[test]
fn they_wait_until_the_first_of_everything_else_was_heard() {
    let mut watch = as_offered();
    assert_eq!(names(&watch.due(0.0)), ["counts", "health"]);
    watch.settle(&What::Counts, 0.0, Settled::Answered);
    assert_eq!(names(&watch.due(0.0)), ["goroutine", "heap", "memory"]);
    watch.settle(&What::Memory, 0.0, Settled::Answered);
    watch.settle(&What::Profile("goroutine"), 0.0, Settled::Answered);
    watch.settle(&What::Health, 0.0, failed(TroubleKind::TimedOut));
    assert_eq!(names(&watch.due(1.0)), [""; 0], "the heap is on its way");
    watch.settle(&What::Profile("heap"), 1.0, Settled::Answered);
    assert_eq!(names(&watch.due(1.0)), ["expvar", "events"]);
}

#[test]
fn one_that_answers_is_kept_and_expvar_takes_the_place_of_memory() {
    let mut watch = as_offered();
    let asked = ten_minutes(&mut watch, |_| Settled::Answered);
    let count = |name| asked.iter().filter(|one| **one == name).count();
    assert_eq!(count("memory"), 1, "at once, and then from expvar");
    assert!(count("expvar") >= 40 && count("events") >= 40, "{asked:?}");
    assert_eq!(shown(&watch, "expvar").outcome, "answers");
    assert!(watch.endpoints().iter().all(|e| e.name != "memory"));

    // It answered once, so its end is told; memory goes on where it was.
    watch.due(601e3);
    watch.settle(&What::Vars, 620e3, failed(TroubleKind::NotFound));
    assert!(shown(&watch, "expvar").trouble.is_some());
    assert!(names(&watch.due(620e3)).contains(&"memory"));
}

#[test]
fn one_that_is_not_there_is_tried_once_and_dropped_without_a_word() {
    for kind in [
        TroubleKind::NotFound,
        TroubleKind::HttpStatus,
        TroubleKind::NotJson,
        TroubleKind::TimedOut,
        TroubleKind::Unreachable,
    ] {
        let mut watch = as_offered();
        let asked = ten_minutes(&mut watch, |what| without(what, kind));
        let count = |name| asked.iter().filter(|one| **one == name).count();
        assert_eq!((count("expvar"), count("events")), (1, 1), "{kind:?}");
        assert!(count("memory") >= 40 && count("counts") >= 120, "{asked:?}");
        assert_eq!(watch.trouble(), None);
        for name in ["expvar", "events"] {
            let shown = shown(&watch, name);
            assert!(shown.outcome.starts_with("not offered: "), "{shown:?}");
            assert_eq!((shown.trouble, shown.is_asked), (None, false));
        }
        let cost = super::cost(&watch.intervals(), &watch.endpoints());
        assert!(
            cost.contains("memory") && !cost.contains("events"),
            "{cost}"
        );
    }
}

#[test]
fn a_retry_tries_again_what_was_dropped_once_the_service_answers() {
    let mut watch = as_offered();
    answer(&mut watch, 0.0, |what| {
        without(what, TroubleKind::Unreachable)
    });
    watch.retry();
    assert_eq!(
        answer(&mut watch, 1.0, |_| Settled::Answered),
        ["expvar", "events"]
    );

    // While nothing answers there is nothing to try.
    let mut watch = as_offered();
    answer(&mut watch, 0.0, |what| without(what, TroubleKind::Cors));
    let down = |_: &What| failed(TroubleKind::Unreachable);
    answer(&mut watch, 60e3, down);
    watch.retry();
    let asked = answer(&mut watch, 61e3, down);
    assert!(
        asked.contains(&"counts") && !asked.contains(&"expvar"),
        "{asked:?}"
    );
    watch.retry();
    let asked = answer(&mut watch, 62e3, |_| Settled::Answered);
    assert!(
        asked.contains(&"expvar") && asked.contains(&"events"),
        "{asked:?}"
    );
}

#[test]
fn a_path_a_person_typed_is_told_of_when_it_fails() {
    let typed = target("/vars", "/migrations");
    let mut watch = Watch::new(typed, Intervals::default());
    let asked = ten_minutes(&mut watch, |what| match what {
        What::Memory | What::Events => failed(TroubleKind::NotFound),
        _ => Settled::Answered,
    });
    assert!(!asked.contains(&"expvar"));
    assert!(asked.iter().filter(|name| **name == "events").count() > 3);
    for (name, path) in [("memory", "/vars"), ("events", "/migrations")] {
        let shown = shown(&watch, name);
        assert!(shown.url.ends_with(path) && shown.is_asked, "{shown:?}");
        assert!(shown.outcome.starts_with("not there"), "{shown:?}");
        assert!(shown.trouble.is_some());
    }
}

#[test]
fn an_emptied_path_is_never_asked() {
    let mut watch = Watch::new(target("", ""), Intervals::default());
    let asked = ten_minutes(&mut watch, |_| Settled::Answered);
    assert!(!asked.contains(&"expvar") && !asked.contains(&"events"));
    assert_eq!(watch.endpoints().len(), 5);
}

#[test]
fn where_they_are_all_there_is_their_failure_is_told() {
    let alone = Target {
        health: String::new(),
        pprof: String::new(),
        ..target(VARS_PATH, EVENTS_PATH)
    };
    let mut watch = Watch::new(alone, Intervals::default());
    answer(&mut watch, 0.0, |_| failed(TroubleKind::Unreachable));
    assert!(watch.trouble().is_some());
    assert!(watch.next_due_ms().is_some(), "they are asked again");
}
