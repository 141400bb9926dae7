//! `-top`: flat and cum of every node.

use super::Input;
use super::header::{Printer, report_lines};
use super::trim::trimmed;

/// The table, with the lines above it.
pub(super) fn top(input: &Input) -> String {
    let trimmed = trimmed(input, input.options.trim, 0);
    let printer = Printer::table(input, &trimmed);
    let graph = &trimmed.graph;
    let mut is_inlined = vec![(false, false); trimmed.names.len()];
    for edge in &graph.edges {
        let marks = &mut is_inlined[edge.callee.index()];
        match edge.is_inlined {
            true => marks.0 = true,
            false => marks.1 = true,
        }
    }
    let mut text = report_lines(input, &printer, &trimmed, false).join("\n");
    text += "\n      flat  flat%   sum%        cum   cum%\n";
    let mut sum = 0i64;
    for &node in &graph.nodes {
        let (flat, cum) = (graph.flat(node).value(), graph.cum(node).value());
        sum = sum.wrapping_add(flat);
        let inlined = match is_inlined[node.index()] {
            (false, _) => "",
            (true, false) => " (inline)",
            (true, true) => " (partial-inline)",
        };
        text += &format!(
            "{:>10} {} {} {:>10} {}  {}{inlined}\n",
            printer.value(flat),
            printer.percent(flat),
            printer.percent(sum),
            printer.value(cum),
            printer.percent(cum),
            trimmed.names[node.index()]
        );
    }
    text
}
