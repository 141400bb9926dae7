//! A graph without what is small.

use super::{Input, Trim};
use crate::callgraph::{self, Graph, Limits, Order, Source, Tags};
use crate::job::{Pace, run};
use crate::profile::{NodeId, Nodes};

/// A graph in a report's order, and what is not in it.
pub(super) struct Trimmed {
    pub graph: Graph,
    pub rows: Nodes,
    /// Printable names, by node id.
    pub names: Vec<String>,
    /// Nodes that were too small.
    pub dropped: usize,
    /// How many nodes there were before the limit on their number.
    pub before_limit: usize,
    /// Edges that were too small.
    pub dropped_edges: usize,
    /// Which nodes the graph was made of; none where of all.
    pub kept: Option<Vec<bool>>,
    /// From which |value| on labels are shown.
    pub tag_cutoff: u64,
    /// What is small.
    pub trim: Trim,
}

/// The graph of a table that shows at most `node_count` nodes, where the options set no number.
pub(super) fn trimmed(input: &Input, trim: Option<Trim>, node_count: usize) -> Trimmed {
    let order = match input.options.is_cum {
        true => Order::Cum,
        false => Order::Flat,
    };
    trimmed_by(input, trim, node_count, order, None)
}

/// As [`trimmed`], in any order; `tags` have a say in a drawing.
pub(super) fn trimmed_by(
    input: &Input,
    trim: Option<Trim>,
    node_count: usize,
    order: Order,
    tags: Option<&Tags>,
) -> Trimmed {
    let rows = Nodes::new(&input.profile.tables, input.granularity());
    let names = rows.row_names(&input.profile.tables);
    let trim = trim.unwrap_or(Trim {
        node_count: Some(0),
        node_fraction: 0.0,
        edge_fraction: 0.0,
    });
    let source = Source {
        profile: input.profile,
        nodes: &rows,
        value: &|sample| input.values.of(input.profile, sample),
        drop_negative: input.options.drop_negative,
        drop_zero_edges: false,
    };
    let limits = Limits {
        nodes: trim.node_count.unwrap_or(node_count),
        node_fraction: trim.node_fraction,
        edge_fraction: trim.edge_fraction,
    };
    let pace = Pace::unhurried();
    let trimmed = run(callgraph::trimmed(
        &source, &names, tags, limits, order, &pace,
    ));
    Trimmed {
        graph: trimmed.graph,
        rows,
        names,
        dropped: trimmed.dropped,
        before_limit: trimmed.before_limit,
        dropped_edges: trimmed.dropped_edges,
        kept: trimmed.kept,
        tag_cutoff: trimmed.node_cutoff,
        trim,
    }
}

/// The edges of each node, by node id: the heaviest first, then by the names of both ends.
pub(super) fn edges_by(
    trimmed: &Trimmed,
    end: impl Fn(&callgraph::Edge) -> NodeId,
) -> Vec<Vec<&callgraph::Edge>> {
    let mut edges: Vec<Vec<&callgraph::Edge>> = vec![Vec::new(); trimmed.names.len()];
    for edge in trimmed.graph.sorted_edges(&trimmed.names) {
        edges[end(edge).index()].push(edge);
    }
    edges
}
