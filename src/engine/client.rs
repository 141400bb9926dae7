//! What the page asks the engine with.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_channel::oneshot;
use js_sys::ArrayBuffer;
use leakscope_core::engine::protocol::{
    Answer, Intervals, Inventory, Request, ToEngine, Trouble, TroubleKind,
};
use leakscope_core::table::Table;
use leakscope_core::telemetry::{ServiceId, Target};

use super::supervisor::Supervisor;
use super::wire;
use crate::net::Header;
use crate::prelude::*;

/// The engine, as components use it: a context provided by `App`, cheap to copy.
///
/// ```ignore
/// let engine = Page::get().engine;
/// let top = engine.ask(Request::Top { subject, query }).await?; // Answer::Top
/// ```
#[derive(Clone, Copy)]
pub struct Engine {
    pub(super) inventory: RwSignal<Arc<Inventory>>,
    pub(super) status: RwSignal<Status>,
    pub(super) state: StoredValue<State>,
}

/// How the engine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It has not answered yet.
    Starting,
    /// It answers. Whether it took over from one that died, a remark of the inventory says.
    Ready,
    /// It cannot be started.
    Broken {
        /// Why, for the person.
        reason: String,
    },
}

/// How far an answer has come, as [`Answer::Progress`] says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// `inflating`, `decoding`, `waiting for the service`.
    pub phase: String,
    /// Bytes, or milliseconds of a CPU profile, done.
    pub done: u64,
    /// In all; 0 if unknown.
    pub total: u64,
}

/// An answer and the bytes that came with it (an export's).
#[derive(Debug)]
pub struct Reply {
    /// The final answer.
    pub answer: Answer,
    /// Its second buffer.
    pub body: Option<ArrayBuffer>,
}

/// What the page keeps about the engine beside its signals.
#[derive(Default)]
pub(super) struct State {
    pub supervisor: Supervisor,
    pub next_id: u32,
    pub waiting: Table<u32, Waiting>,
    /// Request headers a person gave, kept only here: never sent to the engine, never stored.
    /// With each the address of the service it was given for: no other host is told of it.
    pub headers: Table<ServiceId, (Header, String)>,
    pub headers_of_requests: Table<u32, (Header, String)>,
    /// What answers in place of a worker, soon or never.
    pub stand_in: Option<StandIn>,
}

/// Answers some requests; all others have none.
pub type StandIn = fn(&Request) -> Option<Answer>;

pub(super) struct Waiting {
    pub reply: oneshot::Sender<Result<Reply, Trouble>>,
    pub on_progress: Rc<dyn Fn(Progress)>,
}

impl Engine {
    /// One without a worker, that has this and answers so, for as long as the current owner.
    pub fn without_worker(inventory: Inventory, stand_in: StandIn) -> Engine {
        Engine {
            inventory: RwSignal::new(Arc::new(inventory)),
            status: RwSignal::new(Status::Ready),
            state: StoredValue::new(State {
                stand_in: Some(stand_in),
                ..State::default()
            }),
        }
    }

    /// What is kept: services, profiles, remarks. Changes whenever the engine says so; whatever is
    /// shown from the engine is to be asked for again then.
    pub fn inventory(self) -> ReadSignal<Arc<Inventory>> {
        self.inventory.read_only()
    }

    /// How the engine is.
    pub fn status(self) -> ReadSignal<Status> {
        self.status.read_only()
    }

    /// Asks, and waits for the final answer. Dropping the future cancels the request.
    pub async fn ask(self, request: Request) -> Result<Answer, Trouble> {
        Ok(self.ask_with(request, None, |_| {}).await?.answer)
    }

    /// Asks with bytes (transferred, so the buffer is empty afterwards) and hears of progress.
    pub async fn ask_with(
        self,
        request: Request,
        body: Option<ArrayBuffer>,
        on_progress: impl Fn(Progress) + 'static,
    ) -> Result<Reply, Trouble> {
        self.wait_for(self.next_id(), request, body, Rc::new(on_progress))
            .await
    }

