//! What most files of the page need: signals, and the document's everyday calls.

pub use crate::leptos::{
    Owner, document, event_target_value, on_cleanup, request_animation_frame, set_timeout,
    set_timeout_with_handle, untrack, window, window_event_listener,
};

pub use crate::signal::{Memo, ReadSignal, RwSignal, StoredValue, effect};
