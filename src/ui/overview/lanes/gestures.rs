//! Pointers over the drawing: hover, drag to select, Shift or two fingers to pan, wheel to zoom.

use leakscope_core::chart::areas::layer_at;
use leakscope_core::chart::flags::{FLAG_PX, FlagKind};
use leakscope_core::telemetry::ProfileEntry;
use web_sys::{PointerEvent, WheelEvent};

use super::Drawing;

use crate::prelude::*;

/// A pointer moved by less than this is a click.
const CLICK_PX: f64 = 4.0;
/// A finger is never nearer than this.
const FINGER_PX: f64 = 16.0;
/// A click this near to a tick means it.
const TICK_PX: f64 = 7.0;
/// An end of a selection this near to a kept profile goes to it.
const SNAP_PX: f64 = 10.0;

/// What the pointers are doing.
#[derive(Clone, Debug, Default)]
enum Doing {
    #[default]
    Nothing,
    /// Selecting from this time.
    Selecting { from_ms: f64, from_px: f64 },
    /// A finger that may be a tap; whether the crosshair stood there already.
    Tapping { from_px: f64, is_second: bool },
    /// Dragging the axis along; where the pointer last was.
    Panning { last_px: f64 },
    /// Two fingers: the middle between them and how far apart they were.
    Pinching { middle_px: f64, apart_px: f64 },
}

/// Pointers on the drawing, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Gestures {
    drawing: Drawing,
    doing: StoredValue<Doing>,
    /// Fingers down: id and place.
    fingers: StoredValue<Vec<(i32, f64)>>,
}

impl Gestures {
    pub fn new(drawing: Drawing) -> Gestures {
        Gestures {
            drawing,
            doing: StoredValue::new(Doing::Nothing),
            fingers: StoredValue::new(Vec::new()),
        }
    }

    pub fn down(self, event: &PointerEvent) {
        if event.button() != 0 || is_control(event) {
            return;
        }
        let (x, _) = self.place(event);
        if let Some(frame) = self.drawing.frame.get_untracked() {
            // Without capture a drag merely ends at the edge.
            let _ = frame.set_pointer_capture(event.pointer_id());
        }
        let is_touch = event.pointer_type() == "touch";
        self.fingers.update_value(|fingers| {
            fingers.retain(|finger| finger.0 != event.pointer_id());
            fingers.push((event.pointer_id(), x));
        });
        let next = match self.pinch() {
            Some((middle_px, apart_px)) => Doing::Pinching {
                middle_px,
                apart_px,
            },
            // One finger is a hover, and may turn into scrolling the page.
            None if is_touch => {
                let cross = self.drawing.state.cross.get_untracked();
                let cross_px =
                    cross.map(|at_ms| self.drawing.picture.read_untracked().scene.time.px(at_ms));
                let is_second = cross_px.is_some_and(|cross_px| (cross_px - x).abs() <= FINGER_PX);
                self.hover(x);
                Doing::Tapping {
                    from_px: x,
                    is_second,
                }
            }
            None if event.shift_key() && !self.is_in_captures(event) => {
                Doing::Panning { last_px: x }
            }
            None => Doing::Selecting {
                from_ms: self.ms(x),
                from_px: x,
            },
        };
        self.doing.set_value(next);
    }

    pub fn moved(self, event: &PointerEvent) {
        let (x, _) = self.place(event);
        self.fingers.update_value(|fingers| {
            for finger in fingers.iter_mut().filter(|f| f.0 == event.pointer_id()) {
                finger.1 = x;
            }
        });
        match self.doing.get_value() {
            Doing::Nothing | Doing::Tapping { .. } => {}
            Doing::Selecting { from_ms, from_px } => {
                if (x - from_px).abs() >= CLICK_PX {
                    let to_ms = self.ms(x);
                    self.drawing
                        .dragged
                        .set(Some((from_ms.min(to_ms), from_ms.max(to_ms))));
                }
            }
            Doing::Panning { last_px } => {
                self.pan(x - last_px);
                self.doing.set_value(Doing::Panning { last_px: x });
            }
            Doing::Pinching {
                middle_px,
                apart_px,
            } => {
                if let Some((middle, apart)) = self.pinch() {
                    self.pan(middle - middle_px);
                    self.zoom(middle, (apart_px / apart.max(1.0)).clamp(0.5, 2.0));
                    self.doing.set_value(Doing::Pinching {
                        middle_px: middle,
                        apart_px: apart,
                    });
                }
            }
        }
        self.hover(x);
    }

