//! A note at a moment: written, read, removed.

use crate::leptos::ev::{self, KeyboardEvent};
use leakscope_core::chart::clock::Clock;
use leakscope_core::engine::protocol::Request;
use web_sys::HtmlInputElement;

use super::Drawing;
use crate::prelude::*;
use crate::ui::dom::{Content, El, Held, button, el, px};
use crate::ui::parts::icon;
use crate::ui::parts::icon::paths;

/// The card under a note's flag, or where a new one is being written.
pub fn note_form(drawing: Drawing) -> impl Content {
    move || {
        let at_ms = drawing.noting.get()?;
        Some(untrack(|| note_card(drawing, at_ms)))
    }
}

fn note_card(drawing: Drawing, at_ms: f64) -> El {
    let picture = drawing.picture.get_untracked();
    let left_px = picture
        .scene
        .time
        .px(at_ms)
        .min((picture.scene.plan.width_px - 268.0).max(8.0))
        .max(8.0);
    let slack_ms = picture.scene.time.ms_per_px() * 2.0;
    let events = picture.scene.overview.events.iter();
    let here: Vec<_> = events
        .filter(|e| (e.start_ms - at_ms).abs() <= slack_ms)
        .cloned()
        .collect();
    let time = Clock::new(&picture.zone).seconds(at_ms);
    let input = Held::<HtmlInputElement>::new();
    let close = move || {
        drawing.noting.set(None);
        if let Some(frame) = drawing.frame.get_untracked() {
            let _ = frame.focus();
        }
    };
    effect(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let add = move || {
        let text = input
            .get_untracked()
            .map(|input| input.value())
            .unwrap_or_default();
        let text = text.trim().to_owned();
        if let (false, Some(service)) = (text.is_empty(), drawing.state.service.get_untracked()) {
            drawing.state.engine.tell(Request::AddNote {
                service,
                at_ms,
                text,
            });
        }
        close();
    };
    let remove = move |at_ms: f64, text: String| {
        if let Some(service) = drawing.state.service.get_untracked() {
            drawing.state.engine.tell(Request::RemoveNote {
                service,
                at_ms,
                text,
            });
        }
        close();
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            add();
        }
        "Escape" => {
            event.stop_propagation();
            close();
        }
        _ => {}
    };
    let written: Vec<_> = here
        .into_iter()
        .map(|event| {
            let text = el("bdi").child(event.text.as_str());
            let take_away = event.is_note.then(|| {
                button("btn quiet")
                    .on(ev::click, move |_| {
                        remove(event.start_ms, event.text.clone());
                    })
                    .child("Remove")
            });
            el("p").class("note-text").child((text, take_away))
        })
        .collect();
    let field = el("input")
        .held(input)
        .attr("maxlength", "200")
        .attr("aria-label", format!("Note at {time}"))
        .attr("placeholder", format!("Note at {time}"))
        .on(ev::keydown, on_key);
    let save = button("btn primary")
        .on(ev::click, move |_| add())
        .child("Add");
    let leave = button("btn quiet icon")
        .attr("aria-label", "Close")
        .on(ev::click, move |_| close())
        .child(icon(paths::CLOSE));
    el("div")
        .class("pop note-card")
        .attr("role", "dialog")
        .attr("aria-label", "Note")
        .style("left", px(left_px))
        .child((
            written,
            el("div").class("note-new").child((field, save, leave)),
        ))
}
