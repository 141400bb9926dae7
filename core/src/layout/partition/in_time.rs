//! Boxes in the order of time.

use super::{Group, OpenBox, Partition};
use crate::profile::NodeId;

/// Children between two boxes that are too narrow for boxes of their own.
#[derive(Default)]
struct Gathered {
    count: u32,
    weight: u64,
    left: u64,
}

impl Partition<'_> {
    /// Makes a box of each child that is wide enough, where it began.
    #[inline(never)]
    pub(super) fn make_boxes_in_time(&mut self, open: OpenBox, min_weight: f64) {
        let is_deepest = self.depth == u32::from(u16::MAX);
        let groups = std::mem::take(&mut self.groups);
        let mut narrow = Gathered::default();
        for group in groups.iter().filter(|group| group.weight > 0) {
            let left = open.left.saturating_add(group.before);
            if group.weight as f64 >= min_weight && !is_deepest {
                self.gather_in_time(open, std::mem::take(&mut narrow));
                let node = self.node_of(group.start).unwrap_or(NodeId::NONE);
                self.open_box(open, node, left, *group);
            } else {
                narrow.add(left, group);
            }
        }
        self.gather_in_time(open, narrow);
        self.groups = groups;
    }

    fn gather_in_time(&mut self, open: OpenBox, narrow: Gathered) {
        if narrow.count > 0 {
            // As wide as they are together, though what ends in the box above may lie between them.
            self.gather(open.index, narrow.left, narrow.count, narrow.weight);
        }
    }
}

impl Gathered {
    fn add(&mut self, left: u64, group: &Group) {
        if self.count == 0 {
            self.left = left;
        }
        self.count += 1;
        self.weight = self.weight.saturating_add(group.weight);
    }
}
