//! The order of stops within their layers: few crossings.

use super::Net;
use crate::order;

/// How often all layers are gone through, downwards and upwards by turns: fewer times where there are
/// so many steps that it would be felt.
const ROUNDS: usize = 24;
const STEPS: usize = 100_000;
/// How many rounds without a better order end it.
const PATIENCE: usize = 8;

/// Fills the net's layers.
pub(super) fn order(net: &mut Net) {
    first_order(net);
    let mut best = (crossings(net), net.layers.clone());
    let mut since_best = 0;
    for round in 0..ROUNDS.min(4 + STEPS / (net.steps.len() + 1)) {
        if best.0 == 0 || since_best >= PATIENCE {
            break;
        }
        let is_downward = round % 2 == 0;
        for step in 1..net.layers.len() {
            let layer = match is_downward {
                true => step,
                false => net.layers.len() - 1 - step,
            };
            sort_layer(net, layer, is_downward, round % 4 >= 2);
        }
        swap_neighbours(net);
        let crossings = crossings(net);
        since_best += 1;
        if crossings < best.0 {
            best = (crossings, net.layers.clone());
            since_best = 0;
        }
    }
    net.layers = best.1;
    number(net);
}

/// Along the lines, from the top: what belongs together stands together.
fn first_order(net: &mut Net) {
    let last = net.stops.iter().map(|stop| stop.layer + 1).max();
    net.layers = vec![Vec::new(); last.unwrap_or(0)];
    let mut starts: Vec<usize> = (0..net.stops.len()).collect();
    order::sort_by_key(&mut starts, |&at| net.stops[at].layer);
    let mut is_seen = vec![false; net.stops.len()];
    for start in starts {
        let mut left = vec![start];
        while let Some(at) = left.pop() {
            if std::mem::replace(&mut is_seen[at], true) {
                continue;
            }
            net.layers[net.stops[at].layer].push(at);
            // The first line comes last on the stack: it is followed first.
            let steps = net.down[at].iter().rev();
            left.extend(steps.map(|&step| net.steps[step].lower));
        }
    }
    number(net);
}

/// Tells each stop its place.
fn number(net: &mut Net) {
    for layer in &net.layers {
        for (place, &at) in layer.iter().enumerate() {
            net.stops[at].order = place;
        }
    }
}

/// The other ends of a stop's steps.
fn neighbours(net: &Net, at: usize, is_above: bool) -> impl Iterator<Item = (usize, f64)> {
    let steps = if is_above { &net.up[at] } else { &net.down[at] };
    steps.iter().map(move |&step| {
        let step = &net.steps[step];
        let other = if is_above { step.upper } else { step.lower };
        (net.stops[other].order, step.weight)
    })
}

/// Puts a layer in the order of where its neighbours of one side stand on average.
fn sort_layer(net: &mut Net, layer: usize, is_above: bool, is_last_first: bool) {
    let mut stops = std::mem::take(&mut net.layers[layer]);
    let mut wanted = vec![0.0; stops.len()];
    for (place, &at) in stops.iter().enumerate() {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (order, step) in neighbours(net, at, is_above) {
            sum += order as f64 * step;
            weight += step;
        }
        // What has none stays where it is.
        wanted[place] = match weight > 0.0 {
            true => sum / weight,
            false => place as f64,
        };
    }
    // Equal ones change their order in some rounds: there may be a better one behind it.
    if is_last_first {
        stops.reverse();
        wanted.reverse();
    }
    let mut places: Vec<usize> = (0..stops.len()).collect();
    order::sort_by(&mut places, |&a, &b| wanted[a].total_cmp(&wanted[b]));
    net.layers[layer] = places.iter().map(|&place| stops[place]).collect();
    for (place, &at) in net.layers[layer].iter().enumerate() {
        net.stops[at].order = place;
    }
}

/// Swaps neighbours where that makes fewer crossings, a few times over.
fn swap_neighbours(net: &mut Net) {
    for _ in 0..4 {
        let mut has_swapped = false;
        for layer in 0..net.layers.len() {
            for place in 1..net.layers[layer].len() {
                let (left, right) = (net.layers[layer][place - 1], net.layers[layer][place]);
                let (now, then) = (between(net, left, right), between(net, right, left));
                if then < now {
                    net.layers[layer].swap(place - 1, place);
                    net.stops[left].order = place;
                    net.stops[right].order = place - 1;
                    has_swapped = true;
                }
            }
        }
        if !has_swapped {
            return;
        }
    }
}

/// Crossings between the steps of two stops if `left` stands left of `right`.
fn between(net: &Net, left: usize, right: usize) -> usize {
    let mut crossings = 0;
    for is_above in [true, false] {
        for (of_left, _) in neighbours(net, left, is_above) {
            let of_right = neighbours(net, right, is_above);
            crossings += of_right.filter(|&(order, _)| order < of_left).count();
        }
    }
    crossings
}

/// All crossings: for each step, how many that came before end further right (Barth, Jünger and
/// Mutzel, "Simple and Efficient Bilayer Cross Counting").
fn crossings(net: &Net) -> usize {
    let mut crossings = 0;
    for pair in net.layers.windows(2) {
        // A Fenwick tree over the places of the lower layer.
        let mut counts = vec![0usize; pair[1].len() + 1];
        let mut all = 0;
        for &at in &pair[0] {
            let mut ends: Vec<usize> = neighbours(net, at, false).map(|end| end.0).collect();
            order::sort(&mut ends);
            for &end in &ends {
                let (mut place, mut before) = (end + 1, 0);
                while place > 0 {
                    before += counts[place];
                    place &= place - 1;
                }
                crossings += all - before;
            }
            for end in ends {
                let mut place = end + 1;
                while place < counts.len() {
                    counts[place] += 1;
                    place += place & place.wrapping_neg();
                }
                all += 1;
            }
        }
    }
    crossings
}
