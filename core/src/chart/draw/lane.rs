//! One lane: its regions, fills and series, from the back to the front.

use std::ops::Range;

use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;
use plotters::element::{PathElement, Polygon};
use plotters_backend::DrawingBackend;

use super::Scene;
use super::brush::{Area, Drawn, fill, hatch, rect, stroke, units};
use crate::chart::model::{Lane, LaneSeries};
use crate::chart::plan::GUTTER_PX;
use crate::chart::points::{Point, cut, stepped};
use crate::chart::scale::ValueScale;
use crate::chart::style::{Theme, Token, series_style};
use crate::chart::ticks::ValueTicks;
use crate::leak::Trend;

/// Where a point is a time in milliseconds and a value. plotters' charts would bring axes, captions
/// and a legend along, which are drawn otherwise here.
pub(super) type Plot<B> = DrawingArea<B, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

pub(super) fn draw<B: DrawingBackend>(
    root: &Area<B>,
    scene: &Scene,
    index: usize,
    lane: &Lane,
    (ticks, scale): &(ValueTicks, ValueScale),
    theme: &Theme,
) -> Drawn<B> {
    regions(root, scene, index, lane, theme)?;
    let plot = root.clone().shrink(
        (units(GUTTER_PX), units(scale.top_px)),
        (
            units(scene.plan.width_px - GUTTER_PX),
            units(scale.bottom_px - scale.top_px),
        ),
    );
    let (from_ms, to_ms) = (scene.time.from_ms, scene.time.to_ms);
    let plot = scaled(&plot, from_ms..to_ms, 0.0..ticks.max);
    if lane.layers.is_empty() {
        for series in &lane.series {
            fills(&plot, series, (from_ms, to_ms), theme)?;
        }
    } else {
        super::areas::draw(&plot, &lane.layers, (from_ms, to_ms), theme)?;
    }
    // A wedge over areas would make colours of them that no legend has.
    let is_bare = lane.layers.is_empty();
    if let Some(trend) = lane.trend.filter(|trend| trend.is_growth && is_bare) {
        wedge(&plot, &trend, (from_ms, to_ms), theme)?;
    }
    // The leading series comes first in the lane and is drawn last, over the others.
    for series in lane.series.iter().rev() {
        lines(&plot, series, (from_ms, to_ms), theme)?;
    }
    Ok(())
}

/// An area with a scale: values rise upwards, where pixels fall.
fn scaled<B: DrawingBackend>(area: &Area<B>, time_ms: Range<f64>, values: Range<f64>) -> Plot<B> {
    let (columns, rows) = area.get_pixel_range();
    area.apply_coord_spec(Cartesian2d::new(
        time_ms,
        values,
        (columns, rows.end..rows.start),
    ))
}

/// The value of a trend's line at a time.
pub fn trend_value(trend: &Trend, at_ms: f64) -> f64 {
    trend.from_value + trend.per_hour * (at_ms - trend.from_ms) / 3600e3
}

/// Spikes in gold, stretches without answers hatched, both over the lane's whole height.
fn regions<B: DrawingBackend>(
    root: &Area<B>,
    scene: &Scene,
    index: usize,
    lane: &Lane,
    theme: &Theme,
) -> Drawn<B> {
    let Some(strip) = scene.plan.lanes.get(index) else {
        return Ok(());
    };
    let gold = fill(theme, Token::SpikeMark, 0.26);
    for spike in &lane.spikes {
        // One that has not fallen yet goes on to the edge.
        let to_ms = if spike.is_open {
            scene.time.to_ms.max(spike.end_ms)
        } else {
            spike.end_ms
        };
        if let Some((left, right)) = shown(scene, spike.start_ms, to_ms, 2.0) {
            rect(root, (left, strip.top_px), (right, strip.bottom_px()), gold)?;
        }
    }
    for gap in &scene.overview.gaps {
        if let Some((left, right)) = shown(scene, gap.from_ms, gap.to_ms, 1.0) {
            hatch(
                root,
                (left, strip.top_px),
                (right, strip.bottom_px()),
                theme,
            )?;
        }
    }
    Ok(())
}

/// The visible part of a stretch on the screen, at least so wide; none if all of it is elsewhere.
pub(super) fn shown(scene: &Scene, from_ms: f64, to_ms: f64, least_px: f64) -> Option<(f64, f64)> {
    let time = &scene.time;
    if to_ms < time.from_ms || from_ms > time.to_ms {
        return None;
    }
    let left = time.px(from_ms).max(time.left_px);
    let right = time.px(to_ms).min(time.right_px).max(left + least_px);
    Some((left, right))
}

fn fills<B: DrawingBackend>(
    plot: &Plot<B>,
    series: &LaneSeries,
    range_ms: (f64, f64),
    theme: &Theme,
) -> Drawn<B> {
    let style = series_style(series.metric);
    if style.fill == 0.0 {
        return Ok(());
    }
    for points in visible(series, range_ms) {
        let area = fill(theme, style.token, style.fill);
        let (first, last) = (points[0], points[points.len() - 1]);
        let mut corners = points;
        corners.extend([(last.0, 0.0), (first.0, 0.0)]);
        plot.draw(&Polygon::new(corners, area))?;
    }
    Ok(())
}

/// The warm wedge between a trend and the level it started from.
fn wedge<B: DrawingBackend>(
    plot: &Plot<B>,
    trend: &Trend,
    (from_ms, to_ms): (f64, f64),
    theme: &Theme,
) -> Drawn<B> {
    let (left_ms, right_ms) = (trend.from_ms.max(from_ms), trend.to_ms.min(to_ms));
    if left_ms >= right_ms {
        return Ok(());
    }
    let corners = vec![
        (left_ms, trend.from_value),
        (left_ms, trend_value(trend, left_ms)),
        (right_ms, trend_value(trend, right_ms)),
        (right_ms, trend.from_value),
    ];
    let warm = fill(theme, Token::LeakMark, 0.15);
    plot.draw(&Polygon::new(corners, warm))
}

fn lines<B: DrawingBackend>(
    plot: &Plot<B>,
    series: &LaneSeries,
    range_ms: (f64, f64),
    theme: &Theme,
) -> Drawn<B> {
    let style = series_style(series.metric);
    for points in visible(series, range_ms) {
        let line = stroke(theme, style.token, style.width_px);
        plot.draw(&PathElement::new(points, line))?;
    }
    Ok(())
}

/// The pieces of a series within the range, ready to connect. A lone point becomes a dash one
/// thousandth of the range long: an answer between two gaps is seen.
fn visible(series: &LaneSeries, range_ms: (f64, f64)) -> impl Iterator<Item = Vec<Point>> {
    let is_stepped = series_style(series.metric).is_stepped;
    let dash_ms = (range_ms.1 - range_ms.0) / 1000.0;
    series
        .pieces
        .iter()
        .map(move |piece| {
            let mut points = cut(piece, range_ms, is_stepped);
            points.retain(|point| point.1.is_finite());
            for point in &mut points {
                // Nothing drawn here is negative, and plotters overflows far outside its area.
                point.1 = point.1.max(0.0);
            }
            points
        })
        .filter(|points| !points.is_empty())
        .map(move |points| match points[..] {
            [only] => vec![only, (only.0 + dash_ms, only.1)],
            _ if is_stepped => stepped(&points),
            _ => points,
        })
}
