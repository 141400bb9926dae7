//! A sparkline: values over the kept profiles, the last one with a dot.

use crate::ui::dom::{El, svg};
use leakscope_core::units::fixed;

/// The dot's middle is the line's end.
const LINE_WIDTH: f64 = 92.0;

/// Values from 0 to 1, oldest first; drawn as a leak's or not.
pub fn spark(values: &[f32], is_leak: bool) -> El {
    let last = values.len().saturating_sub(1).max(1) as f64;
    let y = |value: f64| 14.5 - value.clamp(0.0, 1.0) * 13.0;
    let mut path = String::new();
    for (i, &value) in values.iter().enumerate() {
        let value = f64::from(value);
        let command = if i == 0 { 'M' } else { 'L' };
        let x = i as f64 / last * LINE_WIDTH;
        path += &format!("{command}{} {}", fixed(x, 1), fixed(y(value), 1));
    }
    let end = values.last().map(|&value| {
        let value = f64::from(value);
        let x = if values.len() > 1 { LINE_WIDTH } else { 0.0 };
        svg("circle")
            .attr("cx", fixed(x, 0))
            .attr("cy", fixed(y(value), 1))
            .attr("r", "1.8")
    });
    svg("svg")
        .class(if is_leak { "spark leak" } else { "spark" })
        .attr("width", "96")
        .attr("height", "16")
        .attr("viewBox", "0 0 96 16")
        .attr("aria-hidden", "true")
        .child((svg("path").attr("d", path), end))
}
