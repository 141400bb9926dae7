//! A view as a picture: painted once more, on a canvas twice as sharp or into an SVG document, under lines
//! that say what it is of.

use js_sys::{Array, ArrayBuffer};
use leakscope_core::picture::{Surface, Svg};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::copy::{save_blob, save_text};
use super::ink::Ink;
use crate::prelude::*;
use crate::ui::theme::token;

/// Device pixels of a PNG for each CSS pixel.
const SHARPNESS: f64 = 2.0;
/// Browsers have no canvas higher or wider than this, in device pixels.
const MOST_PX: f64 = 16_384.0;
/// Around everything.
const MARGIN_PX: f64 = 16.0;
/// Of a line above the view; the first is a title.
const LINE_PX: f64 = 19.0;

/// What a picture is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Pixels, twice as many as on a usual screen.
    Png,
    /// Strokes and texts.
    Svg,
}

/// A view that can be painted once more.
pub struct Picture<'a> {
    /// File name without its ending.
    pub name: String,
    /// What it is of, a line each; the first is its title.
    pub heading: Vec<String>,
    /// Size of the view, CSS pixels.
    pub size: (f64, f64),
    /// Paints the view, its corner at 0, 0.
    pub paint: &'a dyn Fn(&dyn Surface),
}

impl Picture<'_> {
    /// How high a view may be at most, to be a PNG.
    pub fn room_px(lines: usize) -> f64 {
        MOST_PX / SHARPNESS - above_px(lines) - MARGIN_PX
    }

    /// Saves it.
    pub fn save(&self, format: PictureFormat) {
        match format {
            PictureFormat::Svg => {
                save_text(&format!("{}.svg", self.name), &self.svg(), "image/svg+xml")
            }
            PictureFormat::Png => self.save_png(),
        }
    }

    /// The picture as an SVG document.
    pub fn svg(&self) -> String {
        let measure = canvas((1.0, 1.0)).map(|(_, context)| context);
        let svg = Svg::new(move |font, text| {
            let Some(context) = &measure else { return 0.0 };
            context.set_font(font);
            let measured = context.measure_text(text);
            measured.map_or(0.0, |metrics| metrics.width())
        });
        self.paint_all(&svg);
        svg.document(self.whole(), &token("--surface"))
    }

    /// Paints it on a canvas that is not shown, and leaves it there.
    pub fn paint_unseen(&self) {
        if let Some((_, context)) = canvas(self.whole()) {
            self.paint_all(&Ink::new(&context));
        }
    }

    fn save_png(&self) {
        let (width, height) = self.whole();
        let size = (width * SHARPNESS, height * SHARPNESS);
        let Some((canvas, context)) = canvas(size) else {
            return;
        };
        context.set_fill_style_str(&token("--surface"));
        context.fill_rect(0.0, 0.0, size.0, size.1);
        if context.scale(SHARPNESS, SHARPNESS).is_err() {
            return;
        }
        self.paint_all(&Ink::new(&context));
        save_canvas(&canvas, format!("{}.png", self.name));
    }

    fn whole(&self) -> (f64, f64) {
        let (width, height) = self.size;
        (
            width + 2.0 * MARGIN_PX,
            height + above_px(self.heading.len()) + MARGIN_PX,
        )
    }

    fn paint_all(&self, surface: &dyn Surface) {
        let family = token("--font-ui");
        for (at, line) in self.heading.iter().enumerate() {
            let (size, ink) = match at {
                0 => ("600 15px", "--ink"),
                _ => ("400 12px", "--ink-2"),
            };
            surface.set_align("left");
            surface.set_font(&format!("{size} {family}"));
            surface.set_fill(&token(ink));
            surface.fill_text(line, MARGIN_PX, MARGIN_PX + 11.0 + at as f64 * LINE_PX);
        }
        surface.begin("", MARGIN_PX, above_px(self.heading.len()));
        (self.paint)(surface);
        surface.end();
    }
}

/// Saves a picture of strokes as one of pixels, as sharp as canvases may be large.
pub fn save_svg_as_png(name: String, svg: &ArrayBuffer) {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("image/svg+xml");
    let blob = Blob::new_with_buffer_source_sequence_and_options(&Array::of1(svg), &options);
    let url = blob.and_then(|blob| web_sys::Url::create_object_url_with_blob(&blob));
    let (Ok(url), Ok(image)) = (url, HtmlImageElement::new()) else {
        return too_large();
    };
    let (picture, its_url) = (image.clone(), url.clone());
    let paint = Closure::once_into_js(move || {
        let size = (
            f64::from(picture.natural_width()),
            f64::from(picture.natural_height()),
        );
        let sharpness = SHARPNESS.min(MOST_PX / size.0.max(size.1).max(1.0));
        let size = (size.0 * sharpness, size.1 * sharpness);
        match canvas(size) {
            Some((canvas, context)) => {
                let drawn = context.draw_image_with_html_image_element_and_dw_and_dh(
                    &picture, 0.0, 0.0, size.0, size.1,
                );
                match drawn {
                    Ok(()) => save_canvas(&canvas, name),
                    Err(_) => too_large(),
                }
            }
            None => too_large(),
        }
        let _ = web_sys::Url::revoke_object_url(&its_url);
    });
    image.set_onload(Some(paint.unchecked_ref()));
    let fail = Closure::once_into_js(too_large);
    image.set_onerror(Some(fail.unchecked_ref()));
    image.set_src(&url);
}

/// Saves what is on a canvas.
fn save_canvas(canvas: &HtmlCanvasElement, name: String) {
    let save = Closure::once_into_js(move |blob: wasm_bindgen::JsValue| {
        // None of a canvas that is too large for this browser.
        match blob.dyn_into::<Blob>() {
            Ok(blob) => save_blob(&name, &blob),
            Err(_) => too_large(),
        }
    });
    let _ = canvas.to_blob(save.unchecked_ref());
}

fn too_large() {
    crate::ui::page::Page::get()
        .messages
        .remark("This browser cannot make so large a picture. Save it as SVG instead, or zoom in.");
}

fn above_px(lines: usize) -> f64 {
    MARGIN_PX + lines as f64 * LINE_PX + 4.0
}

/// A canvas that is not shown.
fn canvas((width, height): (f64, f64)) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas = document().create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(width.clamp(1.0, MOST_PX) as u32);
    canvas.set_height(height.clamp(1.0, MOST_PX) as u32);
    let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    Some((canvas, context))
}
