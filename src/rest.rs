//! The rest of the page's wasm. A release build comes in two: what the first screen and an empty engine
//! need, and the rest, which the start script loads once the page runs (`xtask/src/pack/split`).
//!
//! Whoever is about to use what is of the rest waits for it here. Who forgets to, stops the page until it
//! has come: that is a mistake, which the end-to-end tests find by a mark (`leakscope:rest-forced`).

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::prelude::*;

/// Has the rest come now, though the first screen may not be ready yet, and waits until it is in this
/// thread. Where it could not be loaded, this ends too: then it is loaded by whoever uses it, at once.
pub async fn here() {
    want();
    placed().await;
}

/// Waits until the rest is in this thread, which it comes to once the first screen is ready.
pub async fn placed() {
    if let Some(coming) = coming() {
        let _ = JsFuture::from(coming).await;
    }
}

/// Has the rest come now.
pub fn want() {
    if let Ok(want) = Reflect::get(&js_sys::global(), &"leakscopeWantRest".into())
        && let Ok(want) = want.dyn_into::<Function>()
    {
        let _ = want.call0(&JsValue::UNDEFINED);
    }
}

/// Whether the rest is here, as a signal.
pub fn is_here() -> ReadSignal<bool> {
    let is_here = RwSignal::new(coming().is_none());
    if !is_here.get_untracked() {
        spawn_local(async move {
            placed().await;
            is_here.set(true);
        });
    }
    is_here.read_only()
}

/// What ends once the rest is here, with its module or with none; nothing in a build that is whole.
pub fn coming() -> Option<Promise> {
    let coming = Reflect::get(&js_sys::global(), &"leakscopeRest".into()).ok()?;
    coming.dyn_into().ok()
}
