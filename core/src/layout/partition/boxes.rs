//! The boxes that a partition comes to, what is told of each, and what they are called.

use std::sync::Arc;

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

    /// Adds a box; what is flat in it comes later.
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
        if self.stacks.are_in_time {
            boxes.places.push(group.start as u32);
        }
        let growing = self.growing_in(&group);
        let boxes = &mut self.boxes;
        if !self.growing.is_empty() {
            boxes.growing.push(growing);
        }
        self.box_nodes.push(node);
        let index = boxes.depth.len() as u32 - 1;
        if let Some(above) = depth.checked_sub(1) {
            self.look_into(index, group, above);
        }
        index
    }

    /// Adds to a box what its stacks' frames in its row say of it.
    fn look_into(&mut self, index: u32, group: Group, depth: u32) {
        let order = Arc::clone(&self.order);
        let Some(first) = order.frame_at(group.first_place, depth) else {
            return;
        };
        if self
            .selection
            .tables()
            .is_inlined(self.stacks.frames()[first])
        {
            self.boxes.flags[index as usize] |= IS_INLINED;
        }
        if self.stacks.is_collapsed() {
            let places = (group.start..group.end).filter_map(|place| order.frame_at(place, depth));
            let repeats = places.map(|at| self.stacks.repeats(at)).max();
            self.boxes.repeats[index as usize] = repeats.unwrap_or(1);
        }
    }

    /// What of a stretch is in stacks that grow, Σ|value| now.
    fn growing_in(&self, group: &Group) -> i64 {
        if self.growing.is_empty() {
            return 0;
        }
        let places = group.start..group.end;
        let is_growing = |place: &usize| {
            let sample = self.order.samples[*place] as usize;
            self.growing.get(sample) == Some(&true)
        };
        let values = places.filter(is_growing).map(|place| self.now[place]);
        let sum = values.fold(0u64, |sum, value| sum.saturating_add(value.unsigned_abs()));
        i64::try_from(sum).unwrap_or(i64::MAX)
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
