//! The experiment with our health checks: begun, stopped, told of.

use std::rc::Rc;

use super::desk::Desk;
use super::protocol::{ExperimentInfo, Trouble, TroubleKind};
use super::records::Entry;
use super::state::Service;
use super::store::Store;
use super::{Host, services, troubles, writing};
use crate::leak::{growing_now, judge_experiment, view};
use crate::telemetry::{Experiment, Metric, ServiceId};
use crate::watch::{announced, plan, progress};

/// Begins an experiment or stops the one that goes on, stores that, and answers what is kept now.
pub fn switch<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    id: ServiceId,
    is_begun: bool,
) {
    let now_ms = desk.host.now_ms();
    let result = {
        let mut state = desk.state.borrow_mut();
        let found = state
            .services
            .get_mut(id)
            .ok_or_else(troubles::no_such_service);
        let switched = found.and_then(|service| {
            let experiment = match is_begun {
                true => planned(service, now_ms).map_err(cannot)?,
                false => stopped(service, now_ms),
            };
            let watch = service.watch.as_mut();
            watch.into_iter().for_each(|watch| watch.vary(experiment));
            Ok(experiment)
        });
        switched.map(|experiment| {
            if let Some(experiment) = experiment {
                state.see(id, Entry::Experiment(experiment));
            }
        })
    };
    writing::write(desk, Vec::new());
    services::poll(desk);
    services::answer_inventory(desk, request, result);
}

/// What the page shows of it. Of the half of the page that comes later, unlike its caller.
#[inline(never)]
pub fn info(service: &Service, now_ms: f64) -> ExperimentInfo {
    let history = &service.history;
    if let Some(experiment) = history.experiment.filter(|it| it.is_running(now_ms)) {
        let whole_ms = experiment.end_ms() - experiment.begun_ms;
        return ExperimentInfo {
            progress: progress(&experiment, now_ms),
            done: ((now_ms - experiment.begun_ms) / whole_ms).clamp(0.0, 1.0),
            ..ExperimentInfo::default()
        };
    }
    // Looked at only where there was one: the inventory is told with each answer.
    let result = history.experiment.and_then(|_| {
        let goroutines = view(history, Metric::Goroutines);
        let spikes = goroutines.as_ref().map_or(&[][..], |view| &view.spikes);
        judge_experiment(history, spikes)
    });
    let (offer, why_not) = match planned(service, now_ms) {
        Ok(Some(experiment)) => (announced(&experiment), String::new()),
        Ok(None) => Default::default(),
        Err(why_not) => (String::new(), why_not),
    };
    ExperimentInfo {
        result: result.map(|judged| judged.in_words()).unwrap_or_default(),
        offer,
        why_not,
        ..ExperimentInfo::default()
    }
}

/// The experiment that could begin now; none of a service that is not watched.
fn planned(service: &Service, now_ms: f64) -> Result<Option<Experiment>, String> {
    let Some(watch) = &service.watch else {
        return Ok(None);
    };
    if watch.is_paused() {
        return Err("Polling is paused.".to_owned());
    }
    let growing = growing_now(&service.history);
    plan(&service.stored.target, &watch.intervals(), growing, now_ms).map(Some)
}

/// The one that goes on, stopped now.
fn stopped(service: &Service, now_ms: f64) -> Option<Experiment> {
    let running = service.history.experiment;
    let running = running.filter(|experiment| experiment.is_running(now_ms))?;
    Some(Experiment {
        stopped_ms: Some(now_ms),
        ..running
    })
}

fn cannot(why: String) -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "The experiment cannot begin".into(),
        detail: why,
        ..Trouble::default()
    }
}
