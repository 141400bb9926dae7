//! The bar over the lanes: the range in words, the selection in words, and what to do with it.

use leakscope_core::chart::clock::Clock;
use leakscope_core::telemetry::ProfileEntry;
use leakscope_core::units::{count, duration, rough_duration};
use leptos::prelude::*;

use super::state::{OverviewState, Span};
use crate::ui::parts::{Icon, icon::paths};

const MINUTE_MS: f64 = 60e3;
const HOUR_MS: f64 = 3600e3;

/// The ranges a person can choose with one click.
const SPANS: [(&str, Span); 6] = [
    ("15m", Span::Last(15.0 * MINUTE_MS)),
    ("1h", Span::Last(HOUR_MS)),
    ("6h", Span::Last(6.0 * HOUR_MS)),
    ("24h", Span::Last(24.0 * HOUR_MS)),
    ("3d", Span::Last(72.0 * HOUR_MS)),
    ("all", Span::All),
];

/// The segment in the top bar.
#[component]
pub fn SpanSegment(
    /// The overview's state.
    state: OverviewState,
) -> impl IntoView {
    view! {
        <div class="seg" role="group" aria-label="Time range">
            {SPANS.map(|(name, span)| view! {
                <button aria-pressed=move || (state.span.get() == span).to_string() on:click=move |_| state.set_span(span)>{name}</button>
            }).collect_view()}
        </div>
    }
}

/// The bar.
#[component]
pub fn RangeBar(
    /// The overview's state.
    state: OverviewState,
) -> impl IntoView {
    let zone = Memo::new(move |_| state.zone());
    let shown_ms = move || {
        let (from_ms, to_ms) = state.range_shown();
        // The words end where the data do; the drawing goes on a little.
        let last_ms = state.data_ms().map_or(to_ms, |data_ms| data_ms.1);
        (from_ms, to_ms.min(last_ms.max(from_ms)))
    };
    let range = move || Clock::new(&zone.read()).stretch(shown_ms());
    let rest = move || {
        let (from_ms, to_ms) = shown_ms();
        let polls = state
            .overview
            .read()
            .as_ref()
            .map_or(0, |overview| overview.polls);
        let noun = if polls == 1 { "poll" } else { "polls" };
        format!(
            " · {} · {} {noun}",
            rough_duration(to_ms - from_ms),
            count(polls as i64)
        )
    };
    let trouble = move || {
        state
            .trouble
            .get()
            .map(|trouble| view! { <span class="trouble" role="status">{trouble.title}</span> })
    };
    view! {
        <div class="lanes-bar">
            <span><b>{range}</b><span class="xl">{rest}</span></span>
            {trouble}
            <span class="grow"></span>
            {move || match state.selection.get() {
                Some(range_ms) => view! { <Selected state=state range_ms=range_ms zone=zone /> }.into_any(),
                None => view! { <span class="hint xl">"Drag to select · wheel to zoom · "<kbd>"n"</kbd>" note"</span> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Selected(
    state: OverviewState,
    range_ms: (f64, f64),
    zone: Memo<leakscope_core::chart::Zone>,
) -> impl IntoView {
    let ends = move || {
        let zone = zone.read();
        let clock = Clock::new(&zone);
        format!(
            "{} → {}",
            clock.seconds(range_ms.0),
            clock.seconds(range_ms.1)
        )
    };
    let changes = move || {
        let overview = state.overview.read();
        let changes = overview
            .iter()
            .flat_map(|overview| overview.selection.clone());
        changes
            .map(|change| {
                let (name, value, noun) = parts(&change);
                view! { " · "{name.to_owned()}<b>{value.to_owned()}</b>{noun.to_owned()} }
            })
            .collect_view()
    };
    let profiles = Memo::new(move |_| compared(state, range_ms));
    let compare = move |_| {
        if let Some((base, profile)) = profiles.get_untracked() {
            state.open_profile(profile.hash, Some(base.hash), None);
        }
    };
    let why_not = move || match profiles.read().is_none() {
        true => "No two kept profiles near the ends of the selection",
        false => "Open the profiles of both ends as a difference",
    };
    view! {
        <span class="cmp"><i class="sw"></i><span>
            "Selected "<b>{ends}</b>" · "{duration(range_ms.1 - range_ms.0)}{changes}
        </span></span>
        <button class="btn low" disabled=move || profiles.read().is_none() title=why_not on:click=compare>"Compare start ↔ end"</button>
        <button class="btn quiet low" on:click=move |_| state.show(range_ms)>"Zoom"</button>
        <button class="btn quiet icon low" aria-label="Clear selection" title="Clear selection (Esc)" on:click=move |_| state.selection.set(None)>
            <Icon path=paths::CLOSE />
        </button>
    }
}

/// `heap `, `+2.1 MB` or `54`, ` profiles`: the number of a change stands out.
fn parts(change: &str) -> (&str, &str, &str) {
    let is_number =
        |word: &str| word.starts_with(|c: char| c.is_ascii_digit() || "+\u{2212}".contains(c));
    match change.split_once(' ') {
        Some((first, _)) if is_number(first) => {
            let (value, noun) = change.split_at(first.len());
            ("", value, noun)
        }
        Some((first, _)) => {
            let (name, value) = change.split_at(first.len() + 1);
            (name, value, "")
        }
        None => ("", change, ""),
    }
}

/// The kept profiles nearest to both ends, of the kind the table shows or else of another, if they
/// are two.
fn compared(state: OverviewState, range_ms: (f64, f64)) -> Option<(ProfileEntry, ProfileEntry)> {
    let overview = state.overview.get()?;
    let (_, kind, _) = state.tab.get().facts();
    let nearest = |name: &str, at_ms: f64| {
        let of_kind = overview.captures.iter().filter(|entry| entry.name == name);
        of_kind.min_by(|a, b| (a.at_ms - at_ms).abs().total_cmp(&(b.at_ms - at_ms).abs()))
    };
    [kind, "goroutine", "heap"].into_iter().find_map(|name| {
        let (base, profile) = (nearest(name, range_ms.0)?, nearest(name, range_ms.1)?);
        (base.at_ms < profile.at_ms).then(|| (base.clone(), profile.clone()))
    })
}
