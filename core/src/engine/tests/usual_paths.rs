use std::rc::Rc;

use super::kit::*;
use crate::engine::MemoryStore;
use crate::engine::protocol::*;
use crate::telemetry::{Metric, ServiceId};
use crate::watch::{EVENTS_PATH, VARS_PATH};

const VARS: &str = r#"{"memstats":{"Sys":9000,"HeapReleased":1000,"HeapInuse":4000}}"#;
const EVENTS: &str = r#"[{"time":1795446010000,"tags":["migration"],"text":"migration 7"}]"#;

/// The leaking service with an answer of its own at the usual paths of expvar and events.
fn answering(vars: Option<(u16, &'static str)>, events: Option<(u16, &'static str)>) -> Service {
    let others = leaking();
    Rc::new(move |path| {
        let its = match path {
            VARS_PATH => vars,
            EVENTS_PATH => events,
            _ => return others(path),
        };
        its.map(|(status, body)| (status, body.as_bytes().to_vec()))
    })
}

/// Ten minutes of a service watched with these paths.
fn watched(vars: &str, events: &str, service: &Service) -> (Page, ServiceId) {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let id = page.watch_with(vars, events);
    assert_eq!(asked(&page, VARS_PATH) + asked(&page, EVENTS_PATH), 0);
    page.tell(Request::Retry { service: id });
    page.run_until(600.0, service);
    (page, id)
}

fn asked(page: &Page, path: &str) -> usize {
    let asked = page.asked.borrow();
    asked.iter().filter(|(_, its)| its == path).count()
}

fn endpoint(page: &Page, name: &str) -> Endpoint {
    let inventory = page.inventory.borrow();
    let mut all = inventory.services[0].endpoints.iter();
    all.find(|endpoint| endpoint.name == name)
        .expect(name)
        .clone()
}

fn has_memory(overview: &Overview) -> bool {
    let mut series = overview.lanes.iter().flat_map(|lane| &lane.series);
    series.any(|series| series.metric == Metric::HeapInUse)
}

const METRICS: &str = "# TYPE go_goroutines gauge\ngo_goroutines 12\n\
                       go_memstats_heap_inuse_bytes 4e+06\n";

#[test]
fn metrics_in_place_of_expvar_are_readings_too() {
    let service = answering(Some((200, METRICS)), None);
    let (page, id) = watched(VARS_PATH, "", &service);
    assert!(asked(&page, VARS_PATH) >= 39);
    assert_eq!(endpoint(&page, "expvar").outcome, "answers");
    assert!(has_memory(&page.overview(id, &service)));
}

#[test]
fn usual_paths_that_answer_are_kept() {
    let service = answering(Some((200, VARS)), Some((200, EVENTS)));
    let (page, id) = watched(VARS_PATH, EVENTS_PATH, &service);
    assert!(asked(&page, VARS_PATH) >= 39 && asked(&page, EVENTS_PATH) >= 39);
    // The attempt that failed before the service came up asked nothing of memory.
    assert_eq!(asked(&page, "/debug/pprof/heap?debug=1"), 1);
    assert_eq!(endpoint(&page, "expvar").outcome, "answers");
    assert_eq!(endpoint(&page, "events").outcome, "answers");
    let overview = page.overview(id, &service);
    assert!(has_memory(&overview));
    assert!(overview.events.iter().any(|m| m.text == "migration 7"));
}

#[test]
fn usual_paths_that_do_not_answer_leave_no_trace_but_one_line() {
    let catch_all = r#"{"status":"UP"}"#;
    for (vars, events, outcome) in [
        (Some((404, "")), Some((404, "")), "not there (404)"),
        (Some((405, "")), Some((405, "")), "not there (405)"),
        (Some((501, "")), Some((501, "")), "an error (501)"),
        (
            Some((200, "<html>")),
            Some((200, "<p>")),
            "something else answers",
        ),
        (
            Some((200, catch_all)),
            Some((200, catch_all)),
            "something else answers",
        ),
        (None, None, "no answer that the browser shows"),
    ] {
        let service = answering(vars, events);
        let (page, id) = watched(VARS_PATH, EVENTS_PATH, &service);
        for (name, path) in [("expvar", VARS_PATH), ("events", EVENTS_PATH)] {
            assert_eq!(asked(&page, path), 1, "{outcome}");
            let endpoint = endpoint(&page, name);
            assert_eq!(endpoint.outcome, format!("not offered: {outcome}"));
            assert_eq!((endpoint.trouble, endpoint.is_asked), (None, false));
        }
        assert!(asked(&page, "/debug/pprof/heap?debug=1") >= 39);
        let overview = page.overview(id, &service);
        assert!(has_memory(&overview) && overview.gaps.is_empty());

        page.tell(Request::Retry { service: id });
        page.settle(&service);
        assert_eq!((asked(&page, VARS_PATH), asked(&page, EVENTS_PATH)), (2, 2));
    }
}

#[test]
fn a_new_engine_tries_the_usual_paths_anew() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    let id = page.watch_with(VARS_PATH, EVENTS_PATH);
    page.tell(Request::Retry { service: id });
    page.run_until(60.0, &leaking());
    assert!(!endpoint(&page, "events").is_asked);
    drop(page);

    let service = answering(Some((200, VARS)), Some((200, EVENTS)));
    let page = Page::open(store, START_MS + 61e3, None);
    page.run_until(120.0, &service);
    assert_eq!(endpoint(&page, "events").outcome, "answers");
    assert_eq!(endpoint(&page, "expvar").outcome, "answers");
}

#[test]
fn a_path_a_person_typed_is_told_of_when_it_fails() {
    let (page, _) = watched("/vars", "/migrations", &leaking());
    for (name, path) in [("memory", "/vars"), ("events", "/migrations")] {
        assert!(asked(&page, path) > 3, "{path} is asked on");
        let endpoint = endpoint(&page, name);
        assert_eq!(endpoint.outcome, "not there (404)");
        let kind = endpoint.trouble.map(|trouble| trouble.kind);
        assert_eq!(kind, Some(TroubleKind::NotFound));
    }
    assert_eq!(asked(&page, VARS_PATH) + asked(&page, EVENTS_PATH), 0);
}

#[test]
fn an_emptied_path_is_never_asked() {
    let service = answering(Some((200, VARS)), Some((200, EVENTS)));
    let (page, _) = watched("", "", &service);
    assert_eq!(asked(&page, VARS_PATH) + asked(&page, EVENTS_PATH), 0);
    let inventory = page.inventory.borrow();
    assert_eq!(inventory.services[0].endpoints.len(), 5);
}
