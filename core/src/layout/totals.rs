//! flat and cum of every node, in one pass over the stacks.

use crate::job::Pace;
use crate::map::Map;
use crate::profile::{FrameId, NodeId, Selection};

/// Frames looked at between two breaths: some tens of microseconds.
const STRIDE: usize = 16_384;

/// flat and cum of every row of a table, by node id; the nodes of [`crate::profile::Nodes::row_of`]
/// carry the values, all others are zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// What ends in a node.
    pub flat: Vec<i64>,
    /// What passes through it; recursion counts once.
    pub cum: Vec<i64>,
    /// The same in the base, where there is one.
    pub base: Option<(Vec<i64>, Vec<i64>)>,
}

impl Totals {
    /// Both as one signed column, now − base: what pprof calls flat and cum of a difference.
    pub fn difference(&self, node: NodeId) -> (i64, i64) {
        let (base_flat, base_cum) = self.base_of(node).unwrap_or_default();
        let node = node.index();
        let flat = self.flat[node].wrapping_sub(base_flat);
        (flat, self.cum[node].wrapping_sub(base_cum))
    }

    /// flat and cum in the base, where there is one.
    pub fn base_of(&self, node: NodeId) -> Option<(i64, i64)> {
        let (flat, cum) = self.base.as_ref()?;
        Some((flat[node.index()], cum[node.index()]))
    }
}

/// Which nodes a graph keeps: pprof makes it anew from the nodes that are not too small, and what
/// lies between two kept ones is passed over.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a>(pub Option<&'a [bool]>);

impl Kept<'_> {
    pub fn holds(self, node: NodeId) -> bool {
        self.0.is_none_or(|kept| kept[node.index()])
    }
}

/// flat and cum of all nodes.
pub async fn totals(selection: &Selection, pace: &Pace) -> Totals {
    totals_of_kept(selection, Kept(None), pace).await
}

/// As [`totals`], of the graph that is left of `kept` nodes: what a stack's leaf is worth counts as
/// flat only where the leaf itself is kept.
pub(super) async fn totals_of_kept(selection: &Selection, kept: Kept<'_>, pace: &Pace) -> Totals {
    let nodes = selection.nodes.len();
    let mut pass = Pass {
        selection,
        kept,
        now: Sums::new(nodes),
        base: selection.base.as_ref().map(|_| Sums::new(nodes)),
        counted_by: vec![u32::MAX; nodes],
    };
    let mut next = 0;
    while next < selection.now.len() {
        next = pass.count_some(next);
        pace.breathe().await;
    }
    Totals {
        flat: pass.now.flat,
        cum: pass.now.cum,
        base: pass.base.map(|base| (base.flat, base.cum)),
    }
}

/// Gives `each` the samples from this one on that have a value, now or in the base, with their stacks
/// and both values, until those have some thousand frames; which is the next.
#[inline(always)]
fn some_samples(
    selection: &Selection,
    first: usize,
    mut each: impl FnMut(u32, &[FrameId], (i64, i64)),
) -> usize {
    let (mut sample, mut frames) = (first, 0);
    while sample < selection.now.len() && frames < STRIDE {
        let values = (selection.now[sample], selection.base_of(sample));
        frames += 1;
        if values != (0, 0) {
            let stack = selection.profile.samples.stack(sample);
            frames += stack.len();
            each(sample as u32, stack, values);
        }
        sample += 1;
    }
    sample
}

/// A pass over all samples.
struct Pass<'a> {
    selection: &'a Selection,
    kept: Kept<'a>,
    now: Sums,
    base: Option<Sums>,
    /// Which sample last counted a node: no set to clear between samples.
    counted_by: Vec<u32>,
}

