//! Boxes and lines as elements of SVG. Names are text nodes.

use leakscope_core::layout::graph::{CHANGE_LEVELS, LEVELS, WORDS_HEIGHT_PX};
use leakscope_core::layout::{CallGraph, GraphBox, GraphCall, PackageClass};
use leakscope_core::units::fixed;

use super::Place;
use crate::ui::dom::{Content, El, svg};
use crate::ui::parts::visible;
use crate::ui::profile::frame_menu::of_function;

/// Classes of the colours by share of all.
pub const VALUES: [&str; LEVELS] = ["v1", "v2", "v3", "v4", "v5"];
/// Classes of the colours by change.
pub const CHANGES: [&str; CHANGE_LEVELS] = [
    "dn4", "dn3", "dn2", "dn1", "same", "up1", "up2", "up3", "up4",
];

/// The whole graph: lines, then boxes, then words, which no line crosses.
pub fn draw(place: Place, graph: &CallGraph) -> impl Content + use<> {
    let level = |level: u8| match graph.has_base {
        true => CHANGES[usize::from(level).min(CHANGE_LEVELS - 1)],
        false => VALUES[usize::from(level).min(LEVELS - 1)],
    };
    let calls: Vec<El> = (graph.calls.iter().enumerate())
        .map(|(at, call)| line(place, at, call, level(call.level)))
        .collect();
    let boxes: Vec<El> = (graph.boxes.iter().enumerate())
        .map(|(at, it)| one_box(place, at, it, level(it.level)))
        .collect();
    let words: Vec<El> = graph.calls.iter().map(words).collect();
    (calls, boxes, words)
}

fn px(length: f64) -> String {
    fixed(length, 1)
}

fn line(place: Place, at: usize, call: &GraphCall, level: &'static str) -> El {
    let (caller, callee) = (call.caller as usize, call.callee as usize);
    let is_near = move || {
        let selected = place.selected.get();
        selected == Some(caller) || selected == Some(callee)
    };
    let path =
        |class: &'static str, path: &str| svg("path").class(class).attr("d", path.to_owned());
    svg("g")
        .class(format!("call {level}"))
        .class_if("residual", call.is_residual)
        .class_if("near", is_near)
        .attr("data-call", at.to_string())
        .child((
            // Thin lines are hard to point at.
            path("reach", &call.path),
            path("line", &call.path).attr("stroke-width", px(call.pen_px)),
            path("head", &call.head),
        ))
}

fn words(call: &GraphCall) -> El {
    let plate = svg("rect")
        .attr("x", px(call.words_x - call.words_width / 2.0))
        .attr("y", px(call.words_y - WORDS_HEIGHT_PX / 2.0))
        .attr("width", px(call.words_width))
        .attr("height", px(WORDS_HEIGHT_PX));
    let text = svg("text")
        .attr("x", px(call.words_x))
        .attr("y", px(call.words_y + WORDS_HEIGHT_PX * 0.26))
        .child(call.words.as_str());
    svg("g").class("words").child((plate, text))
}

fn one_box(place: Place, at: usize, it: &GraphBox, level: &'static str) -> El {
    let node = it.node;
    let is_hit = move || {
        let found = place.model.found.get();
        let is_hit = |nodes: &[u32]| nodes.binary_search(&node).is_ok();
        found.is_some_and(|found| is_hit(&found.nodes))
    };
    let rect = |class: &'static str, width: f64| {
        svg("rect")
            .class(class)
            .attr("x", px(it.x))
            .attr("y", px(it.y))
            .attr("width", px(width))
            .attr("height", px(it.height))
    };
    let own = it.lines.len().saturating_sub(1);
    let lines = it.lines.iter().chain(&it.values).enumerate();
    let lines: Vec<El> = lines
        .map(|(nth, line)| {
            svg("text")
                .class(if nth == own { "own" } else { "" })
                .attr("x", px(it.x + it.width / 2.0))
                .attr("y", px(it.baseline(nth)))
                .child(&*visible(line))
        })
        .collect();
    of_function(svg("g"), node, &it.name)
        .class(format!("box {level}"))
        .class_if("selected", move || place.selected.get() == Some(at))
        .class_if("hit", is_hit)
        .attr("data-box", at.to_string())
        .attr("font-size", px(it.font_px))
        .child((rect("back", it.width), rect(mark(it.package), 3.0), lines))
}

/// The class of the 3 px edge.
fn mark(package: PackageClass) -> &'static str {
    match package {
        PackageClass::App => "m app",
        PackageClass::Http => "m http",
        PackageClass::Sql => "m sql",
        PackageClass::Kafka => "m kafka",
        PackageClass::Grpc => "m grpc",
        PackageClass::Other => "m other",
        PackageClass::Std => "m std",
        PackageClass::Runtime => "m rt",
    }
}
