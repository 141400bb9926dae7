//! The card beside the pointer.

use leakscope_core::layout::flame::CALLERS;
use leakscope_core::units;

use super::Place;
use crate::ui::dom::{Content, El, el, px};
use crate::ui::parts::fn_name;
use crate::ui::profile::parts;

/// How wide the card may get, CSS pixels; `profile.css` has the same.
const WIDTH_PX: f64 = 460.0;

/// Name, values and share of the frame under the pointer.
pub fn tip(place: Place) -> impl Content {
    // The card is made once a frame; only its place follows the pointer.
    let at = move || {
        let (width, height) = place.size.get();
        move_into(place.pointer.get(), width, height)
    };
    move || {
        Some(
            card(place)?
                .style("left", move || px(at().0))
                .style("top", move || px(at().1)),
        )
    }
}

fn card(place: Place) -> Option<El> {
    let at = place.hover.get()?;
    let index = place.model.shown.get()?;
    let (boxes, flame) = (index.boxes(), &index.flame);
    let value = *boxes.value.get(at)?;
    let flat = boxes.flat.get(at).copied().unwrap_or_default();
    let short = |value: i64| units::short(value, &flame.unit);
    let card = el("div").class("tip").child(
        el("div")
            .class("code")
            .child(fn_name(&index.name(at)?.name)),
    );
    let card = match flame.base_total {
        Some(_) => {
            let base = boxes.base.get(at).copied().unwrap_or_default();
            let change = parts::change(base, value, &flame.unit);
            let values = format!("{} → {} · ", short(base), short(value));
            let arrival = parts::arrival(base, value).map(|word| format!(" · {word}"));
            card.child(values).child(change).child(arrival)
        }
        None => card.child(short(value)),
    };
    let mut rest = format!(" · {} of all", units::percent(value, flame.total));
    let is_inverted =
        place.model.look.read().is_inverted || index.path(at).first() == Some(&CALLERS);
    if flat != 0 {
        let words = if is_inverted {
            "without a caller"
        } else {
            "its own"
        };
        rest.push_str(&format!(" · {} {words}", short(flat)));
    }
    if let Some(&growing) = boxes.growing.get(at).filter(|&&growing| growing != 0) {
        rest.push_str(&format!(" · {} in stacks that grow", short(growing)));
    }
    if let Some(times) = boxes.repeats.get(at).filter(|&&times| times > 1) {
        rest.push_str(&format!(" · up to {times} calls of itself in a row"));
    }
    Some(card.child(rest))
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
