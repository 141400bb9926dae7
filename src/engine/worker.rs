//! The worker's end: the engine, its turns, its timer, and the way to the page.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use js_sys::Uint8Array;
use leakscope_core::engine::protocol::{ToEngine, ToPage};
use leakscope_core::engine::{Engine, Host};
use leakscope_core::job::Pace;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use super::{link, wire};
use crate::rest;
use crate::store::BrowserStore;

/// Browsers keep a timeout's length in 32 bits.
const LONGEST_TIMEOUT_MS: f64 = 2_000_000_000.0;

thread_local! {
    static ENGINE: RefCell<Option<Engine<BrowserStore, WorkerHost>>> = const { RefCell::new(None) };
    /// One end of a channel to ourselves: a message through it is a turn of the event loop, in
    /// which the page's messages get theirs too. Timeouts would be held back to 4 ms each.
    static TURNS: RefCell<Option<MessagePort>> = const { RefCell::new(None) };
    /// Whether the engine was told to start.
    static HAS_BEGUN: Cell<bool> = const { Cell::new(false) };
    /// What came before the rest.
    static WAITING: RefCell<Option<Vec<JsValue>>> = const { RefCell::new(Some(Vec::new())) };
    static IS_TURN_COMING: Cell<bool> = const { Cell::new(false) };
    /// Whether the timeout set last has gone off.
    static HAS_FIRED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this runs in the engine's worker rather than in the page.
pub fn is_worker() -> bool {
    js_sys::global().is_instance_of::<DedicatedWorkerGlobalScope>()
}

/// Becomes the engine.
pub fn run() {
    tell_of_panics();
    if let Err(error) = start() {
        let text = format!("{}the worker could not start: {error:?}", link::PANIC);
        let _ = scope().post_message(&text.into());
    }
}

fn start() -> Result<(), JsValue> {
    let channel = MessageChannel::new()?;
    let on_turn = Closure::<dyn FnMut()>::new(take_turn);
    channel
        .port2()
        .set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    TURNS.set(Some(channel.port1()));

    let performance = js_sys::Reflect::get(&scope(), &"performance".into())?
        .unchecked_into::<web_sys::Performance>();
    let pace = Pace::new(move || performance.now());
    let host = WorkerHost::new();
    let store = BrowserStore::new("leakscope");
    store.open_ahead();
    ENGINE.set(Some(Engine::new(store, host, pace, Arc::new(ask_for_turn))));

    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        hear(&event.data());
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Both live as long as the worker.
    on_turn.forget();
    on_message.forget();
    spawn_local(take_waiting());
    scope().post_message(&link::UP.into())
}

/// The first message starts the engine, which needs nothing of the rest; all others wait for that.
fn hear(data: &JsValue) {
    if data.as_string().as_deref() == Some(link::PING) {
        let _ = scope().post_message(&link::ALIVE.into());
    } else if !HAS_BEGUN.get() {
        HAS_BEGUN.set(take(data));
    } else {
        let waits = WAITING.with_borrow_mut(|waiting| match waiting {
            Some(waiting) => {
                waiting.push(data.clone());
                rest::want();
                true
            }
            None => false,
        });
        if !waits {
            take(data);
        }
    }
}

/// Hands a message to the engine; whether it is one.
fn take(data: &JsValue) -> bool {
    let Some((message, body)) = wire::unpack::<ToEngine>(data) else {
        return false;
    };
    let body = body.map(|buffer| Uint8Array::new(&buffer).to_vec());
    with_engine(|engine| engine.handle(message, body));
    true
}

/// Takes what has waited, in its order, once the rest is here.
async fn take_waiting() {
    rest::placed().await;
    for data in WAITING.take().unwrap_or_default() {
        take(&data);
    }
    with_engine(Engine::rehearse);
}

/// Asks for a turn, unless one is coming.
fn ask_for_turn() {
    if IS_TURN_COMING.replace(true) {
        return;
    }
    TURNS.with_borrow(|turns| {
        if let Some(port) = turns {
            let _ = port.post_message(&JsValue::NULL);
        }
    });
}

fn take_turn() {
    IS_TURN_COMING.set(false);
    if with_engine(Engine::run_slice) == Some(true) {
        ask_for_turn();
    }
}

fn with_engine<T>(f: impl FnOnce(&Engine<BrowserStore, WorkerHost>) -> T) -> Option<T> {
    ENGINE.with_borrow(|engine| engine.as_ref().map(f))
}

/// What the engine knows of the browser.
struct WorkerHost {
    /// The running timeout: its handle and when it is due.
    timeout: Cell<Option<(i32, f64)>>,
    on_timeout: Closure<dyn FnMut()>,
}

impl WorkerHost {
    fn new() -> WorkerHost {
        WorkerHost {
            timeout: Cell::new(None),
            on_timeout: Closure::new(|| {
                HAS_FIRED.set(true);
                with_engine(Engine::tick);
            }),
        }
    }
}

impl Host for WorkerHost {
    fn now_ms(&self) -> f64 {
        js_sys::Date::now()
    }

    fn post(&self, message: ToPage, body: Option<Vec<u8>>) {
        let body = body.map(|bytes| wire::to_buffer(&bytes));
        let parts = wire::pack(&message, body);
        let _ = scope().post_message_with_transfer(&parts, &parts);
    }

    fn wake_at(&self, at_ms: Option<f64>) {
        let running = self.timeout.get().filter(|_| !HAS_FIRED.replace(false));
        if running.map(|(_, due_ms)| due_ms) == at_ms {
            return;
        }
        let scope = scope();
        if let Some((handle, _)) = running {
            scope.clear_timeout_with_handle(handle);
        }
        self.timeout.set(at_ms.and_then(|due_ms| {
            let wait_ms = (due_ms - self.now_ms())
                .clamp(0.0, LONGEST_TIMEOUT_MS)
                .ceil();
            let callback = self.on_timeout.as_ref().unchecked_ref();
            let handle = scope
                .set_timeout_with_callback_and_timeout_and_arguments_0(callback, wait_ms as i32);
            Some((handle.ok()?, due_ms))
        }));
    }
}

/// A panic's words reach the page before the worker ends.
fn tell_of_panics() {
    std::panic::set_hook(Box::new(|info| {
        let text = format!("{}{info}", link::PANIC);
        let _ = scope().post_message(&text.into());
    }));
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
