//! The right-hand ends of the lanes: values, slopes, and the facts that turn them into dates.

use crate::leptos::ev;
use leakscope_core::chart::clock::Clock;
use leakscope_core::chart::describe::table;
use leakscope_core::chart::flags::{risen, signed_value};
use leakscope_core::chart::model::{DependencyLane, LaneSeries};
use leakscope_core::chart::style::{Token, series_style, tint};
use leakscope_core::chart::{Scene, Zone};
use leakscope_core::leak::Layer;
use leakscope_core::order;
use leakscope_core::telemetry::State;
use leakscope_core::units::{bytes_in, count, fixed};

use super::lanes::Picture;
use super::state::OverviewState;
use crate::prelude::*;
use crate::ui::dom::{Content, El, Nodes, button, el, nodes, px};
use crate::ui::parts::{CopyLook, copy_button};

/// A legend as it is printed: it changes less often than the picture, which moves with each drag.
#[derive(Clone, Debug, Default, PartialEq)]
struct Legend {
    title: String,
    unit: &'static str,
    /// The columns after the title.
    head: [&'static str; 4],
    rows: Vec<Row>,
    /// Name and value each.
    facts: Vec<(String, String)>,
    /// Whether most rows are stacks.
    is_by_stack: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    key: Key,
    name: String,
    cells: [String; 4],
    /// Whether the last cell says that it grows.
    is_growth: bool,
    /// The stack that a click points to: its lane and its hash.
    stack: Option<(usize, String)>,
}

/// What stands before the name.
#[derive(Clone, Debug, Default, PartialEq)]
enum Key {
    #[default]
    Trend,
    /// A stroke of a class in a colour.
    Series(&'static str, Token),
    /// A state's class and its word.
    State(&'static str, &'static str),
    /// A filled square in a colour: an area.
    Area(Token),
}

/// The legend of one lane.
pub fn lane_legend(state: OverviewState, picture: Memo<Picture>, index: usize) -> El {
    let legend = Memo::new(move || {
        let picture = picture.read();
        lane_in_words(&picture.scene, index, &picture.zone)
    });
    el("div")
        .class("legend")
        .style("height", move || px(state.lane_px.get()))
        .class_if("stacked", move || {
            let legend = legend.read();
            legend.as_ref().is_some_and(|legend| legend.is_by_stack)
        })
        .child(move || legend.get().map(|legend| legend_table(state, legend)))
}

/// Beside the time axis: its zone, everything drawn as text, and what saves it.
pub fn axis_legend(state: OverviewState, picture: Memo<Picture>, save: El) -> El {
    let choice = move |is_utc: bool, name: &'static str| {
        el("button")
            .attr("aria-pressed", move || state.is_utc.get() == is_utc)
            .on(ev::click, move |_| state.is_utc.set(is_utc))
            .child(name)
    };
    let text = move || {
        let picture = picture.get_untracked();
        table(&picture.scene, &picture.zone)
    };
    let zones = el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", "Clock")
        .child([choice(false, "local"), choice(true, "UTC")]);
    el("div").class("legend axis").child((
        zones,
        copy_button("Copy as table", CopyLook::Words, text),
        save,
    ))
}

/// The legend of the dependencies, where there are any.
pub fn dependency_legend(state: OverviewState, picture: Memo<Picture>) -> impl Content {
    let legend = Memo::new(move || dependencies_in_words(&picture.read().scene));
    let height = move || {
        let height_px = picture.read().scene.plan.dependencies.height_px;
        px(height_px)
    };
    move || {
        let table = legend_table(state, legend.get()?);
        let beside = el("div").class("legend deps").style("height", height);
        Some(beside.child(table))
    }
}

fn legend_table(state: OverviewState, legend: Legend) -> Nodes {
    let unit = (!legend.unit.is_empty()).then(|| (" ", el("i").child(legend.unit)));
    let title = el("th").attr("scope", "col").child((legend.title, unit));
    let head = legend
        .head
        .map(|name| el("th").attr("scope", "col").child(name));
    let rows = legend.rows.into_iter().map(|row| legend_row(state, row));
    let rows: Vec<_> = rows.collect();
    let facts = legend.facts.iter().map(|(name, value)| {
        let name = el("dt").child(name.as_str());
        el("div").child((name, el("dd").child(value.as_str())))
    });
    let facts = (!legend.facts.is_empty())
        .then(|| el("dl").class("facts").child(facts.collect::<Vec<_>>()));
    let columns = [(); 5].map(|()| el("col"));
    let table = el("table").child((
        el("colgroup").child(columns),
        el("thead").child(el("tr").child((title, head))),
        el("tbody").child(rows),
    ));
    nodes((table, facts))
}

fn legend_row(state: OverviewState, row: Row) -> El {
    let stroke = |class: &'static str| el("span").class("k").class_if(class, true);
    let name = match row.key {
        Key::Trend => nodes((stroke("trend"), row.name)),
        Key::Area(token) => {
            let square = el("i")
                .class("area")
                .style("background", format!("var({})", name_of(token)));
            let name = el("bdi").child(row.name);
            match row.stack {
                None => nodes((square, name)),
                Some((lane, stack)) => nodes(
                    button("link")
                        .attr("title", "Show its stack in the table")
                        .on(ev::click, move |_| state.point_at_stack(lane, &stack))
                        .child((square, name)),
                ),
            }
        }
        Key::Series(class, token) => {
            let stroke = stroke(class).style("color", format!("var({})", name_of(token)));
            nodes((stroke, row.name))
        }
        Key::State(class, word) => {
            let mark = el("i").class("st").class_if(class, true);
            let word = el("span").class("vh").child((word, " "));
            nodes((mark, word, el("bdi").child(row.name)))
        }
    };
    let [now, min, max, slope] = row.cells.map(|text| el("td").child(text));
    let now = now.class("now");
    let slope = slope.class_if("warm", row.is_growth);
    el("tr").child((el("td").child(name), now, min, max, slope))
}

fn lane_in_words(scene: &Scene, index: usize, zone: &Zone) -> Option<Legend> {
    let (ticks, _) = scene.values.get(index)?;
    let lane = scene.overview.lanes.get(index)?;
    let mut series: Vec<&LaneSeries> = lane.series.iter().collect();
    // As they lie in the lane: the highest first.
    order::sort_by(&mut series, |a, b| now(b).total_cmp(&now(a)));
    let mut rows: Vec<Row> = series
        .into_iter()
        .map(|series| series_row(series, lane.is_bytes, ticks.unit_size))
        .collect();
    let layers = lane.layers.layers.iter();
    rows.extend(layers.map(|layer| layer_row(index, layer, lane.is_bytes, ticks.unit_size)));
    let is_by_stack = !lane.layers.is_empty();
    let trend = lane.trend.filter(|_| !is_by_stack);
    rows.extend(trend.filter(|trend| trend.is_growth).map(|trend| {
        let risen = match lane.is_bytes {
            true => signed_in(risen(&trend), ticks.unit_size),
            false => signed_value(risen(&trend), false),
        };
        let fit = format!("R² {}", fixed(trend.r_squared, 3));
        Row {
            key: Key::Trend,
            name: "leak trend".to_owned(),
            cells: [risen, String::new(), String::new(), fit],
            ..Row::default()
        }
    }));
    // The first of the facts: it is what a person asked for.
    let limit = lane.limit.as_ref().map(|limit| {
        let clock = |at_ms: f64| format!(", {}", Clock::new(zone).weekday_minutes(at_ms));
        let (label, value) = &limit.fact;
        let clock = limit.reached_ms.map(clock).unwrap_or_default();
        (label.clone(), format!("{value}{clock}"))
    });
    Some(Legend {
        title: lane.title.clone(),
        unit: ticks.unit,
        head: ["now", "min", "max", if is_by_stack { "Δ" } else { "slope" }],
        rows,
        // Layers need the room.
        facts: if is_by_stack {
            Vec::new()
        } else {
            limit
                .into_iter()
                .chain(lane.facts.iter().cloned())
                .collect()
        },
        is_by_stack,
    })
}

fn now(series: &LaneSeries) -> f64 {
    series.now_min_max.map_or(0.0, |values| values.0)
}

fn series_row(series: &LaneSeries, is_bytes: bool, unit_size: f64) -> Row {
    let print = |value: f64| match is_bytes {
        true => bytes_in(value, unit_size),
        false => count(value.round() as i64),
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
    let stroke = match () {
        () if style.is_stepped => "stepped",
        () if style.fill > 0.0 && is_bytes => "filled",
        () => "plain",
    };
    Row {
        key: Key::Series(stroke, style.token),
        name: series.name.clone(),
        cells: [now, min, max, slope],
        // A staircase has no slope to be warm.
        is_growth: series.is_growth && !style.is_stepped,
        stack: None,
    }
}

/// What a layer holds in the last profile, at least and at most, and its change from the first to the last.
fn layer_row(lane: usize, layer: &Layer, is_bytes: bool, unit_size: f64) -> Row {
    let print = |value: i64| match is_bytes {
        true => bytes_in(value as f64, unit_size),
        false => count(value),
    };
    let values = &layer.values;
    let (first, last) = (values.first().copied(), values.last().copied());
    let change = last
        .zip(first)
        .map_or(0, |(last, first)| last.saturating_sub(first));
    let change = match is_bytes {
        true => signed_in(change as f64, unit_size),
        false => signed_value(change as f64, false),
    };
    let least = values.iter().min().copied();
    let most = values.iter().max().copied();
    let [now, least, most] = [last, least, most].map(|value| value.map_or(String::new(), print));
    Row {
        key: Key::Area(tint(layer.tint)),
        name: layer.name.clone(),
        cells: [now, least, most, change],
        is_growth: false,
        stack: layer.stacks.first().map(|stack| (lane, stack.clone())),
    }
}

fn dependencies_in_words(scene: &Scene) -> Option<Legend> {
    let dependencies = &scene.overview.dependencies;
    let row = |lane: &DependencyLane| Row {
        key: match lane.state {
            State::Up => Key::State("up", "up"),
            State::Slow => Key::State("slow", "slow"),
            State::Down => Key::State("down", "down"),
            State::Unknown => Key::State("unknown", "unknown"),
        },
        name: lane.name.clone(),
        cells: lane.printed.clone(),
        ..Row::default()
    };
    (!dependencies.is_empty()).then(|| Legend {
        title: "Dependencies".to_owned(),
        unit: "",
        head: ["now", "p50", "worst", "up"],
        rows: dependencies.iter().map(row).collect(),
        ..Legend::default()
    })
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
