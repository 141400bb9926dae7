//! Where stops lie: close to their neighbours above and below, never over those beside them.

use super::{Net, Stop};

/// How often all layers are gone through: fewer times where there are so many steps that it would be
/// felt.
const ROUNDS: usize = 40;
const STEPS: usize = 200_000;
/// Between two boxes, and between anything and a line.
const BOX_GAP_PX: f64 = 22.0;
const LINE_GAP_PX: f64 = 9.0;
/// Between a layer of boxes and one of labels.
const LAYER_GAP_PX: f64 = 15.0;
/// Around everything.
pub(super) const MARGIN_PX: f64 = 8.0;

/// Fills x and y.
pub(super) fn place(net: &mut Net) {
    for layer in &net.layers {
        let mut x = 0.0;
        for pair in 0..layer.len() {
            if pair > 0 {
                x += distance(&net.stops[layer[pair - 1]], &net.stops[layer[pair]]);
            }
            net.stops[layer[pair]].x = x;
        }
        for &at in layer {
            net.stops[at].x -= x / 2.0;
        }
    }
    let rounds = ROUNDS.min(10 + STEPS / (net.steps.len() + 1));
    for round in 0..rounds {
        // One side at first, so that what is far off moves at all; both at last, to settle.
        let sides = match (round < rounds / 2, round % 2) {
            (true, 0) => (true, false),
            (true, _) => (false, true),
            (false, _) => (true, true),
        };
        for step in 0..net.layers.len() {
            let layer = match round % 2 {
                0 => step,
                _ => net.layers.len() - 1 - step,
            };
            settle(net, layer, sides);
        }
    }
    let left = (net.stops.iter()).map(|stop| stop.x - stop.width / 2.0);
    let left = left.fold(f64::INFINITY, f64::min);
    for stop in &mut net.stops {
        stop.x += MARGIN_PX - left;
    }
    let mut top = MARGIN_PX;
    for layer in &net.layers {
        let heights = layer.iter().map(|&at| net.stops[at].height);
        let height = heights.fold(0.0, f64::max);
        for &at in layer {
            net.stops[at].y = top + height / 2.0;
        }
        top += height + LAYER_GAP_PX;
    }
}

/// From centre to centre of two that stand side by side.
fn distance(left: &Stop, right: &Stop) -> f64 {
    let gap = match left.is_passed || right.is_passed {
        true => LINE_GAP_PX,
        false => BOX_GAP_PX,
    };
    (left.width + right.width) / 2.0 + gap
}

/// Some that touch, and move as one.
struct Block {
    stops: usize,
    /// Σ of weights, and of weights times where the first one would be.
    weight: f64,
    moment: f64,
}

impl Block {
    fn x(&self) -> f64 {
        self.moment / self.weight
    }
}

/// Moves the stops of a layer as close to where their neighbours want them as their order allows:
/// the least sum of squares, by pooling those that would overlap (isotonic regression).
fn settle(net: &mut Net, layer: usize, (above, below): (bool, bool)) {
    let stops = &net.layers[layer];
    let mut blocks: Vec<Block> = Vec::new();
    // How far each lies right of the layer's first one if all touch.
    let (mut offsets, mut offset) = (Vec::with_capacity(stops.len()), 0.0);
    for (place, &at) in stops.iter().enumerate() {
        if place > 0 {
            offset += distance(&net.stops[stops[place - 1]], &net.stops[at]);
        }
        offsets.push(offset);
        // What nobody pulls stays, and gives way to all others.
        let (mut weight, mut sum) = (1e-3, 1e-3 * net.stops[at].x);
        let sides = [(above, &net.up[at]), (below, &net.down[at])];
        for &step in sides.iter().filter(|side| side.0).flat_map(|side| side.1) {
            let step = &net.steps[step];
            let other = if step.upper == at {
                step.lower
            } else {
                step.upper
            };
            weight += step.weight;
            sum += step.weight * net.stops[other].x;
        }
        let mut block = Block {
            stops: 1,
            weight,
            moment: sum - weight * offset,
        };
        while let Some(before) = blocks.pop_if(|before| before.x() > block.x()) {
            block.stops += before.stops;
            block.weight += before.weight;
            block.moment += before.moment;
        }
        blocks.push(block);
    }
    let xs = blocks
        .iter()
        .flat_map(|block| std::iter::repeat_n(block.x(), block.stops));
    let moved: Vec<f64> = xs.zip(&offsets).map(|(x, offset)| x + offset).collect();
    for (place, x) in moved.into_iter().enumerate() {
        let at = net.layers[layer][place];
        net.stops[at].x = x;
    }
}
