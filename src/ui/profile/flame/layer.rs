//! Rows painted once, all of them, to be moved along while a person scrolls.

use std::sync::Arc;

use leakscope_core::engine::protocol::Found;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::colour::Palette;
use super::paint::{self, Scene};
use super::{FlameIndex, height_px};
use crate::prelude::*;
use crate::ui::parts::Ink;
use crate::ui::profile::model::Colour;

/// Higher than this, in device pixels, it would take too much memory.
const MOST_PX: f64 = 8192.0;
/// How far one scrolls beyond the last row, and more.
const BELOW_PX: f64 = 16.0;

/// What is on the canvas.
pub struct Painted {
    /// Of what: another scroll alone leaves it.
    of: Of,
    /// All rows, once it was scrolled.
    layer: Option<HtmlCanvasElement>,
}

/// What a painting depends on beside the scroll.
pub struct Of {
    /// The boxes.
    pub index: Arc<FlameIndex>,
    /// The colours.
    pub palette: Arc<Palette>,
    /// What the search found.
    pub found: Option<Arc<Found>>,
    /// What is searched for.
    pub search: String,
    /// What colours mean.
    pub colour: Colour,
    /// Whether there is a base.
    pub has_base: bool,
    /// Size of the canvas, CSS pixels.
    pub size: (f64, f64),
    /// Device pixels of a CSS pixel.
    pub sharpness: f64,
}

impl Of {
    fn is_same(&self, other: &Of) -> bool {
        let found = match (&self.found, &other.found) {
            (Some(its), Some(others)) => Arc::ptr_eq(its, others),
            (None, None) => true,
            _ => false,
        };
        found
            && Arc::ptr_eq(&self.index, &other.index)
            && Arc::ptr_eq(&self.palette, &other.palette)
            && (self.colour, self.has_base) == (other.colour, other.has_base)
            && (self.size, self.sharpness) == (other.size, other.sharpness)
            && self.search == other.search
    }

    fn scene(&self, scroll_px: f64, height_px: f64) -> Scene<'_> {
        Scene {
            index: &self.index,
            palette: &self.palette,
            colour: self.colour,
            has_base: self.has_base,
            hits: self.found.as_ref().map_or(&[], |found| &found.nodes),
            search: &self.search,
            width_px: self.size.0,
            height_px,
            scroll_px,
        }
    }
}

/// Paints the rows from `scroll_px` on; where only that has changed since the last time, from a layer.
pub fn paint(
    before: &mut Option<Painted>,
    of: Of,
    context: &CanvasRenderingContext2d,
    scroll_px: f64,
) {
    let layer = match before.take().filter(|painted| painted.of.is_same(&of)) {
        Some(Painted {
            layer: Some(layer), ..
        }) => Some(layer),
        // Upright, few rows stand at the bottom: above them is nothing to move.
        Some(_) if scroll_px >= 0.0 => made(&of),
        _ => None,
    };
    let ink = Ink::new(context);
    let scene = of.scene(scroll_px, of.size.1);
    let is_moved = layer.as_ref().is_some_and(|layer| {
        // To a whole pixel, else it is blurred.
        let y = -(scroll_px * of.sharpness).round() / of.sharpness;
        scroll_px >= 0.0 && draw(layer, context, y, of.sharpness)
    });
    match is_moved {
        true => paint::paint_ruler_alone(&ink, &scene),
        false => paint::paint(&ink, &scene),
    }
    *before = Some(Painted { of, layer });
}

/// All rows on a canvas of their own.
fn made(of: &Of) -> Option<HtmlCanvasElement> {
    let height = height_px(&of.index).max(of.size.1) + BELOW_PX;
    let size = (of.size.0 * of.sharpness, height * of.sharpness);
    if size.0.max(size.1) > MOST_PX {
        return None;
    }
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(size.0.round() as u32);
    canvas.set_height(size.1.round() as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.scale(of.sharpness, of.sharpness).ok()?;
    paint::paint(&Ink::new(&context), &of.scene(0.0, height));
    Some(canvas)
}

/// Draws the layer. Whether that could be done.
fn draw(
    layer: &HtmlCanvasElement,
    context: &CanvasRenderingContext2d,
    y: f64,
    sharpness: f64,
) -> bool {
    let (width, height) = (
        f64::from(layer.width()) / sharpness,
        f64::from(layer.height()) / sharpness,
    );
    let drawn =
        context.draw_image_with_html_canvas_element_and_dw_and_dh(layer, 0.0, y, width, height);
    drawn.is_ok()
}
