use std::cell::Cell;
use std::rc::Rc;

use super::kit::*;
use crate::engine::protocol::*;
use crate::engine::{Change, MemoryStore, Store, StoreError};

/// A store whose browser dies before the commit of this number, or never.
#[derive(Clone, Default)]
struct Dying {
    store: MemoryStore,
    commits_left: Rc<Cell<Option<u32>>>,
}

impl Store for Dying {
    async fn records(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.store.records().await
    }
    async fn blob(&self, id: u32) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.blob(id).await
    }
    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError> {
        match self.commits_left.get() {
            Some(0) => std::future::pending().await,
            Some(left) => self.commits_left.set(Some(left - 1)),
            None => {}
        }
        self.store.commit(changes).await
    }
    async fn usage_bytes(&self) -> (u64, u64) {
        (0, 0)
    }
}

fn seen(page: &Page<Dying>) -> (usize, usize, u64) {
    let inventory = page.inventory.borrow();
    let Some(service) = inventory.services.first() else {
        return (0, 0, 0);
    };
    (1, service.profiles.len(), service.our_checks)
}

#[test]
fn whatever_is_written_when_the_engine_dies_the_next_one_goes_on_from() {
    // The same two minutes, the engine killed before its nth writing: each time the next engine
    // has all that was written, never less than with an earlier death.
    let mut last = (0, 0, 0);
    for commits in 0..60 {
        let store = Dying::default();
        store.commits_left.set(Some(commits));
        let page = Page::open(store.clone(), START_MS, None);
        page.settle(&silent());
        let id = page.watch();
        page.tell(Request::Retry { service: id });
        page.run_until(120.0, &leaking());
        drop(page);

        store.commits_left.set(None);
        let page = Page::open(store, START_MS + 120e3, None);
        page.settle(&silent());
        let now = seen(&page);
        assert!(
            now >= last,
            "after {commits} writings {now:?}, with one less {last:?}"
        );
        last = now;
    }
    assert!(
        last.1 >= 2 && last.2 >= 4,
        "the story was long enough: {last:?}"
    );
}

#[test]
fn a_new_engine_watches_on() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    let id = page.watch();
    page.tell(Request::Retry { service: id });
    let service = leaking();
    page.run_until(120.0, &service);
    let before = page.inventory.borrow().services[0].clone();
    drop(page);

    let page = Page::open(store, START_MS + 121e3, Some("out of memory"));
    page.settle(&service);
    let after = page.inventory.borrow().clone();
    assert!(
        after
            .remarks
            .iter()
            .any(|remark| remark.contains("out of memory"))
    );
    assert_eq!(after.services[0].id, before.id);
    assert!(after.services[0].our_checks >= before.our_checks);
    assert!(after.services[0].range_ms.map(|r| r.0) == before.range_ms.map(|r| r.0));
    assert!(!page.asked.borrow().is_empty(), "it polls again");
    let growth = page.tell(Request::Growth(GrowthQuery {
        service: id,
        kind: "goroutine".into(),
        sample_type: None,
        range_ms: None,
    }));
    page.settle(&service);
    match page.answer_to(growth) {
        Some(Answer::Growth(growth)) => assert!(growth.grew > 0, "{growth:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_killed_the_engine_is_set_aside_and_can_still_be_saved() {
    let store = Dying::default();
    let page = Page::open(store.clone(), START_MS, None);
    page.settle(&silent());
    // The bytes are written; the engine dies while it reads them.
    store.commits_left.set(Some(1));
    page.open_file("killer.txt", goroutine_text(4).as_bytes());
    page.settle(&silent());
    drop(page);

    store.commits_left.set(None);
    let page = Page::open(store.clone(), START_MS, Some("unreachable executed"));
    page.settle(&silent());
    let inventory = page.inventory.borrow().clone();
    assert!(
        inventory
            .remarks
            .iter()
            .any(|r| r.contains("killer.txt was set aside"))
    );
    let id = inventory.profiles[0].entry.id;
    let judge = page.tell(Request::Judge { profile: id });
    let save = page.tell(Request::Export(ExportWhat::Profile(id)));
    page.settle(&silent());
    assert!(
        matches!(page.answer_to(judge), Some(Answer::Failed(t)) if t.title.contains("set aside"))
    );
    let answers = page.answers.borrow();
    let saved = answers
        .iter()
        .find(|(its, ..)| *its == save)
        .and_then(|(_, _, bytes)| bytes.clone());
    assert_eq!(saved, Some(goroutine_text(4).into_bytes()));
}

#[test]
fn a_file_whose_page_was_closed_while_it_opened_opens_with_the_next() {
    let store = Dying::default();
    let page = Page::open(store.clone(), START_MS, None);
    page.settle(&silent());
    store.commits_left.set(Some(1));
    page.open_file("slow.txt", goroutine_text(4).as_bytes());
    page.settle(&silent());
    drop(page);
    store.commits_left.set(None);
    let page = Page::open(store, START_MS, None);
    page.settle(&silent());
    let inventory = page.inventory.borrow();
    assert_eq!(inventory.profiles[0].kind, "goroutine");
    assert!(inventory.remarks.is_empty(), "{:?}", inventory.remarks);
}

#[test]
fn a_second_tab_reads_and_neither_writes_nor_polls() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    let id = page.watch();
    page.tell(Request::Retry { service: id });
    page.run_until(120.0, &leaking());
    let before = store.len();

    let world = World::default();
    world.now_ms.set(START_MS + 121e3);
    let pace = crate::job::Pace::unhurried();
    let engine = crate::engine::Engine::new(
        store.clone(),
        world.clone(),
        pace,
        std::sync::Arc::new(|| {}),
    );
    let request = Request::Start {
        is_read_only: true,
        died_of: None,
    };
    engine.handle(ToEngine { id: 1, request }, None);
    for _ in 0..1_000 {
        engine.run_slice();
        engine.tick();
    }
    let said = world.said.borrow();
    let is_fetch = |message: &ToPage| matches!(message.answer, Answer::Fetch(_));
    assert!(!said.iter().any(|(message, _)| is_fetch(message)));
    let ready = said.iter().find_map(|(message, _)| match &message.answer {
        Answer::Ready(inventory) => Some(inventory),
        _ => None,
    });
    assert!(ready.is_some_and(|inventory| inventory.is_read_only && inventory.services.len() == 1));
    assert_eq!(store.len(), before);
}
