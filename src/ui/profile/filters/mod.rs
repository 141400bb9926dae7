//! The bar of filters: chips that can be switched off without being lost, and what adds one.

mod entry;
mod own_code;

use crate::leptos::ev;
use leakscope_core::expression;
use leakscope_core::profile::filter::{Filter, FilterKind};

use super::Tab;
use super::looks;
use super::model::Model;
use super::parts::{span, strong};
use super::tabs::search_box;
use crate::prelude::*;
use crate::ui::dom::{El, button, el, nodes};
use crate::ui::parts::{icon::paths, menu, small_icon, visible};
use crate::ui::route::{Chip, Route};

pub use entry::Typing;
pub use own_code::{ask as ask_own_code, toggle_own_code};

/// Each kind's name and what it does, in the order of [`FilterKind::ALL`].
pub const WORDS: [(&str, &str); 12] = [
    (
        "root by",
        "put a frame of the label before every stack: its key, or several with commas",
    ),
    (
        "leaf by",
        "put a frame of the label behind every stack: its key, or several with commas",
    ),
    ("focus", "keep only stacks through what matches"),
    ("ignore", "leave out stacks through what matches"),
    ("hide", "take frames that match out of their stacks"),
    ("show", "take all other frames out of their stacks"),
    ("show from", "cut what is above the outermost match"),
    (
        "tag focus",
        "keep only what has such a label: key=value or 32kb:64kb",
    ),
    (
        "tag ignore",
        "leave out what has such a label: key=value or 32kb:64kb",
    ),
    ("tag show", "keep only labels whose key matches"),
    ("tag hide", "take labels whose key matches away"),
    ("prune from", "cut what is below the innermost match"),
];

/// The bar.
pub fn filters(model: Model, tab: Memo<Tab>) -> El {
    let chips = Memo::new(move || model.router.route().read().filters.clone());
    let all = move || {
        let chips = chips.get().into_iter().enumerate();
        nodes(
            chips
                .map(|(at, chip)| one(model, at, chip))
                .collect::<Vec<El>>(),
        )
    };
    let adding = model.adding;
    let add = move || match adding.get() {
        Some(kind) => nodes(entry::entry(model, kind)),
        None => nodes(menu(
            "btn quiet",
            || "Leave something out, by pprof’s filters".to_owned(),
            "+ Filter",
            move || nodes(FilterKind::ALL.map(|kind| pick(adding, kind)).to_vec()),
        )),
    };
    el("div").class("bar filters").child((
        move || looks::sandwich_chip(model),
        all,
        add,
        move || own_code::switch(model),
        el("span").class("grow"),
        search_box(model, tab),
    ))
}

fn one(model: Model, at: usize, chip: Chip) -> El {
    let (words, title) = WORDS[chip.filter.kind as usize];
    let change = move |change: fn(&mut Vec<Chip>, usize)| {
        set(model, move |chips| change(chips, at));
    };
    let switch = button("sw")
        .attr("role", "switch")
        .attr("aria-checked", if chip.is_off { "false" } else { "true" })
        .attr("aria-label", format!("{words} {}", chip.filter.text))
        .on(ev::click, move |_| {
            change(|chips, at| {
                if let Some(chip) = chips.get_mut(at) {
                    chip.is_off = !chip.is_off;
                }
            });
        });
    let remove = button("")
        .attr("aria-label", format!("Remove {words} {}", chip.filter.text))
        .on(ev::click, move |_| {
            change(|chips, at| {
                if at < chips.len() {
                    chips.remove(at);
                }
            });
        })
        .child(small_icon(paths::CLOSE));
    // Of one's own code it says so; the expression is in the tooltip.
    let (filter, own) = (chip.filter.clone(), chip.filter.clone());
    let what = move || match own_code::is_it(model, &own) {
        true => span("only my code").class("text"),
        false => {
            let text = el("bdi")
                .class("text")
                .child(visible(&own.text).into_owned());
            span((span(format!("{words}:")).class("what"), text))
        }
    };
    span((switch, move || Some(what()), remove))
        .class(if chip.is_off { "f off" } else { "f" })
        .attr("title", format!("{}: {title}", filter.text))
}

fn pick(adding: RwSignal<Option<FilterKind>>, kind: FilterKind) -> El {
    let (words, does) = WORDS[kind as usize];
    button("pick")
        .attr("role", "menuitem")
        .on(ev::click, move |_| adding.set(Some(kind)))
        .child((strong(words), el("small").child(does)))
}

/// Adds a filter by the name of the selected function. Whether one is selected.
pub fn add_selected(model: Model, kind: FilterKind) -> bool {
    let Some(name) = model.selected_name() else {
        return false;
    };
    let text = format!("^{}$", expression::literally(&name));
    add(model, Filter { kind, text });
    // What is left of it stays selected.
    if matches!(kind, FilterKind::Focus | FilterKind::ShowFrom) {
        model.router.replace(|route| route.find = Some(name));
    }
    true
}

/// Adds a filter, on, behind all others.
pub fn add(model: Model, filter: Filter) {
    let chip = Chip {
        filter,
        is_off: false,
    };
    set(model, move |chips| {
        chips.retain(|other| other.filter != chip.filter);
        chips.push(chip);
    });
}

/// Adds a filter that is not there or is off, and takes one that is on away.
pub fn toggle(model: Model, filter: Filter) {
    if !is_on(model, &filter) {
        return add(model, filter);
    }
    set(model, move |chips| {
        chips.retain(|chip| chip.filter != filter)
    });
}

/// Whether a filter is there and on.
pub fn is_on(model: Model, filter: &Filter) -> bool {
    let route = model.router.route().read();
    let mut chips = route.filters.iter();
    chips.any(|chip| chip.filter == *filter && !chip.is_off)
}

/// Takes the last change of a filter back. Whether there was one.
pub fn undo(model: Model) -> bool {
    let mut before = None;
    model.filters_before.update_value(|all| before = all.pop());
    let Some(before) = before else { return false };
    change(model, |route| route.filters = before);
    true
}

fn set(model: Model, change_them: impl FnOnce(&mut Vec<Chip>)) {
    let before = model.router.route().read_untracked().filters.clone();
    model.filters_before.update_value(|all| all.push(before));
    change(model, |route| change_them(&mut route.filters));
}

/// Node ids are others under other filters: no zoom stays.
fn change(model: Model, change: impl FnOnce(&mut Route)) {
    model.router.replace(|route| {
        change(route);
        route.zoom.clear();
    });
}
