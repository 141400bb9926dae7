//! The Top table: any number of rows, of which only those in view are asked for and made.

use std::sync::Arc;

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{Inlined, TopPage, TopQuery, TopRow, TopSort, top_sheet};
use leakscope_core::units;

use super::columns;
use super::frame_menu::of_function;
use super::model::Model;
use super::parts::{arrival, change_class, relative, sort_head, span};
use super::view::View;
use crate::prelude::*;
use crate::ui::dom::{Content, El, each, el};
use crate::ui::page::Page;
use crate::ui::parts::{Query, Taken, fn_name, take};

/// A column's title, what a click on it sorts by, and what that says.
type Column = (&'static str, Option<TopSort>, &'static str);

const COLUMNS: [Column; 5] = [
    ("flat", Some(TopSort::Flat), "Value of its own"),
    ("flat %", Some(TopSort::Flat), ""),
    ("sum %", None, ""),
    ("cum", Some(TopSort::Cum), "With what it calls"),
    ("cum %", Some(TopSort::Cum), ""),
];

const COLUMNS_OF_A_DIFFERENCE: [Column; 8] = [
    (
        "Δ flat",
        Some(TopSort::Flat),
        "Largest change first, up or down",
    ),
    ("Δ flat %", Some(TopSort::Flat), ""),
    ("sum %", None, ""),
    (
        "Δ cum",
        Some(TopSort::Cum),
        "Largest change first, up or down",
    ),
    (
        "Δ cum %",
        Some(TopSort::Growth),
        "What grew first, what shrank last",
    ),
    (
        "of base",
        None,
        "Change of cum in percent of what it was in the base",
    ),
    ("base cum", None, ""),
    ("cum now", None, ""),
];

const NAME: Column = ("function", Some(TopSort::Name), "");

/// The table, and what its figures are.
pub fn top(model: Model) -> impl Content {
    let sort = RwSignal::new(TopSort::Flat);
    let view = View::new();
    let page = ask(model, sort, view);
    // Another question is answered from its first row on.
    // What is sorted by has to be there.
    effect(move || {
        let columns = columns::types(model).len() as u32;
        let is_gone = match sort.get() {
            TopSort::FlatOf(at) | TopSort::CumOf(at) => at >= columns,
            _ => false,
        };
        if is_gone {
            sort.set(TopSort::Flat);
        }
    });
    effect(move || {
        sort.track();
        model.search.track();
        model.subject.track();
        if let Some(frame) = view.frame.get() {
            frame.set_scroll_top(0);
            view.follow();
        }
    });
    Page::get().keys.on(move |key| match page.get_untracked() {
        Some(page) => hear(model, view, &page, key),
        None => false,
    });
    let has_base = Memo::new(move || model.has_base());
    let types = Memo::new(move || page.get().map(|page| page.types.clone()));
    let heads = move || {
        let own: &[Column] = match has_base.get() {
            true => &COLUMNS_OF_A_DIFFERENCE,
            false => &COLUMNS,
        };
        let own = own
            .iter()
            .map(|&(words, by, title)| column_head(sort, words, by, title));
        let mut heads: Vec<El> = own.collect();
        let delta = if has_base.get() { "Δ " } else { "" };
        for (at, (kind, _)) in (0..).zip(types.get().unwrap_or_default()) {
            let flat = format!("{delta}{kind} flat");
            heads.push(column_head(sort, &flat, Some(TopSort::FlatOf(at)), ""));
            let cum = format!("{delta}{kind} cum");
            heads.push(column_head(sort, &cum, Some(TopSort::CumOf(at)), ""));
        }
        heads.push(column_head(sort, NAME.0, NAME.1, NAME.2));
        heads
    };
    let table = el("table")
        .class("t top")
        .attr("role", "grid")
        .attr("tabindex", "0")
        .attr(
            "aria-label",
            "Top: arrow keys choose a function, Enter shows it in the flame",
        )
        .attr("aria-rowcount", move || {
            page.get().map(|page| page.total_rows.to_string())
        })
        .attr("aria-activedescendant", move || {
            let selected = model.selected.read();
            selected.as_ref().map(|selected| row_id(selected.node))
        })
        .child((
            el("thead").child(el("tr").child(heads)),
            el("tbody").child(body(model, view, page)),
        ));
    let frame = el("div")
        .class("top-frame")
        .held(view.frame)
        .on(ev::scroll, move |_| view.follow())
        .child(table);
    let accounting = el("p").class("accounting code");
    let accounting = accounting.child(move || page.get().map(|page| page.accounting.clone()));
    let bar = el("div").class("view-bar accounting-bar").child((
        accounting,
        el("span").class("grow"),
        move || columns::menu(model),
        take("top.csv", move || whole(model, sort.get_untracked())),
    ));
    (bar, frame, move || note_on_difference(model, &*page.get()?))
}

