//! The bar of profiles: what is in view, against what, in which sample type.

use crate::leptos::ev;
use leakscope_core::engine::protocol::ProfileInfo;
use leakscope_core::profile::Scaling;
use leakscope_core::units;

use super::model::{Model, all_profiles};
use super::parts::{coloured, icon_button, span, strong};
use super::saving::{SAVED, SaveAs, save};
use super::stepping;
use crate::prelude::*;
use crate::ui::clock;
use crate::ui::dom::{Content, El, Nodes, button, el, nodes};
use crate::ui::parts::icon::paths;
use crate::ui::parts::{CopyLook, copy_button, icon, menu, small_icon};

/// Profile, base, delta, swap, sample type, link, save.
pub fn head(model: Model) -> El {
    let swap = icon_button("Swap", "Swap profile and base (x)", icon(paths::SWAP))
        .flag("hidden", move || !model.has_base())
        .on(ev::click, move |_| model.swap());
    let save = menu(
        "btn",
        || "Save the profile, or what is in view".to_owned(),
        ("Save", small_icon(paths::DOWN)),
        move || {
            nodes((
                el("h3").child("Save"),
                SAVED.map(|row| save_as(model, row)).to_vec(),
            ))
        },
    );
    el("div").class("bar head").child((
        (chip(model, false), stepping::steps(model)),
        (span("vs"), chip(model, true)),
        move || delta(model),
        (swap, move || model.has_base().then(|| scalings(model))),
        el("span").class("grow"),
        move || sample_types(model),
        copy_button("Copy link", CopyLook::Words, move || link(model)).class("btn"),
        save,
    ))
}

/// What values of the profile are scaled by, before they are held against the base.
fn scalings(model: Model) -> El {
    const ALL: [(Scaling, &str, &str); 3] = [
        (Scaling::AsIs, "As they are", "what changed, in its unit"),
        (
            Scaling::Total,
            "Same total",
            "what changed its share, as pprof -normalize",
        ),
        (
            Scaling::Duration,
            "Same duration",
            "what changed by the second, where both say how long they took",
        ),
    ];
    let now = Memo::new(move || model.router.route().read().scaling);
    let face = move || {
        let one = ALL.iter().find(|(scaling, ..)| *scaling == now.get());
        let words = one.map(|(_, words, _)| words.to_lowercase());
        (span("scaled: ").class("lbl"), words)
    };
    let pick = move |(scaling, words, use_of_it): (Scaling, &'static str, &'static str)| {
        let choose = move |_| {
            model.router.replace(|route| {
                route.scaling = scaling;
                route.zoom.clear();
            });
        };
        button("pick")
            .attr("role", "menuitemradio")
            .attr("aria-checked", move || now.get() == scaling)
            .on(ev::click, choose)
            .child((strong(words), el("small").child(use_of_it)))
    };
    menu(
        "btn quiet",
        || "Scale the profile to its base".to_owned(),
        (face, small_icon(paths::DOWN)),
        move || {
            nodes((
                el("h3").child("Hold against the base"),
                ALL.map(pick).to_vec(),
            ))
        },
    )
}

/// The page's address, with the selected function as what to find.
fn link(model: Model) -> String {
    let mut route = model.router.route().get_untracked();
    let selected = model.selected.get_untracked();
    route.find = selected.and_then(|selected| model.name_of(selected.node));
    let here = window().location().href().unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    format!("{page}{}", route.print())
}

fn save_as(model: Model, (what, words, use_of_it): (SaveAs, &'static str, &'static str)) -> El {
    button("pick")
        .attr("role", "menuitem")
        .on(ev::click, move |_| {
            save(model, what);
        })
        .child((strong(words), el("small").child(use_of_it)))
}

/// The profile in view or its base, with the list to choose another from.
fn chip(model: Model, is_base: bool) -> El {
    let words = move || {
        let chosen = match is_base {
            true => model.base.get(),
            false => model.profile.get(),
        };
        match chosen {
            Some(base) if is_base => nodes(("base ", chip_words(&base))),
            Some(profile) => nodes(chip_words(&profile)),
            None => nodes(is_base.then(|| el("small").child("no base"))),
        }
    };
    let (class, title) = match is_base {
        true => ("chip base", "Base profile (b)"),
        false => ("chip", "Profile in view"),
    };
    menu(
        class,
        move || title.to_owned(),
        (el("i").class("d"), words),
        move || picks(model, is_base),
    )
}

