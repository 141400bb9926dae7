//! The menu of a function, wherever one is shown: by a right click on it, and by the menu key or
//! Shift+F10 of the selected one.
//!
//! Elements that stand for a function say which, see [`of_function`]; what is painted on a canvas says it
//! by itself. The menu selects its function, and has the actions of [`super::actions`] that are done with
//! the selected one.

use crate::leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent};

use super::actions::ACTIONS;
use super::model::{Model, Selected};
use crate::prelude::*;
use crate::ui::actions::Action;
use crate::ui::dom::{El, Held, button, el, px};
use crate::ui::parts::fn_name;

/// The function whose menu is open.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameMenu {
    /// Its node.
    pub node: u32,
    /// Its name.
    pub name: String,
    /// Where the menu opens, CSS pixels of the window.
    pub at: (f64, f64),
}

/// How wide the menu may get, CSS pixels; `profile.css` has the same.
const WIDTH_PX: f64 = 300.0;

/// Makes an element stand for a function, so that a right click on it opens the menu.
pub fn of_function(element: El, node: u32, name: &str) -> El {
    element
        .attr("data-node", node.to_string())
        .attr("data-fn", name.to_owned())
}

/// Opens the menu of a function at a point of the window, and selects it. `path` is its box's, if it was
/// in one.
pub fn open(model: Model, selected: Selected, name: String, at: (f64, f64)) {
    let node = selected.node;
    // The root is no function.
    if node == u32::MAX || name.is_empty() {
        return;
    }
    match selected.path {
        None => model.select_node(node),
        Some(_) => model.select(selected),
    }
    model.menu.set(Some(FrameMenu { node, name, at }));
}

/// Opens menus on everything within `view` that stands for a function.
pub fn with_menus(model: Model, view: El) -> El {
    view.on(ev::contextmenu, move |event| clicked(model, &event))
        .on(ev::keydown, move |event| pressed(model, &event))
        .child(move || Some(menu(model, model.menu.get()?)))
}

fn clicked(model: Model, event: &MouseEvent) {
    let target = target(event);
    let is_within = |selector: &str| {
        let found = target.as_ref().and_then(|it| it.closest(selector).ok());
        found.flatten()
    };
    if is_within(".frame-menu").is_some() {
        event.prevent_default();
        return;
    }
    // A field has a menu of the browser's own.
    if event.default_prevented() || is_within("input, textarea").is_some() {
        return;
    }
    let Some((node, name)) = is_within("[data-fn]").and_then(|it| function_of(&it)) else {
        return;
    };
    event.prevent_default();
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    open(model, Selected { node, path: None }, name, at);
}

fn pressed(model: Model, event: &KeyboardEvent) {
    let is_menu_key = event.key() == "ContextMenu" || event.key() == "F10" && event.shift_key();
    if !is_menu_key || event.default_prevented() {
        return;
    }
    if open_of_selected(model, target(event)) {
        event.prevent_default();
    }
}

/// Opens the menu of the function that has the focus, or of the selected one. Whether there is one.
fn open_of_selected(model: Model, focused: Option<Element>) -> bool {
    let closest = focused.as_ref().and_then(|it| it.closest("[data-fn]").ok());
    if let Some((it, (node, name))) = closest
        .flatten()
        .and_then(|it| Some((it.clone(), function_of(&it)?)))
    {
        open(model, Selected { node, path: None }, name, under(&it));
        return true;
    }
    let selected = model.selected.get_untracked();
    let (Some(selected), Some(name)) = (selected, model.selected_name()) else {
        return false;
    };
    let shown = ".profile main :is([role=treeitem], tr, .box):is([aria-selected=true], .selected)";
    let marked = document().query_selector(shown).ok().flatten();
    let near = marked.or_else(|| document().query_selector(".profile main").ok()?);
    open(
        model,
        selected,
        name,
        near.map_or((40.0, 40.0), |it| under(&it)),
    );
    true
}

/// Under the beginning of an element, within the window.
fn under(element: &Element) -> (f64, f64) {
    let place = element.get_bounding_client_rect();
    let height = window().inner_height().ok().and_then(|it| it.as_f64());
    let bottom = place.bottom().min(place.top() + 24.0);
    (
        place.left().max(8.0) + 24.0,
        bottom.clamp(0.0, height.unwrap_or(600.0)),
    )
}

fn function_of(element: &Element) -> Option<(u32, String)> {
    let node = element.get_attribute("data-node")?.parse().ok()?;
    Some((node, element.get_attribute("data-fn")?))
}

