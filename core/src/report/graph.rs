//! Nodes and the edges between them, as pprof's graph (google/pprof `internal/graph/graph.go`).

use super::Input;
use super::values::divided;
use crate::map::Map;
use crate::order;
use crate::profile::{NodeId, Nodes};

/// What passes through something: a sum, and the divisor of a mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weight {
    pub sum: i64,
    pub divisor: i64,
}

impl Weight {
    fn add(&mut self, (value, divisor): (i64, i64)) {
        self.sum = self.sum.wrapping_add(value);
        self.divisor = self.divisor.wrapping_add(divisor);
    }

    /// What is printed.
    pub fn value(self) -> i64 {
        divided(self.sum, self.divisor)
    }
}

/// A call from one node to another, both rows of tables.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edge {
    pub caller: NodeId,
    pub callee: NodeId,
    pub weight: Weight,
    /// Whether every sample that passes it has the callee inlined.
    pub is_inlined: bool,
}

/// A graph: nodes that are shown, in order, and all edges.
///
/// ```text
/// main;run;work 3        nodes  work 3/3  main 0/5  run 0/3     flat/cum, largest first
/// main 2                 edges  main→run 3  run→work 3
/// ```
///
/// Edges may lead to nodes that are not shown, because their values cancel out or are negative.
pub(super) struct Graph {
    pub nodes: Vec<NodeId>,
    pub edges: Vec<Edge>,
    flat: Vec<Weight>,
    cum: Vec<Weight>,
}

impl Graph {
    /// The graph of all samples; of `kept` nodes alone, where there are any, and what lies between
    /// two of them is passed over. Not yet in order.
    pub fn new(input: &Input, rows: &Nodes, kept: Option<&[bool]>) -> Graph {
        let (profile, row_of) = (input.profile, rows.row_of_frame());
        let (mut flat, mut cum) = (
            vec![Weight::default(); rows.len()],
            vec![Weight::default(); rows.len()],
        );
        // A stamp says which sample last counted a node: no set to clear between samples.
        let mut counted_by = vec![usize::MAX; rows.len()];
        let mut edges: Map<(NodeId, NodeId), (Edge, usize)> = Map::default();
        for sample in 0..profile.samples.len() {
            let value = input.values.of(profile, sample);
            if value == (0, 0) {
                continue;
            }
            let mut caller: Option<NodeId> = None;
            let mut is_leaf_kept = false;
            for &frame in profile.samples.stack(sample) {
                let node = row_of[frame.index()];
                is_leaf_kept = kept.is_none_or(|kept| kept[node.index()]);
                if !is_leaf_kept {
                    continue;
                }
                if std::mem::replace(&mut counted_by[node.index()], sample) != sample {
                    cum[node.index()].add(value);
                }
                let before = caller.replace(node).filter(|&before| before != node);
                let Some(before) = before else {
                    continue;
                };
                let new = || {
                    let edge = Edge {
                        caller: before,
                        callee: node,
                        weight: Weight::default(),
                        is_inlined: true,
                    };
                    (edge, usize::MAX)
                };
                let (edge, counted_by) = edges.or_insert_with((before, node), new);
                if std::mem::replace(counted_by, sample) != sample {
                    edge.weight.add(value);
                    edge.is_inlined &= profile.tables.is_inlined(frame);
                }
            }
            if let Some(leaf) = caller.filter(|_| is_leaf_kept) {
                flat[leaf.index()].add(value);
            }
        }
        let mut graph = Graph {
            nodes: Vec::new(),
            edges: edges
                .into_rows()
                .into_iter()
                .map(|(_, (edge, _))| edge)
                .collect(),
            flat,
            cum,
        };
        let all = (0..rows.len() as u32).map(NodeId);
        graph.nodes = all
            .filter(|&node| graph.is_shown(node, input.options.drop_negative))
            .collect();
        graph
    }

    pub fn flat(&self, node: NodeId) -> Weight {
        self.flat[node.index()]
    }

    pub fn cum(&self, node: NodeId) -> Weight {
        self.cum[node.index()]
    }

    /// Σ flat of the nodes that are shown, as they print.
    pub fn shown(&self) -> i64 {
        let flats = self.nodes.iter().map(|&node| self.flat(node).value());
        flats.fold(0, i64::wrapping_add)
    }

    fn is_shown(&self, node: NodeId, drop_negative: bool) -> bool {
        match (self.flat(node).sum, self.cum(node).sum) {
            (0, 0) => false,
            (0, cum) => cum >= 0 || !drop_negative,
            (flat, _) => flat >= 0 || !drop_negative,
        }
    }

    /// Puts the nodes in a report's order: by |flat| or |cum|, largest first, then by name, then by
    /// the other of the two.
    pub fn sort(&mut self, names: &[String], is_cum: bool) {
        let mut ids: Vec<u32> = self.nodes.iter().map(|node| node.0).collect();
        order::sort_ids(&mut ids, &mut |a, b| {
            let (flat, cum) = (&self.flat, &self.cum);
            let size = |of: &[Weight], id: u32| of[id as usize].sum.unsigned_abs();
            let (first, second) = if is_cum { (cum, flat) } else { (flat, cum) };
            size(first, b)
                .cmp(&size(first, a))
                .then_with(|| names[a as usize].cmp(&names[b as usize]))
                .then_with(|| size(second, b).cmp(&size(second, a)))
        });
        self.nodes = ids.into_iter().map(NodeId).collect();
    }
}
