//! The two canvases and when each is painted.

use std::sync::Arc;

use leakscope_core::chart::flags::{Flag, flags};
use leakscope_core::chart::{Rgb, Scene, Theme, Zone, draw};
use leakscope_core::picture::Surface;
use web_sys::HtmlCanvasElement;

use super::brush::Brush;
use super::canvas::{Canvas, Fonts, prepare};
use super::overlay::{self, Marks};

use crate::prelude::*;
use crate::ui::parts::Ink;

/// What is painted: a scene and the zone of its clocks. Equal only to itself.
#[derive(Clone)]
pub(in crate::ui::overview) struct Picture {
    pub scene: Arc<Scene>,
    pub zone: Arc<Zone>,
    /// What stands in a lane without points.
    pub empty: Arc<Vec<Option<String>>>,
}

impl PartialEq for Picture {
    fn eq(&self, other: &Picture) -> bool {
        Arc::ptr_eq(&self.scene, &other.scene)
    }
}

/// What moves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moving {
    pub cross: Option<f64>,
    pub selection: Option<(f64, f64)>,
    pub base: Option<f64>,
}

/// Remembers between paintings what changes only with the theme or the picture.
#[derive(Default)]
pub(super) struct Painter {
    look: Option<Look>,
    flags: Vec<Flag>,
    has_marked: bool,
}

struct Look {
    theme: Theme,
    fonts: Fonts,
}

impl Painter {
    /// Colours and fonts are to be read anew.
    pub fn forget_look(&mut self) {
        self.look = None;
    }

    /// Where the flags are, for clicks on them.
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }

    /// Paints the lower canvas with plotters, and places the flags anew.
    pub fn paint_plot(&mut self, canvas: &HtmlCanvasElement, picture: &Picture) {
        let scene = &*picture.scene;
        let size_px = (scene.plan.width_px, scene.plan.height_px);
        let Some(context) = prepare(canvas, size_px) else {
            return;
        };
        let look = self.look.get_or_insert_with(|| Look::read(canvas));
        let context = Ink::new(&context);
        let backend = Canvas {
            context: &context,
            fonts: &look.fonts,
            size_px,
        };
        // Drawing on this backend cannot fail; a chart that plotters cannot build stays empty.
        let _ = draw(backend, scene, &look.theme);
        let fonts = &look.fonts;
        self.flags = flags(scene, &picture.zone, &|text| fonts.label_px(&context, text));
        let has_points = picture.empty.iter().any(Option::is_none);
        if has_points && !self.has_marked {
            self.has_marked = true;
            if let Some(performance) = window().performance() {
                let _ = performance.mark("leakscope:overview-painted");
            }
        }
    }

    /// Paints the upper canvas.
    pub fn paint_overlay(&self, canvas: &HtmlCanvasElement, picture: &Picture, moving: Moving) {
        let scene = &*picture.scene;
        let size_px = (scene.plan.width_px, scene.plan.height_px);
        let (Some(context), Some(look)) = (prepare(canvas, size_px), &self.look) else {
            return;
        };
        self.paint_marks(&Ink::new(&context), look, picture, moving);
    }

    fn paint_marks(&self, context: &dyn Surface, look: &Look, picture: &Picture, moving: Moving) {
        let brush = Brush {
            context,
            fonts: &look.fonts,
            theme: &look.theme,
        };
        let marks = Marks {
            flags: &self.flags,
            zone: &picture.zone,
            selection: moving.selection,
            base: moving.base,
            cross: moving.cross,
            empty: &picture.empty,
        };
        overlay::paint(&brush, &picture.scene, &marks);
    }

    /// Paints both once more on any surface, as they stand on the screen but for the crosshair.
    pub fn paint_picture(&self, context: &dyn Surface, picture: &Picture, moving: Moving) {
        let Some(look) = &self.look else { return };
        let scene = &*picture.scene;
        let backend = Canvas {
            context,
            fonts: &look.fonts,
            size_px: (scene.plan.width_px, scene.plan.height_px),
        };
        let _ = draw(backend, scene, &look.theme);
        let still = Moving {
            cross: None,
            ..moving
        };
        self.paint_marks(context, look, picture, still);
    }
}

impl Look {
    /// Reads the tokens where the canvas stands: the browser resolves what they are made of, system
    /// colours of a forced theme included.
    fn read(canvas: &HtmlCanvasElement) -> Look {
        let style = window().get_computed_style(canvas).ok().flatten();
        let read = |name: &str| {
            let value = style.as_ref().and_then(|s| s.get_property_value(name).ok());
            value.unwrap_or_default()
        };
        let own = web_sys::HtmlElement::style(canvas);
        let theme = Theme::read(|name| {
            // Most tokens are plain hex; others the canvas's own colour resolves.
            Rgb::parse(&read(name)).or_else(|| {
                own.set_property("color", &format!("var({name})")).ok()?;
                Rgb::parse(&read("color"))
            })
        });
        let _ = own.remove_property("color");
        let family = read("font-family");
        Look {
            theme,
            fonts: Fonts::new(family),
        }
    }
}
