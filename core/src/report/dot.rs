//! `-dot`: the graph of calls for Graphviz (google/pprof `internal/graph/dotgraph.go`).

use super::Input;
use super::header::{Printer, base_name, report_lines};
use super::nodelets::nodelets;
use super::trim::{Trimmed, trimmed_by};
use crate::callgraph::{Edge, Order, Tags, shortened};
use crate::profile::{NodeId, StrId};
use crate::units;

/// How many nodes pprof shows where its options set no number.
const NODE_COUNT: usize = 80;
/// Sizes of type from pprof's smallest to its largest, in points.
const FONT_SIZES: (f64, f64) = (8.0, 24.0);

/// The graph, with the lines above a report as its legend.
pub(super) fn dot(input: &Input) -> String {
    let tags = Tags::new(input.profile, &input.units, &input.options.unit);
    let trim = input.options.trim;
    let trimmed = trimmed_by(input, trim, NODE_COUNT, Order::Entropy, Some(&tags));
    let printer = Printer::table(input, &trimmed);
    let title = title(input);
    let name = match title.is_empty() {
        true => "unnamed",
        false => &title,
    };
    let mut text = format!("digraph \"{name}\" {{\nnode [style=filled fillcolor=\"#f8f8f8\"]\n");
    text += &legend(&report_lines(input, &printer, &trimmed, true), &title);
    let graph = &trimmed.graph;
    let mut numbers = vec![0; trimmed.names.len()];
    for (number, node) in (1..).zip(&graph.nodes) {
        numbers[node.index()] = number;
    }
    let largest = graph.nodes.iter().map(|&node| graph.flat(node).value());
    let largest = largest.map(i64::unsigned_abs).max().unwrap_or(0);
    let boxes = nodelets(input, &trimmed, &tags, &printer, &numbers);
    for (&node, boxes) in graph.nodes.iter().zip(&boxes) {
        text += &node_line(
            input,
            &trimmed,
            &printer,
            node,
            numbers[node.index()],
            largest,
        );
        text += boxes;
    }
    for edge in graph.sorted_edges(&trimmed.names) {
        // An edge from what is not shown is not drawn; pprof draws one to it.
        let from = numbers[edge.caller.index()];
        if from > 0 {
            let has_boxes = !boxes[from - 1].is_empty();
            let ends = (from, numbers[edge.callee.index()]);
            text += &edge_line(input, &trimmed, &printer, edge, ends, has_boxes);
        }
    }
    text + "}\n"
}

/// The name of the binary.
fn title(input: &Input) -> String {
    match input.profile.tables.mappings.file.first() {
        Some(&file) if file != StrId(0) => {
            base_name(&input.profile.tables.strings.get(file)).to_owned()
        }
        _ => String::new(),
    }
}

fn legend(lines: &[String], title: &str) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    let tooltip = match title.is_empty() {
        true => String::new(),
        false => format!(" tooltip=\"{title}\""),
    };
    format!(
        "subgraph cluster_L {{ \"{}\" [shape=box fontsize=16 label=\"{}\\l\\lSee https://git.io/JfYMW for how to read the graph\\l\"{tooltip}] }}\n",
        lines[0],
        lines.join(r"\l"),
    )
}

fn node_line(
    input: &Input,
    trimmed: &Trimmed,
    printer: &Printer,
    node: NodeId,
    number: usize,
    largest: u64,
) -> String {
    let (flat, cum) = (
        trimmed.graph.flat(node).value(),
        trimmed.graph.cum(node).value(),
    );
    let total = input.values.total;
    let mut label = node_label(input, trimmed, node);
    let mut cum_words = printer.value(flat);
    match flat {
        0 => label.push('0'),
        _ => label += &format!("{cum_words} ({})", units::percent(flat, total)),
    }
    if cum != flat {
        label += if flat != 0 { r"\n" } else { " " };
        cum_words = printer.value(cum);
        label += &format!("of {cum_words} ({})", units::percent(cum, total));
    }
    let (least, most) = FONT_SIZES;
    let share = match (flat, largest) {
        (0, _) | (_, 0) => 0.0,
        _ => (flat.unsigned_abs() as f64 / largest as f64).sqrt(),
    };
    let size = least + ((most - least) * share).ceil();
    let name = escaped(&trimmed.names[node.index()]);
    let score = cum as f64 / total.wrapping_abs() as f64;
    format!(
        "N{number} [label=\"{label}\" id=\"node{number}\" fontsize={size} shape=box \
         tooltip=\"{name} ({cum_words})\" color=\"{}\" fillcolor=\"{}\"]\n",
        colour(score, false),
        colour(score, true)
    )
}

