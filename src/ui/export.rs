//! Saving: everything here as one recording, or one profile as received. What a recording holds is
//! listed before it is saved.

use js_sys::ArrayBuffer;
use leakscope_core::engine::protocol::{Answer, ExportWhat, Request};
use leakscope_core::telemetry::ProfileId;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::messages::Messages;
use super::parts::save_bytes;
use crate::engine::Engine;

/// Saves things: a context.
#[derive(Clone, Copy)]
pub struct Exporter {
    engine: Engine,
    messages: Messages,
    ready: RwSignal<Option<Export>, LocalStorage>,
}

#[derive(Clone)]
struct Export {
    name: String,
    contents: Vec<String>,
    bytes: ArrayBuffer,
}

impl Exporter {
    /// With nothing in hand.
    pub fn new(engine: Engine, messages: Messages) -> Exporter {
        Exporter {
            engine,
            messages,
            ready: RwSignal::new_local(None),
        }
    }

    /// Saves a profile exactly as it was received.
    pub fn profile(self, profile: ProfileId) {
        self.start(ExportWhat::Profile(profile));
    }

    /// Makes a recording, shows what it holds, and saves it when the person says so.
    pub fn recording(self) {
        self.start(ExportWhat::Recording);
    }

    fn start(self, what: ExportWhat) {
        let is_listed = what == ExportWhat::Recording;
        spawn_local(async move {
            let reply = self
                .engine
                .ask_with(Request::Export(what), None, |_| {})
                .await;
            match reply {
                Ok(reply) => {
                    let Some(bytes) = reply.body else { return };
                    let Answer::Exported { name, contents } = reply.answer else {
                        return;
                    };
                    match is_listed {
                        true => self.ready.set(Some(Export {
                            name,
                            contents,
                            bytes,
                        })),
                        false => save_bytes(&name, &bytes),
                    }
                }
                Err(trouble) => self.messages.trouble(trouble, None),
            }
        });
    }
}

/// Lists what a recording holds, before it is saved.
#[component]
pub fn ExportDialog() -> impl IntoView {
    let ready = expect_context::<Exporter>().ready;
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // The dialog is in the page only while there is something to save.
            let _ = dialog.show_modal();
        }
    });
    let close = move || ready.set(None);
    move || {
        let export = ready.get()?;
        let lines: Vec<_> = export
            .contents
            .iter()
            .map(|line| view! { <li>{line.clone()}</li> })
            .collect();
        let name = export.name.clone();
        let save = move |_| {
            save_bytes(&export.name, &export.bytes);
            close();
        };
        Some(view! {
            <dialog node_ref=dialog aria-labelledby="export-title" on:close=move |_| close()>
                <header><h2 id="export-title">"Save "<bdi>{name}</bdi></h2></header>
                <div>
                    <p>"It will hold:"</p>
                    <ul class="lines">{lines}</ul>
                    <p class="note">
                        "User names and passwords in addresses, token-like query values, request headers and the command line are left out."
                    </p>
                </div>
                <footer>
                    <button class="btn" on:click=move |_| close()>"Cancel"</button>
                    <button class="btn primary" autofocus on:click=save>"Save"</button>
                </footer>
            </dialog>
        })
    }
}
