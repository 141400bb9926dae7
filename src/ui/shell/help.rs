//! All keys.

use crate::leptos::ev;

use super::topbar;
use crate::prelude::*;
use crate::ui::actions::{Row, rows};
use crate::ui::dom::{Content, El, button, el};
use crate::ui::page::Page;
use crate::ui::parts::dialog;
use crate::ui::{first_run, overview, profile};

/// Whether the keys are shown: a context.
#[derive(Clone, Copy, Default)]
pub struct Help(RwSignal<bool>);

impl Help {
    /// Shows them.
    pub fn show(self) {
        self.0.set(true);
    }
}

/// The list, by where keys work: what each place declares that can be done there.
fn all() -> [(&'static str, Vec<Row>); 4] {
    [
        ("Everywhere", rows(topbar::ACTIONS)),
        ("First screen", rows(first_run::ACTIONS)),
        ("Overview", overview::key_rows()),
        ("Profile", profile::key_rows()),
    ]
}

/// The list of keys.
pub fn help_dialog() -> impl Content {
    let help = Page::get().help;
    let close = move || help.0.set(false);
    let open = move || {
        let title = el("h2").attr("id", "help-title").child("Keys");
        let done = button("btn")
            .flag("autofocus", true)
            .on(ev::click, move |_| close())
            .child("Close");
        dialog("help-title", close)
            .child(el("header").child((title, done)))
            .child(el("div").class("keys-list").child(all().map(section)))
    };
    move || help.0.get().then(open)
}

fn section((title, keys): (&'static str, Vec<Row>)) -> El {
    let mut list = el("dl");
    for (keys, words) in keys {
        let mut names = el("dt");
        for key in keys {
            names = names.child((el("kbd").child(*key), " "));
        }
        list = list.child(el("div").child((names, el("dd").child(words))));
    }
    el("section").child((el("h3").child(title), list))
}
