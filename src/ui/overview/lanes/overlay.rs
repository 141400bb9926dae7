//! The second canvas: everything that marks or moves. It shares the scene's scales, so that the
//! pointer never redraws what plotters drew.

use leakscope_core::chart::clock::Clock;
use leakscope_core::chart::flags::{Flag, FlagKind};
use leakscope_core::chart::style::Token;
use leakscope_core::chart::{Scene, Zone};

use super::brush::Brush;
use super::canvas::LABEL_PX;
use super::crosshair;
use super::limit;
use super::trend;

/// What the overlay shows besides the scene.
pub(super) struct Marks<'a> {
    pub flags: &'a [Flag],
    pub zone: &'a Zone,
    /// What is selected or being dragged.
    pub selection: Option<(f64, f64)>,
    /// Time of the profile chosen as a base.
    pub base: Option<f64>,
    pub cross: Option<f64>,
    /// What stands in a lane without points, in the order of the lanes.
    pub empty: &'a [Option<String>],
}

/// Paints it all, from the back to the front.
pub(super) fn paint(brush: &Brush, scene: &Scene, marks: &Marks) {
    if let Some(selection) = marks.selection {
        shade(brush, scene, selection);
    }
    for (index, (lane, (ticks, scale))) in scene.lanes().enumerate() {
        if let Some(fit) = lane.trend.filter(|fit| fit.is_growth) {
            trend::paint(brush, scene, marks, index, lane, &fit, (ticks, scale));
        }
        limit::paint(brush, scene, lane, (ticks, scale));
        feet(brush, scene, lane, scale);
    }
    for restart in &scene.overview.restarts {
        if scene.time.shows(restart.at_ms) {
            let x = crisp(scene.time.px(restart.at_ms));
            let bottom = scene.plan.lanes_bottom_px();
            brush.line((x, 0.0), (x, bottom), Token::Ink, 1.25, &[]);
        }
    }
    for flag in marks.flags {
        paint_flag(brush, scene, flag);
    }
    for (strip, words) in scene.plan.lanes.iter().zip(marks.empty) {
        if let Some(words) = words {
            let x = (scene.time.left_px + scene.time.right_px) / 2.0;
            let at = (x, strip.top_px + strip.height_px / 2.0 + 10.0);
            brush.halo(at, words, "center", Token::Ink3, (12.0, false));
        }
    }
    captures(brush, scene, marks);
    time_labels(brush, scene, marks.cross);
    if let Some(at_ms) = marks.cross {
        crosshair::paint(brush, scene, marks.zone, at_ms);
    }
}

/// The middle of the pixel a hairline fills.
pub(super) fn crisp(px: f64) -> f64 {
    px.round() + 0.5
}

fn shade(brush: &Brush, scene: &Scene, (from_ms, to_ms): (f64, f64)) {
    let time = &scene.time;
    let (left, right) = (time.px(from_ms), time.px(to_ms));
    let shown = (left.max(time.left_px), right.min(time.right_px));
    let bottom = scene.plan.lanes_bottom_px();
    if shown.0 < shown.1 {
        let size = (shown.1 - shown.0, bottom);
        brush.rect((shown.0, 0.0), size, Token::Accent, 0.07);
    }
    for (x, at_ms) in [(left, from_ms), (right, to_ms)] {
        if time.shows(at_ms) {
            brush.line((x, 0.0), (x, bottom + 6.0), Token::Accent, 1.5, &[]);
        }
    }
}

/// Level before and level after a spike, joined by dots; of one that has not fallen the level before.
fn feet(
    brush: &Brush,
    scene: &Scene,
    lane: &leakscope_core::chart::model::Lane,
    scale: &leakscope_core::chart::ValueScale,
) {
    for spike in &lane.spikes {
        let from = (scene.time.px(spike.start_ms), scale.px(spike.base_before));
        let to = (scene.time.px(spike.end_ms), scale.px(spike.base_after));
        if from.0 < scene.time.left_px || to.0 > scene.time.right_px {
            continue;
        }
        brush.line(from, to, Token::Spike, 1.0, &[1.5, 1.5]);
        for foot in [Some(from), (!spike.is_open).then_some(to)]
            .into_iter()
            .flatten()
        {
            brush.dot(foot, 2.2, Token::Surface, Token::Spike, 1.0);
        }
    }
}

/// `↻` in a 14 px box.
const RESTART_GLYPH: &str = "M15.5 5.2a4 4 0 1 0 .9 3.6M16.5 3.5v2.8h-2.8";

