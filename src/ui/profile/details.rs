//! The panel of the selected function: values, callers, callees, labels.

use std::sync::Arc;

use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{FrameDetails, FrameQuery, Neighbour};
use leakscope_core::units;
use leptos::prelude::*;

use super::model::{Model, Selected};
use super::movers::stacks;
use super::parts::{Change, change_class, relative};
use crate::ui::parts::{CopyButton, FnName, Query};

/// How many callers, callees or labels are shown before the rest is counted.
const SHOWN: usize = 12;

/// The panel.
#[component]
pub fn Details(
    /// The profile view.
    model: Model,
) -> impl IntoView {
    let details = Query::new(
        model.engine,
        move || {
            // The root has no function.
            let node = model.selected.get()?.node;
            let subject = model.subject.get().filter(|_| node != u32::MAX)?;
            let query = FrameQuery { node };
            Some(Request::Frame { subject, query })
        },
        |answer| match answer {
            Answer::Frame(details) => Some(details),
            _ => None,
        },
    );
    view! {
        <aside class="detail" aria-label="Selected frame">
            {move || match details.get() {
                Some(details) => selected(model, details).into_any(),
                None => largest(model).into_any(),
            }}
        </aside>
    }
}

/// While nothing is selected: the largest stacks, by the function they are known by.
fn largest(model: Model) -> impl IntoView {
    let list = move || {
        let flame = model.whole.get()?;
        let (total, unit) = (flame.total, flame.unit.clone());
        let mut stacks = stacks(flame);
        // What the root keeps to itself is in boxes too narrow to be opened.
        stacks.retain(|stack| stack.now != 0 && stack.node != u32::MAX);
        stacks.sort_by_key(|stack| std::cmp::Reverse(stack.now.unsigned_abs()));
        let most = stacks
            .first()
            .map_or(1, |stack| stack.now.unsigned_abs().max(1));
        let rows: Vec<_> = stacks
            .into_iter()
            .take(SHOWN)
            .map(|stack| {
                let share = stack.now.unsigned_abs() as f64 / most as f64 * 100.0;
                let (node, path) = (stack.node, Some(stack.path));
                let select = move |_| {
                    let path = path.clone();
                    model.selected.set(Some(Selected { node, path }));
                };
                view! {
                    <button class="li" style:--w=format!("{share:.1}%") on:click=select>
                        <span class="code"><FnName name=stack.name /></span>
                        <span>{units::short(stack.now, &unit)}</span>
                        <span>{units::percent(stack.now, total)}</span>
                    </button>
                }
            })
            .collect();
        Some(
            view! { <section><h3><span>"largest stacks"</span><span>{format!("share of {}", units::short(total, &unit))}</span></h3> {rows}</section> },
        )
    };
    view! {
        {list}
        <section>
            <p class="note">
                "Select a frame to see its values, callers, callees and labels: click one, or move with the arrow keys."
            </p>
        </section>
    }
}

fn selected(model: Model, details: Arc<FrameDetails>) -> impl IntoView {
    let (name, cum) = (details.name.clone(), details.cum);
    view! {
        <section>
            <div class="top">
                <h2><FnName name=details.name.clone() /></h2>
                <CopyButton text=name label="Copy name (c)" />
            </div>
            <p class="src code"><bdi>{details.place.clone()}</bdi></p>
        </section>
        <section>{values(&details)} {move || box_note(model, cum)}</section>
        {neighbours(model, "callers", &details.callers, &details)}
        {neighbours(model, "callees", &details.callees, &details)}
        {labels(&details)}
    }
}

