//! The panel under the verdict: what happens, whose function does it, what to do.

use leakscope_core::leak::Cause;
use leptos::prelude::*;

use super::copy::CopyButton;
use crate::ui::parts::FnName;

/// Cause and cure.
#[component]
pub fn Why(
    /// The known cause.
    cause: Cause,
) -> impl IntoView {
    let culprit = match cause.culprit {
        Some(name) => view! { <p>"Your function: "<FnName name=name />" "<span class="note">{cause.culprit_reason}</span></p> }.into_any(),
        None => view! { <p>"Your function: not known. "<span class="note">{cause.culprit_reason}</span></p> }.into_any(),
    };
    let steps = cause.fix.into_iter().map(|step| view! { <li>{step}</li> });
    let snippet = StoredValue::new(cause.snippet.clone());
    let code = (!cause.snippet.is_empty()).then(|| {
        view! {
            <div class="snippet">
                <pre class="copy" tabindex="0" aria-label="Go code">{cause.snippet}</pre>
                <CopyButton label="Copy" text=move || snippet.get_value() />
            </div>
        }
    });
    // Only a web address becomes a link, and nothing is fetched before it is clicked.
    let is_link = cause.reference.starts_with("https://");
    let reference = match (cause.reference.is_empty(), is_link) {
        (true, _) => ().into_any(),
        (_, true) => view! {
            <p class="note">"More: "<a href=cause.reference.clone() target="_blank" rel="noreferrer noopener">{cause.reference.clone()}</a></p>
        }.into_any(),
        _ => view! { <p class="note">"More: "{cause.reference}</p> }.into_any(),
    };
    view! {
        <section class="why" aria-label="Why and how to fix">
            <div>
                <h2>{cause.title}</h2>
                <p>{cause.what}</p>
                {culprit}
                {reference}
            </div>
            <div>
                <h2>"What to do"</h2>
                <ol>{steps.collect_view()}</ol>
            </div>
            {code}
        </section>
    }
}
