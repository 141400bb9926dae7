//! Spikes, trend, growth per stack, patterns, the verdict.

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

/// A stack, or a heap site, over the kept profiles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GrowthRow {
    /// Hash of the stack's function names, in hex: stable across profiles and restarts.
    pub stack: String,
    /// The function it is known by: the topmost one that is not the runtime's.
    pub function: String,
    /// The whole stack, leaf first.
    pub frames: Vec<String>,
    /// State (`select`) and longest wait, where known.
    pub waits_in: String,
    /// Value in the last profile.
    pub now: i64,
    /// Change over the range.
    pub delta: i64,
    /// Slope per hour.
    pub per_hour: f64,
    /// Share of all growth, 0 to 1; none for what shrank.
    pub share: Option<f64>,
    /// Values over the kept profiles, for a sparkline: 0 to 1.
    pub spark: Vec<f32>,
    /// What it looks like: the pattern's short name, or "noise", "one step, then flat", …
    pub pattern: String,
    /// Whether the pattern names a leak.
    pub is_leak: bool,
}

/// What Leakscope says of a service or a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// What it is.
    pub kind: VerdictKind,
    /// One sentence without the kind's word: "goroutines grow by 2 with every health check".
    pub sentence: Vec<Span>,
    /// The evidence, a line each.
    pub evidence: Vec<Evidence>,
    /// The known cause, where a pattern matches.
    pub cause: Option<Cause>,
}

/// Kinds of verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum VerdictKind {
    Leak,
    Suspected,
    SpikeOnly,
    Step,
    WarmUp,
    Daily,
    Healthy,
    #[default]
    TooLittleData,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Span {
    /// Plain text.
    Text(String),
    /// Emphasised text.
    Strong(String),
    /// A name from a profile.
    Code(String),
    /// A number that stands on a stretch of time: clicking selects it.
    Range {
        /// What is shown.
        text: String,
        /// From, milliseconds since 1970.
        from_ms: f64,
        /// To.
        to_ms: f64,
    },
    /// A moment or a stretch as a clock shows it: the page prints it in the zone it shows (`Mon 12:00`,
    /// or `12:00 – 12:14` where it ends); clicking selects it.
    Clock {
        /// From, milliseconds since 1970.
        from_ms: f64,
        /// To; the same as `from_ms` for a moment.
        to_ms: f64,
    },
    /// A number that stands on a stack of what grows: clicking opens it.
    Stack {
        /// What is shown.
        text: String,
        /// The stack's hash.
        stack: String,
    },
}

/// One line of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its marker's glyph.
    pub mark: Mark,
    /// What it says.
    pub text: Vec<Span>,
}

/// Which marker a line of evidence starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Mark {
    Spike,
    Trend,
    Restart,
    Gap,
    Note,
}

/// A known cause and its cure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// Short name: "HTTP response body never closed".
    pub title: String,
    /// What happens, in two or three sentences.
    pub what: String,
    /// What to do, in order.
    pub fix: Vec<String>,
    /// Go code to copy.
    pub snippet: String,
    /// Where to read more.
    pub reference: String,
    /// The person's own function that does it, or none with `culprit_unknown` saying why.
    pub culprit: Option<String>,
    /// How the culprit was found, or why it is not known.
    pub culprit_reason: String,
}
