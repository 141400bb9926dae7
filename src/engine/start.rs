//! What the page needs of the browser to start an engine: a worker, the recording's lock, turns.

use js_sys::{Function, Promise, Reflect};
use leakscope_core::engine::protocol::Request;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Window, Worker, WorkerOptions, WorkerType};

use super::client::Engine;
use crate::{net, rest};

const LOCK: &str = "leakscope-recording";
/// A page that is reloaded may meet the lock of its former self for a moment.
const LOCK_TRIES: u32 = 4;

/// The worker that the start script began, or another one from this page's own script, whose address
/// the script's tag carries, and this page's own wasm, in one or in two.
pub fn new_worker() -> Result<Worker, String> {
    let window = window()?;
    if let Ok(begun) = Reflect::get(&window, &"leakscopeEngine".into())
        && let Ok(worker) = begun.dyn_into::<Worker>()
    {
        Reflect::delete_property(&window, &"leakscopeEngine".into()).map_err(words)?;
        return Ok(worker);
    }
    let document = window.document().ok_or("there is no document")?;
    let tag = document
        .get_element_by_id("leakscope-start")
        .ok_or("the page lacks its start script's tag")?;
    let base = document.base_uri().ok().flatten().unwrap_or_default();
    let script = tag.get_attribute("data-js").unwrap_or_default();
    let script = web_sys::Url::new_with_base(&script, &base).map_err(words)?;
    let url = web_sys::Url::new_with_base("engine.js", &base).map_err(words)?;
    url.search_params().set("js", &script.href());
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("leakscope-engine");
    let worker = Worker::new_with_options(&url.href(), &options).map_err(words)?;
    worker
        .post_message(&wasm_bindgen::module())
        .map_err(words)?;
    if let Some(rest) = rest::coming() {
        let its_worker = worker.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let module = JsFuture::from(rest).await.unwrap_or(JsValue::NULL);
            let _ = its_worker.post_message(&module);
        });
    }
    Ok(worker)
}

/// Whether this page owns the recording; once it does, until it is closed. A browser without locks
/// lets every tab own it.
pub async fn owns_recording() -> bool {
    thread_local!(static OWNS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
    for attempt in 0..LOCK_TRIES {
        if OWNS.get() {
            return true;
        }
        if attempt > 0 {
            sleep(100).await;
        }
        match try_lock().await {
            Ok(is_ours) => OWNS.set(is_ours),
            Err(_) => OWNS.set(true),
        }
    }
    OWNS.get()
}

/// Asks for the lock without waiting. Held, it is kept by a promise that never ends.
async fn try_lock() -> Result<bool, JsValue> {
    let locks = Reflect::get(&window()?.navigator(), &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let options = js_sys::Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into())?;
    let (sender, receiver) = futures_channel::oneshot::channel();
    let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let is_ours = !lock.is_null();
        let _ = sender.send(is_ours);
        match is_ours {
            true => Promise::new(&mut |_, _| {}).into(),
            false => JsValue::UNDEFINED,
        }
    });
    request.call3(&locks, &LOCK.into(), &options, &callback)?;
    Ok(receiver.await.unwrap_or(true))
}

/// One of two that make the page ready: its first screen is painted, or the engine has answered.
/// The second of them, whichever it is, sets the mark.
pub fn note_half_ready() {
    thread_local!(static IS_HALF: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
    if IS_HALF.replace(true) {
        net::mark("leakscope:ready");
    }
}

/// Says so once the next frame has been painted.
pub fn note_first_paint() {
    let Ok(window) = window() else { return };
    let after_frame = Closure::once_into_js(move || {
        wasm_bindgen_futures::spawn_local(async {
            next_turn().await;
            note_half_ready();
        });
    });
    // A hidden tab paints nothing, and gives no frame: it is as ready as it can be.
    let is_hidden = window.document().is_some_and(|document| document.hidden());
    if is_hidden
        || window
            .request_animation_frame(after_frame.unchecked_ref())
            .is_err()
    {
        note_half_ready();
    }
}

/// Tells the engine when the page is hidden or shown, and asks for storage that lasts.
pub(super) fn tell_visibility(engine: Engine) {
    let Ok(window) = window() else { return };
    let Some(document) = window.document() else {
        return;
    };
    let its_document = document.clone();
    let on_change = Closure::<dyn FnMut()>::new(move || {
        let is_hidden = its_document.hidden();
        engine.tell(Request::Visibility { is_hidden });
    });
    let _ = document
        .add_event_listener_with_callback("visibilitychange", on_change.as_ref().unchecked_ref());
    // It listens as long as the page lives.
    on_change.forget();
}

/// Asks the browser to keep what is stored, once there is something: browsers ask the person or
/// decide by use, so an answer is not waited for.
pub fn ask_to_persist() {
    thread_local!(static ASKED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
    if !ASKED.replace(true)
        && let Ok(window) = window()
        && let Ok(promise) = window.navigator().storage().persist()
    {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = JsFuture::from(promise).await;
        });
    }
}

/// Waits some milliseconds.
pub async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Ok(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Waits for the next turn of the event loop.
pub async fn next_turn() {
    sleep(0).await;
}

fn window() -> Result<Window, String> {
    web_sys::window().ok_or_else(|| "there is no window".into())
}

fn words(error: JsValue) -> String {
    format!("{error:?}")
}