/// `goroutine 12:47:03 Tue`, or a file's name and kind.
fn chip_words(profile: &ProfileInfo) -> impl Content + use<> {
    let at_ms = profile.entry.at_ms;
    let (when, small) = match profile.entry.service {
        None => (String::new(), profile.kind.clone()),
        Some(_) => (clock::clock(at_ms), clock::weekday(at_ms).to_owned()),
    };
    (
        strong(el("bdi").child(profile.entry.name.as_str())),
        " ",
        span(when),
        " ",
        el("small").child(small),
    )
}

fn delta(model: Model) -> Option<El> {
    let (profile, base) = (model.profile.get()?, model.base.get()?);
    let whole = model.behind.0.get()?;
    let flame = &whole.flame;
    let change = flame.total.wrapping_sub(flame.base_total?);
    let apart_ms = (profile.entry.at_ms - base.entry.at_ms).abs();
    let apart = (apart_ms >= 1000.0).then(|| format!(" in {}", units::duration(apart_ms)));
    Some(
        coloured("span", change)
            .class_if("chip", true)
            .class_if("delta", true)
            .child((
                "delta ",
                strong(units::delta(change, &flame.unit)),
                span(apart),
            )),
    )
}

fn sample_types(model: Model) -> Option<impl Content + use<>> {
    let profile = model.profile.get()?;
    if profile.sample_types.len() < 2 {
        return None;
    }
    let current = model.sample_type().map(|(index, ..)| index);
    let buttons: Vec<El> = (0u32..)
        .zip(profile.sample_types)
        .map(|(index, (kind, unit))| {
            let chosen = kind.clone();
            let choose = move |_| {
                model.router.replace(|route| {
                    route.sample_type = Some(chosen.clone());
                    route.zoom.clear();
                });
            };
            el("button")
                .attr("aria-pressed", current == Some(index))
                .attr("title", format!("in {unit}"))
                .on(ev::click, choose)
                .child(el("bdi").child(kind))
        })
        .collect();
    let group = el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", "Sample type")
        .child(buttons);
    Some((el("span").class("lbl").child("sample type"), group))
}

/// Every profile kept or opened, to choose the one in view or the base from.
fn picks(model: Model, is_base: bool) -> Nodes {
    // As it was when the list opened: rows must not move away under a pointer.
    let inventory = model.engine.inventory().get_untracked();
    let in_view = model.profile.get_untracked();
    let current = match is_base {
        true => model.base.get_untracked(),
        false => in_view.clone(),
    };
    let kind = in_view.map(|profile| profile.kind);
    let current = current.map(|profile| profile.entry.id);
    let rows: Vec<El> = all_profiles(&inventory)
        .into_iter()
        // Only profiles of one kind can be compared.
        .filter(|profile| !is_base || kind.as_ref() == Some(&profile.kind))
        .map(|profile| {
            let is_current = current == Some(profile.entry.id);
            pick(model, profile, is_current, is_base)
        })
        .collect();
    let clear = move |_| {
        model.router.replace(|route| {
            route.base = None;
            route.zoom.clear();
        });
    };
    let none = (is_base && current.is_some())
        .then(|| button("pick").on(ev::click, clear).child("No base"));
    let title = match is_base {
        true => "Compare with",
        false => "Profile in view",
    };
    let empty = "No profile of this kind is here yet: open one, or watch a service.";
    let empty = rows.is_empty().then(|| el("p").class("note").child(empty));
    nodes((el("h3").child(title), none, rows, empty))
}

fn pick(model: Model, profile: ProfileInfo, is_current: bool, is_base: bool) -> El {
    let hash = profile.entry.hash;
    let choose = move |_| {
        let hash = Some(hash.clone());
        match is_base {
            true => model.router.replace(|route| {
                route.base = hash;
                route.zoom.clear();
            }),
            false => model.router.go(|route| {
                route.profile = hash;
                route.sample_type = None;
                route.zoom.clear();
            }),
        }
    };
    let at_ms = profile.entry.at_ms;
    let kind = profile.entry.service.is_none().then_some(profile.kind);
    let size = units::short(profile.entry.bytes.min(i64::MAX as u64) as i64, "bytes");
    let when = format!("{} {} · {size}", clock::day(at_ms), clock::clock(at_ms));
    button("pick")
        .attr("role", "menuitemradio")
        .attr("aria-checked", is_current)
        .on(ev::click, choose)
        .child((
            strong(el("bdi").child(profile.entry.name)),
            span(kind),
            el("small").child(when),
        ))
}
