//! Spikes, trend, growth per stack, patterns, the verdict.
//!
//! Two roads meet in the verdict. *Series* (counts, memory) are cut at restarts, freed of warm-up
//! and spikes, fitted and compared with other shapes. *Profiles* are reduced to what each stack
//! holds, compared over time, and matched with a table of known patterns.

mod counts;
mod culprit;
mod frames;
mod growth;
mod kept;
pub mod patterns;
mod say;
mod series;
mod shapes;
mod snapshot;
mod spikes;
mod stats;
mod trend;

pub use counts::{Stack, StackCounts, StackNames};
pub use growth::{GrowthRow, GrowthTable, growth};
pub use kept::{Kept, KeptProfile};
pub use say::{Cause, Evidence, Mark, Span, Verdict, VerdictKind};
pub use series::{SeriesView, view};
pub use snapshot::{judge_dump, judge_profile};
pub use spikes::Spike;
pub use trend::Trend;
