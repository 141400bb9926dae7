//! A button that opens a list beside it.

use std::rc::Rc;

use crate::leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent};

use crate::prelude::*;
use crate::ui::dom::{Content, El, Held, Nodes, button, el, nodes};

/// A button and its menu: the button's classes, its name for a screen reader and its tooltip, what
/// it shows, and what the menu holds, made when it opens. The menu closes when something with the
/// class `pick` in it was clicked, on Escape, and when the focus leaves it.
pub fn menu(
    class: &'static str,
    title: impl Fn() -> String + 'static,
    face: impl Content,
    items: impl Fn() -> Nodes + 'static,
) -> El {
    made(class, Box::new(title), nodes(face), Rc::new(items))
}

/// Compiled once for all menus.
fn made(
    class: &'static str,
    title: Box<dyn Fn() -> String>,
    face: Nodes,
    items: Rc<dyn Fn() -> Nodes>,
) -> El {
    let is_open = RwSignal::new(false);
    let (toggle, list) = (Held::<HtmlElement>::new(), Held::<HtmlElement>::new());
    let close = move |is_focus_kept: bool| {
        is_open.set(false);
        if let Some(toggle) = toggle.get_untracked().filter(|_| is_focus_kept) {
            let _ = toggle.focus();
        }
    };
    let on_focus_out = move |event: FocusEvent| {
        let next = event
            .related_target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let stays = [toggle.get_untracked(), list.get_untracked()];
        let is_inside = |node: &HtmlElement| node.contains(next.as_ref());
        if !stays.iter().flatten().any(is_inside) {
            is_open.set(false);
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if is_open.get_untracked() => {
            event.prevent_default();
            close(true);
        }
        "ArrowDown" | "ArrowUp" if is_open.get_untracked() => {
            event.prevent_default();
            if let Some(list) = list.get_untracked() {
                focus_beside(&list, event.key() == "ArrowDown");
            }
        }
        _ => {}
    };
    let on_click = move |event: MouseEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|element| element.closest(".pick").ok().flatten().is_some()) {
            close(true);
        }
    };
    effect(move || {
        if let Some(list) = list.get() {
            // The menu is in the page only while it is open: it takes the focus when it comes.
            let _ = list.focus();
        }
    });
    let open_list = move || {
        let items = items.clone();
        is_open.get().then(move || {
            let pop = el("div").class("pop").attr("tabindex", "-1");
            pop.held(list)
                .on(ev::click, on_click)
                .child(move || items())
        })
    };
    let toggle = button(class)
        .held(toggle)
        .attr("aria-haspopup", "true")
        .attr("aria-expanded", move || is_open.get())
        .attr("title", title)
        .on(ev::click, move |_| is_open.update(|open| *open = !*open))
        .child(face);
    el("span")
        .class("anchor")
        .on(ev::focusout, on_focus_out)
        .on(ev::keydown, on_key)
        .child((toggle, open_list))
}

/// Moves the focus to the next or the previous item; the items are children of the list.
fn focus_beside(list: &HtmlElement, is_down: bool) {
    let active = document()
        .active_element()
        .filter(|active| active.parent_element().as_ref() == Some(list.as_ref()));
    let beside = |at: &Element| {
        if is_down {
            at.next_element_sibling()
        } else {
            at.previous_element_sibling()
        }
    };
    let mut next = match &active {
        Some(active) => beside(active),
        None => list.first_element_child(),
    };
    while let Some(item) = next {
        if item.class_list().contains("pick")
            && let Some(item) = item.dyn_ref::<HtmlElement>()
        {
            let _ = item.focus();
            return;
        }
        next = beside(&item);
    }
}
