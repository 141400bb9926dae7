//! The graph as a picture of its own, which opens anywhere.

use super::curve::number;
use super::lettering::WORDS_PX;
use super::{CallGraph, GraphBox, GraphCall, WORDS_HEIGHT_PX};
use crate::picture::escaped;

/// The light theme's `--value-1` to `-5`, `--diff-dn-4` to `--diff-up-4`: a picture has no theme.
const VALUES: [&str; super::LEVELS] = ["#F1F2F0", "#E3E6E3", "#D3D7D4", "#C3C9C5", "#B3BAB6"];
const CHANGES: [&str; super::CHANGE_LEVELS] = [
    "#71B6E6", "#A1D0F1", "#C4E1F6", "#E1EFF9", "#E6E8E5", "#FDE8DD", "#FED2BA", "#FBBA96",
    "#F29A67",
];
const INK: &str = "#171B1A";
const INK_2: &str = "#3A4240";
const LINE_INK: &str = "#7C8582";
const FONT: &str = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
/// Of the lines above the graph.
const HEADING_PX: f64 = 13.0;

/// The graph as an SVG document, with `heading` above it, a line each.
pub fn graph_svg(graph: &CallGraph, heading: &[String]) -> String {
    let above = 10.0 + heading.len() as f64 * HEADING_PX * 1.5;
    let letters = heading.iter().map(|line| line.chars().count()).max();
    let width = graph
        .width
        .max(letters.unwrap_or(0) as f64 * HEADING_PX * 0.62 + 20.0);
    let (width, height) = (number(width), number(graph.height + above));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FONT}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n"
    );
    for (place, line) in (1..).zip(heading) {
        let y = number(f64::from(place) * HEADING_PX * 1.5);
        out += &format!(
            "<text x=\"10\" y=\"{y}\" font-size=\"{HEADING_PX}\" fill=\"{INK}\">{}</text>\n",
            escaped(line)
        );
    }
    out += &format!("<g transform=\"translate(0 {})\">\n", number(above));
    for call in &graph.calls {
        call_lines(&mut out, graph, call);
    }
    for it in &graph.boxes {
        box_lines(&mut out, graph, it);
    }
    // Words come last: no line crosses them.
    for call in &graph.calls {
        let (left, top) = (
            call.words_x - call.words_width / 2.0,
            call.words_y - WORDS_HEIGHT_PX / 2.0,
        );
        let (x, y) = (number(call.words_x), number(call.words_y + WORDS_PX * 0.34));
        out += &format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{WORDS_HEIGHT_PX}\" fill=\"#FFFFFF\" \
             fill-opacity=\"0.85\"/><text x=\"{x}\" y=\"{y}\" font-size=\"{WORDS_PX}\" \
             text-anchor=\"middle\" fill=\"{INK}\">{}</text>\n",
            number(left),
            number(top),
            number(call.words_width),
            escaped(&call.words)
        );
    }
    out + "</g>\n</svg>\n"
}

fn call_lines(out: &mut String, graph: &CallGraph, call: &GraphCall) {
    let colour = match (graph.has_base, call.level) {
        (true, 5..) => "#D9682F",
        (true, 0..=3) => "#3D8AC8",
        (false, 3..) => INK,
        _ => LINE_INK,
    };
    let dashes = match call.is_residual {
        true => " stroke-dasharray=\"2 4\"",
        false => "",
    };
    let name = |place: u32| {
        let it = graph.boxes.get(place as usize);
        it.map_or("", |it| it.name.as_str())
    };
    let arrow = if call.is_residual { "⋯" } else { "→" };
    *out += &format!(
        "<g><title>{} {arrow} {}: {}</title><path d=\"{}\" fill=\"none\" stroke=\"{colour}\" \
         stroke-width=\"{}\"{dashes}/><path d=\"{}\" fill=\"{colour}\"/></g>\n",
        escaped(name(call.caller)),
        escaped(name(call.callee)),
        escaped(&call.words),
        call.path,
        number(call.pen_px),
        call.head
    );
}

fn box_lines(out: &mut String, graph: &CallGraph, it: &GraphBox) {
    let level = usize::from(it.level);
    let fill = match graph.has_base {
        true => CHANGES[level.min(CHANGES.len() - 1)],
        false => VALUES[level.min(VALUES.len() - 1)],
    };
    let values = it.values.join(" ");
    *out += &format!(
        "<g><title>{} {}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
         fill=\"{fill}\" stroke=\"{LINE_INK}\"/>\n",
        escaped(&it.name),
        escaped(&values),
        number(it.x),
        number(it.y),
        number(it.width),
        number(it.height)
    );
    let own = it.lines.len().saturating_sub(1);
    for (place, line) in it.lines.iter().chain(&it.values).enumerate() {
        let (fill, weight) = match place == own {
            true => (INK, " font-weight=\"600\""),
            false => (INK_2, ""),
        };
        *out += &format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"middle\" fill=\"{fill}\"{weight}>{}</text>\n",
            number(it.x + it.width / 2.0),
            number(it.baseline(place)),
            number(it.font_px),
            escaped(line)
        );
    }
    *out += "</g>\n";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_text() {
        let it = GraphBox {
            name: "f<int>\u{1}&\"".to_owned(),
            lines: vec!["</text><script>".to_owned()],
            ..GraphBox::default()
        };
        let graph = CallGraph {
            boxes: vec![it],
            ..CallGraph::default()
        };
        let svg = graph_svg(&graph, &["a & b".to_owned()]);
        assert!(svg.contains("<title>f&lt;int&gt;\u{fffd}&amp;&quot; </title>"));
        assert!(svg.contains("&lt;/text&gt;&lt;script&gt;") && svg.contains("a &amp; b"));
        assert!(!svg.contains("<script"));
    }
}
