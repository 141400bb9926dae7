//! Content that is made anew when what it read has changed.

use crate::leptos::RenderEffect;
use wasm_bindgen::JsCast;
use web_sys::{DocumentFragment, HtmlElement, Node, Text};

use crate::prelude::*;

/// Runs `f` now, and after every change of what it read, until the current owner ends.
pub(super) fn follow(mut f: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| f());
    StoredValue::new(effect);
}

/// Adds what `make` adds to a node, between two empty texts by which it is found again.
pub(super) fn add_live(parent: &Node, make: Box<dyn Fn(&Node)>) {
    let place = Place {
        start: document().create_text_node(""),
        end: document().create_text_node(""),
    };
    let _ = parent.append_child(&place.start);
    let _ = parent.append_child(&place.end);
    follow(Box::new(move || {
        let made = document().create_document_fragment();
        make(&made);
        place.fill(&made);
    }));
}

/// Where live content stands.
struct Place {
    start: Text,
    end: Text,
}

impl Place {
    fn fill(&self, made: &DocumentFragment) {
        // Without a parent it has gone from the page, and its effect is about to end.
        let Some(parent) = self.end.parent_node() else {
            return;
        };
        if let (Some(before), Some(now)) = (self.only_text(), only_text(made)) {
            // The same node: what a person selected in it stays selected.
            if before.data() != now {
                before.set_data(&now);
            }
            return;
        }
        let focus = self.focus_path();
        while let Some(old) = self.first() {
            let _ = parent.remove_child(&old);
        }
        let _ = parent.insert_before(made, Some(&self.end));
        if let Some(path) = focus {
            self.focus(&path);
        }
    }

    fn first(&self) -> Option<Node> {
        let first = self.start.next_sibling()?;
        (!first.is_same_node(Some(&self.end))).then_some(first)
    }

    fn only_text(&self) -> Option<Text> {
        let text = self.first()?.dyn_into::<Text>().ok()?;
        let next = text.next_sibling();
        let is_only = next.is_some_and(|next| next.is_same_node(Some(&self.end)));
        is_only.then_some(text)
    }

    /// Where the focus is in it: which sibling after the start, then which child, and so on.
    fn focus_path(&self) -> Option<Vec<usize>> {
        let mut node: Node = document().active_element()?.into();
        let parent = self.end.parent_node()?;
        if !parent.contains(Some(&node)) || parent.is_same_node(Some(&node)) {
            return None;
        }
        let mut path = Vec::new();
        loop {
            let above = node.parent_node()?;
            let mut at = 0;
            let mut sibling = node.previous_sibling();
            while let Some(before) = sibling {
                if before.is_same_node(Some(&self.start)) {
                    path.push(at);
                    path.reverse();
                    return Some(path);
                }
                at += 1;
                sibling = before.previous_sibling();
            }
            if above.is_same_node(Some(&parent)) {
                return None;
            }
            path.push(at);
            node = above;
        }
    }

    /// Focuses what now stands where the focus was.
    fn focus(&self, path: &[usize]) {
        let mut node = self.first();
        for (level, &at) in path.iter().enumerate() {
            if level > 0 {
                node = node.and_then(|node| node.first_child());
            }
            for _ in 0..at {
                node = node.and_then(|node| node.next_sibling());
            }
        }
        if let Some(element) = node.and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    }
}

/// The text of a fragment that holds nothing but one text.
fn only_text(made: &DocumentFragment) -> Option<String> {
    let text = made.first_child()?;
    let is_only = text.next_sibling().is_none();
    let text = text.dyn_into::<Text>().ok().filter(|_| is_only)?;
    Some(text.data())
}
