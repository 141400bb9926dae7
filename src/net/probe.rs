//! What a page can find out about a fetch that failed without a word.

use leakscope_core::engine::protocol::Probe;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestMode, Window};

use super::address::{self, Space};
use super::fetch;

/// Looks behind a failed fetch of `url`. The address itself is asked once more, without CORS, only
/// where `may_ask` allows it: for the pprof index, never for health, whose every check can leak.
pub async fn probe(window: &Window, url: &str, may_ask: bool) -> Probe {
    let page = window.location();
    let page_url = page.href().unwrap_or_default();
    let (space, page_space) = (address::space_of(url), address::space_of(&page_url));
    let is_local_address = space != Space::Public && page_space == Space::Public;
    let local_network = match is_local_address {
        true => permission(window, space).await,
        false => String::new(),
    };
    let is_mixed_content = address::is_mixed(&page_url, url);
    let is_silent = is_mixed_content || local_network == "denied";
    let reached = match may_ask && !is_silent {
        true => Some(reaches(url).await),
        false => None,
    };
    Probe {
        reached,
        is_mixed_content,
        local_network,
        is_local_address,
    }
}

/// Whether anything answers: without CORS the answer stays hidden, but that there was one does not.
async fn reaches(url: &str) -> bool {
    let request = fetch::plain_get(url).mode(RequestMode::NoCors);
    request.send().await.is_ok()
}

/// The state of the permission to ask local addresses, empty where the browser knows none.
async fn permission(window: &Window, space: Space) -> String {
    let names: [&str; 2] = match space {
        Space::Loopback => ["loopback-network", "local-network-access"],
        _ => ["local-network", "local-network-access"],
    };
    for name in names {
        let descriptor = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&descriptor, &"name".into(), &name.into());
        let Ok(permissions) = window.navigator().permissions() else {
            break;
        };
        let Ok(query) = permissions.query(&descriptor) else {
            continue;
        };
        if let Ok(status) = JsFuture::from(query).await {
            let state = js_sys::Reflect::get(&status, &"state".into());
            return state
                .ok()
                .and_then(|s: JsValue| s.as_string())
                .unwrap_or_default();
        }
    }
    String::new()
}
