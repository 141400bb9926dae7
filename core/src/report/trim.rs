//! A graph without what is small.

use super::graph::Graph;
use super::{Input, Trim};
use crate::profile::{NodeId, Nodes};

/// A graph in a report's order, and what is not in it.
pub(super) struct Trimmed {
    pub graph: Graph,
    /// Printable names, by node id.
    pub names: Vec<String>,
    /// Nodes that were too small.
    pub dropped: usize,
    /// How many nodes there were before the limit on their number.
    pub before_limit: usize,
    pub node_fraction: f64,
}

/// The graph of a report that shows at most `node_count` nodes, where the options set no number.
pub(super) fn trimmed(input: &Input, trim: Option<Trim>, node_count: usize) -> Trimmed {
    let rows = Nodes::new(&input.profile.tables, input.granularity());
    let row_ids = (0..rows.len() as u32).map(NodeId);
    let names: Vec<String> = row_ids
        .map(|node| match rows.row_of(node) == Some(node) {
            true => rows.row_name(&input.profile.tables, node),
            false => String::new(),
        })
        .collect();
    let trim = trim.unwrap_or(Trim {
        node_count: Some(0),
        node_fraction: 0.0,
        edge_fraction: 0.0,
    });
    let mut graph = Graph::new(input, &rows, None);
    let sum = graph.nodes.iter().map(|&node| graph.flat(node).sum);
    let sum = sum.fold(0, i64::wrapping_add);
    let cutoff = |fraction: f64| ((sum as f64 * fraction) as i64).unsigned_abs();
    let node_cutoff = cutoff(trim.node_fraction);
    let mut dropped = 0;
    if node_cutoff > 0 {
        let is_large = |&node: &NodeId| graph.cum(node).sum.unsigned_abs() >= node_cutoff;
        let kept: Vec<NodeId> = graph.nodes.iter().copied().filter(is_large).collect();
        dropped = graph.nodes.len() - kept.len();
        if dropped > 0 {
            graph = Graph::new(input, &rows, Some(&marks(&rows, &kept)));
        }
    }
    let before_limit = graph.nodes.len();
    graph.sort(&names, input.options.is_cum);
    let limit = trim.node_count.unwrap_or(node_count);
    if limit > 0 && limit < graph.nodes.len() {
        let kept = marks(&rows, &graph.nodes[..limit]);
        graph = Graph::new(input, &rows, Some(&kept));
        graph.sort(&names, input.options.is_cum);
    }
    drop_small_edges(&mut graph, &rows, cutoff(trim.edge_fraction));
    Trimmed {
        graph,
        names,
        dropped,
        before_limit,
        node_fraction: trim.node_fraction,
    }
}

fn marks(rows: &Nodes, kept: &[NodeId]) -> Vec<bool> {
    let mut marks = vec![false; rows.len()];
    for node in kept {
        marks[node.index()] = true;
    }
    marks
}

/// Small edges into a node that is shown go; pprof looks at no others.
fn drop_small_edges(graph: &mut Graph, rows: &Nodes, cutoff: u64) {
    let shown = marks(rows, &graph.nodes);
    graph
        .edges
        .retain(|edge| edge.weight.sum.unsigned_abs() >= cutoff || !shown[edge.callee.index()]);
}
