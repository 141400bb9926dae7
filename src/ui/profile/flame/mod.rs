//! The flame view: boxes on canvas, with a tree in step for the keyboard.

mod colour;
mod gesture;
mod index;
mod label;
mod layer;
mod minimap;
mod narrow;
mod paint;
mod ruler;
mod tip;
mod tree;

use std::sync::Arc;

use crate::leptos::ev;
use crate::prelude::*;
use crate::ui::page::Page;
use leakscope_core::picture::Surface;
use web_sys::HtmlCanvasElement;

pub use index::FlameIndex;
pub use minimap::minimap;

use super::model::{Model, Selected};
use crate::net::mark;
use crate::ui::dom::{El, Held, el};
use crate::ui::parts::canvas;
use colour::Palette;
use gesture::Gestures;
use layer::Painted;
use paint::{ROW_PX, Scene, TOP_PX};

/// What the pointer and the scrolling add to the model.
#[derive(Clone, Copy)]
struct Place {
    model: Model,
    size: ReadSignal<(f64, f64)>,
    scroll_px: RwSignal<f64>,
    hover: RwSignal<Option<usize>>,
    pointer: RwSignal<(f64, f64)>,
}

impl Place {
    /// The box at a point of the canvas.
    fn hit(self, x: f64, y: f64) -> Option<usize> {
        let (row, x) = self.row_and_share(x, y)?;
        self.model.shown.get_untracked()?.hit(row, x)
    }

    /// The box whose narrow subtrees stand at a point.
    fn hit_narrow(self, x: f64, y: f64) -> Option<usize> {
        let (row, x) = self.row_and_share(x, y)?;
        narrow::hit(&*self.model.shown.get_untracked()?, row, x)
    }

    fn row_and_share(self, x: f64, y: f64) -> Option<(usize, f64)> {
        let (width, _) = self.size.get_untracked();
        let row = ((y - TOP_PX + self.scroll_px.get_untracked()) / ROW_PX).floor();
        (y >= TOP_PX && row >= 0.0).then_some((row as usize, x / width))
    }

    /// Scrolls, but not beyond the rows. Upright, few rows stand at the bottom. How much of the way
    /// could not be gone.
    fn scroll_to(self, wanted_px: f64) -> f64 {
        let (rows, is_upright) = self.model.shown.with_untracked(|shown| {
            let shown = shown.as_ref();
            shown.map_or((0, false), |index| (index.row_count(), index.is_upright))
        });
        let (_, height) = self.size.get_untracked();
        let beyond = TOP_PX + rows as f64 * ROW_PX + 8.0 - height;
        let (least, most) = match is_upright {
            true => (beyond.min(0.0), beyond),
            false => (0.0, beyond.max(0.0)),
        };
        let next = wanted_px.min(most).max(least);
        if next != self.scroll_px.get_untracked() {
            self.scroll_px.set(next);
        }
        wanted_px - next
    }

    /// Scrolls so that a row is in view.
    fn reveal(self, row: usize) {
        let (_, height) = self.size.get_untracked();
        let (top, scroll) = (row as f64 * ROW_PX, self.scroll_px.get_untracked());
        let room = height - TOP_PX - ROW_PX;
        self.scroll_to(if top < scroll {
            top
        } else {
            scroll.max(top - room)
        });
    }

    /// Scrolls a new view to where its zoomed box is in view with what follows it.
    fn start(self, index: &FlameIndex) {
        let (_, height) = self.size.get_untracked();
        let room = height - TOP_PX;
        let top = index.row_of(index.zoomed()) as f64 * ROW_PX;
        self.scroll_to(match (index.flame.callers.1 > 0, index.is_upright) {
            (true, _) => top - room / 2.0,
            (false, true) => top - room + 3.0 * ROW_PX,
            (false, false) => top - 2.0 * ROW_PX,
        });
    }

