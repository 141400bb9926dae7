//! The panel of the selected function: values, callers, callees, labels.

use std::sync::Arc;

use crate::leptos::ev;
use leakscope_core::layout::{FrameDetails, Neighbour};
use leakscope_core::profile::filter::FilterKind;
use leakscope_core::units;

use super::frame_menu::of_function;
use super::model::Model;
use super::movers;
use super::parts::{change, change_class, code, span};
use super::{filters, goroutines};
use crate::ui::dom::{Content, El, button, el, nodes};
use crate::ui::parts::{CopyLook, copy_button, fn_name, visible};

/// How many callers, callees or labels are shown before the rest is counted.
const SHOWN: usize = 12;

/// The panel.
pub fn details(model: Model) -> El {
    let goroutine = goroutines::selected(model);
    el("aside")
        .class("detail")
        .attr("aria-label", "Selected frame")
        .child(move || {
            if let Some(one) = goroutine.get() {
                return nodes(goroutines::panel(model, &one));
            }
            match model.details.get() {
                Some(details) => nodes(selected(model, details)),
                None => nodes(largest(model)),
            }
        })
}

/// While nothing is selected: the largest stacks, by the function they are known by.
fn largest(model: Model) -> impl Content {
    let list = move || {
        let index = model.behind.0.get()?;
        let (total, unit) = (index.flame.total, &index.flame.unit);
        if model.around.read().is_some() {
            return None;
        }
        let is_inverted = model.look.read().is_inverted;
        let mut stacks = match is_inverted {
            true => movers::next_to_root(&index),
            false => movers::stacks(&index),
        };
        // What the root keeps to itself is in boxes too narrow to be opened.
        stacks.retain(|stack| stack.now != 0 && stack.at != 0);
        movers::sort_by_size(&mut stacks, |stack| stack.now);
        let most = stacks.first().map_or(0, |stack| stack.now);
        let rows: Vec<El> = stacks
            .into_iter()
            .take(SHOWN)
            .filter_map(|stack| stack.named(&index))
            .map(|stack| {
                let share = span(units::percent(stack.now, total));
                let row = row(&stack.name, stack.now, most, unit).child(share);
                of_function(row, stack.node, &stack.name)
                    .on(ev::click, move |_| stack.select(model))
            })
            .collect();
        let of = format!("share of {}", units::short(total, unit));
        if rows.is_empty() {
            return None;
        }
        let title = match is_inverted {
            true => "largest by their own value",
            false => "largest stacks",
        };
        Some(list(title, span(of), rows, String::new()))
    };
    let note = "Select a frame to see its values, callers, callees and labels: click one, or move with the arrow keys.";
    (list, el("section").child(note_line(note)))
}

fn selected(model: Model, details: Arc<FrameDetails>) -> impl Content {
    let name = details.name.clone();
    let copy = copy_button("Copy name (c)", CopyLook::Icon, move || name.clone());
    let head = el("div")
        .class("top")
        .child(el("h2").child(fn_name(&details.name)))
        .child(copy);
    let place = el("p")
        .class("src code")
        .child(el("bdi").child(details.place.as_str()));
    let cum = details.cum;
    let filter = |kind, words, key| {
        button("btn")
            .attr("title", filters::WORDS[kind as usize].1)
            .on(ev::click, move |_| {
                filters::add_selected(model, kind);
            })
            .child((words, el("kbd").child(key)))
    };
    let around = details.name.clone();
    let sandwich = button("btn")
        .attr(
            "title",
            "Callers above, callees below, of every stack through it",
        )
        .on(ev::click, move |_| model.go_around(Some(around.clone())))
        .child(("Sandwich", el("kbd").child("w")));
    let filters = el("div").class("acts").child([
        sandwich,
        filter(FilterKind::Focus, "Focus", "f"),
        filter(FilterKind::Ignore, "Ignore", "i"),
        filter(FilterKind::Hide, "Hide", "h"),
    ]);
    (
        el("section").child(head).child(place).child(filters),
        el("section")
            .child(values(&details))
            .child(move || box_note(model, cum)),
        neighbours(model, "callers", &details.callers, &details),
        neighbours(model, "callees", &details.callees, &details),
        labels(&details),
    )
}

fn values(details: &FrameDetails) -> El {
    let head = |words: &'static str| el("th").attr("scope", "col").child(words);
    let mut heads = vec![el("td"), head("now"), head("%")];
    if details.base.is_some() {
        heads.extend(["base", "Δ", "Δ %"].map(head));
    }
    let (flat, cum) = (
        details.base.map(|(flat, _)| flat),
        details.base.map(|(_, cum)| cum),
    );
    el("table").class("num").child((
        el("thead").child(el("tr").child(heads)),
        el("tbody").child([
            value_row(details, "cum", details.cum, cum),
            value_row(details, "flat", details.flat, flat),
        ]),
    ))
}

