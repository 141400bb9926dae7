//! Tabs, what colours and widths mean, search.

use leakscope_core::layout::FlameWidth;
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Tab;
use super::model::{Colour, Model};
use crate::ui::keys::Keys;
use crate::ui::parts::Icon;
use crate::ui::parts::icon::paths;
use leakscope_core::units;

/// The bar of tabs.
#[component]
pub fn Tabs(
    /// The profile view.
    model: Model,
    /// The tab shown.
    tab: Memo<Tab>,
) -> impl IntoView {
    let has_base = move || model.base.read().is_some();
    let button = move |this: Tab, words: &'static str, title: &'static str| {
        let choose = move |_| show(model, this);
        view! {
            <button class="tab" role="tab" title=title aria-selected=move || (tab.get() == this).to_string() on:click=choose>
                {words}
            </button>
        }
    };
    view! {
        <div class="bar tabs">
            <div class="tablist" role="tablist" aria-label="Views of the profile">
                {button(Tab::Flame, "Flame", "Flame (1)")} {button(Tab::Top, "Top", "Top (2)")}
            </div>
            <span class="grow"></span>
            {move || (has_base() && tab.get() == Tab::Flame).then(|| switches(model))}
            <SearchBox model=model tab=tab />
        </div>
    }
}

/// Goes to a tab: a new entry in the history.
pub fn show(model: Model, tab: Tab) {
    model
        .router
        .go(|route| route.tab = (tab == Tab::Top).then(|| "top".to_owned()));
}

fn switches(model: Model) -> impl IntoView {
    let colour = move |this: Colour, words: &'static str| {
        view! {
            <button
                aria-pressed=move || (model.colour() == this).to_string()
                on:click=move |_| model.colour_choice.set(Some(this))
            >
                {words}
            </button>
        }
    };
    let width = move |this: FlameWidth, words: &'static str, title: &'static str| {
        view! {
            <button
                title=title
                aria-pressed=move || (model.width.get() == this).to_string()
                on:click=move |_| model.width.set(this)
            >
                {words}
            </button>
        }
    };
    let scale = move || {
        (model.colour() == Colour::Change).then(|| {
            let steps = ["dn4", "dn3", "dn2", "dn1", "same", "up1", "up2", "up3", "up4"];
            view! { <span class="scale">"shrank " <i>{steps.map(|step| view! { <b class=step></b> })}</i> " grew"</span> }
        })
    };
    view! {
        {scale}
        <div class="seg" role="group" aria-label="Colour by" title="m">
            {colour(Colour::Package, "Package")} {colour(Colour::Change, "Change")}
        </div>
        <div class="seg" role="group" aria-label="Width">
            {width(FlameWidth::Now, "Now", "Width is the value now")}
            {width(FlameWidth::Both, "Now + base", "Width is the value now and in the base together, as pprof draws a difference")}
        </div>
    }
}

#[component]
fn SearchBox(model: Model, tab: Memo<Tab>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    expect_context::<Keys>().on(move |key| {
        let Some(input) = input.get_untracked().filter(|_| key == "/") else {
            return false;
        };
        let _ = input.focus();
        input.select();
        true
    });
    let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            next_hit(model, event.shift_key());
        }
        "Escape" => {
            event.prevent_default();
            match model.search.read_untracked().is_empty() {
                true => drop(input.get_untracked().map(|input| input.blur())),
                false => model.search.set(String::new()),
            }
        }
        _ => {}
    };
    let placeholder = move || match tab.get() {
        Tab::Flame => "Search (/)",
        Tab::Top => "Filter (/)",
    };
    view! {
        <label class="search">
            <Icon path=paths::SEARCH />
            <span class="vh">"Search"</span>
            <input
                node_ref=input
                spellcheck="false"
                autocomplete="off"
                placeholder=placeholder
                prop:value=move || model.search.get()
                on:input=move |event| {
                    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
                    model.search.set(input.map(|input| input.value()).unwrap_or_default());
                }
                on:keydown=on_key
            />
            <span class="hits" aria-live="polite">{move || hits(model)}</span>
            <button class="btn quiet icon" aria-label="Previous match" title="Previous match (Shift+Enter)" on:click=move |_| next_hit(model, true)>
                <Icon path=paths::UP is_small=true />
            </button>
            <button class="btn quiet icon" aria-label="Next match" title="Next match (Enter)" on:click=move |_| next_hit(model, false)>
                <Icon path=paths::DOWN is_small=true />
            </button>
        </label>
    }
}

/// `5 functions · 61.32%`.
fn hits(model: Model) -> Option<impl IntoView> {
    let found = model
        .found
        .get()
        .filter(|_| !model.search.read().is_empty())?;
    let count = found.nodes.len() as i64;
    let noun = if count == 1 {
        " function · "
    } else {
        " functions · "
    };
    let share = units::percent(found.value, found.total);
    Some(view! { <b>{units::count(count)}</b> {noun} <b>{share}</b> })
}

/// Selects the next or the previous box that matches, in reading order.
fn next_hit(model: Model, is_backwards: bool) {
    let Some(index) = model.shown.get_untracked() else {
        return;
    };
    let hits = model.hits.get_untracked();
    let boxes = index.matching(|node| hits.contains(&node));
    let at = model
        .selected
        .get_untracked()
        .and_then(|selected| index.at_path(&selected.path?));
    let next = match (at, is_backwards) {
        (Some(at), false) => boxes.iter().find(|&&hit| hit > at).or(boxes.first()),
        (Some(at), true) => boxes.iter().rev().find(|&&hit| hit < at).or(boxes.last()),
        (None, false) => boxes.first(),
        (None, true) => boxes.last(),
    };
    let Some(&next) = next else { return };
    if let Some(name) = index.name(next) {
        let selected = super::model::Selected {
            node: name.node,
            path: Some(index.path(next)),
        };
        model.selected.set(Some(selected));
    }
}
