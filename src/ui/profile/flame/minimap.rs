//! The whole profile in little, with what is in view.

use crate::leptos::ev;
use web_sys::HtmlCanvasElement;

use super::colour::Palette;
use crate::prelude::*;
use crate::ui::dom::{El, Held, el};
use crate::ui::page::Page;
use crate::ui::parts::canvas;
use crate::ui::profile::model::Model;

/// The minimap. It repeats what the flame's tree says, so it is none of its own to a screen reader;
/// a click zooms out to everything.
pub fn minimap(model: Model) -> El {
    let theme = Page::get().theme;
    let (boxes_canvas, marks_canvas) = (Held::new(), Held::new());
    let size = canvas::size_of(boxes_canvas);
    effect(move || {
        theme.changes();
        paint_boxes(model, boxes_canvas, size.get());
    });
    // Apart from the boxes, of which there may be thousands: each step of a zoom changes these alone.
    effect(move || {
        theme.changes();
        paint_marks(model, marks_canvas, size.get());
    });
    let canvases = [boxes_canvas, marks_canvas]
        .map(|canvas| el("canvas").held(canvas).attr("aria-hidden", "true"));
    let [boxes, marks] = canvases;
    el("div")
        .class("map")
        .attr("title", "The whole profile; click shows all of it (0)")
        .on(ev::click, move |_| model.zoom_to(Vec::new()))
        .child([boxes, marks.class("marks")])
}

fn paint_boxes(model: Model, canvas: Held<HtmlCanvasElement>, size: (f64, f64)) {
    let (Some(element), Some(index)) = (canvas.get(), model.behind.0.get()) else {
        return;
    };
    // As it was observed: to ask the element would have the browser lay out what has just changed.
    let Some((context, width, height)) = canvas::prepare_sized(&element, size) else {
        return;
    };
    let palette = Palette::read();
    let boxes = index.boxes();
    let colour = model.colour();
    let rows = index.row_count().max(1);
    let row_px = (height - 2.0) / rows as f64;
    // A stack of thousands of rows has several on one pixel: one of them is enough.
    let step = (1.0 / row_px).ceil().max(1.0) as usize;
    let mut fill = "";
    for depth in (0..rows).step_by(step) {
        for at in index.row(depth) {
            let width_px = boxes.width[at] * width;
            if width_px < 0.5 {
                continue;
            }
            let its = palette.fill(colour, &index, at);
            if its != fill {
                context.set_fill_style_str(its);
                fill = its;
            }
            let y = 1.0 + depth as f64 * row_px;
            context.fill_rect(
                boxes.x[at] * width,
                y,
                (width_px - 0.4).max(0.6),
                (row_px - 0.35).max(1.0),
            );
        }
    }
}

/// Outlines what is in view, and shows where the selected box is.
fn paint_marks(model: Model, canvas: Held<HtmlCanvasElement>, size: (f64, f64)) {
    let (Some(element), Some(index)) = (canvas.get(), model.behind.0.get()) else {
        return;
    };
    let Some((context, width, height)) = canvas::prepare_sized(&element, size) else {
        return;
    };
    if index.row_count() < 2 && index.flame.total == 0 {
        return;
    }
    let palette = Palette::read();
    let boxes = index.boxes();
    let (left, right) = match index.at_path(&model.zoom.read()) {
        Some(at) => (boxes.x[at] * width, (boxes.x[at] + boxes.width[at]) * width),
        None => (0.0, width),
    };
    let right = right.max(left + 4.0).min(width);
    context.set_stroke_style_str(&palette.accent);
    context.set_line_width(1.5);
    context.stroke_rect(left + 0.75, 0.75, right - left - 1.5, height - 1.5);
    context.set_fill_style_str(&palette.accent);
    for x in [left, right - 4.0] {
        context.fill_rect(x, height / 2.0 - 8.0, 4.0, 16.0);
    }
    let selected = model
        .selected
        .get()
        .and_then(|selected| index.at_path(&selected.path?));
    if let Some(at) = selected.filter(|&at| at > 0) {
        context.set_fill_style_str(&palette.ink);
        let middle = (boxes.x[at] + boxes.width[at] / 2.0) * width;
        context.fill_rect(middle - 0.5, 1.0, 1.0, height - 2.0);
    }
}
