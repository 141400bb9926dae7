//! When to poll, back-off, what a failure means: decisions, no I/O.
//!
//! [`Watch`] is a state machine over a clock it is given: [`Watch::due`] says what to fetch now,
//! [`Watch::settle`] takes in what came of it. [`trouble`] puts a failure in words.

mod annotations;
mod cost;
mod endpoint;
mod experiment;
mod failure;
mod outcome;
mod remedies;
#[cfg(test)]
mod tests;
mod url;

pub use annotations::annotations_limit;
pub use cost::cost;
pub use endpoint::{EVENTS_PATH, VARS_PATH, What, health_paths, is_tried};
pub use experiment::{announced, plan, progress};
pub use failure::{not_json, trouble};
pub use url::{capture_url, host_of};

use crate::engine::protocol::{Intervals, Trouble};
use crate::telemetry::{Experiment, Target};
use endpoint::Endpoint;

/// When to ask a service what.
///
/// ```text
/// connecting   counts + health, alone          one failure tells what is wrong, not six
/// connected    goroutine, heap, memory, events at once, then each at its interval
/// all heard    usual paths of expvar and events, tried: at their interval from an answer on
/// ```
///
/// A poll waits for the one before it; a failing endpoint is asked ever more seldom, others go on.
#[derive(Clone, Debug)]
pub struct Watch {
    target: Target,
    intervals: Intervals,
    is_paused: bool,
    is_connected: bool,
    endpoints: Vec<Endpoint>,
    /// Since when the service is watched, milliseconds since 1970; none before the first question.
    since_ms: Option<f64>,
    /// What varies our health checks for a while.
    experiment: Option<Experiment>,
}

/// A fetch that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Poll {
    /// What it asks for.
    pub what: What,
    /// Where.
    pub url: String,
    /// Give up after this.
    pub timeout_ms: f64,
}

/// What came of a poll.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// An answer that could be used.
    Answered,
    /// None; why.
    Failed(Box<Trouble>),
    /// Stopped by us: it says nothing of the service.
    Stopped,
}

impl Watch {
    /// Of a target not asked yet.
    pub fn new(target: Target, intervals: Intervals) -> Watch {
        let endpoints = endpoint::all(&target);
        Watch {
            target,
            intervals,
            is_paused: false,
            is_connected: false,
            endpoints,
            since_ms: None,
            experiment: None,
        }
    }

    /// Varies health checks as an experiment has it, from now on; the intervals stay what they are, so that
    /// they hold again once it is over.
    pub fn vary(&mut self, experiment: Option<Experiment>) {
        self.experiment = experiment.filter(Experiment::is_sound);
    }

    /// It has been watched since then: events of that time are asked for too.
    pub fn watched_since(&mut self, since_ms: f64) {
        self.since_ms = Some(since_ms);
    }

    /// What to fetch now; each is taken to be on its way from here on.
    pub fn due(&mut self, now_ms: f64) -> Vec<Poll> {
        let since_ms = *self.since_ms.get_or_insert(now_ms);
        let mut polls = Vec::new();
        for index in 0..self.endpoints.len() {
            if self.due_ms(index).is_some_and(|due_ms| due_ms <= now_ms) {
                let endpoint = &mut self.endpoints[index];
                endpoint.is_on_its_way = true;
                endpoint.asked_ms = Some(now_ms);
                let url = endpoint.url(&self.target);
                polls.push(Poll {
                    what: endpoint.what.clone(),
                    url: match endpoint.what {
                        What::Events => annotations::asked(&url, (since_ms, now_ms)),
                        _ => url,
                    },
                    timeout_ms: endpoint.what.timeout_ms(),
                });
            }
        }
        polls
    }

    /// When something is due next; none while all is paused or on its way.
    pub fn next_due_ms(&self) -> Option<f64> {
        (0..self.endpoints.len())
            .filter_map(|index| self.due_ms(index))
            .reduce(f64::min)
    }

    /// Takes in what came of a poll.
    pub fn settle(&mut self, what: &What, now_ms: f64, settled: Settled) {
        let Some(endpoint) = self.endpoints.iter_mut().find(|e| e.what == *what) else {
            return;
        };
        endpoint.is_on_its_way = false;
        match settled {
            Settled::Answered => {
                endpoint.failures = 0;
                endpoint.trouble = None;
                endpoint.answered_ms = Some(now_ms);
                self.is_connected |= what.connects() || !self.has_connecting_endpoint();
            }
            Settled::Failed(trouble) => {
                if endpoint.has_usual_paths(&self.target) && endpoint.try_next_path(&trouble) {
                    return;
                }
                if endpoint.is_on_trial() {
                    endpoint.dropped = Some(*trouble);
                    return;
                }
                endpoint.failures = endpoint.failures.saturating_add(1);
                endpoint.trouble = Some(*trouble);
            }
            Settled::Stopped => {}
        }
    }

