//! Leptos, as far as the page uses it: signals, events, and what it asks of the browser.
//!
//! The crates it is made of, rather than the one named `leptos`: that brings calls of functions on a
//! server, whose exports stay in the wasm and its script whether anyone calls them or not.

pub use leptos_dom::helpers::{
    TimeoutHandle, document, event_target_value, request_animation_frame, set_timeout,
    set_timeout_with_handle, window, window_event_listener,
};
pub use reactive_graph::computed::Memo;
pub use reactive_graph::effect::{Effect, RenderEffect};
pub use reactive_graph::graph::untrack;
pub use reactive_graph::owner::{LocalStorage, Owner, StoredValue, on_cleanup};
pub use reactive_graph::signal::RwSignal;
pub use reactive_graph::traits::{Get, GetUntracked, ReadValue, Set, Track};
pub use tachys::html::event as ev;

/// Work that waits.
pub mod task {
    pub use reactive_graph::spawn_local_scoped_with_cancellation;
    pub use wasm_bindgen_futures::spawn_local;
}
