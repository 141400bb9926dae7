//! What is too narrow for boxes of its own: one counted box where there is room, else a tick.

use leakscope_core::units;

use super::FlameIndex;
use super::label::chars;
use super::paint::{Pen, ROW_PX, TOP_PX};

/// From this width on there is a box.
const BOX_FROM_PX: f64 = 8.0;

/// Paints what is gathered below each box in view.
pub fn paint(pen: &mut Pen) {
    let scene = pen.scene;
    let flame = &scene.index.flame;
    let narrow = &flame.narrow;
    for (at, &parent) in narrow.parent.iter().enumerate() {
        let (Some(&x), Some(&width), Some(&is_caller)) = (
            narrow.x.get(at),
            narrow.width.get(at),
            narrow.is_caller.get(at),
        ) else {
            continue;
        };
        let y = scene.top_of(scene.index.row_beyond(parent as usize, is_caller));
        if y + ROW_PX < TOP_PX || y > scene.height_px {
            continue;
        }
        let (x, width) = (x * scene.width_px, width * scene.width_px);
        if width < BOX_FROM_PX {
            // At the edge that touches the box they are of.
            let is_below = scene.index.row_of(parent as usize)
                < scene.index.row_beyond(parent as usize, is_caller);
            let edge = if is_below { -4.0 } else { ROW_PX + 1.0 };
            pen.fill(&scene.palette.ink_3);
            pen.context.fill_rect(x, y + edge + 2.0, 1.0, 2.0);
            continue;
        }
        let (count, value) = (narrow.count.get(at), narrow.value.get(at));
        let count = units::count(count.copied().unwrap_or_default().into());
        let share = units::percent(value.copied().unwrap_or_default(), flame.total);
        paint_box(pen, (x, y, width - 1.0), &count, &share);
    }
}

/// The box whose narrow subtrees stand, gathered, at `x` (0 to 1 of the zoomed box) of a row.
pub fn hit(index: &FlameIndex, row: usize, x: f64) -> Option<usize> {
    let narrow = &index.flame.narrow;
    let parents = narrow.parent.iter().zip(&narrow.is_caller);
    let mut all = narrow.x.iter().zip(&narrow.width).zip(parents);
    let found = all.find(|((left, width), (parent, is_caller))| {
        (**left..*left + *width).contains(&x)
            && index.row_beyond(**parent as usize, **is_caller) == row
    });
    found.map(|(_, (&parent, _))| parent as usize)
}

/// `+132 narrow, 3.1%`, what of it fits.
fn paint_box(pen: &mut Pen, (x, y, width): (f64, f64, f64), count: &str, share: &str) {
    let palette = pen.scene.palette;
    pen.fill(&palette.line);
    pen.context.fill_rect(x, y, width, ROW_PX - 1.0);
    pen.fill(&palette.surface);
    let (inner_width, inner_height) = ((width - 2.0).max(0.0), ROW_PX - 3.0);
    pen.context
        .fill_rect(x + 1.0, y + 1.0, inner_width, inner_height);
    let texts = [
        format!("+{count} narrow, {share}"),
        format!("+{count}, {share}"),
        format!("+{count}"),
    ];
    let fits = |text: &&String| chars(text) as f64 * pen.glyph_px + 8.0 <= width;
    if let Some(text) = texts.iter().find(fits) {
        pen.fill(&palette.ink_3);
        pen.text(text, x + 4.0, y + ROW_PX / 2.0 + 3.5);
    }
}
