//! One row: a group, a stack, a frame or a goroutine.

use crate::leptos::ev;
use leakscope_core::layout::{GoroutinePage, GoroutineRow, GoroutineRowKind};
use leakscope_core::units;

use super::columns::columns;
use super::{Table, depth};
use crate::ui::dom::{El, el};
use crate::ui::parts::{fn_name, visible};
use crate::ui::profile::parts::{change_class, span};

/// The id of the row at a position.
pub fn id(at: u32) -> String {
    format!("gor-{at}")
}

/// `7m`, `5h`, `<1m`: a wait that the dump says in minutes.
pub fn wait(minutes: u64) -> String {
    match minutes {
        0 => "<1m".to_owned(),
        minutes => units::rough_duration(minutes as f64 * 60e3),
    }
}

/// `leaked`, or of several some `3 leaked`: a word in the colour of leaks.
pub fn leaked(leaked: i64, of: i64) -> Option<El> {
    let words = match leaked {
        0 => return None,
        all if all >= of => "leaked".to_owned(),
        some => format!("{} leaked", units::count(some)),
    };
    Some(span(words).class("leaked"))
}

/// The row.
pub fn row(table: Table, page: &GoroutinePage, row: &GoroutineRow, at: u32) -> El {
    let (key, chosen) = (row.key, row.clone());
    let is_open = move || table.open.read().contains(&key);
    let opens = key != 0;
    let cells: Vec<El> = columns(table.model, page.is_dump)
        .map(|(column, ..)| cell(table, page, row, column))
        .collect();
    el("tr")
        .class(match row.kind {
            GoroutineRowKind::Group => "g",
            GoroutineRowKind::Stack => "s",
            GoroutineRowKind::Frame => "fr",
            GoroutineRowKind::One => "one",
        })
        .attr("id", id(at))
        .attr("aria-rowindex", (at + 1).to_string())
        .attr("aria-level", depth(row).to_string())
        .attr("aria-expanded", move || {
            opens.then(|| if is_open() { "true" } else { "false" })
        })
        .attr("aria-selected", move || table.cursor.get() == Some(at))
        .on(ev::click, move |_| {
            table.choose(at, &chosen);
            if opens {
                table.toggle(key);
            }
        })
        .child(cells)
}

fn cell(table: Table, page: &GoroutinePage, row: &GoroutineRow, column: &'static str) -> El {
    let is_group = matches!(row.kind, GoroutineRowKind::Group | GoroutineRowKind::Stack);
    let number = |words: Option<String>| el("td").child(words);
    let text = |words: &str| {
        let cell = el("td").class("text").attr("title", words.to_owned());
        cell.child(el("bdi").child(visible(words).into_owned()))
    };
    let change = row.base.map(|base| row.count.wrapping_sub(base));
    match column {
        "count" => number(is_group.then(|| units::count(row.count))),
        "%" => number(is_group.then(|| units::percent(row.count, page.total))),
        "Δ" => number(change.map(|change| units::delta(change, "count")))
            .class(change.map_or("", change_class)),
        "base" => number(row.base.map(units::count)),
        "state" => text(&row.state),
        "longest" => number(row.longest_minutes.map(wait)),
        "median" => number(row.median_minutes.map(wait)),
        "created by" => match row.creator.is_empty() {
            true => el("td").class("by"),
            false => el("td")
                .class("by")
                .attr("title", row.creator.clone())
                .child(fn_name(&row.creator)),
        },
        "labels" => text(&row.labels),
        _ => name(table, row),
    }
}

/// What the row is called, with the twisty that opens it and marks of its own.
fn name(table: Table, row: &GoroutineRow) -> El {
    let (key, is_one) = (row.key, row.kind == GoroutineRowKind::One);
    let twisty = (key != 0).then(|| {
        let is_open = move || table.open.read().contains(&key);
        el("i")
            .class("tw")
            .attr("aria-hidden", "true")
            .child(move || match is_open() {
                true => "▾",
                false => "▸",
            })
    });
    let marks = (
        leaked(row.leaked, if is_one { 1 } else { row.count }),
        row.is_locked
            .then(|| span("locked to its thread").class("mark")),
    );
    let called = match row.is_function {
        true => fn_name(&row.name),
        false => el("bdi").child(visible(&row.name).into_owned()),
    };
    let place = (!row.place.is_empty()).then(|| span(row.place.as_str()).class("place"));
    let title = match row.place.is_empty() {
        true => row.name.clone(),
        false => format!("{} {}", row.name, row.place),
    };
    let inner = el("div").class("nm").child((twisty, marks, called, place));
    el("td").class("l").attr("title", title).child(inner)
}
