//! Keys of the time axis.

use leakscope_core::chart::clock::Clock;
use leakscope_core::chart::describe::step;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::Drawing;
use super::gestures::{choose_capture, nearest_capture};
use super::saving::{save, save_events, save_sheet};
use crate::prelude::*;
use crate::ui::actions::{Action, Row, offer, rows};
use crate::ui::overview::range_bar::open_settings;
use crate::ui::overview::state::Span;
use crate::ui::page::Page;
use crate::ui::parts::PictureFormat;

/// How much closer a key zooms.
const ZOOM: f64 = 0.6;

/// What can be done on the time axis.
const ACTIONS: &[Action<Drawing>] = &[
    Action {
        keys: &["←", "→"],
        words: "move the crosshair a poll",
        menu: None,
        run: None,
    },
    Action {
        keys: &["Shift", "←", "→"],
        words: "select a range",
        menu: None,
        run: None,
    },
    Action {
        keys: &["+", "="],
        words: "zoom the time axis in",
        menu: None,
        run: Some(|drawing| zoom(drawing, ZOOM)),
    },
    Action {
        keys: &["-"],
        words: "zoom the time axis out",
        menu: None,
        run: Some(|drawing| zoom(drawing, 1.0 / ZOOM)),
    },
    Action {
        keys: &["0"],
        words: "show all of the time axis",
        menu: None,
        run: Some(|drawing| {
            drawing.state.set_span(Span::All);
            true
        }),
    },
    Action {
        keys: &["s"],
        words: "lanes by stack, or totals",
        menu: None,
        run: Some(|drawing| {
            let state = drawing.state;
            state.show_by_stack(!state.is_by_stack.get_untracked());
            true
        }),
    },
    Action {
        keys: &["["],
        words: "crosshair to the kept profile before",
        menu: None,
        run: Some(|drawing| step_capture(drawing, false)),
    },
    Action {
        keys: &["]"],
        words: "crosshair to the kept profile after",
        menu: None,
        run: Some(|drawing| step_capture(drawing, true)),
    },
    Action {
        keys: &[],
        words: "what the selected spike was made of",
        menu: None,
        run: Some(|drawing| {
            let spike = untrack(|| drawing.state.selected_spike());
            spike.is_some_and(|spike| drawing.state.open_spike(&spike))
        }),
    },
    Action {
        keys: &["n"],
        words: "add a note at the crosshair",
        menu: None,
        run: Some(|drawing| {
            let at_ms = drawing.state.cross.get_untracked();
            let last_ms = drawing.picture.read_untracked().scene.overview.data_ms.1;
            drawing.noting.set(Some(at_ms.unwrap_or(last_ms)));
            true
        }),
    },
    Action {
        keys: &[],
        words: "set limits of memory and goroutines, and the rate of others' health checks",
        menu: None,
        run: Some(|drawing| open_settings(drawing.state)),
    },
    Action {
        keys: &[],
        words: "experiment: do our health checks drive the growth?",
        menu: None,
        run: Some(|drawing| open_settings(drawing.state)),
    },
    Action {
        keys: &[],
        words: "save the charts as PNG",
        menu: None,
        run: Some(|drawing| save(drawing, PictureFormat::Png)),
    },
    Action {
        keys: &[],
        words: "save the charts as SVG",
        menu: None,
        run: Some(|drawing| save(drawing, PictureFormat::Svg)),
    },
    Action {
        keys: &[],
        words: "save the overview as one HTML file",
        menu: None,
        run: Some(save_sheet),
    },
    Action {
        keys: &[],
        words: "save events and notes as JSON",
        menu: None,
        run: Some(|drawing| save_events(drawing, false)),
    },
    Action {
        keys: &[],
        words: "save events and notes as CSV",
        menu: None,
        run: Some(|drawing| save_events(drawing, true)),
    },
];

/// The keys of the time axis, to be listed.
pub fn key_rows() -> Vec<Row> {
    rows(ACTIONS)
}

/// Keys that work wherever the focus is, as long as nobody is typing.
pub(super) fn listen(drawing: Drawing) {
    offer(Page::get().keys, ACTIONS, drawing);
}

