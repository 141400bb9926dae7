//! The page's end: starts the worker and hands its answers on.

use js_sys::Array;
use leakscope_core::engine::protocol::{Answer, Request, ToPage};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::client::{Engine, Progress, Reply, State, Status};
use super::{link, wire};
use crate::net;

/// The running worker, and what is to be sent once it listens.
#[derive(Default)]
pub(super) struct Supervisor {
    worker: Option<Worker>,
    is_up: bool,
    unsent: Vec<Array>,
    on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
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
}

impl Engine {
    /// Starts the worker. Called once, by `App`.
    pub fn start() -> Engine {
        let engine = Engine {
            inventory: RwSignal::new(Arc::default()),
            status: RwSignal::new(Status::Starting),
            state: StoredValue::new_local(State::default()),
        };
        engine.start_worker();
        engine
    }

    fn start_worker(self) {
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            self.hear(&event.data());
        });
        match new_worker() {
            Ok(worker) => {
                worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
                self.state.update_value(|state| {
                    state.supervisor.worker = Some(worker);
                    state.supervisor.on_message = Some(on_message);
                });
            }
            Err(reason) => self.status.set(Status::Broken { reason }),
        }
    }

    fn hear(self, data: &JsValue) {
        if let Some((message, body)) = wire::unpack::<ToPage>(data) {
            return self.take(
                message.reply_to,
                Reply {
                    answer: message.answer,
                    body,
                },
            );
        }
        if data.as_string().as_deref() == Some(link::UP) {
            let id = self.next_id();
            self.state.update_value(|state| {
                state.supervisor.is_up = true;
            });
            let start = Request::Start {
                is_read_only: false,
                died_of: None,
            };
            self.send(id, start, None);
            self.state.update_value(|state| {
                for parts in std::mem::take(&mut state.supervisor.unsent) {
                    state.supervisor.post(&parts);
                }
            });
        }
    }

    fn take(self, reply_to: Option<u32>, reply: Reply) {
        match (&reply.answer, reply_to) {
            (Answer::Ready(inventory), _) => {
                self.inventory.set(Arc::new(inventory.clone()));
                self.status.set(Status::Ready);
                net::mark("leakscope:ready");
            }
            (Answer::Changed(inventory), _) => self.inventory.set(Arc::new(inventory.clone())),
            (Answer::Watching { service }, Some(id)) => self.state.update_value(|state| {
                if let Some(header) = state.headers_of_requests.remove(&id) {
                    state.headers.insert(*service, header);
                }
            }),
            _ => {}
        }
        let Some(id) = reply_to else { return };
        match reply.answer {
            Answer::Progress { phase, done, total } => self.state.with_value(|state| {
                if let Some(waiting) = state.waiting.get(&id) {
                    (waiting.on_progress)(Progress { phase, done, total });
                }
            }),
            Answer::Failed(trouble) => self.settle(id, Err(trouble)),
            answer => self.settle(
                id,
                Ok(Reply {
                    answer,
                    body: reply.body,
                }),
            ),
        }
    }
}

/// A worker from this page's own script and wasm, whose addresses the start script's tag carries.
fn new_worker() -> Result<Worker, String> {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or("there is no document")?;
    let tag = document
        .get_element_by_id("leakscope-start")
        .ok_or("the page lacks its start script's tag")?;
    let base = document.base_uri().ok().flatten().unwrap_or_default();
    let address = |name: &str| -> Result<String, String> {
        let value = tag.get_attribute(name).unwrap_or_default();
        web_sys::Url::new_with_base(&value, &base)
            .map(|url| url.href())
            .map_err(|error| format!("{error:?}"))
    };
    let url =
        web_sys::Url::new_with_base("engine.js", &base).map_err(|error| format!("{error:?}"))?;
    url.search_params().set("js", &address("data-js")?);
    url.search_params().set("wasm", &address("data-wasm")?);
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("leakscope-engine");
    Worker::new_with_options(&url.href(), &options).map_err(|error| format!("{error:?}"))
}
