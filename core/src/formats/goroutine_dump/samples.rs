//! The goroutines of a dump as the samples of a profile: alike stacks are one sample with a count.

use std::sync::Arc;

use super::super::dump::{Goroutine, GoroutineDump};
use crate::job::Pace;
use crate::map::{Places, hash_of};
use crate::profile::{
    About, FrameId, Label, LabelSetId, LabelSets, LabelValue, NamedType, Profile, Samples, StrId,
    Tables, ValueType,
};

/// How many goroutines are grouped between two looks at the clock.
const GOROUTINES_PER_BREATH: usize = 2048;

/// The profile of `dump`, but for its tables: sample type `goroutine`/`count`, labels as the dump
/// has them and `state`, and `leaked` where the collector found a goroutine so.
pub async fn profile(dump: &GoroutineDump, tables: &mut Tables, pace: &Pace) -> Profile {
    let names = LabelNames {
        state: tables.strings.intern(b"state"),
        leaked: tables.strings.intern(b"leaked"),
        yes: tables.strings.intern(b"true"),
    };
    let sample_type = ValueType {
        kind: tables.strings.intern(b"goroutine"),
        unit: tables.strings.intern(b"count"),
    };
    let mut groups = Groups::default();
    for goroutines in dump.goroutines.chunks(GOROUTINES_PER_BREATH) {
        for goroutine in goroutines {
            groups.add(dump, goroutine, &names);
        }
        pace.breathe().await;
    }
    Profile {
        sample_types: vec![sample_type],
        samples: groups.samples,
        labels: Arc::new(groups.label_sets),
        about: About {
            period_type: Some(NamedType {
                kind: "goroutine".into(),
                unit: "count".into(),
            }),
            period: 1,
            ..About::default()
        },
        ..Profile::default()
    }
}

struct LabelNames {
    state: StrId,
    leaked: StrId,
    yes: StrId,
}

#[derive(Default)]
struct Groups {
    samples: Samples,
    label_sets: LabelSets,
    /// Samples by stack and labels.
    by_stack: Places,
    stack: Vec<FrameId>,
    labels: Vec<Label>,
}

impl Groups {
    fn add(&mut self, dump: &GoroutineDump, goroutine: &Goroutine, names: &LabelNames) {
        self.stack.clear();
        let leaf_first = dump.stack(goroutine).iter();
        self.stack.extend(leaf_first.rev().map(|frame| frame.frame));
        let labels = self.label_set(dump, goroutine, names);
        let hash = hash_of(&(&self.stack[..], labels));
        let samples = &self.samples;
        let found = self.by_stack.find(hash, &mut |sample| {
            samples.stack(sample) == self.stack && samples.labels[sample] == labels
        });
        if let Some(sample) = found {
            self.samples.values[sample] += 1;
            return;
        }
        self.samples.push(&self.stack, &[1], labels);
        self.by_stack.push(hash);
    }

    fn label_set(
        &mut self,
        dump: &GoroutineDump,
        goroutine: &Goroutine,
        names: &LabelNames,
    ) -> LabelSetId {
        self.labels.clear();
        let own = dump.labels_of(goroutine).iter().copied();
        let state = [(names.state, goroutine.state)];
        let leaked = goroutine.is_leaked.then_some((names.leaked, names.yes));
        self.labels
            .extend(own.chain(state).chain(leaked).map(|(key, value)| Label {
                key,
                value: LabelValue::Str(value),
            }));
        self.label_sets.intern(&self.labels)
    }
}
