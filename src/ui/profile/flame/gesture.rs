//! What pointer and wheel do on the flame.

use web_sys::{MouseEvent, PointerEvent, WheelEvent};

use super::Place;

use crate::prelude::*;

/// Pointer and wheel; cheap to copy.
#[derive(Clone, Copy)]
pub struct Gestures {
    place: Place,
    drag: RwSignal<Option<Drag>>,
    /// Whether the click before this one zoomed, so that a double click zooms once.
    has_zoomed: RwSignal<bool>,
}

#[derive(Clone, Copy)]
struct Drag {
    from_y: f64,
    scroll_px: f64,
    is_moving: bool,
}

/// Less than this is a click, not a drag.
const SLACK_PX: f64 = 4.0;

impl Gestures {
    pub fn new(place: Place) -> Gestures {
        Gestures {
            place,
            drag: RwSignal::new(None),
            has_zoomed: RwSignal::new(false),
        }
    }

    pub fn moved(self, event: &PointerEvent) {
        let (x, y) = point(event);
        if let Some(mut drag) = self.drag.get_untracked() {
            let way = f64::from(event.client_y()) - drag.from_y;
            drag.is_moving |= way.abs() > SLACK_PX;
            self.drag.set(Some(drag));
            if drag.is_moving {
                self.place.hover.set(None);
                self.place.scroll_to(drag.scroll_px - way);
                return;
            }
        }
        self.place.pointer.set((x, y));
        let hover = self.place.hit(x, y);
        if hover != self.place.hover.get_untracked() {
            self.place.hover.set(hover);
        }
    }

    pub fn down(self, event: &PointerEvent) {
        if event.button() == 0 && event.pointer_type() != "touch" {
            self.drag.set(Some(Drag {
                from_y: f64::from(event.client_y()),
                scroll_px: self.place.scroll_px.get_untracked(),
                is_moving: false,
            }));
        }
    }

    pub fn up(self) {
        // The click that follows a drag must not select: it is told apart by what stays here.
        if self
            .drag
            .get_untracked()
            .is_some_and(|drag| !drag.is_moving)
        {
            self.drag.set(None);
        }
    }

    pub fn left(self) {
        self.drag.set(None);
        self.place.hover.set(None);
    }

    /// One click selects, a second one on the same frame zooms to it.
    pub fn click(self, event: &MouseEvent) {
        if self.drag.get_untracked().is_some() {
            self.drag.set(None);
            return;
        }
        let Some(at) = self
            .place
            .hit(f64::from(event.offset_x()), f64::from(event.offset_y()))
        else {
            return;
        };
        let model = self.place.model;
        let Some(index) = model.shown.get_untracked() else {
            return;
        };
        let path = index.path(at);
        let is_selected = model
            .selected
            .get_untracked()
            .is_some_and(|selected| selected.path.as_ref() == Some(&path));
        match (event.detail() > 1, is_selected) {
            (true, _) if self.has_zoomed.get_untracked() => {}
            (_, true) => {
                self.has_zoomed.set(true);
                self.place.zoom(at);
            }
            (_, false) => {
                self.has_zoomed.set(false);
                self.place.select(at);
            }
        }
    }

    /// The wheel scrolls; with Ctrl, which is also what a pinch on a touchpad sends, it zooms a level
    /// in to what is under the pointer, or a level out.
    pub fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let place = self.place;
        if !event.ctrl_key() {
            let line_px = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE {
                super::ROW_PX
            } else {
                1.0
            };
            place.scroll_to(place.scroll_px.get_untracked() + event.delta_y() * line_px);
            return;
        }
        let mut path = place.model.zoom.get_untracked();
        if event.delta_y() > 0.0 {
            path.pop();
            place.model.zoom_to(path);
            return;
        }
        let Some(index) = place.model.shown.get_untracked() else {
            return;
        };
        let at = place.hit(f64::from(event.offset_x()), f64::from(event.offset_y()));
        let full = at.map(|at| index.path(at)).unwrap_or_default();
        if full.len() > path.len() {
            place.model.zoom_to(full[..path.len() + 1].to_vec());
        }
    }
}

fn point(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}
