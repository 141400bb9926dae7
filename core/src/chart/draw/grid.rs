//! Grid, labels of the value axes, titles, the hairlines between the strips.

use plotters::style::FontStyle;
use plotters::style::text_anchor::HPos;
use plotters_backend::DrawingBackend;

use super::Scene;
use super::brush::{Area, Drawn, TITLE_PX, crisp, label, line, stroke, text};
use crate::chart::plan::GUTTER_PX;
use crate::chart::style::{Theme, Token};

/// Right edge of the labels beside an axis.
const LABELS_PX: f64 = GUTTER_PX - 8.0;
/// From the middle of a label to its baseline.
const BASELINE_PX: f64 = 3.5;

pub(super) fn draw<B: DrawingBackend>(root: &Area<B>, scene: &Scene, theme: &Theme) -> Drawn<B> {
    let hairline = stroke(theme, Token::Grid, 1.0);
    let bottom_px = scene.plan.lanes_bottom_px();
    for (ticks, scale) in &scene.values {
        for tick in &ticks.ticks {
            let y = scale.px(tick.at);
            // Zero is the lane's own edge; its label stands on it.
            let baseline = if tick.at == 0.0 {
                y - 1.0
            } else {
                y + BASELINE_PX
            };
            if tick.at != 0.0 {
                let y = crisp(y);
                line(root, (GUTTER_PX, y), (scene.plan.width_px, y), hairline)?;
            }
            let at = (LABELS_PX, baseline);
            label(root, at, &tick.label, HPos::Right, (theme, Token::Ink3))?;
        }
    }
    let short = stroke(theme, Token::LineStrong, 1.0);
    for tick in &scene.time_ticks {
        let x = crisp(scene.time.px(tick.at));
        line(root, (x, 0.0), (x, bottom_px), hairline)?;
        let labels_px = scene.plan.labels_px;
        line(root, (x, labels_px - 13.0), (x, labels_px - 9.0), short)?;
    }
    Ok(())
}

pub(super) fn draw_rules<B: DrawingBackend>(
    root: &Area<B>,
    scene: &Scene,
    theme: &Theme,
) -> Drawn<B> {
    let plan = &scene.plan;
    let rule = stroke(theme, Token::Line, 1.0);
    let has_dependencies = plan.dependencies.height_px > 0.0;
    let rules = plan
        .lanes
        .iter()
        .map(|strip| strip.bottom_px())
        .chain(has_dependencies.then_some(plan.dependencies.top_px));
    for y in rules {
        line(root, (0.0, y + 0.5), (plan.width_px, y + 0.5), rule)?;
    }
    for (strip, lane) in plan.lanes.iter().zip(&scene.overview.lanes) {
        let at = (16.0, strip.top_px + 17.0);
        let look = (TITLE_PX, FontStyle::Bold);
        text(root, at, &lane.title, HPos::Left, look, (theme, Token::Ink))?;
    }
    let at = (LABELS_PX, plan.captures_px + BASELINE_PX);
    label(root, at, "profiles", HPos::Right, (theme, Token::Ink3))
}
