//! What a person knows of a service stays with it, and is held against what grows.

use super::kit::*;
use crate::engine::MemoryStore;
use crate::engine::protocol::*;
use crate::telemetry::{Known, ServiceId};

fn goroutines(page: &Page, service: ServiceId) -> Lane {
    page.overview(service, &silent()).lanes[1].clone()
}

#[test]
fn a_limit_is_stored_and_told_of() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    let service = page.watch();
    page.tell(Request::Retry { service });
    page.run_until(1800.0, &leaking());
    let known = Known {
        task_limit: Some(1000.0),
        memory_limit_bytes: Some(f64::NAN),
        others_checks_per_hour: Some(-1.0),
    };
    assert_eq!(goroutines(&page, service).limit, None);
    page.tell(Request::SetKnown { service, known });
    page.settle(&silent());
    let limit = goroutines(&page, service).limit.expect("a limit");
    assert_eq!((limit.value, limit.printed.as_str()), (1000.0, "1,000"));
    // Two with each check, one every 30 s: some 870 are missing.
    assert_eq!(limit.fact.0, "reaches 1,000");
    assert!(limit.fact.1.starts_with("in 3h"), "{:?}", limit.fact);
    assert!(limit.reached_ms.is_some());

    let next = Page::open(store, START_MS + 1800e3, None);
    next.settle(&silent());
    let its = next.inventory.borrow().services[0].known;
    assert_eq!(
        its,
        Known {
            task_limit: Some(1000.0),
            ..Known::default()
        }
    );
    let saved = next.tell(Request::Export(ExportWhat::Recording));
    next.settle(&silent());
    let zip = next
        .answers
        .borrow()
        .iter()
        .find_map(|(id, _, body)| body.clone().filter(|_| *id == saved));
    let other = Page::open(MemoryStore::default(), START_MS, None);
    other.settle(&silent());
    other.open_file("a.zip", &zip.expect("a recording"));
    other.settle(&silent());
    assert_eq!(other.inventory.borrow().services[0].known, its);
}
