//! The function a link names: selected, and brought into view.

use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{TopQuery, TopSort};

use super::model::{Model, Selected};
use crate::prelude::*;
use crate::ui::parts::Query;

/// Among how many functions whose names contain the wanted one it is looked for, largest first.
const LOOKED_THROUGH: u32 = 200;

/// Finds what the link names as often as it names something, and takes it out of the link then:
/// what a person selects next is not what the link said.
pub fn find(model: Model) {
    let wanted = Memo::new(move || model.router.route().read().find.clone());
    let ask = move || {
        let query = TopQuery {
            sort: TopSort::Cum,
            matching: wanted.get()?,
            limit: LOOKED_THROUGH,
            ..TopQuery::default()
        };
        let subject = model.subject.get()?;
        Some(Request::Top { subject, query })
    };
    let named = Query::new(model.engine, ask, |answer| match answer {
        Answer::Top(page) => Some(page),
        _ => None,
    });
    effect(move || {
        let (Some(name), Some(page)) = (wanted.get(), named.get()) else {
            return;
        };
        match page.rows.iter().find(|row| row.name == name) {
            Some(row) => model.select_node(row.node),
            // Without a value, or by another name: the search says what there is.
            None => {
                model.search.set(name);
                model.router.replace(|route| route.find = None);
            }
        }
    });
    effect(move || {
        let (Some(name), Some(details)) = (wanted.get(), model.details.get()) else {
            return;
        };
        // The whole view tells how wide the box is.
        if details.name != name || model.whole_index.read().is_none() {
            return;
        }
        // Only the flame has something to zoom.
        let zoom = match model.router.route().read_untracked().tab {
            Some(_) => Vec::new(),
            None => model.zoom_for(&details),
        };
        model.select(Selected {
            node: details.node,
            path: model.box_of(&details),
        });
        model.router.replace(|route| {
            route.find = None;
            if route.zoom.is_empty() {
                route.zoom = zoom;
            }
        });
    });
}