    /// Selects a box.
    fn select(self, at: usize) {
        let Some(index) = self.model.shown.get_untracked() else {
            return;
        };
        let Some(node) = index.name(at).map(|name| name.node) else {
            return;
        };
        let path = Some(index.path(at));
        self.model.select(Selected { node, path });
    }

    /// Zooms a level in to what is at a point.
    fn zoom_in(self, x: f64, y: f64) {
        let Some(index) = self.model.shown.get_untracked() else {
            return;
        };
        let at = self.hit(x, y).map(|at| index.path(at));
        if let Some(path) = at.and_then(|path| self.model.zoomed_in(&path)) {
            self.model.zoom_along(path);
        }
    }

    /// Zooms to the box beside the zoomed one, where the whole view has one.
    fn zoom_beside(self, is_right: bool) {
        let Some(index) = self.model.whole_index.get_untracked() else {
            return;
        };
        let zoomed = self.model.zoom.get_untracked();
        let Some(at) = index.at_path(&zoomed).filter(|&at| at > 0) else {
            return;
        };
        let beside = if is_right { at + 1 } else { at - 1 };
        if index.row(index.row_of(at)).contains(&beside) {
            self.model.zoom_along(index.path(beside));
        }
    }

    /// Zooms to a box.
    fn zoom(self, at: usize) {
        if let Some(index) = self.model.shown.get_untracked() {
            self.model.zoom_to(index.path(at));
        }
    }
}

/// The flame view.
pub fn flame(model: Model) -> El {
    let theme = Page::get().theme;
    let (boxes_canvas, marks_canvas) = (Held::new(), Held::new());
    let size = canvas::size_of(boxes_canvas);
    let place = Place {
        model,
        size,
        scroll_px: RwSignal::new(0.0),
        hover: RwSignal::new(None),
        pointer: RwSignal::new((0.0, 0.0)),
    };
    let palette = Memo::always(move || {
        theme.changes();
        Arc::new(Palette::read())
    });
    let selected_box = tree::selected_box(place);
    effect(move || {
        let width_px = size.get().0.round();
        if width_px > 0.0 && width_px != model.width_px.get_untracked() {
            model.width_px.set(width_px);
        }
    });
    // A new view starts where its zoomed box is in view.
    effect(move || {
        if let Some(index) = model.shown.get() {
            place.hover.set(None);
            size.track();
            place.start(&index);
        }
    });
    let painted = StoredValue::new(None);
    effect(move || paint_boxes(place, boxes_canvas, palette, painted));
    // What is selected is in view, also in a new one.
    effect(move || {
        if let (Some(at), Some(index)) = (selected_box.get(), model.shown.get()) {
            place.reveal(index.row_of(at));
        }
    });
    effect(move || paint_marks(place, marks_canvas, palette, selected_box));
    tree::keys(place);
    let gestures = Gestures::new(place);
    let canvases = [boxes_canvas, marks_canvas]
        .map(|canvas| el("canvas").held(canvas).attr("aria-hidden", "true"));
    let [boxes, marks] = canvases;
    el("div")
        .class("flame")
        .attr("tabindex", "0")
        .attr("role", "tree")
        .attr(
            "aria-label",
            "Flame view: arrow keys move between frames, Enter zooms, Escape goes out",
        )
        .attr("aria-activedescendant", move || {
            tree::item_id(selected_box.get())
        })
        .on(ev::pointermove, move |event| gestures.moved(&event))
        .on(ev::pointerdown, move |event| gestures.down(&event))
        .on(ev::pointerup, move |event| gestures.up(&event))
        .on(ev::pointercancel, move |event| gestures.up(&event))
        .on(ev::pointerleave, move |_| gestures.left())
        .on(ev::click, move |event| gestures.click(&event))
        .on(ev::contextmenu, move |event| gestures.menu(&event))
        .on(ev::wheel, move |event| gestures.wheel(&event))
        .child([boxes, marks.class("marks")])
        .child(move || tree::item(place, selected_box.get()))
        .child(tip::tip(place))
        .child(move || nothing(model))
}

