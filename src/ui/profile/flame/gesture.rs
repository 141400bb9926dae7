//! What pointer and wheel do on the flame.

use web_sys::{MouseEvent, PointerEvent, WheelEvent};

use super::Place;

use crate::prelude::*;
use crate::ui::profile::frame_menu;
use crate::ui::profile::model::Selected;

/// Pointer, fingers and wheel; cheap to copy.
#[derive(Clone, Copy)]
pub struct Gestures {
    place: Place,
    drag: RwSignal<Option<Drag>>,
    pinch: RwSignal<Pinch>,
    /// How far the wheel went sideways since the last step.
    sideways_px: RwSignal<f64>,
    /// Whether the click before this one zoomed, so that a double click zooms once.
    has_zoomed: RwSignal<bool>,
}

#[derive(Clone, Copy)]
struct Drag {
    from_x: f64,
    from_y: f64,
    scroll_px: f64,
    is_moving: bool,
}

/// Fingers on the flame: who and where, and how far the first two were apart at the last step.
#[derive(Clone, Default)]
struct Pinch {
    fingers: Vec<(i32, f64, f64)>,
    apart_px: f64,
}

impl Pinch {
    /// How far the first two are apart, and the middle between them.
    fn span(&self) -> Option<(f64, (f64, f64))> {
        let [(_, x, y), (_, other_x, other_y)] = *self.fingers.get(..2)?.first_chunk::<2>()?;
        let apart = (x - other_x).hypot(y - other_y);
        Some((apart, ((x + other_x) / 2.0, (y + other_y) / 2.0)))
    }
}

/// Less than this is a click, not a drag.
const SLACK_PX: f64 = 4.0;
/// So far to the side is a step to the next box.
const STEP_PX: f64 = 90.0;
/// So much further apart, or closer together, are two fingers a level later.
const PINCH: f64 = 1.5;

impl Gestures {
    pub fn new(place: Place) -> Gestures {
        Gestures {
            place,
            drag: RwSignal::new(None),
            pinch: RwSignal::new(Pinch::default()),
            sideways_px: RwSignal::new(0.0),
            has_zoomed: RwSignal::new(false),
        }
    }

    pub fn moved(self, event: &PointerEvent) {
        let (x, y) = point(event);
        if self.pinched(event) {
            return;
        }
        if let Some(drag) = self.drag.get_untracked() {
            let drag = self.dragged(drag, event);
            self.drag.set(Some(drag));
            if drag.is_moving {
                return;
            }
        }
        self.place.pointer.set((x, y));
        let hover = self.place.hit(x, y);
        if hover != self.place.hover.get_untracked() {
            self.place.hover.set(hover);
        }
    }

    /// Follows a drag: up and down scrolls, to the side goes to the box beside the zoomed one.
    fn dragged(self, mut drag: Drag, event: &PointerEvent) -> Drag {
        let across = f64::from(event.client_x()) - drag.from_x;
        let way = f64::from(event.client_y()) - drag.from_y;
        drag.is_moving |= way.abs() > SLACK_PX || across.abs() > STEP_PX;
        if !drag.is_moving {
            return drag;
        }
        self.place.hover.set(None);
        let beyond = self.place.scroll_to(drag.scroll_px - way);
        if is_touch(event) {
            // Where the rows end the page goes on.
            window().scroll_by_with_x_and_y(0.0, beyond);
            drag.scroll_px -= beyond;
        }
        if across.abs() > STEP_PX {
            drag.from_x += across;
            self.place.zoom_beside(across < 0.0);
        }
        drag
    }

