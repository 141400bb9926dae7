//! Groups of goroutines: a table whose rows open to stacks and, of a full dump, to each goroutine.

mod columns;
mod narrow;
mod one;
mod row;

use std::sync::Arc;

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{
    GoroutinePage, GoroutineQuery, GoroutineRow, GoroutineRowKind, GoroutineSort, goroutines_sheet,
};

use super::model::Model;
use super::view::View;
use crate::prelude::*;
use crate::ui::dom::{Content, El, each, el};
use crate::ui::page::Page;
use crate::ui::parts::{Query, Taken};

pub use columns::by;
use columns::{columns, head, shown_by};
pub use one::{panel, selected};
pub use row::wait;

/// Whether the profile in view is of goroutines.
pub fn has(model: Model) -> bool {
    let profile = model.profile.read();
    let kind = profile.as_ref().map(|profile| profile.kind.as_str());
    matches!(kind, Some("goroutine" | "goroutineleak"))
}

/// What of the table a person has set, and what is shown of it.
#[derive(Clone, Copy)]
struct Table {
    model: Model,
    view: View,
    sort: RwSignal<GoroutineSort>,
    /// Keys of the rows that are open.
    open: RwSignal<Vec<u64>>,
    /// The position of the row that keys go from.
    cursor: RwSignal<Option<u32>>,
    page: Query<GoroutinePage>,
}

/// The bar over the table, the table, and what is missing from it.
pub fn goroutines(model: Model) -> impl Content {
    let (view, sort) = (View::new(), RwSignal::new(GoroutineSort::Count));
    let (open, cursor) = (RwSignal::new(Vec::new()), RwSignal::new(None));
    let table = Table {
        model,
        view,
        sort,
        open,
        cursor,
        page: ask(model, view, sort, open),
    };
    // Another question is answered from its first row on.
    effect(move || {
        sort.track();
        model.search.track();
        model.subject.track();
        model.router.route().read().by.as_deref();
        cursor.set(None);
        view.rewind();
    });
    // A place in one dump is none in another.
    let profile = Memo::new(move || model.subject.get().map(|subject| subject.profile));
    effect(move || {
        profile.track();
        model.goroutine.set(None);
    });
    on_cleanup(move || model.goroutine.set(None));
    Page::get()
        .keys
        .on(move |key| match table.page.get_untracked() {
            Some(page) => table.hear(&page, key),
            None => false,
        });
    (narrow::bar(table), frame(table), move || {
        missing(&*table.page.get()?)
    })
}

fn frame(table: Table) -> El {
    let heads = move || {
        let Some(page) = table.page.get() else {
            return Vec::new();
        };
        let by = shown_by(table.model, page.is_dump);
        columns(table.model, page.is_dump)
            .map(|column| head(table.sort, column, &by))
            .collect::<Vec<El>>()
    };
    let above = move || Some(table.view.spacer(table.page.get()?.offset));
    let below = move || {
        let page = table.page.get()?;
        let shown = page.offset.saturating_add(page.rows.len() as u32);
        Some(table.view.spacer(page.total_rows.saturating_sub(shown)))
    };
    let page = move || {
        let page = table.page.get();
        page.map(|page| row::rows(table, &page)).unwrap_or_default()
    };
    // Scrolling keeps the rows that stay in view.
    let rows = each(page, |row| row.name.clone(), move |row| row.make(table));
    let label = "Goroutines: arrow keys move, right and left open and close a group, Enter shows a function in the flame";
    let grid = el("table")
        .class("t top gor")
        .attr("role", "treegrid")
        .attr("tabindex", "0")
        .attr("aria-label", label)
        .attr("aria-rowcount", move || {
            table.page.get().map(|page| page.total_rows.to_string())
        })
        .attr("aria-activedescendant", move || {
            table.cursor.get().map(row::id)
        })
        .child((
            el("thead").child(el("tr").child(heads)),
            el("tbody").child((above, rows, below)),
        ));
    el("div")
        .class("top-frame")
        .held(table.view.frame)
        .on(ev::scroll, move |_| table.view.follow())
        .child(grid)
}

/// What this form of the profile does not say, and which one does.
fn missing(page: &GoroutinePage) -> Option<El> {
    let words = "This profile counts stacks. What goroutines wait in, for how long, who created them, and each by itself with its arguments, is in full dumps: /debug/pprof/goroutine?debug=2.";
    (!page.is_dump).then(|| el("p").class("accounting of-base").child(words))
}