/// The name on lines of its own: what is between `::` and points of a function's, the last part of a
/// file's path.
fn node_label(input: &Input, trimmed: &Trimmed, node: NodeId) -> String {
    let tables = &input.profile.tables;
    let function = trimmed.rows.function_name(tables, node);
    let words = trimmed
        .rows
        .row_words(tables, node, &|file| base_name(file));
    let words = words.into_iter().map(|word| match function.as_ref() {
        Some(name) if *name == word => {
            let name = escaped(&shortened(name)).replace("::", r"\n");
            name.replace("[...]", "[…]").replace('.', r"\n")
        }
        _ => word,
    });
    words.map(|word| word + r"\n").collect()
}

fn edge_line(
    input: &Input,
    trimmed: &Trimmed,
    printer: &Printer,
    edge: &Edge,
    (from, to): (usize, usize),
    has_boxes: bool,
) -> String {
    let (weight, total) = (edge.weight.value(), input.values.total);
    let words = printer.value(weight);
    let inlined = if edge.is_inlined { r"\n (inline)" } else { "" };
    let mut text = format!("N{from} -> N{to} [label=\" {words}{inlined}\"");
    if total != 0 {
        // More than all is possible where there is a base.
        let share = |most: i64| {
            let share = weight.wrapping_mul(most).wrapping_div(total);
            1 + share.wrapping_abs().min(most)
        };
        for (name, most) in [("weight", 100), ("penwidth", 5)] {
            if share(most) > 1 {
                text += &format!(" {name}={}", share(most));
            }
        }
        let score = weight as f64 / total.wrapping_abs() as f64;
        text += &format!(" color=\"{}\"", colour(score, false));
    }
    let arrow = if edge.is_residual { "..." } else { "->" };
    let name = |node: NodeId| escaped(&trimmed.names[node.index()]);
    let (caller, callee) = (name(edge.caller), name(edge.callee));
    let tooltip = format!("\"{caller} {arrow} {callee} ({words})\"");
    text += &format!(" tooltip={tooltip} labeltooltip={tooltip}");
    if edge.is_residual {
        text += " style=\"dotted\"";
    }
    if has_boxes {
        text += " minlen=2";
    }
    text + "]\n"
}

/// pprof's `dotColor`: green at −1, grey at 0, red at 1; light for a box, dark for a line.
fn colour(score: f64, is_background: bool) -> String {
    // Moves what is small away from grey.
    const EXPONENT: f64 = 1.0 - 0.7;
    let (saturation, value) = match is_background {
        true => (0.1, 0.93),
        false => (1.0, 0.7),
    };
    // As Go's `math.Max` and `math.Min`, which keep what is no number.
    let score = if score.is_nan() {
        score
    } else {
        score.clamp(-1.0, 1.0)
    };
    // Near 0 it would be yellow.
    let saturation = match score.abs() < 0.2 {
        true => saturation * (score.abs() / 0.2),
        false => saturation,
    };
    let shifted = score.abs().powf(EXPONENT);
    let (red, green) = match score < 0.0 {
        true => (value * (1.0 - saturation * shifted), value),
        false => (value, value * (1.0 - saturation * shifted)),
    };
    let blue = value * (1.0 - saturation);
    let [red, green, blue] = [red, green, blue].map(|part| (part * 255.0) as u8);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// For a string of Graphviz's language; its lines are left-justified.
fn escaped(text: &str) -> String {
    text.replace('\\', r"\\")
        .replace('"', "\\\"")
        .replace('\n', r"\l")
}
