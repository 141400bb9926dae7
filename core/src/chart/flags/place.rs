//! Where a flag stands: so that none covers another.

use super::{FLAG_PX, Flag, FlagKind, Wanted};
use crate::chart::draw::Scene;

/// From one row of flags to the next.
const ROW_PX: f64 = 21.0;
const FIRST_ROW_PX: f64 = 5.0;
/// Free space between two flags of a row.
const APART_PX: f64 = 4.0;
/// Rows tried below the one wanted.
const ROWS_TRIED: u32 = 3;

/// Tries the longest text first, in the row wanted and those below, to the right and to the left;
/// in the end only the pole stays.
pub(super) fn place(
    scene: &Scene,
    want: Wanted,
    placed: &[Flag],
    text_px: &dyn Fn(&str) -> f64,
) -> Flag {
    let lane_top = scene
        .plan
        .lanes
        .get(want.lane)
        .map_or(0.0, |strip| strip.top_px);
    let top_of = |row: u32| lane_top + FIRST_ROW_PX + f64::from(row) * ROW_PX;
    let flag = |pole_px: f64, left_px: f64, row: u32, width_px: f64, text: &str| Flag {
        kind: want.kind,
        pole_px,
        left_px,
        top_px: top_of(row),
        width_px,
        text: text.to_owned(),
        lane: want.lane,
    };
    for text in &want.texts {
        let width = (text_px(text) + padding_px(want.kind)).ceil();
        for row in want.row..want.row + ROWS_TRIED {
            let (right, left) = want.poles_px;
            let candidates = match want.kind {
                FlagKind::Gap => [(right, right - width / 2.0), (right, right - width / 2.0)],
                _ => [(right, right), (left, left - width)],
            };
            for (pole, left_px) in candidates {
                let candidate = flag(pole, left_px, row, width, text);
                let is_inside = left_px >= scene.time.left_px - 0.5
                    && left_px + width <= scene.time.right_px + 0.5;
                if is_inside && placed.iter().all(|other| are_apart(other, &candidate)) {
                    return candidate;
                }
            }
        }
    }
    flag(want.poles_px.0, want.poles_px.0, want.row, 2.0, "")
}

pub(super) fn are_apart(a: &Flag, b: &Flag) -> bool {
    a.left_px + a.width_px + APART_PX <= b.left_px
        || b.left_px + b.width_px + APART_PX <= a.left_px
        || (a.top_px - b.top_px).abs() >= FLAG_PX
}

/// Room beside a flag's text: its pole, its margins, a restart's glyph.
fn padding_px(kind: FlagKind) -> f64 {
    match kind {
        FlagKind::Restart => 27.0,
        FlagKind::Gap => 4.0,
        FlagKind::Spike | FlagKind::Note => 15.0,
    }
}
