//! A laid out flame view with what is needed to find boxes in it.

use std::ops::Range;
use std::sync::Arc;

use leakscope_core::layout::flame::CALLERS;
use leakscope_core::layout::{Boxes, Flame, NameInfo};

/// A flame view and which boxes each of its rows has, on the screen from top to bottom.
///
/// ```text
/// depth  0 1 1 2 2 2 3     rows  0..1 1..3 3..6 6..7     upright the other way round
///
/// depth  0 1 1 2 | 1 2     rows  5..6 4..5 0..1 1..3 3..4
///                callers         callers ↑ function ↓ callees
/// ```
pub struct FlameIndex {
    /// The view, as the engine made it.
    pub flame: Arc<Flame>,
    /// Whether rows grow upwards from the root.
    pub is_upright: bool,
    rows: Vec<Range<usize>>,
    root_row: usize,
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
    pub fn new(flame: Arc<Flame>, is_upright: bool) -> FlameIndex {
        let boxes = &flame.boxes;
        let lengths = [
            boxes.x.len(),
            boxes.width.len(),
            boxes.name.len(),
            boxes.parent.len(),
            boxes.value.len(),
        ];
        let len = lengths.into_iter().fold(boxes.depth.len(), usize::min);
        let callers = flame.callers.0 as usize..flame.callers.1 as usize;
        let deepest = |is_caller: bool| {
            let side = (0..len).filter(|at| callers.contains(at) == is_caller);
            side.map(|at| usize::from(boxes.depth[at])).max()
        };
        let above = deepest(true).unwrap_or(0);
        let count = deepest(false).map_or(0, |below| above + below + 1);
        let mut index = FlameIndex {
            rows: vec![0..0; count],
            root_row: if is_upright {
                count.saturating_sub(above + 1)
            } else {
                above
            },
            is_upright,
            flame: Arc::clone(&flame),
        };
        for at in 0..len {
            let row = index.row_of(at);
            let Some(row) = index.rows.get_mut(row) else {
                continue;
            };
            if row.start == row.end {
                *row = at..at;
            }
            row.end = at + 1;
        }
        index
    }

    /// Which row a box stands in.
    pub fn row_of(&self, at: usize) -> usize {
        let depth = self.boxes().depth.get(at).copied().unwrap_or(0);
        self.row_at(usize::from(depth), self.is_caller(at))
    }

    /// The row so many steps from the root, on the callers' side or on the other.
    fn row_at(&self, depth: usize, is_caller: bool) -> usize {
        match is_caller == self.is_upright {
            true => self.root_row + depth,
            // Beyond the first there is none.
            false => self.root_row.checked_sub(depth).unwrap_or(usize::MAX),
        }
    }

    fn is_caller(&self, at: usize) -> bool {
        let (from, to) = self.flame.callers;
        (from as usize..to as usize).contains(&at)
    }

