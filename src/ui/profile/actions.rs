//! What can be done with a profile in view: keys, their list and the palette read it here.

use leakscope_core::engine::protocol::ViewFormat;
use leakscope_core::profile::filter::FilterKind;
use wasm_bindgen::JsCast;

use super::model::Model;
use super::saving::{SaveAs, save};
use super::{Tab, filters, goroutines, looks, stepping, tabs};
use crate::prelude::*;
use crate::ui::actions::{Action, Row, rows};
use crate::ui::parts::{PictureFormat, copy_text};

/// The keys of the profile view, to be listed.
pub fn key_rows() -> Vec<Row> {
    rows(ACTIONS)
}

const fn one(
    keys: &'static [&'static str],
    words: &'static str,
    run: fn(Model) -> bool,
) -> Action<Model> {
    Action {
        keys,
        words,
        menu: None,
        run: Some(run),
    }
}

/// What is done with the selected function: it is in the menu of each.
const fn of_selected(
    keys: &'static [&'static str],
    menu: &'static str,
    words: &'static str,
    run: fn(Model) -> bool,
) -> Action<Model> {
    Action {
        keys,
        words,
        menu: Some(menu),
        run: Some(run),
    }
}

/// What the views hear themselves.
const fn listed(keys: &'static [&'static str], words: &'static str) -> Action<Model> {
    Action {
        keys,
        words,
        menu: None,
        run: None,
    }
}

