//! Stacked areas: where each lies, and which is under a point.

use super::points::Point;
use crate::leak::Layers;

/// The upper edges of the layers over one stretch, from the bottom up; each rises from the one before.
/// What is negative has no height.
pub fn tops(layers: &Layers, stretch: std::ops::Range<usize>) -> Vec<Vec<Point>> {
    let at_ms = layers.at_ms.get(stretch.clone()).unwrap_or_default();
    let mut below: Vec<f64> = vec![0.0; at_ms.len()];
    let mut tops = Vec::with_capacity(layers.layers.len());
    for layer in &layers.layers {
        let values = layer.values.get(stretch.clone()).unwrap_or_default();
        for (height, value) in below.iter_mut().zip(values) {
            *height += (*value).max(0) as f64;
        }
        tops.push(at_ms.iter().copied().zip(below.iter().copied()).collect());
    }
    tops
}

/// The profile nearest to a time, in the stretch that this falls into; none between stretches.
/// `slack_ms` is how far outside a stretch still counts as in it.
pub fn nearest_profile(layers: &Layers, at_ms: f64, slack_ms: f64) -> Option<usize> {
    let times = |i: usize| layers.at_ms.get(i).copied();
    let stretch = layers.stretches().find(|stretch| {
        let ends = times(stretch.start).zip(stretch.end.checked_sub(1).and_then(times));
        ends.is_some_and(|(from, to)| (from - slack_ms..=to + slack_ms).contains(&at_ms))
    })?;
    let distance = |i: &usize| times(*i).map_or(f64::INFINITY, |at| (at - at_ms).abs());
    stretch.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Which layer is drawn at a time and a value.
pub fn layer_at(layers: &Layers, at_ms: f64, value: f64) -> Option<usize> {
    let is_in = |stretch: &std::ops::Range<usize>| {
        let times = layers.at_ms.get(stretch.clone()).unwrap_or_default();
        matches!((times.first(), times.last()), (Some(first), Some(last))
            if (*first..=*last).contains(&at_ms))
    };
    let stretch = layers.stretches().find(is_in)?;
    let height = |top: &[Point]| {
        let right = top.partition_point(|p| p.0 < at_ms);
        let (_, high) = *top.get(right)?;
        let Some(left) = right.checked_sub(1).and_then(|left| top.get(left)) else {
            return Some(high);
        };
        let share = (at_ms - left.0) / (top[right].0 - left.0);
        Some(left.1 + (high - left.1) * share)
    };
    let tops = tops(layers, stretch);
    tops.iter()
        .position(|top| height(top).is_some_and(|height| (0.0..height).contains(&value)))
}

/// The highest value of all layers together in a range.
pub fn highest(layers: &Layers, (from_ms, to_ms): (f64, f64)) -> f64 {
    let sum = |i: usize| {
        let values = layers.layers.iter().filter_map(|layer| layer.values.get(i));
        values.map(|value| (*value).max(0) as f64).sum::<f64>()
    };
    // A line to the neighbour beyond an edge comes into view as well.
    let first = layers
        .at_ms
        .partition_point(|at| *at < from_ms)
        .saturating_sub(1);
    let end = layers.at_ms.partition_point(|at| *at <= to_ms) + 1;
    (first..end.min(layers.at_ms.len()))
        .map(sum)
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::Layer;

    fn sample() -> Layers {
        let layer = |values: [i64; 4]| Layer {
            values: values.to_vec(),
            ..Layer::default()
        };
        Layers {
            at_ms: vec![0.0, 10.0, 20.0, 30.0],
            starts: vec![0, 2],
            layers: vec![layer([1, 3, 5, 5]), layer([2, 2, -9, 1])],
        }
    }

    #[test]
    fn layers_stand_on_one_another() {
        let tops = tops(&sample(), 0..2);
        assert_eq!(tops, [[(0.0, 1.0), (10.0, 3.0)], [(0.0, 3.0), (10.0, 5.0)]]);
        // What is negative is no hole.
        assert_eq!(super::tops(&sample(), 2..4)[1], [(20.0, 5.0), (30.0, 6.0)]);
        assert_eq!(highest(&sample(), (0.0, 5.0)), 5.0);
        assert_eq!(highest(&sample(), (25.0, 40.0)), 6.0);
        assert_eq!(highest(&Layers::default(), (0.0, 1.0)), 0.0);
    }

    #[test]
    fn a_point_is_in_one_layer_or_in_none() {
        let layers = sample();
        // Halfway the lower one is 2 high, the upper one goes up to 4.
        for (value, expected) in [(0.0, Some(0)), (1.9, Some(0)), (2.0, Some(1)), (4.1, None)] {
            assert_eq!(layer_at(&layers, 5.0, value), expected, "{value}");
        }
        assert_eq!(layer_at(&layers, 15.0, 1.0), None, "between two stretches");
        assert_eq!(layer_at(&layers, 5.0, -1.0), None);
        assert_eq!(layer_at(&Layers::default(), 5.0, 1.0), None);
    }

    #[test]
    fn the_nearest_profile_is_of_the_same_stretch() {
        let layers = sample();
        assert_eq!(nearest_profile(&layers, 4.0, 1.0), Some(0));
        assert_eq!(nearest_profile(&layers, 9.0, 1.0), Some(1));
        assert_eq!(nearest_profile(&layers, 15.0, 1.0), None);
        assert_eq!(nearest_profile(&layers, 19.5, 1.0), Some(2));
        assert_eq!(nearest_profile(&Layers::default(), 0.0, 1.0), None);
    }
}
