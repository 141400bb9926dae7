//! Keys of the whole page. The part shown last hears a key first; no key works while typing.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::KeyboardEvent;

use super::actions::{Offered, shown};
use crate::prelude::*;

type Handler = Box<dyn Fn(&str) -> bool>;

/// Who listens to keys: a context.
#[derive(Clone, Copy)]
pub struct Keys(StoredValue<Listeners>);

#[derive(Default)]
struct Listeners {
    next: u32,
    handlers: Vec<(u32, std::rc::Rc<Handler>)>,
    first: Vec<std::rc::Rc<Handler>>,
    offered: Vec<(u32, Vec<Offered>)>,
    /// Whether whoever wants to hear is not to.
    is_deaf: bool,
}

impl Keys {
    /// Listens to the window for as long as the page lives.
    pub fn listen() -> Keys {
        let keys = Keys(StoredValue::new(Listeners::default()));
        let on_key =
            Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| keys.hear(&event));
        let _ =
            window().add_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
        on_key.forget();
        keys
    }

    /// Hears keys until the caller's owner ends. `handler` gets the key's name (`a`, `ArrowUp`, `?`,
    /// `Ctrl+k` also of the Command key) and says whether it was meant for it.
    pub fn on(self, handler: impl Fn(&str) -> bool + 'static) {
        self.add(Box::new(handler));
    }

    /// Offers actions until the caller's owner ends, and hears their keys.
    pub fn offer(self, actions: Vec<Offered>) {
        let heard = actions.clone();
        let id = self.add(Box::new(move |key| {
            let key = shown(key);
            let mut its = heard.iter().filter(|action| action.keys.contains(&key));
            its.any(|action| (action.run)())
        }));
        self.0
            .update_value(|listeners| listeners.offered.push((id, actions)));
    }

    /// All that can be done now, what the part shown last offers first.
    pub fn offered(self) -> Vec<Offered> {
        self.0.with_value(|listeners| {
            let parts = listeners.offered.iter().rev();
            parts.flat_map(|(_, actions)| actions.clone()).collect()
        })
    }

    /// What `make` makes hears no keys: nobody will see it.
    pub fn unheard<T>(self, make: impl FnOnce() -> T) -> T {
        self.0.update_value(|listeners| listeners.is_deaf = true);
        let made = make();
        self.0.update_value(|listeners| listeners.is_deaf = false);
        made
    }

    fn add(self, handler: Handler) -> u32 {
        if self.0.with_value(|listeners| listeners.is_deaf) {
            return 0;
        }
        let id = self.0.try_update_value(|listeners| {
            listeners.next += 1;
            listeners
                .handlers
                .push((listeners.next, std::rc::Rc::new(handler)));
            listeners.next
        });
        let id = id.unwrap_or_default();
        on_cleanup(move || {
            let _ = self.0.try_update_value(|listeners| {
                listeners.handlers.retain(|(other, _)| *other != id);
                listeners.offered.retain(|(other, _)| *other != id);
            });
        });
        id
    }

    /// Hears keys before all others, for as long as the page lives: cancelling what is in hand.
    pub fn first(self, handler: impl Fn(&str) -> bool + 'static) {
        self.0.update_value(|listeners| {
            let handler: Handler = Box::new(handler);
            listeners.first.push(std::rc::Rc::new(handler));
        });
    }

    fn hear(self, event: &KeyboardEvent) {
        let mut key = event.key();
        let is_command = event.ctrl_key() || event.meta_key();
        if is_command && key.eq_ignore_ascii_case("k") && !event.shift_key() {
            // The one that works while typing too.
            key = "Ctrl+k".to_owned();
        } else if is_command || (key != "Escape" && is_typing(event)) {
            return;
        }
        if event.default_prevented() || event.alt_key() {
            return;
        }
        // Escape closes an open dialog, and that is all it does then.
        if target_matches(event, "dialog[open]") {
            return;
        }
        // Enter and Space on a button are the button's own.
        if matches!(key.as_str(), "Enter" | " ") && is_control(event) {
            return;
        }
        let handlers: Vec<_> = self.0.with_value(|listeners| {
            let shown = listeners.handlers.iter().rev().map(|(_, handler)| handler);
            listeners.first.iter().chain(shown).cloned().collect()
        });
        if handlers.iter().any(|handler| handler(&key)) {
            event.prevent_default();
        }
    }
}

fn target_matches(event: &KeyboardEvent, selector: &str) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

fn is_typing(event: &KeyboardEvent) -> bool {
    target_matches(
        event,
        "input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]",
    )
}

fn is_control(event: &KeyboardEvent) -> bool {
    target_matches(event, "button, a[href], summary, input")
}
