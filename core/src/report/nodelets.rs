//! The labels of samples as boxes beside the nodes of `-dot`.

use super::Input;
use super::header::Printer;
use super::trim::Trimmed;
use crate::callgraph::{MOST_TAGS, TagSum, Tags};
use crate::map::Map;
use crate::order;
use crate::profile::{NodeId, StrId};
use crate::units;

/// A box: what it says, what samples with it add up to.
struct Nodelet {
    name: String,
    sum: TagSum,
}

/// The lines of each node's boxes, in the order of the graph's nodes.
pub(super) fn nodelets(
    input: &Input,
    trimmed: &Trimmed,
    tags: &Tags,
    printer: &Printer,
    numbers: &[usize],
) -> Vec<String> {
    let mut of_node: Vec<Map<u32, TagSum>> = Vec::new();
    of_node.resize_with(trimmed.graph.nodes.len(), Map::default);
    count(input, trimmed, tags, numbers, &mut of_node);
    let bytes = input
        .profile
        .tables
        .strings
        .find(b"bytes")
        .unwrap_or(StrId(0));
    let unit = input.units.of(bytes);
    let nodes = trimmed.graph.nodes.iter().zip(of_node);
    nodes
        .map(|(&node, sums)| {
            let is_flat = (trimmed.graph.edges.iter()).any(|edge| edge.caller == node);
            let large = |sum: &TagSum| {
                [sum.flat, sum.cum]
                    .iter()
                    .any(|weight| weight.sum.unsigned_abs() >= trimmed.tag_cutoff)
            };
            let sums: Vec<(u32, TagSum)> = sums
                .into_rows()
                .into_iter()
                .filter(|(_, sum)| large(sum))
                .collect();
            let writer = Writer {
                tags,
                printer,
                unit,
                is_flat,
                number: numbers[node.index()],
                sums,
            };
            writer.lines()
        })
        .collect()
}

/// Adds up every tag at every node.
fn count(
    input: &Input,
    trimmed: &Trimmed,
    tags: &Tags,
    numbers: &[usize],
    of_node: &mut [Map<u32, TagSum>],
) {
    let profile = input.profile;
    // Of a graph that was not made anew nothing is passed over, whether it is shown or not.
    let is_kept = |node: NodeId| trimmed.kept.as_ref().is_none_or(|kept| kept[node.index()]);
    for sample in 0..profile.samples.len() {
        let value = input.values.of(profile, sample);
        let its = tags.of_sample(profile, sample);
        if value == (0, 0) || its.is_empty() {
            continue;
        }
        let mut seen: Vec<NodeId> = Vec::new();
        let mut leaf = None;
        for frame in profile.samples.stack(sample) {
            let node = trimmed.rows.row_of_frame()[frame.index()];
            leaf = is_kept(node).then_some(node);
            if leaf.is_none() || seen.contains(&node) {
                continue;
            }
            seen.push(node);
            add(of_node, numbers[node.index()], its, |sum| {
                sum.cum.add(value)
            });
        }
        if let Some(leaf) = leaf {
            add(of_node, numbers[leaf.index()], its, |sum| {
                sum.flat.add(value)
            });
        }
    }
}

fn add(
    of_node: &mut [Map<u32, TagSum>],
    number: usize,
    its: &[(u32, i64)],
    mut change: impl FnMut(&mut TagSum),
) {
    let Some(sums) = number.checked_sub(1).map(|place| &mut of_node[place]) else {
        return;
    };
    for &(tag, value) in its {
        let new = || TagSum {
            value,
            ..TagSum::default()
        };
        change(sums.or_insert_with(tag, new));
    }
}

struct Writer<'a> {
    tags: &'a Tags,
    printer: &'a Printer<'a>,
    /// Of the numbers.
    unit: &'a str,
    /// Whether boxes say what ends at the node, as they do where it calls others.
    is_flat: bool,
    number: usize,
    sums: Vec<(u32, TagSum)>,
}