/// Keys while the drawing has the focus.
pub(super) fn pressed(drawing: Drawing, event: &KeyboardEvent) {
    let is_typing = event
        .target()
        .and_then(|t| t.dyn_into::<Element>().ok())
        .is_some_and(|element| matches!(element.closest(".pop"), Ok(Some(_))));
    if is_typing || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let handled = match event.key().as_str() {
        "ArrowLeft" => step_crosshair(drawing, false, event.shift_key()),
        "ArrowRight" => step_crosshair(drawing, true, event.shift_key()),
        "Home" => to_end(drawing, false),
        "End" => to_end(drawing, true),
        "Enter" => open_nearest(drawing, event.shift_key()),
        "Escape" => {
            drawing.state.selection.set(None);
            drawing.state.cross.set(None);
            true
        }
        _ => false,
    };
    if handled {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn zoom(drawing: Drawing, factor: f64) -> bool {
    let state = drawing.state;
    let time = drawing.picture.read_untracked().scene.time;
    let middle_ms = (time.from_ms + time.to_ms) / 2.0;
    let around = state.cross.get_untracked().unwrap_or(middle_ms);
    untrack(|| state.show(time.zoomed(time.px(around), factor, state.limits_ms())));
    true
}

/// Moves the crosshair by one poll; with Shift the selection grows along.
fn step_crosshair(drawing: Drawing, is_forward: bool, selects: bool) -> bool {
    let state = drawing.state;
    let picture = drawing.picture.get_untracked();
    let overview = &picture.scene.overview;
    let from_ms = state.cross.get_untracked().unwrap_or(if is_forward {
        picture.scene.time.from_ms
    } else {
        picture.scene.time.to_ms
    });
    let Some(to_ms) = step(overview, from_ms, is_forward) else {
        return true;
    };
    if selects {
        let (a, b) = state
            .selection
            .get_untracked()
            .unwrap_or((from_ms, from_ms));
        // The end nearer to the crosshair moves.
        let fixed_ms = if (a - from_ms).abs() < (b - from_ms).abs() {
            b
        } else {
            a
        };
        state
            .selection
            .set(Some((fixed_ms.min(to_ms), fixed_ms.max(to_ms))));
    }
    keep_in_view(drawing, to_ms);
    drawing.point_at(to_ms);
    true
}

/// Moves the crosshair to the next kept profile, or the one before, of the kind the table shows, and
/// says which it is.
fn step_capture(drawing: Drawing, is_forward: bool) -> bool {
    let (_, kind, _) = drawing.state.tab.get_untracked().facts();
    let kept = untrack(|| drawing.state.kept());
    let of_kind: Vec<f64> = (kept.iter().filter(|entry| entry.name == kind))
        .map(|entry| entry.at_ms)
        .collect();
    let from_ms = drawing.state.cross.get_untracked();
    let place = match (is_forward, from_ms) {
        (true, Some(from_ms)) => Some(of_kind.partition_point(|at| *at <= from_ms)),
        (false, Some(from_ms)) => of_kind.partition_point(|at| *at < from_ms).checked_sub(1),
        // Without a crosshair from the end that is asked for.
        (true, None) => Some(0),
        (false, None) => of_kind.len().checked_sub(1),
    };
    let Some((place, at_ms)) = place.and_then(|at| Some((at, *of_kind.get(at)?))) else {
        let end = if is_forward { "after" } else { "before" };
        drawing
            .spoken
            .set(format!("no {kind} profile {end} this one"));
        return true;
    };
    keep_in_view(drawing, at_ms);
    drawing.point_at(at_ms);
    let said = drawing.spoken.get_untracked();
    let of = format!("{kind} profile {} of {}", place + 1, of_kind.len());
    drawing.spoken.set(format!("{of}, {said}"));
    true
}

fn to_end(drawing: Drawing, is_last: bool) -> bool {
    let (first_ms, last_ms) = drawing.picture.read_untracked().scene.overview.data_ms;
    let at_ms = if is_last { last_ms } else { first_ms };
    keep_in_view(drawing, at_ms);
    drawing.point_at(at_ms);
    true
}

fn keep_in_view(drawing: Drawing, at_ms: f64) {
    let time = drawing.picture.read_untracked().scene.time;
    let by_px = if at_ms < time.from_ms {
        time.left_px - time.px(at_ms)
    } else if at_ms > time.to_ms {
        time.right_px - time.px(at_ms)
    } else {
        return;
    };
    untrack(|| {
        drawing
            .state
            .show(time.panned(by_px, drawing.state.limits_ms()))
    });
}

/// Opens the kept profile nearest to the crosshair; with Shift it becomes the base, and is named.
fn open_nearest(drawing: Drawing, as_base: bool) -> bool {
    let Some(at_ms) = drawing.state.cross.get_untracked() else {
        return false;
    };
    let Some(entry) = nearest_capture(drawing, at_ms, f64::MAX.sqrt()) else {
        drawing.spoken.set("no kept profile".to_owned());
        return true;
    };
    choose_capture(drawing, &entry, as_base);
    if as_base {
        let zone = drawing.picture.get_untracked().zone;
        let time = Clock::new(&zone).seconds(entry.at_ms);
        drawing
            .spoken
            .set(format!("base: {} of {time}", entry.name));
    }
    true
}
