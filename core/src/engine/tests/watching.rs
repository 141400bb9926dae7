use super::kit::*;
use crate::engine::MemoryStore;
use crate::engine::protocol::*;
use crate::layout::FlameQuery;
use crate::profile::Scaling;
use crate::telemetry::{Metric, Source, State};

#[test]
fn a_leaking_service_is_watched_from_its_index_to_what_grows() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let service = leaking();
    page.settle(&service);
    let id = page.watch();
    // The first, silent answers failed: the service comes up now.
    page.tell(Request::Retry { service: id });
    page.run_until(300.0, &service);

    let inventory = page.inventory.borrow().clone();
    let info = &inventory.services[0];
    assert_eq!(info.state, State::Up);
    assert_eq!(info.version, "go1.27");
    assert_eq!(info.index[0].0, "goroutine");
    assert!(info.our_checks >= 10, "{} checks", info.our_checks);
    assert_eq!(info.trouble, None);
    let heap = info.endpoints.iter().find(|e| e.name == "heap");
    let trouble = heap.and_then(|heap| heap.trouble.as_ref());
    assert_eq!(
        trouble.map(|t| t.kind),
        Some(TroubleKind::NotFound),
        "it has no heap profile"
    );

    let profiles: Vec<_> = info
        .profiles
        .iter()
        .map(|p| (p.kind.as_str(), p.entry.source))
        .collect();
    assert!(profiles.len() >= 5 && profiles.iter().all(|p| *p == ("goroutine", Source::Poll)));

    let growth = page.tell(Request::Growth(GrowthQuery {
        service: id,
        kind: "goroutine".into(),
        sample_type: None,
        range_ms: None,
    }));
    let subject = Subject {
        profile: info.profiles.last().expect("a profile").entry.id,
        base: None,
        sample_type: None,
        filters: Vec::new(),
        scaling: Scaling::AsIs,
    };
    let flame_query = FlameQuery {
        marks_growth: true,
        ..FlameQuery::default()
    };
    let flame = page.tell(Request::Flame {
        subject,
        query: flame_query,
    });
    let overview = page.overview(id, &service);
    let Some(Answer::Growth(growth)) = page.answer_to(growth) else {
        panic!("{:?}", page.answer_to(growth));
    };
    assert_eq!(growth.rows[0].function, "net/http.(*persistConn).readLoop");
    assert!(growth.grew > 0 && growth.missing.is_empty());
    let Some(Answer::Flame(flame)) = page.answer_to(flame) else {
        panic!("{:?}", page.answer_to(flame));
    };
    // All of it is one stack, which grows with every check.
    assert!(flame.total > 10);
    assert_eq!(flame.boxes.growing, vec![flame.total; 3]);
    let metrics: Vec<Metric> = overview
        .lanes
        .iter()
        .flat_map(|l| &l.series)
        .map(|s| s.metric)
        .collect();
    assert!(metrics.contains(&Metric::Goroutines) && metrics.contains(&Metric::HeapInUse));
}

#[test]
fn a_failure_is_a_gap_and_never_a_zero() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let id = page.watch();
    page.tell(Request::Retry { service: id });
    let service = leaking();
    page.run_until(120.0, &service);
    page.run_until(600.0, &silent());
    let info = page.inventory.borrow().services[0].clone();
    assert_eq!(info.state, State::Down);
    assert_eq!(info.trouble.map(|t| t.kind), Some(TroubleKind::Unreachable));
    page.tell(Request::Retry { service: id });
    page.run_until(700.0, &service);
    let overview = page.overview(id, &service);
    assert_eq!(overview.gaps.len(), 1);
    let values = overview
        .lanes
        .iter()
        .flat_map(|l| &l.series)
        .flat_map(|s| &s.pieces);
    assert!(values.flatten().all(|(_, value)| *value > 0.0));
}

#[test]
fn a_503_with_a_health_body_is_data() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let id = page.watch();
    page.tell(Request::Retry { service: id });
    let sick = std::rc::Rc::new(|path: &str| match path {
        "/health" => Some((503, br#"{"status":"DOWN","uptime":"1m"}"#.to_vec())),
        _ => None,
    });
    let sick: Service = sick;
    page.run_until(1.0, &sick);
    let info = page.inventory.borrow().services[0].clone();
    assert_eq!((info.state, info.trouble), (State::Down, None));
}

#[test]
fn a_paused_service_is_left_alone() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let service = leaking();
    let id = page.watch();
    page.tell(Request::Pause {
        service: id,
        is_paused: true,
    });
    page.settle(&service);
    let asked = page.asked.borrow().len();
    page.run_until(600.0, &service);
    assert_eq!(page.asked.borrow().len(), asked);
    assert!(page.inventory.borrow().services[0].is_paused);
}

#[test]
fn a_capture_is_kept_and_opened_and_one_that_is_cancelled_stops_its_fetch() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let service = leaking();
    let id = page.watch();
    let what = |what: &str| Request::Capture {
        service: id,
        what: what.into(),
    };
    let taken = page.tell(what("goroutine"));
    page.settle(&service);
    let Some(Answer::Opened(info)) = page.answer_to(taken) else {
        panic!("{:?}", page.answer_to(taken));
    };
    let profile = info.profiles.first().expect("it is a profile");
    assert_eq!(profile.entry.source, Source::Capture);
    assert_eq!(
        (profile.kind.as_str(), info.service),
        ("goroutine", Some(id))
    );

    let cpu = page.tell(what("profile?seconds=10"));
    page.settle(&service);
    let order = page.unanswered.borrow()[0].clone();
    assert_eq!((order.expected_ms, order.for_request), (10e3, Some(cpu)));
    page.run_until(5.0, &service);
    let progress = |answer: &Answer| match answer {
        Answer::Progress { done, total, .. } => Some((*done, *total)),
        _ => None,
    };
    let last = page
        .answers
        .borrow()
        .iter()
        .rev()
        .find_map(|(_, answer, _)| progress(answer));
    assert_eq!(last, Some((5_000, 10_000)));
    page.tell(Request::Cancel { request: cpu });
    page.settle(&service);
    assert_eq!(*page.aborted.borrow(), [order.order]);
    assert!(
        matches!(page.answer_to(cpu), Some(Answer::Failed(t)) if t.kind == TroubleKind::Cancelled)
    );
}

#[test]
fn a_forgotten_service_leaves_nothing() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    let service = leaking();
    let id = page.watch();
    page.tell(Request::Retry { service: id });
    page.run_until(120.0, &service);
    assert!(!store.is_empty());
    page.tell(Request::Forget { service: id });
    page.settle(&service);
    assert!(page.inventory.borrow().services.is_empty());
    assert!(store.is_empty());
}
