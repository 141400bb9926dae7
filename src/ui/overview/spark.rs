//! A sparkline: values over the kept profiles, the last one with a dot.

use crate::ui::dom::{El, svg};

const WIDTH: f32 = 96.0;
/// The dot's middle is the line's end.
const LINE_WIDTH: f32 = 92.0;

/// Values from 0 to 1, oldest first; drawn as a leak's or not.
pub fn spark(values: &[f32], is_leak: bool) -> El {
    let last = values.len().saturating_sub(1).max(1) as f32;
    let y = |value: f32| 14.5 - value.clamp(0.0, 1.0) * 13.0;
    let mut path = String::new();
    for (i, &value) in values.iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        let x = i as f32 / last * LINE_WIDTH;
        path += &format!("{command}{x:.1} {:.1}", y(value));
    }
    let end = values.last().map(|&value| {
        let x = if values.len() > 1 { LINE_WIDTH } else { 0.0 };
        svg("circle")
            .attr("cx", x.to_string())
            .attr("cy", format!("{:.1}", y(value)))
            .attr("r", "1.8")
    });
    svg("svg")
        .class(if is_leak { "spark leak" } else { "spark" })
        .attr("width", WIDTH.to_string())
        .attr("height", "16")
        .attr("viewBox", "0 0 96 16")
        .attr("aria-hidden", "true")
        .child((svg("path").attr("d", path), end))
}
