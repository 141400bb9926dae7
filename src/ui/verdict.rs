//! The verdict band: one sentence to act on, its evidence, the cause and the cure.

use std::sync::Arc;

use leakscope_core::leak::{Cause, Evidence, Mark, Span, Verdict, VerdictKind};
use leptos::prelude::*;

use super::clock;
use super::parts::{CopyButton, FnName};

/// The band. It stays in place while what it says changes, and speaks when the kind does.
#[component]
pub fn VerdictBand(
    /// What is said.
    #[prop(into)]
    verdict: Signal<Arc<Verdict>>,
    /// Called with a stretch of time, in milliseconds since 1970, when one is clicked.
    #[prop(optional)]
    on_range: Option<Callback<(f64, f64)>>,
    /// Called with a stack's hash when one is clicked.
    #[prop(optional)]
    on_stack: Option<Callback<String>>,
    /// Prints a moment or a stretch in the zone the view shows; local time without it.
    #[prop(optional)]
    clock: Option<Callback<(f64, f64), String>>,
    /// The primary button and what else the view offers.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let links = Links {
        on_range,
        on_stack,
        clock,
    };
    let kind = Memo::new(move |_| verdict.read().kind);
    let cause = Memo::new(move |_| verdict.read().cause.clone());
    let has_cause = Memo::new(move |_| cause.read().is_some());
    let class = move || match kind.get() {
        VerdictKind::Leak => "verdict leak",
        VerdictKind::Suspected => "verdict suspected",
        _ => "verdict",
    };
    let body = move || {
        let verdict = verdict.read();
        let evidence: Vec<_> = verdict
            .evidence
            .iter()
            .map(|line| evidence_line(line, links))
            .collect();
        let summary = verdict.cause.as_ref().map(summary_line);
        view! {
            <h1><em>{kind_word(verdict.kind)}</em> " " {spans(&verdict.sentence, links)}</h1>
            <dl>{evidence} {summary}</dl>
        }
    };
    view! {
        <section class=class aria-label="Verdict">
            <div class="body">{body}</div>
            <p class="vh" aria-live="polite">{move || format!("Verdict: {}", kind_word(kind.get()).trim_end_matches(':').to_lowercase())}</p>
            <div class="actions">
                {actions.map(|actions| actions.run())}
                <Show when=move || has_cause.get()>
                    <button class="btn" aria-expanded=move || is_open.get().to_string() on:click=move |_| is_open.update(|open| *open = !*open)>
                        {move || if is_open.get() { "Close" } else { "Why & how to fix" }}
                    </button>
                </Show>
            </div>
            {move || cause.get().filter(|_| is_open.get()).map(cause_in_full)}
        </section>
    }
}

#[derive(Clone, Copy)]
struct Links {
    on_range: Option<Callback<(f64, f64)>>,
    on_stack: Option<Callback<String>>,
    clock: Option<Callback<(f64, f64), String>>,
}

fn kind_word(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Leak => "Leak:",
        VerdictKind::Suspected => "Suspected:",
        VerdictKind::SpikeOnly => "Spikes only:",
        VerdictKind::Step => "Step:",
        VerdictKind::WarmUp => "Warm-up:",
        VerdictKind::Daily => "Daily:",
        VerdictKind::Healthy => "No leak seen:",
        VerdictKind::TooLittleData => "Not enough data:",
    }
}

fn spans(spans: &[Span], links: Links) -> Vec<AnyView> {
    spans.iter().map(|span| one_span(span, links)).collect()
}

fn one_span(span: &Span, links: Links) -> AnyView {
    match span.clone() {
        Span::Text(text) => text.into_any(),
        Span::Strong(text) => view! { <b>{text}</b> }.into_any(),
        Span::Code(name) => view! { <code><bdi>{name}</bdi></code> }.into_any(),
        Span::Range { text, from_ms, to_ms } => range(text, from_ms, to_ms, links),
        Span::Clock { from_ms, to_ms } => {
            let text = match links.clock {
                Some(print) => print.run((from_ms, to_ms)),
                None if to_ms > from_ms => format!(
                    "{} – {}",
                    clock::day_clock(from_ms),
                    clock::clock(to_ms)
                ),
                None => clock::day_clock(from_ms),
            };
            range(text, from_ms, to_ms, links)
        }
        Span::Stack { text, stack } => match links.on_stack {
            Some(open) => view! { <button class="link" on:click=move |_| open.run(stack.clone())>{text}</button> }.into_any(),
            None => view! { <b>{text}</b> }.into_any(),
        },
    }
}

