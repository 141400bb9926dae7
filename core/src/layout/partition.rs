//! Flame boxes by partition: no tree is built, only what is wide enough to be seen is opened.
//!
//! A row is a permutation of samples in which each open box owns one stretch. To go a level down,
//! the samples of a box are counted by their next node in one array, reset by the list of nodes
//! touched; the groups wide enough become boxes, and their samples, and only theirs, move on to the
//! next row's permutation, group after group. So the work shrinks with what is visible, and depth
//! is a loop: a stack of 100,000 frames is data like any other.
//!
//! ```text
//! row 1   [ main: 4 1 7 2 0 ........ ][ net/http: 3 6 ]      samples by number
//! row 2   [ run: 4 7 2 ][ init: 1 ]   [ serve: 3 6    ]      0 ended in main, 5 was too narrow
//! ```

mod boxes;

use super::flame::FlameWidth;
use super::stacks::Stacks;
use super::{Boxes, Narrow};
use crate::job::Pace;
use crate::order;
use crate::profile::{NodeId, Selection};

/// Samples looked at between two breaths: some tens of microseconds.
const STRIDE: usize = 4096;

/// The state between two rows.
pub(super) struct Partition<'a> {
    selection: &'a Selection,
    stacks: Stacks<'a>,
    width: FlameWidth,
    /// Which samples have a stack that grows; empty where nobody asks.
    growing: &'a [bool],
    boxes: Boxes,
    narrow: Narrow,
    /// Node of each box.
    box_nodes: Vec<NodeId>,
    /// The boxes of the deepest row.
    open: Vec<OpenBox>,
    /// Their samples, box after box.
    order: Vec<u32>,
    /// What has been counted, by node.
    groups: Vec<Group>,
    touched: Vec<NodeId>,
    /// Ids of those of them that became boxes, largest first.
    seen: Vec<u32>,
    /// The next node of each sample of the box being opened.
    next_nodes: Vec<NodeId>,
    /// Weight of the zoomed box: what x and width are shares of.
    whole: u64,
    depth: u32,
    hidden_boxes: u32,
    hidden_weight: u64,
}

/// A box whose samples are at hand.
#[derive(Clone, Copy)]
struct OpenBox {
    index: u32,
    /// Its stretch of the row's permutation.
    start: usize,
    end: usize,
    /// Weight to the left of it.
    left: u64,
}

/// What the samples of one box have in common with those of the same next node.
#[derive(Clone, Copy, Default)]
struct Group {
    weight: u64,
    value: i64,
    base: i64,
    count: u32,
    /// Where its next sample goes in the next row; `HIDDEN` if it is not opened.
    at: u32,
}

const HIDDEN: u32 = u32::MAX;

impl<'a> Partition<'a> {
    /// The root alone.
    pub fn new(stacks: Stacks<'a>, width: FlameWidth, growing: &'a [bool]) -> Partition<'a> {
        let selection = stacks.selection;
        let mut partition = Partition {
            selection,
            width,
            growing,
            boxes: Boxes::default(),
            narrow: Narrow::default(),
            box_nodes: Vec::new(),
            open: Vec::new(),
            order: stacks.samples(),
            stacks,
            groups: vec![Group::default(); selection.nodes.len()],
            touched: Vec::new(),
            seen: Vec::new(),
            next_nodes: Vec::new(),
            whole: 0,
            depth: 0,
            hidden_boxes: 0,
            hidden_weight: 0,
        };
        partition.push_whole_row(NodeId::NONE);
        partition
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

    /// The samples at hand.
    pub fn samples(&self) -> &[u32] {
        &self.order
    }

