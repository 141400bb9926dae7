//! What is growing: stacks and heap sites, largest growth first.

use leakscope_core::chart::clock::Clock;
use leakscope_core::engine::protocol::{Growth, ProfileInfo};
use leakscope_core::leak::GrowthRow;
use leakscope_core::telemetry::ProfileId;
use leakscope_core::units::{count, delta, rate, short};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::copy::CopyButton;
use super::spark::Spark;
use super::state::{GrowthTab, OverviewState};
use crate::ui::parts::FnName;

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
#[component]
pub fn Growing(
    /// The overview's state.
    state: OverviewState,
) -> impl IntoView {
    let sort = RwSignal::new(Sort::default());
    let rows = Memo::new(move |_| sorted(state, sort.get()));
    view! {
        <section class="grow-sec" aria-label="What is growing">
            <div class="sec-bar">
                <h2>"What is growing"</h2>
                <Tabs state=state />
                <Sums state=state />
                <span class="grow"></span>
                <CopyButton label="Copy as Markdown" text=move || untrack(|| markdown(state, &rows.get())) />
            </div>
            {move || match (rows.read().is_empty(), state.growth.get()) {
                (true, Some(growth)) => view! { <p class="missing">{missing(&growth)}</p> }.into_any(),
                // Still being asked.
                (true, None) => ().into_any(),
                (false, _) => view! { <Table state=state sort=sort rows=rows /> }.into_any(),
            }}
        </section>
    }
}

fn missing(growth: &Growth) -> String {
    match growth.missing.as_str() {
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
        Sort::Now => rows.sort_by_key(|row| std::cmp::Reverse(row.now)),
        Sort::PerHour => rows.sort_by(|a, b| b.per_hour.total_cmp(&a.per_hour)),
    }
    rows
}

#[component]
fn Tabs(state: OverviewState) -> impl IntoView {
    let has_allocations = Memo::new(move |_| {
        let knows = |profile: &ProfileInfo| {
            profile.entry.name == "heap"
                && profile.sample_types.iter().any(|t| t.0 == "alloc_space")
        };
        state.with_service(|service| service.profiles.iter().any(knows)) == Some(true)
    });
    let tab = move |tab: GrowthTab| {
        view! {
            <button aria-pressed=move || (state.tab.get() == tab).to_string() on:click=move |_| {
                state.growth.set(None);
                state.tab.set(tab);
            }>{tab.facts().0}</button>
        }
    };
    view! {
        <div class="seg" role="group" aria-label="Profile">
            {tab(GrowthTab::Goroutines)}
            {tab(GrowthTab::HeapInUse)}
            <Show when=move || has_allocations.get()>{tab(GrowthTab::Allocations)}</Show>
        </div>
    }
}

/// `09:14:10 → 12:47:03 · +435 grew · −47 shrank · 54 stacks`
#[component]
fn Sums(state: OverviewState) -> impl IntoView {
    move || {
        let growth = state.growth.get().filter(|growth| growth.ends.is_some())?;
        let zone = state.zone();
        let clock = Clock::new(&zone);
        let (from_ms, to_ms) = growth.range_ms;
        let shown = growth.rows.len() as u32;
        let stacks = match shown < growth.stacks && shown >= 200 {
            true => format!(
                "{} of {} stacks",
                count(shown.into()),
                count(growth.stacks.into())
            ),
            false => format!("{} stacks", count(growth.stacks.into())),
        };
        Some(view! {
            <span class="sums">
                {format!("{} → {}", clock.seconds(from_ms), clock.seconds(to_ms))}
                " · "<b class="up">{delta(growth.grew, &growth.unit)}</b>" grew"
                " · "<b class="dn">{delta(growth.shrank, &growth.unit)}</b>" shrank"
                " · "{stacks}
            </span>
        })
    }
}

#[component]
fn Table(state: OverviewState, sort: RwSignal<Sort>, rows: Memo<Vec<GrowthRow>>) -> impl IntoView {
    let unit = Memo::new(move |_| {
        state
            .growth
            .read()
            .as_ref()
            .map(|g| g.unit.clone())
            .unwrap_or_default()
    });
    let is_goroutines = move || state.tab.get() == GrowthTab::Goroutines;
    let head = move || match is_goroutines() {
        true => "function at the top of the stack",
        false => "function that allocates",
    };
    let sortable = move |by: Sort, name: &'static str, class: &'static str| {
        let is_by = move || sort.get() == by;
        view! {
            <th scope="col" class=class aria-sort=move || is_by().then_some("descending")>
                <button on:click=move |_| sort.set(by)>{name}{move || is_by().then_some(" ↓")}</button>
            </th>
        }
    };
    follow_pointed(state);
    view! {
        <table class="t">
            <colgroup><col class="c-fn" /><col class="c-wait" /><col class="c-n" /><col class="c-n" /><col class="c-n ph" /><col class="c-s" /><col class="c-sp" /><col class="c-p" /></colgroup>
            <thead><tr>
                <th scope="col" class="l">{head}</th>
                <th scope="col" class="l wait">{move || is_goroutines().then_some("waits in · longest")}</th>
                {sortable(Sort::Now, "now", "")}
                {sortable(Sort::Delta, "Δ", "")}
                {sortable(Sort::PerHour, "per hour", "ph")}
                <th scope="col" class="shr">"share of growth"</th>
                <th scope="col" class="l sp">"over time"</th>
                <th scope="col" class="l pat">"pattern"</th>
            </tr></thead>
            <tbody on:keydown=move_focus>
                // A row keeps its element, and so its focus, while its values change.
                <For each=move || stacks(&rows.read()) key=String::clone let:stack>
                    <Row state=state rows=rows stack=stack unit=unit />
                </For>
            </tbody>
        </table>
    }
}

