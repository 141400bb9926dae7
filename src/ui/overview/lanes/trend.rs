//! A leak's dashed line, and its slope in words.

use leakscope_core::chart::clock::Clock;
use leakscope_core::chart::draw::trend_value;
use leakscope_core::chart::flags::{Flag, risen, signed_value, slope, value};
use leakscope_core::chart::model::Lane;
use leakscope_core::chart::style::Token;
use leakscope_core::chart::ticks::ValueTicks;
use leakscope_core::chart::{Scene, ValueScale};
use leakscope_core::leak::Trend;

use super::brush::Brush;
use super::canvas::LABEL_PX;
use super::overlay::Marks;
use leakscope_core::units::fixed;

/// A trend that rises by less than this on the screen gets a thin line and a small label.
const STEEP_PX: f64 = 40.0;

pub(super) fn paint(
    brush: &Brush,
    scene: &Scene,
    marks: &Marks,
    index: usize,
    lane: &Lane,
    trend: &Trend,
    (_, scale): (&ValueTicks, &ValueScale),
) {
    let time = &scene.time;
    let from_ms = trend.from_ms.max(time.from_ms);
    if from_ms >= time.to_ms {
        return;
    }
    let y = |at_ms: f64| scale.px(trend_value(trend, at_ms));
    let (left, right) = (time.px(from_ms), time.right_px);
    let rise_px = y(from_ms) - y(trend.to_ms.min(time.to_ms));
    let is_steep = rise_px >= STEEP_PX;
    if is_steep {
        let baseline = scale.px(trend.from_value);
        brush.line(
            (left, baseline),
            (right, baseline),
            Token::Ink4,
            1.0,
            &[1.0, 3.0],
        );
    }
    let width = if is_steep { 2.0 } else { 1.25 };
    // Drawn on past now: where it goes if nothing is done.
    let ends = ((left, y(from_ms)), (right, y(time.to_ms)));
    brush.line(ends.0, ends.1, Token::LeakMark, width, &[7.0, 4.0]);
    let slope = slope(trend.per_hour, lane.is_bytes);
    let spot = |share: f64| {
        let x = left + (right - left) * share;
        (x, y(time.ms(x)))
    };
    let is_free = |at: (f64, f64), size: (f64, f64)| {
        let inside = at.0 >= time.left_px && at.0 + size.0 <= time.right_px;
        inside
            && !marks
                .flags
                .iter()
                .any(|flag| flag.lane == index && covers(flag, at, size))
    };
    if !is_steep {
        let width = brush.label_px(&slope) + 4.0;
        for share in [0.21, 0.4, 0.6, 0.8, 0.05] {
            let (x, line) = spot(share);
            let below = scale.bottom_px - line > 18.0;
            let baseline = if below { line + 14.0 } else { line - 9.0 };
            if is_free((x, baseline - 10.0), (width, 12.0)) {
                let font = (LABEL_PX, true);
                brush.halo((x, baseline), &slope, "left", Token::Leak, font);
                break;
            }
        }
        return;
    }
    let fit = format!("leak trend, R² {}", fixed(trend.r_squared, 3));
    let width = brush.label_px(&fit).max(60.0);
    for share in [0.35, 0.5, 0.65, 0.8, 0.95] {
        let (x, line) = spot(share);
        if is_free((x - 10.0 - width, line - 40.0), (width, 34.0))
            && line - 40.0 > scale.top_px - 8.0
        {
            let at = (x - 10.0, line - 24.0);
            brush.halo(at, &slope, "right", Token::Leak, (15.0, true));
            let at = (x - 10.0, line - 10.0);
            brush.halo(at, &fit, "right", Token::Leak, (LABEL_PX, false));
            break;
        }
    }
    if !lane.layers.is_empty() {
        return;
    }
    words_in_the_wedge(brush, scene, marks, lane, trend, scale, left);
}

/// What has come together, inside the wedge, and the level it stands on, under it.
fn words_in_the_wedge(
    brush: &Brush,
    scene: &Scene,
    marks: &Marks,
    lane: &Lane,
    trend: &Trend,
    scale: &ValueScale,
    left: f64,
) {
    let time = &scene.time;
    let baseline = scale.px(trend.from_value);
    let since = Clock::new(marks.zone).minutes(trend.from_ms);
    let text = format!(
        "{} since {since}",
        signed_value(risen(trend), lane.is_bytes)
    );
    let x = left + (time.px(trend.to_ms.min(time.to_ms)) - left) * 0.67;
    let wedge_px = baseline - scale.px(trend_value(trend, time.ms(x)));
    let is_inside = x + brush.label_px(&text) < time.right_px;
    if wedge_px > 28.0 && is_inside && !scene.plan.is_tiny {
        brush.text((x, baseline - 10.0), &text, "left", Token::Leak);
    }
    if scale.bottom_px - baseline > 16.0 && trend.from_ms >= time.from_ms {
        let text = format!("baseline {}", value(trend.from_value, lane.is_bytes));
        brush.text((left + 8.0, baseline + 13.0), &text, "left", Token::Ink3);
    }
}

fn covers(flag: &Flag, (x, y): (f64, f64), (width, height): (f64, f64)) -> bool {
    flag.left_px < x + width
        && x < flag.left_px + flag.width_px
        && flag.top_px < y + height
        && y < flag.top_px + 16.0
}
