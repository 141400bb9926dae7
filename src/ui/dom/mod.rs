//! Elements of the page, made by calls: `el("p").class("note").child(text)`.
//!
//! Signals, memos and effects are Leptos's; its views are not used. They compile each element, each
//! attribute and each place of text into code of its own, which made most of the page's wasm. Here
//! everything is one type, [`El`]: its parts go straight into the document, and whatever follows a
//! signal is kept by the reactive owner it was made under, and ends with it.
//!
//! A closure in place of text, an attribute or content is *live*: it runs again when a signal it
//! read has changed. Live content is made anew then, so it should be no larger than what changes;
//! rows that come and go one by one are for [`each`].

mod content;
mod each;
mod held;
mod live;
mod words;

use crate::leptos::ev::EventDescriptor;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, Node};

use crate::prelude::*;

pub use content::{Content, Nodes, nodes};
pub use each::each;
pub use held::Held;
pub use words::{IntoFlag, IntoWords};

use leakscope_core::units::shortest;
use live::follow;
use words::{Flag, Words};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element that is being made. It is in the page once it is the child of one that is.
#[derive(Clone)]
#[must_use]
pub struct El(Element);

/// An HTML element.
pub fn el(tag: &'static str) -> El {
    El(document().create_element(tag).expect("a tag of HTML's"))
}

/// An SVG element.
pub fn svg(tag: &'static str) -> El {
    let made = document().create_element_ns(Some(SVG), tag);
    El(made.expect("a tag of SVG's"))
}

/// A length as CSS writes it.
pub fn px(length: f64) -> String {
    shortest(length) + "px"
}

/// A button with its class.
pub fn button(class: &'static str) -> El {
    el("button").class(class)
}

/// Puts the page into the document's body, for as long as the document lives.
pub fn mount<C: Content>(page: impl FnOnce() -> C) {
    // It says no when a test has started it already.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    if let Some(body) = document().body() {
        owner.with(|| page().add_to(&body));
    }
    std::mem::forget(owner);
}

impl El {
    /// Sets an attribute; none takes it away.
    pub fn attr(self, name: &'static str, words: impl IntoWords) -> El {
        self.set(name, words.into_words());
        self
    }

    /// Sets an attribute that is there or not: `disabled`.
    pub fn flag(self, name: &'static str, flag: impl IntoFlag) -> El {
        self.set_flag(name, flag.into_flag());
        self
    }

    /// Sets its classes. Before [`class_if`](El::class_if), which adds to them.
    pub fn class(self, words: impl IntoWords) -> El {
        self.attr("class", words)
    }

    /// Adds a class, or not.
    pub fn class_if(self, class: &'static str, flag: impl IntoFlag) -> El {
        self.set_class(class, flag.into_flag());
        self
    }

    /// Sets a property of its style, or a custom one (`--w`). Through the object model, which a
    /// content security policy lets pass, where a `style` attribute is held back.
    pub fn style(self, name: &'static str, words: impl IntoWords) -> El {
        self.set_style(name, words.into_words());
        self
    }

    /// Sets what a field holds, without being told of what is typed.
    pub fn value(self, words: impl IntoWords) -> El {
        self.set_value(words.into_words());
        self
    }

    /// Makes a text field and a signal hold the same.
    pub fn bound(self, value: RwSignal<String>) -> El {
        self.on(crate::leptos::ev::input, move |event| {
            value.set(event_target_value(&event));
        })
        .value(move || value.get())
    }

    /// Listens to an event of it.
    pub fn on<E>(self, event: E, mut heard: impl FnMut(E::EventType) + 'static) -> El
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listen(
            event.name().into_owned(),
            Box::new(move |event| heard(event.unchecked_into())),
        );
        self
    }

    /// Makes it reachable for code that runs when it is in the page.
    pub fn held<T: JsCast>(self, by: Held<T>) -> El {
        by.hold(&self.0);
        self
    }

    /// Adds content after what it has.
    pub fn child(self, content: impl Content) -> El {
        content.add_to(&self.0);
        self
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.0
    }

    // What a call does for a value of any type is here, compiled once.

    fn set_flag(&self, name: &'static str, flag: Flag) {
        let element = self.0.clone();
        flag.follow(Box::new(move |is_on| {
            let _ = element.toggle_attribute_with_force(name, is_on);
        }));
    }

    fn set_class(&self, class: &'static str, flag: Flag) {
        let element = self.0.clone();
        flag.follow(Box::new(move |is_on| {
            let _ = element.class_list().toggle_with_force(class, is_on);
        }));
    }

    fn set_style(&self, name: &'static str, words: Words) {
        let element = self.0.clone();
        words.follow(Box::new(move |words| {
            let style = element.unchecked_ref::<web_sys::HtmlElement>().style();
            let _ = style.set_property(name, words.unwrap_or(""));
        }));
    }

    fn set_value(&self, words: Words) {
        let element = self.0.clone();
        words.follow(Box::new(move |words| {
            let field = element.unchecked_ref::<web_sys::HtmlInputElement>();
            let words = words.unwrap_or("");
            if field.value() != words {
                field.set_value(words);
            }
        }));
    }

    fn set(&self, name: &'static str, words: Words) {
        let element = self.0.clone();
        words.follow(Box::new(move |words| {
            let _ = match words {
                Some(words) => element.set_attribute(name, words),
                None => element.remove_attribute(name),
            };
        }));
    }

    fn listen(&self, name: String, heard: Box<dyn FnMut(Event)>) {
        let listener = Listener {
            element: self.0.clone(),
            name,
            heard: Closure::wrap(heard),
        };
        let function = listener.heard.as_ref().unchecked_ref();
        let _ = self
            .0
            .add_event_listener_with_callback(&listener.name, function);
        StoredValue::new(listener);
    }
}

/// Hears an event as long as it lives. An event on its way may outlive the owner of an element: the
/// browser must not call what has gone.
struct Listener {
    element: Element,
    name: String,
    heard: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.heard.as_ref().unchecked_ref();
        let _ = self
            .element
            .remove_event_listener_with_callback(&self.name, function);
    }
}

impl Content for El {
    fn add_to(self, parent: &Node) {
        let _ = parent.append_child(&self.0);
    }
}
