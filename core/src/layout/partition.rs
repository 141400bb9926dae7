//! Flame boxes read off stacks in order: no tree is built, only what is wide enough to be seen is
//! opened.
//!
//! A box is a stretch of the [`StackOrder`]. What ends in it stands first; then come its children, each
//! from one place where neighbours share no more nodes than its depth to the next. Those wide enough
//! become boxes and are opened in turn, so the work shrinks with what is visible, and depth is a loop: a
//! stack of 100,000 frames is data like any other.
//!
//! ```text
//! shared  0  2  2  3  1 | 0  1          values stand in the same order, in columns of their own
//! row 1   [ main        ][ net/http ]
//! row 2   [ run     ][ init ][ serve ]
//! ```

mod boxes;
mod in_time;

use std::sync::Arc;

use super::flame::FlameWidth;
use super::stacks::Stacks;
use super::{Boxes, Narrow};
use crate::job::Pace;
use crate::order;
use crate::profile::stack_order::StackOrder;
use crate::profile::{NodeId, Selection};

/// Samples looked at between two breaths: some tens of microseconds.
const STRIDE: usize = 16_384;

/// The state between two rows.
pub(super) struct Partition<'a> {
    selection: &'a Selection,
    stacks: Stacks<'a>,
    order: Arc<StackOrder>,
    width: FlameWidth,
    /// Which samples have a stack that grows; empty where nobody asks.
    growing: &'a [bool],
    /// Values in the order of the stacks; of the base none where there is none.
    now: Vec<i64>,
    base: Vec<i64>,
    boxes: Boxes,
    narrow: Narrow,
    /// Node of each box.
    box_nodes: Vec<NodeId>,
    /// The boxes of the deepest row.
    open: Vec<OpenBox>,
    /// The children of the box being opened.
    groups: Vec<Group>,
    /// Weight of the zoomed box: what x and width are shares of.
    whole: u64,
    depth: u32,
    hidden_boxes: u32,
    hidden_weight: u64,
}

/// A box whose stacks are at hand.
#[derive(Clone, Copy)]
struct OpenBox {
    index: u32,
    /// Its stretch of the order.
    start: usize,
    end: usize,
    /// Weight to the left of it.
    left: u64,
}

/// A stretch of stacks with the same next node.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    start: usize,
    end: usize,
    /// What stands before it in the box above.
    before: u64,
    weight: u64,
    value: i64,
    base: i64,
    /// Of the samples that have a value the one of the lowest number, `u32::MAX` if there is none, and
    /// where it stands.
    first: u32,
    first_place: usize,
}

