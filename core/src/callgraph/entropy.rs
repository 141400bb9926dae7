//! How telling a node is in a drawing: pprof's entropy score (google/pprof `entropyScore`).

use super::Graph;
use crate::profile::NodeId;

/// The score of each node that is shown, by node id: its cum, times how its edges spread, and its flat.
/// A node that is merely passed through, by one edge in and one out, scores low.
pub(super) fn scores(graph: &Graph) -> Vec<i64> {
    scores_of(graph, &mut |see| {
        for edge in &graph.edges {
            see(edge.caller.0, edge.callee.0, edge.weight.sum);
        }
    })
}

/// What goes through edges: shows caller, callee and weight of each.
type Edges<'a> = dyn FnMut(&mut dyn FnMut(u32, u32, i64)) + 'a;

/// As [`scores`], with edges from elsewhere.
pub(super) fn scores_of(graph: &Graph, edges: &mut Edges) -> Vec<i64> {
    let nodes = graph.cum.len();
    let (mut into, mut out_of) = (vec![Side::default(); nodes], vec![Side::default(); nodes]);
    edges(&mut |caller, callee, weight| {
        into[callee as usize].count(weight);
        out_of[caller as usize].count(weight);
    });
    for &node in &graph.nodes {
        let flat = graph.flat(node).sum;
        let side = &mut out_of[node.index()];
        side.total = side.total.wrapping_add(flat);
        if flat > 0 {
            side.spread(flat);
        }
    }
    edges(&mut |caller, callee, weight| {
        let weight = weight.wrapping_abs();
        into[callee as usize].spread(weight);
        out_of[caller as usize].spread(weight);
    });
    let mut scores = vec![0; nodes];
    for &NodeId(node) in &graph.nodes {
        let at = node as usize;
        let score = into[at].score() + out_of[at].score();
        let (flat, cum) = (graph.flat[at].sum, graph.cum[at].sum);
        scores[at] = whole(score * cum as f64).wrapping_add(flat);
    }
    scores
}

/// The edges of a node on one side.
#[derive(Clone, Copy, Default)]
struct Side {
    edges: u32,
    /// Σ of those that are positive.
    total: i64,
    entropy: f64,
}

impl Side {
    fn count(&mut self, weight: i64) {
        self.edges += 1;
        self.total = self.total.wrapping_add(weight.max(0));
    }

    fn spread(&mut self, weight: i64) {
        if self.total != 0 {
            let share = weight as f64 / self.total as f64;
            self.entropy -= share * share.log2();
        }
    }

    /// Entries and leaves are worth a little more.
    fn score(&self) -> f64 {
        match self.edges {
            0 => 1.0,
            _ => self.entropy,
        }
    }
}

/// A float as Go on amd64 makes an integer of it: what does not fit, and what an edge of weight 0
/// leads to (0 times −∞ is none), is the least one.
fn whole(value: f64) -> i64 {
    // 2^63 is the first that does not fit.
    match (-9.223_372_036_854_776e18..9.223_372_036_854_776e18).contains(&value) {
        true => value as i64,
        false => i64::MIN,
    }
}
