//! One function in full: values, callers, callees, labels.

use super::labels::{Sums, ranges};
use super::totals::{Edge, Kept, edges};
use crate::codec::coded;
use crate::job::Pace;
use crate::map::Map;
use crate::order;
use crate::profile::{FrameId, LabelSetId, LabelValue, NodeId, Selection, StrId};

/// Samples looked at between two breaths.
const STRIDE: usize = 2048;
/// How many callers, callees and labels are listed.
const LISTED: usize = 200;

/// Which function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameQuery {
    /// Node id.
    pub node: u32,
}

coded! { struct FrameQuery { node } }

/// One function in full.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameDetails {
    /// Node id, as tables know it: functions of one name are one here.
    pub node: u32,
    /// Name.
    pub name: String,
    /// `net/http/transport.go:2402`, may be empty.
    pub place: String,
    /// Node ids from below the root to its largest box in the flame view: what zooms to it.
    pub path: Vec<u32>,
    /// Value of its own.
    pub flat: i64,
    /// With what it calls; recursion counts once.
    pub cum: i64,
    /// The same in the base, where there is one.
    pub base: Option<(i64, i64)>,
    /// Σ|value|.
    pub total: i64,
    /// Unit.
    pub unit: String,
    /// Who calls it, largest first; at most 200.
    pub callers: Vec<Neighbour>,
    /// What it calls, largest first; at most 200.
    pub callees: Vec<Neighbour>,
    /// `(key, value, amount)` of its samples' labels, largest first; at most 200.
    pub labels: Vec<(String, String, i64)>,
}

coded! {
    struct FrameDetails {
        node, name, place, path, flat, cum, base, total, unit, callers, callees, labels,
    }
}

/// A caller or callee.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Neighbour {
    /// Node id.
    pub node: u32,
    /// Name.
    pub name: String,
    /// What passes between the two now.
    pub value: i64,
    /// And in the base, where there is one.
    pub base: Option<i64>,
}

coded! { struct Neighbour { node, name, value, base } }

/// Everything about one function; none for a node that is not there.
///
/// `flat`, `cum` and what passes between neighbours are counted as pprof counts: each once a sample,
/// however often a stack comes by.
pub async fn frame(selection: &Selection, query: &FrameQuery, pace: &Pace) -> Option<FrameDetails> {
    let node = selection.nodes.row_of(NodeId(query.node))?;
    let through = samples_through(selection, node, pace).await;
    let is_wanted = |caller, callee| caller == node || callee == node;
    let edges = edges(selection, Kept(None), is_wanted, pace).await;
    let callers = edges.iter().filter(|((_, callee), _)| *callee == node);
    let callees = edges.iter().filter(|((caller, _), _)| *caller == node);
    let tables = selection.tables();
    Some(FrameDetails {
        node: node.0,
        name: selection.nodes.row_name(tables, node),
        place: place(selection, through.heaviest_frame()),
        path: through.heaviest_box(selection),
        flat: through.flat.0,
        cum: through.cum.0,
        base: selection
            .base
            .as_ref()
            .map(|_| (through.flat.1, through.cum.1)),
        total: selection.total,
        unit: selection.unit.clone(),
        callers: neighbours(selection, callers.map(|(ends, edge)| (ends.0, edge))),
        callees: neighbours(selection, callees.map(|(ends, edge)| (ends.1, edge))),
        labels: labels(selection, &through.by_labels),
    })
}

/// What is known of the samples through one node; pairs are now and base.
#[derive(Default)]
struct Through {
    flat: (i64, i64),
    cum: (i64, i64),
    /// Σ|value| by the outermost of the node's frames: which of its lines matters most.
    by_frame: Map<FrameId, u64>,
    by_labels: Map<LabelSetId, i64>,
    /// By the hash of the way from the root to the outermost: Σ value, and a sample that goes it so
    /// many frames deep.
    by_box: Map<u64, (i64, usize, usize)>,
}

impl Through {
    fn heaviest_frame(&self) -> Option<FrameId> {
        let heaviest = self.by_frame.rows().iter();
        heaviest
            .max_by_key(|&(frame, weight)| (weight, std::cmp::Reverse(frame)))
            .map(|row| row.0)
    }

    fn heaviest_box(&self, selection: &Selection) -> Vec<u32> {
        let boxes = self.by_box.rows().iter();
        // Of equal ones the first.
        let heaviest = boxes.rev().max_by_key(|(_, (now, ..))| now.unsigned_abs());
        let Some(&(_, (_, sample, depth))) = heaviest else {
            return Vec::new();
        };
        let of_frame = selection.nodes.of_frame();
        let way = selection.profile.samples.stack(sample).iter().take(depth);
        way.map(|frame| of_frame[frame.index()].0).collect()
    }
}

