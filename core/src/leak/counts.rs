//! A profile reduced to what each of its stacks holds: small enough to keep hundreds.

use std::borrow::Cow;
use std::sync::Arc;

use super::frames::{trimmed, wait_of};
use super::reduce::Reduced;
use crate::formats::GoroutineDump;
use crate::job::{self, Pace};
use crate::map::Map;
use crate::order;
use crate::profile::{FrameId, Profile, StackId, StrId, hash_of_name};

/// How many stacks of a profile are kept, the heaviest: at 4 values each, 200 KB.
const MAX_STACKS: usize = 4_000;
/// How many frames of a stack are kept, from the leaf; a deeper one is known by these.
pub(super) const MAX_FRAMES: usize = 200;

/// What a stack is, beside its id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stack {
    /// Function names, **leaf first**, without the runtime's at the leaf.
    pub frames: Vec<Arc<str>>,
    /// What it waits in, as Go's dumps word it (`select`); empty where unknown.
    pub wait: Arc<str>,
    /// Who started its goroutine, where a dump said so.
    pub created_by: Option<Arc<str>>,
}

/// The stacks of many profiles, each name and each stack kept once.
#[derive(Clone, Debug, Default)]
pub struct StackNames {
    stacks: Map<StackId, Stack>,
    /// Names, and what they give to the identities of stacks.
    texts: Map<Arc<str>, u128>,
}

/// A name that is known.
#[derive(Clone)]
pub(super) struct Known {
    text: Arc<str>,
    hash: u128,
}

impl AsRef<str> for Known {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// One profile: stacks and what they hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StackCounts {
    /// `(kind, unit)` of each column.
    pub types: Vec<(String, String)>,
    /// Which column is shown first.
    pub default_type: usize,
    /// After how many bytes (or what else) a sample is taken; 0 where unknown.
    pub period: i64,
    /// The stacks, sorted.
    pub ids: Vec<StackId>,
    /// `values[stack * types + type]`.
    pub values: Vec<i64>,
    /// Σ of each column over all stacks, those left out included.
    pub totals: Vec<i64>,
    /// How many lighter stacks were left out.
    pub left_out: u32,
    /// The longest wait of a stack, in minutes, where a dump said so.
    pub longest_minutes: Map<StackId, u64>,
    /// The labels most of a stack's samples carry, as `key=value`, where there are any.
    pub labels: Map<StackId, String>,
}

impl StackNames {
    /// The stack of this id.
    pub fn get(&self, id: StackId) -> Option<&Stack> {
        self.stacks.get(&id)
    }

    /// How many stacks are known.
    pub fn len(&self) -> usize {
        self.stacks.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// Forgets every stack but these.
    pub(super) fn retain(&mut self, used: &Map<StackId, ()>) {
        let stacks = std::mem::take(&mut self.stacks).into_rows().into_iter();
        self.stacks = stacks.filter(|(id, _)| used.get(id).is_some()).collect();
        let texts = std::mem::take(&mut self.texts).into_rows().into_iter();
        self.texts = texts
            .filter(|(text, _)| Arc::strong_count(text) > 1)
            .collect();
    }

    /// Takes in a stack, leaf first, and returns its id; `wait` is what is known of it from outside.
    pub(super) fn add(&mut self, frames: &[Known], wait: &str, created_by: &str) -> StackId {
        let wait = if wait.is_empty() {
            wait_of(frames)
        } else {
            wait
        };
        let known = trimmed(frames);
        let known = &known[..known.len().min(MAX_FRAMES)];
        let id = StackId::of_hashes(known.iter().rev().map(|f| f.hash));
        if let Some(stack) = self.stacks.get(&id)
            && (!stack.wait.is_empty() || wait.is_empty())
            && (stack.created_by.is_some() || created_by.is_empty())
        {
            return id;
        }
        let wait = self.text(wait).text;
        let created_by = (!created_by.is_empty()).then(|| self.text(created_by).text);
        let frames = known.iter().map(|f| Arc::clone(&f.text)).collect();
        let stack = self.stacks.or_default(id);
        stack.frames = frames;
        if stack.wait.is_empty() {
            stack.wait = wait;
        }
        stack.created_by = stack.created_by.take().or(created_by);
        id
    }

    /// A name, known from now on.
    pub(super) fn text(&mut self, text: &str) -> Known {
        let new = || (text.into(), hash_of_name(text.as_bytes()));
        let (text, hash) = self.texts.or_insert_row(text, new);
        Known {
            text: Arc::clone(text),
            hash: *hash,
        }
    }
}

impl StackCounts {
    /// Reduces a profile. `names` takes in its stacks.
    pub fn of_profile(profile: &Profile, names: &mut StackNames) -> StackCounts {
        let reduced = job::run(Reduced::of(profile, &Pace::unhurried()));
        reduced.named(profile, names)
    }

