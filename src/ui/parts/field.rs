//! A labelled field of a form, and the fields of the intervals.

use leakscope_core::engine::protocol;
use leptos::prelude::*;

/// A labelled text field, with what is wrong with it under it.
#[component]
pub fn Field(
    /// Its name.
    label: &'static str,
    /// Its text.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    wrong: Signal<Option<String>>,
    /// Shown while it is empty.
    #[prop(optional)]
    placeholder: &'static str,
    /// Its id in the page.
    #[prop(optional)]
    id: &'static str,
    /// Whether it is shown as dots.
    #[prop(optional)]
    is_secret: bool,
) -> impl IntoView {
    view! {
        <label class="field">
            {label}
            <input
                id=(!id.is_empty()).then_some(id)
                type=if is_secret { "password" } else { "text" }
                spellcheck="false"
                autocapitalize="none"
                autocomplete="off"
                placeholder=placeholder
                aria-invalid=move || wrong.get().is_some().then_some("true")
                bind:value=value
            />
            {move || wrong.get().map(|words| view! { <small class="wrong" role="alert">{words}</small> })}
        </label>
    }
}

/// How often a service is asked, in seconds; 0 never.
#[component]
pub fn Intervals(
    /// The intervals, in milliseconds.
    value: RwSignal<protocol::Intervals>,
) -> impl IntoView {
    type Part = fn(&mut protocol::Intervals) -> &mut f64;
    let parts: [(&'static str, Part); 5] = [
        ("Counts", |all| &mut all.counts_ms),
        ("Health", |all| &mut all.health_ms),
        ("Memory", |all| &mut all.memory_ms),
        ("Profiles", |all| &mut all.profiles_ms),
        ("Events", |all| &mut all.events_ms),
    ];
    let fields = parts.map(|(label, part)| {
        let shown = move || {
            let mut all = value.get();
            (*part(&mut all) / 1000.0).to_string()
        };
        let change = move |event| {
            let seconds: Option<f64> = event_target_value(&event).parse().ok();
            if let Some(seconds) = seconds.filter(|seconds| seconds.is_finite() && *seconds >= 0.0) {
                // Oftener than once a second would be a load test.
                let wanted_ms = if seconds == 0.0 { 0.0 } else { seconds.clamp(1.0, 86_400.0) * 1000.0 };
                value.update(|all| *part(all) = wanted_ms);
            }
        };
        view! {
            <label class="field">
                {label}
                <input type="number" min="0" step="any" inputmode="decimal" prop:value=shown on:change=change />
            </label>
        }
    });
    view! {
        <div role="group" aria-label="Seconds between questions">
            <p class="note">"Seconds between two questions; 0 never asks."</p>
            <div class="intervals">{fields}</div>
        </div>
    }
}
