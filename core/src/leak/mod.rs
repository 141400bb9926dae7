//! Spikes, trend, growth per stack, patterns, the verdict.
//!
//! Two roads meet in the verdict. *Series* (counts, memory) are cut at restarts, freed of warm-up
//! and spikes, fitted and compared with other shapes. *Profiles* are reduced to what each stack
//! holds, compared over time, and matched with a table of known patterns; heap sites that grow as the
//! goroutines do name the caller that their stacks do not hold.

mod attribution;
mod certainty;
mod counts;
mod culprit;
mod evidence;
mod experiment;
mod frames;
mod grows_alike;
mod growth;
mod heap_cause;
mod kept;
mod layers;
mod limit;
mod memory_verdicts;
pub mod patterns;
mod per_check;
mod proven;
mod quiet_verdicts;
mod ratchet;
mod ratchet_said;
mod reduce;
mod replicas_said;
mod rising;
mod say;
mod series;
mod shapes;
mod signs;
mod snapshot;
mod spikes;
mod spikes_said;
mod stats;
mod trend;
mod verdict;

pub use counts::{Stack, StackCounts, StackNames};
pub use experiment::{Growing, Judged, Outcome, growing_now, judge_experiment};
pub use growth::{GrowthRow, GrowthTable, growth};
pub use kept::{Kept, KeptProfile};
pub use layers::{Layer, Layers, MAX_LAYERS, TINTS, layers};
pub use limit::{Limit, memory_limit, task_limit};
pub use per_check::{PerCheck, each_check_adds};
pub use proven::found_in_words;
pub use ratchet::Ratchet;
pub use reduce::{Reduced, samples_of};
pub use say::{Cause, Evidence, Mark, Span, Verdict, VerdictKind};
pub use series::{SeriesView, view};
pub use signs::Signs;
pub use snapshot::{judge_dump, judge_kept, judge_profile};
pub use spikes::Spike;
pub use trend::Trend;
pub use verdict::{judge, judge_history};
