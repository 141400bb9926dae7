//! Spikes: rises that return to their trend.

use serde::{Deserialize, Serialize};

/// A rise that returned to its trend.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spike {
    /// First foot, milliseconds since 1970.
    pub start_ms: f64,
    /// Highest point.
    pub peak_ms: f64,
    /// Second foot.
    pub end_ms: f64,
    /// Level before.
    pub base_before: f64,
    /// Level after.
    pub base_after: f64,
    /// Height over the base before.
    pub height: f64,
    /// Text of the event it coincides with, if any.
    pub label: Option<String>,
}
