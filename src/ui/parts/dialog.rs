//! A dialog: in the page only while it is open.

use crate::leptos::ev;

use crate::prelude::*;
use crate::ui::dom::{El, Held, el};

/// A modal dialog named by the element of the id `title_id`. It opens when it comes into the page;
/// `close` is to take it away again.
pub fn dialog(title_id: &'static str, close: impl Fn() + 'static) -> El {
    let held = Held::<web_sys::HtmlDialogElement>::new();
    effect(move || {
        if let Some(dialog) = held.get() {
            // It fails only for one that is open, or that has left the page already.
            let _ = dialog.show_modal();
        }
    });
    el("dialog")
        .held(held)
        .attr("aria-labelledby", title_id)
        .on(ev::close, move |_| close())
}
