//! The card beside the pointer.

use leakscope_core::layout::CallGraph;
use leakscope_core::units;

use super::{Place, Under};
use crate::ui::dom::{Content, El, el, px};
use crate::ui::parts::fn_name;
use crate::ui::profile::parts;

/// How wide the card may get, CSS pixels; `profile.css` has the same.
const WIDTH_PX: f64 = 460.0;

/// Name, values and share of what is under the pointer.
pub fn tip(place: Place) -> impl Content {
    // The card is made once a box; only its place follows the pointer.
    let at = move || {
        let ((x, y), (width, height)) = (place.pointer.get(), place.size.get());
        let left = (x + 22.0).min(width - WIDTH_PX.min(width) + 16.0).max(8.0);
        let top = if y + 110.0 > height {
            y - 84.0
        } else {
            y + 18.0
        };
        (left, top.max(4.0))
    };
    move || {
        let graph = place.model.graph.get()?;
        let card = match place.hover.get()? {
            Under::Box(at) => of_box(&graph, at)?,
            Under::Call(at) => of_call(&graph, at)?,
        };
        Some(
            card.style("left", move || px(at().0))
                .style("top", move || px(at().1)),
        )
    }
}

fn card(names: &[&str]) -> El {
    let mut card = el("div").class("tip");
    for name in names {
        card = card.child(el("div").class("code").child(fn_name(name)));
    }
    card
}

fn of_box(graph: &CallGraph, at: usize) -> Option<El> {
    let it = graph.boxes.get(at)?;
    let short = |value: i64| units::short(value, &graph.unit);
    let card = card(&[&it.name]);
    Some(match it.base {
        Some((base_flat, base_cum)) => {
            let values = format!("{} → {} · ", short(base_cum), short(it.cum));
            card.child(values)
                .child(parts::change(base_cum, it.cum, &graph.unit))
                .child(format!(
                    " · {} → {} its own",
                    short(base_flat),
                    short(it.flat)
                ))
        }
        None => card.child(format!(
            "{} · {} of all · {} its own",
            short(it.cum),
            units::percent(it.cum, graph.total),
            short(it.flat)
        )),
    })
}

fn of_call(graph: &CallGraph, at: usize) -> Option<El> {
    let call = graph.calls.get(at)?;
    let name = |at: u32| graph.boxes.get(at as usize).map(|it| it.name.as_str());
    let card = card(&[name(call.caller)?, name(call.callee)?]);
    let value = match graph.has_base {
        true => units::delta(call.weight, &graph.unit),
        false => units::short(call.weight, &graph.unit),
    };
    let way = match call.is_residual {
        true => " · by way of functions that are not shown",
        false => "",
    };
    let inlined = if call.is_inlined { " · inlined" } else { "" };
    Some(card.child(format!(
        "{value} · {} of all{inlined}{way}",
        units::percent(call.weight, graph.total)
    )))
}
