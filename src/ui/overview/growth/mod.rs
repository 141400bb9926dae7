//! What is growing: stacks and heap sites, largest growth first.

mod markdown;
mod sheet;
mod table;

use crate::leptos::ev;
use leakscope_core::chart::clock::Clock;
use leakscope_core::engine::protocol::{Growth, ProfileInfo};
use leakscope_core::leak::GrowthRow;
use leakscope_core::order;
use leakscope_core::telemetry::ProfileId;
use leakscope_core::units::{count, delta};

use super::state::{GrowthTab, OverviewState};
use crate::prelude::*;
use crate::ui::dom::{Content, El, el, nodes};
use crate::ui::parts::{CopyLook, copy_button, take_now};

/// What the table is sorted by, descending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sort {
    Now,
    #[default]
    Delta,
    PerHour,
}

/// Content hashes of the first and last profile of what grows: base, then profile.
pub(super) fn ends(state: OverviewState) -> Option<(String, String)> {
    let (base, profile) = state.growth.read().as_ref()?.ends?;
    let hash = |id: ProfileId| {
        state.with_service(|service| {
            let found = service
                .profiles
                .iter()
                .find(|profile| profile.entry.id == id);
            found.map(|profile| profile.entry.hash.clone())
        })
    };
    Some((hash(base)??, hash(profile)??))
}

/// The section.
pub fn growing(state: OverviewState) -> El {
    let sort = RwSignal::new(Sort::default());
    let is_own_only = RwSignal::new(false);
    let rows = Memo::new(move || {
        let is_own_only = is_own_only.get();
        let mut rows = sorted(state, sort.get());
        rows.retain(|row| !is_own_only || !row.own.is_empty());
        rows
    });
    let has_rows = Memo::new(move || !rows.read().is_empty());
    // None while it is still being asked.
    let why_none = move || {
        let growth = state.growth.get()?;
        let words = missing(&growth, is_own_only.get());
        Some(el("p").class("missing").child(words))
    };
    let text = move || untrack(|| markdown::markdown(state, &rows.get()));
    let bar = el("div").class("sec-bar").child((
        el("h2").child("What is growing"),
        tabs(state),
        sums(state),
        move || is_own_only.get().then(|| own_share(state, rows)),
        el("span").class("grow"),
        own_toggle(is_own_only),
        copy_button("Copy as Markdown", CopyLook::Words, text),
        take_now("growing.csv", move || {
            Some(sheet::sheet(state, &rows.get()))
        }),
    ));
    let body = move || match has_rows.get() {
        true => nodes(table::table(state, sort, rows)),
        false => nodes(why_none),
    };
    el("section")
        .class("grow-sec")
        .attr("aria-label", "What is growing")
        .child((bar, body))
}

/// Hides the stacks in which no function is the person's.
fn own_toggle(is_own_only: RwSignal<bool>) -> El {
    el("button")
        .class("btn quiet")
        .attr("aria-pressed", move || is_own_only.get())
        .attr(
            "title",
            "Hide stacks that hold no function of your own modules",
        )
        .on(ev::click, move |_| {
            is_own_only.update(|is_on| *is_on = !*is_on)
        })
        .child("Only your code")
}

/// What the toggle leaves of the rows, that nothing is dropped in silence.
fn own_share(state: OverviewState, rows: Memo<Vec<GrowthRow>>) -> El {
    let words = move || {
        let growth = state.growth.read();
        let all = growth.as_ref().map_or(0, |growth| growth.rows.len());
        let shown = rows.read().len();
        format!("{} of {} rows", count(shown as i64), count(all as i64))
    };
    el("span").class("own").child(words)
}

fn missing(growth: &Growth, is_own_only: bool) -> String {
    match growth.missing.as_str() {
        "" if is_own_only && !growth.rows.is_empty() => {
            "no stack here holds a function of yours: press Only your code again for the others"
                .to_owned()
        }
        "" => "nothing grew between the first and the last profile of this range".to_owned(),
        why => why.to_owned(),
    }
}

fn sorted(state: OverviewState, sort: Sort) -> Vec<GrowthRow> {
    let growth = state.growth.read();
    let mut rows = growth
        .as_ref()
        .map(|growth| growth.rows.clone())
        .unwrap_or_default();
    match sort {
        // As the engine ranks them.
        Sort::Delta => {}
        Sort::Now => order::sort_by(&mut rows, |a, b| b.now.cmp(&a.now)),
        Sort::PerHour => order::sort_by(&mut rows, |a, b| b.per_hour.total_cmp(&a.per_hour)),
    }
    rows
}

fn tabs(state: OverviewState) -> El {
    let has_allocations = Memo::new(move || {
        let knows = |profile: &ProfileInfo| {
            profile.entry.name == "heap"
                && profile.sample_types.iter().any(|t| t.0 == "alloc_space")
        };
        state.with_service(|service| service.profiles.iter().any(knows)) == Some(true)
    });
    let tab = move |tab: GrowthTab| {
        let choose = move |_| {
            state.growth.set(None);
            state.tab.set(tab);
        };
        el("button")
            .attr("aria-pressed", move || state.tab.get() == tab)
            .on(ev::click, choose)
            .child(tab.facts().0)
    };
    el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", "Profile")
        .child((
            tab(GrowthTab::Goroutines),
            tab(GrowthTab::HeapInUse),
            move || has_allocations.get().then(|| tab(GrowthTab::Allocations)),
        ))
}

/// `09:14:10 → 12:47:03 · +435 grew · −47 shrank · 54 stacks`
fn sums(state: OverviewState) -> impl Content {
    move || {
        let growth = state.growth.get().filter(|growth| growth.ends.is_some())?;
        let zone = state.zone();
        let clock = Clock::new(&zone);
        let (from_ms, to_ms) = growth.range_ms;
        let shown = growth.rows.len() as u32;
        let all = count(growth.stacks.into());
        let stacks = match shown < growth.stacks && shown >= 200 {
            true => format!("{} of {all} stacks", count(shown.into())),
            false => format!("{all} stacks"),
        };
        let range = format!("{} → {}", clock.seconds(from_ms), clock.seconds(to_ms));
        let change =
            |class: &'static str, value| el("b").class(class).child(delta(value, &growth.unit));
        Some(el("span").class("sums").child((
            range,
            " · ",
            change("up", growth.grew),
            " grew · ",
            change("dn", growth.shrank),
            " shrank · ",
            stacks,
        )))
    }
}
