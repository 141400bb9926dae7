//! The experiment with our health checks, from the page's side.

use super::kit::*;
use crate::engine::MemoryStore;
use crate::engine::protocol::*;
use crate::telemetry::ServiceId;

fn info(page: &Page) -> ServiceInfo {
    page.inventory.borrow().services[0].clone()
}

fn switch(page: &Page, service: ServiceId, is_begun: bool) -> Option<Answer> {
    let id = page.tell(Request::Experiment { service, is_begun });
    page.settle(&leaking());
    page.answer_to(id)
}

/// How many health checks were sent between two seconds.
fn checks(page: &Page, from_s: f64, to_s: f64) -> usize {
    let asked = page.asked.borrow();
    let is_one = |asked: &&(f64, String)| asked.1 == "/health" && (from_s..to_s).contains(&asked.0);
    asked.iter().filter(is_one).count()
}

fn watched(store: &MemoryStore, service: &Service) -> (Page, ServiceId) {
    let page = Page::open(store.clone(), START_MS, None);
    let id = page.watch();
    page.tell(Request::Retry { service: id });
    page.run_until(600.0, service);
    (page, id)
}

#[test]
fn it_says_what_it_will_do_proves_it_and_leaves_the_rate_as_it_was() {
    let (store, service) = (MemoryStore::default(), leaking());
    let (page, id) = watched(&store, &service);
    let before = info(&page);
    assert!(
        before.experiment.offer.starts_with("8 phases of "),
        "{:?}",
        before.experiment
    );
    assert_eq!(before.experiment.why_not, "");
    page.tell(Request::Experiment {
        service: id,
        is_begun: true,
    });
    page.run_until(620.0, &service);
    assert!(
        info(&page)
            .experiment
            .progress
            .starts_with("phase 1 of 8, no health checks")
    );
    assert_eq!(checks(&page, 600.5, 620.0), 0);

    // Another engine goes on with it: the page was loaded anew, or its engine died.
    let next = Page::open(store, START_MS + 625e3, None);
    next.run_until(1400.0, &service);
    let after = info(&next);
    assert_eq!(after.intervals, before.intervals);
    let result = &after.experiment.result;
    assert!(
        result.starts_with("health checks drive it: each adds 2.0 ("),
        "{result}"
    );
    assert_eq!(checks(&next, 1280.0, 1400.0), checks(&page, 480.0, 600.0));
    let verdict = next.overview(id, &service).verdict.as_text();
    assert!(
        verdict.contains("grow by 2 with every health check"),
        "{verdict}"
    );
    assert!(verdict.contains("health checks drive it"), "{verdict}");
}

#[test]
fn it_can_be_stopped_and_says_why_it_cannot_begin() {
    let (store, service) = (MemoryStore::default(), leaking());
    let page = Page::open(store.clone(), START_MS, None);
    let id = page.watch();
    page.settle(&service);
    match switch(&page, id, true) {
        Some(Answer::Failed(trouble)) => assert!(trouble.detail.contains("a minute of counts")),
        other => panic!("{other:?}"),
    }
    let (page, id) = watched(&MemoryStore::default(), &service);
    switch(&page, id, true);
    page.run_until(610.0, &service);
    switch(&page, id, false);
    page.run_until(720.0, &service);
    assert_eq!(info(&page).experiment.progress, "");
    assert!((3..=4).contains(&checks(&page, 610.0, 720.0)));
    assert!(
        info(&page)
            .experiment
            .result
            .starts_with("undecided: of 8 phases 8 did not")
    );
}