/// All of it, in the order in which it is listed.
pub const ACTIONS: &[Action<Model>] = &[
    one(&["1"], "flame", |model| show(model, Tab::Flame)),
    one(&["2"], "Top", |model| show(model, Tab::Top)),
    one(&["3"], "callers and callees of a function", |model| {
        show(model, Tab::Callers)
    }),
    one(&["4"], "graph of calls", |model| show(model, Tab::Graph)),
    one(&["5"], "source lines of a function", |model| {
        show(model, Tab::Source)
    }),
    one(
        &["6"],
        "goroutines, of goroutine profiles and dumps",
        |model| goroutines::has(model) && show(model, Tab::Goroutines),
    ),
    one(&["7"], "labels", |model| show(model, Tab::Labels)),
    one(&["["], "profile before, all else as it is", |model| {
        stepping::step(model, false)
    }),
    one(&["]"], "profile after, all else as it is", |model| {
        stepping::step(model, true)
    }),
    listed(&["/"], "search"),
    one(&["n"], "next match; while typing Enter", |model| {
        next_hit(model, false)
    }),
    one(
        &["N"],
        "previous match; while typing Shift Enter",
        |model| next_hit(model, true),
    ),
    listed(
        &["Enter"],
        "zoom to the selected frame; from Top, show it in the flame",
    ),
    listed(&["Backspace"], "zoom out a level, as Esc"),
    listed(
        &["↑", "↓", "←", "→"],
        "move between frames; in the graph along calls",
    ),
    listed(&["+", "−"], "zoom the graph in, out"),
    listed(&["0"], "show all"),
    listed(
        &["Shift F10"],
        "menu of the selected function, as a right click",
    ),
    one(&["b"], "choose the base", |_| {
        press(".chip.base");
        true
    }),
    one(&["x"], "swap profile and base", |model| {
        model.swap();
        true
    }),
    one(
        &["m"],
        "colour by package, by change, by value or by leak",
        |model| {
            looks::next_colour(model);
            true
        },
    ),
    // In a sandwich both ways are shown.
    one(&["v"], "inverted: leaves at the root", |model| {
        let is_whole = model.around.read_untracked().is_none();
        if is_whole {
            model.set_look(|look| look.is_inverted = !look.is_inverted);
        }
        is_whole
    }),
    one(&["u"], "upright: the root at the bottom", |model| {
        model.set_look(|look| look.is_upright = !look.is_upright);
        true
    }),
    one(
        &["k"],
        "stacks in the order of time, where the profile has one, or merged",
        looks::switch_time,
    ),
    one(&["r"], "collapse recursion", |model| {
        model.set_look(|look| look.is_collapsed = !look.is_collapsed);
        true
    }),
    of_selected(
        &["f"],
        "Focus",
        "focus: only stacks through the selected function",
        |model| filters::add_selected(model, FilterKind::Focus),
    ),
    of_selected(
        &["i"],
        "Ignore",
        "ignore stacks through the selected function",
        |model| filters::add_selected(model, FilterKind::Ignore),
    ),
    of_selected(&["h"], "Hide", "hide the selected function", |model| {
        filters::add_selected(model, FilterKind::Hide)
    }),
    of_selected(
        &["s"],
        "Show from here",
        "show from the selected function",
        |model| filters::add_selected(model, FilterKind::ShowFrom),
    ),
    of_selected(
        &[],
        "Show only it",
        "show only the selected function",
        |model| filters::add_selected(model, FilterKind::Show),
    ),
    of_selected(
        &[],
        "Open in flame",
        "show the selected function in the flame",
        |model| {
            let is_selected = model.selected.read_untracked().is_some();
            if is_selected {
                model.show_in_flame();
            }
            is_selected
        },
    ),
    of_selected(
        &["w"],
        "Open in sandwich",
        "sandwich: callers and callees of the selected function",
        Model::go_around_selected,
    ),
    of_selected(
        &[],
        "Callers and callees",
        "show the selected function between its callers and callees",
        |model| model.selected.read_untracked().is_some() && show(model, Tab::Callers),
    ),
    of_selected(
        &[],
        "Source lines",
        "show the source lines of the selected function",
        |model| model.selected.read_untracked().is_some() && show(model, Tab::Source),
    ),
    of_selected(
        &[],
        "Open in graph",
        "show the selected function in the graph",
        |model| model.selected.read_untracked().is_some() && show(model, Tab::Graph),
    ),
    of_selected(&["c"], "Copy name", "copy the selected name", |model| {
        let name = model.selected_name();
        name.map(|name| copy_text(&name)).is_some()
    }),
    of_selected(
        &[],
        "Search for it",
        "search for the selected function",
        |model| {
            let name = model.selected_name();
            name.map(|name| model.search.set(name)).is_some()
        },
    ),
    one(&["e"], "what the numbers mean, and their error", |model| {
        model.is_explaining.set(true);
        true
    }),
    listed(&["Alt", "←", "→"], "back and forth through zooms and views"),
    one(&["z"], "undo the last change of a filter", filters::undo),
    one(
        &["y"],
        "only my code, and all code again",
        filters::toggle_own_code,
    ),
    one(&[], "save this view as one HTML file", |model| {
        save(model, SaveAs::Sheet)
    }),
    one(&[], "save the flame as PNG", |model| {
        save(model, SaveAs::Flame(PictureFormat::Png))
    }),
    one(&[], "save the flame as SVG", |model| {
        save(model, SaveAs::Flame(PictureFormat::Svg))
    }),
    one(&[], "save the graph as SVG", |model| {
        save(model, SaveAs::View(ViewFormat::Svg))
    }),
    one(&[], "save the graph as PNG", |model| {
        save(model, SaveAs::GraphPng)
    }),
    one(&[], "save for go tool pprof", |model| {
        save(model, SaveAs::View(ViewFormat::Protobuf))
    }),
    one(&[], "save the Top table as CSV", |model| {
        save(model, SaveAs::View(ViewFormat::Csv))
    }),
    one(&[], "add filter focus", |model| {
        add(model, FilterKind::Focus)
    }),
    one(&[], "add filter ignore", |model| {
        add(model, FilterKind::Ignore)
    }),
    one(&[], "add filter hide", |model| add(model, FilterKind::Hide)),
    one(&[], "add filter show", |model| add(model, FilterKind::Show)),
    one(&[], "add filter show from", |model| {
        add(model, FilterKind::ShowFrom)
    }),
    one(&[], "add filter prune from", |model| {
        add(model, FilterKind::PruneFrom)
    }),
    one(&[], "add filter tag focus", |model| {
        add(model, FilterKind::TagFocus)
    }),
    one(&[], "add filter tag ignore", |model| {
        add(model, FilterKind::TagIgnore)
    }),
];

fn show(model: Model, tab: Tab) -> bool {
    tabs::show(model, tab);
    true
}

fn next_hit(model: Model, is_backwards: bool) -> bool {
    let is_searching = !model.search.read_untracked().is_empty();
    if is_searching {
        tabs::next_hit(model, is_backwards);
    }
    is_searching
}

/// Lets a filter of the kind be typed.
fn add(model: Model, kind: FilterKind) -> bool {
    model.adding.set(Some(kind));
    true
}

/// Presses a button of the page.
fn press(selector: &str) {
    if let Ok(Some(button)) = document().query_selector(selector) {
        button.unchecked_into::<web_sys::HtmlElement>().click();
    }
}
