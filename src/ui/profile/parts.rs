//! Small parts of the profile view.

use crate::leptos::ev;
use leakscope_core::units;

use crate::ui::dom::{Content, El, button, el};
use crate::ui::parts::fn_name;
use leakscope_core::units::fixed;

/// A signed change in its colour: warm grew, cool shrank.
pub fn change(base: i64, now: i64, unit: &str) -> El {
    let change = now.wrapping_sub(base);
    coloured("b", change).child(units::delta(change, unit))
}

/// An element in the colour of a change.
pub fn coloured(tag: &'static str, change: i64) -> El {
    el(tag).class(change_class(change))
}

/// Content in bold.
pub fn strong(content: impl Content) -> El {
    el("b").child(content)
}

/// Content in a span.
pub fn span(content: impl Content) -> El {
    el("span").child(content)
}

/// A function's name as code.
pub fn code(name: &str) -> El {
    span(fn_name(name)).class("code")
}

/// One of a few buttons of which one is pressed.
pub fn choice(
    words: &'static str,
    title: Option<&'static str>,
    is_chosen: impl Fn() -> bool + 'static,
    choose: impl Fn() + 'static,
) -> El {
    el("button")
        .attr("title", title)
        .attr("aria-pressed", is_chosen)
        .on(ev::click, move |_| choose())
        .child(words)
}

/// The head of a column that a click sorts by: from A to Z a name's, largest first all others.
pub fn sort_head(
    head: El,
    words: &str,
    title: &'static str,
    is_name: bool,
    is_by: impl Fn() -> bool + Copy + 'static,
    sort: impl Fn() + 'static,
) -> El {
    let (state, arrow) = match is_name {
        true => ("ascending", " ↑"),
        false => ("descending", " ↓"),
    };
    let button = el("button")
        .attr("title", Some(title).filter(|title| !title.is_empty()))
        .on(ev::click, move |_| sort())
        .child(words)
        .child(move || is_by().then_some(arrow));
    head.attr("aria-sort", move || is_by().then_some(state))
        .child(button)
}

/// A button without words: its name for a screen reader is its tooltip's beginning.
pub fn icon_button(label: &'static str, title: &'static str, icon: El) -> El {
    button("btn quiet icon")
        .attr("aria-label", label)
        .attr("title", title)
        .child(icon)
}

/// `+18.3%` of the base; empty where there is none.
pub fn relative(base: i64, now: i64) -> String {
    if base == 0 {
        return String::new();
    }
    let share = (now as f64 - base as f64) / (base as f64).abs() * 100.0;
    let text = fixed(share.abs(), 1);
    match text.as_str() {
        "0.0" => "0%".to_owned(),
        _ if share < 0.0 => format!("\u{2212}{text}%"),
        _ => format!("+{text}%"),
    }
}

/// What is in one of two compared profiles only: `new`, or `gone`.
pub fn arrival(base: i64, now: i64) -> Option<&'static str> {
    match (base, now) {
        (0, 0) => None,
        (0, _) => Some("new"),
        (_, 0) => Some("gone"),
        _ => None,
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
