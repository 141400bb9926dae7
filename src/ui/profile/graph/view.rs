//! Which part of the graph is in view, and how large.

use leakscope_core::layout::{CallGraph, GraphBox};
use leakscope_core::units::fixed;

/// What a key or a button zooms by.
pub const STEP: f64 = 1.25;
/// As small and as large as it may get.
const SCALES: (f64, f64) = (0.05, 4.0);
/// As small as it may start: below this names cannot be read.
const LEGIBLE: f64 = 0.6;
/// What is brought into view keeps so far from the edge.
const EDGE_PX: f64 = 24.0;

/// `frame = graph × scale + (x, y)`, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Where the graph's left edge is.
    pub x: f64,
    /// Where its top edge is.
    pub y: f64,
    /// Pixels of the frame to one of the graph.
    pub scale: f64,
}

impl Default for View {
    fn default() -> View {
        View {
            x: 0.0,
            y: 0.0,
            scale: 1.0,
        }
    }
}

impl View {
    /// The whole width in a frame of this size, never larger than it is drawn.
    pub fn fitted(graph: &CallGraph, (width, _): (f64, f64)) -> View {
        if width <= 0.0 || graph.width <= 0.0 {
            return View::default();
        }
        let scale = (width / graph.width).clamp(SCALES.0, 1.0);
        View {
            x: (width - graph.width * scale) / 2.0,
            y: 0.0,
            scale,
        }
    }

    /// What a graph starts with in a frame of this size: as [`View::fitted`], but where names could not
    /// be read then as much as can be, about the topmost box.
    pub fn first(graph: &CallGraph, size: (f64, f64)) -> View {
        let fitted = View::fitted(graph, size);
        if fitted.scale >= LEGIBLE {
            return fitted;
        }
        let boxes = graph.boxes.iter();
        let top = boxes.min_by(|a, b| a.y.total_cmp(&b.y).then(b.width.total_cmp(&a.width)));
        let middle = top.map_or(graph.width / 2.0, |it| it.x + it.width / 2.0);
        let (width, whole) = (size.0, graph.width * LEGIBLE);
        View {
            x: (width / 2.0 - middle * LEGIBLE).clamp(width - whole, 0.0),
            y: 0.0,
            scale: LEGIBLE,
        }
    }

    /// Larger by `factor`, with one point of the frame where it was.
    pub fn zoomed(self, factor: f64, (x, y): (f64, f64)) -> View {
        let scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        let factor = scale / self.scale;
        View {
            x: x - (x - self.x) * factor,
            y: y - (y - self.y) * factor,
            scale,
        }
    }

    /// Moved as little as it takes to have a box in view.
    pub fn revealing(self, it: &GraphBox, (width, height): (f64, f64)) -> View {
        let into = |from: f64, length: f64, shift: f64, room: f64| {
            let (start, end) = (
                from * self.scale + shift,
                (from + length) * self.scale + shift,
            );
            let over = (end + EDGE_PX - room).max(0.0);
            // Its start is in view before its end is.
            let over = over.min(start - EDGE_PX);
            match start < EDGE_PX {
                true => shift + EDGE_PX - start,
                false => shift - over.max(0.0),
            }
        };
        View {
            x: into(it.x, it.width, self.x, width),
            y: into(it.y, it.height, self.y, height),
            scale: self.scale,
        }
    }

    /// As SVG writes it.
    pub fn transform(self) -> String {
        let [x, y] = [self.x, self.y].map(|shift| fixed(shift, 2));
        format!("translate({x} {y}) scale({})", fixed(self.scale, 4))
    }
}
