//! The boxes that a partition comes to, what is told of each, and what they are called.

use super::{Group, Partition};
use crate::layout::flame::{HAS_HIDDEN, IS_INLINED};
use crate::layout::package::package_class;
use crate::layout::{Boxes, NameInfo, Narrow};
use crate::profile::NodeId;

impl Partition<'_> {
    /// The boxes, what is gathered below them, and what they are called.
    pub fn into_boxes(self, root: NameInfo) -> (Boxes, Narrow, Vec<NameInfo>) {
        let (tables, nodes) = (self.selection.tables(), &self.selection.nodes);
        let (mut boxes, mut names) = (self.boxes, vec![root]);
        let mut name_of = vec![0; nodes.len()];
        for &node in &self.box_nodes {
            let index = match node {
                NodeId::NONE => 0,
                node => {
                    let index = &mut name_of[node.index()];
                    if *index == 0 {
                        *index = names.len() as u32;
                        let (name, file) = (nodes.name(tables, node), nodes.file(tables, node));
                        names.push(NameInfo {
                            node: node.0,
                            package: package_class(&name, &file),
                            name,
                            file,
                        });
                    }
                    *index
                }
            };
            boxes.name.push(index);
        }
        (boxes, self.narrow, names)
    }

    /// Adds a box; what is flat and inlined in it comes later.
    pub(super) fn push_box(
        &mut self,
        depth: u32,
        node: NodeId,
        parent: u32,
        left: u64,
        group: Group,
    ) -> u32 {
        let (x, width) = (self.share(left), self.share(group.weight));
        let boxes = &mut self.boxes;
        boxes.depth.push(depth.min(u32::from(u16::MAX)) as u16);
        boxes.x.push(x);
        boxes.width.push(width.min(1.0 - x));
        boxes.parent.push(parent);
        boxes.value.push(group.value);
        boxes.flat.push(0);
        boxes.base.push(group.base);
        boxes.flags.push(0);
        if self.stacks.is_collapsed() {
            boxes.repeats.push(1);
        }
        if !self.growing.is_empty() {
            boxes.growing.push(0);
        }
        self.box_nodes.push(node);
        boxes.depth.len() as u32 - 1
    }

    /// Adds to a box what its samples' frames at `depth` say of it.
    pub(super) fn look_into(&mut self, index: u32, samples: &[u32], depth: u32) {
        let Some(&first) = samples.first() else {
            return;
        };
        let frame = self.stacks.frame(first, depth);
        if frame.is_some_and(|frame| self.selection.tables().is_inlined(frame)) {
            self.boxes.flags[index as usize] |= IS_INLINED;
        }
        if self.stacks.is_collapsed() {
            let repeats = samples.iter().map(|&at| self.stacks.repeats(at, depth));
            self.boxes.repeats[index as usize] = repeats.max().unwrap_or(1);
        }
        self.sum_growth(index, samples);
    }

    pub(super) fn sum_growth(&mut self, index: u32, samples: &[u32]) {
        if self.growing.is_empty() {
            return;
        }
        let is_growing = |sample: &usize| self.growing.get(*sample) == Some(&true);
        let growing = samples.iter().map(|&sample| sample as usize);
        let values = growing.filter(is_growing).map(|it| self.selection.now[it]);
        let sum = values.fold(0u64, |sum, value| sum.saturating_add(value.unsigned_abs()));
        self.boxes.growing[index as usize] = i64::try_from(sum).unwrap_or(i64::MAX);
    }

    /// Counts subtrees that are not opened, which would stand at `left` below a box.
    pub(super) fn gather(&mut self, parent: u32, left: u64, count: u32, weight: u64) {
        self.hidden_boxes = self.hidden_boxes.saturating_add(count);
        self.hidden_weight = self.hidden_weight.saturating_add(weight);
        self.boxes.flags[parent as usize] |= HAS_HIDDEN;
        let (x, width) = (self.share(left), self.share(weight));
        let narrow = &mut self.narrow;
        narrow.parent.push(parent);
        narrow.x.push(x);
        narrow.width.push(width.min(1.0 - x));
        narrow.count.push(count);
        narrow.value.push(i64::try_from(weight).unwrap_or(i64::MAX));
        narrow.is_caller.push(self.stacks.are_callers());
    }

    /// A weight as a share of the zoomed box's.
    fn share(&self, weight: u64) -> f64 {
        match self.whole {
            0 => 0.0,
            whole => (weight as f64 / whole as f64).min(1.0),
        }
    }
}
