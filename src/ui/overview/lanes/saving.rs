//! The charts as a picture, and the overview as one HTML file.

use leakscope_core::chart::clock::Clock;
use leakscope_core::chart::flags::value;
use leakscope_core::engine::protocol::Growth;
use leakscope_core::picture::{Sheet, SheetTable, Surface, html};
use leakscope_core::units;

use super::Drawing;
use super::painter::Moving;
use crate::leptos::ev;
use crate::prelude::*;
use crate::ui::clock;
use crate::ui::dom::{El, button, el, nodes};
use crate::ui::overview::state::OverviewState;
use crate::ui::page::Page;
use crate::ui::parts::{
    Picture, PictureFormat, icon::paths, menu, safe_name, save_text, small_icon, visible,
};
use crate::ui::theme::token;

/// The button of all that can be saved of the overview.
pub fn save_menu(drawing: Drawing) -> El {
    let one = move |words: &'static str, why: &'static str, run: fn(Drawing) -> bool| {
        button("pick")
            .attr("role", "menuitem")
            .on(ev::click, move |_| {
                run(drawing);
            })
            .child((el("b").child(words), el("small").child(why)))
    };
    let rows = move || {
        nodes([
            one("Charts (PNG)", "as they are on the screen", |drawing| {
                save(drawing, PictureFormat::Png)
            }),
            one("Charts (SVG)", "the same as strokes and texts", |drawing| {
                save(drawing, PictureFormat::Svg)
            }),
            one(
                "This view (HTML)",
                "one file that opens anywhere: verdict, charts, what grows",
                save_sheet,
            ),
            one(
                "Events (JSON)",
                "notes too, in Grafana's shape; opens here again",
                |drawing| save_events(drawing, false),
            ),
            one("Events (CSV)", "the same for spreadsheets", |drawing| {
                save_events(drawing, true)
            }),
        ])
    };
    menu(
        "btn quiet",
        || "Save the charts, all of the overview, or its events".to_owned(),
        ("Save", small_icon(paths::DOWN)),
        rows,
    )
}

/// Saves the charts. Whether there are any.
pub fn save(drawing: Drawing, format: PictureFormat) -> bool {
    untrack(|| {
        with_picture(drawing, true, |picture| picture.save(format));
    });
    true
}

/// Makes the charts a picture, with lines above it or without.
fn with_picture<T>(drawing: Drawing, has_heading: bool, then: impl FnOnce(&Picture) -> T) -> T {
    let shown = drawing.picture.get();
    let moving = Moving {
        cross: None,
        selection: drawing.state.selection.get(),
        base: drawing.base.read().as_ref().map(|base| base.2),
    };
    let paint = |surface: &dyn Surface| {
        drawing
            .painter
            .with_value(|painter| painter.paint_picture(surface, &shown, moving));
    };
    let plan = &shown.scene.plan;
    let picture = Picture {
        name: format!("{}.charts", file_name(drawing.state)),
        heading: match has_heading {
            true => heading(drawing),
            false => Vec::new(),
        },
        size: (plan.width_px, plan.height_px),
        paint: &paint,
    };
    then(&picture)
}

/// What the charts are of, a line each: service, range, verdict, series.
fn heading(drawing: Drawing) -> Vec<String> {
    let mut lines = vec![title(drawing.state), range(drawing)];
    lines.extend(verdict(drawing).into_iter().next());
    lines.extend(series(drawing));
    lines
}

fn title(state: OverviewState) -> String {
    let named = state.with_service(|service| {
        let version = match service.version.is_empty() {
            true => String::new(),
            false => format!(" · {}", service.version),
        };
        visible(&format!("{}{version}", service.target.name)).into_owned()
    });
    named.unwrap_or_default()
}

fn range(drawing: Drawing) -> String {
    let picture = drawing.picture.get();
    let time = &picture.scene.time;
    let clock = Clock::new(&picture.zone);
    let polls = units::count(picture.scene.overview.polls as i64);
    format!(
        "{} – {} · {polls} polls",
        clock.full(time.from_ms),
        clock.full(
            time.to_ms
                .min(picture.scene.overview.data_ms.1.max(time.from_ms))
        )
    )
}

