//! The table of what grows.

use crate::leptos::ev::{self, KeyboardEvent};
use leakscope_core::chart::style::{Token, tint};
use leakscope_core::leak::GrowthRow;
use leakscope_core::map::Map;
use leakscope_core::units::{delta, fixed, rate, short};
use wasm_bindgen::JsCast;

use super::{Sort, ends};
use crate::prelude::*;
use crate::ui::dom::{El, Nodes, each, el, nodes};
use crate::ui::overview::spark::spark;
use crate::ui::overview::state::{GrowthTab, OverviewState};
use crate::ui::parts::{fn_name, split_name};

/// The table; a click on the head of a column sorts by it.
pub(super) fn table(state: OverviewState, sort: RwSignal<Sort>, rows: Memo<Vec<GrowthRow>>) -> El {
    follow_pointed(state);
    let is_goroutines = move || state.tab.get() == GrowthTab::Goroutines;
    let function = move || match is_goroutines() {
        true => "function at the top of the stack",
        false => "function that allocates",
    };
    let waits = move || is_goroutines().then_some("waits in · longest");
    let sortable = move |by: Sort, name: &'static str, class: &'static str| {
        let is_by = move || sort.get() == by;
        let arrow = move || is_by().then_some(" ↓");
        let toggle = el("button")
            .on(ev::click, move |_| sort.set(by))
            .child((name, arrow));
        th(class)
            .attr("aria-sort", move || is_by().then_some("descending"))
            .child(toggle)
    };
    let columns = [
        "c-fn", "c-wait", "c-n", "c-n", "c-n ph", "c-s", "c-sp", "c-p",
    ];
    let head = (
        th("l").child(function),
        th("l wait").child(waits),
        sortable(Sort::Now, "now", ""),
        sortable(Sort::Delta, "Δ", ""),
        sortable(Sort::PerHour, "per hour", "ph"),
        th("shr").child("share of growth"),
        th("l sp").child("over time"),
        th("l pat").child("pattern"),
    );
    let tints = Memo::new(move || state.tints());
    // A row keeps its element, and so its focus, while its values change.
    let body = each(
        move || stacks(&rows.read()),
        String::clone,
        move |stack| table_row(state, rows, tints, stack),
    );
    el("table").class("t").child((
        el("colgroup").child(columns.map(|class| el("col").class(class))),
        el("thead").child(el("tr").child(head)),
        el("tbody").on(ev::keydown, move_focus).child(body),
    ))
}

fn th(class: &'static str) -> El {
    el("th").attr("scope", "col").class(class)
}

/// The rows' stacks, each once: a name twice would confuse what is whose row.
fn stacks(rows: &[GrowthRow]) -> Vec<String> {
    let mut seen = Map::default();
    let unseen = rows
        .iter()
        .filter(|row| seen.insert(row.stack.as_str(), ()).is_none());
    unseen.map(|row| row.stack.clone()).collect()
}