    /// Follows two fingers. Whether there are two.
    fn pinched(self, event: &PointerEvent) -> bool {
        if !is_touch(event) {
            return false;
        }
        let (x, y) = point(event);
        let mut pinch = self.pinch.get_untracked();
        for finger in &mut pinch.fingers {
            if finger.0 == event.pointer_id() {
                *finger = (finger.0, x, y);
            }
        }
        let span = pinch.span();
        if let Some((apart, (x, y))) = span {
            if apart > pinch.apart_px * PINCH {
                pinch.apart_px = apart;
                self.place.zoom_in(x, y);
            } else if apart * PINCH < pinch.apart_px {
                pinch.apart_px = apart;
                self.zoom_out();
            }
        }
        self.pinch.set(pinch);
        span.is_some()
    }

    fn zoom_out(self) {
        let model = self.place.model;
        if let Some(path) = model.zoomed_out() {
            model.zoom_along(path);
        }
    }

    pub fn down(self, event: &PointerEvent) {
        if is_touch(event) {
            let (x, y) = point(event);
            self.pinch.update(|pinch| {
                pinch.fingers.push((event.pointer_id(), x, y));
                pinch.apart_px = pinch.span().map_or(0.0, |(apart, _)| apart);
            });
            if self.pinch.read_untracked().fingers.len() > 1 {
                self.drag.set(None);
                return;
            }
        }
        if event.button() == 0 {
            self.drag.set(Some(Drag {
                from_x: f64::from(event.client_x()),
                from_y: f64::from(event.client_y()),
                scroll_px: self.place.scroll_px.get_untracked(),
                is_moving: false,
            }));
        }
    }

    pub fn up(self, event: &PointerEvent) {
        let id = event.pointer_id();
        self.pinch
            .update(|pinch| pinch.fingers.retain(|finger| finger.0 != id));
        // The click that follows a drag must not select: it is told apart by what stays here. After
        // a finger's none follows.
        let drag = self.drag.get_untracked();
        if is_touch(event) || drag.is_some_and(|drag| !drag.is_moving) {
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
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let Some(at) = self.place.hit(x, y) else {
            // What is too narrow to be seen is wider in the box that holds it.
            if let Some(parent) = self.place.hit_narrow(x, y) {
                self.place.zoom(parent);
            }
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

    /// A right click opens the menu of the frame. Where the menu key asks, that is the selected one's, which
    /// the view opens.
    pub fn menu(self, event: &MouseEvent) {
        let is_pointer = event.button() != 0 || event.ctrl_key();
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let model = self.place.model;
        let index = model.shown.get_untracked().filter(|_| is_pointer);
        let at = self.place.hit(x, y);
        let (Some(index), Some(at)) = (index, at) else {
            return;
        };
        let Some(name) = index.name(at) else { return };
        event.prevent_default();
        let selected = Selected {
            node: name.node,
            path: Some(index.path(at)),
        };
        let point = (f64::from(event.client_x()), f64::from(event.client_y()));
        frame_menu::open(model, selected, name.name.clone(), point);
    }

    /// The wheel scrolls, to the side it goes to the box beside the zoomed one; with Ctrl, which is also
    /// what a pinch on a touchpad sends, it zooms a level in to what is under the pointer, or a level out.
    pub fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let place = self.place;
        if event.ctrl_key() {
            match event.delta_y() > 0.0 {
                true => self.zoom_out(),
                false => place.zoom_in(f64::from(event.offset_x()), f64::from(event.offset_y())),
            }
            return;
        }
        let line_px = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE {
            super::ROW_PX
        } else {
            1.0
        };
        place.scroll_to(place.scroll_px.get_untracked() + event.delta_y() * line_px);
        // A sideways scroll in steps; what only wavers to the side adds up to none.
        let sideways_px = match event.delta_x() {
            across if across.abs() > event.delta_y().abs() => across * line_px,
            _ => 0.0,
        };
        let mut sum_px = self.sideways_px.get_untracked() + sideways_px;
        if sum_px.abs() > STEP_PX {
            place.zoom_beside(sum_px > 0.0);
            sum_px = 0.0;
        }
        self.sideways_px.set(sum_px);
    }
}

fn is_touch(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}

fn point(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}
