//! What pointers and wheel do on the graph.

use leakscope_core::profile::filter::FilterKind;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent, WheelEvent};

use super::{Place, Under};
use crate::prelude::*;
use crate::ui::profile::filters;

/// Less than this is a click, not a drag.
const SLACK_PX: f64 = 4.0;
/// How much a pixel of the wheel's way zooms.
const WHEEL: f64 = 0.0015;

/// Pointers and wheel; cheap to copy.
#[derive(Clone, Copy)]
pub struct Gestures {
    place: Place,
    /// The pointers that are down, at most two: id and where it is.
    down: StoredValue<Vec<(i32, (f64, f64))>>,
    /// How far the first one has gone since it came down; none once a click was heard.
    way_px: StoredValue<f64>,
}

impl Gestures {
    pub fn new(place: Place) -> Gestures {
        Gestures {
            place,
            down: StoredValue::new(Vec::new()),
            way_px: StoredValue::new(0.0),
        }
    }

    pub fn down(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let point = self.point(event);
        self.down.update_value(|down| {
            down.retain(|(id, _)| *id != event.pointer_id());
            if down.is_empty() {
                self.way_px.set_value(0.0);
            }
            if down.len() < 2 {
                down.push((event.pointer_id(), point));
            }
        });
    }

    pub fn moved(self, event: &PointerEvent) {
        let (x, y) = self.point(event);
        let mut down = self.down.get_value();
        let Some(at) = down.iter().position(|(id, _)| *id == event.pointer_id()) else {
            self.place.pointer.set((x, y));
            let under = under(event);
            if under != self.place.hover.get_untracked() {
                self.place.hover.set(under);
            }
            return;
        };
        let before = down[at].1;
        let (dx, dy) = (x - before.0, y - before.1);
        if let Some(&(_, other)) = down.get(1 - at) {
            let distance = |point: (f64, f64)| {
                let (x, y) = (point.0 - other.0, point.1 - other.1);
                (x * x + y * y).sqrt().max(1.0)
            };
            let middle = ((x + other.0) / 2.0, (y + other.1) / 2.0);
            self.place
                .zoom_at(distance((x, y)) / distance(before), middle);
            self.place.pan(dx / 2.0, dy / 2.0);
            self.way_px.set_value(SLACK_PX + 1.0);
        } else {
            let way = self.way_px.get_value() + dx.abs() + dy.abs();
            if way <= SLACK_PX {
                self.way_px.set_value(way);
                down[at].1 = (x, y);
                self.down.set_value(down);
                return;
            }
            if self.way_px.get_value() <= SLACK_PX {
                // From here on the drag goes on beyond the frame's edge.
                let frame = self.place.frame.get_untracked();
                let _ = frame.map(|frame| frame.set_pointer_capture(event.pointer_id()));
            }
            self.way_px.set_value(way);
            self.place.hover.set(None);
            self.place.pan(dx, dy);
        }
        down[at].1 = (x, y);
        self.down.set_value(down);
    }

    pub fn up(self, event: &PointerEvent) {
        self.down
            .update_value(|down| down.retain(|(id, _)| *id != event.pointer_id()));
    }

    pub fn left(self, event: &PointerEvent) {
        self.up(event);
        self.place.hover.set(None);
    }

    /// A click selects; beside all boxes it selects nothing.
    pub fn click(self, event: &MouseEvent) {
        // What follows a drag is none.
        if self.way_px.get_value() > SLACK_PX {
            return;
        }
        match under(event) {
            Some(Under::Box(at)) => self.place.select(at),
            Some(Under::Call(at)) => {
                // Its heavier news is where it leads to.
                let graph = self.place.graph();
                if let Some(call) = graph.as_ref().and_then(|graph| graph.calls.get(at)) {
                    self.place.select(call.callee as usize);
                }
            }
            None => self.place.model.selected.set(None),
        }
    }

    /// A second click on a box keeps only the stacks through it.
    pub fn double_click(self, event: &MouseEvent) {
        if let Some(Under::Box(at)) = under(event) {
            self.place.select(at);
            filters::add_selected(self.place.model, FilterKind::Focus);
        }
    }

    /// The wheel zooms at the pointer; sideways, or with Shift, it moves.
    pub fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let line_px = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => 30.0,
            _ => 1.0,
        };
        let (dx, dy) = (event.delta_x() * line_px, event.delta_y() * line_px);
        self.place.hover.set(None);
        match event.shift_key() || dx.abs() > dy.abs() {
            true => self
                .place
                .pan(-dx - if event.shift_key() { dy } else { 0.0 }, 0.0),
            false => {
                // A pinch on a touchpad comes as small steps with Ctrl.
                let speed = if event.ctrl_key() { 6.0 } else { 1.0 };
                let factor = 1.0 + (dy.abs() * speed * WHEEL).min(1.0);
                let factor = if dy > 0.0 { 1.0 / factor } else { factor };
                self.place.zoom_at(factor, self.point(event));
            }
        }
    }

    /// Where a pointer is in the frame.
    fn point(self, event: &MouseEvent) -> (f64, f64) {
        let corner = self.place.frame.get_untracked().map(|frame| {
            let frame = frame.get_bounding_client_rect();
            (frame.left(), frame.top())
        });
        let (left, top) = corner.unwrap_or_default();
        (
            f64::from(event.client_x()) - left,
            f64::from(event.client_y()) - top,
        )
    }
}

/// The box or the call that an event is about.
fn under(event: &MouseEvent) -> Option<Under> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let group = target.closest("[data-box], [data-call]").ok()??;
    let index = |name: &str| group.get_attribute(name)?.parse::<usize>().ok();
    match index("data-box") {
        Some(at) => Some(Under::Box(at)),
        None => index("data-call").map(Under::Call),
    }
}
