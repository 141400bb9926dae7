//! Edges that a drawing does without.

use super::Graph;
use crate::order;
use crate::profile::NodeId;

/// Drops residual edges whose callee can be reached from their caller by another way, the lightest
/// first; none that is heavier than an edge which is not residual (google/pprof
/// `RemoveRedundantEdges`). The graph must be in order. `names` are by node id.
pub(super) fn drop_redundant(graph: &mut Graph, names: &[String]) {
    let mut into: Vec<Vec<u32>> = vec![Vec::new(); names.len()];
    for (place, edge) in (0u32..).zip(&graph.edges) {
        into[edge.callee.index()].push(place);
    }
    let mut is_dropped = vec![false; graph.edges.len()];
    for &node in graph.nodes.iter().rev() {
        let mut edges = into[node.index()].clone();
        sort_edges(graph, names, &mut edges);
        for &place in edges.iter().rev() {
            if !graph.edges[place as usize].is_residual {
                break;
            }
            if is_redundant(graph, &into, &is_dropped, place) {
                is_dropped[place as usize] = true;
            }
        }
    }
    let mut dropped = is_dropped.iter();
    (graph.edges).retain(|_| dropped.next().is_some_and(|&is_dropped| !is_dropped));
}

/// The heaviest first, then by the names of both ends.
pub(super) fn sort_edges(graph: &Graph, names: &[String], places: &mut [u32]) {
    order::sort_ids(places, &mut |a, b| {
        let (a, b) = (&graph.edges[a as usize], &graph.edges[b as usize]);
        let name = |node: NodeId| &names[node.index()];
        let size = |weight: i64| weight.unsigned_abs();
        let by_size = size(b.weight.sum).cmp(&size(a.weight.sum));
        by_size
            .then_with(|| name(a.caller).cmp(name(b.caller)))
            .then_with(|| name(a.callee).cmp(name(b.callee)))
    });
}

/// Whether there is a way from the edge's caller to its callee without it: looked for backwards.
fn is_redundant(graph: &Graph, into: &[Vec<u32>], is_dropped: &[bool], place: u32) -> bool {
    let edge = &graph.edges[place as usize];
    let mut is_seen = vec![false; into.len()];
    is_seen[edge.callee.index()] = true;
    let mut left = vec![edge.callee];
    while let Some(node) = left.pop() {
        for &other in &into[node.index()] {
            let caller = graph.edges[other as usize].caller;
            if other == place || is_dropped[other as usize] || is_seen[caller.index()] {
                continue;
            }
            if caller == edge.caller {
                return true;
            }
            is_seen[caller.index()] = true;
            left.push(caller);
        }
    }
    false
}
