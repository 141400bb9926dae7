//! Memory and goroutines over time, captures, dependencies: two canvases, and the legends beside.

mod brush;
mod canvas;
mod crosshair;
mod gestures;
mod keys;
mod limit;
mod note;
mod overlay;
mod painter;
mod saving;
mod trend;

use std::sync::Arc;

use crate::leptos::ev;
use leakscope_core::chart::describe::{spoken_at, summary};
use leakscope_core::chart::model::{Lane, Overview};
use leakscope_core::chart::{Plan, Scene};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlCanvasElement, HtmlElement};

use self::gestures::Gestures;
pub(super) use self::keys::key_rows;
pub(super) use self::painter::Picture;
use self::painter::{Moving, Painter};
use super::legend::{axis_legend, dependency_legend, lane_legend};
use super::state::OverviewState;
use crate::prelude::*;
use crate::ui::dom::{El, Held, el};
use crate::ui::page::Page;

const AXIS_KEYS: &str = "Time axis. Arrow keys move the crosshair, with Shift they select; plus, minus and 0 zoom; brackets go from profile to profile; s shows stacks; n adds a note; Enter opens the nearest profile.";

/// Signals and elements of the drawing, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Drawing {
    pub state: OverviewState,
    pub picture: Memo<Picture>,
    /// What is being dragged out, before it is let go.
    pub dragged: RwSignal<Option<(f64, f64)>>,
    /// The profile chosen as a base: content hash, name, time.
    pub base: RwSignal<Option<(String, String, f64)>>,
    /// Where a note is being written.
    pub noting: RwSignal<Option<f64>>,
    /// What a screen reader is told after a key.
    pub spoken: RwSignal<String>,
    painter: StoredValue<Painter>,
    frame: Held<HtmlElement>,
}

/// The lanes with their legends.
pub fn lanes(state: OverviewState) -> El {
    let frame = Held::new();
    let plot = Held::new();
    let overlay = Held::new();
    let drawing = Drawing {
        state,
        picture: Memo::new(move || picture(state)),
        dragged: RwSignal::new(None),
        base: RwSignal::new(None),
        noting: RwSignal::new(None),
        spoken: RwSignal::new(String::new()),
        painter: StoredValue::new(Painter::default()),
        frame,
    };
    follow_size(state, frame);
    keep_painted(drawing, plot, overlay);
    let gestures = Gestures::new(drawing);
    keys::listen(drawing);
    let words = move || {
        let picture = drawing.picture.get();
        summary(&picture.scene, &picture.zone)
    };
    let count = Memo::new(move || drawing.picture.read().scene.overview.lanes.len());
    let legends = move || {
        let legend = |index| lane_legend(state, drawing.picture, index);
        (0..count.get()).map(legend).collect::<Vec<_>>()
    };
    let plot = el("canvas").held(plot).attr("role", "img");
    let overlay = el("canvas").class("overlay").held(overlay);
    let speaker = el("p").class("vh").attr("aria-live", "polite");
    let axis = el("div")
        .class("drawing")
        .held(frame)
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", AXIS_KEYS)
        .on(ev::pointerdown, move |event| gestures.down(&event))
        .on(ev::pointermove, move |event| gestures.moved(&event))
        .on(ev::pointerup, move |event| gestures.up(&event))
        .on(ev::pointercancel, move |event| gestures.cancelled(&event))
        .on(ev::pointerleave, move |event| gestures.left(&event))
        .on(ev::wheel, move |event| gestures.wheel(&event))
        .on(ev::keydown, move |event| keys::pressed(drawing, &event))
        .child((
            plot.attr("aria-label", words),
            overlay.attr("aria-hidden", "true"),
            note::note_form(drawing),
            speaker.child(move || drawing.spoken.get()),
        ));
    el("section")
        .class("lanes")
        .attr("aria-label", "Over time")
        .child((
            axis,
            legends,
            axis_legend(state, drawing.picture, saving::save_menu(drawing)),
            dependency_legend(state, drawing.picture),
        ))
}

/// Lays out what the engine last said, over the range shown now: while the next answer is on its
/// way the old one moves along.
fn picture(state: OverviewState) -> Picture {
    let overview = state
        .overview
        .get()
        .unwrap_or_else(|| Arc::new(empty_overview()));
    let plan = Plan::new(
        state.width_px.get().max(240.0),
        state.lane_px.get(),
        overview.lanes.len(),
        overview.dependencies.len(),
    );
    let zone = state.zone();
    let range_ms = state.range_shown();
    let empty = overview
        .lanes
        .iter()
        .map(|lane| words_if_empty(state, lane));
    let empty = Arc::new(empty.collect());
    let scene = Scene::new(overview, plan, range_ms, &zone);
    Picture {
        scene: Arc::new(scene),
        zone: Arc::new(zone),
        empty,
    }
}

/// Two lanes of nothing, for their axes.
fn empty_overview() -> Overview {
    let lane = |title: &str, is_bytes| Lane {
        title: title.to_owned(),
        is_bytes,
        ..Lane::default()
    };
    Overview {
        lanes: vec![lane("Memory", true), lane("Goroutines", false)],
        ..Overview::default()
    }
}

