//! Saving what is in view: the flame as a picture, and any view as one HTML file.

mod sheet;

use leakscope_core::engine::protocol::{ProfileInfo, ViewFormat};
use leakscope_core::picture::Surface;
use leakscope_core::units;

use super::flame;
use super::model::Model;
use crate::prelude::*;
use crate::ui::clock;
use crate::ui::page::Page;
use crate::ui::parts::{Picture, PictureFormat, safe_name, visible};

pub use sheet::save_sheet;

/// What a view can be saved as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SaveAs {
    /// The file as it came.
    Received,
    /// Written by the engine.
    View(ViewFormat),
    /// The graph of calls as pixels.
    GraphPng,
    /// The flame, painted once more.
    Flame(PictureFormat),
    /// What is in view as one HTML file.
    Sheet,
}

/// What can be saved: as what, and what that is for. First of all as it came.
pub const SAVED: [(SaveAs, &str, &str); 10] = [
    (
        SaveAs::Received,
        "As received",
        "the file itself, nothing changed",
    ),
    (
        SaveAs::View(ViewFormat::Protobuf),
        "pprof",
        "what filters and base leave, for go tool pprof",
    ),
    (
        SaveAs::Sheet,
        "This view (HTML)",
        "one file that opens anywhere: picture, figures, filters",
    ),
    (
        SaveAs::Flame(PictureFormat::Png),
        "Flame (PNG)",
        "the flame in view, all its rows",
    ),
    (
        SaveAs::Flame(PictureFormat::Svg),
        "Flame (SVG)",
        "the same as strokes and texts",
    ),
    (
        SaveAs::View(ViewFormat::Svg),
        "Graph (SVG)",
        "the graph of calls as strokes and texts",
    ),
    (SaveAs::GraphPng, "Graph (PNG)", "the same as pixels"),
    (SaveAs::View(ViewFormat::Csv), "CSV", "the whole Top table"),
    (
        SaveAs::View(ViewFormat::Text),
        "Text report",
        "as go tool pprof -top prints it",
    ),
    (
        SaveAs::View(ViewFormat::Folded),
        "Folded stacks",
        "of the sample type in view, for flame graph tools",
    ),
];

/// Saves it. Whether there is anything in view.
pub fn save(model: Model, what: SaveAs) -> bool {
    let Some(subject) = model.subject.get_untracked() else {
        return false;
    };
    let exporter = Page::get().exporter;
    match what {
        SaveAs::Received => exporter.profile(subject.profile),
        SaveAs::View(format) => exporter.view(subject, format),
        SaveAs::Flame(format) => return untrack(|| save_flame(model, format)),
        SaveAs::GraphPng => exporter.graph_png(subject),
        SaveAs::Sheet => save_sheet(model, subject),
    }
    true
}

fn save_flame(model: Model, format: PictureFormat) -> bool {
    let Some(index) = model.shown.get() else {
        return false;
    };
    let mut heading = heading(model);
    let height = flame::height_px(&index);
    // A line more, where not all of it finds room.
    let room = match format {
        PictureFormat::Png => Picture::room_px(heading.len() + 1),
        PictureFormat::Svg => f64::MAX,
    };
    if height > room {
        heading.push(
            "The lower rows are left out: no picture of pixels is so high. As SVG it has them all."
                .to_owned(),
        );
    }
    let size = (model.width_px.get(), height.min(room));
    let paint = |surface: &dyn Surface| flame::paint_picture(model, &index, surface, size);
    let picture = Picture {
        name: file_name(model, "flame"),
        heading,
        size,
        paint: &paint,
    };
    picture.save(format);
    true
}

/// The flame in view as an SVG document, for a sheet.
fn flame_svg(model: Model) -> Option<String> {
    let index = model.shown.get()?;
    let size = (model.width_px.get(), flame::height_px(&index));
    let paint = |surface: &dyn Surface| flame::paint_picture(model, &index, surface, size);
    let picture = Picture {
        name: String::new(),
        heading: Vec::new(),
        size,
        paint: &paint,
    };
    Some(picture.svg())
}

/// What is in view, a line each: title, totals, filters.
fn heading(model: Model) -> Vec<String> {
    let mut lines = vec![title(model)];
    lines.extend(totals(model));
    let filters = filters(model);
    if !filters.is_empty() {
        lines.push(format!("filters: {}", filters.join(", ")));
    }
    if let Some(name) = model.around.get() {
        lines.push(format!("sandwich: {}", visible(&name)));
    }
    lines
}

/// `goroutine Mon 23 Nov 12:47:03 vs goroutine Mon 23 Nov 09:14:10`.
fn title(model: Model) -> String {
    let named = |profile: &ProfileInfo| {
        let at_ms = profile.entry.at_ms;
        let (day, clock) = (clock::day(at_ms), clock::clock(at_ms));
        format!("{} {day} {clock}", visible(&profile.entry.name))
    };
    let now = model.profile.get().map_or(String::new(), |it| named(&it));
    match model.base.get() {
        Some(base) => format!("{now} vs {}", named(&base)),
        None => now,
    }
}

/// `goroutine, count · total 12,000 (+388) · filtered to 9,000 · 132 narrow frames, 0.1%`.
fn totals(model: Model) -> Option<String> {
    let index = model.shown.get()?;
    let flame = &index.flame;
    let (_, kind, unit) = model.sample_type()?;
    let mut parts = vec![
        format!("{}, {}", visible(&kind), visible(&unit)),
        format!("total {}", units::short(flame.total, &flame.unit)),
    ];
    if let Some(base) = flame.base_total {
        let change = units::delta(flame.total.wrapping_sub(base), &flame.unit);
        let base = units::short(base, &flame.unit);
        parts.push(format!("base {base}, change {change}"));
    }
    if !filters(model).is_empty() {
        let left = index.boxes().value.first().copied().unwrap_or_default();
        parts.push(format!("filtered to {}", units::short(left, &flame.unit)));
    }
    if flame.hidden_boxes > 0 {
        let count = units::count(i64::from(flame.hidden_boxes));
        let share = units::percent(flame.hidden_value, flame.total);
        parts.push(format!("{count} narrow frames gathered, {share}"));
    }
    if flame.vanished != 0 {
        let vanished = units::short(flame.vanished, &flame.unit);
        parts.push(format!("vanished {vanished}"));
    }
    Some(parts.join(" · "))
}

/// `focus: readLoop`, of those that are on.
fn filters(model: Model) -> Vec<String> {
    let route = model.router.route().read();
    let on = route.filters.iter().filter(|chip| !chip.is_off);
    let words = on.map(|chip| {
        let text = visible(&chip.filter.text);
        format!("{}: {text}", chip.filter.kind.name())
    });
    words.collect()
}

/// `goroutine.flame`, of letters that any file system takes.
fn file_name(model: Model, what: &str) -> String {
    let profile = model.profile.get();
    let name = profile.map_or(String::new(), |profile| profile.entry.name.clone());
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let name = name.strip_suffix(".pb").unwrap_or(name);
    format!("{}.{what}", safe_name(name))
}
