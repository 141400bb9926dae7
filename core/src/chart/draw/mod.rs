//! Drawing with plotters on any backend: grid, axes, regions, fills, series, dependencies.
//!
//! What moves with the pointer is not drawn here: see [`flags`](super::flags) and the page's
//! overlay, which share this room's [`Plan`] and scales.

mod areas;
mod brush;
mod dependencies;
mod grid;
mod lane;

use std::sync::Arc;

use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters_backend::DrawingBackend;

use super::clock::Zone;
use super::plan::Plan;
use super::scale::{TimeScale, ValueScale};
use super::style::{Theme, series_style};
use super::ticks::{Tick, ValueTicks, time_ticks, value_ticks};
use crate::chart::model::{Lane, Overview};

pub use brush::UNITS_PER_PX;
pub use lane::trend_value;

/// All that one painting needs, made once per painting and shared with the overlay.
#[derive(Clone, Debug)]
pub struct Scene {
    /// What is shown.
    pub overview: Arc<Overview>,
    /// Where.
    pub plan: Plan,
    /// When.
    pub time: TimeScale,
    /// Ticks of the time axis.
    pub time_ticks: Vec<Tick>,
    /// Value axis of each lane.
    pub values: Vec<(ValueTicks, ValueScale)>,
}

impl Scene {
    /// Lays the overview out on a plan, over a range, in a zone.
    pub fn new(overview: Arc<Overview>, plan: Plan, range_ms: (f64, f64), zone: &Zone) -> Scene {
        let time = plan.time_scale(range_ms);
        let values = overview
            .lanes
            .iter()
            .enumerate()
            .map(|(i, lane)| {
                let ticks = value_ticks(highest(lane, range_ms), lane.is_bytes);
                let scale = plan.value_scale(i, ticks.max);
                (ticks, scale)
            })
            .collect();
        Scene {
            overview,
            time_ticks: time_ticks(&time, zone),
            plan,
            time,
            values,
        }
    }

    /// Each lane with its value axis.
    pub fn lanes(&self) -> impl Iterator<Item = (&Lane, &(ValueTicks, ValueScale))> {
        self.overview.lanes.iter().zip(&self.values)
    }
}

/// The highest value a lane shows in a range, its trend and its areas included.
fn highest(lane: &Lane, range_ms: (f64, f64)) -> f64 {
    let shown = lane.series.iter().flat_map(|series| {
        let is_stepped = series_style(series.metric).is_stepped;
        series
            .pieces
            .iter()
            .flat_map(move |piece| super::points::cut(piece, range_ms, is_stepped))
            .map(|point| point.1)
    });
    let trend = lane
        .trend
        .filter(|trend| trend.is_growth && trend.from_ms < range_ms.1)
        .map(|trend| lane::trend_value(&trend, range_ms.1));
    let stacked = super::areas::highest(&lane.layers, range_ms);
    shown.chain(trend).fold(stacked, f64::max)
}

/// Draws everything but the overlay. The backend's pixel is a sixteenth of a CSS pixel
/// ([`UNITS_PER_PX`]): plotters counts in whole pixels, lines on a chart lie between them.
pub fn draw<B: DrawingBackend>(
    backend: B,
    scene: &Scene,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let root = backend.into_drawing_area();
    grid::draw(&root, scene, theme)?;
    for (index, (lane, values)) in scene.lanes().enumerate() {
        lane::draw(&root, scene, index, lane, values, theme)?;
    }
    dependencies::draw(&root, scene, theme)?;
    grid::draw_rules(&root, scene, theme)?;
    root.present()
}

#[cfg(test)]
mod tests;