    /// Reduces a full goroutine dump. `names` takes in its stacks, their states and creators.
    pub fn of_dump(dump: &GoroutineDump, names: &mut StackNames) -> StackCounts {
        let mut sums = Sums::new(1);
        let mut longest_minutes: Map<StackId, u64> = Map::default();
        // Most goroutines share a stack: it is named once.
        let mut of_frames: Map<(Vec<FrameId>, StrId, Option<FrameId>), StackId> = Map::default();
        for goroutine in &dump.goroutines {
            let stack: Vec<FrameId> = dump.stack(goroutine).iter().map(|f| f.frame).collect();
            let key = (stack, goroutine.state, goroutine.created_by);
            let id = *of_frames.or_insert_with(key, || {
                let frames = dump.stack(goroutine).iter();
                let frames: Vec<_> = frames
                    .map(|f| names.text(&dump.function(f.frame)))
                    .collect();
                let state = dump.tables.strings.get(goroutine.state);
                let creator = goroutine.created_by;
                let creator = creator.map_or(Cow::Borrowed(""), |f| dump.function(f));
                names.add(&frames, &state, &creator)
            });
            sums.add(id, 0, &[1]);
            if let Some(minutes) = goroutine.wait_minutes {
                let longest = longest_minutes.or_default(id);
                *longest = minutes.max(*longest);
            }
        }
        let types = vec![("goroutine".to_owned(), "count".to_owned())];
        let (mut counts, _) = job::run(sums.into_counts(types, 0, &Pace::unhurried()));
        counts.longest_minutes = longest_minutes;
        counts
    }

    /// The column of this kind (`inuse_space`), or the default one.
    pub fn column(&self, kind: Option<&str>) -> usize {
        let named = kind.and_then(|kind| self.types.iter().position(|(k, _)| k == kind));
        named.unwrap_or(self.default_type)
    }

    /// What a stack holds in a column; 0 where it does not occur.
    pub fn value(&self, id: StackId, column: usize) -> i64 {
        let place = self.ids.binary_search(&id).ok();
        place
            .and_then(|i| self.values.get(i * self.types.len() + column))
            .copied()
            .unwrap_or(0)
    }

    /// Stacks with their values in a column.
    pub fn column_values(&self, column: usize) -> impl Iterator<Item = (StackId, i64)> + '_ {
        let values = self
            .values
            .iter()
            .skip(column)
            .step_by(self.types.len().max(1));
        self.ids.iter().copied().zip(values.copied())
    }
}

/// Sums per stack while a profile is read.
pub(super) struct Sums {
    stride: usize,
    places: Map<StackId, usize>,
    ids: Vec<StackId>,
    /// The first sample of each.
    samples: Vec<u32>,
    values: Vec<i64>,
    totals: Vec<i64>,
}

impl Sums {
    /// Nothing yet, of profiles with so many sample types.
    pub(super) fn new(stride: usize) -> Sums {
        Sums {
            stride,
            places: Map::default(),
            ids: Vec::new(),
            samples: Vec::new(),
            values: Vec::new(),
            totals: vec![0; stride],
        }
    }

    /// Adds a sample's values to its stack's.
    pub(super) fn add(&mut self, id: StackId, sample: u32, values: &[i64]) {
        let place = *self.places.or_insert_with(id, || {
            self.ids.push(id);
            self.samples.push(sample);
            self.values.resize(self.values.len() + self.stride, 0);
            self.ids.len() - 1
        });
        let row = &mut self.values[place * self.stride..(place + 1) * self.stride];
        for ((sum, total), value) in row.iter_mut().zip(&mut self.totals).zip(values) {
            *sum = sum.wrapping_add(*value);
            *total = total.wrapping_add(*value);
        }
    }

    /// The heaviest stacks, and a sample of each.
    pub(super) async fn into_counts(
        self,
        types: Vec<(String, String)>,
        default_type: usize,
        pace: &Pace,
    ) -> (StackCounts, Vec<u32>) {
        let stride = self.stride;
        let row = |i: usize| &self.values[i * stride..(i + 1) * stride];
        // A stack counts by the largest share it has in any column.
        let weight = |i: u32| {
            let shares = row(i as usize).iter().zip(&self.totals);
            shares.fold(0.0, |most: f64, (&v, &total)| {
                most.max((v as f64 / (total as f64).abs().max(1.0)).abs())
            })
        };
        let ids = &self.ids;
        let len = ids.len() as u32;
        // The heaviest so far, and as many more before they are sorted out.
        let mut order: Vec<u32> = Vec::new();
        for i in 0..len {
            order.push(i);
            if order.len() > MAX_STACKS && (order.len() >= 2 * MAX_STACKS || i + 1 == len) {
                order::sort_ids(&mut order, &mut |a, b| weight(b).total_cmp(&weight(a)));
                order.truncate(MAX_STACKS);
                pace.breathe().await;
            }
        }
        order::sort_ids(&mut order, &mut |a, b| {
            ids[a as usize].cmp(&ids[b as usize])
        });
        let order = order.iter().map(|&i| i as usize);
        let counts = StackCounts {
            types,
            default_type,
            ids: order.clone().map(|i| ids[i]).collect(),
            values: order.clone().flat_map(row).copied().collect(),
            totals: self.totals.clone(),
            left_out: (ids.len() - order.len()) as u32,
            ..StackCounts::default()
        };
        (counts, order.map(|i| self.samples[i]).collect())
    }
}
