//! The graph of calls, as pprof chooses it and laid out in layers: ready to draw.

mod curve;
mod drawn;
mod lettering;
mod svg;

use super::PackageClass;
use super::totals::Totals;
use crate::callgraph::{Graph, Limits, Order, Source, Tags, trimmed_of};
use crate::codec::coded;
use crate::job::Pace;
use crate::profile::filter::LabelUnits;
use crate::profile::{NodeId, Selection};
use crate::units;
use drawn::drawn;

pub use svg::graph_svg;

/// How much of a graph to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphQuery {
    /// At most so many functions, their labels counted as pprof counts them.
    pub node_count: u32,
    /// Leaves out functions with |cum| below this share of Σ flat.
    pub node_fraction: f64,
    /// Leaves out calls below this share of it.
    pub edge_fraction: f64,
}

coded! { struct GraphQuery { node_count, node_fraction, edge_fraction } }

impl Default for GraphQuery {
    /// As pprof's graph.
    fn default() -> GraphQuery {
        GraphQuery {
            node_count: 80,
            node_fraction: 0.005,
            edge_fraction: 0.001,
        }
    }
}

/// A graph. Lengths are CSS pixels at a scale of 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallGraph {
    /// The functions, the most telling first.
    pub boxes: Vec<GraphBox>,
    /// The calls between them, the heaviest first.
    pub calls: Vec<GraphCall>,
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole.
    pub height: f64,
    /// What percents refer to: Σ|value|; of the base where there is one.
    pub total: i64,
    /// The sample type's unit.
    pub unit: String,
    /// Whether values are differences from a base.
    pub has_base: bool,
    /// Functions with a value, shown or not.
    pub functions: u32,
    /// At most so many functions and labels of theirs were to be shown.
    pub limit: u32,
    /// Functions that were left out because they are small, and up to which cum, printed.
    pub dropped: (u32, String),
    /// Calls that were left out because they are small, and up to which value, printed.
    pub dropped_calls: (u32, String),
}

coded! {
    struct CallGraph {
        boxes, calls, width, height, total, unit, has_base, functions, limit, dropped, dropped_calls,
    }
}

impl CallGraph {
    /// What is shown and what is not, a sentence part each: `80 of 1,204 functions`, `212 calls`,
    /// `dropped 980 functions with cum < 27.10kB, 12 calls < 5.42kB, 144 functions beyond 80 with their labels`.
    pub fn facts(&self) -> Vec<String> {
        let counted = |count: u32, noun: &str| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{} {noun}{plural}", units::count(count.into()))
        };
        let (shown, (dropped, cutoff)) = (self.boxes.len() as u32, &self.dropped);
        let mut facts = vec![
            match shown == self.functions {
                true => counted(shown, "function"),
                false => format!(
                    "{} of {}",
                    units::count(shown.into()),
                    counted(self.functions, "function")
                ),
            },
            counted(self.calls.len() as u32, "call"),
        ];
        let mut left_out = Vec::new();
        if *dropped > 0 {
            left_out.push(format!(
                "{} with cum < {cutoff}",
                counted(*dropped, "function")
            ));
        }
        let (dropped_calls, call_cutoff) = &self.dropped_calls;
        if *dropped_calls > 0 {
            left_out.push(format!(
                "{} < {call_cutoff}",
                counted(*dropped_calls, "call")
            ));
        }
        let beyond = self.functions - dropped - shown;
        if beyond > 0 {
            let beyond = counted(beyond, "function");
            left_out.push(format!("{beyond} beyond {} with their labels", self.limit));
        }
        if !left_out.is_empty() {
            facts.push(format!("dropped {}", left_out.join(", ")));
        }
        facts
    }
}

/// A function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphBox {
    /// Node id, as tables know it.
    pub node: u32,
    /// Full name.
    pub name: String,
    /// Class for colouring by package.
    pub package: PackageClass,
    /// The name as it is written into the box: package, receiver, function; the last line is the
    /// function's own name.
    pub lines: Vec<String>,
    /// Below that flat and cum with their percents, as pprof writes them.
    pub values: Vec<String>,
    /// Value of its own, now.
    pub flat: i64,
    /// With what it calls, now.
    pub cum: i64,
    /// flat and cum of the base, where there is one.
    pub base: Option<(i64, i64)>,
    /// Its colour, see [`LEVELS`] and [`CHANGE_LEVELS`].
    pub level: u8,
    /// Size of its type: larger with flat.
    pub font_px: f64,
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

coded! {
    struct GraphBox {
        node, name, package, lines, values, flat, cum, base, level, font_px, x, y, width, height,
    }
}

impl GraphBox {
    /// Where the `nth` of its lines stands, `values` behind `lines`.
    pub fn baseline(&self, nth: usize) -> f64 {
        self.y + lettering::PAD_PX + (nth as f64 + 0.78) * lettering::LINE * self.font_px
    }
}

/// A call between two functions that are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphCall {
    /// Index of the caller's box.
    pub caller: u32,
    /// Index of the callee's box.
    pub callee: u32,
    /// What passes it, now − base where there is a base.
    pub weight: i64,
    /// The same as it is written beside the line.
    pub words: String,
    /// Whether every sample that passes it has the callee inlined.
    pub is_inlined: bool,
    /// Whether it stands for calls by way of functions that are not shown.
    pub is_residual: bool,
    /// Its colour, as a box's.
    pub level: u8,
    /// Width of the line.
    pub pen_px: f64,
    /// The line as SVG's path data.
    pub path: String,
    /// The head of its arrow, likewise, to be filled.
    pub head: String,
    /// Centre of its words.
    pub words_x: f64,
    /// Centre of its words.
    pub words_y: f64,
    /// Width of its words, with some room.
    pub words_width: f64,
}

coded! {
    struct GraphCall {
        caller, callee, weight, words, is_inlined, is_residual, level, pen_px, path, head, words_x,
        words_y, words_width,
    }
}

/// Height of a call's words.
pub const WORDS_HEIGHT_PX: f64 = 14.0;
/// How many colours there are without a base: by share of all, from 1, 5, 20 and 50 % on.
pub const LEVELS: usize = 5;
/// How many there are with a base: 4 is no change, below it shrank, above it grew, by 2, 5, 15 and
/// 40 % of the base.
pub const CHANGE_LEVELS: usize = 9;

/// The graph of a selection; `totals` are its own, made before.
pub async fn graph(
    selection: &Selection,
    totals: &Totals,
    query: &GraphQuery,
    pace: &Pace,
) -> CallGraph {
    let names = selection.nodes.row_names(selection.tables());
    let label_units = LabelUnits::new(&selection.profile);
    let tags = Tags::new(&selection.profile, &label_units, "minimum");
    let source = Source {
        profile: &selection.profile,
        nodes: &selection.nodes,
        value: &|sample| {
            let base = selection.base_of(sample);
            (selection.now[sample].wrapping_sub(base), 0)
        },
        drop_negative: false,
        // Two samples of one stack that cancel out are none in a difference made by pprof.
        drop_zero_edges: true,
    };
    let limits = Limits {
        nodes: query.node_count as usize,
        node_fraction: query.node_fraction,
        edge_fraction: query.edge_fraction,
    };
    let ids = (0..totals.flat.len() as u32).map(NodeId);
    let all = Graph::of_nodes(ids.map(|node| totals.difference(node)));
    let (tags, order) = (Some(&tags), Order::Entropy);
    let trimmed = trimmed_of(&source, all, &names, tags, limits, order, pace).await;
    pace.breathe().await;
    drawn(selection, totals, query, &names, &trimmed)
}
