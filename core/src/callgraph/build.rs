//! Nodes and the edges between them, counted in one pass over the stacks.

use super::places::Places;
use super::{Edge, Weight, redundant};
use crate::job::Pace;
use crate::profile::{NodeId, Nodes, Profile};

/// Frames looked at between two breaths: some tens of microseconds.
const STRIDE: usize = 16_384;

/// What is counted.
pub struct Source<'a> {
    /// The samples; their own values are not looked at.
    pub profile: &'a Profile,
    /// What frames are shown as.
    pub nodes: &'a Nodes,
    /// A sample's value, and its divisor, 0 where there is none. Samples of `(0, 0)` do not count.
    pub value: &'a dyn Fn(usize) -> (i64, i64),
    /// Leaves out nodes with negative values.
    pub drop_negative: bool,
    /// Leaves out edges whose samples cancel out.
    pub drop_zero_edges: bool,
}

/// How much of a graph is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Nodes alone, which is much less work.
    Nodes,
    /// Nodes and edges.
    Edges,
}

/// A graph. Edges may lead to nodes that are not shown, because their values cancel out or are
/// negative.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The nodes that are shown, in a report's order once they were sorted.
    pub nodes: Vec<NodeId>,
    /// All edges, as they came.
    pub edges: Vec<Edge>,
    pub(super) flat: Vec<Weight>,
    pub(super) cum: Vec<Weight>,
}

impl Graph {
    /// The nodes alone, of what was counted before: flat and cum by node id, no negative ones dropped.
    pub fn of_nodes(values: impl Iterator<Item = (i64, i64)>) -> Graph {
        let mut graph = Graph::default();
        for (flat, cum) in values {
            let weight = |sum| Weight { sum, divisor: 0 };
            graph.flat.push(weight(flat));
            graph.cum.push(weight(cum));
        }
        let all = (0..graph.flat.len() as u32).map(NodeId);
        graph.nodes = all.filter(|&node| graph.is_shown(node, false)).collect();
        graph
    }

    /// What ends in a node.
    pub fn flat(&self, node: NodeId) -> Weight {
        self.flat[node.index()]
    }

    /// What passes through a node; recursion counts once.
    pub fn cum(&self, node: NodeId) -> Weight {
        self.cum[node.index()]
    }

    /// Σ flat of the nodes that are shown, as they print.
    pub fn shown(&self) -> i64 {
        let flats = self.nodes.iter().map(|&node| self.flat(node).value());
        flats.fold(0, i64::wrapping_add)
    }

    /// The edges, the heaviest first, then by the names of both ends. `names` are by node id.
    pub fn sorted_edges(&self, names: &[String]) -> Vec<&Edge> {
        let mut places: Vec<u32> = (0..self.edges.len() as u32).collect();
        redundant::sort_edges(self, names, &mut places);
        let places = places.into_iter();
        places.map(|place| &self.edges[place as usize]).collect()
    }

    fn is_shown(&self, node: NodeId, drop_negative: bool) -> bool {
        match (self.flat(node).sum, self.cum(node).sum) {
            (0, 0) => false,
            (0, cum) => cum >= 0 || !drop_negative,
            (flat, _) => flat >= 0 || !drop_negative,
        }
    }
}

/// The graph of all samples; of `kept` nodes alone, where there are any, and what lies between two of
/// them is passed over. Not yet in order.
pub async fn build(
    source: &Source<'_>,
    kept: Option<&[bool]>,
    counting: Counting,
    pace: &Pace,
) -> Graph {
    let rows = source.nodes.len();
    let mut counter = Counter {
        graph: Graph {
            flat: vec![Weight::default(); rows],
            cum: vec![Weight::default(); rows],
            ..Graph::default()
        },
        counted_by: vec![u32::MAX; rows],
        edge_counted_by: Vec::new(),
        places: Places::new(rows, kept, counting == Counting::Edges),
        has_edges: counting == Counting::Edges,
    };
    let mut next = 0;
    while next < source.profile.samples.len() {
        next = counter.add_some(source, next);
        pace.breathe().await;
    }
    let mut graph = counter.graph;
    if source.drop_zero_edges {
        graph.edges.retain(|edge| edge.weight.sum != 0);
    }
    let all = (0..rows as u32).map(NodeId);
    graph.nodes = all
        .filter(|&node| graph.is_shown(node, source.drop_negative))
        .collect();
    graph
}

struct Counter {
    graph: Graph,
    /// Which sample last counted a node, or an edge: no sets to clear between samples.
    counted_by: Vec<u32>,
    edge_counted_by: Vec<u32>,
    places: Places,
    has_edges: bool,
}

impl Counter {
    /// Counts samples from `first` on until it is time to breathe; the next one.
    #[inline(never)]
    fn add_some(&mut self, source: &Source, first: usize) -> usize {
        let (samples, row_of) = (&source.profile.samples, source.nodes.row_of_frame());
        let tables = &source.profile.tables;
        let mut frames = 0;
        for sample in first..samples.len() {
            let value = (source.value)(sample);
            if value != (0, 0) {
                let stack = samples.stack(sample);
                let (mut caller, mut is_residual) = (None, false);
                for &frame in stack {
                    let node = row_of[frame.index()];
                    if !self.places.is_kept(node) {
                        is_residual = true;
                        continue;
                    }
                    let stamp = &mut self.counted_by[node.index()];
                    if std::mem::replace(stamp, sample as u32) != sample as u32 {
                        self.graph.cum[node.index()].add(value);
                    }
                    let before = caller.replace(node).filter(|&before| before != node);
                    if let Some(before) = before.filter(|_| self.has_edges) {
                        let edge = self.edge(before, node);
                        let stamp = &mut self.edge_counted_by[edge];
                        if std::mem::replace(stamp, sample as u32) != sample as u32 {
                            let edge = &mut self.graph.edges[edge];
                            edge.weight.add(value);
                            edge.is_inlined &= tables.is_inlined(frame);
                            edge.is_residual |= is_residual;
                        }
                    }
                    is_residual = false;
                }
                if let Some(leaf) = caller.filter(|_| !is_residual) {
                    self.graph.flat[leaf.index()].add(value);
                }
                frames += stack.len();
            }
            frames += 1;
            if frames >= STRIDE {
                return sample + 1;
            }
        }
        samples.len()
    }

    /// The place of an edge, made where it is new.
    fn edge(&mut self, caller: NodeId, callee: NodeId) -> usize {
        let edges = &mut self.graph.edges;
        let place = self.places.place(caller, callee, edges.len());
        if place == edges.len() {
            edges.push(Edge {
                caller,
                callee,
                weight: Weight::default(),
                is_inlined: true,
                is_residual: false,
            });
            self.edge_counted_by.push(u32::MAX);
        }
        place
    }
}
