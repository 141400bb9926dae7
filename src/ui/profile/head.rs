//! The bar of profiles: what is in view, against what, in which sample type.

use leakscope_core::engine::protocol::ProfileInfo;
use leakscope_core::units;
use leptos::prelude::*;

use super::model::{Model, all_profiles};
use super::parts::change_class;
use crate::ui::clock;
use crate::ui::export::Exporter;
use crate::ui::parts::icon::paths;
use crate::ui::parts::{Icon, Menu, copy_text};

/// Profile, base, delta, swap, sample type, link, save.
#[component]
pub fn Head(
    /// The profile view.
    model: Model,
) -> impl IntoView {
    let exporter = expect_context::<Exporter>();
    let save = move |_| {
        if let Some(profile) = model.profile.get_untracked() {
            exporter.profile(profile.entry.id);
        }
    };
    let copy_link = move |_| {
        let link = window().location().href().unwrap_or_default();
        copy_text(&link);
    };
    view! {
        <div class="bar head">
            <Menu
                class="chip"
                title="Profile in view"
                face=move || view! { <i class="d"></i> {move || model.profile.get().map(chip_words)} }
                items=move || picks(model, false)
            />
            <span>"vs"</span>
            <Menu
                class="chip base"
                title="Base profile (b)"
                face=move || view! {
                    <i class="d"></i>
                    {move || match model.base.get() {
                        Some(base) => view! { "base " {chip_words(base)} }.into_any(),
                        None => view! { <small>"no base"</small> }.into_any(),
                    }}
                }
                items=move || picks(model, true)
            />
            {move || delta(model)}
            <button
                class="btn quiet icon"
                aria-label="Swap"
                title="Swap profile and base (x)"
                hidden=move || model.base.read().is_none()
                on:click=move |_| model.swap()
            >
                <Icon path=paths::SWAP />
            </button>
            <span class="grow"></span>
            {move || sample_types(model)}
            <button class="btn" on:click=copy_link>"Copy link"</button>
            <button class="btn" title="Save the profile exactly as it was received" on:click=save>"Save"</button>
        </div>
    }
}

/// `goroutine 12:47:03 Tue`, or a file's name.
fn chip_words(profile: ProfileInfo) -> impl IntoView {
    let at_ms = profile.entry.at_ms;
    let is_file = profile.entry.service.is_none();
    let when = if is_file {
        String::new()
    } else {
        clock::clock(at_ms)
    };
    let small = if is_file {
        profile.kind
    } else {
        clock::weekday(at_ms).to_owned()
    };
    view! { <b><bdi>{profile.entry.name}</bdi></b> <span>{when}</span> <small>{small}</small> }
}

fn delta(model: Model) -> Option<impl IntoView> {
    let (profile, base) = (model.profile.get()?, model.base.get()?);
    let flame = model.whole.get()?;
    let change = flame.total.wrapping_sub(flame.base_total?);
    let apart_ms = (profile.entry.at_ms - base.entry.at_ms).abs();
    let apart = (apart_ms >= 1000.0).then(|| format!(" in {}", units::duration(apart_ms)));
    Some(view! {
        <span class=format!("chip delta {}", change_class(change))>
            "delta " <b>{units::delta(change, &flame.unit)}</b> <span>{apart}</span>
        </span>
    })
}

fn sample_types(model: Model) -> Option<impl IntoView> {
    let profile = model.profile.get()?;
    if profile.sample_types.len() < 2 {
        return None;
    }
    let current = model.sample_type().map(|(index, ..)| index);
    let buttons: Vec<_> = profile
        .sample_types
        .iter()
        .zip(0u32..)
        .map(|((kind, unit), index)| {
            let chosen = kind.clone();
            let choose = move |_| {
                let chosen = chosen.clone();
                model.router.replace(|route| {
                    route.sample_type = Some(chosen);
                    route.zoom.clear();
                });
            };
            view! {
                <button aria-pressed=(current == Some(index)).to_string() title=format!("in {unit}") on:click=choose>
                    <bdi>{kind.clone()}</bdi>
                </button>
            }
        })
        .collect();
    Some(view! {
        <span class="lbl">"sample type"</span>
        <div class="seg" role="group" aria-label="Sample type">{buttons}</div>
    })
}

/// Every profile kept or opened, to choose the one in view or the base from.
fn picks(model: Model, is_base: bool) -> impl IntoView {
    let inventory = model.engine.inventory().get();
    let in_view = model.profile.get_untracked();
    let current = if is_base {
        model.base.get_untracked()
    } else {
        in_view.clone()
    };
    let kind = in_view.map(|profile| profile.kind);
    let rows: Vec<_> = all_profiles(&inventory)
        .into_iter()
        // Only profiles of one kind can be compared.
        .filter(|profile| !is_base || kind.as_ref() == Some(&profile.kind))
        .map(|profile| pick(model, profile, current.as_ref(), is_base))
        .collect();
    let none = (is_base && current.is_some()).then(|| {
        let clear = move |_| {
            model.router.replace(|route| {
                route.base = None;
                route.zoom.clear();
            });
        };
        view! { <button class="pick" on:click=clear>"No base"</button> }
    });
    let title = if is_base {
        "Compare with"
    } else {
        "Profile in view"
    };
    let empty = rows.is_empty().then(|| view! { <p class="note">"No profile of this kind is here yet: open one, or watch a service."</p> });
    view! { <h3>{title}</h3> {none} {rows} {empty} }
}

fn pick(
    model: Model,
    profile: ProfileInfo,
    current: Option<&ProfileInfo>,
    is_base: bool,
) -> impl IntoView + use<> {
    let is_current = current.is_some_and(|current| current.entry.id == profile.entry.id);
    let hash = profile.entry.hash.clone();
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
    let when = format!("{} {}", clock::day(at_ms), clock::clock(at_ms));
    let size = units::short(profile.entry.bytes.min(i64::MAX as u64) as i64, "bytes");
    view! {
        <button class="pick" role="menuitemradio" aria-checked=is_current.to_string() on:click=choose>
            <b><bdi>{profile.entry.name}</bdi></b>
            <span>{(profile.entry.service.is_none()).then_some(profile.kind)}</span>
            <small>{when} " · " {size}</small>
        </button>
    }
}
