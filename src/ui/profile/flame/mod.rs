//! The flame view: an icicle on canvas, root on top, with a tree in step for the keyboard.

mod colour;
mod gesture;
mod index;
mod label;
mod minimap;
mod paint;
mod ruler;
mod tip;
mod tree;

use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;

pub use index::FlameIndex;
pub use minimap::Minimap;

use super::model::{Model, Selected};
use crate::net::mark;
use crate::ui::parts::canvas;
use crate::ui::theme::Theme;
use colour::Palette;
use gesture::Gestures;
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
        let index = self.model.shown.get_untracked()?;
        let (width, _) = self.size.get_untracked();
        let depth = ((y - TOP_PX + self.scroll_px.get_untracked()) / ROW_PX).floor();
        (y >= TOP_PX && depth >= 0.0)
            .then(|| index.hit(depth as usize, x / width))
            .flatten()
    }

    /// Scrolls, but not beyond the rows.
    fn scroll_to(self, wanted_px: f64) {
        let rows = self
            .model
            .shown
            .with_untracked(|shown| shown.as_ref().map_or(0, |index| index.row_count()));
        let (_, height) = self.size.get_untracked();
        let most = (TOP_PX + rows as f64 * ROW_PX + 8.0 - height).max(0.0);
        let next = wanted_px.clamp(0.0, most);
        if next != self.scroll_px.get_untracked() {
            self.scroll_px.set(next);
        }
    }

    /// Scrolls so that a row is in view.
    fn reveal(self, depth: usize) {
        let (_, height) = self.size.get_untracked();
        let (top, scroll) = (depth as f64 * ROW_PX, self.scroll_px.get_untracked());
        let room = height - TOP_PX - ROW_PX;
        self.scroll_to(if top < scroll {
            top
        } else {
            scroll.max(top - room)
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
        self.model.selected.set(Some(Selected { node, path }));
    }

    /// Zooms to a box.
    fn zoom(self, at: usize) {
        if let Some(index) = self.model.shown.get_untracked() {
            self.model.zoom_to(index.path(at));
        }
    }
}

/// The flame view.
#[component]
pub fn FlameView(
    /// The profile view.
    model: Model,
) -> impl IntoView {
    let theme = expect_context::<Theme>();
    let (boxes_canvas, marks_canvas) = (NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new());
    let size = canvas::size_of(boxes_canvas);
    let place = Place {
        model,
        size,
        scroll_px: RwSignal::new(0.0),
        hover: RwSignal::new(None),
        pointer: RwSignal::new((0.0, 0.0)),
    };
    let palette = Memo::new_with_compare(
        move |_| {
            theme.changes();
            Arc::new(Palette::read())
        },
        |_, _| true,
    );
    Effect::new(move || model.width_px.set(size.get().0.round()));
    // A new view starts where its zoomed box is in view.
    Effect::new(move || {
        if let Some(index) = model.shown.get() {
            place.hover.set(None);
            let ancestors = f64::from(index.flame.ancestors);
            place.scroll_to((ancestors - 2.0).max(0.0) * ROW_PX);
        }
    });
    Effect::new(move || {
        let (Some(element), Some(index)) = (boxes_canvas.get(), model.shown.get()) else {
            return;
        };
        size.track();
        let Some((context, width_px, height_px)) = canvas::prepare(&element) else {
            return;
        };
        let scene = Scene {
            index: &index,
            palette: &palette.read(),
            colour: model.colour(),
            has_base: model.base.read().is_some(),
            hits: &model.hits.get(),
            search: &model.search.read().to_lowercase(),
            width_px,
            height_px,
            scroll_px: place.scroll_px.get(),
        };
        paint::paint(&context, &scene);
        mark("leakscope:flame-painted");
    });
    let selected_box = tree::selected_box(place);
    Effect::new(move || {
        let depth = selected_box.get().and_then(|at| {
            let index = model.shown.get_untracked()?;
            index.boxes().depth.get(at).copied()
        });
        if let Some(depth) = depth {
            place.reveal(usize::from(depth));
        }
    });
    Effect::new(move || {
        size.track();
        let (Some(element), Some(index)) = (marks_canvas.get(), model.shown.get()) else {
            return;
        };
        let Some((context, width_px, _)) = canvas::prepare(&element) else {
            return;
        };
        let palette = palette.read();
        let outlines = [
            (place.hover.get(), &palette.ink, 1.0),
            (selected_box.get(), &palette.accent, 2.0),
        ];
        for (at, colour, line_px) in outlines {
            let Some(at) = at else { continue };
            let boxes = index.boxes();
            let (Some(&x), Some(&width), Some(&depth)) =
                (boxes.x.get(at), boxes.width.get(at), boxes.depth.get(at))
            else {
                continue;
            };
            let y = TOP_PX + f64::from(depth) * ROW_PX - place.scroll_px.get();
            if y < TOP_PX - ROW_PX / 2.0 {
                continue;
            }
            context.set_stroke_style_str(colour);
            context.set_line_width(line_px);
            let half = line_px / 2.0;
            let width = (width * width_px - 1.0 - line_px).max(1.0);
            context.stroke_rect(x * width_px + half, y + half, width, ROW_PX - 1.0 - line_px);
        }
    });
    tree::keys(place);
    let gestures = Gestures::new(place);
    view! {
        <div
            class="flame"
            tabindex="0"
            role="tree"
            aria-label="Flame view: arrow keys move between frames, Enter zooms, Escape goes out"
            aria-activedescendant="flame-frame"
            on:pointermove=move |event| gestures.moved(&event)
            on:pointerdown=move |event| gestures.down(&event)
            on:pointerup=move |_| gestures.up()
            on:pointercancel=move |_| gestures.up()
            on:pointerleave=move |_| gestures.left()
            on:click=move |event| gestures.click(&event)
            on:wheel=move |event| gestures.wheel(&event)
        >
            <canvas node_ref=boxes_canvas aria-hidden="true"></canvas>
            <canvas class="marks" node_ref=marks_canvas aria-hidden="true"></canvas>
            {tree::item(place, selected_box)}
            {tip::tip(place)}
        </div>
    }
}
