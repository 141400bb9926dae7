//! What the overview shows, ready to draw: made by the engine, drawn on the page.

use crate::codec::coded;
use crate::leak::{Layers, Spike, Trend, Verdict};
use crate::telemetry::{Event, Gap, Metric, ProfileEntry, Restart, State};

/// Everything the overview shows but the growth table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// The range shown.
    pub range_ms: (f64, f64),
    /// The range there is.
    pub data_ms: (f64, f64),
    /// Polls in it.
    pub polls: u64,
    /// Memory, then goroutines.
    pub lanes: Vec<Lane>,
    /// Events and notes.
    pub events: Vec<Event>,
    /// Stretches without answers.
    pub gaps: Vec<Gap>,
    /// Restarts.
    pub restarts: Vec<Restart>,
    /// Captured profiles.
    pub captures: Vec<ProfileEntry>,
    /// Dependencies.
    pub dependencies: Vec<DependencyLane>,
    /// What changed over the selection: `heap +2.1 MB`, `goroutines +388`.
    pub selection: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
}

coded! {
    struct Overview {
        range_ms, data_ms, polls, lanes, events, gaps, restarts, captures, dependencies, selection,
        verdict,
    }
}

/// One lane of the overview.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// `Memory`, `Goroutines`.
    pub title: String,
    /// Whether values are bytes; else counts.
    pub is_bytes: bool,
    /// Its series.
    pub series: Vec<LaneSeries>,
    /// What its stacks hold over time, where that was asked for and there are profiles.
    pub layers: Layers,
    /// Spikes, on the lane's leading series.
    pub spikes: Vec<Spike>,
    /// Trend of the leading series since the last restart.
    pub trend: Option<Trend>,
    /// Facts under the legend: label and value.
    pub facts: Vec<(String, String)>,
    /// The limit a person set.
    pub limit: Option<LaneLimit>,
}

coded! { struct Lane { title, is_bytes, series, layers, spikes, trend, facts, limit } }

/// A limit a person set for a lane's values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaneLimit {
    /// Where it is.
    pub value: f64,
    /// `2GB`, `100,000`.
    pub printed: String,
    /// How far it is, as a fact under the legend.
    pub fact: (String, String),
    /// When it is reached at the slope found, milliseconds since 1970; none unless it is near.
    pub reached_ms: Option<f64>,
}

coded! { struct LaneLimit { value, printed, fact, reached_ms } }

/// One series, thinned to a column per pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneSeries {
    /// What it is.
    pub metric: Metric,
    /// `heap in use`.
    pub name: String,
    /// Pieces without a gap; each a list of points, two per pixel column at most (min and max).
    pub pieces: Vec<Vec<(f64, f64)>>,
    /// Now, min and max over the range.
    pub now_min_max: Option<(f64, f64, f64)>,
    /// Slope per hour, where a line means anything.
    pub per_hour: Option<f64>,
    /// Whether the slope is a leak's.
    pub is_growth: bool,
}

coded! { struct LaneSeries { metric, name, pieces, now_min_max, per_hour, is_growth } }

/// One dependency over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DependencyLane {
    /// Its name.
    pub name: String,
    /// Stretches of one state: from, to, state; [`State::Unknown`] is no answer.
    pub stretches: Vec<(f64, f64, State)>,
    /// Last state.
    pub state: State,
    /// `now`, `p50`, `worst`, `up` as printed.
    pub printed: [String; 4],
}

coded! { struct DependencyLane { name, stretches, state, printed } }