fn ask(
    model: Model,
    view: View,
    sort: RwSignal<GoroutineSort>,
    open: RwSignal<Vec<u64>>,
) -> Query<GoroutinePage> {
    let request = move || request(model, sort, open, view.rows());
    Query::new(model.engine, request, |answer| match answer {
        Answer::Goroutines(page) => Some(*page),
        _ => None,
    })
}

/// The question for the rows from the first on, so many.
fn request(
    model: Model,
    sort: RwSignal<GoroutineSort>,
    open: RwSignal<Vec<u64>>,
    (offset, limit): (u32, u32),
) -> Option<Request> {
    let (by, label) = by(model);
    let query = GoroutineQuery {
        by,
        label,
        sort: sort.get(),
        matching: model.search.get(),
        open: open.get(),
        offset,
        limit,
    };
    let subject = model.subject.get()?;
    Some(Request::Goroutines { subject, query })
}

impl Table {
    /// All its rows, those in view or not.
    fn whole(self) -> Taken {
        let request = untrack(|| request(self.model, self.sort, self.open, (0, u32::MAX)));
        Box::pin(async move {
            match self.model.engine.ask(request?).await {
                Ok(Answer::Goroutines(page)) => Some(goroutines_sheet(&page)),
                _ => None,
            }
        })
    }

    /// Opens a row, or closes it.
    fn toggle(self, key: u64) {
        self.open.update(|open| match open.contains(&key) {
            true => open.retain(|other| *other != key),
            false => open.push(key),
        });
    }

    /// Makes a row the one that keys go from, and shows what there is to say of it beside the table.
    fn choose(self, at: u32, row: &GoroutineRow) {
        self.cursor.set(Some(at));
        if row.kind == GoroutineRowKind::One {
            self.model.selected.set(None);
            self.model.goroutine.set(Some(row.index));
        } else if row.index != u32::MAX {
            self.model.select_node(row.index);
        } else {
            self.model.goroutine.set(None);
            self.model.selected.set(None);
        }
    }

    fn hear(self, page: &Arc<GoroutinePage>, key: &str) -> bool {
        let cursor = self.cursor.get_untracked();
        let at = cursor.and_then(|at| at.checked_sub(page.offset));
        let row = at.and_then(|at| page.rows.get(at as usize));
        match (key, cursor, row) {
            ("ArrowDown" | "ArrowUp" | "PageDown" | "PageUp", ..) => {
                let next = match cursor {
                    Some(at) => i64::from(at) + self.view.step(key),
                    None => self.view.first(),
                };
                self.view.focus();
                self.go(page, next);
            }
            ("ArrowRight", _, Some(row)) if row.key != 0 => {
                match self.open.read_untracked().contains(&row.key) {
                    true => self.go(page, i64::from(cursor.unwrap_or(0)) + 1),
                    false => self.toggle(row.key),
                }
            }
            ("ArrowLeft", Some(at), Some(row)) => {
                if row.key != 0 && self.open.read_untracked().contains(&row.key) {
                    self.toggle(row.key);
                } else {
                    // To what it stands under.
                    let above = page.rows.iter().take((at - page.offset) as usize);
                    let under = above.rev().position(|other| depth(other) < depth(row));
                    self.go(
                        page,
                        under.map_or(i64::from(at), |up| i64::from(at) - up as i64 - 1),
                    );
                }
            }
            ("Enter", _, Some(row)) if row.key != 0 => self.toggle(row.key),
            ("Enter", _, Some(row)) if row.kind == GoroutineRowKind::Frame => {
                self.model.show_in_flame();
            }
            ("Escape", Some(_), _) => {
                self.cursor.set(None);
                self.model.goroutine.set(None);
                self.model.selected.set(None);
            }
            _ => return false,
        }
        true
    }

    fn go(self, page: &GoroutinePage, to: i64) {
        let last = i64::from(page.offset) + page.rows.len() as i64 - 1;
        let to = to.clamp(i64::from(page.offset), last.max(0));
        if let Some(row) = page.rows.get((to - i64::from(page.offset)) as usize) {
            self.choose(to as u32, row);
            self.view.reveal(to as f64);
        }
    }
}

/// How deep a row stands, from 1.
fn depth(row: &GoroutineRow) -> u32 {
    match row.kind {
        GoroutineRowKind::Group => 1,
        GoroutineRowKind::Stack => 2,
        GoroutineRowKind::Frame | GoroutineRowKind::One => 3,
    }
}
