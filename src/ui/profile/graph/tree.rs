//! The graph as a tree with one focused item, for the keyboard and for screen readers.

use leakscope_core::layout::CallGraph;
use leakscope_core::units;

use super::{Place, view};
use crate::ui::dom::{El, el};
use crate::ui::page::Page;
use crate::ui::parts::visible;

/// The id of the focused item. Each box has its own, so that a screen reader is told of every move.
pub fn item_id(selected: Option<usize>) -> String {
    format!("graph-box-{}", selected.unwrap_or(0))
}

/// The focused item: name, values, change, and how many calls lead to it and from it.
pub fn item(place: Place, selected: Option<usize>) -> Option<El> {
    let graph = place.model.graph.get()?;
    let at = selected.unwrap_or(0);
    let it = graph.boxes.get(at)?;
    let short = |value: i64| units::short(value, &graph.unit);
    let change = match it.base {
        Some((_, base)) => {
            let change = it.cum.wrapping_sub(base);
            format!(", change {}", units::delta(change, &graph.unit))
        }
        None => format!(", {}", units::percent(it.cum, graph.total)),
    };
    let count = |end: &dyn Fn(usize) -> u32| {
        let calls = 0..graph.calls.len();
        calls.filter(|&call| end(call) as usize == at).count()
    };
    let words = format!(
        "{}, {}{change}, {} its own, {} callers, {} callees",
        visible(&it.name),
        short(it.cum),
        short(it.flat),
        count(&|call| graph.calls[call].callee),
        count(&|call| graph.calls[call].caller),
    );
    Some(
        el("div")
            .class("vh")
            .attr("id", item_id(selected))
            .attr("role", "treeitem")
            .attr("aria-level", "1")
            .attr("aria-posinset", (at + 1).to_string())
            .attr("aria-setsize", graph.boxes.len().to_string())
            .attr("aria-selected", selected.is_some())
            .child(words),
    )
}

/// Arrows move along calls, Enter shows the function in the flame, plus, minus and 0 zoom.
pub fn keys(place: Place) {
    Page::get().keys.on(move |key| {
        let Some(graph) = place.graph() else {
            return false;
        };
        match key {
            "+" | "=" => place.zoom(view::STEP),
            "-" | "\u{2212}" | "_" => place.zoom(1.0 / view::STEP),
            "0" => place.fit(),
            "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" => {
                let next = match place.selected.get_untracked() {
                    Some(at) => step(&graph, at, key),
                    None => topmost(&graph),
                };
                if let Some(next) = next {
                    place.select(next);
                }
            }
            "Enter" if place.selected.get_untracked().is_some() => place.model.show_in_flame(),
            "Escape" if place.model.selected.get_untracked().is_some() => {
                place.model.selected.set(None);
            }
            _ => return false,
        }
        true
    });
}

/// The heaviest of the boxes at the top.
fn topmost(graph: &CallGraph) -> Option<usize> {
    let is_called = |at: usize| graph.calls.iter().any(|call| call.callee as usize == at);
    let mut best: Option<usize> = None;
    for at in (0..graph.boxes.len()).filter(|&at| !is_called(at)) {
        let size = |at: usize| graph.boxes[at].cum.unsigned_abs();
        if best.is_none_or(|best| size(at) > size(best)) {
            best = Some(at);
        }
    }
    best.or((!graph.boxes.is_empty()).then_some(0))
}

/// The box an arrow key leads to: the heaviest callee or caller, or the next box beside it.
fn step(graph: &CallGraph, at: usize, key: &str) -> Option<usize> {
    let middle = |at: usize| {
        let it = &graph.boxes[at];
        (it.x + it.width / 2.0, it.y + it.height / 2.0)
    };
    let (x, y) = middle(at);
    if let "ArrowUp" | "ArrowDown" = key {
        // Calls come heaviest first. What is called from further down is a way up.
        let is_down = key == "ArrowDown";
        let mut ends = graph.calls.iter().map(|call| match is_down {
            true => (call.caller as usize, call.callee as usize),
            false => (call.callee as usize, call.caller as usize),
        });
        let along = |(from, to): (usize, usize)| from == at && (middle(to).1 > y) == is_down;
        return ends.find(|&ends| along(ends)).map(|ends| ends.1);
    }
    let is_right = key == "ArrowRight";
    let mut best: Option<(f64, usize)> = None;
    for other in 0..graph.boxes.len() {
        let (other_x, other_y) = middle(other);
        let away = if is_right { other_x - x } else { x - other_x };
        let is_beside = (other_y - y).abs() < 1.0 && away > 0.0;
        if is_beside && best.is_none_or(|(least, _)| away < least) {
            best = Some((away, other));
        }
    }
    best.map(|best| best.1)
}
