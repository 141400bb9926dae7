//! How the flame reads, draws and colours stacks: switches, and the chip of a sandwich.

use crate::leptos::ev;
use leakscope_core::layout::FlameWidth;

use super::model::{Colour, Model};
use super::parts::{choice, span};
use crate::ui::dom::{Content, El, button, el};
use crate::ui::flame_look::FlameLook;
use crate::ui::parts::{icon::paths, small_icon, visible};

/// The switches over the flame.
pub fn switches(model: Model) -> impl Content {
    (
        move || scale(model.colour()),
        move || colours(model),
        move || model.has_base().then(|| widths(model)),
        looks(model),
        move || has_time(model).then(|| time(model)),
    )
}

fn group(label: &'static str) -> El {
    el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", label)
}

fn colours(model: Model) -> El {
    let one = |this: Colour, words: &'static str, title: &'static str| {
        let choose = move || model.colour_choice.set(Some(this));
        choice(words, Some(title), move || model.colour() == this, choose)
    };
    let leak = "How much of it is in stacks that grow steadily; of a file alone, that look like a leak (m)";
    let change = "How it changed against the base (m)";
    group("Colour by").child((
        one(Colour::Package, "Package", "Whose code it is (m)"),
        model
            .has_base()
            .then(|| one(Colour::Change, "Change", change)),
        one(
            Colour::Value,
            "Value",
            "How much of what is in view it is (m)",
        ),
        one(Colour::Leak, "Leak", leak),
    ))
}

/// Colours by what comes after what is shown.
pub fn next_colour(model: Model) {
    let next = match model.colour() {
        Colour::Package if model.has_base() => Colour::Change,
        Colour::Package | Colour::Change => Colour::Value,
        Colour::Value => Colour::Leak,
        Colour::Leak => Colour::Package,
    };
    model.colour_choice.set(Some(next));
}

fn widths(model: Model) -> El {
    let one = |this: FlameWidth, words: &'static str, title: &'static str| {
        let choose = move || model.width.set(this);
        let is_chosen = move || model.width.get() == this;
        choice(words, Some(title), is_chosen, choose)
    };
    let both = "Width is the value now and in the base together, as pprof draws a difference";
    group("Width").child([
        one(FlameWidth::Now, "Now", "Width is the value now"),
        one(FlameWidth::Both, "Now + base", both),
    ])
}

/// Whether the profile's samples have an order of time, as far as its flame is here.
fn has_time(model: Model) -> bool {
    let shown = model.whole_index.read();
    shown.as_ref().is_some_and(|index| index.flame.has_time)
}

/// Merged stacks or such in the order of time; nothing else about the flame changes.
fn time(model: Model) -> El {
    let is_in_time = move || model.look.read().is_in_time;
    let one = |words: &'static str, title: &'static str, this: bool| {
        let choose = move || model.set_look(|look| look.is_in_time = this);
        choice(words, Some(title), move || is_in_time() == this, choose)
    };
    group("Order").child([
        one(
            "Merged",
            "Equal stacks together, the largest first (k)",
            false,
        ),
        one(
            "In time",
            "Every call where it began, from left to right (k)",
            true,
        ),
    ])
}

/// Changes between merged stacks and the order of time. Whether there is one.
pub fn switch_time(model: Model) -> bool {
    let shown = model.whole_index.get_untracked();
    let has_time = shown.is_some_and(|index| index.flame.has_time);
    let can = has_time && model.around.read_untracked().is_none();
    if can {
        model.set_look(|look| look.is_in_time = !look.is_in_time);
    }
    can
}

fn looks(model: Model) -> El {
    let one = |words: &'static str, title: &'static str, of: fn(&mut FlameLook) -> &mut bool| {
        let is_on = move || *of(&mut model.look.get());
        let flip = move || {
            model.set_look(|look| {
                let on = of(look);
                *on = !*on;
            });
        };
        choice(words, Some(title), is_on, flip)
    };
    group("Stacks").child([
        one(
            "Inverted",
            "Leaves at the root, callers behind them (v)",
            |look| &mut look.is_inverted,
        )
        .flag("disabled", move || {
            model.around.read().is_some() || (model.look.read().is_in_time && has_time(model))
        }),
        one("Upright", "The root at the bottom (u)", |look| {
            &mut look.is_upright
        }),
        one(
            "Collapse recursion",
            "Calls of a function to itself are one box (r)",
            |look| &mut look.is_collapsed,
        ),
    ])
}

/// What the colours mean, where they are steps.
fn scale(colour: Colour) -> Option<El> {
    let (from, steps, to): (&str, &[&'static str], &str) = match colour {
        Colour::Package => return None,
        Colour::Change => (
            "shrank ",
            &[
                "dn4", "dn3", "dn2", "dn1", "same", "up1", "up2", "up3", "up4",
            ],
            " grew",
        ),
        Colour::Value => ("1% ", &["v1", "v2", "v3", "v4", "v5"], " 50% and more"),
        Colour::Leak => ("none ", &["same", "up1", "up3"], " most of it grows"),
    };
    let steps: Vec<El> = steps.iter().map(|step| el("b").class(*step)).collect();
    let scale = el("span").class("scale");
    Some(scale.child((from.to_owned(), el("i").child(steps), to.to_owned())))
}

/// What the sandwich is of, with what leaves it.
pub fn sandwich_chip(model: Model) -> Option<El> {
    let name = model.around.get()?;
    let leave = button("")
        .attr("aria-label", "Leave the sandwich")
        .on(ev::click, move |_| model.go_around(None))
        .child(small_icon(paths::CLOSE));
    let words = el("bdi").class("text").child(visible(&name).into_owned());
    let title =
        "Every stack through it, from its outermost occurrence: callers above, callees below";
    let chip = span((span("sandwich:").class("what"), words, leave));
    Some(chip.class("f").attr("title", title))
}
