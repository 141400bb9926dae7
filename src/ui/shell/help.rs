//! All keys.

use crate::leptos::ev;

use crate::prelude::*;
use crate::ui::dom::{Content, El, button, el};
use crate::ui::page::Page;
use crate::ui::parts::dialog;

/// Whether the keys are shown: a context.
#[derive(Clone, Copy, Default)]
pub struct Help(RwSignal<bool>);

impl Help {
    /// Shows them.
    pub fn show(self) {
        self.0.set(true);
    }
}

type Keys = &'static [(&'static [&'static str], &'static str)];

const ALL: [(&str, Keys); 4] = [
    (
        "Everywhere",
        &[
            (&["o"], "open files"),
            (&["Ctrl", "V"], "paste files or text"),
            (&["Space"], "pause or resume polling"),
            (&["t"], "theme: system, light, dark"),
            (&["Esc"], "cancel work, close, go out"),
            (&["?"], "this list"),
        ],
    ),
    (
        "First screen",
        &[
            (&["w"], "watch a service"),
            (&["d"], "load the demo recording"),
        ],
    ),
    (
        "Overview",
        &[
            (&["←", "→"], "move the crosshair a poll"),
            (&["Shift", "←", "→"], "select a range"),
            (&["+", "−"], "zoom in, out"),
            (&["0"], "show all"),
            (&["n"], "add a note at the crosshair"),
        ],
    ),
    (
        "Profile",
        &[
            (&["1"], "flame"),
            (&["2"], "Top"),
            (&["3"], "callers and callees of a function"),
            (&["4"], "graph of calls"),
            (&["5"], "source lines of a function"),
            (&["6"], "goroutines, of goroutine profiles and dumps"),
            (&["7"], "labels"),
            (&["/"], "search"),
            (
                &["n", "N"],
                "next, previous match; while typing Enter, Shift Enter",
            ),
            (
                &["Enter"],
                "zoom to the selected frame; from Top, show it in the flame",
            ),
            (&["Backspace"], "zoom out a level, as Esc"),
            (
                &["↑", "↓", "←", "→"],
                "move between frames; in the graph along calls",
            ),
            (&["+", "−"], "zoom the graph in, out"),
            (&["0"], "show all"),
            (&["b"], "choose the base"),
            (&["x"], "swap profile and base"),
            (&["m"], "colour by package, by change or by value"),
            (&["v"], "inverted: leaves at the root"),
            (&["u"], "upright: the root at the bottom"),
            (&["r"], "collapse recursion"),
            (
                &["w"],
                "sandwich: callers and callees of the selected function",
            ),
            (&["Alt", "←", "→"], "back and forth through zooms and views"),
            (&["c"], "copy the selected name"),
            (
                &["f", "i", "h", "s"],
                "focus, ignore, hide, show from the selected function",
            ),
            (&["z"], "undo the last change of a filter"),
            (&["e"], "what the numbers mean, and their error"),
        ],
    ),
];

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
            .child(el("div").class("keys-list").child(ALL.map(section)))
    };
    move || help.0.get().then(open)
}

fn section((title, keys): (&'static str, Keys)) -> El {
    let mut list = el("dl");
    for (keys, words) in keys {
        let mut names = el("dt");
        for key in *keys {
            names = names.child((el("kbd").child(*key), " "));
        }
        list = list.child(el("div").child((names, el("dd").child(*words))));
    }
    el("section").child((el("h3").child(title), list))
}