    /// Says something whose answer nobody waits for.
    pub fn tell(self, request: Request) {
        self.send(self.next_id(), request, None);
    }

    /// Watches a service. The header goes along with every request to it and stays in this page's
    /// memory. The answer comes when the service has been taken in, before its first answer.
    pub async fn watch(
        self,
        target: Target,
        intervals: Intervals,
        header: Option<Header>,
    ) -> Result<ServiceId, Trouble> {
        let id = self.next_id();
        if let Some(header) = header {
            self.state.update_value(|state| {
                let given = (header, target.base_url.clone());
                _ = state.headers_of_requests.insert(id, given);
            });
        }
        let request = Request::Watch { target, intervals };
        let reply = self.wait_for(id, request, None, Rc::new(|_| {})).await?;
        match reply.answer {
            Answer::Watching { service } => Ok(service),
            _ => Err(unexpected()),
        }
    }

    /// Gives, changes or takes away a service's request header, after a reload for instance.
    pub fn set_header(self, service: ServiceId, header: Option<Header>) {
        let base_url = self.inventory.with_untracked(|inventory| {
            let mut services = inventory.services.iter();
            let its = services.find(|its| its.id == service);
            its.map_or(String::new(), |its| its.target.base_url.clone())
        });
        self.state.update_value(|state| {
            state.headers.remove(service);
            if let Some(header) = header {
                state.headers.insert(service, (header, base_url));
            }
        });
        self.tell(Request::Retry { service });
    }

    pub(super) fn next_id(self) -> u32 {
        self.state
            .try_update_value(|state| {
                state.next_id += 1;
                state.next_id
            })
            .unwrap_or_default()
    }

    async fn wait_for(
        self,
        id: u32,
        request: Request,
        body: Option<ArrayBuffer>,
        on_progress: Rc<dyn Fn(Progress)>,
    ) -> Result<Reply, Trouble> {
        let (reply, answer) = oneshot::channel();
        self.state.update_value(|state| {
            state.waiting.insert(id, Waiting { reply, on_progress });
        });
        let mut cancel_on_drop = CancelOnDrop {
            engine: self,
            id,
            is_answered: false,
        };
        self.send(id, request, body);
        let result = answer.await.unwrap_or_else(|_| Err(gone()));
        cancel_on_drop.is_answered = true;
        result
    }

    pub(super) fn send(self, id: u32, request: Request, body: Option<ArrayBuffer>) {
        let stand_in = self.state.try_with_value(|state| state.stand_in);
        if let Some(answer) = stand_in.flatten() {
            if let Some(answer) = answer(&request) {
                // In a turn of its own, as a worker's.
                set_timeout(
                    move || self.settle(id, Ok(Reply { answer, body: None })),
                    Duration::ZERO,
                );
            }
            return;
        }
        let parts = wire::pack(&ToEngine { id, request }, body);
        self.state
            .update_value(|state| state.supervisor.post(&parts));
    }

    /// Gives a request its result, if somebody waits for it.
    pub(super) fn settle(self, id: u32, result: Result<Reply, Trouble>) {
        let waiting = self
            .state
            .try_update_value(|state| state.waiting.remove(id))
            .flatten();
        if let Some(waiting) = waiting {
            // An error means that the asker has gone, which is its right.
            let _ = waiting.reply.send(result);
        }
    }
}

struct CancelOnDrop {
    engine: Engine,
    id: u32,
    is_answered: bool,
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if !self.is_answered {
            let id = self.id;
            self.engine
                .state
                .update_value(|state| drop(state.waiting.remove(id)));
            self.engine.tell(Request::Cancel { request: id });
        }
    }
}

/// An answer that does not belong to the question: a mistake in this program.
pub(super) fn unexpected() -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "The engine answered something else".into(),
        ..Trouble::default()
    }
}

fn gone() -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "The engine was restarted before it could answer".into(),
        detail: "What was stored is still there. Ask again.".into(),
        ..Trouble::default()
    }
}
