//! The card beside the pointer.

use leakscope_core::units;
use leptos::prelude::*;

use super::Place;
use crate::ui::parts::FnName;
use crate::ui::profile::parts::Change;

/// How wide the card may get, CSS pixels; `profile.css` has the same.
const WIDTH_PX: f64 = 460.0;

/// Name, values and share of the frame under the pointer.
pub fn tip(place: Place) -> impl IntoView {
    let model = place.model;
    move || {
        let at = place.hover.get()?;
        let index = model.shown.get()?;
        let name = index.name(at)?.clone();
        let (boxes, flame) = (index.boxes(), &index.flame);
        let (value, base) = (
            boxes.value[at],
            boxes.base.get(at).copied().unwrap_or_default(),
        );
        let flat = boxes.flat.get(at).copied().unwrap_or_default();
        let values = match flame.base_total {
            Some(_) => format!(
                "{} → {}",
                units::short(base, &flame.unit),
                units::short(value, &flame.unit)
            ),
            None => units::short(value, &flame.unit),
        };
        let share = format!(" · {} of all", units::percent(value, flame.total));
        let own = (flat != 0).then(|| format!(" · {} its own", units::short(flat, &flame.unit)));
        let unit = flame.unit.clone();
        let change = flame
            .base_total
            .map(|_| view! { " · " <Change base=base now=value unit=unit /> });
        let (width, height) = place.size.get();
        let (left, top) = move_into(place.pointer.get(), width, height);
        Some(view! {
            <div class="tip" style:left=format!("{left}px") style:top=format!("{top}px")>
                <div class="code"><FnName name=name.name /></div>
                {values} {change} {share} {own}
            </div>
        })
    }
}

/// Right of and under the pointer; left of it where the card would leave the flame.
fn move_into((x, y): (f64, f64), width: f64, height: f64) -> (f64, f64) {
    let left = (x + 30.0).min(width - WIDTH_PX.min(width) + 16.0).max(8.0);
    let top = if y + 90.0 > height {
        y - 70.0
    } else {
        y + 18.0
    };
    (left, top.max(4.0))
}
