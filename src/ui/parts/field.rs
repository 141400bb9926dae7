//! A labelled field of a form, and the fields of the intervals.

use crate::leptos::ev;
use leakscope_core::engine::protocol;

use crate::prelude::*;
use crate::ui::dom::{El, el};
use leakscope_core::units::shortest;

/// What a field is beside its name and its text.
#[derive(Clone, Copy, Default)]
pub struct FieldLook {
    /// What is wrong with the text.
    pub wrong: Option<Memo<Option<String>>>,
    /// Shown while it is empty.
    pub placeholder: &'static str,
    /// Its id in the page.
    pub id: Option<&'static str>,
    /// Whether it is shown as dots.
    pub is_secret: bool,
}

/// A labelled text field, with what is wrong with it under it.
pub fn field(label: &'static str, value: RwSignal<String>, look: FieldLook) -> El {
    let wrong = move || look.wrong.and_then(|wrong| wrong.get());
    let input = el("input")
        .attr("id", look.id)
        .attr("type", if look.is_secret { "password" } else { "text" })
        .attr("spellcheck", "false")
        .attr("autocapitalize", "none")
        .attr("autocomplete", "off")
        .attr("placeholder", look.placeholder)
        .attr("aria-invalid", move || wrong().map(|_| "true"))
        .bound(value);
    let alert = move || {
        let small = el("small").class("wrong").attr("role", "alert");
        wrong().map(|words| small.child(words))
    };
    el("label").class("field").child((label, input, alert))
}

/// How often a service is asked, in seconds; 0 never.
pub fn intervals(value: RwSignal<protocol::Intervals>) -> El {
    type Part = fn(&mut protocol::Intervals) -> &mut f64;
    let parts: [(&'static str, Part); 5] = [
        ("Counts", |all| &mut all.counts_ms),
        ("Health", |all| &mut all.health_ms),
        ("Memory", |all| &mut all.memory_ms),
        ("Profiles", |all| &mut all.profiles_ms),
        ("Events", |all| &mut all.events_ms),
    ];
    let fields = parts.map(|(label, part)| {
        let shown = move || {
            let mut all = value.get();
            shortest(*part(&mut all) / 1000.0)
        };
        let take = move |event| {
            let seconds = js_sys::parse_float(&event_target_value(&event));
            if seconds.is_finite() && seconds >= 0.0 {
                // Oftener than once a second would be a load test.
                let wanted_ms = if seconds == 0.0 {
                    0.0
                } else {
                    seconds.clamp(1.0, 86_400.0) * 1000.0
                };
                value.update(|all| *part(all) = wanted_ms);
            }
        };
        let input = el("input")
            .attr("type", "number")
            .attr("min", "0")
            .attr("step", "any")
            .attr("inputmode", "decimal")
            .value(shown)
            .on(ev::change, take);
        el("label").class("field").child((label, input))
    });
    let note = "Seconds between two questions; 0 never asks.";
    el("div")
        .attr("role", "group")
        .attr("aria-label", "Seconds between questions")
        .child(el("p").class("note").child(note))
        .child(el("div").class("intervals").child(fields))
}