/// Every row, in the order that is shown.
fn whole(model: Model, sort: TopSort) -> Taken {
    let query = TopQuery {
        sort,
        matching: model.search.get_untracked(),
        limit: u32::MAX,
        types: untrack(|| columns::types(model)),
        ..TopQuery::default()
    };
    let subject = model.subject.get_untracked();
    let unit = untrack(|| model.sample_type()).map(|(.., unit)| unit);
    Box::pin(async move {
        let subject = subject?;
        let answer = model.engine.ask(Request::Top { subject, query }).await;
        match answer {
            Ok(Answer::Top(page)) => Some(top_sheet(&page, &unit.unwrap_or_default())),
            _ => None,
        }
    })
}

fn ask(model: Model, sort: RwSignal<TopSort>, view: View) -> Query<TopPage> {
    Query::new(
        model.engine,
        move || {
            let (offset, limit) = view.rows();
            let query = TopQuery {
                sort: sort.get(),
                matching: model.search.get(),
                offset,
                limit,
                types: columns::types(model),
                ..TopQuery::default()
            };
            let subject = model.subject.get()?;
            Some(Request::Top { subject, query })
        },
        |answer| match answer {
            Answer::Top(page) => Some(page),
            _ => None,
        },
    )
}

/// Arrows and pages choose a function, Enter shows it in the flame, Escape chooses none.
fn hear(model: Model, view: View, page: &TopPage, key: &str) -> bool {
    let step = match key {
        "ArrowDown" | "ArrowUp" | "PageDown" | "PageUp" => view.step(key),
        "Enter" | "Escape" if model.selected.read_untracked().is_none() => return false,
        "Enter" => {
            model.show_in_flame();
            return true;
        }
        "Escape" => {
            model.selected.set(None);
            return true;
        }
        _ => return false,
    };
    let selected = model.selected.get_untracked().map(|selected| selected.node);
    let at = page.rows.iter().position(|row| Some(row.node) == selected);
    let next = match at {
        Some(at) => (at as i64 + step).clamp(0, page.rows.len() as i64 - 1),
        None => view.first() - i64::from(page.offset),
    };
    let row = usize::try_from(next).ok().and_then(|at| page.rows.get(at));
    if let Some(row) = row {
        model.select_node(row.node);
        view.reveal(f64::from(page.offset) + next as f64);
    }
    true
}

fn column_head(
    sort: RwSignal<TopSort>,
    words: &str,
    by: Option<TopSort>,
    title: &'static str,
) -> El {
    let head = el("th").attr("scope", "col");
    let Some(by) = by else {
        return head.child(words);
    };
    let is_by = move || sort.get() == by;
    sort_head(head, words, title, by == TopSort::Name, is_by, move || {
        sort.set(by)
    })
}

/// A row of a page.
type Row = (Arc<TopPage>, usize);

/// The rows, of which those that stay in view keep their elements while the table scrolls.
fn body(model: Model, view: View, page: Query<TopPage>) -> impl Content {
    let above = move || page.get().map(|page| view.spacer(page.offset));
    let below = move || {
        let page = page.get()?;
        let shown = page.offset.saturating_add(page.rows.len() as u32);
        Some(view.spacer(page.total_rows.saturating_sub(shown)))
    };
    let unit = Memo::new(move || {
        let sample_type = model.sample_type();
        sample_type.map(|(.., unit)| unit).unwrap_or_default()
    });
    let rows = move || {
        unit.track();
        let page = page.get();
        let rows = |page: Arc<TopPage>| {
            let all = 0..page.rows.len();
            all.map(move |row| (Arc::clone(&page), row))
        };
        page.into_iter().flat_map(rows).collect()
    };
    let key = move |(page, row): &Row| key(page, *row, &unit.read_untracked());
    let one = move |(page, row): Row| {
        let at = page.offset + row as u32;
        line(model, &page.rows[row], at, &unit.read(), &page.types)
    };
    (above, each(rows, key, one), below)
}

