//! Goroutines in groups, in order.

use super::choices::choices;
use super::sets::{Set, name_of, sets};
use super::stacks::{Stacks, function};
use super::{GoroutineChoices, GoroutineQuery, GoroutineSort, GroupBy};
use crate::formats::GoroutineDump;
use crate::job::Pace;
use crate::letters::lower;
use crate::map::Map;
use crate::order;
use crate::profile::{Selection, hash_of_name};

/// Samples looked at between two breaths.
const STRIDE: usize = 2048;

/// A dump whose goroutines are listed one by one.
#[derive(Clone, Copy)]
pub struct Listed<'a> {
    /// The dump that the profile now was made of.
    pub dump: &'a GoroutineDump,
    /// Which sample of that profile each sample of the selection was, before filters; none where all are
    /// in their places.
    pub origin: Option<&'a [u32]>,
}

/// Groups for one question, whatever rows of them are asked for.
pub struct GoroutineGroups {
    /// What they were made for; rows and what is open do not count.
    query: GoroutineQuery,
    pub(super) groups: Vec<Group>,
    pub(super) stacks: Stacks,
    pub(super) sets: Vec<Set>,
    pub(super) one_by_one: OneByOne,
    pub(super) choices: GoroutineChoices,
    pub(super) is_dump: bool,
    pub(super) count: i64,
    pub(super) leaked: i64,
}

/// What one group holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// The same for the same group of any profile.
    pub key: u64,
    pub samples: Vec<u32>,
    pub now: i64,
    pub base: i64,
    pub longest_minutes: Option<u64>,
}

impl GoroutineGroups {
    /// Whether they answer `query` too.
    pub fn are_for(&self, query: &GoroutineQuery) -> bool {
        let made = &self.query;
        (made.by, made.sort) == (query.by, query.sort)
            && (&made.label, &made.matching) == (&query.label, &query.matching)
    }
}

/// The groups of a selection. `listed` is the dump that it was made of, if it was one.
pub async fn goroutine_groups(
    selection: &Selection,
    listed: Option<Listed<'_>>,
    query: &GoroutineQuery,
    pace: &Pace,
) -> GoroutineGroups {
    let stacks = Stacks::new(selection.tables());
    pace.breathe().await;
    let sets = sets(selection, listed.is_some());
    let names = names_of_sets(selection, &sets, query);
    let mut map: Map<u64, Group> = Map::default();
    let (mut count, mut leaked) = (0i64, 0i64);
    let samples: Vec<u32> = selection.live_samples().collect();
    for chunk in samples.chunks(STRIDE) {
        for &sample in chunk {
            let key = key_of(selection, &stacks, &names, query.by, sample);
            let (now, base) = values(selection, sample);
            let set = &sets[set_of(selection, sample)];
            let group = map.or_insert_with(key, || Group {
                key,
                ..Group::default()
            });
            group.samples.push(sample);
            group.now = group.now.wrapping_add(now);
            group.base = group.base.wrapping_add(base);
            if now != 0 {
                group.longest_minutes = group.longest_minutes.max(set.waited);
                count = count.wrapping_add(now);
                leaked = leaked.wrapping_add(now * i64::from(set.is_leaked));
            }
        }
        pace.breathe().await;
    }
    let mut groups: Vec<Group> = map
        .into_rows()
        .into_iter()
        .map(|(_, group)| group)
        .collect();
    let mut made = GoroutineGroups {
        query: query.clone(),
        groups: Vec::new(),
        choices: choices(selection, &sets, pace).await,
        one_by_one: OneByOne::of(listed),
        is_dump: listed.is_some(),
        stacks,
        sets,
        count,
        leaked,
    };
    let matching = lower(&query.matching);
    if !matching.is_empty() {
        groups.retain(|group| lower(&made.name(selection, group, query)).contains(&matching));
        pace.breathe().await;
    }
    sort(&made, selection, query, &mut groups);
    made.groups = groups;
    made
}

impl GoroutineGroups {
    /// What a group is called.
    pub(super) fn name(
        &self,
        selection: &Selection,
        group: &Group,
        query: &GoroutineQuery,
    ) -> String {
        let Some(&first) = group.samples.first() else {
            return String::new();
        };
        match query.by {
            GroupBy::Stack | GroupBy::Function => {
                let stack = selection.profile.samples.stack(first as usize);
                match self.stacks.known(stack) {
                    Some(frame) => function(selection, frame),
                    None => "(no frames)".to_owned(),
                }
            }
            _ => name_of(selection, &self.sets[set_of(selection, first)], query),
        }
    }
}

