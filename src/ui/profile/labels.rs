//! Labels: what samples add up to by each value of each key, and what of it goes through the selected function.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{LabelQuery, LabelRow, LabelTable, LabelTables, labels_sheet};
use leakscope_core::profile::filter::{Filter, FilterKind};
use leakscope_core::units;
use web_sys::MouseEvent;

use super::filters;
use super::model::Model;
use super::parts::{change_class, choice, span, strong};
use super::view::View;
use crate::prelude::*;
use crate::ui::dom::{Content, El, button, el};
use crate::ui::page::Page;
use crate::ui::parts::{Query, split_name, take_now, visible};

/// What of the table is shown.
#[derive(Clone, Copy)]
struct Table {
    model: Model,
    view: View,
    tables: Query<LabelTables>,
    /// Keys of which all values are shown.
    open: RwSignal<Vec<String>>,
    /// The value that keys go from, counted through all keys.
    cursor: RwSignal<Option<usize>>,
}

/// The table, and how to use it.
pub fn labels(model: Model) -> impl Content {
    let open = RwSignal::new(Vec::new());
    let ask = move || {
        let node = model.selected.get().map(|selected| selected.node);
        let node = node.filter(|node| *node != u32::MAX);
        let query = LabelQuery {
            node,
            open: open.get(),
        };
        let subject = model.subject.get()?;
        Some(Request::Labels { subject, query })
    };
    let tables = Query::new(model.engine, ask, |answer| match answer {
        Answer::Labels(tables) => Some(tables),
        _ => None,
    });
    let table = Table {
        model,
        view: View::new(),
        tables,
        open,
        cursor: RwSignal::new(None),
    };
    effect(move || {
        model.subject.track();
        table.cursor.set(None);
    });
    Page::get()
        .keys
        .on(move |key| match tables.get_untracked() {
            Some(tables) => table.hear(&tables, key),
            None => false,
        });
    let empty = "No sample here has a label. Go programs set them with pprof.Do, and full goroutine dumps say state, wait and creator.";
    let about =
        "Click a value to keep only what has it, with Alt to leave it out; by keys f and i.";
    let about = el("p").class("accounting").child(move || {
        let tables = tables.get()?;
        Some(if tables.keys.is_empty() { empty } else { about })
    });
    let copy = take_now("labels.csv", move || {
        tables.get().map(|tables| labels_sheet(&tables))
    });
    (
        el("div")
            .class("view-bar accounting-bar")
            .child((about, el("span").class("grow"), copy)),
        frame(table),
        "",
    )
}

fn frame(table: Table) -> El {
    let heads = move || {
        let tables = table.tables.get()?;
        let head = |words: &'static str| el("th").attr("scope", "col").child(words);
        let mut heads = vec![head("value"), head("%")];
        if tables.base_total.is_some() {
            heads.extend([head("Δ"), head("base")]);
        }
        if let Some((name, _)) = &tables.of {
            let of = format!("of {}", visible(split_name(name).1));
            let of = el("bdi").child(of);
            let head = head("").class("of").attr("title", name.clone());
            heads.push(head.child(of));
            heads.push(el("th").attr("scope", "col").child("% of it"));
        }
        heads.push(head("").class("bar-head").attr("aria-hidden", "true"));
        heads.push(head("label"));
        Some(heads)
    };
    let body = move || {
        let tables = table.tables.get()?;
        let mut rows: Vec<El> = Vec::new();
        let mut at = 0;
        for key in &tables.keys {
            rows.push(key_row(table, &tables, key));
            let most = key.rows.iter().map(|row| row.now.unsigned_abs()).max();
            for row in &key.rows {
                rows.push(value_row(table, &tables, row, most.unwrap_or(0), at));
                at += 1;
            }
            rows.extend(more_row(table, &tables, key));
        }
        Some(rows)
    };
    let grid = el("table")
        .class("t top labels")
        .attr("role", "grid")
        .attr("tabindex", "0")
        .attr(
            "aria-label",
            "Labels: arrow keys choose a value, f keeps only it, i leaves it out",
        )
        .attr("aria-activedescendant", move || table.cursor.get().map(id))
        .child((
            el("thead").child(el("tr").child(heads)),
            el("tbody").child(body),
        ));
    el("div")
        .class("top-frame")
        .held(table.view.frame)
        .on(ev::scroll, move |_| table.view.follow())
        .child(grid)
}

fn id(at: usize) -> String {
    format!("label-{at}")
}

