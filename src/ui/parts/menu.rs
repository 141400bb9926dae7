//! A button that opens a list beside it.

use leptos::html::{Button, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent};

/// A button and its menu. The menu closes when something with the class `pick` in it was clicked,
/// on Escape, and when the focus leaves it.
#[component]
pub fn Menu(
    /// Classes of the button.
    class: &'static str,
    /// The button's name for a screen reader and its tooltip.
    #[prop(into)]
    title: Signal<String>,
    /// What the button shows.
    #[prop(into)]
    face: ViewFn,
    /// What the menu holds, made when it opens.
    #[prop(into)]
    items: ViewFn,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let (button, list) = (NodeRef::<Button>::new(), NodeRef::<Div>::new());
    let close = move |is_focus_kept: bool| {
        is_open.set(false);
        if let Some(button) = button.get_untracked().filter(|_| is_focus_kept) {
            let _ = button.focus();
        }
    };
    let on_focus_out = move |event: FocusEvent| {
        let next = event
            .related_target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let is_inside = |node: &Element| node.contains(next.as_ref());
        let stays = [
            button.get_untracked().map(Element::from),
            list.get_untracked().map(Element::from),
        ];
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
            move_focus(list, event.key() == "ArrowDown");
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
    Effect::new(move || {
        if let Some(list) = list.get() {
            // The menu is in the page only while it is open: it takes the focus when it comes.
            let _ = list.focus();
        }
    });
    view! {
        <span class="anchor" on:focusout=on_focus_out on:keydown=on_key>
            <button
                class=class
                node_ref=button
                aria-haspopup="true"
                aria-expanded=move || is_open.get().to_string()
                aria-label=move || title.get()
                title=move || title.get()
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                {move || face.run()}
            </button>
            {move || {
                is_open
                    .get()
                    .then(|| view! { <div class="pop" tabindex="-1" node_ref=list on:click=on_click>{items.run()}</div> })
            }}
        </span>
    }
}

/// Moves the focus to the next or the previous item; the items are children of the list.
fn move_focus(list: NodeRef<Div>, is_down: bool) {
    let Some(list) = list.get_untracked() else {
        return;
    };
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
