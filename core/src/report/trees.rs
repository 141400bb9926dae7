//! `-tree` and `-peek`: every node between its callers and its callees.

use super::header::{Printer, percent, report_lines};
use super::trim::{edges_by, trimmed};
use super::{Input, ReportError};
use crate::callgraph::Edge;
use crate::profile::NodeId;
use crate::profile::filter::Pattern;

const SEPARATOR: &str =
    "----------------------------------------------------------+-------------\n";
const LEGEND: &str = "      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t \n";
/// How many nodes pprof shows where its options set no number.
const NODE_COUNT: usize = 80;

/// The tree; with `wanted` only nodes whose name matches, of a graph that is not trimmed.
///
/// # Errors
/// When there is no such node.
pub(super) fn tree(input: &Input, wanted: Option<&Pattern>) -> Result<String, ReportError> {
    let trim = input.options.trim.filter(|_| wanted.is_none());
    let trimmed = trimmed(input, trim, NODE_COUNT);
    let printer = Printer::table(input, &trimmed);
    let callers = edges_by(&trimmed, |edge| edge.callee);
    let callees = edges_by(&trimmed, |edge| edge.caller);
    let graph = &trimmed.graph;
    let mut text = report_lines(input, &printer, &trimmed, false).join("\n") + "\n";
    text += SEPARATOR;
    text += LEGEND;
    let mut sum = 0i64;
    let mut is_found = false;
    for &node in &graph.nodes {
        let name = &trimmed.names[node.index()];
        if wanted.is_some_and(|wanted| !(wanted.matches)(name)) {
            continue;
        }
        is_found = true;
        let (flat, cum) = (graph.flat(node).value(), graph.cum(node).value());
        sum = sum.wrapping_add(flat);
        let line = |edge: &Edge, neighbour: NodeId| {
            // pprof prints sums here, also where nodes have means.
            let weight = edge.weight.sum;
            format!(
                "{:>50} {} |   {}{}\n",
                printer.value(weight),
                percent(weight, cum),
                trimmed.names[neighbour.index()],
                if edge.is_inlined { " (inline)" } else { "" }
            )
        };
        text += SEPARATOR;
        let callers = callers[node.index()].iter();
        text.extend(callers.map(|&edge| line(edge, edge.caller)));
        text += &format!(
            "{:>10} {} {} {:>10} {}                | {name}\n",
            printer.value(flat),
            printer.percent(flat),
            printer.percent(sum),
            printer.value(cum),
            printer.percent(cum),
        );
        let callees = callees[node.index()].iter();
        text.extend(callees.map(|&edge| line(edge, edge.callee)));
    }
    if !graph.nodes.is_empty() {
        text += SEPARATOR;
    }
    match wanted {
        Some(wanted) if !is_found => Err(ReportError::NothingToPeekAt(wanted.text.clone())),
        _ => Ok(text),
    }
}