fn values(details: &FrameDetails) -> impl IntoView + use<> {
    let row = |title: &'static str, now: i64, base: Option<i64>| {
        let compared = base.map(|base| {
            let unit = details.unit.clone();
            view! {
                <td>{units::short(base, &details.unit)}</td>
                <td class="big"><Change base=base now=now unit=unit /></td>
                <td class=change_class(now.wrapping_sub(base))>{relative(base, now)}</td>
            }
        });
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td class="big">{units::short(now, &details.unit)}</td>
                <td>{units::percent(now, details.total)}</td>
                {compared}
            </tr>
        }
    };
    let heads = details.base.map(|_| view! { <th scope="col">"base"</th> <th scope="col">"Δ"</th> <th scope="col">"Δ %"</th> });
    view! {
        <table class="num">
            <thead><tr><td></td><th scope="col">"now"</th><th scope="col">"%"</th>{heads}</tr></thead>
            <tbody>
                {row("cum", details.cum, details.base.map(|(_, cum)| cum))}
                {row("flat", details.flat, details.base.map(|(flat, _)| flat))}
            </tbody>
        </table>
    }
}

/// What of the function is in the selected box, where it is not all of it.
fn box_note(model: Model, cum: i64) -> Option<impl IntoView> {
    let path = model.selected.get()?.path?;
    let index = model.shown.get()?;
    let value = *index.boxes().value.get(index.at_path(&path)?)?;
    (value != cum).then(|| {
        let unit = &index.flame.unit;
        let words = format!(
            "This frame holds {} of it; the other {} stand elsewhere in the flame.",
            units::short(value, unit),
            units::short(cum.wrapping_sub(value), unit)
        );
        view! { <p class="note">{words}</p> }
    })
}

fn neighbours(
    model: Model,
    title: &'static str,
    list: &[Neighbour],
    details: &FrameDetails,
) -> impl IntoView + use<> {
    let most = list
        .iter()
        .map(|one| one.value.unsigned_abs())
        .max()
        .unwrap_or(1)
        .max(1);
    let rows: Vec<_> = list
        .iter()
        .take(SHOWN)
        .map(|one| {
            let node = one.node;
            let share = one.value.unsigned_abs() as f64 / most as f64 * 100.0;
            let change = one.base.map(|base| {
                let unit = details.unit.clone();
                view! { <Change base=base now=one.value unit=unit /> }
            });
            view! {
                <button class="li" style:--w=format!("{share:.1}%") on:click=move |_| model.select_node(node)>
                    <span class="code"><FnName name=one.name.clone() /></span>
                    <span>{units::short(one.value, &details.unit)}</span>
                    <span>{change}</span>
                </button>
            }
        })
        .collect();
    let more = list.len().saturating_sub(SHOWN);
    let none = match (list.is_empty(), title) {
        (false, _) => None,
        (true, "callers") => Some("none: it starts its goroutine or thread"),
        (true, _) => Some("none: it calls nothing here"),
    };
    let change_head = details.base.map(|_| "Δ");
    view! {
        <section>
            <h3><span>{title}</span><span>"now"<i>{change_head}</i></span></h3>
            {rows}
            <p class="note">{none} {(more > 0).then(|| format!("and {more} more"))}</p>
        </section>
    }
}

fn labels(details: &FrameDetails) -> Option<impl IntoView + use<>> {
    if details.labels.is_empty() {
        return None;
    }
    let rows: Vec<_> = details
        .labels
        .iter()
        .take(SHOWN)
        .map(|(key, value, amount)| {
            let share = units::percent(*amount, details.cum);
            let width = (*amount as f64 / details.cum as f64 * 100.0).abs().min(100.0);
            view! {
                <div class="li" style:--w=format!("{width:.1}%")>
                    <span class="code"><bdi><span class="p">{key.clone()}"="</span>{value.clone()}</bdi></span>
                    <span>{units::short(*amount, &details.unit)}</span>
                    <span>{share}</span>
                </div>
            }
        })
        .collect();
    let more = details.labels.len().saturating_sub(SHOWN);
    Some(view! {
        <section>
            <h3><span>"labels"</span><span>{format!("share of {}", units::short(details.cum, &details.unit))}</span></h3>
            {rows}
            <p class="note">{(more > 0).then(|| format!("and {more} more"))}</p>
        </section>
    })
}