    /// Goes back to the root, with these samples at hand, and looks the other way from it.
    pub fn turn(&mut self, samples: Vec<u32>) {
        self.stacks.is_inverted = !self.stacks.is_inverted;
        self.open = vec![OpenBox {
            index: 0,
            start: 0,
            end: samples.len(),
            left: 0,
        }];
        self.order = samples;
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
        self.order
            .iter()
            .map(|&sample| sample as usize)
            .filter(|&sample| self.selection.is_vanished[sample])
            .fold(0i64, |sum, sample| sum.wrapping_add(base[sample]))
    }

    /// Narrows the samples to those along `path`, a full-width box for each step.
    pub async fn zoom(&mut self, path: &[u32], pace: &Pace) {
        // The root's own id does no harm at the start of a path.
        let path = path.strip_prefix(&[NodeId::NONE.0]).unwrap_or(path);
        for &node in path.iter().take(u16::MAX as usize) {
            let mut along = Vec::new();
            for chunk in self.order.chunks(STRIDE) {
                let fits = |&&sample: &&u32| self.next_node(sample) == Some(NodeId(node));
                along.extend(chunk.iter().filter(fits));
                pace.breathe().await;
            }
            if along.iter().all(|&sample| self.weight(sample) == 0) {
                return;
            }
            self.order = along;
            self.depth += 1;
            self.push_whole_row(NodeId(node));
        }
    }

    /// Opens row after row until nothing is left that is at least `min_share` of the whole.
    pub async fn open_rows(&mut self, min_share: f64, pace: &Pace) {
        let min_share = if min_share > 0.0 { min_share } else { 0.0 };
        let min_weight = min_share * self.whole as f64;
        let (mut since_breath, mut next) = (0, Vec::new());
        while !self.open.is_empty() {
            let row = std::mem::take(&mut self.open);
            next.clear();
            for open in row {
                self.count(open, &mut since_breath, pace).await;
                self.make_boxes(open, min_weight, &mut next);
                self.move_on(open, &mut next);
            }
            std::mem::swap(&mut self.order, &mut next);
            self.depth += u32::from(!self.open.is_empty());
        }
    }

    /// A row of one box that holds all samples at hand.
    fn push_whole_row(&mut self, node: NodeId) {
        let mut all = Group::default();
        let mut flat = 0i64;
        for &sample in &self.order {
            all.add(self.selection, sample, self.weight(sample));
            if self.next_node(sample).is_none() {
                flat = flat.wrapping_add(self.selection.now[sample as usize]);
            }
        }
        self.whole = all.weight;
        let parent = (self.boxes.depth.len() as u32).saturating_sub(1);
        let index = self.push_box(self.depth, node, parent, 0, all);
        self.boxes.flat[index as usize] = flat;
        let end = self.order.len();
        let order = std::mem::take(&mut self.order);
        match self.depth.checked_sub(1) {
            Some(above) => self.look_into(index, &order, above),
            None => self.sum_growth(index, &order),
        }
        self.order = order;
        self.open = vec![OpenBox {
            index,
            start: 0,
            end,
            left: 0,
        }];
    }

    /// Counts the samples of a box by their next node.
    async fn count(&mut self, open: OpenBox, since_breath: &mut usize, pace: &Pace) {
        self.next_nodes.clear();
        let mut flat = 0i64;
        let mut start = open.start;
        while start < open.end {
            let end = open.end.min(start + STRIDE - *since_breath);
            flat = flat.wrapping_add(self.count_stretch(start, end));
            *since_breath += end - start;
            if *since_breath >= STRIDE {
                *since_breath = 0;
                pace.breathe().await;
            }
            start = end;
        }
        self.boxes.flat[open.index as usize] = flat;
    }

    /// Counts a stretch of the row's permutation; what of it ends here.
    // A function of its own: browsers compile the whole of a function for speed before any of it
    // is fast, and what awaits is large.
    #[inline(never)]
    fn count_stretch(&mut self, start: usize, end: usize) -> i64 {
        let mut flat = 0i64;
        for position in start..end {
            let sample = self.order[position];
            let next = self.next_node(sample);
            self.next_nodes.push(next.unwrap_or(NodeId::NONE));
            let Some(next) = next else {
                flat = flat.wrapping_add(self.selection.now[sample as usize]);
                continue;
            };
            let weight = self.weight(sample);
            let group = &mut self.groups[next.index()];
            if group.count == 0 {
                self.touched.push(next);
            }
            group.count += 1;
            group.add(self.selection, sample, weight);
        }
        flat
    }

