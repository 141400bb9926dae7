//! The weights of all edges between many nodes, where nothing else of the edges is wanted.

use super::{Graph, Source, entropy};
use crate::job::Pace;

/// Frames looked at between two breaths: some tens of microseconds.
const STRIDE: usize = 16_384;
/// More nodes than that have no table: it would take more than 38 MB.
const MOST_NODES: usize = 1536;
const NONE: u32 = u32::MAX;

/// [`entropy::scores`] of `graph`, which has nodes and no edges, with the edges between `kept` nodes,
/// or between all. None where there are too many nodes.
///
/// Edges that are counted to be shown take three times as long, and stacks at random have a million of
/// them, of which a hundred are shown.
pub(super) async fn scores(
    source: &Source<'_>,
    graph: &Graph,
    kept: Option<&[bool]>,
    pace: &Pace,
) -> Option<Vec<i64>> {
    let mut table = Table::new(source, kept)?;
    let mut next = 0;
    while next < source.profile.samples.len() {
        next = table.add_some(source, next);
        pace.breathe().await;
    }
    Some(table.scores(source, graph))
}

/// A pair of a caller and a callee.
#[derive(Clone, Copy)]
struct Cell {
    weight: i64,
    /// The sample that counted last; none if the two have no edge.
    counted_by: u32,
}

struct Table {
    /// Each frame's row, `NONE` where its node is not kept.
    row_of_frame: Vec<u32>,
    /// Each row's node id.
    nodes: Vec<u32>,
    /// Callers are rows, callees columns.
    cells: Vec<Cell>,
}

impl Table {
    fn new(source: &Source, kept: Option<&[bool]>) -> Option<Table> {
        let mut row_of = vec![NONE; source.nodes.len()];
        let mut nodes = Vec::new();
        for node in 0..source.nodes.len() {
            if kept.is_none_or(|kept| kept[node]) {
                row_of[node] = nodes.len() as u32;
                nodes.push(node as u32);
            }
        }
        let frames = source.nodes.row_of_frame().iter();
        let new = Cell {
            weight: 0,
            counted_by: NONE,
        };
        (nodes.len() <= MOST_NODES).then(|| Table {
            row_of_frame: frames.map(|node| row_of[node.index()]).collect(),
            cells: vec![new; nodes.len() * nodes.len()],
            nodes,
        })
    }

    /// Counts samples from `first` on until it is time to breathe; the next one.
    #[inline(never)]
    fn add_some(&mut self, source: &Source, first: usize) -> usize {
        let samples = &source.profile.samples;
        let (rows, mut frames) = (self.nodes.len(), 0);
        for sample in first..samples.len() {
            let value = (source.value)(sample);
            let stack = match value {
                (0, 0) => &[],
                _ => samples.stack(sample),
            };
            let mut caller = NONE;
            for &frame in stack {
                let callee = self.row_of_frame[frame.index()];
                if callee == NONE || callee == caller {
                    continue;
                }
                if caller != NONE {
                    let cell = &mut self.cells[caller as usize * rows + callee as usize];
                    if cell.counted_by != sample as u32 {
                        cell.counted_by = sample as u32;
                        cell.weight = cell.weight.wrapping_add(value.0);
                    }
                }
                caller = callee;
            }
            frames += stack.len() + 1;
            if frames >= STRIDE {
                return sample + 1;
            }
        }
        samples.len()
    }

    #[inline(never)]
    fn scores(&self, source: &Source, graph: &Graph) -> Vec<i64> {
        entropy::scores_of(graph, &mut |see| {
            for (caller, row) in self.nodes.iter().zip(self.cells.chunks(self.nodes.len())) {
                for (callee, cell) in self.nodes.iter().zip(row) {
                    let is_edge = cell.counted_by != NONE;
                    if is_edge && !(source.drop_zero_edges && cell.weight == 0) {
                        see(*caller, *callee, cell.weight);
                    }
                }
            }
        })
    }
}
