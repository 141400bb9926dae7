//! goroutineleak profiles asked for by a person, from services that have them and from old ones.

use std::rc::Rc;

use super::kit::*;
use crate::engine::MemoryStore;
use crate::engine::protocol::*;

/// The leaking service, which answers a goroutineleak profile so.
fn service(status: u16, body: String) -> Service {
    let others = leaking();
    Rc::new(move |path| match path {
        "/debug/pprof/goroutineleak" => Some((status, body.clone().into_bytes())),
        path => others(path),
    })
}

fn captured(service: &Service) -> (OpenedInfo, String) {
    let page = Page::open(MemoryStore::default(), START_MS, None);
    let id = page.watch();
    page.tell(Request::Retry { service: id });
    page.run_until(900.0, service);
    let what = "goroutineleak".to_owned();
    let capture = page.tell(Request::Capture { service: id, what });
    page.settle(service);
    let overview = page.overview(id, service);
    match page.answer_to(capture) {
        Some(Answer::Opened(info)) => (info, overview.verdict.as_text()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_it_proves_of_what_grows_stands_in_the_evidence() {
    let body = goroutine_text(40).replace("goroutine profile", "goroutineleak profile");
    let (info, verdict) = captured(&service(200, body));
    assert_eq!(info.profiles[0].kind, "goroutineleak");
    let [said] = &info.remarks[..] else {
        panic!("{:?}", info.remarks)
    };
    assert!(
        said.starts_with("goroutineleak found 40 goroutines that nothing can wake; "),
        "{said}"
    );
    for blind in [
        "[IO wait]",
        "Transport per call",
        "default client",
        "does not clear",
    ] {
        assert!(said.contains(blind), "{blind}: {said}");
    }
    let confirmed = "confirmed: 40 goroutines of the stacks that grow are proven to be leaked";
    assert!(verdict.contains(confirmed), "{verdict}");
}

#[test]
fn none_found_clears_nothing() {
    let body = "goroutineleak profile: total 0\n".to_owned();
    let (info, verdict) = captured(&service(200, body));
    assert!(
        info.remarks[0].contains("no goroutine that nothing can wake"),
        "{:?}",
        info.remarks
    );
    assert!(
        verdict.contains("found none: that does not clear them"),
        "{verdict}"
    );
}

#[test]
fn an_old_service_is_told_of_and_no_failure() {
    let (info, verdict) = captured(&service(404, "Unknown profile\n".to_owned()));
    assert_eq!(info.profiles, []);
    assert!(info.remarks[0].contains("Go 1.27"), "{:?}", info.remarks);
    assert!(!verdict.contains("goroutineleak"), "{verdict}");
}
