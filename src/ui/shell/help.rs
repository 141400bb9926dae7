//! All keys.

use leptos::html::Dialog;
use leptos::prelude::*;

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
            (&["/"], "search"),
            (&["Enter"], "next match; zoom to the selected frame"),
            (&["Shift", "Enter"], "previous match"),
            (&["↑", "↓", "←", "→"], "move between frames"),
            (&["0"], "show all"),
            (&["b"], "choose the base"),
            (&["x"], "swap profile and base"),
            (&["m"], "colour by package or by change"),
            (&["c"], "copy the selected name"),
        ],
    ),
];

/// The list of keys.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let help = expect_context::<Help>();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // The dialog is in the page only while it is open.
            let _ = dialog.show_modal();
        }
    });
    let close = move || help.0.set(false);
    let sections = || {
        ALL.map(|(title, keys)| {
            let rows: Vec<_> = keys
                .iter()
                .map(|(keys, words)| {
                    let keys: Vec<_> = keys
                        .iter()
                        .map(|key| view! { <kbd>{*key}</kbd> " " })
                        .collect();
                    view! { <div><dt>{keys}</dt><dd>{*words}</dd></div> }
                })
                .collect();
            view! { <section><h3>{title}</h3><dl>{rows}</dl></section> }
        })
    };
    move || {
        help.0.get().then(|| {
            view! {
                <dialog node_ref=dialog aria-labelledby="help-title" on:close=move |_| close()>
                    <header>
                        <h2 id="help-title">"Keys"</h2>
                        <button class="btn" autofocus on:click=move |_| close()>"Close"</button>
                    </header>
                    <div class="keys-list">{sections()}</div>
                </dialog>
            }
        })
    }
}