fn verdict(drawing: Drawing) -> Vec<String> {
    let picture = drawing.picture.get();
    let text = picture.scene.overview.verdict.as_text();
    text.lines()
        .map(|line| visible(line).into_owned())
        .collect()
}

/// `Memory: heap in use 66.1 MB, RSS 120 MB`: what the legends beside the charts say.
fn series(drawing: Drawing) -> Vec<String> {
    let picture = drawing.picture.get();
    let lanes = picture.scene.overview.lanes.iter().map(|lane| {
        let series = lane.series.iter().map(|series| {
            let now = series
                .now_min_max
                .map(|(now, ..)| value(now, lane.is_bytes));
            format!("{} {}", series.name, now.unwrap_or_default())
        });
        let layers = lane.layers.layers.iter().map(|layer| {
            let now = layer
                .values
                .last()
                .map(|now| value(*now as f64, lane.is_bytes));
            format!("{} {}", visible(&layer.name), now.unwrap_or_default())
        });
        let series = series.chain(layers);
        format!("{}: {}", lane.title, series.collect::<Vec<_>>().join(", "))
    });
    lanes.collect()
}

/// Saves the events and notes of the service in view.
pub fn save_events(drawing: Drawing, is_csv: bool) -> bool {
    let service = drawing.state.service.get_untracked();
    if let Some(service) = service {
        Page::get().exporter.events(service, is_csv);
    }
    service.is_some()
}

/// Saves the overview as one HTML file.
pub fn save_sheet(drawing: Drawing) -> bool {
    let sheet = untrack(|| sheet(drawing));
    let name = untrack(|| file_name(drawing.state));
    save_text(&format!("{name}.html"), &html(&sheet), "text/html");
    true
}

fn sheet(drawing: Drawing) -> Sheet {
    let now_ms = js_sys::Date::now();
    let mut facts = vec![("range".to_owned(), range(drawing))];
    facts.extend(series(drawing).into_iter().map(|line| {
        let (name, values) = line.split_once(": ").unwrap_or((&line, ""));
        (name.to_owned(), values.to_owned())
    }));
    let growth = drawing.state.growth.get();
    Sheet {
        title: title(drawing.state),
        lead: verdict(drawing),
        facts,
        picture: Some(with_picture(drawing, false, |picture| picture.svg())),
        tables: growth.iter().map(|growth| grown(drawing, growth)).collect(),
        made: vec![format!(
            "Made by Leakscope {} on {} at {}.",
            env!("CARGO_PKG_VERSION"),
            clock::day(now_ms),
            clock::clock(now_ms)
        )],
        colours: (token("--surface"), token("--ink")),
    }
}

/// What grows, as the table under the charts has it.
fn grown(drawing: Drawing, growth: &Growth) -> SheetTable {
    let unit = &growth.unit;
    let rows = growth.rows.iter().map(|row| {
        vec![
            units::short(row.now, unit),
            units::delta(row.delta, unit),
            units::rate(row.per_hour, unit),
            visible(&row.waits_in).into_owned(),
            visible(&row.pattern).into_owned(),
            visible(&row.function).into_owned(),
        ]
    });
    let heads = ["now", "Δ", "per hour", "waits in", "pattern", "function"];
    let left = i64::from(growth.stacks) - growth.rows.len() as i64;
    SheetTable {
        caption: format!("What is growing: {}", drawing.state.tab.get().facts().0),
        heads: heads.map(str::to_owned).to_vec(),
        rows: rows.collect(),
        more: match left {
            ..=0 => growth.missing.clone(),
            left => format!("And {} more stacks.", units::count(left)),
        },
    }
}

fn file_name(state: OverviewState) -> String {
    let name = state.with_service(|service| service.target.name.clone());
    safe_name(&name.unwrap_or_else(|| "service".to_owned()))
}
