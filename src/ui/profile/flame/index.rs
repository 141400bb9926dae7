//! A laid out flame view with what is needed to find boxes in it.

use std::ops::Range;
use std::sync::Arc;

use leakscope_core::layout::{Boxes, Flame, NameInfo};

/// A flame view and where each of its rows begins.
///
/// ```text
/// depth  0 1 1 2 2 2 3     rows  0..1 1..3 3..6 6..7
/// ```
pub struct FlameIndex {
    /// The view, as the engine made it.
    pub flame: Arc<Flame>,
    rows: Vec<Range<usize>>,
}

/// Each is another one: none is made twice of the same answer.
impl PartialEq for FlameIndex {
    fn eq(&self, other: &FlameIndex) -> bool {
        std::ptr::eq(self, other)
    }
}

impl FlameIndex {
    /// Indexes a view. Columns of unequal length are cut to the shortest, so that no box of the
    /// view lacks a value.
    pub fn new(flame: Arc<Flame>) -> FlameIndex {
        let boxes = &flame.boxes;
        let lengths = [
            boxes.x.len(),
            boxes.width.len(),
            boxes.name.len(),
            boxes.parent.len(),
            boxes.value.len(),
        ];
        let len = lengths.into_iter().fold(boxes.depth.len(), usize::min);
        let mut rows: Vec<Range<usize>> = Vec::new();
        for at in 0..len {
            let depth = usize::from(boxes.depth[at]);
            while rows.len() <= depth {
                rows.push(at..at);
            }
            rows[depth].end = at + 1;
        }
        FlameIndex { flame, rows }
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The boxes of a row, left to right.
    pub fn row(&self, depth: usize) -> Range<usize> {
        self.rows.get(depth).cloned().unwrap_or(0..0)
    }

    /// The columns.
    pub fn boxes(&self) -> &Boxes {
        &self.flame.boxes
    }

    /// How a box is called.
    pub fn name(&self, at: usize) -> Option<&NameInfo> {
        self.flame
            .names
            .get(*self.flame.boxes.name.get(at)? as usize)
    }

    /// The box at `x` (0 to 1 of the zoomed box) of a row.
    pub fn hit(&self, depth: usize, x: f64) -> Option<usize> {
        let row = self.row(depth);
        let boxes = self.boxes();
        let lefts = boxes.x.get(row.clone())?;
        let at = row.start + lefts.partition_point(|&left| left <= x).checked_sub(1)?;
        (x < boxes.x[at] + boxes.width[at]).then_some(at)
    }

    /// Node ids from below the root down to a box.
    pub fn path(&self, at: usize) -> Vec<u32> {
        let mut path: Vec<u32> = self
            .chain(at)
            .filter_map(|at| self.node_below_root(at))
            .collect();
        path.reverse();
        path
    }

    /// The box a path leads to.
    pub fn at_path(&self, path: &[u32]) -> Option<usize> {
        let mut at = self.row(0).next()?;
        for &node in path {
            at = self
                .children(at)
                .find(|&child| self.name(child).is_some_and(|name| name.node == node))?;
        }
        Some(at)
    }

    /// A box and all above it, up to the root.
    pub fn chain(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = move |&at: &usize| {
            let parent = *self.boxes().parent.get(at)? as usize;
            (parent < at).then_some(parent)
        };
        std::iter::successors(Some(at), parent)
    }

    /// The box above; none for the root.
    pub fn parent(&self, at: usize) -> Option<usize> {
        self.chain(at).nth(1)
    }

    /// The boxes right below, left to right.
    pub fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let depth = self
            .boxes()
            .depth
            .get(at)
            .map_or(usize::MAX - 1, |&depth| usize::from(depth));
        self.row(depth + 1)
            .filter(move |&child| self.boxes().parent[child] as usize == at)
    }

    /// The widest box of those whose name `wanted` accepts.
    pub fn widest(&self, wanted: impl Fn(&NameInfo) -> bool) -> Option<usize> {
        let width = |at: &usize| self.boxes().width[*at];
        let all = self.rows.iter().flat_map(Range::clone);
        all.filter(|&at| self.name(at).is_some_and(&wanted))
            .max_by(|a, b| width(a).total_cmp(&width(b)).then(b.cmp(a)))
    }

    /// The topmost box around a box in which that is not narrow, an eighth of it or more.
    pub fn around(&self, at: usize) -> usize {
        let width = |at: usize| self.boxes().width.get(at).copied().unwrap_or(1.0);
        let fits = |&above: &usize| width(above) <= 8.0 * width(at);
        self.chain(at).take_while(fits).last().unwrap_or(at)
    }

    /// Every box whose node `wanted` accepts, top to bottom, left to right.
    pub fn matching(&self, wanted: impl Fn(u32) -> bool) -> Vec<usize> {
        let all = self.rows.iter().flat_map(Range::clone);
        all.filter(|&at| self.name(at).is_some_and(|name| wanted(name.node)))
            .collect()
    }

    fn node_below_root(&self, at: usize) -> Option<u32> {
        self.parent(at)?;
        self.name(at).map(|name| name.node)
    }
}
