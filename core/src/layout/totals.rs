//! flat and cum of every node, in one pass over the stacks.

use crate::job::Pace;
use crate::map::Map;
use crate::profile::{NodeId, Selection};

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
    let mut now = Sums::new(nodes);
    let mut base = selection.base.as_ref().map(|_| Sums::new(nodes));
    // A stamp says which sample last counted a node: no set to clear between samples.
    let mut counted_by = vec![u32::MAX; nodes];
    let row_of = selection.nodes.row_of_frame();
    let mut since_breath = 0;
    for sample in selection.live_samples() {
        let value = selection.now[sample as usize];
        let base_value = selection.base_of(sample as usize);
        let stack = selection.profile.samples.stack(sample as usize);
        for frame in stack {
            let node = row_of[frame.index()];
            let counted = &mut counted_by[node.index()];
            if *counted == sample {
                continue;
            }
            *counted = sample;
            if !kept.holds(node) {
                continue;
            }
            now.add_cum(node, value);
            if let Some(base) = &mut base {
                base.add_cum(node, base_value);
            }
        }
        let leaf = stack.last().map(|frame| row_of[frame.index()]);
        if let Some(leaf) = leaf.filter(|&leaf| kept.holds(leaf)) {
            now.add_flat(leaf, value);
            if let Some(base) = &mut base {
                base.add_flat(leaf, base_value);
            }
        }
        since_breath += stack.len() + 1;
        if since_breath >= STRIDE {
            since_breath = 0;
            pace.breathe().await;
        }
    }
    Totals {
        flat: now.flat,
        cum: now.cum,
        base: base.map(|base| (base.flat, base.cum)),
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
    let mut edges: Map<(NodeId, NodeId), (Edge, u32)> = Map::default();
    let row_of = selection.nodes.row_of_frame();
    let mut since_breath = 0;
    for sample in selection.live_samples() {
        let stack = selection.profile.samples.stack(sample as usize);
        let mut caller: Option<NodeId> = None;
        for &frame in stack {
            let callee = row_of[frame.index()];
            if !kept.holds(callee) {
                continue;
            }
            let caller = caller.replace(callee);
            let Some(caller) = caller.filter(|&it| it != callee && is_wanted(it, callee)) else {
                continue;
            };
            let new = Edge {
                is_inlined: true,
                ..Edge::default()
            };
            let (edge, counted_by) = edges.or_insert_with((caller, callee), || (new, u32::MAX));
            if *counted_by != sample {
                *counted_by = sample;
                edge.now = edge.now.wrapping_add(selection.now[sample as usize]);
                edge.base = edge.base.wrapping_add(selection.base_of(sample as usize));
                edge.is_inlined &= selection.tables().is_inlined(frame);
            }
        }
        since_breath += stack.len() + 1;
        if since_breath >= STRIDE {
            since_breath = 0;
            pace.breathe().await;
        }
    }
    let counted = edges.into_rows().into_iter();
    counted.map(|(ends, (edge, _))| (ends, edge)).collect()
}
