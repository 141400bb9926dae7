//! A canvas, or any other surface, as a plotters backend that keeps positions between pixels.

use std::cell::RefCell;
use std::convert::Infallible;

use crate::ui::dom;
use leakscope_core::chart::Rgb;
use leakscope_core::chart::draw::UNITS_PER_PX;
use leakscope_core::map::Map;
use leakscope_core::picture::Surface;
use leakscope_core::units::shortest;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Height of the middle of a lower-case letter over the baseline, in font sizes.
const MIDDLE: f64 = 0.333;

/// Fits a canvas to a size in CSS pixels at the screen's own sharpness, and clears it. What is
/// drawn on the context returned is in CSS pixels.
pub(super) fn prepare(
    canvas: &HtmlCanvasElement,
    (width_px, height_px): (f64, f64),
) -> Option<CanvasRenderingContext2d> {
    let sharpness = crate::leptos::window().device_pixel_ratio().max(1.0);
    let device = |px: f64| (px * sharpness).round().clamp(1.0, 16_384.0) as u32;
    // Setting the size, even to the same, throws the bitmap away: only where it differs.
    if canvas.width() != device(width_px) || canvas.height() != device(height_px) {
        canvas.set_width(device(width_px));
        canvas.set_height(device(height_px));
        let style = canvas.style();
        // Through CSSOM, which the content security policy allows.
        let _ = style.set_property("width", &dom::px(width_px));
        let _ = style.set_property("height", &dom::px(height_px));
    }
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
    context.reset();
    context.scale(sharpness, sharpness).ok()?;
    Some(context)
}

/// The fonts a drawing uses, and how wide texts are in them.
pub(super) struct Fonts {
    family: String,
    widths: RefCell<Map<String, f64>>,
}

impl Fonts {
    /// With the family of `--font-ui`.
    pub fn new(family: String) -> Fonts {
        Fonts {
            family,
            widths: RefCell::default(),
        }
    }

    /// A CSS font.
    pub fn css(&self, size_px: f64, is_strong: bool) -> String {
        let weight = if is_strong { 600 } else { 400 };
        format!("{weight} {} {}", dom::px(size_px), self.family)
    }

    /// Width of a text at the size of labels; measured once.
    pub fn label_px(&self, context: &dyn Surface, text: &str) -> f64 {
        if let Some(width) = self.widths.borrow().get(text) {
            return *width;
        }
        context.set_font(&self.css(LABEL_PX, false));
        let width = context.text_width(text);
        let mut widths = self.widths.borrow_mut();
        // Clock times at the crosshair differ with every move: the cache starts over now and then.
        if widths.len() > 2000 {
            *widths = Map::default();
        }
        widths.insert(text.to_owned(), width);
        width
    }
}

/// Size of labels, as `--text-2xs`.
pub(super) const LABEL_PX: f64 = 10.5;

/// A colour as CSS writes it.
pub(super) fn css(Rgb(r, g, b): Rgb, opacity: f64) -> String {
    if opacity < 1.0 {
        format!("rgba({r},{g},{b},{})", shortest(opacity))
    } else {
        format!("rgb({r},{g},{b})")
    }
}

/// The backend. Plotters' pixel is a sixteenth of a CSS pixel; strokes come in the same unit.
pub(super) struct Canvas<'a> {
    pub context: &'a dyn Surface,
    pub fonts: &'a Fonts,
    pub size_px: (f64, f64),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

fn px(units: i32) -> f64 {
    f64::from(units) / UNITS_PER_PX
}

impl Canvas<'_> {
    fn fill_color(&self, color: BackendColor) {
        self.context.set_fill(&backend_css(color));
    }

    fn stroke_style<S: BackendStyle>(&self, style: &S) {
        self.context.set_stroke(&backend_css(style.color()));
        self.context
            .set_line_width(f64::from(style.stroke_width()) / UNITS_PER_PX);
    }

    fn trace(&self, points: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (i, (x, y)) in points.into_iter().enumerate() {
            if i == 0 {
                self.context.move_to(px(x), px(y));
            } else {
                self.context.line_to(px(x), px(y));
            }
        }
    }
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.size_px;
        (
            (width * UNITS_PER_PX) as u32,
            (height * UNITS_PER_PX) as u32,
        )
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let side = 1.0 / UNITS_PER_PX;
        self.fill_color(color);
        self.context.fill_rect(px(x), px(y), side, side);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y, width, height) = (px(left), px(top), px(right - left), px(bottom - top));
        if fill {
            self.fill_color(style.color());
            self.context.fill_rect(x, y, width, height);
        } else {
            self.stroke_style(style);
            self.context.stroke_rect(x, y, width, height);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.stroke_style(style);
        self.trace(path);
        self.context.stroke();
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.fill_color(style.color());
        self.trace(corners);
        self.context.fill();
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Drawn {
        let size_px = style.size() / UNITS_PER_PX;
        let anchor = style.anchor();
        let is_strong = matches!(style.style(), FontStyle::Bold);
        self.context.set_font(&self.fonts.css(size_px, is_strong));
        self.context.set_align(match anchor.h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        // Bottom is the baseline here, as in the whole of `core::chart`.
        let below = match anchor.v_pos {
            VPos::Top => size_px * MIDDLE * 2.0,
            VPos::Center => size_px * MIDDLE,
            VPos::Bottom => 0.0,
        };
        self.fill_color(style.color());
        self.context.fill_text(text, px(x), px(y) + below);
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        // Measuring on a canvas lays nothing out; the size in backend units gives backend units.
        let size_px = style.size() / UNITS_PER_PX;
        self.context.set_font(&self.fonts.css(size_px, false));
        let width = self.context.text_width(text);
        Ok(((width * UNITS_PER_PX) as u32, style.size() as u32))
    }
}

fn backend_css(color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    css(Rgb(r, g, b), color.alpha)
}
