//! Rows of groups, of their stacks and their goroutines, as far as they are asked for.

use std::cmp::Reverse;
use std::hash::Hash;
use std::ops::Range;

use super::groups::{GoroutineGroups, Group, set_of, values};
use super::sets::value;
use super::stacks::{function, place};
use super::{GoroutinePage, GoroutineQuery, GoroutineRow, GoroutineRowKind, GroupBy};
use crate::formats::GoroutineDump;
use crate::job::Pace;
use crate::map::Map;
use crate::order;
use crate::profile::{Label, Selection, StrId};

/// The rows that `query` asks for. `dump` is that of the groups, if they have one.
pub async fn goroutine_page(
    selection: &Selection,
    groups: &GoroutineGroups,
    dump: Option<&GoroutineDump>,
    query: &GoroutineQuery,
    pace: &Pace,
) -> GoroutinePage {
    let mut page = Page {
        selection,
        groups,
        dump,
        query,
        rows: Vec::new(),
        at: 0,
    };
    for group in &groups.groups {
        if !page.next(1).is_empty() {
            let name = groups.name(selection, group, query);
            page.group(GoroutineRowKind::Group, group, name);
            pace.breathe().await;
        }
        if !query.open.contains(&group.key) {
            continue;
        }
        match query.by {
            GroupBy::Stack => page.stack(&group.samples),
            _ => page.stacks(group),
        }
        pace.breathe().await;
    }
    GoroutinePage {
        offset: query.offset,
        total_rows: u32::try_from(page.at).unwrap_or(u32::MAX),
        rows: page.rows,
        groups: groups.groups.len() as u32,
        count: groups.count,
        total: selection.total,
        leaked: groups.leaked,
        is_dump: groups.is_dump,
        choices: groups.choices.clone(),
    }
}

struct Page<'a> {
    selection: &'a Selection,
    groups: &'a GoroutineGroups,
    dump: Option<&'a GoroutineDump>,
    query: &'a GoroutineQuery,
    rows: Vec<GoroutineRow>,
    /// The position of the next row, wanted or not.
    at: usize,
}

