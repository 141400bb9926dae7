//! A sparkline: values over the kept profiles, the last one with a dot.

use leptos::prelude::*;

const WIDTH: f32 = 96.0;
/// The dot's middle is the line's end.
const LINE_WIDTH: f32 = 92.0;

/// Values from 0 to 1.
#[component]
pub fn Spark(
    /// The values, oldest first.
    values: Vec<f32>,
    /// Whether it is drawn as a leak's.
    is_leak: bool,
) -> impl IntoView {
    let last = values.len().saturating_sub(1).max(1) as f32;
    let y = |value: f32| 14.5 - value.clamp(0.0, 1.0) * 13.0;
    let points = values.iter().enumerate().map(|(i, &value)| {
        let command = if i == 0 { 'M' } else { 'L' };
        format!(
            "{command}{:.1} {:.1}",
            i as f32 / last * LINE_WIDTH,
            y(value)
        )
    });
    let path = points.collect::<String>();
    let end = values.last().map(|&value| {
        let x = if values.len() > 1 { LINE_WIDTH } else { 0.0 };
        view! { <circle cx=x.to_string() cy=format!("{:.1}", y(value)) r="1.8" /> }
    });
    view! {
        <svg class="spark" class:leak=is_leak width=WIDTH.to_string() height="16" viewBox="0 0 96 16" aria-hidden="true">
            <path d=path />{end}
        </svg>
    }
}
