//! The band on top, tied to the time axis and the table under it.

use std::rc::Rc;
use std::sync::Arc;

use crate::leptos::ev;
use leakscope_core::chart::clock::{Clock, Zone};

use super::state::OverviewState;
use super::told;
use crate::prelude::*;
use crate::ui::dom::{Content, button, nodes};
use crate::ui::verdict::{BandTies, verdict_band};

/// The verdict: what it names is selected on the axis, or shown in the table.
pub fn overview_verdict(state: OverviewState) -> impl Content {
    let verdict = Memo::new(move || {
        let overview = state.overview.read();
        overview
            .as_ref()
            .map(|overview| Arc::new(overview.verdict.clone()))
    });
    let ties = BandTies {
        on_range: Some(Rc::new(move |range_ms| select(state, range_ms))),
        on_stack: Some(Rc::new(move |stack| state.pointed.set(Some(stack)))),
        clock: Some(Rc::new(move |range_ms| {
            clock_text(&state.zone(), state, range_ms)
        })),
    };
    told::in_title(verdict, state.service);
    verdict_band(verdict, ties, move || {
        nodes((diff_button(state), told::bell(verdict, state.service)))
    })
}

/// The one primary button: the difference of the ends of what grows, or the one profile there is.
fn diff_button(state: OverviewState) -> impl Content {
    let shown = Memo::new(move || match super::growth::ends(state) {
        Some((base, profile)) => Some((profile, Some(base))),
        None => Some((latest(state)?, None)),
    });
    let open = move |_| {
        if let Some((profile, base)) = shown.get_untracked() {
            state.open_profile(profile, base);
        }
    };
    move || {
        let words = match shown.read().as_ref()?.1 {
            None => "Show flame",
            Some(_) => "Show diff flame",
        };
        Some(button("btn primary").on(ev::click, open).child(words))
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
