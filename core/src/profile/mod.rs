//! One profile: tables, flattened stacks, value columns.
//!
//! Checked once when it is read: after a reader of [`crate::formats`] accepts a file every id here
//! is in range and every column as long as it should be, so nothing in this room can fail on it.

pub mod diff;
pub mod filter;
mod go_stack;
mod go_std;
mod ids;
mod labels;
pub mod merge;
pub mod node;
mod scaling;
pub mod selection;
mod stack_id;
pub mod stack_order;
mod strings;
mod tables;
#[cfg(test)]
pub(crate) mod testing;

pub(crate) use go_stack::{is_plumbing, is_root, is_runtime, known_by, trimmed};
pub use go_std::is_go_std;
pub use ids::{FrameId, FunctionId, LabelSetId, LocationId, MappingId, NodeId, StrId};
pub use labels::{Label, LabelSets, LabelValue};
pub use node::{Granularity, Nodes};
pub use scaling::Scaling;
pub use selection::Selection;
pub use stack_id::{StackId, StackIds, hash_of_name};
pub use strings::Strings;
pub use tables::{Frames, Functions, Locations, Mappings, Tables};

use std::sync::Arc;

/// What a value column counts: `inuse_space` in `bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// The type's name.
    pub kind: StrId,
    /// The unit's name.
    pub unit: StrId,
}

/// One profile.
#[derive(Clone, Default)]
pub struct Profile {
    /// Strings, functions, locations, frames. Shared by profiles that were merged for comparison.
    pub tables: Arc<Tables>,
    /// What each value column counts.
    pub sample_types: Vec<ValueType>,
    /// Which sample type the file asks to be shown, if it does.
    pub default_sample_type: Option<StrId>,
    /// The samples.
    pub samples: Samples,
    /// The label sets that samples refer to.
    pub labels: Arc<LabelSets>,
    /// Everything else the file says of itself.
    pub about: About,
}

/// What a profile says of itself beside its samples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// When it was taken, in nanoseconds since 1970; 0 if unknown.
    pub time_nanos: i64,
    /// Over how long it was taken, in nanoseconds; 0 if at one instant or unknown.
    pub duration_nanos: i64,
    /// What the sampling period counts.
    pub period_type: Option<NamedType>,
    /// How many of it lie between two samples.
    pub period: i64,
    /// Free comments.
    pub comments: Vec<String>,
    /// Where the kind of profile is documented.
    pub doc_url: String,
    /// Regular expression of frames to drop; see pprof's prune.
    pub drop_frames: String,
    /// Regular expression of frames to keep although `drop_frames` matches.
    pub keep_frames: String,
}

/// A value type by name, for what lies outside the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedType {
    /// The type's name.
    pub kind: String,
    /// The unit's name.
    pub unit: String,
}

/// Samples as columns.
///
/// ```text
/// stack_ends  3           5        5            sample 2 has no frames, which is legal
/// frames      f0 f4 f9 | f0 f2 |                root first
/// values      1 512 | 3 96 | 2 64               row-major, one per sample type
/// labels      0     1      0
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// All stacks, one after the other, each **root first**.
    pub frames: Vec<FrameId>,
    /// Where each sample's stack ends in `frames`.
    pub stack_ends: Vec<u32>,
    /// `values[sample * types + type]`. `i64`, never `usize`: wasm is 32-bit and heaps pass 4 GiB.
    pub values: Vec<i64>,
    /// Each sample's labels.
    pub labels: Vec<LabelSetId>,
    /// Where samples stand in the order of time: how many of its frames, from the root, are calls that
    /// each sample goes on with from the one before it, `u32::MAX` where as many may be as are equal.
    /// Empty where they stand in no such order.
    pub goes_on: Vec<u32>,
}

impl Samples {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.stack_ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.stack_ends.is_empty()
    }

    /// The stack of `sample`, root first.
    pub fn stack(&self, sample: usize) -> &[FrameId] {
        let start = if sample == 0 {
            0
        } else {
            self.stack_ends[sample - 1] as usize
        };
        &self.frames[start..self.stack_ends[sample] as usize]
    }

    /// Adds a sample. `stack` is root first; `values` has one entry per sample type.
    pub fn push(&mut self, stack: &[FrameId], values: &[i64], labels: LabelSetId) {
        self.frames.extend_from_slice(stack);
        self.stack_ends.push(self.frames.len() as u32);
        self.values.extend_from_slice(values);
        self.labels.push(labels);
    }

    /// Adds a sample that follows the one before it in time, and goes on with so many of its calls.
    pub fn push_in_time(
        &mut self,
        stack: &[FrameId],
        values: &[i64],
        labels: LabelSetId,
        goes_on: u32,
    ) {
        self.push(stack, values, labels);
        self.goes_on.push(goes_on);
    }

    /// Whether they stand in the order of time.
    pub fn are_in_time(&self) -> bool {
        !self.goes_on.is_empty()
    }
}

impl Profile {
    /// The column of one sample type, copied out so that what runs over it runs over a dense array.
    pub fn column(&self, sample_type: usize) -> Vec<i64> {
        let stride = self.sample_types.len().max(1);
        self.samples
            .values
            .iter()
            .skip(sample_type)
            .step_by(stride)
            .copied()
            .collect()
    }

    /// Which sample type to show first, as `profile/index.go` of google/pprof chooses it: the
    /// default the file names, else the last.
    pub fn default_sample_type(&self) -> usize {
        let named = self
            .default_sample_type
            .and_then(|name| self.sample_types.iter().position(|t| t.kind == name));
        named.unwrap_or(self.sample_types.len().saturating_sub(1))
    }

    /// Sample types as text: `(kind, unit)`.
    pub fn sample_type_names(&self) -> Vec<(String, String)> {
        let text = |id| self.tables.strings.get(id).into_owned();
        self.sample_types
            .iter()
            .map(|t| (text(t.kind), text(t.unit)))
            .collect()
    }
}
