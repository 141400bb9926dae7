//! A profile made from a text, sample by sample.

use std::sync::Arc;

use super::text_tables::TextTables;
use crate::profile::{About, FrameId, Label, LabelSets, NamedType, Profile, Samples, ValueType};

/// What the text formats build.
#[derive(Default)]
pub struct TextProfile {
    /// Functions and locations.
    pub tables: TextTables,
    samples: Samples,
    labels: LabelSets,
}

impl TextProfile {
    /// Adds a sample; `stack` is root first.
    pub fn push(&mut self, stack: &[FrameId], values: &[i64], labels: &[Label]) {
        let labels = self.labels.intern(labels);
        self.samples.push(stack, values, labels);
    }

    /// As [`TextProfile::push`], of a sample that follows the one before it in time and goes on with so
    /// many of its calls.
    pub fn push_in_time(
        &mut self,
        stack: &[FrameId],
        values: &[i64],
        labels: &[Label],
        goes_on: u32,
    ) {
        let labels = self.labels.intern(labels);
        self.samples.push_in_time(stack, values, labels, goes_on);
    }

    /// Takes back that samples stand in the order of time.
    pub fn forget_time(&mut self) {
        self.samples.goes_on = Vec::new();
    }

    /// The profile, with what its values count and one of which of them passes between samples.
    pub fn finish(
        mut self,
        sample_types: &[(&str, &str)],
        period_type: (&str, &str),
        period: i64,
    ) -> Profile {
        let sample_types = sample_types.iter().map(|(kind, unit)| ValueType {
            kind: self.tables.text(kind.as_bytes()),
            unit: self.tables.text(unit.as_bytes()),
        });
        Profile {
            sample_types: sample_types.collect(),
            default_sample_type: None,
            samples: self.samples,
            labels: Arc::new(self.labels),
            about: About {
                period_type: Some(NamedType {
                    kind: period_type.0.into(),
                    unit: period_type.1.into(),
                }),
                period,
                ..About::default()
            },
            tables: Arc::new(self.tables.tables),
        }
    }
}
