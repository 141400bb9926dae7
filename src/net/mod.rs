//! Everything that goes out to the network, and only what a person named.

use js_sys::ArrayBuffer;
use leakscope_core::engine::protocol::{Trouble, TroubleKind};

/// Sets a User Timing mark.
pub fn mark(name: &str) {
    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
        let _ = performance.mark(name);
    }
}

/// Loads a file of this site.
pub async fn load(url: &str) -> Result<ArrayBuffer, Trouble> {
    let failed = |raw: String| Trouble {
        kind: TroubleKind::Unreachable,
        title: format!("{url} could not be loaded"),
        raw,
        ..Trouble::default()
    };
    let response = gloo_net::http::Request::get(url)
        .send()
        .await
        .map_err(|error| failed(error.to_string()))?;
    if !response.ok() {
        return Err(failed(format!("HTTP {}", response.status())));
    }
    let bytes = response
        .binary()
        .await
        .map_err(|error| failed(error.to_string()))?;
    Ok(js_sys::Uint8Array::from(bytes.as_slice()).buffer())
}

/// A request header a person gave for one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value: a secret. It stays in this page's memory.
    pub value: String,
}
