//! The page's end: starts the worker, hands its answers on, and starts another when it dies.

use std::sync::Arc;

use js_sys::{Array, Promise};
use leakscope_core::engine::protocol::{Answer, Request, ToPage};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::client::{Engine, Reply, State, Status};
use super::{link, start, watchdog, wire};
use crate::engine::Progress;
use crate::net::{self, Fetches};
use crate::prelude::*;

/// This many deaths within one page and the engine is not started again.
const MAX_DEATHS: u32 = 5;

/// The running worker, and what is to be sent once it listens.
#[derive(Default)]
pub(super) struct Supervisor {
    worker: Option<Worker>,
    is_up: bool,
    /// Whether it has been heard, and is being told what to start with.
    has_begun: bool,
    unsent: Vec<Array>,
    /// Whether another tab owns the recording.
    pub is_read_only: bool,
    /// What the last worker died of.
    died_of: Option<String>,
    deaths: u32,
    /// When the worker was heard last, by the page's clock.
    pub heard_ms: f64,
    pub fetches: Fetches,
    /// What asking for the recording's lock comes to, asked while the first worker starts.
    lock: Option<Promise>,
    /// Kept as long as the worker lives.
    listeners: Option<Listeners>,
}

struct Listeners {
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Supervisor {
    /// Sends a packed message, at once or as soon as the worker listens.
    pub fn post(&mut self, parts: &Array) {
        match &self.worker {
            Some(worker) if self.is_up => {
                if let Err(error) = worker.post_message_with_transfer(parts, parts) {
                    web_sys::console::error_2(&"a message could not be posted".into(), &error);
                }
            }
            _ => self.unsent.push(parts.clone()),
        }
    }

    /// Asks the worker for a sign of life. Whether there is a worker that should give one.
    pub fn ping(&self) -> bool {
        match &self.worker {
            Some(worker) => worker.post_message(&link::PING.into()).is_ok(),
            None => false,
        }
    }
}

impl Engine {
    /// Starts the worker, and asks for the recording's lock and for storage that lasts. Called
    /// once, by `App`.
    pub fn start() -> Engine {
        let engine = Engine {
            inventory: RwSignal::new(Arc::default()),
            status: RwSignal::new(Status::Starting),
            state: StoredValue::new(State::default()),
        };
        let lock = future_to_promise(async { Ok(start::owns_recording().await.into()) });
        let keep = |state: &mut State| state.supervisor.lock = Some(lock);
        engine.state.update_value(keep);
        start::note_first_paint();
        engine.start_worker();
        watchdog::run(engine);
        start::tell_visibility(engine);
        engine
    }

