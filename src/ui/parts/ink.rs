//! A canvas as a surface to paint on.

use leakscope_core::picture::Surface;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, Path2d};

/// A canvas's context. What a browser refuses to draw (none does) is one stroke less; there is nobody to tell.
pub struct Ink<'a> {
    context: &'a CanvasRenderingContext2d,
    /// Of each part that was begun whether it is moved, so that one that is not costs nothing.
    moved: RefCell<Vec<bool>>,
}

impl<'a> Ink<'a> {
    /// On this context, as it is set.
    pub fn new(context: &'a CanvasRenderingContext2d) -> Ink<'a> {
        Ink {
            context,
            moved: RefCell::default(),
        }
    }
}

impl Surface for Ink<'_> {
    fn set_fill(&self, colour: &str) {
        self.context.set_fill_style_str(colour);
    }
    fn set_stroke(&self, colour: &str) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_join("round");
    }
    fn set_line_width(&self, width: f64) {
        self.context.set_line_width(width);
    }
    fn set_dashes(&self, dashes: &[f64]) {
        let pattern: js_sys::Array = dashes.iter().map(|&dash| JsValue::from(dash)).collect();
        let _ = self.context.set_line_dash(&pattern);
    }
    fn set_font(&self, font: &str) {
        self.context.set_font(font);
    }
    fn set_align(&self, align: &str) {
        self.context.set_text_align(align);
    }
    fn fill_rect(&self, x: f64, y: f64, width: f64, height: f64) {
        self.context.fill_rect(x, y, width, height);
    }
    fn stroke_rect(&self, x: f64, y: f64, width: f64, height: f64) {
        self.context.stroke_rect(x, y, width, height);
    }
    fn fill_text(&self, text: &str, x: f64, y: f64) {
        let _ = self.context.fill_text(text, x, y);
    }
    fn stroke_text(&self, text: &str, x: f64, y: f64) {
        let _ = self.context.stroke_text(text, x, y);
    }
    fn text_width(&self, text: &str) -> f64 {
        let measured = self.context.measure_text(text);
        measured.map_or(0.0, |metrics| metrics.width())
    }
    fn begin_path(&self) {
        self.context.begin_path();
    }
    fn move_to(&self, x: f64, y: f64) {
        self.context.move_to(x, y);
    }
    fn line_to(&self, x: f64, y: f64) {
        self.context.line_to(x, y);
    }
    fn close_path(&self) {
        self.context.close_path();
    }
    fn circle(&self, x: f64, y: f64, radius: f64) {
        let _ = self.context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
    }
    fn round_rect(&self, x: f64, y: f64, width: f64, height: f64, radius: f64) {
        let round = self
            .context
            .round_rect_with_f64(x, y, width, height, radius);
        if round.is_err() {
            self.context.rect(x, y, width, height);
        }
    }
    fn fill(&self) {
        self.context.fill();
    }
    fn stroke(&self) {
        self.context.stroke();
    }
    fn stroke_glyph(&self, path: &str, x: f64, y: f64) {
        let Ok(path) = Path2d::new_with_path_string(path) else {
            return;
        };
        self.context.save();
        if self.context.translate(x, y).is_ok() {
            self.context.stroke_with_path(&path);
        }
        self.context.restore();
    }
    fn keeps_names(&self) -> bool {
        false
    }
    fn begin(&self, _: &str, x: f64, y: f64) {
        let is_moved = (x, y) != (0.0, 0.0);
        if is_moved {
            self.context.save();
            let _ = self.context.translate(x, y);
        }
        self.moved.borrow_mut().push(is_moved);
    }
    fn end(&self) {
        if self.moved.borrow_mut().pop() == Some(true) {
            self.context.restore();
        }
    }
}
