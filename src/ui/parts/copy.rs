//! Copying text, and saving bytes as a file.

use js_sys::{Array, ArrayBuffer};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Icon;
use super::icon::paths;

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

/// A button that copies text and says that it did.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What the button is called: `Copy name`.
    label: &'static str,
    /// Whether the name is shown beside the icon.
    #[prop(optional)]
    is_wide: bool,
) -> impl IntoView {
    let is_done = RwSignal::new(false);
    let copy = move |_| {
        copy_text(&text.read_untracked());
        is_done.set(true);
        set_timeout(
            move || {
                // The button may be gone by then.
                let _ = is_done.try_set(false);
            },
            std::time::Duration::from_secs(2),
        );
    };
    let words = move || if is_done.get() { "Copied" } else { label };
    view! {
        <button class="btn" class:quiet=!is_wide class:icon=!is_wide aria-label=words title=words on:click=copy>
            <Icon path=paths::COPY />
            {move || (is_wide || is_done.get()).then(words)}
        </button>
    }
}

/// Offers bytes as a download under a name.
pub fn save_bytes(name: &str, bytes: &ArrayBuffer) {
    let Ok(blob) = web_sys::Blob::new_with_buffer_source_sequence(&Array::of1(bytes)) else {
        return;
    };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else {
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