/// All that a row shows.
fn key(page: &TopPage, row: usize, unit: &str) -> String {
    let shown = &page.rows[row];
    let mut key = format!("{} {} {unit}", page.offset + row as u32, shown.node);
    let base = [shown.base_flat, shown.base_cum].into_iter().flatten();
    let beside = shown.beside.iter().flat_map(|&(flat, cum)| [flat, cum]);
    for value in [shown.flat, shown.cum]
        .into_iter()
        .chain(base)
        .chain(beside)
    {
        key.push(' ');
        key.push_str(&value.to_string());
    }
    let names = [&shown.name, &shown.file];
    for text in shown.printed.iter().chain(names) {
        key.push(' ');
        key.push_str(text);
    }
    for (kind, _) in &page.types {
        key.push(' ');
        key.push_str(kind);
    }
    key
}

fn line(model: Model, row: &TopRow, at: u32, unit: &str, types: &[(String, String)]) -> El {
    let node = row.node;
    let is_selected = move || {
        let selected = model.selected.read();
        selected
            .as_ref()
            .is_some_and(|selected| selected.node == node)
    };
    let [flat, flat_share, sum, cum, cum_share] = row.printed.each_ref().map(|text| cell(text));
    let mut cells = vec![flat, flat_share, sum, cum, cum_share];
    if let Some(base) = row.base_cum {
        let base_flat = row.base_flat.unwrap_or_default();
        let changes = [row.flat.wrapping_sub(base_flat), row.cum.wrapping_sub(base)];
        for (at, change) in [0, 3].into_iter().zip(changes) {
            cells[at] = cells[at].clone().class(change_class(change));
        }
        let of_base = relative(base, row.cum);
        cells.push(cell(&of_base).class(change_class(changes[1])));
        cells.extend([base, row.cum].map(|value| cell(&units::short(value, unit))));
    }
    for (&(flat, cum), (_, unit)) in row.beside.iter().zip(types) {
        cells.extend([flat, cum].map(|value| match row.base_cum {
            Some(_) => cell(&units::delta(value, unit)).class(change_class(value)),
            None => cell(&units::short(value, unit)),
        }));
    }
    let name = el("td")
        .class("l")
        .attr("title", row.file.clone())
        .child(fn_name(&row.name))
        .child(match row.inlined {
            Inlined::No => "",
            Inlined::Always => " (inline)",
            Inlined::Partly => " (partial-inline)",
        })
        .child(row.base_cum.and_then(|base| {
            let words = arrival(base, row.cum)?;
            Some(span(words).class("mark"))
        }));
    of_function(el("tr"), node, &row.name)
        .attr("id", row_id(node))
        .attr("aria-rowindex", (at + 1).to_string())
        .attr("aria-selected", is_selected)
        .on(ev::click, move |_| model.select_node(node))
        .on(ev::dblclick, move |_| model.show_in_flame())
        .child(cells)
        .child(name)
}

fn cell(words: &str) -> El {
    el("td").child(words)
}

fn row_id(node: u32) -> String {
    format!("top-{node}")
}

/// What the figures of a difference are, as they are not what a person would think.
fn note_on_difference(model: Model, page: &TopPage) -> Option<El> {
    model.base.read().as_ref()?;
    let (new, gone) = page.new_and_gone;
    let words = format!(
        "Δ is now − base. As go tool pprof -diff_base prints them, percents are without a sign and of the base’s total, {}. {} functions are new, {} are gone.",
        page.total,
        units::count(new.into()),
        units::count(gone.into()),
    );
    Some(el("p").class("accounting of-base").child(words))
}