/// "first point in 5 s", while a lane has nothing to connect.
fn words_if_empty(state: OverviewState, lane: &Lane) -> Option<String> {
    let points: usize = lane
        .series
        .iter()
        .flat_map(|s| &s.pieces)
        .map(Vec::len)
        .sum();
    if points >= 2 {
        return None;
    }
    let waiting = state.with_service(|service| {
        let intervals = service.intervals;
        let interval_ms = if lane.is_bytes {
            intervals.memory_ms
        } else {
            intervals.counts_ms
        };
        let is_coming = service.is_live && !service.is_paused && service.trouble.is_none();
        let nothing_yet = service
            .range_ms
            .is_none_or(|(from, to)| to - from < interval_ms * 3.0);
        (is_coming && nothing_yet && interval_ms > 0.0).then_some(interval_ms)
    });
    let which = if points == 0 { "first" } else { "next" };
    Some(match waiting.flatten() {
        Some(interval_ms) => {
            let wait = leakscope_core::units::rough_duration(interval_ms);
            format!("{which} point in {wait}")
        }
        None => "no readings in this range".to_owned(),
    })
}

/// Paints when something changed, once a frame at most; a moved pointer paints the overlay alone.
fn keep_painted(drawing: Drawing, plot: Held<HtmlCanvasElement>, overlay: Held<HtmlCanvasElement>) {
    let theme = Page::get().theme;
    let moving = Memo::new(move || Moving {
        cross: drawing.state.cross.get(),
        selection: drawing.dragged.get().or(drawing.state.selection.get()),
        base: drawing.base.read().as_ref().map(|base| base.2),
    });
    // (the plot is due, a frame is ordered)
    let due = StoredValue::new((false, false));
    let paint = move || {
        let Some((is_plot_due, _)) = due.try_update_value(std::mem::take) else {
            return;
        };
        let (Some(plot), Some(overlay)) = (plot.get_untracked(), overlay.get_untracked()) else {
            return;
        };
        let picture = drawing.picture.get_untracked();
        drawing.painter.update_value(|painter| {
            if is_plot_due {
                painter.paint_plot(&plot, &picture);
            }
            painter.paint_overlay(&overlay, &picture, moving.get_untracked());
        });
    };
    let order = move |is_plot_due: bool| {
        let is_new = due.try_update_value(|due| {
            due.0 |= is_plot_due;
            !std::mem::replace(&mut due.1, true)
        });
        if is_new == Some(true) {
            request_animation_frame(paint);
        }
    };
    effect(move || {
        theme.changes();
        drawing.painter.update_value(Painter::forget_look);
        order(true);
    });
    effect(move || {
        drawing.picture.track();
        order(true);
    });
    effect(move || {
        moving.track();
        order(false);
    });
}

/// Keeps the width of the drawing and the height of the lanes in the state.
fn follow_size(state: OverviewState, frame: Held<HtmlElement>) {
    let measure = move || {
        let Some(frame) = frame.get_untracked() else {
            return;
        };
        let bounds = frame.get_bounding_client_rect();
        let width_px = bounds.width();
        if state.width_px.get_untracked() != width_px {
            state.width_px.set(width_px);
        }
        let scrolled = window().scroll_y().unwrap_or(0.0);
        let dependencies = state
            .overview
            .read_untracked()
            .as_ref()
            .map_or(0, |o| o.dependencies.len());
        let lane_px = lane_height_px(bounds.top() + scrolled, dependencies);
        if state.lane_px.get_untracked() != lane_px {
            state.lane_px.set(lane_px);
        }
    };
    // One frame later: what an observer changes at once, it would be told of again.
    let on_resize =
        Closure::<dyn Fn()>::new(move || request_animation_frame(measure)).into_js_value();
    let Ok(observer) = web_sys::ResizeObserver::new(on_resize.unchecked_ref()) else {
        return;
    };
    let watching = observer.clone();
    effect(move || {
        if let Some(frame) = frame.get() {
            watching.observe(&frame);
        }
    });
    // The verdict above grows and shrinks with what it says, and pushes the lanes.
    effect(move || {
        state.overview.track();
        request_animation_frame(measure);
    });
    let resized = window_event_listener(ev::resize, move |_| measure());
    let observer = StoredValue::new(observer);
    on_cleanup(move || {
        resized.remove();
        observer.with_value(|observer| observer.disconnect());
    });
}

/// Lanes take the height that the window has to spare, within bounds; eight rows of the table
/// under them always fit in.
fn lane_height_px(top_px: f64, dependencies: usize) -> f64 {
    use leakscope_core::chart::plan::{AXIS_PX, dependencies_height_px};
    const TABLE_PX: f64 = 34.0 + 22.0 + 8.0 * 24.0 + 1.0;
    let window_px = window()
        .inner_height()
        .ok()
        .and_then(|h| h.as_f64())
        .unwrap_or(900.0);
    let below_px = AXIS_PX + dependencies_height_px(dependencies) + TABLE_PX;
    ((window_px - top_px - below_px) / 2.0)
        .floor()
        .clamp(140.0, 260.0)
}

impl Drawing {
    /// Moves the crosshair and says what stands there.
    pub fn point_at(self, at_ms: f64) {
        self.state.cross.set(Some(at_ms));
        let picture = self.picture.get_untracked();
        self.spoken
            .set(spoken_at(&picture.scene, at_ms, &picture.zone));
    }
}
