//! The band on top: what it is in one sentence, then the proof.

use leakscope_core::chart::clock::{Clock, Zone};
use leakscope_core::leak::{Mark, Span, Verdict, VerdictKind};
use leptos::prelude::*;

use super::state::OverviewState;
use super::why::Why;

/// The verdict.
#[component]
pub fn VerdictBand(
    /// The overview's state.
    state: OverviewState,
) -> impl IntoView {
    let verdict = Memo::new(move |_| {
        let overview = state.overview.read();
        overview.as_ref().map(|overview| overview.verdict.clone())
    });
    let kind = Memo::new(move |_| verdict.read().as_ref().map(|verdict| verdict.kind));
    let is_why_open = RwSignal::new(false);
    let zone = Memo::new(move |_| state.zone());
    let body = move || {
        verdict
            .get()
            .map(|verdict| view! { <Body verdict=verdict state=state zone=zone /> })
    };
    let has_cause = Memo::new(move |_| verdict.read().as_ref().is_some_and(|v| v.cause.is_some()));
    let why = move || {
        let cause = verdict.get().and_then(|verdict| verdict.cause)?;
        is_why_open.get().then(|| view! { <Why cause=cause /> })
    };
    view! {
        <section class="verdict" class:leak=move || kind.get() == Some(VerdictKind::Leak) aria-label="Verdict">
            <div class="body">{body}</div>
            // Speaks when the kind changes, not with every number.
            <p class="vh" aria-live="polite">{move || kind.get().map(spoken)}</p>
            <div class="actions">
                <DiffButton state=state />
                <Show when=move || has_cause.get()>
                    <button class="btn" aria-expanded=move || is_why_open.get().to_string() on:click=move |_| is_why_open.update(|open| *open = !*open)>
                        "Why & how to fix"
                    </button>
                </Show>
            </div>
        </section>
        {why}
    }
}

/// The one primary button: the difference of the ends of what grows, or the one profile there is.
#[component]
fn DiffButton(state: OverviewState) -> impl IntoView {
    let shown = Memo::new(move |_| match super::growth::ends(state) {
        Some((base, profile)) => Some((profile, Some(base))),
        None => Some((latest(state)?, None)),
    });
    let words = move || match *shown.read() {
        Some((_, None)) => "Show flame",
        _ => "Show diff flame",
    };
    view! {
        <Show when=move || shown.read().is_some()>
            <button class="btn primary" on:click=move |_| {
                if let Some((profile, base)) = shown.get_untracked() {
                    state.open_profile(profile, base, None);
                }
            }>{words}</button>
        </Show>
    }
}

/// Content hash of the last goroutine profile, or of the last of any kind.
fn latest(state: OverviewState) -> Option<String> {
    let overview = state.overview.get()?;
    let goroutine = overview
        .captures
        .iter()
        .rfind(|entry| entry.name == "goroutine");
    let entry = goroutine.or(overview.captures.last())?;
    Some(entry.hash.clone())
}

#[component]
fn Body(verdict: Verdict, state: OverviewState, zone: Memo<Zone>) -> impl IntoView {
    let word = word(verdict.kind);
    let evidence = verdict.evidence.into_iter().map(|evidence| {
        view! {
            <dt><Glyph mark=evidence.mark /></dt>
            <dd>{spans(evidence.text, state, zone)}</dd>
        }
    });
    let cause = verdict.cause.map(|cause| {
        view! { <span class="vh">" Cause: "{cause.title}"."</span> }
    });
    let word_class = match verdict.kind {
        VerdictKind::Leak | VerdictKind::Suspected => "kind warm",
        _ => "kind",
    };
    view! {
        <h1><em class=word_class>{word}</em>" "{spans(verdict.sentence, state, zone)}{cause}</h1>
        <dl>{evidence.collect_view()}</dl>
    }
}

/// What stands before the sentence.
fn word(kind: VerdictKind) -> &'static str {
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

fn spoken(kind: VerdictKind) -> String {
    format!(
        "Verdict: {}",
        word(kind).trim_end_matches(':').to_lowercase()
    )
}

