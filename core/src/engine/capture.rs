//! Profiles a person takes now.

use std::rc::Rc;

use super::desk::Desk;
use super::protocol::{Answer, OpenedInfo, Trouble, TroubleKind};
use super::state::{Order, Purpose, State};
use super::store::Store;
use super::{Host, troubles};
use crate::leak::found_in_words;
use crate::telemetry::ServiceId;
use crate::watch::capture_url;

/// What a service without goroutineleak profiles means.
const OLD_SERVICE: &str = "This service has no goroutineleak profile (it answered 404). They come with Go 1.27, or \
                           with 1.26 built with GOEXPERIMENT=goroutineleakprofile. Nothing is wrong: the verdict \
                           does without.";
/// How often the page hears how far a capture has come.
const REPORT_EVERY_MS: f64 = 250.0;
/// What an answer may take beyond the time that is measured: a dump of 100,000 goroutines takes
/// 2.7 s to make and has 49 MB.
const PATIENCE_MS: f64 = 120e3;

/// Has the page fetch a profile.
pub fn begin<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    id: ServiceId,
    what: String,
) {
    let state = desk.state.borrow();
    let Some(service) = state.services.get(id) else {
        drop(state);
        return desk.reply(request, Answer::Failed(troubles::no_such_service()));
    };
    let target = service.stored.target.clone();
    drop(state);
    if target.pprof.is_empty() {
        let trouble = Trouble {
            kind: TroubleKind::NotFound,
            title: "This service has no pprof address".into(),
            detail: "Profiles come from /debug/pprof/; give its address to take one.".into(),
            ..Trouble::default()
        };
        return desk.reply(request, Answer::Failed(trouble));
    }
    let url = capture_url(&target, &what);
    let expected_ms = measured_ms(&what);
    let purpose = Purpose::Capture {
        request,
        what,
        started_ms: desk.host.now_ms(),
        expected_ms,
    };
    desk.order(id, url, expected_ms + PATIENCE_MS, purpose);
}

/// What a person is told of a capture beside what it brought. A service without goroutineleak profiles
/// is an old one, which is no failure.
pub fn told<S: Store + 'static, H: Host + 'static>(
    desk: &Desk<S, H>,
    what: &str,
    result: Result<OpenedInfo, Trouble>,
) -> Result<OpenedInfo, Trouble> {
    let is_leak_profile = what.split('?').next() == Some("goroutineleak");
    match result {
        Err(trouble) if is_leak_profile && trouble.kind == TroubleKind::NotFound => {
            Ok(OpenedInfo {
                remarks: vec![OLD_SERVICE.to_owned()],
                ..OpenedInfo::default()
            })
        }
        Ok(mut info) => {
            let state = desk.state.borrow();
            for entry in info.profiles.iter().map(|profile| &profile.entry) {
                let service = entry.service.and_then(|id| state.services.get(id));
                info.remarks
                    .extend(service.and_then(|its| found_in_words(&its.kept, entry.id)));
            }
            Ok(info)
        }
        Err(trouble) => Err(trouble),
    }
}

/// Stops a capture. Whether there was one.
pub fn stop<S: Store + 'static, H: Host + 'static>(desk: &Desk<S, H>, request: u32) -> bool {
    let mut state = desk.state.borrow_mut();
    let is_it = |order: &Order| match order.purpose {
        Purpose::Capture { request: its, .. } => its == request,
        Purpose::Poll(_) => false,
    };
    let found = state.orders.iter().find(|(_, order)| is_it(order));
    let found = found.map(|(number, _)| number);
    let Some(order) = found else { return false };
    state.orders.remove(order);
    drop(state);
    desk.say(None, Answer::AbortFetch { order }, None);
    true
}

/// Tells how far captures have come.
pub fn report<S: Store + 'static, H: Host + 'static>(desk: &Desk<S, H>) {
    let now_ms = desk.host.now_ms();
    let reports: Vec<(u32, u64, u64)> = measuring(&desk.state.borrow())
        .map(|(request, started_ms, expected_ms)| {
            let done_ms = (now_ms - started_ms).min(expected_ms).max(0.0);
            (request, done_ms as u64, expected_ms as u64)
        })
        .collect();
    for (request, done, total) in reports {
        let phase = "waiting for the service".to_owned();
        desk.reply(request, Answer::Progress { phase, done, total });
    }
}

/// When to tell it next.
pub fn next_report_ms(state: &State, now_ms: f64) -> Option<f64> {
    let (_, started_ms, _) = measuring(state).next()?;
    let reports = ((now_ms - started_ms) / REPORT_EVERY_MS).floor() + 1.0;
    Some(started_ms + reports * REPORT_EVERY_MS)
}

fn measuring(state: &State) -> impl Iterator<Item = (u32, f64, f64)> + '_ {
    state.orders.rows().filter_map(|order| match order.purpose {
        Purpose::Capture {
            request,
            started_ms,
            expected_ms,
            ..
        } if expected_ms > 0.0 => Some((request, started_ms, expected_ms)),
        _ => None,
    })
}

/// How long the service measures: the `seconds` of the query; a CPU profile without takes 30.
fn measured_ms(what: &str) -> f64 {
    let (name, query) = what.split_once('?').unwrap_or((what, ""));
    let seconds = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("seconds="))
        .and_then(|seconds| seconds.parse::<u32>().ok());
    let seconds = match (seconds, name) {
        (Some(seconds), _) => seconds.min(3600),
        (None, "profile") => 30,
        (None, "trace") => 1,
        (None, _) => 0,
    };
    f64::from(seconds) * 1e3
}

#[cfg(test)]
mod tests {
    use super::measured_ms;

    #[test]
    fn a_capture_takes_as_long_as_its_query_says() {
        for (what, ms) in [
            ("profile?seconds=10", 10e3),
            ("profile", 30e3),
            ("heap?debug=1&seconds=5", 5e3),
            ("goroutine?debug=2", 0.0),
            ("profile?seconds=99999999999", 30e3),
        ] {
            assert_eq!(measured_ms(what), ms, "{what}");
        }
    }
}