fn paint_flag(brush: &Brush, scene: &Scene, flag: &Flag) {
    let (left, top, width) = (flag.left_px, flag.top_px, flag.width_px);
    let goes_left = left < flag.pole_px - 0.01;
    let pole_left = if goes_left {
        flag.pole_px - 2.0
    } else {
        flag.pole_px
    };
    let has_text = !flag.text.is_empty();
    let text_left = left + if goes_left { 6.0 } else { 8.0 };
    let text_at = (text_left, top + 11.5);
    match flag.kind {
        FlagKind::Gap => {
            let at = (flag.pole_px, text_at.1);
            brush.halo(at, &flag.text, "center", Token::Ink3, (LABEL_PX, false));
        }
        FlagKind::Spike => {
            if has_text {
                brush.plate((left, top), (width, 16.0), 2.0, Token::SpikeSoft, 1.0);
                brush.text(text_at, &flag.text, "left", Token::Spike);
            }
            brush.rect((pole_left, top), (2.0, 16.0), Token::SpikeMark, 1.0);
        }
        FlagKind::Restart => {
            if has_text {
                outlined(brush, (left, top), width);
                glyph(brush, (left, top), RESTART_GLYPH);
                let at = (left + 21.0, text_at.1);
                brush.text(at, &flag.text, "left", Token::Ink2);
            }
            brush.rect((flag.pole_px - 1.0, top), (2.0, 16.0), Token::Ink, 1.0);
        }
        FlagKind::Note => {
            let x = flag.pole_px;
            let bottom = scene.plan.lanes_bottom_px();
            brush.line((x, top + 16.0), (x, bottom), Token::Note, 1.0, &[1.0, 3.0]);
            if has_text {
                outlined(brush, (left, top), width);
                brush.text(text_at, &flag.text, "left", Token::Ink2);
            }
            brush.rect((x - 1.0, top), (2.0, 16.0), Token::Note, 1.0);
        }
    }
}

fn outlined(brush: &Brush, at: (f64, f64), width_px: f64) {
    brush.rect(at, (width_px, 16.0), Token::Surface, 1.0);
    let corner = (at.0.floor() + 0.5, at.1.floor());
    brush.frame(corner, (width_px.floor(), 16.0), Token::LineStrong);
}

fn glyph(brush: &Brush, (left, top): (f64, f64), path: &str) {
    let context = brush.context;
    context.set_stroke(&super::canvas::css(brush.theme.get(Token::Ink2), 1.0));
    context.set_line_width(1.2);
    context.stroke_glyph(path, left, top);
}

/// Ticks of kept profiles, and the ends of the selection as diamonds with their times.
fn captures(brush: &Brush, scene: &Scene, marks: &Marks) {
    let y = scene.plan.captures_px;
    let mut last_px = f64::NEG_INFINITY;
    for capture in &scene.overview.captures {
        let x = scene.time.px(capture.at_ms);
        // Several profiles of one moment are one tick.
        if scene.time.shows(capture.at_ms) && x - last_px >= 1.0 {
            brush.rect((x - 1.0, y - 3.0), (2.0, 6.0), Token::Ink4, 1.0);
            last_px = x;
        }
    }
    if let Some(at_ms) = marks.base.filter(|&at_ms| scene.time.shows(at_ms)) {
        brush.diamond((scene.time.px(at_ms), y), Token::Accent, false);
    }
    let Some((from_ms, to_ms)) = marks.selection else {
        return;
    };
    let clock = Clock::new(marks.zone);
    let (from_px, to_px) = (scene.time.px(from_ms), scene.time.px(to_ms));
    let font = (LABEL_PX, true);
    let to_text = clock.seconds(to_ms);
    // Three texts and two diamonds need about this much; without it only the end is named.
    let has_room = to_px - from_px > 80.0;
    if scene.time.shows(to_ms) {
        brush.diamond((to_px, y), Token::Accent, true);
        if has_room {
            let at = (to_px - 9.0, y + 3.5);
            brush.halo(at, &to_text, "right", Token::Accent, font);
        }
    }
    if scene.time.shows(from_ms) {
        brush.diamond((from_px, y), Token::Accent, true);
        let text = format!("base {}", clock.seconds(from_ms));
        let is_inside = from_px - 9.0 - brush.label_px(&text) > scene.time.left_px;
        if is_inside && !scene.plan.is_tiny {
            let at = (from_px - 9.0, y + 3.5);
            brush.halo(at, &text, "right", Token::Accent, font);
        }
    }
}

/// Labels of the time axis; those near the crosshair give way to its plate.
fn time_labels(brush: &Brush, scene: &Scene, cross: Option<f64>) {
    let cross_px = cross.map(|at_ms| scene.time.px(at_ms));
    for tick in &scene.time_ticks {
        let x = scene.time.px(tick.at);
        let is_hidden = cross_px.is_some_and(|cross_px| (x - cross_px).abs() < 50.0);
        let half = brush.label_px(&tick.label) / 2.0;
        if is_hidden || x + half > scene.plan.width_px {
            continue;
        }
        let token = if tick.is_bold {
            Token::Ink
        } else {
            Token::Ink3
        };
        let at = (x, scene.plan.labels_px);
        brush.text_in(at, &tick.label, "center", token, (LABEL_PX, tick.is_bold));
    }
}
