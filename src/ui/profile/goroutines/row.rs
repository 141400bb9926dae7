//! One row: a group, a stack, a frame or a goroutine.

use std::sync::Arc;

use crate::leptos::ev;
use leakscope_core::codec::to_bytes;
use leakscope_core::layout::{GoroutinePage, GoroutineRow, GoroutineRowKind};
use leakscope_core::profile::hash_of_name;
use leakscope_core::units;

use super::columns::columns;
use super::{Table, depth};
use crate::ui::dom::{El, el};
use crate::ui::parts::{fn_name, visible};
use crate::ui::profile::frame_menu::of_function;
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

/// A row that is to be made.
pub struct Row {
    page: Arc<GoroutinePage>,
    at: u32,
    /// What tells it from any other row, at any place and of any answer.
    pub name: String,
}

/// The rows of a page.
pub fn rows(table: Table, page: &Arc<GoroutinePage>) -> Vec<Row> {
    let by = table.model.router.route().read().by.clone();
    let has_base = table.model.has_base();
    let of_all = (by.unwrap_or_default(), (has_base, page.is_dump), page.total);
    let all = to_bytes(&of_all);
    let name = |row: &GoroutineRow, at: u32| {
        let bytes = [&all[..], &to_bytes(row)].concat();
        format!("{at}.{:x}", hash_of_name(&bytes))
    };
    (page.offset..)
        .zip(&page.rows)
        .map(|(at, row)| Row {
            page: Arc::clone(page),
            at,
            name: name(row, at),
        })
        .collect()
}

impl Row {
    /// The row itself.
    pub fn make(self, table: Table) -> El {
        let place = self.at.saturating_sub(self.page.offset);
        match self.page.rows.get(place as usize) {
            Some(row) => made(table, &self.page, row, self.at),
            None => el("tr"),
        }
    }
}

fn made(table: Table, page: &GoroutinePage, row: &GoroutineRow, at: u32) -> El {
    let (key, chosen) = (row.key, row.clone());
    let opens = key != 0;
    let cells: Vec<El> = columns(table.model, page.is_dump)
        .map(|(column, ..)| cell(page, row, column))
        .collect();
    let made = el("tr")
        .class(match row.kind {
            GoroutineRowKind::Group => "g",
            GoroutineRowKind::Stack => "s",
            GoroutineRowKind::Frame => "fr",
            GoroutineRowKind::One => "one",
        })
        .attr("id", id(at))
        .attr("aria-rowindex", (at + 1).to_string())
        .attr("aria-level", depth(row).to_string())
        .attr("aria-selected", move || table.cursor.get() == Some(at))
        .on(ev::click, move |_| {
            table.choose(at, &chosen);
            if opens {
                table.toggle(key);
            }
        })
        .child(cells);
    // A group or a frame that is a function has its menu.
    let made = match row.is_function && row.index != u32::MAX && row.kind != GoroutineRowKind::One {
        true => of_function(made, row.index, &row.name),
        false => made,
    };
    match opens {
        true => made.attr("aria-expanded", move || table.open.read().contains(&key)),
        false => made,
    }
}

fn cell(page: &GoroutinePage, row: &GoroutineRow, column: &'static str) -> El {
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
        _ => name(row),
    }
}

/// What the row is called, with the twisty that opens it and marks of its own.
fn name(row: &GoroutineRow) -> El {
    let is_one = row.kind == GoroutineRowKind::One;
    // Its arrow follows `aria-expanded`.
    let twisty = (row.key != 0).then(|| el("i").class("tw").attr("aria-hidden", "true"));
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