fn range(text: String, from_ms: f64, to_ms: f64, links: Links) -> AnyView {
    match links.on_range {
        Some(select) => {
            view! { <button class="link" on:click=move |_| select.run((from_ms, to_ms))>{text}</button> }.into_any()
        }
        None => text.into_any(),
    }
}

fn evidence_line(line: &Evidence, links: Links) -> impl IntoView + use<> {
    view! { <dt>{glyph(line.mark)}</dt> <dd>{spans(&line.text, links)}</dd> }
}

/// The marker as the charts draw it.
fn glyph(mark: Mark) -> AnyView {
    match mark {
        Mark::Spike => view! {
            <svg class="glyph spike" width="34" height="14" role="img" aria-label="Spike">
                <rect x="7" y="0" width="13" height="14" />
                <path d="M0 12.5h9.500l3-10.500 2 2 3.500 8.500H34" />
            </svg>
        }
        .into_any(),
        Mark::Trend => view! {
            <svg class="glyph trend" width="34" height="14" role="img" aria-label="Trend">
                <path class="wedge" d="M0 13.5L34 3v10.5z" />
                <path d="M0 13L34 2.5" />
            </svg>
        }
        .into_any(),
        Mark::Restart => view! {
            <svg class="glyph" width="34" height="14" role="img" aria-label="Restart"><path d="M17 0v14" /></svg>
        }
        .into_any(),
        Mark::Gap => view! {
            <svg class="glyph gap" width="34" height="14" role="img" aria-label="Gap">
                <path d="M8 14L22 0M14 14L28 0M2 14L16 0" />
            </svg>
        }
        .into_any(),
        Mark::Note => view! {
            <svg class="glyph note" width="34" height="14" role="img" aria-label="Note"><path d="M17 0v14" /></svg>
        }
        .into_any(),
    }
}

/// Cause and cure in a line: what it is, and the first thing to do.
fn summary_line(cause: &Cause) -> impl IntoView + use<> {
    let cure = cause.fix.first().cloned().map(|fix| view! { " → " {fix} });
    view! {
        <dt><span class="word">"cause"</span></dt>
        <dd><b class="pattern">{cause.title.clone()}</b> {culprit(cause)} {cure}</dd>
    }
}

fn culprit(cause: &Cause) -> Option<impl IntoView + use<>> {
    let name = cause.culprit.clone()?;
    Some(view! { " in " <FnName name=name /> })
}

fn cause_in_full(cause: Cause) -> impl IntoView {
    let steps: Vec<_> = cause
        .fix
        .iter()
        .map(|step| view! { <li>{step.clone()}</li> })
        .collect();
    let has_snippet = !cause.snippet.is_empty();
    let snippet = cause.snippet.clone();
    let code = has_snippet.then(|| {
        view! {
            <div class="snippet">
                <pre class="copy">{cause.snippet.clone()}</pre>
                <CopyButton text=snippet.clone() label="Copy code" is_wide=true />
            </div>
        }
    });
    let whose = match &cause.culprit {
        Some(name) => view! { "Your function: " <FnName name=name.clone() /> " · " {cause.culprit_reason.clone()} }.into_any(),
        None => view! { {cause.culprit_reason.clone()} }.into_any(),
    };
    let reference = (!cause.reference.is_empty()).then(|| {
        // Only https addresses from our own table become links.
        match cause.reference.starts_with("https://") {
            true => view! { <a href=cause.reference.clone() target="_blank" rel="noopener noreferrer">{cause.reference.clone()}</a> }.into_any(),
            false => view! { <span>{cause.reference.clone()}</span> }.into_any(),
        }
    });
    view! {
        <div class="cause">
            <div>
                <h2>"Why"</h2>
                <p>{cause.what.clone()}</p>
                <p class="note">{whose}</p>
                <p class="note">{reference}</p>
            </div>
            <div>
                <h2>"How to fix it"</h2>
                <ol>{steps}</ol>
                {code}
            </div>
        </div>
    }
}
