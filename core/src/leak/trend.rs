//! A robust straight line over a segment.

use serde::{Deserialize, Serialize};

/// A robust straight line over one segment of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Start of what was fitted, milliseconds since 1970.
    pub from_ms: f64,
    /// End of it.
    pub to_ms: f64,
    /// Value at `from_ms`.
    pub from_value: f64,
    /// Slope per hour.
    pub per_hour: f64,
    /// Share of the variance explained; shown, never a gate.
    pub r_squared: f64,
    /// Whether the growth is significant: what is drawn as a leak's dashed line.
    pub is_growth: bool,
}
