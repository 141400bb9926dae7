//! The status bar: nothing is dropped in silence.

use leakscope_core::units;
use leptos::prelude::*;

use super::model::Model;
use super::parts::change_class;

/// Unit, total, what is not drawn, keys.
#[component]
pub fn Status(
    /// The profile view.
    model: Model,
) -> impl IntoView {
    let facts = move || {
        let index = model.shown.get()?;
        let flame = &index.flame;
        let unit = model.sample_type().map_or_else(
            || flame.unit.clone(),
            |(_, kind, unit)| match unit.as_str() {
                "count" => kind,
                _ => format!("{kind}, {unit}"),
            },
        );
        let change = flame.base_total.map(|base| {
            let change = flame.total.wrapping_sub(base);
            view! { " " <span class=change_class(change)>"("{units::delta(change, &flame.unit)}")"</span> }
        });
        let hidden = (flame.hidden_boxes > 0).then(|| {
            let share = units::percent(flame.hidden_value, flame.total);
            view! {
                <span title="Each is a subtree that was not opened. Zoom in to see it.">
                    "narrow frames: " <b>{units::count(i64::from(flame.hidden_boxes))}</b> " hidden under 0.5 px, " {share}
                </span>
            }
        });
        let vanished = (flame.vanished != 0).then(|| {
            view! {
                <span title="Stacks of the base that have no value now have no width. ‘Now + base’ shows them.">
                    "vanished: " <b>{units::short(flame.vanished, &flame.unit)}</b>
                </span>
            }
        });
        Some(view! {
            <span>"unit " <b><bdi>{unit}</bdi></b></span>
            <span>"total " <b>{units::short(flame.total, &flame.unit)}</b> {change}</span>
            <span><b>{flame.rows}</b> " rows"</span>
            {hidden}
            {vanished}
        })
    };
    let trouble = move || {
        model
            .whole
            .trouble()
            .map(|trouble| view! { <span class="shrank"><b>{trouble.title}</b></span> })
    };
    view! {
        <footer class="status">
            {facts}
            {trouble}
            <span class="grow"></span>
            <span class="keys">
                <kbd>"↑↓←→"</kbd>"move"<kbd>"↵"</kbd>"zoom"<kbd>"esc"</kbd>"out"<kbd>"0"</kbd>"all"<kbd>"/"</kbd>"search"<kbd>"?"</kbd>"all keys"
            </span>
        </footer>
    }
}
