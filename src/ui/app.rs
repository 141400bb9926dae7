//! The whole page.

use leptos::prelude::*;

use crate::engine::{Engine, Status};

/// The page: starts the engine and shows what it knows.
#[component]
pub fn App() -> impl IntoView {
    let engine = Engine::start();
    provide_context(engine);
    let words = move || match &*engine.status().read() {
        Status::Starting => "Starting…".to_owned(),
        Status::Ready => "Ready.".to_owned(),
        Status::Restarted { remark } => remark.clone(),
        Status::Broken { reason } => reason.clone(),
    };
    view! { <main><h1>"Leakscope"</h1><p role="status">{words}</p></main> }
}
