//! Small parts of the profile view.

use leakscope_core::units;
use leptos::prelude::*;

/// A signed change in its colour: warm grew, cool shrank.
#[component]
pub fn Change(
    /// Before.
    base: i64,
    /// Now.
    now: i64,
    /// Unit of both.
    #[prop(into)]
    unit: String,
) -> impl IntoView {
    let change = now.wrapping_sub(base);
    view! { <b class=change_class(change)>{units::delta(change, &unit)}</b> }
}

/// `+18.3%` of the base; empty where there is none.
pub fn relative(base: i64, now: i64) -> String {
    if base == 0 {
        return String::new();
    }
    let share = (now as f64 - base as f64) / (base as f64).abs() * 100.0;
    let text = format!("{:.1}", share.abs());
    match text.as_str() {
        "0.0" => "0%".to_owned(),
        _ if share < 0.0 => format!("\u{2212}{text}%"),
        _ => format!("+{text}%"),
    }
}

/// The class that colours a change.
pub fn change_class(change: i64) -> &'static str {
    match change {
        0 => "same",
        change if change > 0 => "grew",
        _ => "shrank",
    }
}
