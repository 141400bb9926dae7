//! The flame as a tree with one focused item, for the keyboard and for screen readers.

use leakscope_core::units;

use super::paint::{ROW_PX, TOP_PX};
use super::{FlameIndex, Place};
use crate::prelude::*;
use crate::ui::dom::{El, el, px};
use crate::ui::page::Page;
use crate::ui::parts::visible;
use crate::ui::profile::parts::arrival;

/// The selected box, where it is in view.
pub fn selected_box(place: Place) -> Memo<Option<usize>> {
    Memo::new(move || {
        let path = place.model.selected.get()?.path?;
        place.model.shown.get()?.at_path(&path)
    })
}

/// The id of the focused item. Each box has its own, so that a screen reader is told of every move.
pub fn item_id(selected: Option<usize>) -> String {
    format!("flame-frame-{}", selected.unwrap_or(0))
}

/// The focused item: name, value, share and change, level and place among its siblings.
pub fn item(place: Place, selected: Option<usize>) -> Option<El> {
    let index = place.model.shown.get()?;
    let at = selected.unwrap_or(0);
    let boxes = index.boxes();
    let name = visible(&index.name(at)?.name);
    let repeats = boxes.repeats.get(at).filter(|&&times| times > 1);
    let repeats = repeats.map_or(String::new(), |times| format!(", up to {times} in a row"));
    let growing = boxes.growing.get(at).filter(|&&growing| growing != 0);
    let (value, flame) = (*boxes.value.get(at)?, &index.flame);
    let change = match flame.base_total {
        Some(_) => {
            let base = boxes.base.get(at).copied().unwrap_or_default();
            let change = value.wrapping_sub(base);
            let arrival = arrival(base, value).map_or(String::new(), |word| format!(", {word}"));
            format!(", change {}{arrival}", units::delta(change, &flame.unit))
        }
        None => String::new(),
    };
    let growing = growing.map_or(String::new(), |&growing| {
        let growing = units::short(growing, &flame.unit);
        format!(", {growing} in stacks that grow")
    });
    let words = format!(
        "{name}, {}, {}{change}{repeats}{growing}",
        units::short(value, &flame.unit),
        units::percent(value, flame.total)
    );
    let (mut count, mut position) = (1, 1);
    if let Some(parent) = index.parent(at) {
        count = index.children(parent).count();
        position += index
            .children(parent)
            .take_while(|&child| child != at)
            .count();
    }
    let level = usize::from(*boxes.depth.get(at)?) + 1;
    let numbers = [
        ("aria-level", level),
        ("aria-posinset", position),
        ("aria-setsize", count),
    ];
    let mut item = el("div")
        .class("vh")
        .attr("id", item_id(selected))
        .attr("role", "treeitem")
        .attr("aria-expanded", index.children(at).next().is_some())
        .attr("aria-selected", selected.is_some());
    for (attribute, number) in numbers {
        item = item.attr(attribute, number.to_string());
    }
    // Where its box ends below, so that what opens at it (its menu) is beside it.
    let x = boxes.x.get(at).copied().unwrap_or_default() * place.size.get().0;
    let y = TOP_PX + (index.row_of(at) + 1) as f64 * ROW_PX - place.scroll_px.get();
    Some(item.style("left", px(x)).style("top", px(y)).child(words))
}

/// Arrows move, Enter zooms, Escape and Backspace go out, 0 shows all.
pub fn keys(place: Place) {
    let keys = Page::get().keys;
    let selected = selected_box(place);
    keys.on(move |key| {
        let model = place.model;
        let Some(index) = model.shown.get_untracked() else {
            return false;
        };
        let at = selected.get_untracked();
        match key {
            "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" => {
                let next = match at {
                    Some(at) => step(&index, at, key),
                    None => Some(index.zoomed()),
                };
                if let Some(next) = next {
                    place.select(next);
                }
                true
            }
            "Enter" => at.map(|at| place.zoom(at)).is_some(),
            "0" => {
                model.zoom_to(Vec::new());
                true
            }
            "Escape" | "Backspace" => {
                if let Some(path) = model.zoomed_out() {
                    model.zoom_to(path);
                } else if model.selected.get_untracked().is_some() {
                    model.selected.set(None);
                } else if model.around.read_untracked().is_some() {
                    model.go_around(None);
                } else {
                    return false;
                }
                true
            }
            _ => false,
        }
    });
}

/// The box an arrow key leads to.
fn step(index: &FlameIndex, at: usize, key: &str) -> Option<usize> {
    let row = index.row_of(at);
    let beside = |wanted: Option<usize>| {
        let wanted = wanted?;
        let is_there = |other: &usize| index.row_of(*other) == wanted;
        let parent = index.parent(at).filter(is_there);
        parent.or_else(|| index.children(at).find(is_there))
    };
    match key {
        "ArrowUp" => beside(row.checked_sub(1)),
        "ArrowDown" => beside(Some(row + 1)),
        "ArrowLeft" => at
            .checked_sub(1)
            .filter(|before| index.row(row).contains(before)),
        _ => Some(at + 1).filter(|after| index.row(row).contains(after)),
    }
}
