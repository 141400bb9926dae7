//! A button that copies a text, and says that it has.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Copies what `text` makes when it is pressed.
#[component]
pub fn CopyButton(
    /// What stands on it.
    label: &'static str,
    /// What is copied.
    text: impl Fn() -> String + Copy + 'static,
) -> impl IntoView {
    let said = RwSignal::new(label);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&text());
        spawn_local(async move {
            let outcome = match JsFuture::from(promise).await {
                Ok(_) => "Copied",
                // Without https, or without the person's leave.
                Err(_) => "The browser did not let it be copied",
            };
            said.try_set(outcome);
            set_timeout(
                move || {
                    said.try_set(label);
                },
                Duration::from_secs(2),
            );
        });
    };
    view! { <button class="btn quiet" on:click=copy><span aria-live="polite">{said}</span></button> }
}
