//! Light, dark, or as the system has it; kept in the browser.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use crate::prelude::*;

const KEY: &str = "leakscope.theme";

/// What the person chose, and a count that rises whenever colours change: a context.
#[derive(Clone, Copy)]
pub struct Theme {
    choice: RwSignal<Choice>,
    changes: RwSignal<u32>,
}

/// Which theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// As last chosen in this browser.
    pub fn remembered() -> Theme {
        let stored = storage().and_then(|s| s.get_item(KEY).ok().flatten());
        let theme = Theme {
            choice: RwSignal::new(match stored.as_deref() {
                Some("light") => Choice::Light,
                Some("dark") => Choice::Dark,
                _ => Choice::System,
            }),
            changes: RwSignal::new(0),
        };
        theme.apply();
        let on_change = Closure::<dyn Fn()>::new(move || theme.changes.update(|n| *n += 1));
        for query in [
            "(prefers-color-scheme: dark)",
            "(prefers-contrast: more)",
            "(forced-colors: active)",
        ] {
            if let Ok(Some(query)) = window().match_media(query) {
                let listener = on_change.as_ref().unchecked_ref();
                let _ = query.add_event_listener_with_callback("change", listener);
                // A query that nobody holds is heard no more in some browsers.
                std::mem::forget(query);
            }
        }
        // The theme lives as long as the page.
        on_change.forget();
        theme
    }

    /// What the person chose.
    pub fn choice(self) -> Choice {
        self.choice.get()
    }

    /// Rises whenever colours change: canvases read it and then the tokens anew.
    pub fn changes(self) -> u32 {
        self.changes.get()
    }

    /// System, light, dark, system, …
    pub fn next(self) {
        self.choice.update(|choice| {
            *choice = match choice {
                Choice::System => Choice::Light,
                Choice::Light => Choice::Dark,
                Choice::Dark => Choice::System,
            }
        });
        self.apply();
        self.changes.update(|n| *n += 1);
    }

    fn apply(self) {
        let Some(root) = document().document_element() else {
            return;
        };
        let name = self.choice.get_untracked().attribute();
        let _ = match name {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        };
        if let Some(storage) = storage() {
            // A browser that keeps nothing shows the system's theme next time.
            let _ = storage.set_item(KEY, name.unwrap_or("system"));
        }
    }
}

impl Choice {
    fn attribute(self) -> Option<&'static str> {
        match self {
            Choice::System => None,
            Choice::Light => Some("light"),
            Choice::Dark => Some("dark"),
        }
    }

    /// For the button's name.
    pub fn words(self) -> &'static str {
        match self {
            Choice::System => "Theme: as the system",
            Choice::Light => "Theme: light",
            Choice::Dark => "Theme: dark",
        }
    }
}

/// One token's value now: `token("--ink")`. Canvas code reads the tokens once per theme change.
pub fn token(name: &str) -> String {
    document()
        .document_element()
        .and_then(|root| window().get_computed_style(&root).ok().flatten())
        .and_then(|style| style.get_property_value(name).ok())
        .map(|value| value.trim().to_owned())
        .unwrap_or_default()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