    fn start_worker(self) {
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            self.hear(&event.data());
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            self.worker_died(event.message());
        });
        match start::new_worker() {
            Ok(worker) => {
                worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
                worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
                self.state.update_value(|state| {
                    let supervisor = &mut state.supervisor;
                    // It may have said that it is up before anybody listened.
                    let _ = worker.post_message(&link::PING.into());
                    supervisor.worker = Some(worker);
                    supervisor.is_up = false;
                    supervisor.has_begun = false;
                    supervisor.heard_ms = js_sys::Date::now();
                    supervisor.listeners = Some(Listeners {
                        _on_message: on_message,
                        _on_error: on_error,
                    });
                });
            }
            Err(reason) => self.status.set(Status::Broken { reason }),
        }
    }

    fn hear(self, data: &JsValue) {
        self.state
            .update_value(|state| state.supervisor.heard_ms = js_sys::Date::now());
        if let Some((message, body)) = wire::unpack::<ToPage>(data) {
            let answer = message.answer;
            return self.take(message.reply_to, Reply { answer, body });
        }
        match data.as_string() {
            Some(word) if word == link::UP || word == link::ALIVE => self.begin(),
            Some(word) if word == link::REST_FORCED => net::mark("leakscope:rest-forced"),
            Some(word) if word.starts_with(link::PANIC) => {
                self.worker_died(word[link::PANIC.len()..].to_owned());
            }
            _ => {}
        }
    }

    /// The worker listens: the lock decides whether it may write, then all that waits is sent. Once
    /// for each worker.
    fn begin(self) {
        let has_begun = self
            .state
            .try_update_value(|state| std::mem::replace(&mut state.supervisor.has_begun, true));
        if has_begun != Some(false) {
            return;
        }
        spawn_local(async move {
            let asked = self
                .state
                .try_update_value(|state| state.supervisor.lock.take());
            let is_ours = match asked.flatten() {
                Some(lock) => JsFuture::from(lock).await.is_ok_and(|is| is.is_truthy()),
                None => start::owns_recording().await,
            };
            let is_read_only = !is_ours;
            let id = self.next_id();
            let died_of = self.state.try_update_value(|state| {
                state.supervisor.is_up = true;
                state.supervisor.is_read_only = is_read_only;
                state.supervisor.died_of.take()
            });
            let start = Request::Start {
                is_read_only,
                died_of: died_of.flatten(),
            };
            // Packed messages wait in `unsent`; the start goes before them.
            let waiting = self
                .state
                .try_update_value(|state| std::mem::take(&mut state.supervisor.unsent));
            self.send(id, start, None);
            self.state.update_value(|state| {
                for parts in waiting.unwrap_or_default() {
                    state.supervisor.post(&parts);
                }
            });
        });
    }

    fn take(self, reply_to: Option<u32>, reply: Reply) {
        match (&reply.answer, reply_to) {
            (Answer::Ready(inventory), _) => {
                self.inventory.set(Arc::new(inventory.clone()));
                self.status.set(Status::Ready);
                if self.state.with_value(|state| state.supervisor.deaths == 0) {
                    start::note_half_ready();
                }
            }
            (Answer::Changed(inventory), _) => self.inventory.set(Arc::new(inventory.clone())),
            (Answer::Opened(_), _) => start::ask_to_persist(),
            (Answer::Watching { service }, Some(id)) => self.state.update_value(|state| {
                start::ask_to_persist();
                if let Some(header) = state.headers_of_requests.remove(id) {
                    state.headers.insert(*service, header);
                }
            }),
            (Answer::Fetch(order), _) => self.fetch(order.clone()),
            (Answer::AbortFetch { order }, _) => self
                .state
                .with_value(|state| state.supervisor.fetches.abort(*order)),
            _ => {}
        }
        let Some(id) = reply_to else { return };
        match reply.answer {
            Answer::Progress { phase, done, total } => {
                let on_progress = self.state.with_value(|state| {
                    let waiting = state.waiting.get(id)?;
                    Some(std::rc::Rc::clone(&waiting.on_progress))
                });
                // Called outside of the state: what it does may ask the engine again.
                if let Some(on_progress) = on_progress {
                    on_progress(Progress { phase, done, total });
                }
            }
            Answer::Failed(trouble) => self.settle(id, Err(trouble)),
            answer => {
                let body = reply.body;
                self.settle(id, Ok(Reply { answer, body }));
            }
        }
    }

    fn fetch(self, order: leakscope_core::engine::protocol::FetchOrder) {
        let (fetches, header) = self.state.with_value(|state| {
            let given = state.headers.get(order.service).cloned();
            let header = given.filter(|(_, base)| net::is_same_host(base, &order.url));
            let header = header.map(|(header, _)| header);
            (state.supervisor.fetches.clone(), header)
        });
        spawn_local(async move {
            let number = order.order;
            let (outcome, body) = fetches.run(order, header).await;
            let request = Request::Fetched {
                order: number,
                outcome,
            };
            self.send(self.next_id(), request, body);
        });
    }

    /// The worker ended: whoever waits is told, and another one takes over from the store.
    pub(super) fn worker_died(self, of: String) {
        let state = self.state.try_update_value(|state| {
            let supervisor = &mut state.supervisor;
            // A panic's words and the trap after them are one death.
            let worker = supervisor.worker.take()?;
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
            supervisor.is_up = false;
            supervisor.unsent.clear();
            supervisor.fetches.abort_all();
            supervisor.died_of = Some(of.clone());
            supervisor.deaths += 1;
            let waiting = std::mem::take(&mut state.waiting);
            Some((supervisor.deaths, waiting))
        });
        let Some((deaths, waiting)) = state.flatten() else {
            return;
        };
        web_sys::console::error_1(&format!("the engine died: {of}").into());
        // Dropping what waits tells each asker that the engine has gone.
        drop(waiting);
        if deaths > MAX_DEATHS {
            self.status.set(Status::Broken {
                reason: format!("The engine stopped {deaths} times, the last time of: {of}"),
            });
            return;
        }
        self.status.set(Status::Starting);
        // Not from within the old worker's own event: its closures are replaced by this.
        spawn_local(async move {
            start::next_turn().await;
            self.start_worker();
        });
    }
}
