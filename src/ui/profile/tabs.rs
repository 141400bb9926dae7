//! Tabs, what colours and widths mean, search.

use crate::leptos::ev;
use leakscope_core::units;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};

use super::Tab;
use super::goroutines;
use super::graph;
use super::looks::switches;
use super::model::{Model, Selected};
use super::parts::{icon_button, strong};
use crate::prelude::*;
use crate::ui::dom::{Content, El, Held, button, el};
use crate::ui::page::Page;
use crate::ui::parts::icon::paths;
use crate::ui::parts::{icon, small_icon};

/// The bar of tabs.
pub fn tabs(model: Model, tab: Memo<Tab>) -> El {
    let has_switches = Memo::new(move || tab.get() == Tab::Flame);
    let list = el("div")
        .class("tablist")
        .attr("role", "tablist")
        .attr("aria-label", "Views of the profile")
        .on(ev::keydown, move |event| beside(model, tab, &event));
    let list = list.child((
        tab_button(model, tab, Tab::Flame, "Flame", "Flame (1)"),
        tab_button(model, tab, Tab::Top, "Top", "Top (2)"),
        tab_button(
            model,
            tab,
            Tab::Callers,
            "Callers/Callees",
            "A function between its callers and its callees (3)",
        ),
        tab_button(model, tab, Tab::Graph, "Graph", "Graph of calls (4)"),
        tab_button(model, tab, Tab::Source, "Source", "Source lines (5)"),
        tab_button(model, tab, Tab::Goroutines, "Goroutines", "Goroutines (6)")
            .flag("hidden", move || !goroutines::has(model)),
        tab_button(model, tab, Tab::Labels, "Labels", "Labels (7)"),
    ));
    el("div")
        .class("bar tabs")
        .child((list, el("span").class("grow"), move || {
            has_switches.get().then(|| switches(model))
        }))
}

/// Goes to a tab: a new entry in the history. One that shows a function shows the selected one.
pub fn show(model: Model, tab: Tab) {
    let selected = model.selected.get_untracked().filter(|_| tab.is_of_one());
    let name = selected.and_then(|selected| model.name_of(selected.node));
    model.router.go(|route| {
        route.tab = tab.name().map(str::to_owned);
        if name.is_some() {
            route.of = name;
        }
    });
}

fn tab_button(
    model: Model,
    tab: Memo<Tab>,
    this: Tab,
    words: &'static str,
    title: &'static str,
) -> El {
    button("tab")
        .attr("role", "tab")
        .attr("title", title)
        .attr("aria-selected", move || tab.get() == this)
        .on(ev::click, move |_| show(model, this))
        .child(words)
}

/// Arrow keys move between the tabs.
fn beside(model: Model, tab: Memo<Tab>, event: &KeyboardEvent) {
    let is_arrow = matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight");
    let current = event.current_target();
    let Some(list) = current.filter(|_| is_arrow) else {
        return;
    };
    event.prevent_default();
    const ALL: [Tab; 7] = Tab::ALL;
    let at = ALL.iter().position(|&this| this == tab.get_untracked());
    let way = if event.key() == "ArrowLeft" {
        ALL.len() - 1
    } else {
        1
    };
    let mut at = (at.unwrap_or(0) + way) % ALL.len();
    if ALL[at] == Tab::Goroutines && !goroutines::has(model) {
        at = (at + way) % ALL.len();
    }
    show(model, ALL[at]);
    let tabs = list.unchecked_into::<web_sys::Element>().children();
    if let Some(button) = tabs.item(at as u32) {
        let _ = button.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// Where to type what is searched for.
pub fn search_box(model: Model, tab: Memo<Tab>) -> El {
    let input = Held::<HtmlInputElement>::new();
    Page::get().keys.on(move |key| {
        let Some(input) = input.get_untracked().filter(|_| key == "/") else {
            return false;
        };
        let _ = input.focus();
        input.select();
        true
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            next_hit(model, event.shift_key());
        }
        "Escape" => {
            event.prevent_default();
            match model.search.read_untracked().is_empty() {
                true => drop(input.get_untracked().map(|input| input.blur())),
                false => model.search.set(String::new()),
            }
        }
        "ArrowDown" => {
            // To what was searched through, where `n` and `N` go on.
            event.prevent_default();
            if let Ok(Some(view)) = document().query_selector(".flame, .graph, .top-frame > .top") {
                let _ = view.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
        _ => {}
    };
    let field = el("input")
        .held(input)
        .attr("aria-label", "Search")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("placeholder", move || match tab.get() {
            Tab::Flame | Tab::Graph | Tab::Labels => "Search (/)",
            Tab::Top | Tab::Callers | Tab::Source | Tab::Goroutines => "Filter (/)",
        })
        .bound(model.search)
        .on(ev::keydown, on_key);
    let previous = icon_button(
        "Previous match",
        "Previous match (Shift+Enter)",
        small_icon(paths::UP),
    );
    let next = icon_button("Next match", "Next match (Enter)", small_icon(paths::DOWN));
    let hits = el("span").class("hits").attr("aria-live", "polite");
    el("label").class("search").child((
        icon(paths::SEARCH),
        el("span").class("vh").child("Search"),
        field,
        hits.child(move || hits_words(model)),
        previous.on(ev::click, move |_| next_hit(model, true)),
        next.on(ev::click, move |_| next_hit(model, false)),
    ))
}

/// `5 functions · 61.32%`.
fn hits_words(model: Model) -> Option<impl Content + use<>> {
    let found = model
        .found
        .get()
        .filter(|_| !model.search.read().is_empty())?;
    let count = found.nodes.len() as i64;
    let noun = match count {
        1 => " function · ",
        _ => " functions · ",
    };
    let share = units::percent(found.value, found.total);
    Some((strong(units::count(count)), noun, strong(share)))
}

/// Selects the next or the previous box that matches, in reading order.
pub fn next_hit(model: Model, is_backwards: bool) {
    if model.graph.get_untracked().is_some() {
        return graph::next_hit(model, is_backwards);
    }
    let (Some(index), Some(found)) = (model.shown.get_untracked(), model.found.get_untracked())
    else {
        return;
    };
    let boxes = index.matching(|node| found.nodes.binary_search(&node).is_ok());
    let at = model
        .selected
        .get_untracked()
        .and_then(|selected| index.at_path(&selected.path?));
    let next = match (at, is_backwards) {
        (Some(at), false) => boxes.iter().find(|&&hit| hit > at).or(boxes.first()),
        (Some(at), true) => boxes.iter().rev().find(|&&hit| hit < at).or(boxes.last()),
        (None, false) => boxes.first(),
        (None, true) => boxes.last(),
    };
    let Some(&next) = next else { return };
    if let Some(name) = index.name(next) {
        model.select(Selected {
            node: name.node,
            path: Some(index.path(next)),
        });
    }
}