    pub fn up(self, event: &PointerEvent) {
        self.lift(event);
        let doing = self.doing.try_update_value(std::mem::take);
        let (x, y) = self.place(event);
        match doing {
            Some(Doing::Selecting { from_px, .. }) => match self.drawing.dragged.get_untracked() {
                Some(range_ms) => self.select(range_ms),
                None if (x - from_px).abs() < CLICK_PX => self.click(x, y, event.shift_key()),
                None => {}
            },
            // The first tap looks, the second means it.
            Some(Doing::Tapping {
                from_px,
                is_second: true,
            }) if (x - from_px).abs() < FINGER_PX => {
                self.click(x, y, false);
            }
            _ => {}
        }
    }

    fn select(self, (from_ms, to_ms): (f64, f64)) {
        self.drawing.dragged.set(None);
        let range_ms = (self.snapped(from_ms), self.snapped(to_ms));
        if range_ms.0 < range_ms.1 {
            self.drawing.state.selection.set(Some(range_ms));
        }
    }

    pub fn cancelled(self, event: &PointerEvent) {
        self.lift(event);
        self.doing.set_value(Doing::Nothing);
        self.drawing.dragged.set(None);
    }

    pub fn left(self, event: &PointerEvent) {
        // A finger that leaves has told us where to look; a mouse has gone elsewhere.
        if event.pointer_type() != "touch" && self.drawing.noting.get_untracked().is_none() {
            self.drawing.state.cross.set(None);
        }
    }

