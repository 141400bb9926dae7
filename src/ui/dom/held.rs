//! Elements within the reach of code: to be focused, measured or drawn on.

use std::marker::PhantomData;

use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::prelude::*;

/// The element made last with [`held`](super::El::held), as the class `T` of the document's.
pub struct Held<T> {
    element: RwSignal<Option<Element>>,
    class: PhantomData<fn() -> T>,
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Held<T> {}

impl<T: JsCast> Held<T> {
    /// None yet.
    pub fn new() -> Held<T> {
        Held {
            element: RwSignal::new(None),
            class: PhantomData,
        }
    }

    /// The element; who reads it in an effect runs again when another one is made.
    pub fn get(self) -> Option<T> {
        self.element.get().map(JsCast::unchecked_into)
    }

    /// The element, without following it.
    pub fn get_untracked(self) -> Option<T> {
        let element = self.element.try_get_untracked().flatten();
        element.map(JsCast::unchecked_into)
    }

    pub(super) fn hold(self, element: &Element) {
        self.element.set(Some(element.clone()));
    }
}
