//! The worker's end: takes requests in and sends answers out.

use js_sys::ArrayBuffer;
use leakscope_core::engine::protocol::{Answer, Inventory, Request, ToEngine, ToPage};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{link, wire};

/// Whether this runs in the engine's worker rather than in the page.
pub fn is_worker() -> bool {
    js_sys::global().is_instance_of::<DedicatedWorkerGlobalScope>()
}

/// Becomes the engine.
pub fn run() {
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some((message, body)) = wire::unpack::<ToEngine>(&event.data()) {
            hear(message, body);
        }
    });
    let scope = scope();
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The engine listens as long as its worker lives.
    on_message.forget();
    let _ = scope.post_message(&link::UP.into());
}

fn hear(message: ToEngine, _body: Option<ArrayBuffer>) {
    if let Request::Start { .. } = message.request {
        say(Some(message.id), Answer::Ready(Inventory::default()), None);
    }
}

fn say(reply_to: Option<u32>, answer: Answer, body: Option<ArrayBuffer>) {
    if let Ok(parts) = wire::pack(&ToPage { reply_to, answer }, body) {
        let _ = scope().post_message_with_transfer(&parts, &parts);
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