/// How high the flame is with all its rows, CSS pixels.
pub fn height_px(index: &FlameIndex) -> f64 {
    TOP_PX + index.row_count() as f64 * ROW_PX
}

/// Paints the flame once more, from its first row, as it is coloured and searched on the screen.
pub fn paint_picture(
    model: Model,
    index: &FlameIndex,
    surface: &dyn Surface,
    (width_px, height_px): (f64, f64),
) {
    let found = model.found.get();
    let scene = Scene {
        index,
        palette: &Palette::read(),
        colour: model.colour(),
        has_base: model.has_base(),
        hits: found.as_ref().map_or(&[], |found| &found.nodes),
        search: &model.search.read().to_ascii_lowercase(),
        width_px,
        height_px,
        scroll_px: 0.0,
    };
    paint::paint(surface, &scene);
}

/// What is said in place of boxes where there are none.
fn nothing(model: Model) -> Option<El> {
    let index = model.shown.get()?;
    let words = match index.flame.base_total {
        _ if model.around.read().is_some() => match index.row_count() {
            0 | 1 if index.boxes().value.first() == Some(&0) => {
                "No stack with a value goes through this function here."
            }
            _ => return None,
        },
        _ if index.row_count() > 1 || index.flame.total != 0 => return None,
        Some(base) if base != 0 => {
            "Nothing has a value of this type now. ‘Now + base’ shows what the base had."
        }
        _ => "This profile has no samples with a value of this type.",
    };
    Some(el("p").class("nothing").child(words))
}

fn paint_boxes(
    place: Place,
    canvas: Held<HtmlCanvasElement>,
    palette: Memo<Arc<Palette>>,
    painted: StoredValue<Option<Painted>>,
) {
    let model = place.model;
    let (Some(element), Some(index)) = (canvas.get(), model.shown.get()) else {
        return;
    };
    place.size.track();
    let Some((context, width_px, height_px)) = canvas::prepare(&element) else {
        return;
    };
    let of = layer::Of {
        index,
        palette: palette.get(),
        found: model.found.get(),
        search: model.search.read().to_ascii_lowercase(),
        colour: model.colour(),
        has_base: model.has_base(),
        size: (width_px, height_px),
        sharpness: window().device_pixel_ratio(),
    };
    let scroll_px = place.scroll_px.get();
    painted.update_value(|painted| layer::paint(painted, of, &context, scroll_px));
    mark("leakscope:flame-painted");
}

/// Outlines what is under the pointer and what is selected.
fn paint_marks(
    place: Place,
    canvas: Held<HtmlCanvasElement>,
    palette: Memo<Arc<Palette>>,
    selected: Memo<Option<usize>>,
) {
    place.size.track();
    let (Some(element), Some(index)) = (canvas.get(), place.model.shown.get()) else {
        return;
    };
    let Some((context, width_px, _)) = canvas::prepare(&element) else {
        return;
    };
    let palette = palette.read();
    let outlines = [
        (place.hover.get(), &palette.ink, 1.0),
        (selected.get(), &palette.accent, 2.0),
    ];
    for (at, colour, line_px) in outlines {
        let Some(at) = at else { continue };
        let boxes = index.boxes();
        let (Some(&x), Some(&width)) = (boxes.x.get(at), boxes.width.get(at)) else {
            continue;
        };
        let y = TOP_PX + index.row_of(at) as f64 * ROW_PX - place.scroll_px.get();
        if y < TOP_PX - ROW_PX / 2.0 {
            continue;
        }
        context.set_stroke_style_str(colour);
        context.set_line_width(line_px);
        let half = line_px / 2.0;
        let width = (width * width_px - 1.0 - line_px).max(1.0);
        context.stroke_rect(x * width_px + half, y + half, width, ROW_PX - 1.0 - line_px);
    }
}