    /// The row below a box, away from the root, on the callers' side or the other.
    pub fn row_beyond(&self, at: usize, is_caller: bool) -> usize {
        let depth = self.boxes().depth.get(at).copied().unwrap_or(0);
        self.row_at(usize::from(depth) + 1, is_caller)
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The boxes of a row, left to right.
    pub fn row(&self, row: usize) -> Range<usize> {
        self.rows.get(row).cloned().unwrap_or(0..0)
    }

    /// The zoomed box.
    pub fn zoomed(&self) -> usize {
        self.flame.ancestors as usize
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
    pub fn hit(&self, row: usize, x: f64) -> Option<usize> {
        let row = self.row(row);
        let boxes = self.boxes();
        let lefts = boxes.x.get(row.clone())?;
        let at = row.start + lefts.partition_point(|&left| left <= x).checked_sub(1)?;
        (x < boxes.x[at] + boxes.width[at]).then_some(at)
    }

    /// What the zoomed box, whose width is the whole width, is worth.
    pub fn zoomed_value(&self) -> i64 {
        let value = self.boxes().value.get(self.zoomed());
        value.copied().unwrap_or(self.flame.total)
    }

    /// Node ids from below the root to a box, places in the order of time; to a caller in a sandwich behind [`CALLERS`].
    pub fn path(&self, at: usize) -> Vec<u32> {
        let mut path: Vec<u32> = self
            .chain(at)
            .filter_map(|at| self.node_below_root(at))
            .collect();
        if self.is_caller(at) {
            path.push(CALLERS);
        }
        path.reverse();
        path
    }

    /// The box a path leads to.
    pub fn at_path(&self, path: &[u32]) -> Option<usize> {
        let is_caller = path.first() == Some(&CALLERS);
        let mut at = self.row(self.root_row).next()?;
        for &node in &path[usize::from(is_caller)..] {
            let is_next = |child: &usize| {
                self.step_to(*child) == Some(node) && self.is_caller(*child) == is_caller
            };
            at = self.children(at).find(is_next)?;
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

    /// The boxes of which a box is the parent, left to right; callees first.
    pub fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let row = |is_caller| self.row(self.row_beyond(at, is_caller));
        let callers = match at {
            0 => row(true),
            _ => 0..0,
        };
        row(at > 0 && self.is_caller(at))
            .chain(callers)
            .filter(move |&child| self.boxes().parent[child] as usize == at && child != at)
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
        self.step_to(at)
    }

    /// What a path calls a box.
    fn step_to(&self, at: usize) -> Option<u32> {
        match self.boxes().places.get(at) {
            Some(&place) => Some(place),
            None => self.name(at).map(|name| name.node),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// A function with two callees, one of which calls on, and two callers of it.
    fn sandwich(is_upright: bool) -> FlameIndex {
        let boxes = Boxes {
            depth: vec![0, 1, 1, 2, 1, 2],
            x: vec![0.0, 0.0, 0.5, 0.0, 0.0, 0.0],
            width: vec![1.0, 0.5, 0.5, 0.5, 1.0, 0.5],
            name: vec![0, 1, 2, 3, 1, 4],
            parent: vec![0, 0, 0, 1, 0, 4],
            value: vec![8, 4, 4, 4, 8, 4],
            ..Boxes::default()
        };
        let name = |node| NameInfo {
            node,
            ..NameInfo::default()
        };
        let flame = Flame {
            boxes,
            names: (10..15).map(name).collect(),
            callers: (4, 6),
            ..Flame::default()
        };
        FlameIndex::new(Arc::new(flame), is_upright)
    }

    fn rows(index: &FlameIndex) -> Vec<Range<usize>> {
        (0..index.row_count()).map(|row| index.row(row)).collect()
    }

    #[wasm_bindgen_test]
    fn callers_stand_above_and_upright_below() {
        let mut wanted = vec![5..6, 4..5, 0..1, 1..3, 3..4];
        assert_eq!(rows(&sandwich(false)), wanted);
        wanted.reverse();
        assert_eq!(rows(&sandwich(true)), wanted);
        for is_upright in [false, true] {
            let index = sandwich(is_upright);
            for at in 0..6 {
                assert!(index.row(index.row_of(at)).contains(&at));
            }
        }
    }

    #[wasm_bindgen_test]
    fn a_path_leads_back_to_its_box_on_its_side() {
        let index = sandwich(false);
        for at in 0..6 {
            assert_eq!(index.at_path(&index.path(at)), Some(at));
        }
        // The same function as caller and as callee.
        assert_eq!(index.path(1), [11]);
        assert_eq!(index.path(4), [CALLERS, 11]);
        assert_eq!(index.children(0).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!(index.children(4).collect::<Vec<_>>(), [5]);
        assert_eq!(index.hit(1, 0.7), Some(4));
        assert_eq!(index.hit(3, 0.7), Some(2));
    }

    #[wasm_bindgen_test]
    fn nothing_has_no_rows() {
        let index = FlameIndex::new(Arc::default(), false);
        assert_eq!((index.row_count(), index.at_path(&[1])), (0, None));
        assert_eq!(index.hit(0, 0.5), None);
    }
}
