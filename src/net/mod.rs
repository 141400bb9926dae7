//! Everything that goes out to the network, and only what a person named.

mod address;
mod fetch;
mod probe;

pub use address::is_same_host;
pub use fetch::{Fetches, Header, load};

/// Sets a User Timing mark.
pub fn mark(name: &str) {
    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
        let _ = performance.mark(name);
    }
}