    /// Makes a box of each group that is wide enough, largest first, and makes room for its samples
    /// in the next row.
    #[inline(never)]
    fn make_boxes(&mut self, open: OpenBox, min_weight: f64, next: &mut Vec<u32>) {
        let mut seen = std::mem::take(&mut self.seen);
        seen.clear();
        let is_deepest = self.depth == u32::from(u16::MAX);
        let (mut narrow, mut narrow_weight) = (0u32, 0u64);
        for &node in &self.touched {
            let group = &mut self.groups[node.index()];
            group.at = HIDDEN;
            if group.weight > 0 && group.weight as f64 >= min_weight && !is_deepest {
                seen.push(node.0);
            } else if group.weight > 0 {
                narrow += 1;
                narrow_weight = narrow_weight.saturating_add(group.weight);
            }
        }
        let (tables, nodes) = (self.selection.tables(), &self.selection.nodes);
        order::sort_ids(&mut seen, &mut |a, b| {
            let weight = |node: u32| self.groups[node as usize].weight;
            let name = |node| nodes.sort_name(tables, NodeId(node));
            let by_weight = weight(b).cmp(&weight(a));
            by_weight.then_with(|| name(a).cmp(name(b))).then(a.cmp(&b))
        });
        let (mut left, mut start) = (open.left, next.len());
        for node in seen.iter().copied().map(NodeId) {
            let group = self.groups[node.index()];
            let index = self.push_box(self.depth + 1, node, open.index, left, group);
            let end = start + group.count as usize;
            self.open.push(OpenBox {
                index,
                start,
                end,
                left,
            });
            self.groups[node.index()].at = start as u32;
            left = left.saturating_add(group.weight);
            start = end;
        }
        if narrow > 0 {
            self.gather(open.index, left, narrow, narrow_weight);
        }
        next.resize(start, 0);
        self.seen = seen;
    }

    /// Moves the samples of a box to where `make_boxes` made room for them, in their order.
    #[inline(never)]
    fn move_on(&mut self, open: OpenBox, next: &mut [u32]) {
        for (&sample, &node) in self.order[open.start..open.end]
            .iter()
            .zip(&self.next_nodes)
        {
            if !node.is_some() {
                continue;
            }
            let at = &mut self.groups[node.index()].at;
            if *at != HIDDEN {
                next[*at as usize] = sample;
                *at += 1;
            }
        }
        for i in self.open.len() - self.seen.len()..self.open.len() {
            let new = self.open[i];
            self.look_into(new.index, &next[new.start..new.end], self.depth);
        }
        for node in self.touched.drain(..) {
            self.groups[node.index()] = Group::default();
        }
    }

    fn weight(&self, sample: u32) -> u64 {
        let now = self.selection.now[sample as usize].unsigned_abs();
        match self.width {
            FlameWidth::Now => now,
            FlameWidth::Both => {
                now.saturating_add(self.selection.base_of(sample as usize).unsigned_abs())
            }
        }
    }

    /// The node of `sample` right below the deepest row.
    fn next_node(&self, sample: u32) -> Option<NodeId> {
        let frame = self.stacks.frame(sample, self.depth)?;
        Some(self.selection.nodes.of_frame()[frame.index()])
    }
}

impl Group {
    fn add(&mut self, selection: &Selection, sample: u32, weight: u64) {
        self.weight = self.weight.saturating_add(weight);
        self.value = self.value.wrapping_add(selection.now[sample as usize]);
        self.base = self.base.wrapping_add(selection.base_of(sample as usize));
    }
}