fn value_row(details: &FrameDetails, title: &'static str, now: i64, base: Option<i64>) -> El {
    let unit = &details.unit;
    let row = el("tr").child([
        el("th").attr("scope", "row").child(title),
        el("td").class("big").child(units::short(now, unit)),
        el("td").child(units::percent(now, details.total)),
    ]);
    let Some(base) = base else { return row };
    let relative = super::parts::relative(base, now);
    row.child([
        el("td").child(units::short(base, unit)),
        el("td").class("big").child(change(base, now, unit)),
        el("td")
            .class(change_class(now.wrapping_sub(base)))
            .child(relative),
    ])
}

/// What of the function is in the selected box, where it is not all of it.
fn box_note(model: Model, cum: i64) -> Option<El> {
    let path = model.selected.get()?.path;
    let index = model.behind.1.get()?;
    let Some(at) = path.and_then(|path| index.at_path(&path)) else {
        if cum == 0 {
            return Some(note_line(
                "It has no value now. ‘Now + base’ shows where it was.",
            ));
        }
        let zoom = button("btn quiet")
            .on(ev::click, move |_| model.show_in_flame())
            .child("Zoom to it");
        let note = "No box of it is wide enough to be seen in this view. ";
        return Some(note_line(note).child(zoom));
    };
    let value = *index.boxes().value.get(at)?;
    (value != cum).then(|| {
        let unit = &index.flame.unit;
        note_line(format!(
            "This frame holds {} of it; the other {} stand elsewhere in the flame.",
            units::short(value, unit),
            units::short(cum.wrapping_sub(value), unit)
        ))
    })
}

fn neighbours(model: Model, title: &'static str, all: &[Neighbour], details: &FrameDetails) -> El {
    let most = all.iter().map(|one| one.value.unsigned_abs()).max();
    let most = most.unwrap_or(0).min(i64::MAX as u64) as i64;
    let rows: Vec<El> = all
        .iter()
        .take(SHOWN)
        .map(|one| {
            let (node, unit) = (one.node, &details.unit);
            let change = one.base.map(|base| change(base, one.value, unit));
            let row = row(&one.name, one.value, most, unit).child(span(change));
            of_function(row, node, &one.name).on(ev::click, move |_| model.select_node(node))
        })
        .collect();
    let note = match (all.is_empty(), title) {
        (false, _) => and_more(all.len()),
        (true, "callers") => "none: it starts its goroutine or thread".to_owned(),
        (true, _) => "none: it calls nothing here".to_owned(),
    };
    let change_head = el("i").child(details.base.map(|_| "Δ"));
    list(title, span("now").child(change_head), rows, note)
}

fn labels(details: &FrameDetails) -> Option<El> {
    if details.labels.is_empty() {
        return None;
    }
    let rows: Vec<El> = details
        .labels
        .iter()
        .take(SHOWN)
        .map(|(key, value, amount)| {
            let key = span(format!("{key}=")).class("p");
            let label = el("bdi").child(key).child(value.as_str());
            bar(el("div"), *amount, details.cum).child([
                span(label).class("code"),
                span(units::short(*amount, &details.unit)),
                span(units::percent(*amount, details.cum)),
            ])
        })
        .collect();
    let of = format!("share of {}", units::short(details.cum, &details.unit));
    let note = and_more(details.labels.len());
    Some(list("labels", span(of), rows, note))
}

/// A section of rows: its title, what its columns are, and a note under it.
fn list(title: &'static str, columns: El, rows: Vec<El>, note: String) -> El {
    el("section").child((
        el("h3").child([span(title), columns]),
        rows,
        note_line(note),
    ))
}

/// A button of a function with its value, over a bar as long as its share of the largest.
fn row(name: &str, value: i64, most: i64, unit: &str) -> El {
    bar(el("button"), value, most)
        .attr("title", visible(name).into_owned())
        .child([code(name), span(units::short(value, unit))])
}

fn bar(of: El, value: i64, most: i64) -> El {
    let share = value.unsigned_abs() as f64 / most.unsigned_abs().max(1) as f64 * 100.0;
    let share = share.min(100.0);
    of.class("li").style("--w", units::fixed(share, 1) + "%")
}

/// A note under what it is about.
pub fn note_line(words: impl Content) -> El {
    el("p").class("note").child(words)
}

fn and_more(count: usize) -> String {
    match count.saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("and {more} more"),
    }
}
