//! Why a service cannot be reached, in plain words, and what to do next.

use leakscope_core::engine::protocol::{Check, Request, ServiceInfo, Trouble};
use leptos::prelude::*;

use super::parts::CopyButton;
use super::route::{Router, View};
use crate::engine::Engine;

/// The screen of a service that never answered.
#[component]
pub fn FailureScreen(
    /// The service.
    service: ServiceInfo,
    /// What is wrong.
    trouble: Trouble,
) -> impl IntoView {
    let engine = expect_context::<Engine>();
    let router = expect_context::<Router>();
    let id = service.id;
    let change = move |_| {
        router.go(|route| {
            route.view = View::Start;
            route.watch = Some(service.target.base_url.clone());
        });
    };
    view! {
        <main class="first failure">
            <TroubleInFull trouble=trouble />
            <div class="row">
                <button class="btn primary" autofocus on:click=move |_| engine.tell(Request::Retry { service: id })>"Try again"</button>
                <button class="btn" on:click=change>"Change the address"</button>
                <button class="btn quiet" on:click=move |_| engine.tell(Request::Forget { service: id })>"Forget this service"</button>
            </div>
        </main>
    }
}

/// Title, checks, remedies, raw error.
#[component]
pub fn TroubleInFull(
    /// What is wrong.
    trouble: Trouble,
) -> impl IntoView {
    let checks: Vec<_> = trouble
        .checks
        .into_iter()
        .map(|(check, words)| one_check(check, words))
        .collect();
    let remedies: Vec<_> = trouble
        .remedies
        .into_iter()
        .map(|(words, text)| remedy(words, text))
        .collect();
    let has_remedies = !remedies.is_empty();
    let raw = (!trouble.raw.is_empty()).then(|| {
        view! { <details class="raw"><summary>"Raw error"</summary><pre class="copy"><bdi>{trouble.raw}</bdi></pre></details> }
    });
    view! {
        <h1><bdi>{trouble.title}</bdi></h1>
        <p class="lead">{trouble.detail}</p>
        <ul class="checks">{checks}</ul>
        {has_remedies.then(|| view! { <h2>"What to do"</h2> <ol class="remedies">{remedies}</ol> })}
        {raw}
    }
}

fn one_check(check: Check, words: String) -> impl IntoView {
    let (class, glyph, name) = match check {
        Check::Yes => ("yes", "✓", "yes: "),
        Check::No => ("no", "✗", "no: "),
        Check::Hidden => ("hidden", "?", "the browser hides it: "),
    };
    view! { <li class=class><b aria-hidden="true">{glyph}</b> <span><span class="vh">{name}</span>{words}</span></li> }
}

fn remedy(words: String, text: String) -> impl IntoView {
    let code = (!text.is_empty()).then(|| {
        let copied = text.clone();
        view! {
            <div class="snippet">
                <pre class="copy">{text}</pre>
                <CopyButton text=Signal::derive(move || copied.clone()) label="Copy" is_wide=true />
            </div>
        }
    });
    view! { <li>{words} {code}</li> }
}