impl Page<'_> {
    /// Goes past the next `count` rows: those of them that are wanted, counted from the first.
    fn next(&mut self, count: usize) -> Range<usize> {
        let offset = self.query.offset as usize;
        let end = offset.saturating_add(self.query.limit as usize);
        let start = offset.saturating_sub(self.at).min(count);
        let end = end.saturating_sub(self.at).min(count);
        self.at += count;
        start..end.max(start)
    }

    /// The stacks of a group that is not of stacks, most first.
    fn stacks(&mut self, group: &Group) {
        let mut stacks: Map<u64, Group> = Map::default();
        for &sample in &group.samples {
            let stack = self.selection.profile.samples.stack(sample as usize);
            let key = self.groups.stacks.key(stack).wrapping_add(group.key).max(1);
            let its = stacks.or_default(key);
            let (now, base) = values(self.selection, sample);
            its.key = key;
            its.samples.push(sample);
            its.now = its.now.wrapping_add(now);
            its.base = its.base.wrapping_add(base);
        }
        let mut stacks = stacks.into_rows();
        order::sort_by_key(&mut stacks, |(_, its)| Reverse((its.now, its.base)));
        for (key, its) in stacks {
            if !self.next(1).is_empty() {
                let of_stacks = GoroutineQuery::default();
                let name = self.groups.name(self.selection, &its, &of_stacks);
                self.group(GoroutineRowKind::Stack, &its, name);
            }
            if self.query.open.contains(&key) {
                self.stack(&its.samples);
            }
        }
    }

    /// The frames of samples with one stack, and their goroutines, longest wait first.
    fn stack(&mut self, samples: &[u32]) {
        let selection = self.selection;
        let weight = |sample: &&u32| values(selection, **sample).0;
        let Some(&heaviest) = samples.iter().rev().max_by_key(weight) else {
            return;
        };
        let stack = selection.profile.samples.stack(heaviest as usize);
        for at in self.next(stack.len()) {
            let frame = stack[stack.len() - 1 - at];
            self.rows.push(GoroutineRow {
                kind: GoroutineRowKind::Frame,
                name: function(selection, frame),
                is_function: true,
                place: place(selection.tables(), frame),
                index: selection.nodes.row_of_frame()[frame.index()].0,
                ..GoroutineRow::default()
            });
        }
        let Some(dump) = self.dump else { return };
        let mut samples: Vec<u32> = samples.to_vec();
        samples.retain(|&sample| values(selection, sample).0 != 0);
        let waited = |sample: u32| self.groups.sets[set_of(selection, sample)].waited;
        order::sort_by_key(&mut samples, |&sample| Reverse(waited(sample)));
        let groups = self.groups;
        for sample in samples {
            let places = groups.one_by_one.of_sample(sample);
            for at in self.next(places.len()) {
                self.one(dump, places[at], sample);
            }
        }
    }

    fn one(&mut self, dump: &GoroutineDump, index: u32, sample: u32) {
        let Some(goroutine) = dump.goroutines.get(index as usize) else {
            return;
        };
        let summary = self.summary(&[sample]);
        self.rows.push(GoroutineRow {
            kind: GoroutineRowKind::One,
            name: format!("goroutine {}", goroutine.id),
            index,
            is_locked: goroutine.is_locked_to_thread,
            leaked: i64::from(goroutine.is_leaked),
            median_minutes: None,
            ..summary
        });
    }

    fn group(&mut self, kind: GoroutineRowKind, group: &Group, name: String) {
        let is_stack = kind == GoroutineRowKind::Stack;
        let by = self.query.by;
        let stacks = &self.groups.stacks;
        let first = group.samples.first().map_or(0, |&first| first as usize);
        let known = stacks.known(self.selection.profile.samples.stack(first));
        let has_function = is_stack || matches!(by, GroupBy::Stack | GroupBy::Function);
        let known = known.filter(|_| has_function);
        let row_of = self.selection.nodes.row_of_frame();
        let summary = self.summary(&group.samples);
        self.rows.push(GoroutineRow {
            key: group.key,
            kind,
            is_function: known.is_some() || by == GroupBy::Creator,
            index: known.map_or(u32::MAX, |frame| row_of[frame.index()].0),
            name,
            count: group.now,
            base: self.selection.base.as_ref().map(|_| group.base),
            ..summary
        });
    }

    /// What the goroutines of these samples are, in words and waits.
    fn summary(&self, samples: &[u32]) -> GoroutineRow {
        let mut states: Map<StrId, i64> = Map::default();
        let mut creators: Map<StrId, i64> = Map::default();
        let mut labels: Map<Label, i64> = Map::default();
        let mut waits: Vec<(Option<u64>, i64)> = Vec::new();
        let mut leaked = 0;
        // Where nothing is left, it is said of what was there.
        let is_gone = samples
            .iter()
            .all(|&sample| values(self.selection, sample).0 == 0);
        for &sample in samples {
            let (now, base) = values(self.selection, sample);
            let count = if is_gone { base } else { now };
            if count == 0 {
                continue;
            }
            let set = &self.groups.sets[set_of(self.selection, sample)];
            for (counts, text) in [(&mut states, set.state), (&mut creators, set.creator)] {
                if text != StrId(0) {
                    *counts.or_default(text) += count;
                }
            }
            for label in &set.own {
                *labels.or_default(label.clone()) += count;
            }
            if now != 0 {
                waits.push((set.waited, now));
                leaked += now * i64::from(set.is_leaked);
            }
        }
        let text = |id: &StrId| self.selection.tables().strings.get(*id).into_owned();
        let label =
            |label: &Label| format!("{}={}", text(&label.key), value(self.selection, label));
        let (longest_minutes, median_minutes) = longest_and_median(waits);
        GoroutineRow {
            state: most(states, 1, &text),
            creator: most(creators, 1, &text),
            labels: most(labels, 2, &label),
            longest_minutes,
            median_minutes,
            leaked,
            ..GoroutineRow::default()
        }
    }
}

/// The most frequent ones in words, and how many more there are: `select +2`.
fn most<K: Eq + Hash>(counts: Map<K, i64>, named: usize, text: &dyn Fn(&K) -> String) -> String {
    let mut rows = counts.into_rows();
    order::sort_by(&mut rows, |a, b| b.1.cmp(&a.1));
    let texts: Vec<String> = rows.iter().take(named).map(|(key, _)| text(key)).collect();
    match rows.len().saturating_sub(named) {
        0 => texts.join(", "),
        more => format!("{} +{more}", texts.join(", ")),
    }
}

/// Waits in minutes and how often each is. A wait that is not said is shorter than a minute; where none is said
/// there is neither.
fn longest_and_median(mut waits: Vec<(Option<u64>, i64)>) -> (Option<u64>, Option<u64>) {
    order::sort(&mut waits);
    let longest = waits.last().and_then(|(minutes, _)| *minutes);
    let all: i64 = waits.iter().map(|(_, count)| count).sum();
    let mut below = 0;
    let median = waits.iter().find(|(_, count)| {
        below += count;
        below * 2 >= all
    });
    let median = median.map(|(minutes, _)| minutes.unwrap_or(0));
    (longest, median.filter(|_| longest.is_some()))
}
