//! The labels of samples as a drawing has them: small boxes beside a node, which count as nodes where
//! the number of nodes is limited (google/pprof `joinLabels`, `countTags`).

use super::{Graph, Source, Weight};
use crate::map::Map;
use crate::order;
use crate::profile::filter::LabelUnits;
use crate::profile::{LabelSetId, LabelValue, NodeId, Profile};
use crate::units;

/// At most so many boxes of a node are drawn, or counted.
pub const MOST: usize = 4;
/// The only numbers that are kept.
const BYTES: &[u8] = b"bytes";
/// Marks the samples of a base, and is no label of theirs.
const BASE: &[u8] = b"pprof::base";

/// A box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tag {
    /// All words of a sample, `key:value`, in order; where it has none, empty.
    pub words: String,
    /// A number beside those, printed; none for the words themselves.
    pub number: Option<String>,
}

/// What samples with a tag add up to at one node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TagSum {
    /// Of those that end there.
    pub flat: Weight,
    /// Of all that pass through it.
    pub cum: Weight,
    /// The number itself, of the first such sample.
    pub value: i64,
}

/// The tags of a profile's samples.
pub struct Tags {
    /// All of them.
    pub all: Vec<Tag>,
    /// By the id of a label set: its tags, places in `all`, and their numbers.
    of_set: Vec<Vec<(u32, i64)>>,
}

impl Tags {
    /// Those of `profile`. Numbers print in `unit`; see [`units::scaled_label`].
    pub fn new(profile: &Profile, label_units: &LabelUnits, unit: &str) -> Tags {
        let mut all: Map<Tag, u32> = Map::default();
        let mut of_set = Vec::new();
        let strings = &profile.tables.strings;
        for set in 0..profile.labels.len() as u32 {
            let (mut words, mut numbers) = (Vec::new(), Vec::new());
            for label in profile.labels.get(LabelSetId(set)) {
                let key = strings.bytes(label.key);
                match label.value {
                    LabelValue::Str(value) if key != BASE => {
                        words.push(strings.get(label.key).into_owned() + ":" + &strings.get(value));
                    }
                    LabelValue::Num(value, _) if key == BYTES => {
                        let from = label_units.of(label.key);
                        numbers.push((units::scaled_label(value, from, unit), value));
                    }
                    _ => {}
                }
            }
            order::sort(&mut words);
            let words = words.join(r"\n");
            let mut tags = Vec::new();
            let mut add = |number: Option<String>, value| {
                let next = all.len() as u32;
                let words = words.clone();
                tags.push((*all.or_insert_with(Tag { words, number }, || next), value));
            };
            if !words.is_empty() {
                add(None, 0);
            }
            for (number, value) in numbers {
                add(Some(number), value);
            }
            of_set.push(tags);
        }
        let all = all.into_rows().into_iter().map(|(tag, _)| tag).collect();
        Tags { all, of_set }
    }

    /// The tags of a sample, places in `all`, and their numbers.
    pub fn of_sample(&self, profile: &Profile, sample: usize) -> &[(u32, i64)] {
        let set = profile.samples.labels[sample].index();
        self.of_set.get(set).map_or(&[], Vec::as_slice)
    }

    /// How many of the graph's nodes, in its order, there is room for where `limit` is for nodes and
    /// their tags together. Tags count that end at a node and are not small.
    #[inline(never)]
    pub(super) fn room(&self, source: &Source, graph: &Graph, limit: usize, cutoff: u64) -> usize {
        let most = limit.min(graph.nodes.len());
        if self.all.is_empty() || graph.nodes.len() * (1 + MOST) < limit {
            return most;
        }
        let counts = self.counts(source, graph, limit, cutoff);
        let mut count = 0;
        for (place, node) in graph.nodes.iter().enumerate() {
            count += 1 + counts[node.index()].min(MOST);
            if count >= limit {
                return place + 1;
            }
        }
        most
    }

    /// By node id, how many of its tags end there and are not small, for the graph's first `limit` nodes.
    fn counts(&self, source: &Source, graph: &Graph, limit: usize, cutoff: u64) -> Vec<usize> {
        let (profile, row_of) = (source.profile, source.nodes.row_of_frame());
        let mut is_first = vec![false; graph.cum.len()];
        for node in graph.nodes.iter().take(limit) {
            is_first[node.index()] = true;
        }
        let mut flats: Map<(NodeId, u32), i64> = Map::default();
        for sample in 0..profile.samples.len() {
            let (value, divisor) = (source.value)(sample);
            let tags = self.of_sample(profile, sample);
            if tags.is_empty() || (value, divisor) == (0, 0) {
                continue;
            }
            let leaf = profile.samples.stack(sample).last();
            let leaf = leaf.map(|frame| row_of[frame.index()]);
            if let Some(leaf) = leaf.filter(|leaf| is_first[leaf.index()]) {
                for &(tag, _) in tags {
                    let flat = flats.or_default((leaf, tag));
                    *flat = flat.wrapping_add(value);
                }
            }
        }
        let mut counts = vec![0; graph.cum.len()];
        // Of those that are small themselves more may pass through: that is looked at only there.
        let (mut unsure, mut cums) = (Map::<(NodeId, u32), usize>::default(), Vec::new());
        let (mut nodes, mut tags) = (vec![false; counts.len()], vec![false; self.all.len()]);
        for &((node, _), flat) in flats.rows() {
            if flat == 0 {
                continue;
            }
            if flat.unsigned_abs() >= cutoff {
                counts[node.index()] += 1;
            }
        }
        for &((node, tag), flat) in flats.rows() {
            let is_enough = counts[node.index()] >= MOST;
            if flat != 0 && flat.unsigned_abs() < cutoff && !is_enough {
                unsure.insert((node, tag), cums.len());
                cums.push((node, 0i64));
                nodes[node.index()] = true;
                tags[tag as usize] = true;
            }
        }
        for sample in 0..profile.samples.len() {
            let its = self.of_sample(profile, sample).iter();
            let its: Vec<u32> = its
                .map(|tag| tag.0)
                .filter(|&tag| tags[tag as usize])
                .collect();
            if its.is_empty() {
                continue;
            }
            let (value, _) = (source.value)(sample);
            let mut seen: Vec<NodeId> = Vec::new();
            for frame in profile.samples.stack(sample) {
                let node = row_of[frame.index()];
                if !nodes[node.index()] || seen.contains(&node) {
                    continue;
                }
                seen.push(node);
                for &tag in &its {
                    if let Some(&place) = unsure.get(&(node, tag)) {
                        cums[place].1 = cums[place].1.wrapping_add(value);
                    }
                }
            }
        }
        for (node, cum) in cums {
            counts[node.index()] += usize::from(cum.unsigned_abs() >= cutoff);
        }
        counts
    }
}
