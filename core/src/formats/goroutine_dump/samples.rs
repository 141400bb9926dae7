//! The goroutines of a dump as the samples of a profile: alike stacks are one sample with a count.

use std::sync::Arc;

use super::super::dump::{Goroutine, GoroutineDump};
use crate::job::Pace;
use crate::map::{Places, hash_of};
use crate::profile::{
    About, FrameId, Label, LabelSetId, LabelSets, LabelValue, NamedType, Profile, Samples, StrId,
    Tables, ValueType,
};

/// Key of the label that says what a goroutine waits in.
pub const STATE: &str = "state";
/// Key of the label that says for how long, in minutes.
pub const WAITED: &str = "waited";
/// Key of the label that says which function started it.
pub const CREATOR: &str = "created_by";
/// Key of the label that says that the collector found it leaked.
pub const LEAKED: &str = "leaked";

/// How many goroutines are grouped between two looks at the clock.
const GOROUTINES_PER_BREATH: usize = 2048;

/// The profile of `dump`, but for its tables, and which of its samples each goroutine is in. Sample
/// type `goroutine`/`count`; labels as the dump has them and what its header lines say, so that
/// pprof's tag filters take all of it:
///
/// ```text
/// state        select
/// waited       7 minutes     a number with its unit, where the dump says how long
/// created_by   main.start    by function: one creator has many lines
/// leaked       true          where the collector found a goroutine so
/// ```
pub async fn profile(
    dump: &GoroutineDump,
    tables: &mut Tables,
    pace: &Pace,
) -> (Profile, Vec<u32>) {
    let mut intern = |text: &str| tables.strings.intern(text.as_bytes());
    let names = LabelNames {
        state: intern(STATE),
        waited: intern(WAITED),
        minutes: intern("minutes"),
        creator: intern(CREATOR),
        leaked: intern(LEAKED),
        yes: intern("true"),
    };
    let sample_type = ValueType {
        kind: tables.strings.intern(b"goroutine"),
        unit: tables.strings.intern(b"count"),
    };
    let tables = &*tables;
    let mut groups = Groups::default();
    for goroutines in dump.goroutines.chunks(GOROUTINES_PER_BREATH) {
        for goroutine in goroutines {
            groups.add(dump, tables, goroutine, &names);
        }
        pace.breathe().await;
    }
    let profile = Profile {
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
    };
    (profile, groups.sample_of)
}

struct LabelNames {
    state: StrId,
    waited: StrId,
    minutes: StrId,
    creator: StrId,
    leaked: StrId,
    yes: StrId,
}

#[derive(Default)]
struct Groups {
    samples: Samples,
    label_sets: LabelSets,
    /// Samples by stack and labels.
    by_stack: Places,
    sample_of: Vec<u32>,
    stack: Vec<FrameId>,
    labels: Vec<Label>,
}

impl Groups {
    fn add(
        &mut self,
        dump: &GoroutineDump,
        tables: &Tables,
        goroutine: &Goroutine,
        names: &LabelNames,
    ) {
        self.stack.clear();
        let leaf_first = dump.stack(goroutine).iter();
        self.stack.extend(leaf_first.rev().map(|frame| frame.frame));
        let labels = self.label_set(dump, tables, goroutine, names);
        let hash = hash_of(&(&self.stack[..], labels));
        let samples = &self.samples;
        let found = self.by_stack.find(hash, &mut |sample| {
            samples.stack(sample) == self.stack && samples.labels[sample] == labels
        });
        let sample = found.unwrap_or(self.samples.len());
        self.sample_of.push(sample as u32);
        if found.is_some() {
            self.samples.values[sample] += 1;
            return;
        }
        self.samples.push(&self.stack, &[1], labels);
        self.by_stack.push(hash);
    }

    fn label_set(
        &mut self,
        dump: &GoroutineDump,
        tables: &Tables,
        goroutine: &Goroutine,
        names: &LabelNames,
    ) -> LabelSetId {
        let text = |key, value| Label {
            key,
            value: LabelValue::Str(value),
        };
        self.labels.clear();
        let own = dump.labels_of(goroutine).iter();
        self.labels
            .extend(own.map(|&(key, value)| text(key, value)));
        self.labels.push(text(names.state, goroutine.state));
        if let Some(minutes) = goroutine.wait_minutes {
            let minutes = i64::try_from(minutes).unwrap_or(i64::MAX);
            self.labels.push(Label {
                key: names.waited,
                value: LabelValue::Num(minutes, names.minutes),
            });
        }
        let creator = goroutine.created_by;
        let creator = creator.map(|frame| tables.frames.function[frame.index()]);
        if let Some(creator) = creator.filter(|function| function.is_some()) {
            let name = tables.functions.name[creator.index()];
            self.labels.push(text(names.creator, name));
        }
        if goroutine.is_leaked {
            self.labels.push(text(names.leaked, names.yes));
        }
        self.label_sets.intern(&self.labels)
    }
}
