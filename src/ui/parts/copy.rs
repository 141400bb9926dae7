//! Copying text, and saving bytes as a file.

use js_sys::{Array, ArrayBuffer};
use std::time::Duration;

use crate::leptos::ev;
use crate::leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::icon::icon;
use super::icon::paths;
use crate::prelude::*;
use crate::ui::dom::{El, button, el};

/// The clipboard; none at an insecure address, where browsers have none for pages.
pub fn clipboard() -> Option<web_sys::Clipboard> {
    let clipboard = window().navigator().clipboard();
    (!clipboard.is_undefined()).then_some(clipboard)
}

/// Puts text on the clipboard. Where there is none the text stays selectable on the page.
pub fn copy_text(text: &str) {
    if let Some(clipboard) = clipboard() {
        // A browser that refuses has said so to the person itself.
        let _ = clipboard.write_text(text);
    }
}

/// How a button that copies looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CopyLook {
    /// An icon.
    Icon,
    /// An icon and its name.
    Wide,
    /// Its name, quiet.
    Words,
}

/// A button that copies what `text` makes when it is pressed, and says that it did. `label` is what
/// it is called: `Copy name`.
pub fn copy_button(label: &'static str, look: CopyLook, text: impl Fn() -> String + 'static) -> El {
    let said = RwSignal::new(None);
    let copy = move |_| {
        let text = text();
        spawn_local(async move {
            let outcome = match clipboard() {
                Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
                None => false,
            };
            // The button may be gone by then.
            said.try_set(Some(match outcome {
                true => "Copied",
                // Without https, or without the person's leave.
                false => "The browser did not let it be copied",
            }));
            let rest = move || said.try_set(None);
            set_timeout(rest, Duration::from_secs(2));
        });
    };
    let words = move || said.get().unwrap_or(label);
    let shown = move || {
        let is_shown = look != CopyLook::Icon || said.get().is_some();
        is_shown.then(words)
    };
    button(match look {
        CopyLook::Icon => "btn quiet icon",
        CopyLook::Wide => "btn",
        CopyLook::Words => "btn quiet",
    })
    .attr("aria-label", words)
    .attr("title", words)
    .on(ev::click, copy)
    .child((look != CopyLook::Words).then(|| icon(paths::COPY)))
    .child(el("span").attr("aria-live", "polite").child(shown))
}

/// A name that any file system takes, of at most 80 letters.
pub fn safe_name(name: &str) -> String {
    let safe = |c: char| match c.is_alphanumeric() || "._-".contains(c) {
        true => c,
        false => '-',
    };
    name.chars().take(80).map(safe).collect()
}

/// Offers bytes as a download under a name.
pub fn save_bytes(name: &str, bytes: &ArrayBuffer) {
    if let Ok(blob) = web_sys::Blob::new_with_buffer_source_sequence(&Array::of1(bytes)) {
        save_blob(name, &blob);
    }
}

/// Offers a text as a download under a name.
pub fn save_text(name: &str, text: &str, media_type: &str) {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&text.into());
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

/// Offers a blob as a download under a name.
pub fn save_blob(name: &str, blob: &web_sys::Blob) {
    let Ok(url) = web_sys::Url::create_object_url_with_blob(blob) else {
        return;
    };
    let link = document()
        .create_element("a")
        .ok()
        .and_then(|a| a.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser has taken the bytes by the next minute.
    set_timeout(
        move || drop(web_sys::Url::revoke_object_url(&url)),
        std::time::Duration::from_secs(60),
    );
}