    pub fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        // Lines and pages of other mice in pixels.
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => 16.0,
            WheelEvent::DOM_DELTA_PAGE => 400.0,
            _ => 1.0,
        };
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        if dx.abs() > dy.abs() || event.shift_key() {
            self.pan(-if dx == 0.0 { dy } else { dx });
        } else {
            let (x, _) = self.place(event);
            self.zoom(x, (dy * 0.0015).clamp(-0.5, 0.5).exp());
        }
    }

    /// Both fingers' middle and distance, while there are two.
    fn pinch(self) -> Option<(f64, f64)> {
        self.fingers.with_value(|fingers| match fingers[..] {
            [a, b] => Some(((a.1 + b.1) / 2.0, (a.1 - b.1).abs())),
            _ => None,
        })
    }

    fn lift(self, event: &PointerEvent) {
        self.fingers
            .update_value(|fingers| fingers.retain(|finger| finger.0 != event.pointer_id()));
    }

    fn place(self, event: &web_sys::MouseEvent) -> (f64, f64) {
        let bounds = self
            .drawing
            .frame
            .get_untracked()
            .map(|f| f.get_bounding_client_rect());
        let (left, top) = bounds.map_or((0.0, 0.0), |b| (b.left(), b.top()));
        (
            f64::from(event.client_x()) - left,
            f64::from(event.client_y()) - top,
        )
    }

    fn ms(self, x: f64) -> f64 {
        let picture = self.drawing.picture.read_untracked();
        let time = &picture.scene.time;
        time.ms(x.min(time.right_px).max(time.left_px))
    }

    fn hover(self, x: f64) {
        let left_px = self.drawing.picture.read_untracked().scene.time.left_px;
        let at_ms = (x >= left_px - 4.0).then(|| self.ms(x));
        if self.drawing.noting.get_untracked().is_none() {
            self.drawing.state.cross.set(at_ms);
        }
    }

    fn pan(self, by_px: f64) {
        let state = self.drawing.state;
        let limits = untrack(|| state.limits_ms());
        let range_ms = self
            .drawing
            .picture
            .read_untracked()
            .scene
            .time
            .panned(by_px, limits);
        untrack(|| state.show(range_ms));
    }

    fn zoom(self, around_px: f64, factor: f64) {
        let state = self.drawing.state;
        let limits = untrack(|| state.limits_ms());
        let time = self.drawing.picture.read_untracked().scene.time;
        let around_px = around_px.min(time.right_px).max(time.left_px);
        untrack(|| state.show(time.zoomed(around_px, factor, limits)));
    }

    /// The time of the nearest kept profile of the table's kind, if there is one close by.
    fn snapped(self, at_ms: f64) -> f64 {
        let near = nearest_capture(self.drawing, at_ms, SNAP_PX);
        near.map_or(at_ms, |entry| entry.at_ms)
    }

    fn is_in_captures(self, event: &PointerEvent) -> bool {
        let (_, y) = self.place(event);
        (y - self.drawing.picture.read_untracked().scene.plan.captures_px).abs() <= 9.0
    }

    /// A tick opens its profile, or with Shift becomes the base; a flag selects what it marks, an area
    /// points to its stack.
    fn click(self, x: f64, y: f64, with_shift: bool) {
        let picture = self.drawing.picture.get_untracked();
        let is_in_captures = (y - picture.scene.plan.captures_px).abs() <= 9.0;
        if is_in_captures {
            if let Some(entry) = nearest_capture(self.drawing, self.ms(x), TICK_PX) {
                choose_capture(self.drawing, &entry, with_shift);
            }
            return;
        }
        let flag = self.drawing.painter.with_value(|painter| {
            let mut flags = painter.flags().iter();
            let hit = flags.find(|flag| {
                (flag.left_px..=flag.left_px + flag.width_px.max(6.0)).contains(&x)
                    && (flag.top_px..=flag.top_px + FLAG_PX).contains(&y)
            });
            hit.cloned()
        });
        let Some(flag) = flag else {
            self.click_area(x, y);
            return;
        };
        let scene = &picture.scene;
        let at_ms = scene.time.ms(flag.pole_px);
        match flag.kind {
            FlagKind::Spike => {
                let spikes = scene.overview.lanes.get(flag.lane).map(|lane| &lane.spikes);
                let slack_ms = scene.time.ms_per_px() * 2.0;
                let spike = spikes.into_iter().flatten().find(|spike| {
                    (spike.start_ms - slack_ms..=spike.end_ms + slack_ms).contains(&at_ms)
                });
                if let Some(spike) = spike {
                    let range_ms = (spike.start_ms, spike.end_ms);
                    self.drawing.state.selection.set(Some(range_ms));
                }
            }
            FlagKind::Note => self.drawing.noting.set(Some(at_ms)),
            FlagKind::Restart | FlagKind::Gap => {}
        }
    }

    /// An area points to its stack in the table under the lanes.
    fn click_area(self, x: f64, y: f64) {
        let picture = self.drawing.picture.get_untracked();
        let scene = &picture.scene;
        let strips = scene.plan.lanes.iter().enumerate();
        let mut hit = strips.filter(|(_, strip)| (strip.top_px..strip.bottom_px()).contains(&y));
        let Some((index, _)) = hit.next() else {
            return;
        };
        let Some((lane, (_, scale))) = scene.lanes().nth(index) else {
            return;
        };
        let layer = layer_at(&lane.layers, scene.time.ms(x), scale.value(y));
        let layer = layer.and_then(|layer| lane.layers.layers.get(layer));
        let stack = layer.and_then(|layer| layer.stacks.first());
        if let Some(stack) = stack {
            self.drawing.state.point_at_stack(index, stack);
        }
    }
}

/// Controls inside the drawing keep their own pointers.
fn is_control(event: &PointerEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| matches!(element.closest(".pop"), Ok(Some(_))))
}

/// The kept profile nearest to a time, within so many pixels; of the kind the table shows if any
/// of it is as near.
pub(super) fn nearest_capture(
    drawing: Drawing,
    at_ms: f64,
    within_px: f64,
) -> Option<ProfileEntry> {
    let picture = drawing.picture.get_untracked();
    let within_ms = within_px * picture.scene.time.ms_per_px();
    let (_, kind, _) = drawing.state.tab.get_untracked().facts();
    let near = picture.scene.overview.captures.iter();
    near.filter(|entry| (entry.at_ms - at_ms).abs() <= within_ms)
        .min_by(|a, b| {
            let key = |e: &ProfileEntry| (e.name != kind, (e.at_ms - at_ms).abs());
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
        .cloned()
}

/// Opens a kept profile, against the base chosen before if that is of the same kind; or makes it
/// the base.
pub(super) fn choose_capture(drawing: Drawing, entry: &ProfileEntry, as_base: bool) {
    if as_base {
        let base = (entry.hash.clone(), entry.name.clone(), entry.at_ms);
        drawing.base.set(Some(base));
        return;
    }
    let base = drawing
        .base
        .get_untracked()
        .filter(|base| base.1 == entry.name && base.0 != entry.hash)
        .map(|base| base.0);
    drawing.state.open_profile(entry.hash.clone(), base);
}
