//! Rows that come and go: each keeps its element as long as its key is there.

use web_sys::{Element, Node, Text};

use super::live::follow;
use super::{Content, El};

use crate::prelude::*;

/// One element for each item. An item whose key was there before keeps its element and whatever was
/// done to it; items are made once, so what changes in one is read from signals in its view.
pub fn each<T: 'static, K: ToString>(
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> K + 'static,
    view: impl Fn(T) -> El + 'static,
) -> impl Content {
    Each(Box::new(move |rows| {
        let items = items();
        let keys = items.iter().map(|item| key(item).to_string()).collect();
        let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
        rows.show(keys, &mut |at| {
            items.get_mut(at).and_then(Option::take).map(&view)
        });
    }))
}

struct Each(Box<dyn Fn(&mut Rows)>);

impl Content for Each {
    fn add_to(self, parent: &Node) {
        let mut rows = Rows {
            rows: Vec::new(),
            end: document().create_text_node(""),
            owner: Owner::current().unwrap_or_default(),
        };
        let _ = parent.append_child(&rows.end);
        follow(Box::new(move || (self.0)(&mut rows)));
    }
}

struct Rows {
    rows: Vec<Row>,
    end: Text,
    /// Outlives the runs of the effect, so that a row outlives the run that made it.
    owner: Owner,
}

struct Row {
    key: String,
    element: Element,
    owner: Owner,
}

impl Rows {
    fn show(&mut self, keys: Vec<String>, make: &mut dyn FnMut(usize) -> Option<El>) {
        let mut before = std::mem::take(&mut self.rows);
        for (at, key) in keys.into_iter().enumerate() {
            let known = before.iter().position(|row| row.key == key);
            let row = match known {
                Some(known) => Some(before.swap_remove(known)),
                None => self.make_row(key, || make(at)),
            };
            self.rows.extend(row);
        }
        for row in before {
            row.element.remove();
            row.owner.cleanup();
        }
        let Some(parent) = self.end.parent_node() else {
            return;
        };
        // From the last to the first; a row that stands where it should is not moved.
        let mut next: Node = self.end.clone().into();
        for row in self.rows.iter().rev() {
            let is_there = next
                .previous_sibling()
                .is_some_and(|sibling| sibling.is_same_node(Some(&row.element)));
            if !is_there {
                let _ = parent.insert_before(&row.element, Some(&next));
            }
            next = row.element.clone().into();
        }
    }

    fn make_row(&self, key: String, make: impl FnOnce() -> Option<El>) -> Option<Row> {
        let owner = self.owner.with(Owner::new);
        let made = owner.with(|| untrack(make))?;
        Some(Row {
            key,
            element: made.element().clone(),
            owner,
        })
    }
}
