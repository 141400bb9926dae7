//! Messages stand in the page under the top bar until they are put away: what went wrong, with what
//! to do, and remarks.

use leakscope_core::engine::protocol::{Trouble, TroubleKind};
use leptos::prelude::*;

use super::parts::Icon;
use super::parts::icon::paths;
use crate::engine::{Engine, Status};

/// What a message offers to do.
#[derive(Clone)]
pub struct Offer {
    /// On its button.
    pub words: &'static str,
    /// What the button does.
    pub run: Callback<()>,
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
#[component]
pub fn MessageList() -> impl IntoView {
    let messages = expect_context::<Messages>();
    let engine = expect_context::<Engine>();
    // A remark of the inventory is shown until it is put away here.
    let seen = StoredValue::new(Vec::<String>::new());
    Effect::new(move || {
        for remark in &engine.inventory().read().remarks {
            if !seen.read_value().contains(remark) {
                seen.write_value().push(remark.clone());
                messages.remark(remark.clone());
            }
        }
    });
    Effect::new(move || match engine.status().get() {
        Status::Restarted { remark } => messages.remark(remark),
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
    view! {
        <div class="messages" role="log" aria-label="Messages">
            <For each=move || messages.0.get() key=|message| message.id let:message>
                {one(messages, message)}
            </For>
        </div>
    }
}

fn one(messages: Messages, message: Message) -> impl IntoView {
    let id = message.id;
    let class = if message.trouble.is_some() {
        "message trouble"
    } else {
        "message remark"
    };
    let offer = message.offer.map(|offer| {
        let run = move |_| {
            messages.put_away(id);
            offer.run.run(());
        };
        view! { <button class="btn" on:click=run>{offer.words}</button> }
    });
    let more = message.trouble.map(|trouble| {
        let remedies: Vec<_> = trouble
            .remedies
            .into_iter()
            .map(|(words, _)| view! { " " {words} })
            .collect();
        let raw = (!trouble.raw.is_empty()).then(|| {
            view! { <details><summary>"raw error"</summary><pre>{trouble.raw}</pre></details> }
        });
        let detail = match trouble.detail.trim_end() {
            detail if detail.is_empty() || detail.ends_with(['.', '?', '!']) => detail.to_owned(),
            detail => format!("{detail}."),
        };
        view! { " " {detail} {remedies} {raw} }
    });
    view! {
        <div class=class>
            <span class="words"><b><bdi>{message.text}</bdi></b> {more}</span>
            {offer}
            <button class="btn quiet icon" aria-label="Put this message away" on:click=move |_| messages.put_away(id)>
                <Icon path=paths::CLOSE is_small=true />
            </button>
        </div>
    }
}
