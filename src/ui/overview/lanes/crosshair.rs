//! The crosshair: a line over all lanes, a dot and a plate per series, the time on the axis.

use leakscope_core::chart::clock::Clock;
use leakscope_core::chart::describe::{profile_at, values_at};
use leakscope_core::chart::flags::value;
use leakscope_core::chart::model::Lane;
use leakscope_core::chart::style::{Token, series_style, tint};
use leakscope_core::chart::{Scene, Zone};
use leakscope_core::order;

use super::brush::Brush;
use super::canvas::LABEL_PX;
use super::overlay::crisp;

/// From one plate to the next.
const PLATE_PX: f64 = 15.0;

pub(super) fn paint(brush: &Brush, scene: &Scene, zone: &Zone, at_ms: f64) {
    if !scene.time.shows(at_ms) {
        return;
    }
    let x = crisp(scene.time.px(at_ms));
    let bottom = scene.plan.height_px;
    brush.line((x, 0.0), (x, bottom), Token::Ink3, 1.0, &[]);
    for (index, (lane, (_, scale))) in scene.lanes().enumerate() {
        let mut plates: Vec<(f64, Token, String)> = values_at(scene, at_ms)
            .into_iter()
            .filter(|found| found.0 == index)
            .filter_map(|(_, s, point)| {
                let series = lane.series.get(s)?;
                let said = value(point.1, lane.is_bytes);
                // The lane's title names its only series.
                let text = match lane.series.len() {
                    1 if lane.layers.is_empty() => said,
                    _ => format!("{} {said}", series.name),
                };
                Some((scale.px(point.1), series_style(series.metric).token, text))
            })
            .collect();
        plates.extend(layer_plates(scene, lane, at_ms, &|height| scale.px(height)));
        order::sort_by(&mut plates, |a, b| a.0.total_cmp(&b.0));
        let lowest = scene
            .plan
            .lanes
            .get(index)
            .map_or(bottom, |s| s.bottom_px())
            - 8.0;
        let places = spread(plates.iter().map(|plate| plate.0).collect(), lowest);
        for ((y, token, text), middle) in plates.iter().zip(places) {
            brush.dot((x, *y), 3.0, *token, Token::Surface, 1.5);
            let width = brush.label_px(text).ceil() + 10.0;
            let has_room = x + width + 12.0 <= scene.plan.width_px;
            let left = if has_room { x + 7.0 } else { x - 7.0 - width };
            brush.plate(
                (left, middle - 7.5),
                (width, 14.0),
                2.0,
                Token::Surface,
                0.92,
            );
            brush.text((left + 5.0, middle + 3.5), text, "left", Token::Ink);
        }
    }
    time_plate(brush, scene, zone, x, at_ms);
}

/// A plate for each layer that holds something in the profile nearest to a time, at its middle.
fn layer_plates(
    scene: &Scene,
    lane: &Lane,
    at_ms: f64,
    px: &dyn Fn(f64) -> f64,
) -> Vec<(f64, Token, String)> {
    let Some(profile) = profile_at(scene, lane, at_ms) else {
        return Vec::new();
    };
    let mut below = 0.0;
    let mut plates = Vec::new();
    for layer in &lane.layers.layers {
        let held = layer.values.get(profile).copied().unwrap_or(0);
        if held != 0 {
            let height = held.max(0) as f64;
            let text = format!("{} {}", layer.name, value(held as f64, lane.is_bytes));
            plates.push((px(below + height / 2.0), tint(layer.tint), text));
            below += height;
        }
    }
    plates
}

/// Middles at least a plate apart, as near to where they belong as that allows: first downwards,
/// then back up from the lane's lower edge. `middles` rise.
fn spread(mut middles: Vec<f64>, lowest: f64) -> Vec<f64> {
    let mut free_from = f64::NEG_INFINITY;
    for middle in &mut middles {
        *middle = middle.max(free_from);
        free_from = *middle + PLATE_PX;
    }
    let mut free_to = lowest;
    for middle in middles.iter_mut().rev() {
        *middle = middle.min(free_to);
        free_to = *middle - PLATE_PX;
    }
    middles
}

fn time_plate(brush: &Brush, scene: &Scene, zone: &Zone, x: f64, at_ms: f64) {
    let clock = Clock::new(zone);
    // Over hours a second is less than a pixel.
    let is_long = scene.time.ms_per_px() > 30e3;
    let text = if is_long {
        clock.weekday_minutes(at_ms)
    } else {
        clock.seconds(at_ms)
    };
    let width = (brush.label_px(&text) * 1.06 + 14.0).max(60.0).ceil();
    let left = (x - width / 2.0)
        .min((scene.plan.width_px - width).max(0.0))
        .max(0.0);
    let y = scene.plan.labels_px;
    brush.plate((left, y - 12.0), (width, 17.0), 3.0, Token::Ink, 1.0);
    let at = (left + width / 2.0, y);
    brush.text_in(at, &text, "center", Token::Surface, (LABEL_PX, true));
}
