//! The right-hand ends of the lanes: values, slopes, and the facts that turn them into dates.

use leakscope_core::chart::describe::table;
use leakscope_core::chart::flags::{risen, signed_value};
use leakscope_core::chart::model::{DependencyLane, Lane, LaneSeries};
use leakscope_core::chart::style::{Token, series_style};
use leakscope_core::telemetry::State;
use leakscope_core::units::{bytes_in, count};
use leptos::prelude::*;

use super::copy::CopyButton;
use super::lanes::Picture;
use super::state::OverviewState;

/// The legend of one lane.
#[component]
pub fn LaneLegend(
    /// The overview's state.
    state: OverviewState,
    /// What is drawn.
    picture: Memo<Picture>,
    /// Which lane.
    index: usize,
) -> impl IntoView {
    let legend = move || {
        let scene = picture.read().scene.clone();
        let (ticks, _) = scene.values.get(index)?;
        let lane = scene.overview.lanes.get(index)?;
        Some(view! { <LegendTable lane=lane.clone() unit=ticks.unit unit_size=ticks.unit_size /> })
    };
    view! {
        <div class="legend" style:height=move || format!("{}px", state.lane_px.get())>{legend}</div>
    }
}

#[component]
fn LegendTable(lane: Lane, unit: &'static str, unit_size: f64) -> impl IntoView {
    let mut series = lane.series.clone();
    // As they lie in the lane: the highest first.
    series.sort_by(|a, b| now(b).total_cmp(&now(a)));
    let is_bytes = lane.is_bytes;
    let trend = lane.trend.filter(|trend| trend.is_growth).map(|trend| {
        let risen = if is_bytes {
            signed_in(risen(&trend), unit_size)
        } else {
            signed_value(risen(&trend), false)
        };
        view! {
            <tr>
                <td><span class="k trend"></span>"leak trend"</td>
                <td class="now">{risen}</td><td></td><td></td>
                <td>{format!("R² {:.3}", trend.r_squared)}</td>
            </tr>
        }
    });
    let facts = (!lane.facts.is_empty()).then(|| {
        let rows = lane.facts.iter().map(|(name, value)| {
            view! { <dt>{name.clone()}</dt><dd>{value.clone()}</dd> }
        });
        view! { <dl class="facts">{rows.collect_view()}</dl> }
    });
    view! {
        <table>
            <colgroup><col /><col /><col /><col /><col /></colgroup>
            <thead><tr><th scope="col">{lane.title.clone()}" "<i>{unit}</i></th><th scope="col">"now"</th><th scope="col">"min"</th><th scope="col">"max"</th><th scope="col">"slope"</th></tr></thead>
            <tbody>
                {series.into_iter().map(|series| view! { <SeriesRow series=series is_bytes=is_bytes unit_size=unit_size /> }).collect_view()}
                {trend}
            </tbody>
        </table>
        {facts}
    }
}

fn now(series: &LaneSeries) -> f64 {
    series.now_min_max.map_or(0.0, |values| values.0)
}

#[component]
fn SeriesRow(series: LaneSeries, is_bytes: bool, unit_size: f64) -> impl IntoView {
    let print = move |value: f64| {
        if is_bytes {
            bytes_in(value, unit_size)
        } else {
            count(value.round() as i64)
        }
    };
    let style = series_style(series.metric);
    let values = series
        .now_min_max
        .map(|(now, min, max)| [now, min, max].map(print));
    let [now, min, max] = values.unwrap_or_default();
    let slope = match series.per_hour {
        _ if style.is_stepped => "steps".to_owned(),
        Some(per_hour) => slope_in(per_hour, is_bytes, unit_size),
        None => String::new(),
    };
    let key = match () {
        () if style.is_stepped => "stepped",
        () if style.fill > 0.0 && is_bytes => "filled",
        () => "plain",
    };
    view! {
        <tr>
            <td><span class=format!("k {key}") style:color=format!("var({})", name_of(style.token))></span>{series.name}</td>
            <td class="now">{now}</td><td>{min}</td><td>{max}</td>
            <td class:warm=series.is_growth>{slope}</td>
        </tr>
    }
}

fn name_of(token: Token) -> &'static str {
    Token::ALL
        .get(token as usize)
        .map_or("--ink", |entry| entry.1)
}

/// A slope in the unit of its lane, where it has digits left there.
fn slope_in(per_hour: f64, is_bytes: bool, unit_size: f64) -> String {
    if is_bytes && per_hour.abs() >= unit_size * 0.05 {
        signed_in(per_hour, unit_size) + "/h"
    } else if is_bytes && per_hour.abs() < unit_size * 0.005 {
        "0/h".to_owned()
    } else {
        leakscope_core::chart::flags::slope(per_hour, is_bytes)
    }
}

fn signed_in(change: f64, unit_size: f64) -> String {
    let text = bytes_in(change, unit_size);
    if change > 0.0 && text != "0" {
        format!("+{text}")
    } else {
        text
    }
}

/// Beside the time axis: its zone, and everything drawn as text.
#[component]
pub fn AxisLegend(
    /// The overview's state.
    state: OverviewState,
    /// What is drawn.
    picture: Memo<Picture>,
) -> impl IntoView {
    let choice = move |is_utc: bool, name: &'static str| {
        view! {
            <button aria-pressed=move || (state.is_utc.get() == is_utc).to_string() on:click=move |_| state.is_utc.set(is_utc)>{name}</button>
        }
    };
    let text = move || {
        let picture = picture.get_untracked();
        table(&picture.scene, &picture.zone)
    };
    view! {
        <div class="legend axis">
            <div class="seg" role="group" aria-label="Clock">{choice(false, "local")}{choice(true, "UTC")}</div>
            <CopyButton label="Copy as table" text=text />
        </div>
    }
}

/// The legend of the dependencies.
#[component]
pub fn DependencyLegend(
    /// What is drawn.
    picture: Memo<Picture>,
) -> impl IntoView {
    let rows = Memo::new(move |_| picture.read().scene.overview.dependencies.clone());
    move || {
        let height_px = picture.read().scene.plan.dependencies.height_px;
        let rows = rows.get();
        (!rows.is_empty()).then(|| view! {
            <div class="legend deps" style:height=format!("{height_px}px")>
                <table>
                    <colgroup><col /><col /><col /><col /><col /></colgroup>
                    <thead><tr><th scope="col">"Dependencies"</th><th scope="col">"now"</th><th scope="col">"p50"</th><th scope="col">"worst"</th><th scope="col">"up"</th></tr></thead>
                    <tbody>{rows.into_iter().map(|row| view! { <DependencyRow row=row /> }).collect_view()}</tbody>
                </table>
            </div>
        })
    }
}

#[component]
fn DependencyRow(row: DependencyLane) -> impl IntoView {
    let (state, word) = match row.state {
        State::Up => ("st up", "up"),
        State::Slow => ("st slow", "slow"),
        State::Down => ("st down", "down"),
        State::Unknown => ("st unknown", "unknown"),
    };
    let [now, p50, worst, up] = row.printed;
    view! {
        <tr>
            <td><i class=state></i><span class="vh">{word}" "</span><bdi>{row.name}</bdi></td>
            <td class="now">{now}</td><td>{p50}</td><td>{worst}</td><td>{up}</td>
        </tr>
    }
}