/// The rows' stacks, each once: a name twice would confuse what is whose row.
fn stacks(rows: &[GrowthRow]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let unseen = rows.iter().filter(|row| seen.insert(row.stack.as_str()));
    unseen.map(|row| row.stack.clone()).collect()
}

#[component]
fn Row(
    state: OverviewState,
    rows: Memo<Vec<GrowthRow>>,
    stack: String,
    unit: Memo<String>,
) -> impl IntoView {
    let name = StoredValue::new(stack.clone());
    let row = Memo::new(move |_| {
        let rows = rows.read();
        name.with_value(|stack| rows.iter().find(|row| row.stack == *stack).cloned())
    });
    let open = move || {
        if let Some((base, profile)) = untrack(|| ends(state)) {
            let (_, _, sample_type) = state.tab.get_untracked().facts();
            state.open_profile(profile, Some(base), sample_type.map(str::to_owned));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            open();
        }
    };
    let is_pointed = move || name.with_value(|stack| state.pointed.read().as_ref() == Some(stack));
    // The stack, leaf first, for whoever hovers; the flame view has it for everyone.
    let title = move || row.read().as_ref().map(|row| row.frames.join("\n"));
    let cells = move || {
        row.get()
            .map(|row| view! { <Cells row=row unit=unit.get() /> })
    };
    view! {
        <tr tabindex="0" data-stack=stack class:pointed=is_pointed title=title on:click=move |_| open() on:keydown=on_key>{cells}</tr>
    }
}

#[component]
fn Cells(row: GrowthRow, unit: String) -> impl IntoView {
    let change = match row.delta {
        0 => "flat",
        d if d < 0 => "dn",
        _ if row.is_leak => "up",
        _ => "",
    };
    let (waits, longest) = match row.waits_in.split_once(" · ") {
        Some((waits, longest)) => (waits.to_owned(), format!("· {longest}")),
        None => (row.waits_in, String::new()),
    };
    let per_hour = rate(row.per_hour, &unit);
    view! {
        <td class="l"><FnName name=row.function /></td>
        <td class="l wait">{waits}" "<small>{longest}</small></td>
        <td>{short(row.now, &unit)}</td>
        <td class=change>{delta(row.delta, &unit)}</td>
        <td class=if row.is_leak { "ph up" } else { "ph flat" }>{per_hour.trim_end_matches("/h").to_owned()}</td>
        <td class="shr"><Share share=row.share /></td>
        <td class="l sp"><Spark values=row.spark is_leak=row.is_leak /></td>
        <td class="l pat"><span class="badge" class:leak=row.is_leak>{row.pattern}</span></td>
    }
}

#[component]
fn Share(share: Option<f64>) -> impl IntoView {
    let percent = share.map(|share| share.clamp(0.0, 1.0) * 100.0);
    let text = percent.map_or("—".to_owned(), |percent| format!("{percent:.1}%"));
    let is_small = percent.is_none_or(|percent| percent < 2.0);
    view! {
        <span class="share">
            <i>{percent.filter(|&p| p > 0.0).map(|percent| view! { <b style:width=format!("{:.1}%", percent.max(1.5))></b> })}</i>
            <span class:flat=is_small>{text}</span>
        </span>
    }
}

/// Up and down go from row to row.
fn move_focus(event: KeyboardEvent) {
    let row = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("tr").ok().flatten());
    let next = match (row, event.key().as_str()) {
        (Some(row), "ArrowDown") => row.next_element_sibling(),
        (Some(row), "ArrowUp") => row.previous_element_sibling(),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = next.and_then(|next| next.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = next.focus();
    }
}

/// Goes to the row the verdict points to.
fn follow_pointed(state: OverviewState) {
    Effect::new(move |_| {
        let Some(stack) = state.pointed.get() else {
            return;
        };
        // A stack's name is a hash in hex; anything else is not looked for.
        if !stack.chars().all(|c| c.is_ascii_hexdigit()) {
            return;
        }
        let row = document().query_selector(&format!("tr[data-stack='{stack}']"));
        if let Ok(Some(row)) = row {
            row.scroll_into_view_with_bool(false);
            if let Ok(row) = row.dyn_into::<web_sys::HtmlElement>() {
                let _ = row.focus();
            }
        }
    });
}

/// The table as Markdown, for a ticket.
fn markdown(state: OverviewState, rows: &[GrowthRow]) -> String {
    let growth = state.growth.get().unwrap_or_default();
    let zone = state.zone();
    let clock = Clock::new(&zone);
    let (from_ms, to_ms) = growth.range_ms;
    let mut text = format!(
        "**What is growing: {}**, {} → {}, {} grew, {} shrank\n\n| function | waits in | now | Δ | per hour | share | pattern |\n|---|---|--:|--:|--:|--:|---|\n",
        state.tab.get().facts().0,
        clock.full(from_ms),
        clock.full(to_ms),
        delta(growth.grew, &growth.unit),
        delta(growth.shrank, &growth.unit),
    );
    for row in rows {
        let share = row
            .share
            .map_or("—".to_owned(), |share| format!("{:.1}%", share * 100.0));
        let cell = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
        text += &format!(
            "| `{}` | {} | {} | {} | {} | {share} | {} |\n",
            row.function.replace(['`', '|', '\n', '\r'], " "),
            cell(&row.waits_in),
            short(row.now, &growth.unit),
            delta(row.delta, &growth.unit),
            rate(row.per_hour, &growth.unit),
            cell(&row.pattern),
        );
    }
    text
}
