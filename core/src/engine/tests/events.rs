//! Events of files: joined to a service, written out, read again; and Grafana's, asked for by time.

use std::rc::Rc;

use super::kit::*;
use crate::engine::MemoryStore;
use crate::engine::protocol::*;
use crate::telemetry::{Event, ServiceId};

const JSON: &str = r#"[{"time":1795446045000,"timeEnd":1795446049000,"tags":["migration"],"text":"users"},
                       {"time":1795446060000,"tags":["note"],"text":"looked"}]"#;

fn events(page: &Page, service: ServiceId) -> Vec<Event> {
    let query = OverviewQuery {
        service,
        range_ms: Some((START_MS - 1e9, START_MS + 1e9)),
        width_px: 600,
        selection_ms: None,
        is_by_stack: false,
    };
    let asked = page.tell(Request::Overview(query));
    page.settle(&silent());
    match page.answer_to(asked) {
        Some(Answer::Overview(overview)) => overview.events,
        other => panic!("{other:?}"),
    }
}

fn opened_beside(page: &Page, beside: Option<ServiceId>, text: &str) -> OpenedInfo {
    let request = Request::Open {
        name: "events".into(),
        modified_ms: None,
        inflated_limit_bytes: None,
        beside,
    };
    let id = page.tell_with(request, Some(text.as_bytes().to_vec()));
    page.settle(&silent());
    match page.answer_to(id) {
        Some(Answer::Opened(info)) => info,
        other => panic!("{other:?}"),
    }
}

fn saved(page: &Page, service: ServiceId, is_csv: bool) -> Result<(String, String), Trouble> {
    let what = ExportWhat::Events { service, is_csv };
    let id = page.tell(Request::Export(what));
    page.settle(&silent());
    let answers = page.answers.borrow();
    match answers.iter().find(|(its, ..)| *its == id) {
        Some((_, Answer::Exported { name, .. }, Some(body))) => {
            Ok((name.clone(), String::from_utf8(body.clone()).expect("text")))
        }
        Some((_, Answer::Failed(trouble), _)) => Err(trouble.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn events_join_the_service_in_view_and_are_stored() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    let first = page.watch();
    page.run_until(120.0, &leaking());
    // A recording-like second service, so that there is a choice.
    let info = opened_beside(&page, None, r#"{"status":"UP","goroutines":7}"#);
    let second = info.service.expect("a service");
    assert_ne!(first, second);

    let info = opened_beside(&page, Some(first), JSON);
    assert_eq!(info.service, Some(first));
    assert_eq!(info.remarks, ["events: 2 events joined to checker."]);
    let its = events(&page, first);
    assert_eq!(its.len(), 2);
    assert!(its[1].is_note && its[1].tags.is_empty(), "{its:?}");
    assert_eq!(events(&page, second), []);

    let again = opened_beside(&page, Some(first), JSON);
    assert_eq!(
        again.remarks,
        ["events: 2 events joined to checker; 2 of them known before."]
    );
    // Of several without one in view: that in whose time they lie.
    let info = opened_beside(&page, None, "time,text\n1795446046,deploy\n");
    assert_eq!(info.service, Some(first));
    assert!(
        info.remarks[0].contains("in whose time"),
        "{:?}",
        info.remarks
    );

    let next = Page::open(store, START_MS + 180e3, None);
    next.settle(&silent());
    assert_eq!(events(&next, first), events(&page, first));
}

#[test]
fn without_a_service_events_wait_for_its_readings() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    page.settle(&silent());
    let info = opened_beside(&page, None, JSON);
    let service = info.service.expect("a service");
    assert!(
        info.remarks[0].contains("no service here"),
        "{:?}",
        info.remarks
    );
    let readings = opened_beside(&page, None, r#"{"status":"UP","goroutines":7}"#);
    assert_eq!(readings.service, Some(service));
}

#[test]
fn what_is_saved_opens_to_the_same() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let service = page.watch();
    page.run_until(30.0, &leaking());
    let none = saved(&page, service, false).expect_err("there are none yet");
    assert_eq!(none.title, "There are no events to save");
    opened_beside(&page, Some(service), JSON);
    page.tell(Request::AddNote {
        service,
        at_ms: START_MS + 52_000.4,
        text: "=what, \"is\" this".into(),
    });
    let before = events(&page, service);
    for is_csv in [false, true] {
        let (name, text) = saved(&page, service, is_csv).expect("it is saved");
        let ending = if is_csv {
            ".events.csv"
        } else {
            ".events.json"
        };
        assert_eq!(name, format!("checker{ending}"));
        let other = Page::open(MemoryStore::default(), START_MS, None);
        other.settle(&silent());
        let info = opened_beside(&other, None, &text);
        assert_eq!(events(&other, info.service.expect("a service")), before);
    }
}

#[test]
fn grafana_is_asked_for_the_time_watched_and_its_limit_is_told() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let path = "/g/api/annotations?tags=deploy&limit=2";
    let service = page.watch_with("", path);
    page.tell(Request::Retry { service });
    let others = leaking();
    let grafana: Service = Rc::new(move |path| match path.starts_with("/g/api/annotations") {
        true => Some((200, JSON.as_bytes().to_vec())),
        false => others(path),
    });
    page.run_until(20.0, &grafana);
    let asked = page.asked.borrow();
    let asked: Vec<&String> = asked.iter().map(|(_, path)| path).collect();
    let first = format!("{path}&from={START_MS}&to={START_MS}");
    let second = format!("{path}&from={START_MS}&to={}", START_MS + 15e3);
    assert!(
        asked.contains(&&first) && asked.contains(&&second),
        "{asked:?}"
    );
    // A note is a person's here: what a server tags so is an event like any other.
    assert!(events(&page, service).iter().all(|event| !event.is_note));
    let remarks = page.inventory.borrow().remarks.clone();
    assert!(
        remarks
            .iter()
            .any(|said| said.contains("older ones may be missing")),
        "{remarks:?}"
    );
}
