//! A graph without what is small.

use super::tags::Tags;
use super::{Counting, Graph, Source, build, entropy, redundant, spread};
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
    trimmed_of(source, all, names, tags, limits, order, pace).await
}

/// As [`trimmed`], with `all` nodes counted before.
pub async fn trimmed_of(
    source: &Source<'_>,
    mut all: Graph,
    names: &[String],
    tags: Option<&Tags>,
    limits: Limits,
    order: Order,
    pace: &Pace,
) -> Trimmed {
    let sum = all.nodes.iter().map(|&node| all.flat(node).sum);
    let sum = sum.fold(0, i64::wrapping_add);
    let cutoff = |fraction: f64| ((sum as f64 * fraction) as i64).unsigned_abs();
    let (node_cutoff, edge_cutoff) = (cutoff(limits.node_fraction), cutoff(limits.edge_fraction));
    let is_large = |&node: &NodeId| all.cum(node).sum.unsigned_abs() >= node_cutoff;
    let large: Vec<NodeId> = all.nodes.iter().copied().filter(is_large).collect();
    let dropped = all.nodes.len() - large.len();
    let before_limit = large.len();
    let mut kept = (dropped > 0).then(|| marks(source.nodes, &large));
    let mut trimmed = Trimmed {
        graph: Graph::default(),
        dropped,
        before_limit,
        dropped_edges: 0,
        small_edges: 0,
        kept: None,
        node_cutoff,
    };
    // Where some nodes go for sure, of the edges of all only their weights are looked at.
    all.nodes = large;
    let is_cut = limits.nodes > 0 && before_limit > limits.nodes;
    let scores = match (is_cut, order) {
        (true, Order::Entropy) => spread::scores(source, &all, kept.as_deref(), pace).await,
        (true, _) => Some(Vec::new()),
        (false, _) => None,
    };
    let mut graph = match scores {
        Some(scores) => {
            sort(&mut all, names, order, &scores);
            all
        }
        None => sorted(source, kept.as_deref(), names, order, pace).await,
    };
    if limits.nodes > 0 {
        trimmed.small_edges = drop_small_edges(&mut graph, edge_cutoff);
        let mut count = limits.nodes;
        if let Some(tags) = tags.filter(|_| order == Order::Entropy) {
            count = tags.room(source, &graph, limits.nodes, node_cutoff);
        }
        if count < graph.nodes.len() {
            kept = Some(marks(source.nodes, &graph.nodes[..count]));
            graph = sorted(source, kept.as_deref(), names, order, pace).await;
            trimmed.small_edges = 0;
        }
    }
    trimmed.dropped_edges = drop_small_edges(&mut graph, edge_cutoff);
    trimmed.small_edges += trimmed.dropped_edges;
    if order == Order::Entropy {
        redundant::drop_redundant(&mut graph, names);
    }
    Trimmed {
        graph,
        kept,
        ..trimmed
    }
}

/// The graph of `kept` nodes with its edges, in order.
async fn sorted(
    source: &Source<'_>,
    kept: Option<&[bool]>,
    names: &[String],
    order: Order,
    pace: &Pace,
) -> Graph {
    let mut graph = build(source, kept, Counting::Edges, pace).await;
    let scores = match order {
        Order::Entropy => entropy::scores(&graph),
        _ => Vec::new(),
    };
    sort(&mut graph, names, order, &scores);
    graph
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
fn sort(graph: &mut Graph, names: &[String], order: Order, scores: &[i64]) {
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