    /// Pauses or resumes. What is on its way still comes.
    pub fn pause(&mut self, is_paused: bool) {
        self.is_paused = is_paused;
    }

    /// Whether polling is paused.
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// How often each is asked.
    pub fn intervals(&self) -> Intervals {
        self.intervals
    }

    /// Changes how often each is asked. An interval too short for a service to bear is a second.
    pub fn set_intervals(&mut self, intervals: Intervals) {
        self.intervals = intervals;
    }

    /// Forgets failures, so that what failed is due at once, and what was tried in vain is tried
    /// again.
    pub fn retry(&mut self) {
        for endpoint in &mut self.endpoints {
            let was_dropped = endpoint.dropped.take().is_some();
            if was_dropped || endpoint.trouble.is_some() || endpoint.failures > 0 {
                endpoint.failures = 0;
                endpoint.asked_ms = None;
            }
        }
        self.is_paused = false;
    }

    /// Why nothing of the service can be reached; none while anything answers or nothing failed.
    pub fn trouble(&self) -> Option<&Trouble> {
        if self.endpoints.iter().any(|e| e.answers()) {
            return None;
        }
        self.endpoints.iter().find_map(|e| e.trouble.as_ref())
    }

    /// Each endpoint and how it goes, for a person to see.
    pub fn endpoints(&self) -> Vec<crate::engine::protocol::Endpoint> {
        let asked = self.endpoints.iter().filter(|e| !self.is_replaced(e));
        let shown = asked.map(|e| crate::engine::protocol::Endpoint {
            name: e.what.name().to_owned(),
            url: e.url(&self.target),
            outcome: outcome::of(e),
            is_asked: e.dropped.is_none(),
            answered_at_ms: e.answered_ms,
            trouble: e.trouble.clone(),
        });
        shown.collect()
    }

    /// When an endpoint is due; none if it is not to be asked now.
    fn due_ms(&self, index: usize) -> Option<f64> {
        let endpoint = &self.endpoints[index];
        let interval_ms = endpoint.what.interval_ms(&self.intervals);
        let varied = self.experiment.filter(|_| endpoint.what == What::Health);
        if interval_ms.is_none() && varied.is_none() {
            return None;
        }
        let must_wait = !self.is_connected && self.has_connecting_endpoint();
        if self.is_paused || endpoint.is_on_its_way || (must_wait && !endpoint.what.connects()) {
            return None;
        }
        let is_too_early = endpoint.is_on_trial() && !self.may_try();
        if endpoint.dropped.is_some() || is_too_early || self.is_replaced(endpoint) {
            return None;
        }
        let after = |wait_ms: f64| match endpoint.asked_ms {
            None => f64::NEG_INFINITY,
            Some(asked_ms) => asked_ms + endpoint.wait_ms(wait_ms),
        };
        let usual_ms = interval_ms.map(after);
        match varied {
            Some(experiment) => {
                let fast_ms = after(experiment.fast_ms);
                experiment::check_due_ms(&experiment, fast_ms, usual_ms)
            }
            None => usual_ms,
        }
    }

    /// Whether usual paths may be tried: the service answers, and the first of everything else has
    /// come or failed, so that a path that hangs holds up none of it.
    fn may_try(&self) -> bool {
        let is_asked = |e: &Endpoint| e.what.interval_ms(&self.intervals).is_some();
        let mut certain = self.endpoints.iter().filter(|e| !e.is_on_trial());
        let mut connecting = self.endpoints.iter().filter(|e| e.what.connects());
        certain.all(|e| e.was_heard() || !is_asked(e))
            && (connecting.any(Endpoint::answers) || !self.has_connecting_endpoint())
    }

    /// Whether another endpoint gives what this one would: expvar, while it answers, is cheaper
    /// for the service than a heap profile in full.
    fn is_replaced(&self, endpoint: &Endpoint) -> bool {
        let mut all = self.endpoints.iter();
        endpoint.what == What::Memory && all.any(|e| e.what == What::Vars && e.answers())
    }

    fn has_connecting_endpoint(&self) -> bool {
        let mut endpoints = self.endpoints.iter();
        endpoints.any(|e| e.what.connects() && e.what.interval_ms(&self.intervals).is_some())
    }
}
