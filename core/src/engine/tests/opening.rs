use super::kit::*;
use crate::engine::MemoryStore;
use crate::engine::protocol::*;
use crate::layout::{FlameQuery, TopQuery};
use crate::profile::Scaling;
use crate::telemetry::ProfileId;

fn subject(profile: ProfileId, base: Option<ProfileId>) -> Subject {
    Subject {
        profile,
        base,
        sample_type: None,
        filters: Vec::new(),
        scaling: Scaling::AsIs,
    }
}

fn opened(page: &Page, name: &str, text: &str) -> ProfileId {
    let id = page.open_file(name, text.as_bytes());
    page.settle(&silent());
    match page.answer_to(id) {
        Some(Answer::Opened(OpenedInfo { profiles, .. })) if profiles.len() == 1 => {
            profiles[0].entry.id
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_opened_looked_at_compared_and_closed() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    page.settle(&silent());
    let before = opened(&page, "before.txt", &goroutine_text(4));
    let after = opened(&page, "after.txt", &goroutine_text(9));
    assert_eq!(page.inventory.borrow().profiles.len(), 2);
    let flame = page.tell(Request::Flame {
        subject: subject(after, None),
        query: FlameQuery::default(),
    });
    let top = page.tell(Request::Top {
        subject: subject(after, Some(before)),
        query: TopQuery {
            limit: 10,
            ..TopQuery::default()
        },
    });
    let verdict = page.tell(Request::Judge { profile: after });
    page.settle(&silent());
    assert!(matches!(page.answer_to(flame), Some(Answer::Flame(flame)) if flame.total == 9));
    match page.answer_to(top) {
        Some(Answer::Top(top)) => assert_eq!(top.rows[0].base_flat, Some(4)),
        other => panic!("{other:?}"),
    }
    assert!(matches!(page.answer_to(verdict), Some(Answer::Judged(_))));
    page.tell(Request::Close { profile: before });
    page.settle(&silent());
    assert_eq!(page.inventory.borrow().profiles.len(), 1);
}

#[test]
fn the_same_bytes_are_one_profile() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    page.settle(&silent());
    let first = opened(&page, "a.txt", &goroutine_text(4));
    assert_eq!(opened(&page, "again.txt", &goroutine_text(4)), first);
}

#[test]
fn what_cannot_be_read_leaves_nothing() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    let id = page.open_file("notes.bin", &[0xff; 40]);
    page.settle(&silent());
    match page.answer_to(id) {
        Some(Answer::Failed(trouble)) => {
            assert_eq!(trouble.kind, TroubleKind::BadFile);
            assert!(trouble.title.contains("notes.bin"));
        }
        other => panic!("{other:?}"),
    }
    assert!(store.is_empty());
}

#[test]
fn a_cancelled_opening_leaves_nothing() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    page.settle(&silent());
    let id = page.open_file("a.txt", goroutine_text(4).as_bytes());
    page.tell(Request::Cancel { request: id });
    page.settle(&silent());
    assert!(
        matches!(page.answer_to(id), Some(Answer::Failed(t)) if t.kind == TroubleKind::Cancelled)
    );
    assert!(store.is_empty() && page.inventory.borrow().profiles.is_empty());
}

#[test]
fn a_recording_goes_out_and_comes_back() {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let id = page.watch();
    page.tell(Request::Retry { service: id });
    page.run_until(130.0, &leaking());
    opened(&page, "loose.txt", &goroutine_text(4));
    let export = page.tell(Request::Export(ExportWhat::Recording));
    page.settle(&silent());
    let zip = {
        let answers = page.answers.borrow();
        let found = answers.iter().find(|(its, ..)| *its == export);
        found
            .and_then(|(_, _, bytes)| bytes.clone())
            .expect("the export has bytes")
    };
    let other = Page::open(MemoryStore::default(), START_MS, None);
    let open = other.open_file("recording.zip", &zip);
    other.settle(&silent());
    let Some(Answer::Opened(info)) = other.answer_to(open) else {
        panic!("{:?}", other.answer_to(open));
    };
    assert!(info.service.is_some());
    let (was, is) = (page.inventory.borrow(), other.inventory.borrow());
    assert_eq!(was.services[0].range_ms, is.services[0].range_ms);
    assert_eq!(
        was.services[0].profiles.len(),
        is.services[0].profiles.len()
    );
    assert_eq!(was.services[0].our_checks, is.services[0].our_checks);
    assert!(!is.services[0].is_live && is.profiles.len() == 1);
}
