//! The limit a person set, a quiet line where it is within the scale.

use leakscope_core::chart::model::Lane;
use leakscope_core::chart::style::Token;
use leakscope_core::chart::ticks::ValueTicks;
use leakscope_core::chart::{Scene, ValueScale};

use super::brush::Brush;
use super::canvas::LABEL_PX;
use super::overlay::crisp;

/// Never rescales the axis: a limit far above would flatten what is looked at.
pub(super) fn paint(
    brush: &Brush,
    scene: &Scene,
    lane: &Lane,
    (ticks, scale): (&ValueTicks, &ValueScale),
) {
    let Some(limit) = lane.limit.as_ref().filter(|limit| limit.value <= ticks.max) else {
        return;
    };
    let y = crisp(scale.px(limit.value));
    let (left, right) = (scene.time.left_px, scene.time.right_px);
    brush.line((left, y), (right, y), Token::Ink3, 1.0, &[2.0, 2.0]);
    let words = format!("limit {}", limit.printed);
    let baseline = match y - scale.top_px > 14.0 {
        true => y - 4.0,
        false => y + 12.0,
    };
    let font = (LABEL_PX, false);
    // At the left, where what grows is far below.
    brush.halo((left + 6.0, baseline), &words, "left", Token::Ink2, font);
}
