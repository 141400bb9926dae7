//! The strip of dependencies: the height of a line says its state without colour.

use plotters::style::text_anchor::HPos;
use plotters_backend::DrawingBackend;

use super::Scene;
use super::brush::{Area, Drawn, fill, hatch, label, rect};
use super::lane::shown;
use crate::chart::plan::GUTTER_PX;
use crate::chart::style::{Theme, Token};
use crate::telemetry::State;

/// A state's word, height and colour, in the order of the key over the strip.
const LOOKS: [(State, &str, f64, Token); 3] = [
    (State::Up, "up", 3.0, Token::OkMark),
    (State::Slow, "slow", 7.0, Token::SpikeMark),
    (State::Down, "down", 11.0, Token::BadMark),
];

pub(super) fn draw<B: DrawingBackend>(root: &Area<B>, scene: &Scene, theme: &Theme) -> Drawn<B> {
    if scene.overview.dependencies.is_empty() {
        return Ok(());
    }
    key(root, scene, theme)?;
    for (index, lane) in scene.overview.dependencies.iter().enumerate() {
        let y = scene.plan.dependency_px(index);
        let at = (GUTTER_PX - 8.0, y + 3.5);
        label(root, at, &lane.name, HPos::Right, (theme, Token::Ink2))?;
        // What is up first: the rest is cut out of it.
        let (up, other): (Vec<_>, Vec<_>) = lane
            .stretches
            .iter()
            .partition(|stretch| stretch.2 == State::Up);
        for &(from_ms, to_ms, _) in up {
            if let Some((left, right)) = shown(scene, from_ms, to_ms, 1.0) {
                let (top, bottom) = ((left, y - 1.5), (right, y + 1.5));
                rect(root, top, bottom, fill(theme, Token::OkMark, 0.85))?;
            }
        }
        for &(from_ms, to_ms, state) in other {
            if let Some(sides) = shown(scene, from_ms, to_ms, 3.0) {
                stretch(root, sides, y, state, theme)?;
            }
        }
        for restart in &scene.overview.restarts {
            if let Some((left, _)) = shown(scene, restart.at_ms, restart.at_ms, 0.0) {
                cut_out(root, (left - 1.5, left + 1.5), y, theme)?;
                let ink = fill(theme, Token::Ink, 1.0);
                rect(root, (left - 1.5, y - 5.5), (left + 1.5, y + 5.5), ink)?;
            }
        }
    }
    Ok(())
}

fn stretch<B: DrawingBackend>(
    root: &Area<B>,
    (left, right): (f64, f64),
    y: f64,
    state: State,
    theme: &Theme,
) -> Drawn<B> {
    cut_out(root, (left, right), y, theme)?;
    match LOOKS.iter().find(|look| look.0 == state) {
        Some(&(_, _, height, token)) => rect(
            root,
            (left, y - height / 2.0),
            (right, y + height / 2.0),
            fill(theme, token, 1.0),
        ),
        None => hatch(root, (left, y - 3.5), (right, y + 3.5), theme),
    }
}

/// A pixel of surface on each side sets a state apart from its neighbours.
fn cut_out<B: DrawingBackend>(
    root: &Area<B>,
    (left, right): (f64, f64),
    y: f64,
    theme: &Theme,
) -> Drawn<B> {
    let surface = fill(theme, Token::Surface, 1.0);
    rect(root, (left - 1.0, y - 6.0), (right + 1.0, y + 6.0), surface)
}

fn key<B: DrawingBackend>(root: &Area<B>, scene: &Scene, theme: &Theme) -> Drawn<B> {
    let baseline = scene.plan.dependency_head_px();
    let ink = (theme, Token::Ink3);
    label(
        root,
        (GUTTER_PX, baseline),
        "state at every poll",
        HPos::Left,
        ink,
    )?;
    let mut x = GUTTER_PX + 112.0;
    for (_, word, height, token) in LOOKS {
        let middle = baseline - 3.5;
        let (top, bottom) = (middle - height / 2.0, middle + height / 2.0);
        rect(root, (x, top), (x + 12.0, bottom), fill(theme, token, 1.0))?;
        label(root, (x + 17.0, baseline), word, HPos::Left, ink)?;
        x += 54.0;
    }
    Ok(())
}
