//! What layouts run over: a profile's stacks with one sample type as a dense column, and perhaps
//! the same of a base.

use std::sync::Arc;

use super::{Granularity, Nodes, Profile, Tables};
use crate::job::Pace;

/// One sample type of a profile, or of two that are compared, ready for layouts.
///
/// A comparison holds the samples of both, one after the other, over one set of tables; each
/// sample has a value in one of the two columns only:
///
/// ```text
/// sample  0   1   2 | 3   4
/// now     5   2   9 | 0   0
/// base    0   0   0 | 4   7
/// ```
#[derive(Clone)]
pub struct Selection {
    /// The samples; their own values are not looked at any more.
    pub profile: Arc<Profile>,
    /// What frames are shown as.
    pub nodes: Arc<Nodes>,
    /// Which sample type.
    pub sample_type: usize,
    /// Its name: `inuse_space`.
    pub kind: String,
    /// Its unit: `bytes`.
    pub unit: String,
    /// Value of each sample now.
    pub now: Vec<i64>,
    /// Value of each sample in the base, where there is one.
    pub base: Option<Vec<i64>>,
    /// Samples of the base whose stack, node by node, has no value now. Empty without a base.
    pub is_vanished: Vec<bool>,
    /// Σ|value| now: what percents refer to.
    pub total: i64,
    /// The same of the base.
    pub base_total: Option<i64>,
}

impl Selection {
    /// One sample type of `profile`; none for its default. A type that is not there counts nothing.
    pub async fn of(profile: Arc<Profile>, sample_type: Option<usize>, pace: &Pace) -> Selection {
        let nodes = Arc::new(Nodes::new(&profile.tables, Granularity::Functions));
        pace.breathe().await;
        Selection::with_nodes(profile, nodes, sample_type)
    }

    /// As [`Selection::of`], with nodes made before for the same tables: another granularity, or
    /// another sample type of a profile already open.
    pub fn with_nodes(
        profile: Arc<Profile>,
        nodes: Arc<Nodes>,
        sample_type: Option<usize>,
    ) -> Selection {
        let sample_type = sample_type.unwrap_or_else(|| profile.default_sample_type());
        let now = match sample_type < profile.sample_types.len() {
            true => profile.column(sample_type),
            false => vec![0; profile.samples.len()],
        };
        let (kind, unit) = profile
            .sample_type_names()
            .into_iter()
            .nth(sample_type)
            .unwrap_or_default();
        Selection {
            nodes,
            sample_type,
            kind,
            unit,
            total: absolute_sum(&now),
            now,
            base: None,
            is_vanished: Vec::new(),
            base_total: None,
            profile,
        }
    }

    /// The tables that stacks refer to.
    pub fn tables(&self) -> &Tables {
        &self.profile.tables
    }

    /// A sample's value in the base, 0 without one.
    pub fn base_of(&self, sample: usize) -> i64 {
        self.base.as_ref().map_or(0, |base| base[sample])
    }

    /// Samples that have a value, now or in the base.
    pub fn live_samples(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.now.len())
            .filter(|&sample| self.now[sample] != 0 || self.base_of(sample) != 0)
            .map(|sample| sample as u32)
    }
}

/// Σ|value|, wrapping as Go's does.
pub fn absolute_sum(values: &[i64]) -> i64 {
    values
        .iter()
        .fold(0i64, |sum, value| sum.wrapping_add(value.wrapping_abs()))
}
