//! The list of functions beside a view of one: largest first, narrowed by the search.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{TopPage, TopQuery, TopRow, TopSort};
use leakscope_core::units;
use web_sys::KeyboardEvent;

use super::frame_menu::of_function;
use super::model::Model;
use super::parts::{code, span};
use super::view::View;
use crate::prelude::*;
use crate::ui::dom::{Content, El, el};
use crate::ui::parts::{Query, visible};

/// The list.
#[derive(Clone, Copy)]
pub struct Functions {
    model: Model,
    view: View,
    page: Query<TopPage>,
    /// The function in view.
    current: Memo<Option<String>>,
}

impl Functions {
    /// Of all functions of what is in view; `current` is the one that is shown beside it.
    pub fn new(model: Model, current: Memo<Option<String>>) -> Functions {
        let view = View::new();
        let ask = move || {
            let (offset, limit) = view.rows();
            let query = TopQuery {
                sort: TopSort::Cum,
                matching: model.search.get(),
                offset,
                limit,
                ..TopQuery::default()
            };
            let subject = model.subject.get()?;
            Some(Request::Top { subject, query })
        };
        let page = Query::new(model.engine, ask, |answer| match answer {
            Answer::Top(page) => Some(page),
            _ => None,
        });
        effect(move || {
            model.search.track();
            model.subject.track();
            view.rewind();
        });
        Functions {
            model,
            view,
            page,
            current,
        }
    }

    /// The list as it stands in the page.
    pub fn list(self) -> El {
        let on_key = move |event: KeyboardEvent| {
            if self.hear(&event.key()) {
                event.prevent_default();
            }
        };
        let grid = el("table")
            .class("t top functions")
            .attr("role", "listbox")
            .attr("tabindex", "0")
            .attr("aria-label", "Functions: arrow keys choose one")
            .attr("aria-activedescendant", move || {
                let page = self.page.get()?;
                let current = self.current.get()?;
                let row = page.rows.iter().find(|row| row.name == current)?;
                Some(id(row.node))
            })
            .on(ev::keydown, on_key)
            .child(
                el("tbody")
                    .attr("role", "presentation")
                    .child(move || Some(self.rows(&*self.page.get()?))),
            );
        el("div")
            .class("top-frame functions-frame")
            .held(self.view.frame)
            .on(ev::scroll, move |_| self.view.follow())
            .child((grid, move || {
                let page = self.page.get()?;
                let note = "No function’s name has that in it.";
                (page.total_rows == 0).then(|| el("p").class("accounting").child(note))
            }))
    }

    fn rows(self, page: &TopPage) -> impl Content + use<> {
        let shown = page.offset.saturating_add(page.rows.len() as u32);
        let below = page.total_rows.saturating_sub(shown);
        let rows: Vec<El> = page.rows.iter().map(|row| self.row(row)).collect();
        (self.view.spacer(page.offset), rows, self.view.spacer(below))
    }

    fn row(self, row: &TopRow) -> El {
        let (node, name) = (row.node, row.name.clone());
        let is_current = {
            let name = name.clone();
            move || self.current.read().as_deref() == Some(name.as_str())
        };
        let [.., share] = &row.printed;
        let unit = untrack(|| self.model.sample_type()).map(|(_, _, unit)| unit);
        let cum = units::short(row.cum, &unit.unwrap_or_default());
        let title = format!("{}\ncum {cum}, {share}", visible(&name));
        of_function(el("tr"), node, &row.name)
            .attr("id", id(node))
            .attr("role", "option")
            .attr("aria-selected", is_current)
            .attr("title", title)
            .on(ev::click, move |_| self.model.look_at(&name, node))
            .child((
                el("td").attr("role", "presentation").child(cum),
                el("td")
                    .attr("role", "presentation")
                    .class("l")
                    .child(code(&row.name)),
            ))
    }

    /// Arrows and pages go to another function.
    pub fn hear(self, key: &str) -> bool {
        let (Some(page), "ArrowDown" | "ArrowUp" | "PageDown" | "PageUp") =
            (self.page.get_untracked(), key)
        else {
            return false;
        };
        let current = self.current.get_untracked();
        let at = page
            .rows
            .iter()
            .position(|row| Some(&row.name) == current.as_ref());
        let last = page.rows.len() as i64 - 1;
        let next = match at {
            Some(at) => (at as i64 + self.view.step(key)).clamp(0, last.max(0)),
            None => self.view.first() - i64::from(page.offset),
        };
        let row = usize::try_from(next).ok().and_then(|at| page.rows.get(at));
        if let Some(row) = row {
            self.model.look_at(&row.name, row.node);
            self.view.reveal(f64::from(page.offset) + next as f64);
        }
        true
    }

    /// `1,204 functions`, or how many of them match.
    pub fn count(self) -> impl Content {
        move || {
            let page = self.page.get()?;
            let noun = match (self.model.search.read().is_empty(), page.total_rows) {
                (true, 1) => " function",
                (true, _) => " functions",
                (false, 1) => " function matches",
                (false, _) => " functions match",
            };
            Some(span(units::count(page.total_rows.into()) + noun).class("counts"))
        }
    }
}

fn id(node: u32) -> String {
    format!("function-{node}")
}
