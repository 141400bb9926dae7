//! A note at a moment: written, read, removed.

use leakscope_core::chart::clock::Clock;
use leakscope_core::engine::protocol::Request;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::Drawing;
use crate::ui::parts::{Icon, icon::paths};

/// The card under a note's flag, or where a new one is being written.
#[component]
pub fn NoteForm(
    /// The drawing.
    drawing: Drawing,
) -> impl IntoView {
    move || {
        drawing
            .noting
            .get()
            .map(|at_ms| view! { <NoteCard drawing=drawing at_ms=at_ms /> })
    }
}

#[component]
fn NoteCard(drawing: Drawing, at_ms: f64) -> impl IntoView {
    let picture = drawing.picture.get_untracked();
    let left_px = picture
        .scene
        .time
        .px(at_ms)
        .clamp(8.0, (picture.scene.plan.width_px - 268.0).max(8.0));
    let slack_ms = picture.scene.time.ms_per_px() * 2.0;
    let events = picture.scene.overview.events.iter();
    let here: Vec<_> = events
        .filter(|e| (e.start_ms - at_ms).abs() <= slack_ms)
        .cloned()
        .collect();
    let time = Clock::new(&picture.zone).seconds(at_ms);
    let input = NodeRef::<Input>::new();
    let close = move || {
        drawing.noting.set(None);
        if let Some(frame) = drawing.frame.get_untracked() {
            let _ = frame.focus();
        }
    };
    Effect::new(move |_| {
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
    view! {
        <div class="pop note-card" role="dialog" aria-label="Note" style:left=format!("{left_px}px")>
            {here.into_iter().map(|event| {
                let (start_ms, text) = (event.start_ms, event.text.clone());
                view! {
                    <p class="note-text"><bdi>{event.text}</bdi>
                        {event.is_note.then(|| view! {
                            <button class="btn quiet" on:click=move |_| remove(start_ms, text.clone())>"Remove"</button>
                        })}
                    </p>
                }
            }).collect_view()}
            <div class="note-new">
                <input node_ref=input maxlength="200" aria-label=format!("Note at {time}") placeholder=format!("Note at {time}") on:keydown=on_key />
                <button class="btn primary" on:click=move |_| add()>"Add"</button>
                <button class="btn quiet icon" aria-label="Close" on:click=move |_| close()><Icon path=paths::CLOSE /></button>
            </div>
        </div>
    }
}