fn table_row(
    state: OverviewState,
    rows: Memo<Vec<GrowthRow>>,
    tints: Memo<Vec<(String, u8)>>,
    stack: String,
) -> El {
    let name = StoredValue::new(stack.clone());
    let row = Memo::new(move || {
        let rows = rows.read();
        name.with_value(|stack| rows.iter().find(|row| row.stack == *stack).cloned())
    });
    let open = move || {
        if let Some((base, profile)) = untrack(|| ends(state)) {
            let (_, _, sample_type) = state.tab.get_untracked().facts();
            let sample_type = sample_type.map(str::to_owned);
            let row = row.get_untracked().filter(|row| !row.frames.is_empty());
            let function = row.map(|row| row.function);
            state.open_profile_at(profile, Some(base), sample_type, function);
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
    let unit = move || {
        let growth = state.growth.read_untracked();
        growth.as_ref().map(|growth| growth.unit.clone())
    };
    let tint = Memo::new(move || {
        let tints = tints.read();
        let its = |(known, _): &&(String, u8)| name.with_value(|stack| known == stack);
        tints.iter().find(its).map(|(_, tint)| *tint)
    });
    let cells = move || {
        let row = row.get()?;
        Some(cells(&row, &unit().unwrap_or_default(), tint.get()))
    };
    el("tr")
        .attr("tabindex", "0")
        .attr("data-stack", stack)
        .class_if("pointed", is_pointed)
        .attr("title", title)
        .on(ev::click, move |_| open())
        .on(ev::keydown, on_key)
        .child(cells)
}

fn cells(row: &GrowthRow, unit: &str, tint: Option<u8>) -> Nodes {
    let change = match row.delta {
        0 => "flat",
        d if d < 0 => "dn",
        _ if row.is_leak => "up",
        _ => "",
    };
    let (waits, longest) = match row.waits_in.split_once(" · ") {
        Some((waits, longest)) => (waits, format!("· {longest}")),
        None => (row.waits_in.as_str(), String::new()),
    };
    let per_hour = rate(row.per_hour, unit);
    let slope = if row.is_leak { "ph up" } else { "ph flat" };
    let badge = el("span").class("badge").class_if("leak", row.is_leak);
    nodes((
        td("l").child((tint.map(swatch), fn_name(&row.function), caller(row))),
        td("l wait").child((waits, " ", el("small").child(longest))),
        td("").child(short(row.now, unit)),
        td(change).child(delta(row.delta, unit)),
        td(slope).child(per_hour.trim_end_matches("/h")),
        td("shr").child(share(row.share)),
        td("l sp").child(spark(&row.spark, row.is_leak)),
        td("l pat").child(badge.child(row.pattern.as_str())),
    ))
}

/// The colour of a stack that has an area over time.
fn swatch(number: u8) -> El {
    let token = Token::ALL
        .get(tint(number) as usize)
        .map_or("--ink", |entry| entry.1);
    el("i")
        .class("area")
        .style("background", format!("var({token})"))
}

/// ` ← store.(*Repo).Upsert`: the person's own function that led there.
fn caller(row: &GrowthRow) -> Option<El> {
    if row.own.is_empty() || row.own == row.function {
        return None;
    }
    let (package, name) = split_name(&row.own);
    let package = package.rsplit('/').next().unwrap_or_default();
    let short = el("bdi").child((package, name));
    Some(el("small").class("by").child((" ← ", short)))
}

fn td(class: &'static str) -> El {
    el("td").class(class)
}

fn share(share: Option<f64>) -> El {
    let percent = share.map(|share| share.clamp(0.0, 1.0) * 100.0);
    let text = percent.map_or("—".to_owned(), |percent| fixed(percent, 1) + "%");
    let is_small = percent.is_none_or(|percent| percent < 2.0);
    let bar = percent
        .filter(|&percent| percent > 0.0)
        .map(|percent| el("b").style("width", fixed(percent.max(1.5), 1) + "%"));
    let words = el("span").class_if("flat", is_small).child(text);
    el("span").class("share").child((el("i").child(bar), words))
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

/// Goes to the row that is pointed to; one of another table once that has come.
fn follow_pointed(state: OverviewState) {
    let is_awaited = StoredValue::new(false);
    effect(move || {
        if let Some(stack) = state.pointed.get() {
            is_awaited.set_value(!go_to(&stack));
        }
    });
    effect(move || {
        let has_come = state.growth.read().is_some();
        if !has_come || !is_awaited.get_value() {
            return;
        }
        is_awaited.set_value(false);
        if let Some(stack) = state.pointed.get_untracked() {
            // The rows are made behind this.
            request_animation_frame(move || {
                go_to(&stack);
            });
        }
    });
}

/// Scrolls to a stack's row and gives it the focus. Whether there is one.
fn go_to(stack: &str) -> bool {
    // A stack's name is a hash in hex; anything else is not looked for.
    if !stack.chars().all(|c| c.is_ascii_hexdigit()) {
        return true;
    }
    let row = document().query_selector(&format!("tr[data-stack='{stack}']"));
    let Ok(Some(row)) = row else { return false };
    row.scroll_into_view_with_bool(false);
    if let Ok(row) = row.dyn_into::<web_sys::HtmlElement>() {
        let _ = row.focus();
    }
    true
}