/// A sentence: names as text, numbers as links to what they stand on.
fn spans(spans: Vec<Span>, state: OverviewState, zone: Memo<Zone>) -> impl IntoView {
    spans
        .into_iter()
        .map(|span| piece(span, state, zone))
        .collect_view()
}

fn piece(span: Span, state: OverviewState, zone: Memo<Zone>) -> AnyView {
    match span {
        Span::Text(text) => text.into_any(),
        Span::Strong(text) => view! { <b>{text}</b> }.into_any(),
        Span::Code(name) => view! { <code><bdi>{name}</bdi></code> }.into_any(),
        Span::Range {
            text,
            from_ms,
            to_ms,
        } => {
            let select = move |_| select(state, (from_ms, to_ms));
            view! { <button class="link" title="Select this range" on:click=select>{text}</button> }
                .into_any()
        }
        Span::Clock { from_ms, to_ms } => {
            let text = move || clock_text(&zone.read(), state, (from_ms, to_ms));
            let select = move |_| select(state, (from_ms, to_ms));
            view! { <button class="link" title="Select this range" on:click=select>{text}</button> }
                .into_any()
        }
        Span::Stack { text, stack } => {
            let point = move |_| state.pointed.set(Some(stack.clone()));
            view! { <button class="link" title="Show this stack" on:click=point><b>{text}</b></button> }.into_any()
        }
    }
}

/// `Mon 12:00`, without the weekday where all data are of one day; `12:00 – 12:14` for a stretch.
fn clock_text(zone: &Zone, state: OverviewState, (from_ms, to_ms): (f64, f64)) -> String {
    let clock = Clock::new(zone);
    let is_one_day = state
        .data_ms()
        .is_some_and(|(first, last)| clock.date(first) == clock.date(last));
    let from = match is_one_day {
        true => clock.minutes(from_ms),
        false => clock.weekday_minutes(from_ms),
    };
    if to_ms > from_ms {
        format!("{from} – {}", clock.minutes(to_ms))
    } else {
        from
    }
}

/// Selects a stretch, brings it into view if it is outside, and moves the crosshair there.
fn select(state: OverviewState, (from_ms, to_ms): (f64, f64)) {
    if to_ms > from_ms {
        state.selection.set(Some((from_ms, to_ms)));
    } else {
        state.cross.set(Some(from_ms));
    }
    let shown_ms = untrack(|| state.range_shown());
    if from_ms < shown_ms.0 || to_ms > shown_ms.1 {
        let margin_ms = ((to_ms - from_ms) * 0.2).max(60e3);
        untrack(|| state.show((from_ms - margin_ms, to_ms + margin_ms)));
    }
}

/// A marker as it is drawn in the lanes.
#[component]
fn Glyph(mark: Mark) -> impl IntoView {
    let inner = match mark {
        Mark::Spike => view! {
            <rect class="spike" x="7" y="0" width="13" height="14" />
            <path class="ink" d="M0 12.5h9.5l3-10.5 2 2 3.5 8.5H34" />
        }
        .into_any(),
        Mark::Trend => view! {
            <path class="wedge" d="M0 13.5L34 3v10.5z" />
            <path class="dashes" d="M0 13L34 2.5" />
        }
        .into_any(),
        Mark::Restart => {
            view! { <path class="ink" d="M17 0v14M10 10.5a4 4 0 1 1 1.2-4.600M11.500 3v3h-3" /> }
                .into_any()
        }
        Mark::Gap => {
            view! { <path class="hatch" d="M0 7h9M25 7h9M10 13L16 1M15 13L21 1M20 13L26 1" /> }
                .into_any()
        }
        Mark::Note => {
            view! { <path class="dots" d="M17 0v14" /><path class="ink" d="M17 1h12v6H17" /> }
                .into_any()
        }
    };
    view! { <svg class="glyph" width="34" height="14" viewBox="0 0 34 14" aria-hidden="true">{inner}</svg> }
}
