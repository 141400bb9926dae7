//! Leptos's views as content, while the last of them are still to be written as elements.

use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::Content;

/// A view of Leptos's.
pub struct Old<V>(pub V);

impl<V: IntoView> Content for Old<V> {
    fn add_to(self, parent: &Node) {
        let mut state = self.0.into_any().build();
        state.mount(parent.unchecked_ref(), None);
        StoredValue::new_local(state);
    }
}
