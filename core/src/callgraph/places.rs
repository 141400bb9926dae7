//! Where the edge between two nodes is kept: asked for every frame of every sample.

use crate::map::Map;
use crate::profile::NodeId;

/// Up to so many nodes there is a table of all pairs: 16 MB at most, which is gone once the edges are
/// counted. Stacks at random have a million edges, and a hash map takes four times as long for those.
const TABLE_NODES: usize = 2048;
const NONE: u32 = u32::MAX;

/// The places of edges.
pub(super) struct Places {
    /// Node id to its row of the table, `NONE` for nodes that are not kept.
    row_of: Vec<u32>,
    /// How many are kept.
    rows: usize,
    /// Row of the caller, then that of the callee, to a place plus one. Empty where there are too
    /// many nodes.
    table: Vec<u32>,
    map: Map<(NodeId, NodeId), u32>,
    /// The caller and the place of the edge by which a node was last reached, which mostly is the next
    /// one too.
    last: Vec<(NodeId, u32)>,
}

impl Places {
    /// For edges between `kept` nodes, or between all of `nodes`.
    pub fn new(nodes: usize, kept: Option<&[bool]>, has_edges: bool) -> Places {
        let mut rows = 0;
        let row_of = (0..nodes).map(|node| {
            let is_kept = kept.is_none_or(|kept| kept[node]);
            rows += u32::from(is_kept);
            if is_kept { rows - 1 } else { NONE }
        });
        let row_of: Vec<u32> = row_of.collect();
        let rows = rows as usize;
        let (mut table, mut last) = (Vec::new(), Vec::new());
        match rows <= TABLE_NODES {
            true if has_edges => table = vec![0; rows * rows],
            false if has_edges => last = vec![(NodeId::NONE, 0); nodes],
            _ => {}
        }
        Places {
            row_of,
            rows,
            table,
            map: Map::default(),
            last,
        }
    }

    /// Whether a node is kept.
    pub fn is_kept(&self, node: NodeId) -> bool {
        self.row_of[node.index()] != NONE
    }

    /// The place of an edge between two that are kept; `next` where it is new.
    pub fn place(&mut self, caller: NodeId, callee: NodeId, next: usize) -> usize {
        if self.last.is_empty() {
            let (above, below) = (self.row_of[caller.index()], self.row_of[callee.index()]);
            let place = &mut self.table[above as usize * self.rows + below as usize];
            if *place == 0 {
                *place = next as u32 + 1;
            }
            return *place as usize - 1;
        }
        let last = &mut self.last[callee.index()];
        if last.0 != caller {
            let place = (self.map).or_insert_with((caller, callee), || next as u32);
            *last = (caller, *place);
        }
        last.1 as usize
    }
}
