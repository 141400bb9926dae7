//! The lines, stop by stop.

use super::place::MARGIN_PX;
use super::{Drawing, Line, Net, Px, Route};
use crate::order;

/// Lines that leave a box or reach it stand so far apart, where its side has room.
const PORT_GAP_PX: f64 = 12.0;
/// A line that runs aslant keeps so far from boxes.
const LEAST_GAP_PX: f64 = 5.0;
/// How much of a side they may take.
const PORT_SHARE: f64 = 0.7;

/// What all of it looks like.
pub(super) fn draw(net: &Net, links: usize, lines: &[Line]) -> Drawing {
    let boxes = net.stops.iter().take_while(|stop| !stop.is_passed);
    let boxes: Vec<Px> = boxes.map(|stop| (stop.x, stop.y)).collect();
    let (starts, ends) = (ports(net, lines, true), ports(net, lines, false));
    let heights: Vec<f64> = (net.layers.iter())
        .map(|layer| (layer.iter()).fold(0.0, |most, &at| net.stops[at].height.max(most)))
        .collect();
    let mut routes = vec![Route::default(); links];
    for (place, line) in lines.iter().enumerate() {
        let (upper, lower) = (&net.stops[line.upper], &net.stops[line.lower]);
        let mut points = vec![(starts[place], upper.y + upper.height / 2.0)];
        // A line runs straight down beside the boxes of a layer, and bends between layers.
        let layer_end = upper.y + heights[upper.layer] / 2.0;
        points.push((starts[place], layer_end));
        let mut label = None;
        for at in line.stops.clone() {
            let stop = &net.stops[at];
            let half = heights[stop.layer] / 2.0;
            match has_room(net, at, half, (starts[place], ends[place]), line) {
                true => points.push((stop.x, stop.y)),
                false => points.extend([(stop.x, stop.y - half), (stop.x, stop.y + half)]),
            }
            if stop.width > 0.0 {
                label = Some((stop.x, stop.y));
            }
        }
        points.push((ends[place], lower.y - heights[lower.layer] / 2.0));
        points.push((ends[place], lower.y - lower.height / 2.0));
        points.dedup_by(|next, before| next.1 - before.1 < 0.5);
        if line.is_upward {
            points.reverse();
        }
        let label = label.unwrap_or_else(|| points[points.len() / 2]);
        routes[line.link] = Route { points, label };
    }
    let mut size: Px = (0.0, 0.0);
    for stop in &net.stops {
        size.0 = size.0.max(stop.x + stop.width / 2.0 + MARGIN_PX);
        size.1 = size.1.max(stop.y + stop.height / 2.0 + MARGIN_PX);
    }
    Drawing {
        boxes,
        routes,
        size,
    }
}

/// Whether a line may pass the layer of its stop aslant, as it comes and goes: no box is near.
fn has_room(net: &Net, at: usize, half: f64, (start, end): (f64, f64), line: &Line) -> bool {
    let stop = &net.stops[at];
    let before = match at == line.stops.start {
        true => (start, net.stops[line.upper].y),
        false => (net.stops[at - 1].x, net.stops[at - 1].y),
    };
    let after = match at + 1 == line.stops.end {
        true => (end, net.stops[line.lower].y),
        false => (net.stops[at + 1].x, net.stops[at + 1].y),
    };
    let slope = |(x, y): Px| ((x - stop.x) / (y - stop.y)).abs();
    // A curve leans at most twice as much as what is less inclined of the two ways.
    let lean = 2.0 * slope(before).min(slope(after)) * half + LEAST_GAP_PX;
    let layer = &net.layers[stop.layer];
    let is_clear = |other: &&usize| !net.stops[**other].is_passed;
    let left = layer[..stop.order].iter().rev().find(is_clear);
    let right = layer[stop.order + 1..].iter().find(is_clear);
    let room = |other: &usize| {
        let other = &net.stops[*other];
        (other.x - stop.x).abs() - other.width / 2.0
    };
    left.is_none_or(|left| room(left) > lean) && right.is_none_or(|right| room(right) > lean)
}

/// Where along the side of its box each line begins, or ends: side by side in the order in which they
/// go on, so that they do not cross at once.
fn ports(net: &Net, lines: &[Line], is_start: bool) -> Vec<f64> {
    let mut of_box: Vec<Vec<usize>> = vec![Vec::new(); net.stops.len()];
    for (place, line) in lines.iter().enumerate() {
        of_box[if is_start { line.upper } else { line.lower }].push(place);
    }
    let next = |place: usize| {
        let line = &lines[place];
        let stop = match is_start {
            true => line.stops.clone().next().unwrap_or(line.lower),
            false => line.stops.clone().next_back().unwrap_or(line.upper),
        };
        net.stops[stop].x
    };
    let mut xs = vec![0.0; lines.len()];
    for (at, mut places) in of_box.into_iter().enumerate() {
        order::sort_by(&mut places, |&a, &b| next(a).total_cmp(&next(b)));
        let stop = &net.stops[at];
        let count = places.len() as f64;
        let gap = PORT_GAP_PX.min(PORT_SHARE * stop.width / count.max(1.0));
        for (nth, place) in places.into_iter().enumerate() {
            xs[place] = stop.x + (nth as f64 - (count - 1.0) / 2.0) * gap;
        }
    }
    xs
}
