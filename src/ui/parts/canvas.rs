//! Canvases: sharp on any screen, as wide as their box.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{CanvasRenderingContext2d, Element};

use crate::prelude::*;
use crate::ui::dom::Held;

/// A canvas made as large as it is shown, scaled so that drawing is in CSS pixels, and cleared.
/// Gives its context, width and height; none while it has no size.
pub fn prepare(
    canvas: &web_sys::HtmlCanvasElement,
) -> Option<(CanvasRenderingContext2d, f64, f64)> {
    let size = (
        f64::from(canvas.client_width()),
        f64::from(canvas.client_height()),
    );
    prepare_sized(canvas, size)
}

/// As [`prepare`], for a canvas whose size is known.
pub fn prepare_sized(
    canvas: &web_sys::HtmlCanvasElement,
    (width, height): (f64, f64),
) -> Option<(CanvasRenderingContext2d, f64, f64)> {
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let scale = window().device_pixel_ratio();
    let size = (
        (width * scale).round() as u32,
        (height * scale).round() as u32,
    );
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    context
        .set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)
        .ok()?;
    context.clear_rect(0.0, 0.0, width, height);
    (width > 0.0 && height > 0.0).then_some((context, width, height))
}

/// The size of an element in CSS pixels, following its box until the caller's owner ends.
pub fn size_of<T: JsCast + 'static>(held: Held<T>) -> ReadSignal<(f64, f64)> {
    following(Box::new(move || held.get().map(JsCast::unchecked_into)))
}

fn following(element: Box<dyn Fn() -> Option<Element>>) -> ReadSignal<(f64, f64)> {
    let size = RwSignal::new((0.0, 0.0));
    effect(move || {
        let Some(element) = element() else { return };
        let observed = element.clone();
        let on_resize = Closure::<dyn Fn()>::new(move || {
            let now = (
                f64::from(observed.client_width()),
                f64::from(observed.client_height()),
            );
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
            }
        });
        let Ok(observer) = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&element);
        let kept = StoredValue::new((observer, on_resize));
        on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
    });
    size.read_only()
}
