//! The Top table: any number of rows, of which only those in view are asked for and made.

use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{TopQuery, TopRow, TopSort};
use leakscope_core::units;
use leptos::html::Div;
use leptos::prelude::*;

use super::model::Model;
use super::parts::Change;
use super::{Tab, tabs};
use crate::ui::parts::{FnName, Query};
use crate::ui::theme::token;

/// Rows asked for beyond each edge of what is in view.
const SPARE_ROWS: u32 = 40;

/// The table.
#[component]
pub fn Top(
    /// The profile view.
    model: Model,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let sort = RwSignal::new(TopSort::Flat);
    let scroll = RwSignal::new((0.0, 600.0));
    let row_px = token("--h-row")
        .trim_end_matches("px")
        .parse::<f64>()
        .unwrap_or(24.0);
    let first = Memo::new(move |_| {
        let first = (scroll.get().0 / row_px) as u32;
        // Asked for in steps, so that scrolling a row asks nothing.
        first.saturating_sub(SPARE_ROWS) / 20 * 20
    });
    let limit = Memo::new(move |_| {
        ((scroll.get().1 / row_px) as u32 + 2 * SPARE_ROWS + 20).div_ceil(20) * 20
    });
    let page = Query::new(
        model.engine,
        move || {
            let query = TopQuery {
                sort: sort.get(),
                matching: model.search.get(),
                offset: first.get(),
                limit: limit.get(),
                node_fraction: 0.0,
            };
            model
                .subject
                .get()
                .map(|subject| Request::Top { subject, query })
        },
        |answer| match answer {
            Answer::Top(page) => Some(page),
            _ => None,
        },
    );
    let on_scroll = move |_| {
        if let Some(frame) = frame.get_untracked() {
            scroll.set((
                f64::from(frame.scroll_top()),
                f64::from(frame.client_height()),
            ));
        }
    };
    Effect::new(move || {
        sort.track();
        model.search.track();
        model.subject.track();
        if let Some(frame) = frame.get() {
            frame.set_scroll_top(0);
            scroll.set((0.0, f64::from(frame.client_height())));
        }
    });
    let has_base = move || model.base.read().is_some();
    let unit = move || {
        model
            .sample_type()
            .map(|(.., unit)| unit)
            .unwrap_or_default()
    };
    let select_beside = move |step: i64| {
        let Some(page) = page.get_untracked() else {
            return;
        };
        let selected = model.selected.get_untracked().map(|selected| selected.node);
        let at = page.rows.iter().position(|row| Some(row.node) == selected);
        let next = at.map_or(0, |at| (at as i64 + step).max(0));
        let Some(row) = usize::try_from(next)
            .ok()
            .and_then(|next| page.rows.get(next))
        else {
            return;
        };
        model.select_node(row.node);
        if let Some(frame) = frame.get_untracked() {
            let (y, height) = (
                (f64::from(page.offset) + next as f64) * row_px,
                f64::from(frame.client_height()),
            );
            let top = f64::from(frame.scroll_top());
            // The head of the table, as high as a row, covers the first row's place.
            let wanted = if y < top {
                y
            } else {
                top.max(y + 2.0 * row_px - height)
            };
            frame.set_scroll_top(wanted as i32);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let rows_in_view = (scroll.get_untracked().1 / row_px) as i64 - 1;
        match event.key().as_str() {
            "ArrowDown" => select_beside(1),
            "ArrowUp" => select_beside(-1),
            "PageDown" => select_beside(rows_in_view),
            "PageUp" => select_beside(-rows_in_view),
            "Enter" => tabs::show(model, Tab::Flame),
            _ => return,
        }
        event.prevent_default();
    };
    let head = move |this: TopSort, words: &'static str| {
        let state = move || match (sort.get() == this, this) {
            (true, TopSort::Name) => Some("ascending"),
            (true, _) => Some("descending"),
            _ => None,
        };
        let arrow = move || match state() {
            Some("ascending") => " ↑",
            Some(_) => " ↓",
            None => "",
        };
        view! { <th scope="col" aria-sort=state><button on:click=move |_| sort.set(this)>{words}{arrow}</button></th> }
    };
    let body = move || {
        let page = page.get()?;
        let above_px = f64::from(page.offset) * row_px;
        let below = page
            .total_rows
            .saturating_sub(page.offset + page.rows.len() as u32);
        let unit = unit();
        let rows: Vec<_> = page
            .rows
            .iter()
            .zip(page.offset..)
            .map(|(row, at)| line(model, row, at, &unit))
            .collect();
        Some(view! {
            <tr class="spacer" aria-hidden="true"><td style:height=format!("{above_px}px")></td></tr>
            {rows}
            <tr class="spacer" aria-hidden="true"><td style:height=format!("{}px", f64::from(below) * row_px)></td></tr>
        })
    };
    let count = move || page.get().map(|page| page.total_rows.to_string());
    let accounting = move || page.get().map(|page| page.accounting.clone());
    view! {
        <p class="accounting code">{accounting}</p>
        <div class="top-frame" node_ref=frame tabindex="0" aria-label="Top: arrow keys choose a function, Enter shows it in the flame" on:scroll=on_scroll on:keydown=on_key>
            <table class="t top" aria-rowcount=count>
                <thead>
                    <tr>
                        {head(TopSort::Flat, "flat")} {head(TopSort::Flat, "flat %")} <th scope="col">"sum %"</th>
                        {head(TopSort::Cum, "cum")} {head(TopSort::Cum, "cum %")}
                        {move || has_base().then(|| view! { <th scope="col">"base cum"</th> {head(TopSort::Growth, "Δ cum")} })}
                        {head(TopSort::Name, "function")}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

fn line(model: Model, row: &TopRow, at: u32, unit: &str) -> impl IntoView + use<> {
    let node = row.node;
    let is_selected = move || {
        model
            .selected
            .read()
            .as_ref()
            .is_some_and(|selected| selected.node == node)
    };
    let numbers = row.printed.clone().map(|text| view! { <td>{text}</td> });
    let compared = row.base_cum.map(|base| {
        let unit = unit.to_owned();
        view! { <td>{units::short(base, &unit)}</td> <td><Change base=base now=row.cum unit=unit /></td> }
    });
    view! {
        <tr
            aria-rowindex=(at + 1).to_string()
            aria-selected=move || is_selected().to_string()
            on:click=move |_| model.select_node(node)
            on:dblclick=move |_| tabs::show(model, Tab::Flame)
        >
            {numbers}
            {compared}
            <td class="l" title=row.file.clone()><FnName name=row.name.clone() /></td>
        </tr>
    }
}
