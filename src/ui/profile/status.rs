//! The status bar: nothing is dropped in silence.

use leakscope_core::units;

use super::graph;
use super::model::Model;
use super::numbers::explain;
use super::parts::{coloured, span, strong};
use crate::ui::dom::{Content, El, el};

/// Unit, total, what is not drawn, keys.
pub fn status(model: Model) -> El {
    let trouble = move || {
        let trouble = model.whole.trouble()?;
        let why = (strong(trouble.title), " ", trouble.detail);
        Some(el("span").class("shrank").attr("role", "alert").child(why))
    };
    el("footer").class("status").child((
        move || facts(model),
        trouble,
        el("span").class("grow"),
        explain(model),
        keys(),
    ))
}

fn facts(model: Model) -> Option<impl Content + use<>> {
    let index = model.behind.1.get()?;
    let flame = &index.flame;
    let unit = model.sample_type().map_or_else(
        || flame.unit.clone(),
        |(_, kind, unit)| match unit.as_str() {
            "count" => kind,
            _ => format!("{kind}, {unit}"),
        },
    );
    // Filters change it, and never in silence.
    let left = index.boxes().value.first().copied().unwrap_or_default();
    let has_filters = !model.subject.read().as_ref()?.filters.is_empty();
    let of = (has_filters && left != flame.total).then(|| {
        let left = strong(units::short(left, &flame.unit));
        (span("filtered to ").child(left), " of ")
    });
    let total = span("total ").child((of, strong(units::short(flame.total, &flame.unit))));
    let total = match flame.base_total {
        Some(base) => {
            let change = flame.total.wrapping_sub(base);
            let words = format!("({})", units::delta(change, &flame.unit));
            total.child((" ", coloured("span", change).child(words)))
        }
        None => total,
    };
    let graph = model.graph.get();
    let is_flame = graph.is_none();
    let graph = graph.map(|graph| graph::facts(&graph));
    let hidden = (is_flame && flame.hidden_boxes > 0).then(|| {
        let share = units::percent(flame.hidden_value, flame.total);
        let title = "Each is a subtree that was not opened. Zoom in to see it.";
        span("narrow frames: ").attr("title", title).child((
            strong(units::count(i64::from(flame.hidden_boxes))),
            format!(" hidden under 0.5 px, {share}"),
        ))
    });
    let vanished = (is_flame && flame.vanished != 0).then(|| {
        let title =
            "Stacks of the base that have no value now have no width. ‘Now + base’ shows them.";
        span("vanished: ")
            .attr("title", title)
            .child(strong(units::short(flame.vanished, &flame.unit)))
    });
    Some((
        span("unit ").child(strong(el("bdi").child(unit))),
        total,
        is_flame.then(|| span(strong(flame.rows.to_string())).child(" rows")),
        graph,
        hidden,
        vanished,
    ))
}

fn keys() -> El {
    let keys = [
        ("↑↓←→", "move"),
        ("↵", "zoom"),
        ("esc", "out"),
        ("0", "all"),
        ("/", "search"),
        ("?", "all keys"),
    ];
    let keys = keys.map(|(key, words)| (el("kbd").child(key), words));
    el("span").class("keys").child(keys)
}