/// A key with what its values add up to, and what puts it into stacks.
fn key_row(table: Table, tables: &LabelTables, key: &LabelTable) -> El {
    let model = table.model;
    let by = |kind: FilterKind, words: &'static str| {
        let filter = Filter {
            kind,
            text: key.key.clone(),
        };
        let now = filter.clone();
        let title = filters::WORDS[kind as usize].1;
        let is_on = move || filters::is_on(model, &now);
        choice(words, Some(title), is_on, move || {
            filters::toggle(model, filter.clone())
        })
    };
    let switches = el("span")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", format!("Frames of {}", key.key))
        .child([
            by(FilterKind::TagRoot, "Root by"),
            by(FilterKind::TagLeaf, "Leaf by"),
        ]);
    let name = el("td").class("l").child((
        strong(el("bdi").child(visible(&key.key).into_owned())),
        " ",
        switches,
    ));
    let cells = numbers(tables, &key.sum);
    el("tr").class("key").child((cells, el("td"), name))
}

fn value_row(table: Table, tables: &LabelTables, row: &LabelRow, most: u64, at: usize) -> El {
    let share = row.now.unsigned_abs() as f64 / most.max(1) as f64 * 100.0;
    let bar = el("i").style("width", units::fixed(share.min(100.0), 1) + "%");
    let name = match row.name.is_empty() {
        true => "(empty)".to_owned(),
        false => visible(&row.name).into_owned(),
    };
    let text = row.filter.clone();
    let other = row.filter.clone();
    let click = move |event: MouseEvent| {
        table.cursor.set(Some(at));
        table.narrow(text.clone(), event.alt_key());
    };
    let menu = move |event: MouseEvent| {
        event.prevent_default();
        table.narrow(other.clone(), true);
    };
    el("tr")
        .attr("id", id(at))
        .attr("aria-selected", move || table.cursor.get() == Some(at))
        .attr("title", format!("tagfocus {}", row.filter))
        .on(ev::click, click)
        .on(ev::contextmenu, menu)
        .child((
            numbers(tables, row),
            el("td")
                .class("bar-of")
                .class_if("num", row.is_numeric)
                .child(bar),
            el("td")
                .class("l")
                .child(el("bdi").class("code").child(name)),
        ))
}

fn more_row(table: Table, tables: &LabelTables, key: &LabelTable) -> Option<El> {
    if key.more == 0 {
        return None;
    }
    let words = format!("and {} more", units::count(key.more.into()));
    let is_open = table.open.read_untracked().contains(&key.key);
    let name = key.key.clone();
    let more = match is_open {
        true => span(words),
        false => button("btn quiet")
            .on(ev::click, move |_| {
                table.open.update(|open| open.push(name.clone()))
            })
            .child(words),
    };
    let columns = numbers(tables, &LabelRow::default()).len() + 1;
    let before = el("td").attr("colspan", columns.to_string());
    Some(
        el("tr")
            .class("key")
            .child((before, el("td").class("l").child(more))),
    )
}

/// Value and share, against the base, and of the function.
fn numbers(tables: &LabelTables, row: &LabelRow) -> Vec<El> {
    let unit = &tables.unit;
    let cell = |words: String| el("td").child(words);
    let mut cells = vec![
        cell(units::short(row.now, unit)),
        cell(units::percent(row.now, tables.total)),
    ];
    if tables.base_total.is_some() {
        let base = row.base.unwrap_or_default();
        let change = row.now.wrapping_sub(base);
        cells.push(cell(units::delta(change, unit)).class(change_class(change)));
        cells.push(cell(units::short(base, unit)));
    }
    if let Some((_, of)) = tables.of {
        cells.push(cell(units::short(row.of_node, unit)));
        cells.push(cell(units::percent(row.of_node, of)));
    }
    cells
}

impl Table {
    fn narrow(self, text: String, is_without: bool) {
        let kind = match is_without {
            true => FilterKind::TagIgnore,
            false => FilterKind::TagFocus,
        };
        filters::add(self.model, Filter { kind, text });
    }

    fn hear(self, tables: &LabelTables, key: &str) -> bool {
        let rows = || tables.keys.iter().flat_map(|key| &key.rows);
        let cursor = self.cursor.get_untracked();
        let row = cursor.and_then(|at| rows().nth(at));
        match (key, row) {
            ("ArrowDown" | "ArrowUp" | "PageDown" | "PageUp", _) => {
                let last = rows().count() as i64 - 1;
                let next = cursor.map_or(0, |at| at as i64 + self.view.step(key));
                if last >= 0 {
                    let next = next.clamp(0, last) as usize;
                    self.cursor.set(Some(next));
                    self.view.reveal(position(tables, next) as f64);
                }
            }
            ("Enter" | "f", Some(row)) => self.narrow(row.filter.clone(), false),
            ("i", Some(row)) => self.narrow(row.filter.clone(), true),
            ("Escape", Some(_)) => self.cursor.set(None),
            _ => return false,
        }
        true
    }
}

/// Which row of the table a value stands in, with those of keys and of what is left out.
fn position(tables: &LabelTables, at: usize) -> usize {
    let (mut values, mut row) = (0, 0);
    for key in &tables.keys {
        row += 1;
        if at < values + key.rows.len() {
            return row + at - values;
        }
        values += key.rows.len();
        row += key.rows.len() + usize::from(key.more > 0);
    }
    row
}