impl<'a> Partition<'a> {
    /// The root alone.
    pub async fn new(
        stacks: Stacks<'a>,
        width: FlameWidth,
        growing: &'a [bool],
        pace: &Pace,
    ) -> Partition<'a> {
        let mut partition = Partition {
            selection: stacks.selection,
            order: stacks.order(None, pace).await,
            stacks,
            width,
            growing,
            now: Vec::new(),
            base: Vec::new(),
            boxes: Boxes::default(),
            narrow: Narrow::default(),
            box_nodes: Vec::new(),
            open: Vec::new(),
            groups: Vec::new(),
            whole: 0,
            depth: 0,
            hidden_boxes: 0,
            hidden_weight: 0,
        };
        partition.arrange_values();
        pace.breathe().await;
        let all = partition.sum(0, partition.order.len());
        partition.push_whole_row(NodeId::NONE, all);
        partition
    }

    #[inline(never)]
    fn arrange_values(&mut self) {
        let arranged = |values: &[i64]| {
            let samples = self.order.samples.iter();
            samples.map(|&sample| values[sample as usize]).collect()
        };
        let now = arranged(&self.selection.now);
        let base = self.selection.base.as_deref().map(arranged);
        (self.now, self.base) = (now, base.unwrap_or_default());
    }

    /// The deepest row so far.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// How many boxes there are so far.
    pub fn box_count(&self) -> u32 {
        self.boxes.depth.len() as u32
    }

    /// What of the root ends in it.
    pub fn root_flat(&mut self) -> &mut i64 {
        &mut self.boxes.flat[0]
    }

    /// The samples at hand: those of the zoomed box, while no row below it is open.
    pub fn samples(&self) -> &[u32] {
        match self.open.first() {
            Some(open) => &self.order.samples[open.start..open.end],
            None => &[],
        }
    }

    /// Goes back to the root, with these samples at hand, and looks the other way from it.
    pub async fn turn(&mut self, samples: &[u32], pace: &Pace) {
        self.stacks.is_inverted = !self.stacks.is_inverted;
        self.order = self.stacks.order(Some(samples), pace).await;
        self.arrange_values();
        self.open = vec![OpenBox {
            index: 0,
            start: 0,
            end: self.order.len(),
            left: 0,
        }];
        self.depth = 0;
    }

    /// How many subtrees were not opened, and their Σ|value|.
    pub fn hidden(&self) -> (u32, i64) {
        let weight = i64::try_from(self.hidden_weight).unwrap_or(i64::MAX);
        (self.hidden_boxes, weight)
    }

    /// Base values of the samples at hand whose stacks have no value now.
    pub fn vanished(&self) -> i64 {
        let Some(base) = &self.selection.base else {
            return 0;
        };
        let samples = self.samples().iter().map(|&sample| sample as usize);
        samples
            .filter(|&sample| self.selection.is_vanished[sample])
            .fold(0i64, |sum, sample| sum.wrapping_add(base[sample]))
    }

    /// Narrows the stacks to those along `path`, a full-width box for each step.
    pub async fn zoom(&mut self, path: &[u32], pace: &Pace) {
        // The root's own id does no harm at the start of a path.
        let path = path.strip_prefix(&[NodeId::NONE.0]).unwrap_or(path);
        for &step in path.iter().take(u16::MAX as usize) {
            let Some(&open) = self.open.first() else {
                return;
            };
            self.count(open, &mut 0, pace).await;
            let mut groups = self.groups.iter();
            let along = groups.find(|group| match self.stacks.are_in_time {
                true => group.start == step as usize,
                false => self.node_of(group.start) == Some(NodeId(step)),
            });
            let Some(&along) = along.filter(|group| group.weight > 0) else {
                return;
            };
            let node = self.node_of(along.start).unwrap_or(NodeId::NONE);
            self.depth += 1;
            self.push_whole_row(node, along);
        }
    }

    /// Opens row after row until nothing is left that is at least `min_share` of the whole.
    pub async fn open_rows(&mut self, min_share: f64, pace: &Pace) {
        let min_share = if min_share > 0.0 { min_share } else { 0.0 };
        let min_weight = min_share * self.whole as f64;
        let mut since_breath = 0;
        while !self.open.is_empty() {
            for open in std::mem::take(&mut self.open) {
                self.count(open, &mut since_breath, pace).await;
                match self.stacks.are_in_time {
                    true => self.make_boxes_in_time(open, min_weight),
                    false => self.make_boxes(open, min_weight),
                }
            }
            self.depth += u32::from(!self.open.is_empty());
        }
    }

    /// A row of one box that holds the stacks of `all` of the zoomed box's stretch.
    fn push_whole_row(&mut self, node: NodeId, all: Group) {
        self.whole = all.weight;
        let parent = self.box_count().saturating_sub(1);
        let index = self.push_box(self.depth, node, parent, 0, all);
        let ends = self.ending_in(all.start, all.end);
        self.boxes.flat[index as usize] = self.now[all.start..ends]
            .iter()
            .fold(0i64, |sum, value| sum.wrapping_add(*value));
        self.open = vec![OpenBox {
            index,
            start: all.start,
            end: all.end,
            left: 0,
        }];
    }

    /// Where the stacks of a stretch that end in its box do so: they stand first.
    fn ending_in(&self, start: usize, end: usize) -> usize {
        let mut places = start..end;
        let longer = places.find(|&place| self.order.depth(place) > self.depth);
        longer.unwrap_or(end)
    }

    /// Finds the children of a box, and what of it ends in it.
    async fn count(&mut self, open: OpenBox, since_breath: &mut usize, pace: &Pace) {
        self.groups.clear();
        let (mut start, mut before, mut flat) = (open.start, 0u64, 0i64);
        while start < open.end {
            let ends = self.ending_in(start, open.end.min(start + STRIDE));
            let (end, part) = match ends > start {
                true => (ends, self.sum(start, ends)),
                false => {
                    let end = self.end_of_group(start, open.end.min(start + STRIDE));
                    (end, self.sum(start, end))
                }
            };
            // A group longer than a stride comes in parts.
            let is_new = self.order.shared[start] <= self.depth;
            match self.groups.last_mut().filter(|_| !is_new) {
                _ if ends > start => flat = flat.wrapping_add(part.value),
                Some(group) => group.add(part),
                None => self.groups.push(Group { before, ..part }),
            }
            before = before.saturating_add(part.weight);
            *since_breath += end - start;
            if *since_breath >= STRIDE {
                *since_breath = 0;
                pace.breathe().await;
            }
            start = end;
        }
        self.boxes.flat[open.index as usize] = flat;
    }

    /// Where the child that begins or goes on at `start` ends, `end` at the latest.
    fn end_of_group(&self, start: usize, end: usize) -> usize {
        let mut shared = self.order.shared[start + 1..end].iter();
        let more = shared.position(|&shared| shared <= self.depth);
        more.map_or(end, |more| start + 1 + more)
    }

    /// What the stacks of a stretch are worth.
    // A function of its own: browsers compile the whole of a function for speed before any of it
    // is fast, and what awaits is large.
    #[inline(never)]
    fn sum(&self, start: usize, end: usize) -> Group {
        let mut sum = Group {
            start,
            end,
            first: u32::MAX,
            first_place: start,
            ..Group::default()
        };
        for place in start..end {
            let now = self.now[place];
            let base = self.base.get(place).copied().unwrap_or_default();
            let mut weight = now.unsigned_abs();
            if self.width == FlameWidth::Both {
                weight = weight.saturating_add(base.unsigned_abs());
            }
            sum.weight = sum.weight.saturating_add(weight);
            sum.value = sum.value.wrapping_add(now);
            sum.base = sum.base.wrapping_add(base);
            let sample = self.order.samples[place];
            if sample < sum.first && (now | base) != 0 {
                (sum.first, sum.first_place) = (sample, place);
            }
        }
        sum
    }

    /// The node that the stacks from `place` on go on with.
    fn node_of(&self, place: usize) -> Option<NodeId> {
        let frame = self.stacks.frames()[self.order.frame_at(place, self.depth)?];
        Some(self.selection.nodes.of_frame()[frame.index()])
    }

    /// Makes a box of each child that is wide enough, largest first.
    #[inline(never)]
    fn make_boxes(&mut self, open: OpenBox, min_weight: f64) {
        let is_deepest = self.depth == u32::from(u16::MAX);
        let (mut narrow, mut narrow_weight) = (0u32, 0u64);
        let mut seen = Vec::new();
        for group in &self.groups {
            if group.weight > 0 && group.weight as f64 >= min_weight && !is_deepest {
                seen.push((self.node_of(group.start).unwrap_or(NodeId::NONE), *group));
            } else if group.weight > 0 {
                narrow += 1;
                narrow_weight = narrow_weight.saturating_add(group.weight);
            }
        }
        let (tables, nodes) = (self.selection.tables(), &self.selection.nodes);
        order::sort_by(&mut seen, |(a, of_a), (b, of_b)| {
            let name = |node: &NodeId| nodes.sort_name(tables, *node);
            let by_weight = of_b.weight.cmp(&of_a.weight);
            by_weight.then_with(|| name(a).cmp(name(b))).then(a.cmp(b))
        });
        let mut left = open.left;
        for (node, group) in seen {
            self.open_box(open, node, left, group);
            left = left.saturating_add(group.weight);
        }
        if narrow > 0 {
            self.gather(open.index, left, narrow, narrow_weight);
        }
    }

    /// Makes a box below another, to be opened in turn.
    fn open_box(&mut self, above: OpenBox, node: NodeId, left: u64, group: Group) {
        let index = self.push_box(self.depth + 1, node, above.index, left, group);
        self.open.push(OpenBox {
            index,
            start: group.start,
            end: group.end,
            left,
        });
    }
}

impl Group {
    /// Adds the stretch that follows.
    fn add(&mut self, more: Group) {
        if more.first < self.first {
            (self.first, self.first_place) = (more.first, more.first_place);
        }
        self.end = more.end;
        self.weight = self.weight.saturating_add(more.weight);
        self.value = self.value.wrapping_add(more.value);
        self.base = self.base.wrapping_add(more.base);
    }
}