/// Where each sample's goroutines stand in the dump, in its order.
#[derive(Default)]
pub(super) struct OneByOne {
    origin: Option<Vec<u32>>,
    ends: Vec<u32>,
    places: Vec<u32>,
}

impl OneByOne {
    fn of(listed: Option<Listed<'_>>) -> OneByOne {
        let Some(listed) = listed else {
            return OneByOne::default();
        };
        let sample_of = &listed.dump.sample_of;
        let samples = sample_of.iter().max().map_or(0, |&last| last as usize + 1);
        let mut ends = vec![0u32; samples + 1];
        for &sample in sample_of {
            ends[sample as usize + 1] += 1;
        }
        for sample in 0..samples {
            ends[sample + 1] += ends[sample];
        }
        // Each end is where the next sample starts: filling moves the starts on to the ends.
        let mut places = vec![0; sample_of.len()];
        for (place, &sample) in sample_of.iter().enumerate() {
            let at = &mut ends[sample as usize];
            places[*at as usize] = place as u32;
            *at += 1;
        }
        OneByOne {
            origin: listed.origin.map(<[u32]>::to_vec),
            ends,
            places,
        }
    }

    /// The goroutines of a sample of the selection.
    pub fn of_sample(&self, sample: u32) -> &[u32] {
        let sample = match &self.origin {
            Some(origin) => origin.get(sample as usize).copied().unwrap_or(u32::MAX),
            None => sample,
        } as usize;
        // The last entry is the end of all, and no sample's.
        if sample + 1 >= self.ends.len() {
            return &[];
        }
        let start = sample.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[start as usize..self.ends[sample] as usize]
    }
}

/// The values of a sample, now and in the base.
pub(super) fn values(selection: &Selection, sample: u32) -> (i64, i64) {
    (
        selection.now[sample as usize],
        selection.base_of(sample as usize),
    )
}

pub(super) fn set_of(selection: &Selection, sample: u32) -> usize {
    selection.profile.samples.labels[sample as usize].index()
}

fn key_of(selection: &Selection, stacks: &Stacks, names: &[u64], by: GroupBy, sample: u32) -> u64 {
    let stack = selection.profile.samples.stack(sample as usize);
    match by {
        GroupBy::Stack => stacks.key(stack),
        GroupBy::Function => match stacks.known(stack) {
            Some(frame) => hash_of_key(&function(selection, frame)),
            None => 1,
        },
        _ => names[set_of(selection, sample)],
    }
}

/// The keys of the groups that sets belong to; none where stacks decide.
fn names_of_sets(selection: &Selection, sets: &[Set], query: &GoroutineQuery) -> Vec<u64> {
    if matches!(query.by, GroupBy::Stack | GroupBy::Function) {
        return Vec::new();
    }
    let names = sets.iter().map(|set| name_of(selection, set, query));
    names.map(|name| hash_of_key(&name)).collect()
}

fn hash_of_key(name: &str) -> u64 {
    let hash = hash_of_name(name.as_bytes());
    (hash >> 64) as u64 ^ hash as u64
}

fn sort(
    made: &GoroutineGroups,
    selection: &Selection,
    query: &GoroutineQuery,
    groups: &mut Vec<Group>,
) {
    let by_count = |a: &Group, b: &Group| (b.now, b.base).cmp(&(a.now, a.base));
    match query.sort {
        GoroutineSort::Count => order::sort_by(groups, by_count),
        GoroutineSort::Growth => order::sort_by(groups, |a, b| {
            let grew = |group: &Group| group.now.wrapping_sub(group.base);
            grew(b).cmp(&grew(a)).then_with(|| by_count(a, b))
        }),
        GoroutineSort::Wait => order::sort_by(groups, |a, b| {
            let by_wait = b.longest_minutes.cmp(&a.longest_minutes);
            by_wait.then_with(|| by_count(a, b))
        }),
        GoroutineSort::Name => {
            let all = std::mem::take(groups).into_iter();
            let mut named: Vec<(String, Group)> = all
                .map(|group| (made.name(selection, &group, query), group))
                .collect();
            order::sort_by(&mut named, |a, b| a.0.cmp(&b.0));
            groups.extend(named.into_iter().map(|(_, group)| group));
        }
    }
}
