//! Saving: everything here as one recording, or one profile as received. What a recording holds is
//! listed before it is saved.

use crate::leptos::ev;
use crate::leptos::task::spawn_local;
use js_sys::ArrayBuffer;
use leakscope_core::engine::protocol::{Answer, ExportWhat, Request, Subject, ViewFormat};
use leakscope_core::telemetry::{ProfileId, ServiceId};

use super::dom::{Content, El, button, el};
use super::messages::Messages;
use super::parts::{dialog, save_bytes, save_svg_as_png};
use crate::engine::Engine;
use crate::prelude::*;
use crate::ui::page::Page;

/// Saves things: a context.
#[derive(Clone, Copy)]
pub struct Exporter {
    engine: Engine,
    messages: Messages,
    ready: RwSignal<Option<Export>>,
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
            ready: RwSignal::new(None),
        }
    }

    /// Saves a profile exactly as it was received.
    pub fn profile(self, profile: ProfileId) {
        self.start(ExportWhat::Profile(profile));
    }

    /// Saves what is in view, written anew.
    pub fn view(self, subject: Subject, format: ViewFormat) {
        self.start(ExportWhat::View { subject, format });
    }

    /// Saves the graph of what is in view as a picture of pixels,.
    pub fn graph_png(self, subject: Subject) {
        let format = ViewFormat::Svg;
        self.start_then(ExportWhat::View { subject, format }, |name, bytes| {
            let name = name.strip_suffix(".svg").unwrap_or(name);
            save_svg_as_png(format!("{name}.png"), bytes);
        });
    }

    /// Saves the events and notes of a service.
    pub fn events(self, service: ServiceId, is_csv: bool) {
        self.start(ExportWhat::Events { service, is_csv });
    }

    /// Makes a recording, shows what it holds, and saves it when the person says so.
    pub fn recording(self) {
        self.start(ExportWhat::Recording);
    }

    fn start(self, what: ExportWhat) {
        self.start_then(what, save_bytes);
    }

    fn start_then(self, what: ExportWhat, save: fn(&str, &ArrayBuffer)) {
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
                        false => save(&name, &bytes),
                    }
                }
                Err(trouble) => self.messages.trouble(trouble, None),
            }
        });
    }
}

/// Lists what a recording holds, before it is saved.
pub fn export_dialog() -> impl Content {
    let ready = Page::get().exporter.ready;
    move || ready.get().map(|export| one(ready, export))
}

fn one(ready: RwSignal<Option<Export>>, export: Export) -> El {
    let close = move || ready.set(None);
    let name = el("bdi").child(export.name.as_str());
    let title = el("h2").attr("id", "export-title").child(("Save ", name));
    let lines: Vec<_> = export
        .contents
        .iter()
        .map(|line| el("li").child(line.as_str()))
        .collect();
    let note = "User names and passwords in addresses, token-like query values, request headers and the command line are left out.";
    let cancel = button("btn")
        .on(ev::click, move |_| close())
        .child("Cancel");
    let save = button("btn primary")
        .flag("autofocus", true)
        .on(ev::click, move |_| {
            save_bytes(&export.name, &export.bytes);
            close();
        })
        .child("Save it");
    let body = el("div").child((
        el("p").child("It will hold:"),
        el("ul").class("lines").child(lines),
        el("p").class("note").child(note),
    ));
    dialog("export-title", close)
        .child((el("header").child(title), body))
        .child(el("footer").child((cancel, save)))
}
