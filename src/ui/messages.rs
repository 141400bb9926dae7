//! Messages stand in the page under the top bar until they are put away: what went wrong, with what
//! to do, and remarks.

use std::rc::Rc;

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Trouble, TroubleKind};

use super::dom::{Content, El, button, each, el};
use super::parts::icon::paths;
use super::parts::small_icon;
use crate::engine::Status;
use crate::prelude::*;
use crate::ui::page::Page;

/// What a message offers to do.
#[derive(Clone)]
pub struct Offer {
    /// On its button.
    pub words: &'static str,
    /// What the button does.
    pub run: Rc<dyn Fn()>,
}

/// The messages: a context.
#[derive(Clone, Copy)]
pub struct Messages(RwSignal<Vec<Message>>);

#[derive(Clone)]
struct Message {
    id: u32,
    trouble: Option<Trouble>,
    text: String,
    offer: Option<Offer>,
}

impl Messages {
    /// None yet.
    pub fn new() -> Messages {
        Messages(RwSignal::new(Vec::new()))
    }

    /// Something went wrong. What a person cancelled is no news to them.
    pub fn trouble(self, trouble: Trouble, offer: Option<Offer>) {
        if trouble.kind != TroubleKind::Cancelled {
            self.push(trouble.title.clone(), Some(trouble), offer);
        }
    }

    /// Something worth knowing.
    pub fn remark(self, text: impl Into<String>) {
        self.push(text.into(), None, None);
    }

    fn push(self, text: String, trouble: Option<Trouble>, offer: Option<Offer>) {
        self.0.update(|all| {
            let id = all.last().map_or(0, |last| last.id + 1);
            all.push(Message {
                id,
                trouble,
                text,
                offer,
            });
        });
    }

    fn put_away(self, id: u32) {
        self.0.update(|all| all.retain(|message| message.id != id));
    }
}

/// The messages, and what the engine has to say of itself.
pub fn message_list() -> El {
    let messages = Page::get().messages;
    let engine = Page::get().engine;
    // A remark of the inventory is shown until it is put away here.
    let seen = StoredValue::new(Vec::<String>::new());
    effect(move || {
        for remark in &engine.inventory().read().remarks {
            if !seen.with_value(|seen| seen.contains(remark)) {
                seen.update_value(|seen| seen.push(remark.clone()));
                messages.remark(remark.clone());
            }
        }
    });
    effect(move || match engine.status().get() {
        // What the next engine has to say of its predecessor's end is said again if it dies alike.
        Status::Starting => seen.set_value(Vec::new()),
        Status::Broken { reason } => messages.trouble(
            Trouble {
                kind: TroubleKind::Engine,
                title: "The engine does not start".into(),
                detail: reason,
                ..Trouble::default()
            },
            None,
        ),
        _ => {}
    });
    el("div")
        .class("messages")
        .attr("role", "log")
        .attr("aria-label", "Messages")
        .child(each(
            move || messages.0.get(),
            |message| message.id,
            move |message| one(messages, message),
        ))
}

fn one(messages: Messages, message: Message) -> El {
    let id = message.id;
    let class = match message.trouble {
        Some(_) => "message trouble",
        None => "message remark",
    };
    let offer = message.offer.map(|offer| {
        let run = move |_| {
            messages.put_away(id);
            (offer.run)();
        };
        button("btn").on(ev::click, run).child(offer.words)
    });
    let put_away = button("btn quiet icon")
        .attr("aria-label", "Put this message away")
        .on(ev::click, move |_| messages.put_away(id))
        .child(small_icon(paths::CLOSE));
    let title = el("b").child(el("bdi").child(message.text));
    let words = el("span")
        .class("words")
        .child((title, " ", message.trouble.map(more)));
    el("div").class(class).child((words, offer, put_away))
}

fn more(trouble: Trouble) -> impl Content {
    let remedies: String = trouble
        .remedies
        .iter()
        .map(|(words, _)| format!(" {words}"))
        .collect();
    let raw = (!trouble.raw.is_empty()).then(|| {
        let raw = el("pre").child(trouble.raw);
        el("details").child((el("summary").child("raw error"), raw))
    });
    let detail = match trouble.detail.trim_end() {
        detail if detail.is_empty() || detail.ends_with(['.', '?', '!']) => detail.to_owned(),
        detail => format!("{detail}."),
    };
    (" ", detail, remedies, " ", raw)
}
