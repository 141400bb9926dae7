//! What a person sees when the page itself breaks: a report, and a way to save what is stored.
//!
//! The page's code cannot be trusted any more then, so this is plain DOM, written here and now;
//! the engine in its worker lives on, and so does what it stored.

use std::cell::Cell;

use leakscope_core::engine::protocol::{Answer, ExportWhat, Request};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element};

use crate::engine::Engine;

/// The query of an address at which nothing is started but the engine, to save what it stored.
const SAVING: &str = "?save";

thread_local!(static HAS_BROKEN: Cell<bool> = const { Cell::new(false) });

/// Shows the report screen on a panic of this thread.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        let words = info.to_string();
        web_sys::console::error_1(&words.as_str().into());
        // A panic while this is shown would show it again.
        if !HAS_BROKEN.replace(true) {
            let _ = show(&words);
        }
    }));
}

/// Whether this page was opened only to save what is stored.
pub fn is_saving() -> bool {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    search.as_deref() == Some(SAVING)
}

/// Has a fresh engine pack what is stored, and offers it.
pub fn save() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let Some(body) = document.body() else { return };
    let engine = Engine::start();
    spawn_local(async move {
        let _ = add(&document, &body, "h1", "The stored recording");
        let request = Request::Export(ExportWhat::Recording);
        match engine.ask_with(request, None, |_| {}).await {
            Ok(reply) => {
                let name = match reply.answer {
                    Answer::Exported { name, .. } => name,
                    _ => String::new(),
                };
                let address = reply.body.and_then(|bytes| {
                    let blob =
                        web_sys::Blob::new_with_u8_array_sequence(&js_sys::Array::of1(&bytes));
                    web_sys::Url::create_object_url_with_blob(&blob.ok()?).ok()
                });
                if let Some(address) = address {
                    let link = link(&document, &body, "Save it", &address);
                    let _ = link.map(|link| link.set_attribute("download", &name));
                }
                let _ = link(&document, &body, "Back to Leakscope", "?");
            }
            Err(trouble) => {
                let text = format!("{} {}", trouble.title, trouble.detail);
                let _ = add(&document, &body, "p", &text);
            }
        }
    });
}

fn show(words: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let body = document.body()?;
    body.set_text_content(None);
    let main = document.create_element("main").ok()?;
    main.set_attribute("role", "alert").ok()?;
    main.set_class_name("broken");
    add(&document, &main, "h1", "Leakscope stopped")?;
    add(
        &document,
        &main,
        "p",
        "This page met a mistake of its own and cannot go on. What was recorded is stored in this \
         browser and is there after a reload.",
    )?;
    link(&document, &main, "Reload", "?")?;
    link(&document, &main, "Save the stored recording", SAVING)?;
    add(&document, &main, "p", "For a report:")?;
    add(&document, &main, "pre", words)?;
    body.append_child(&main).ok()?;
    Some(())
}

fn add(document: &Document, parent: &Element, tag: &str, text: &str) -> Option<Element> {
    let element = document.create_element(tag).ok()?;
    element.set_text_content(Some(text));
    parent.append_child(&element).ok()?;
    Some(element)
}

fn link(document: &Document, parent: &Element, text: &str, address: &str) -> Option<Element> {
    let paragraph = add(document, parent, "p", "")?;
    let link = add(document, &paragraph, "a", text)?;
    link.set_attribute("href", address).ok()?;
    Some(link)
}