impl Pass<'_> {
    /// Counts samples from this one on, of some thousand frames; which is the next.
    // A function of its own: browsers compile the whole of a function for speed before any of it
    // is fast, and what awaits is large.
    #[inline(never)]
    fn count_some(&mut self, first: usize) -> usize {
        let row_of = self.selection.nodes.row_of_frame();
        some_samples(self.selection, first, |sample, stack, values| {
            self.count(sample, stack, row_of, values);
        })
    }

    fn count(&mut self, sample: u32, stack: &[FrameId], row_of: &[NodeId], values: (i64, i64)) {
        for frame in stack {
            let node = row_of[frame.index()];
            let counted = &mut self.counted_by[node.index()];
            if *counted == sample {
                continue;
            }
            *counted = sample;
            if !self.kept.holds(node) {
                continue;
            }
            self.now.add_cum(node, values.0);
            if let Some(base) = &mut self.base {
                base.add_cum(node, values.1);
            }
        }
        let leaf = stack.last().map(|frame| row_of[frame.index()]);
        if let Some(leaf) = leaf.filter(|&leaf| self.kept.holds(leaf)) {
            self.now.add_flat(leaf, values.0);
            if let Some(base) = &mut self.base {
                base.add_flat(leaf, values.1);
            }
        }
    }
}

struct Sums {
    flat: Vec<i64>,
    cum: Vec<i64>,
}

impl Sums {
    fn new(nodes: usize) -> Sums {
        Sums {
            flat: vec![0; nodes],
            cum: vec![0; nodes],
        }
    }

    fn add_flat(&mut self, node: NodeId, value: i64) {
        let flat = &mut self.flat[node.index()];
        *flat = flat.wrapping_add(value);
    }

    fn add_cum(&mut self, node: NodeId, value: i64) {
        let cum = &mut self.cum[node.index()];
        *cum = cum.wrapping_add(value);
    }
}

/// A call between two rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Edge {
    /// Σ of the samples that pass it, each once.
    pub now: i64,
    /// The same in the base.
    pub base: i64,
    /// Whether every such sample has the callee inlined.
    pub is_inlined: bool,
}

/// The edges (caller, callee) that `is_wanted`, counted once per sample, none from a node to itself.
pub(super) async fn edges(
    selection: &Selection,
    kept: Kept<'_>,
    is_wanted: impl Fn(NodeId, NodeId) -> bool,
    pace: &Pace,
) -> Vec<((NodeId, NodeId), Edge)> {
    let mut pass = EdgePass {
        selection,
        kept,
        is_wanted: &is_wanted,
        edges: Map::default(),
    };
    let mut next = 0;
    while next < selection.now.len() {
        next = pass.count_some(next);
        pace.breathe().await;
    }
    let counted = pass.edges.into_rows().into_iter();
    counted.map(|(ends, (edge, _))| (ends, edge)).collect()
}

/// A pass over all samples' calls.
struct EdgePass<'a> {
    selection: &'a Selection,
    kept: Kept<'a>,
    is_wanted: &'a dyn Fn(NodeId, NodeId) -> bool,
    /// With the sample that last counted it.
    edges: Map<(NodeId, NodeId), (Edge, u32)>,
}

impl EdgePass<'_> {
    /// As [`Pass::count_some`].
    #[inline(never)]
    fn count_some(&mut self, first: usize) -> usize {
        let row_of = self.selection.nodes.row_of_frame();
        some_samples(self.selection, first, |sample, stack, values| {
            self.count(sample, stack, row_of, values);
        })
    }

    fn count(&mut self, sample: u32, stack: &[FrameId], row_of: &[NodeId], values: (i64, i64)) {
        let mut caller: Option<NodeId> = None;
        for &frame in stack {
            let callee = row_of[frame.index()];
            if !self.kept.holds(callee) {
                continue;
            }
            let caller = caller.replace(callee).filter(|&caller| caller != callee);
            let Some(caller) = caller.filter(|&caller| (self.is_wanted)(caller, callee)) else {
                continue;
            };
            let new = Edge {
                is_inlined: true,
                ..Edge::default()
            };
            let ends = (caller, callee);
            let (edge, counted_by) = self.edges.or_insert_with(ends, || (new, u32::MAX));
            if *counted_by != sample {
                *counted_by = sample;
                edge.now = edge.now.wrapping_add(values.0);
                edge.base = edge.base.wrapping_add(values.1);
                edge.is_inlined &= self.selection.tables().is_inlined(frame);
            }
        }
    }
}
