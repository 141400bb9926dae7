//! A graph without what is small.

use super::tags::Tags;
use super::{Counting, Graph, Source, build, entropy, redundant};
use crate::job::Pace;
use crate::order;
use crate::profile::{NodeId, Nodes};

/// What is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// At most so many nodes, 0 for all.
    pub nodes: usize,
    /// Nodes with |cum| below this share of Σ flat.
    pub node_fraction: f64,
    /// Edges below this share of it.
    pub edge_fraction: f64,
}

/// The order of nodes, and what goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// |flat|, the largest first.
    Flat,
    /// |cum|, the largest first.
    Cum,
    /// For drawings: the most telling first; a node's labels count as nodes, and edges that only
    /// repeat what others show go.
    Entropy,
}

/// A graph in a report's order, and what is not in it.
pub struct Trimmed {
    /// The graph.
    pub graph: Graph,
    /// Nodes that were too small.
    pub dropped: usize,
    /// How many nodes there were before the limit on their number.
    pub before_limit: usize,
    /// Edges that were too small, as pprof counts them: those that went before the limit on nodes was
    /// looked at are not among them.
    pub dropped_edges: usize,
    /// All edges that were too small, of the nodes that are shown.
    pub small_edges: usize,
    /// Which nodes the graph was made of, by node id; none where of all.
    pub kept: Option<Vec<bool>>,
    /// From which |value| on the labels of a node are shown.
    pub node_cutoff: u64,
}

/// The graph of `source` within `limits`. `names` are printable, by node id; `tags` are the labels of
/// its samples, where they have a say.
pub async fn trimmed(
    source: &Source<'_>,
    names: &[String],
    tags: Option<&Tags>,
    limits: Limits,
    order: Order,
    pace: &Pace,
) -> Trimmed {
    let all = build(source, None, Counting::Nodes, pace).await;
    let sum = all.nodes.iter().map(|&node| all.flat(node).sum);
    let sum = sum.fold(0, i64::wrapping_add);
    let cutoff = |fraction: f64| ((sum as f64 * fraction) as i64).unsigned_abs();
    let (node_cutoff, edge_cutoff) = (cutoff(limits.node_fraction), cutoff(limits.edge_fraction));
    let is_large = |&node: &NodeId| all.cum(node).sum.unsigned_abs() >= node_cutoff;
    let large: Vec<NodeId> = all.nodes.iter().copied().filter(is_large).collect();
    let dropped = all.nodes.len() - large.len();
    let mut kept = (dropped > 0).then(|| marks(source.nodes, &large));
    let mut graph = build(source, kept.as_deref(), Counting::Edges, pace).await;
    let before_limit = graph.nodes.len();
    sort(&mut graph, names, order);
    let mut small_edges = 0;
    if limits.nodes > 0 {
        small_edges = drop_small_edges(&mut graph, edge_cutoff);
        let mut count = limits.nodes;
        if let Some(tags) = tags.filter(|_| order == Order::Entropy) {
            count = tags.room(source, &graph, limits.nodes, node_cutoff);
        }
        if count < graph.nodes.len() {
            kept = Some(marks(source.nodes, &graph.nodes[..count]));
            graph = build(source, kept.as_deref(), Counting::Edges, pace).await;
            sort(&mut graph, names, order);
            small_edges = 0;
        }
    }
    let dropped_edges = drop_small_edges(&mut graph, edge_cutoff);
    if order == Order::Entropy {
        redundant::drop_redundant(&mut graph, names);
    }
    Trimmed {
        graph,
        dropped,
        before_limit,
        dropped_edges,
        small_edges: small_edges + dropped_edges,
        kept,
        node_cutoff,
    }
}

/// Which nodes are among `kept`, by node id.
pub fn marks(nodes: &Nodes, kept: &[NodeId]) -> Vec<bool> {
    let mut marks = vec![false; nodes.len()];
    for node in kept {
        marks[node.index()] = true;
    }
    marks
}

/// By size, then by name, then by the other of flat and cum.
fn sort(graph: &mut Graph, names: &[String], order: Order) {
    let scores = match order {
        Order::Entropy => entropy::scores(graph),
        _ => Vec::new(),
    };
    let mut ids: Vec<u32> = graph.nodes.iter().map(|node| node.0).collect();
    order::sort_ids(&mut ids, &mut |a, b| {
        let flat = |id: u32| graph.flat(NodeId(id)).sum.unsigned_abs();
        let cum = |id: u32| graph.cum(NodeId(id)).sum.unsigned_abs();
        let by_size = match order {
            Order::Flat => flat(b).cmp(&flat(a)),
            Order::Cum => cum(b).cmp(&cum(a)),
            Order::Entropy => {
                // The least integer has no absolute value, and is the smallest of all as in Go.
                let score = |id: u32| scores[id as usize].wrapping_abs();
                score(b).cmp(&score(a))
            }
        };
        by_size
            .then_with(|| names[a as usize].cmp(&names[b as usize]))
            .then_with(|| match order {
                Order::Flat => cum(b).cmp(&cum(a)),
                _ => flat(b).cmp(&flat(a)),
            })
    });
    graph.nodes = ids.into_iter().map(NodeId).collect();
}

/// Small edges into a node that is shown go; pprof looks at no others. How many there were.
fn drop_small_edges(graph: &mut Graph, cutoff: u64) -> usize {
    let mut is_shown = vec![false; graph.cum.len()];
    for node in &graph.nodes {
        is_shown[node.index()] = true;
    }
    let before = graph.edges.len();
    (graph.edges)
        .retain(|edge| edge.weight.sum.unsigned_abs() >= cutoff || !is_shown[edge.callee.index()]);
    before - graph.edges.len()
}
