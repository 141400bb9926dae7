//! What every job of the engine has at hand.

use std::cell::RefCell;
use std::future::Future;

use super::executor::{Jobs, Priority, Schedule};
use super::loading::Turns;
use super::protocol::{Answer, FetchOrder, ToPage, Trouble};
use super::shelf::Shelf;
use super::state::{Order, Purpose, State};
use super::store::Store;
use super::{Host, capture, inventory};
use crate::job::Pace;
use crate::telemetry::ServiceId;

/// Parsed profiles are held up to about this much: the worker's memory never shrinks again.
const SHELF_BYTES: usize = 384 << 20;

/// Store, host, state and jobs, shared by all jobs.
pub struct Desk<S: Store, H: Host> {
    pub store: S,
    pub host: H,
    pub pace: Pace,
    pub jobs: Jobs,
    pub shelf: Shelf,
    pub state: RefCell<State>,
    pub turns: Turns,
}

impl<S: Store + 'static, H: Host + 'static> Desk<S, H> {
    pub fn new(store: S, host: H, pace: Pace, schedule: Schedule) -> Desk<S, H> {
        Desk {
            store,
            host,
            pace,
            jobs: Jobs::new(schedule),
            shelf: Shelf::new(SHELF_BYTES),
            state: RefCell::default(),
            turns: Turns::default(),
        }
    }

    /// Answers a request.
    pub fn reply(&self, request: u32, answer: Answer) {
        self.say(Some(request), answer, None);
    }

    /// Answers a request with what came of it.
    pub fn reply_result(&self, request: u32, result: Result<Answer, Trouble>) {
        self.reply(request, result.unwrap_or_else(Answer::Failed));
    }

    /// Says something to the page.
    pub fn say(&self, reply_to: Option<u32>, answer: Answer, body: Option<Vec<u8>>) {
        self.host.post(ToPage { reply_to, answer }, body);
    }

    /// Runs a job that answers nobody.
    pub fn spawn(&self, priority: Priority, job: impl Future<Output = ()> + 'static) {
        self.jobs.spawn(priority, None, job);
    }

    /// Has the page fetch something.
    pub fn order(&self, service: ServiceId, url: String, timeout_ms: f64, purpose: Purpose) {
        let (for_request, expected_ms) = match &purpose {
            Purpose::Poll(_) => (None, 0.0),
            Purpose::Capture {
                request,
                expected_ms,
                ..
            } => (Some(*request), *expected_ms),
        };
        // A probe asks the same address once more, which only the index bears without harm.
        let may_probe = matches!(purpose, Purpose::Poll(crate::watch::What::Counts));
        let order = {
            let mut state = self.state.borrow_mut();
            state.last_order += 1;
            let order = state.last_order;
            let url = url.clone();
            state.orders.insert(
                order,
                Order {
                    service,
                    url,
                    purpose,
                },
            );
            order
        };
        let order = FetchOrder {
            order,
            service,
            url,
            timeout_ms,
            may_probe,
            expected_ms,
            for_request,
        };
        self.say(None, Answer::Fetch(order), None);
    }

    /// Tells the page what is kept, if that changed.
    pub fn tell_changes(&self) {
        let mut state = self.state.borrow_mut();
        if state.is_started && std::mem::take(&mut state.is_changed) {
            let inventory = inventory::of(&state, self.host.now_ms());
            drop(state);
            self.say(None, Answer::Changed(inventory), None);
        }
    }

    /// Has the host wake the engine for whatever is due next.
    pub fn set_timer(&self) {
        let state = self.state.borrow();
        let watches = state.services.rows().filter_map(|s| s.watch.as_ref());
        let polls = watches.filter_map(|watch| watch.next_due_ms());
        let at_ms = polls.chain(capture::next_report_ms(&state, self.host.now_ms()));
        self.host.wake_at(at_ms.reduce(f64::min));
    }
}