impl Writer<'_> {
    fn lines(&self) -> String {
        let tag = |id: u32| &self.tags.all[id as usize];
        let words = self.sums.iter().filter(|(id, _)| tag(*id).number.is_none());
        let mut words: Vec<Nodelet> = words
            .map(|&(id, sum)| Nodelet {
                name: tag(id).words.clone(),
                sum,
            })
            .collect();
        self.sort(&mut words);
        words.truncate(MOST_TAGS);
        let mut text = String::new();
        let number = self.number;
        for (place, nodelet) in words.iter().enumerate() {
            let value = self.value(&nodelet.sum);
            if value == 0 {
                continue;
            }
            let (name, words) = (&nodelet.name, self.printer.value(value));
            text += &format!(
                "N{number}_{place} [label = \"{name}\" id=\"N{number}_{place}\" fontsize=8 shape=box3d tooltip=\"{words}\"]\n"
            );
            text += &format!(
                "N{number} -> N{number}_{place} [label=\" {words}\" weight=100 tooltip=\"{words}\" labeltooltip=\"{words}\"]\n"
            );
            text += &self.numbers(name, &format!("N{number}_{place}"));
        }
        text + &self.numbers("", &format!("N{number}"))
    }

    fn value(&self, sum: &TagSum) -> i64 {
        match self.is_flat {
            true => sum.flat.value(),
            false => sum.cum.value(),
        }
    }

    /// The numbers beside `words`, gathered into four boxes at most.
    fn numbers(&self, words: &str, source: &str) -> String {
        let numbers = self.sums.iter().filter_map(|&(id, sum)| {
            let tag = &self.tags.all[id as usize];
            let name = tag.number.clone().filter(|_| tag.words == words)?;
            Some(Nodelet { name, sum })
        });
        let mut text = String::new();
        for (place, nodelet) in self.gathered(numbers.collect()).iter().enumerate() {
            let (flat, cum) = (nodelet.sum.flat.value(), nodelet.sum.cum.value());
            let (value, style) = match self.is_flat || flat == cum {
                true => (flat, ""),
                false => (cum, " style=\"dotted\""),
            };
            if value == 0 {
                continue;
            }
            let (name, words) = (&nodelet.name, self.printer.value(value));
            text += &format!(
                "N{source}_{place} [label = \"{name}\" id=\"N{source}_{place}\" fontsize=8 shape=box3d tooltip=\"{words}\"]\n"
            );
            text += &format!(
                "{source} -> N{source}_{place} [label=\" {words}\" weight=100 tooltip=\"{words}\" labeltooltip=\"{words}\"{style}]\n"
            );
        }
        text
    }

    /// Largest first; those beyond the fourth go to the one whose number is nearest.
    fn gathered(&self, mut all: Vec<Nodelet>) -> Vec<Nodelet> {
        self.sort(&mut all);
        if all.len() <= MOST_TAGS {
            return all;
        }
        let rest = all.split_off(MOST_TAGS);
        let mut groups: Vec<Vec<Nodelet>> = all.into_iter().map(|first| vec![first]).collect();
        for nodelet in rest {
            let distance = |group: &Vec<Nodelet>| {
                let (first, its) = (group[0].sum.value as f64, nodelet.sum.value as f64);
                (its - first).abs()
            };
            let mut nearest = 0;
            for place in 1..MOST_TAGS {
                if distance(&groups[place]) < distance(&groups[nearest]) {
                    nearest = place;
                }
            }
            groups[nearest].push(nodelet);
        }
        let mut gathered: Vec<Nodelet> =
            groups.into_iter().map(|group| self.group(&group)).collect();
        self.sort(&mut gathered);
        gathered
    }

    /// `1kB..4kB`, or the number alone.
    fn group(&self, group: &[Nodelet]) -> Nodelet {
        let mut sum = TagSum::default();
        let (mut least, mut most) = (group[0].sum.value, group[0].sum.value);
        for nodelet in group {
            let value = nodelet.sum.value;
            (least, most) = (least.min(value), most.max(value));
            for (all, its) in [
                (&mut sum.flat, nodelet.sum.flat),
                (&mut sum.cum, nodelet.sum.cum),
            ] {
                all.add((its.sum, its.divisor));
            }
        }
        let label = |value| units::label(value, self.unit);
        let name = match group {
            [one] => label(one.sum.value),
            _ => format!("{}..{}", label(least), label(most)),
        };
        // From here on a mean is a sum.
        for weight in [&mut sum.flat, &mut sum.cum] {
            (weight.sum, weight.divisor) = (weight.value(), 0);
        }
        Nodelet { name, sum }
    }

    /// By what they add up to, the largest first, then by name.
    fn sort(&self, nodelets: &mut [Nodelet]) {
        order::sort_by(nodelets, |a, b| {
            let size = |weight: i64| weight.unsigned_abs();
            let by_cum = match self.is_flat {
                true => std::cmp::Ordering::Equal,
                false => size(b.sum.cum.sum).cmp(&size(a.sum.cum.sum)),
            };
            let by_flat = size(b.sum.flat.sum).cmp(&size(a.sum.flat.sum));
            by_cum.then(by_flat).then_with(|| a.name.cmp(&b.name))
        });
    }
}
