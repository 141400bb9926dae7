//! Boxes in layers with lines between them, as Graphviz's `dot` draws a graph: callers above callees,
//! few crossings, long lines as straight as may be.
//!
//! The steps are those of Sugiyama, as Gansner and others give them ("A Technique for Drawing Directed
//! Graphs", 1993), each in a file of its own. All of them are loops over vectors with a fixed number
//! of rounds, so that any graph comes out in time: one with circles, of several parts, of one box, of
//! none.
//!
//! ```text
//! layer 0      ┌main┐            boxes stand on even layers,
//! layer 1     3 │  │ 2           a line's label on the odd one next to its middle
//! layer 2  ┌run─┐  ·             a line that passes a layer has a place of its own there
//! layer 3     3 │  2
//! layer 4     ┌alloc┐
//! ```

mod cross;
mod cycles;
mod place;
mod rank;
mod route;
#[cfg(test)]
mod tests;

use std::ops::Range;

/// A width and a height, or a point: pixels, x to the right, y downwards.
pub type Px = (f64, f64);

/// A line from one box to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Link {
    /// Index of the box it leaves.
    pub from: usize,
    /// Index of the box it leads to. A line from a box to itself is not drawn.
    pub to: usize,
    /// How much it matters that it is short and straight, from 0 to 1.
    pub weight: f64,
    /// The size of its label.
    pub label: Px,
}

/// Where everything is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Centres of the boxes.
    pub boxes: Vec<Px>,
    /// The lines, as links; without points for a line from a box to itself.
    pub routes: Vec<Route>,
    /// Size of the whole; nothing lies outside of it.
    pub size: Px,
}

/// Where a line goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// From the border of the box it leaves to that of the one it leads to. y grows all the way, or
    /// shrinks all the way.
    pub points: Vec<Px>,
    /// Centre of its label.
    pub label: Px,
}

/// Draws boxes of `sizes` and the lines between them. Links come heaviest first, boxes with the most
/// important first; both only break ties.
pub fn layered(sizes: &[Px], links: &[Link]) -> Drawing {
    let is_drawn = |link: &Link| link.from != link.to && link.from.max(link.to) < sizes.len();
    let mut lines: Vec<Line> = Vec::new();
    for (place, link) in links.iter().enumerate().filter(|(_, link)| is_drawn(link)) {
        lines.push(Line {
            link: place,
            upper: link.from,
            lower: link.to,
            weight: link.weight.clamp(0.0, 1.0),
            is_upward: false,
            stops: 0..0,
        });
    }
    cycles::turn_backward_lines(sizes.len(), &mut lines);
    let mut net = Net::new(sizes, links, &mut lines);
    cross::order(&mut net);
    place::place(&mut net);
    route::draw(&net, links.len(), &lines)
}

/// A link as it is laid out: downwards.
struct Line {
    /// Its place among the links.
    link: usize,
    upper: usize,
    lower: usize,
    weight: f64,
    /// Whether the link leads from `lower` to `upper`.
    is_upward: bool,
    /// The stops between its ends, from the top: stops of the net.
    stops: Range<usize>,
}

/// A box, or where a line passes a layer.
#[derive(Clone, Copy, Default)]
struct Stop {
    layer: usize,
    width: f64,
    height: f64,
    /// Whether a line passes here.
    is_passed: bool,
    /// Centre.
    x: f64,
    y: f64,
    /// Place in its layer, from the left.
    order: usize,
}

/// From a stop to one of the next layer.
#[derive(Clone, Copy)]
struct Step {
    upper: usize,
    lower: usize,
    /// How straight it should be.
    weight: f64,
}

/// The graph with every line in steps from layer to layer.
struct Net {
    /// The boxes, then the stops of all lines.
    stops: Vec<Stop>,
    steps: Vec<Step>,
    /// Stops of each layer, left to right.
    layers: Vec<Vec<usize>>,
    /// Steps from each stop upwards and downwards.
    up: Vec<Vec<usize>>,
    down: Vec<Vec<usize>>,
}

impl Net {
    fn new(sizes: &[Px], links: &[Link], lines: &mut [Line]) -> Net {
        let ranks = rank::ranks(sizes.len(), lines);
        let mut net = Net {
            stops: Vec::new(),
            steps: Vec::new(),
            layers: Vec::new(),
            up: Vec::new(),
            down: Vec::new(),
        };
        for (&(width, height), rank) in sizes.iter().zip(&ranks) {
            net.stops.push(Stop {
                layer: 2 * rank,
                width,
                height,
                ..Stop::default()
            });
        }
        for line in lines {
            let (from, to) = (net.stops[line.upper].layer, net.stops[line.lower].layer);
            // Layers of labels are odd.
            let middle = (from + to) / 2;
            let middle = middle - (middle + 1) % 2;
            let (width, height) = links[line.link].label;
            let first = net.stops.len();
            for layer in from + 1..to {
                let (width, height) = match layer == middle {
                    true => (width, height),
                    false => (0.0, 0.0),
                };
                net.stops.push(Stop {
                    layer,
                    width,
                    height,
                    is_passed: true,
                    ..Stop::default()
                });
            }
            line.stops = first..net.stops.len();
            let mut upper = line.upper;
            for lower in line.stops.clone().chain([line.lower]) {
                // Between two stops of a line a bend is seen most.
                let straight = match (net.stops[upper].is_passed, net.stops[lower].is_passed) {
                    (true, true) => 8.0,
                    (false, false) => 1.0,
                    _ => 2.0,
                };
                net.steps.push(Step {
                    upper,
                    lower,
                    weight: straight * (0.2 + line.weight),
                });
                upper = lower;
            }
        }
        net.up = vec![Vec::new(); net.stops.len()];
        net.down = vec![Vec::new(); net.stops.len()];
        for (place, step) in net.steps.iter().enumerate() {
            net.up[step.lower].push(place);
            net.down[step.upper].push(place);
        }
        net
    }
}
