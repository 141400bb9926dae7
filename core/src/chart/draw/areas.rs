//! Stacked areas of a lane.

use plotters::element::{PathElement, Polygon};
use plotters_backend::DrawingBackend;

use super::brush::{Drawn, fill, stroke};
use super::lane::Plot;
use crate::chart::areas::tops;
use crate::chart::points::{Point, cut};
use crate::chart::style::{Theme, Token, tint};
use crate::leak::Layers;

/// Each layer between its own upper edge and that of the one below, with a hairline of surface between
/// two: colours that look alike to somebody are apart all the same. Nothing is drawn between stretches.
pub(super) fn draw<B: DrawingBackend>(
    plot: &Plot<B>,
    layers: &Layers,
    range_ms: (f64, f64),
    theme: &Theme,
) -> Drawn<B> {
    let dash_ms = (range_ms.1 - range_ms.0) / 1000.0;
    for stretch in layers.stretches() {
        let mut below: Vec<Point> = Vec::new();
        for (layer, top) in layers.layers.iter().zip(tops(layers, stretch)) {
            let mut top = cut(&top, range_ms, false);
            // A profile alone is a dash: what it held is seen.
            if let [only] = top[..] {
                top.push((only.0 + dash_ms, only.1));
            }
            let (Some(first), Some(last)) = (top.first(), top.last()) else {
                break;
            };
            if below.is_empty() {
                below = vec![(first.0, 0.0), (last.0, 0.0)];
            }
            let corners: Vec<Point> = top.iter().chain(below.iter().rev()).copied().collect();
            plot.draw(&Polygon::new(corners, fill(theme, tint(layer.tint), 1.0)))?;
            if below.len() > 2 || below.iter().any(|point| point.1 > 0.0) {
                let between = stroke(theme, Token::Surface, 1.0);
                plot.draw(&PathElement::new(below, between))?;
            }
            below = top;
        }
    }
    Ok(())
}