async fn samples_through(selection: &Selection, node: NodeId, pace: &Pace) -> Through {
    let row_of = selection.nodes.row_of_frame();
    let of_frame = selection.nodes.of_frame();
    let mut through = Through::default();
    for sample in selection.live_samples().map(|sample| sample as usize) {
        if sample % STRIDE == 0 {
            pace.breathe().await;
        }
        let stack = selection.profile.samples.stack(sample);
        let Some(above) = stack.iter().position(|f| row_of[f.index()] == node) else {
            continue;
        };
        let outermost = stack[above];
        let (now, base) = (selection.now[sample], selection.base_of(sample));
        through.cum.0 = through.cum.0.wrapping_add(now);
        through.cum.1 = through.cum.1.wrapping_add(base);
        if stack
            .last()
            .is_some_and(|leaf| row_of[leaf.index()] == node)
        {
            through.flat.0 = through.flat.0.wrapping_add(now);
            through.flat.1 = through.flat.1.wrapping_add(base);
        }
        let weight = through.by_frame.or_default(outermost);
        *weight = weight.saturating_add(now.unsigned_abs());
        let way = stack.iter().take(above + 1);
        let way = way.fold(0, |hash: u64, frame| {
            // The odd constant spreads the bits, as in FxHash.
            (hash.rotate_left(5) ^ u64::from(of_frame[frame.index()].0))
                .wrapping_mul(0x517c_c1b7_2722_0a95)
        });
        let new = || (0, sample, above + 1);
        let (in_box, ..) = through.by_box.or_insert_with(way, new);
        *in_box = in_box.wrapping_add(now);
        if let Some(&set) = selection.profile.samples.labels.get(sample) {
            let amount = through.by_labels.or_default(set);
            *amount = amount.wrapping_add(now);
        }
    }
    through
}

/// `net/http/transport.go:2402`
fn place(selection: &Selection, frame: Option<FrameId>) -> String {
    let Some(frame) = frame else {
        return String::new();
    };
    let node = selection.nodes.of_frame()[frame.index()];
    let file = selection.nodes.file(selection.tables(), node);
    match selection.tables().frames.line[frame.index()] {
        _ if file.is_empty() => file,
        0 => file,
        line => format!("{file}:{line}"),
    }
}

fn neighbours<'a>(
    selection: &Selection,
    edges: impl Iterator<Item = (NodeId, &'a Edge)>,
) -> Vec<Neighbour> {
    let mut neighbours: Vec<Neighbour> = edges
        .map(|(node, edge)| Neighbour {
            node: node.0,
            name: selection.nodes.row_name(selection.tables(), node),
            value: edge.now,
            base: selection.base.as_ref().map(|_| edge.base),
        })
        .collect();
    let weight = |n: &Neighbour| {
        n.value
            .unsigned_abs()
            .max(n.base.unwrap_or(0).unsigned_abs())
    };
    order::sort_by(&mut neighbours, |a, b| {
        let by_weight = weight(b).cmp(&weight(a));
        by_weight.then_with(|| a.name.cmp(&b.name))
    });
    neighbours.truncate(LISTED);
    neighbours
}

/// Of a key with many numbers ranges of them.
fn labels(selection: &Selection, by_set: &Map<LabelSetId, i64>) -> Vec<(String, String, i64)> {
    let text = |id| selection.tables().strings.get(id).into_owned();
    let mut amounts: Map<(String, String), i64> = Map::default();
    let mut numbers: Map<(StrId, StrId), Map<i64, Sums>> = Map::default();
    for &(set, amount) in by_set.rows() {
        for label in selection.profile.labels.get(set) {
            match label.value {
                LabelValue::Str(value) => {
                    let sum = amounts.or_default((text(label.key), text(value)));
                    *sum = sum.wrapping_add(amount);
                }
                LabelValue::Num(value, unit) => {
                    let of_key = numbers.or_default((label.key, unit));
                    of_key.or_default(value).add([amount, 0, 0]);
                }
            }
        }
    }
    for ((key, unit), values) in numbers.into_rows() {
        let key = text(key);
        // A number without unit is in that of its key: `bytes`.
        let unit = Some(text(unit)).filter(|unit| !unit.is_empty());
        let unit = unit.unwrap_or_else(|| match key.as_str() {
            "alignment" | "request" => "bytes".to_owned(),
            key => key.to_owned(),
        });
        for (range, Sums([amount, ..])) in ranges(values.into_rows(), &unit) {
            let sum = amounts.or_default((key.clone(), range.name(&key, &unit)));
            *sum = sum.wrapping_add(amount);
        }
    }
    let mut rows: Vec<(String, String, i64)> = amounts
        .into_rows()
        .into_iter()
        .map(|((key, value), amount)| (key, value, amount))
        .collect();
    order::sort_by(&mut rows, |a, b| {
        let by_amount = b.2.unsigned_abs().cmp(&a.2.unsigned_abs());
        by_amount.then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1)))
    });
    rows.truncate(LISTED);
    rows
}
