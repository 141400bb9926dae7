//! From what was counted to what is drawn.

use super::super::layered::{Link, layered};
use super::super::package_class;
use super::super::printed::Printer;
use super::super::totals::Totals;
use super::lettering::{self, Lettering};
use super::{CallGraph, GraphBox, GraphCall, GraphQuery, WORDS_HEIGHT_PX, curve};
use crate::callgraph::{Edge, Trimmed};
use crate::profile::{NodeId, Selection};

/// Everything but the counting.
#[inline(never)]
pub(super) fn drawn(
    selection: &Selection,
    totals: &Totals,
    query: &GraphQuery,
    names: &[String],
    trimmed: &Trimmed,
) -> CallGraph {
    let nodes = &trimmed.graph.nodes;
    let total = selection.base_total.filter(|&total| total > 0);
    let total = total.unwrap_or(selection.total);
    let printer = Printer::new(selection, totals, nodes, total);
    let lettering = Lettering::new(totals, nodes, &printer);
    let mut place_of = vec![u32::MAX; names.len()];
    let mut boxes = Vec::new();
    for (place, &node) in (0..).zip(nodes) {
        place_of[node.index()] = place;
        let name = names[node.index()].clone();
        let file = selection.nodes.file(selection.tables(), node);
        let base = totals.base_of(node);
        let (flat, cum) = (totals.flat[node.index()], totals.cum[node.index()]);
        let level = match base {
            Some((_, base)) => 4 + change_step(base, cum),
            None => share_step(cum, total),
        };
        boxes.push(lettering.letter(GraphBox {
            node: node.0,
            package: package_class(&name, &file),
            name,
            flat,
            cum,
            base,
            level: level as u8,
            ..GraphBox::default()
        }));
    }
    let is_shown = |node: NodeId| place_of[node.index()] != u32::MAX;
    let edges = trimmed.graph.sorted_edges(names).into_iter();
    let edges: Vec<&Edge> = edges
        .filter(|edge| is_shown(edge.caller) && is_shown(edge.callee))
        .collect();
    let mut calls: Vec<GraphCall> = Vec::new();
    for edge in edges {
        let weight = edge.weight.value();
        let inlined = if edge.is_inlined { " (inline)" } else { "" };
        let words = printer.value(weight) + inlined;
        calls.push(GraphCall {
            caller: place_of[edge.caller.index()],
            callee: place_of[edge.callee.index()],
            weight,
            words_width: lettering::width_of_words(&words),
            words,
            is_inlined: edge.is_inlined,
            is_residual: edge.is_residual,
            level: match selection.base {
                Some(_) => (4 + 4 * weight.signum()) as u8,
                None => share_step(weight, total) as u8,
            },
            pen_px: 1.0 + 4.0 * share(weight, total).min(1.0),
            ..GraphCall::default()
        });
    }
    let functions = trimmed.dropped + trimmed.before_limit;
    let cutoff = |fraction: f64| printer.value(((total as f64 * fraction) as i64).wrapping_abs());
    let mut graph = CallGraph {
        boxes,
        calls,
        total,
        unit: selection.unit.clone(),
        has_base: selection.base.is_some(),
        functions: functions as u32,
        limit: query.node_count,
        dropped: (trimmed.dropped as u32, cutoff(query.node_fraction)),
        dropped_calls: (trimmed.small_edges as u32, cutoff(query.edge_fraction)),
        ..CallGraph::default()
    };
    lay_out(&mut graph);
    graph
}

/// Gives boxes and lines their places.
fn lay_out(graph: &mut CallGraph) {
    let sizes: Vec<(f64, f64)> = (graph.boxes.iter())
        .map(|it| (it.width, it.height))
        .collect();
    let links: Vec<Link> = (graph.calls.iter())
        .map(|call| Link {
            from: call.caller as usize,
            to: call.callee as usize,
            weight: share(call.weight, graph.total),
            label: (call.words_width, WORDS_HEIGHT_PX),
        })
        .collect();
    let drawing = layered(&sizes, &links);
    (graph.width, graph.height) = drawing.size;
    for (it, centre) in graph.boxes.iter_mut().zip(&drawing.boxes) {
        it.x = centre.0 - it.width / 2.0;
        it.y = centre.1 - it.height / 2.0;
    }
    for (call, route) in graph.calls.iter_mut().zip(&drawing.routes) {
        (call.path, call.head) = curve::arrow(&route.points, call.pen_px);
        (call.words_x, call.words_y) = route.label;
    }
}

fn share(value: i64, total: i64) -> f64 {
    match total {
        0 => 0.0,
        total => value.unsigned_abs() as f64 / total.unsigned_abs() as f64,
    }
}

/// 0 to 4: the step of a share of all.
fn share_step(value: i64, total: i64) -> i32 {
    match share(value, total) {
        share if share < 0.01 => 0,
        share if share < 0.05 => 1,
        share if share < 0.20 => 2,
        share if share < 0.50 => 3,
        _ => 4,
    }
}

/// −4 to 4: the step of a change, in parts of the base. What has no base takes step 4.
fn change_step(base: i64, now: i64) -> i32 {
    if base == now {
        return 0;
    }
    let relative = match base {
        0 => 1.0,
        base => ((now as f64 - base as f64) / base as f64).abs(),
    };
    let size = match relative {
        share if share < 0.02 => 0,
        share if share < 0.05 => 1,
        share if share < 0.15 => 2,
        share if share < 0.40 => 3,
        _ => 4,
    };
    if now > base { size } else { -size }
}
