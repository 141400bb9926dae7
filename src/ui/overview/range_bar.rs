//! The bar over the lanes: the range in words, the selection in words, and what to do with it.

use crate::leptos::ev;
use leakscope_core::chart::clock::Clock;
use leakscope_core::chart::ends::ends_of_range;
use leakscope_core::units::{count, duration, rough_duration};

use super::state::{OverviewState, SelectedSpike, Span};
use crate::prelude::*;
use crate::ui::dom::{Content, El, button, el, nodes};
use crate::ui::page::Page;
use crate::ui::parts::icon;
use crate::ui::parts::icon::paths;
use crate::ui::shell::tell;

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
pub fn span_segment(state: OverviewState) -> El {
    let choices = SPANS.map(|(name, span)| {
        el("button")
            .attr("aria-pressed", move || state.span.get() == span)
            .on(ev::click, move |_| state.set_span(span))
            .child(name)
    });
    el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", "Time range")
        .child(choices)
}

/// The bar.
pub fn range_bar(state: OverviewState) -> El {
    let shown_ms = move || {
        let (from_ms, to_ms) = state.range_shown();
        // The words end where the data do; the drawing goes on a little.
        let last_ms = state.data_ms().map_or(to_ms, |data_ms| data_ms.1);
        (from_ms, to_ms.min(last_ms.max(from_ms)))
    };
    let range = move || Clock::new(&state.zone()).stretch(shown_ms());
    let rest = move || {
        let (from_ms, to_ms) = shown_ms();
        let overview = state.overview.read();
        let polls = overview.as_ref().map_or(0, |overview| overview.polls);
        let noun = if polls == 1 { "poll" } else { "polls" };
        format!(
            " · {} · {} {noun}",
            rough_duration(to_ms - from_ms),
            count(polls as i64)
        )
    };
    let trouble = move || {
        let status = el("span").class("trouble").attr("role", "status");
        state
            .trouble
            .get()
            .map(|trouble| status.child(trouble.title))
    };
    let words = (el("b").child(range), el("span").class("xl").child(rest));
    let selection = Memo::new(move || state.selection.get());
    el("div").class("lanes-bar").child((
        el("span").child(words),
        lanes_segment(state),
        trouble,
        limits_button(state),
        experimenting(state),
        el("span").class("grow"),
        move || match selection.get() {
            Some(range_ms) => nodes(selected(state, range_ms)),
            None => nodes(hint()),
        },
    ))
}

/// What the lanes show: how much there is, or who holds it.
fn lanes_segment(state: OverviewState) -> El {
    let choice = move |is_by_stack: bool, name: &'static str, title: &'static str| {
        el("button")
            .attr("aria-pressed", move || {
                state.is_by_stack.get() == is_by_stack
            })
            .attr("title", title)
            .on(ev::click, move |_| state.show_by_stack(is_by_stack))
            .child(name)
    };
    el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", "Lanes")
        .child((
            choice(false, "Totals", "How much there is (s)"),
            choice(
                true,
                "By stack",
                "What the heaviest stacks hold, of the kept profiles (s)",
            ),
        ))
}

/// To what a person knows of the service.
fn limits_button(state: OverviewState) -> El {
    button("btn quiet low")
        .attr(
            "title",
            "How much memory and how many goroutines it may have, and who else checks its health",
        )
        .on(ev::click, move |_| _ = open_settings(state))
        .child("Limits…")
}

/// Opens the settings of the service in view.
pub fn open_settings(state: OverviewState) -> bool {
    let service = state.service.get_untracked();
    if let Some(service) = service {
        Page::get().settings.show(service);
    }
    service.is_some()
}

/// How far the experiment with our health checks is, while it goes on.
fn experimenting(state: OverviewState) -> impl Content {
    let progress = Memo::new(move || {
        let progress = state.with_service(|service| service.experiment.progress.clone());
        progress.unwrap_or_default()
    });
    let is_running = Memo::new(move || !progress.read().is_empty());
    move || {
        is_running.get().then(|| {
            let stop = button("btn quiet low")
                .on(ev::click, move |_| {
                    if let Some(service) = state.service.get_untracked() {
                        tell(state.engine, service, false);
                    }
                })
                .child("Stop");
            let words = move || format!("Experiment: {}", progress.get());
            el("span")
                .class("cmp")
                .child((el("span").child(words), stop))
        })
    }
}

fn hint() -> El {
    let key = el("kbd").child("n");
    el("span")
        .class("hint xl")
        .child(("Drag to select · wheel to zoom · ", key, " note"))
}

/// The selection in words, and what to do with it.
fn selected(state: OverviewState, range_ms: (f64, f64)) -> impl Content {
    let ends = move || {
        let zone = state.zone();
        let clock = Clock::new(&zone);
        format!(
            "{} → {}",
            clock.seconds(range_ms.0),
            clock.seconds(range_ms.1)
        )
    };
    let changes = move || {
        let overview = state.overview.read();
        let changes = overview.iter().flat_map(|overview| &overview.selection);
        let said = changes.map(|change| {
            let (name, value, noun) = parts(change);
            (" · ", name, el("b").child(value), noun)
        });
        // Elements of their own by now: they borrow nothing.
        said.map(nodes).collect::<Vec<_>>()
    };
    let profiles = Memo::new(move || compared(state, range_ms));
    let compare = move |_| {
        if let Some((profile, base)) = profiles.get_untracked() {
            state.open_profile(profile, base);
        }
    };
    let why_not = move || match profiles.read().is_none() {
        true => "No two kept profiles near the ends of the selection",
        false => "Open the profiles of both ends as a difference",
    };
    let words = (
        "Selected ",
        el("b").child(ends),
        " · ",
        duration(range_ms.1 - range_ms.0),
        changes,
    );
    let swatch = el("i").class("sw");
    let spike = Memo::new(move || state.selected_spike());
    (
        el("span")
            .class("cmp")
            .child((swatch, el("span").child(words))),
        move || Some(made_of(state, spike.get()?)),
        button("btn low")
            .flag("disabled", move || profiles.read().is_none())
            .attr("title", why_not)
            .on(ev::click, compare)
            .child("Compare start ↔ end"),
        button("btn quiet low")
            .on(ev::click, move |_| state.show(range_ms))
            .child("Zoom"),
        button("btn quiet icon low")
            .attr("aria-label", "Clear selection")
            .attr("title", "Clear selection (Esc)")
            .on(ev::click, move |_| state.selection.set(None))
            .child(icon(paths::CLOSE)),
    )
}

/// What a selected spike was made of: the profile at its peak against the one before it.
fn made_of(state: OverviewState, spike: SelectedSpike) -> El {
    let has_profiles = spike.profiles.is_some();
    let title = match has_profiles {
        true => "Open the profile at its peak against the one before it",
        false => "No profile was kept during the spike, or none before it",
    };
    button("btn low")
        .flag("disabled", !has_profiles)
        .attr("title", title)
        .on(ev::click, move |_| {
            state.open_spike(&spike);
        })
        .child("What it was made of")
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

/// Content hashes of the kept profiles nearest to the end and to the start, of the kind the table
/// shows or else of another, if they are two.
fn compared(state: OverviewState, range_ms: (f64, f64)) -> Option<(String, Option<String>)> {
    let (_, kind, _) = state.tab.get().facts();
    let kept = state.kept();
    [kind, "goroutine", "heap"].into_iter().find_map(|name| {
        let (base, profile) = ends_of_range(&kept, name, range_ms)?;
        Some((profile.hash.clone(), Some(base.hash.clone())))
    })
}