fn target(event: &web_sys::Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn menu(model: Model, open: FrameMenu) -> El {
    let list = Held::<HtmlElement>::new();
    let before = document()
        .active_element()
        .and_then(|it| it.dyn_into::<HtmlElement>().ok());
    effect(move || {
        let first = list.get().and_then(|list| items(&list).into_iter().next());
        if let Some(first) = first {
            let _ = first.focus();
        }
    });
    let close = move || {
        model.menu.set(None);
        // To where the keys were before, the flame where that was nowhere.
        let before = before.clone().filter(|it| it.is_connected());
        if let Some(before) = before {
            let _ = before.focus();
        }
    };
    let close_by_key = close.clone();
    let on_key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else {
            return;
        };
        match event.key().as_str() {
            "Escape" | "Tab" => close_by_key(),
            "ArrowDown" | "ArrowUp" | "Home" | "End" => go(&list, &event.key()),
            "Enter" | " " => return,
            key => {
                // An action's own key works here too, on the function of the menu.
                let its = |it: &HtmlElement| it.get_attribute("data-key").as_deref() == Some(key);
                match items(&list).into_iter().find(its) {
                    Some(item) => item.click(),
                    None => return,
                }
            }
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_focus_out = move |event: FocusEvent| {
        let next = event.related_target();
        let next = next.and_then(|next| next.dyn_into::<web_sys::Node>().ok());
        let is_inside = list
            .get_untracked()
            .is_some_and(|list| list.contains(next.as_ref()));
        if !is_inside {
            model.menu.set(None);
        }
    };
    let rows: Vec<El> = (ACTIONS.iter())
        .filter_map(|action| item(model, action, close.clone()))
        .collect();
    let title = el("div").class("of").child(fn_name(&open.name));
    let menu = el("div")
        .class("pop frame-menu")
        .held(list)
        .attr("role", "menu")
        .attr("aria-label", open.name)
        .on(ev::keydown, on_key)
        .on(ev::focusout, on_focus_out)
        .child((title.attr("role", "presentation"), rows));
    placed(menu, open.at)
}

/// Right of and under the point, or on its other sides where the window ends.
fn placed(menu: El, (x, y): (f64, f64)) -> El {
    let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|it| it.as_f64());
    let width = size(window().inner_width()).unwrap_or(1000.0);
    let height = size(window().inner_height()).unwrap_or(600.0);
    let menu = menu.style("left", px(x.min(width - WIDTH_PX - 8.0).max(8.0)));
    match y > height / 2.0 {
        true => menu
            .style("bottom", px(height - y))
            .style("max-height", px(y - 8.0)),
        false => menu
            .style("top", px(y))
            .style("max-height", px(height - y - 8.0)),
    }
}

fn item(model: Model, action: &Action<Model>, close: impl Fn() + 'static) -> Option<El> {
    let (words, run) = (action.menu?, action.run?);
    let key = action.keys.first().copied();
    let act = move |_| {
        run(model);
        close();
    };
    let hint = key.map(|key| el("small").child(el("kbd").child(key)));
    Some(
        button("pick")
            .attr("role", "menuitem")
            .attr("tabindex", "-1")
            .attr("data-key", key)
            .attr("title", action.words)
            .on(ev::click, act)
            .child((words, hint)),
    )
}

fn items(list: &HtmlElement) -> Vec<HtmlElement> {
    let children = list.children();
    let all = (0..children.length()).filter_map(|at| children.item(at));
    all.filter(|it| it.class_list().contains("pick"))
        .filter_map(|it| it.dyn_into().ok())
        .collect()
}

/// Moves the focus to the item a key leads to.
fn go(list: &HtmlElement, key: &str) {
    let items = items(list);
    let active = document().active_element();
    let is_active = |it: &HtmlElement| {
        active
            .as_ref()
            .is_some_and(|active| it.is_same_node(Some(active)))
    };
    let at = items.iter().position(is_active);
    let last = items.len().saturating_sub(1);
    let next = match (key, at) {
        ("Home", _) | ("ArrowDown", None) => 0,
        ("End", _) | ("ArrowUp", None) => last,
        ("ArrowDown", Some(at)) => {
            if at == last {
                0
            } else {
                at + 1
            }
        }
        (_, Some(at)) => at.checked_sub(1).unwrap_or(last),
        (_, None) => 0,
    };
    if let Some(item) = items.get(next) {
        let _ = item.focus();
    }
}
