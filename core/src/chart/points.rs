//! The points of a series: cut to a range, turned into steps, looked up by time.

/// A point: milliseconds since 1970, and a value.
pub type Point = (f64, f64);

/// The part of a piece within a range. Where the piece crosses an edge of the range, a point is
/// put on the edge: on the line, or at the level kept, for a stepped piece.
pub fn cut(piece: &[Point], (from_ms, to_ms): (f64, f64), is_stepped: bool) -> Vec<Point> {
    let first = piece.partition_point(|p| p.0 < from_ms);
    let last = piece.partition_point(|p| p.0 <= to_ms);
    let mut points = Vec::with_capacity(last.saturating_sub(first) + 2);
    let on_edge = |right: usize, at_ms: f64| {
        let (a, b) = (piece.get(right.checked_sub(1)?)?, piece.get(right)?);
        let share = (at_ms - a.0) / (b.0 - a.0);
        let value = if is_stepped {
            a.1
        } else {
            a.1 + (b.1 - a.1) * share
        };
        value.is_finite().then_some((at_ms, value))
    };
    if piece.get(first).is_some_and(|p| p.0 > from_ms) {
        points.extend(on_edge(first, from_ms));
    }
    points.extend(piece.get(first..last).unwrap_or_default());
    if last > 0 && piece.get(last - 1).is_some_and(|p| p.0 < to_ms) {
        points.extend(on_edge(last, to_ms));
    }
    points
}

/// A stepped line through the points: each value is kept until the next.
pub fn stepped(points: &[Point]) -> Vec<Point> {
    let mut steps = Vec::with_capacity(points.len() * 2);
    for (i, &point) in points.iter().enumerate() {
        if let Some(before) = i.checked_sub(1).and_then(|before| points.get(before)) {
            steps.push((point.0, before.1));
        }
        steps.push(point);
    }
    steps
}

/// The point nearest to a time, of the piece that time falls into; none in a gap between pieces.
/// `slack_ms` is how far outside a piece still counts as in it.
pub fn nearest(pieces: &[Vec<Point>], at_ms: f64, slack_ms: f64) -> Option<Point> {
    let piece = pieces.iter().find(|piece| {
        matches!((piece.first(), piece.last()), (Some(first), Some(last))
            if (first.0 - slack_ms..=last.0 + slack_ms).contains(&at_ms))
    })?;
    let right = piece.partition_point(|p| p.0 < at_ms);
    let candidates = [right.checked_sub(1), Some(right)];
    candidates
        .into_iter()
        .flatten()
        .filter_map(|i| piece.get(i).copied())
        .min_by(|a, b| (a.0 - at_ms).abs().total_cmp(&(b.0 - at_ms).abs()))
}

/// The time of the next point after `at_ms`, or of the one before.
pub fn neighbour(pieces: &[Vec<Point>], at_ms: f64, is_forward: bool) -> Option<f64> {
    let mut times = pieces.iter().flatten().map(|p| p.0);
    // A second of the pixel column's pair may lie within the same millisecond.
    if is_forward {
        times.find(|&t| t > at_ms + 0.5)
    } else {
        times.take_while(|&t| t < at_ms - 0.5).last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PIECE: [Point; 3] = [(0.0, 10.0), (10.0, 20.0), (20.0, 0.0)];

    #[test]
    fn cutting_puts_points_on_the_edges() {
        assert_eq!(
            cut(&PIECE, (5.0, 15.0), false),
            [(5.0, 15.0), (10.0, 20.0), (15.0, 10.0)]
        );
        assert_eq!(
            cut(&PIECE, (5.0, 15.0), true),
            [(5.0, 10.0), (10.0, 20.0), (15.0, 20.0)]
        );
        assert_eq!(cut(&PIECE, (2.0, 4.0), false), [(2.0, 12.0), (4.0, 14.0)]);
        assert_eq!(cut(&PIECE, (10.0, 20.0), false), PIECE[1..]);
        assert_eq!(cut(&PIECE, (21.0, 30.0), false), []);
        assert_eq!(cut(&PIECE, (-9.0, -1.0), false), []);
        assert_eq!(cut(&[], (0.0, 1.0), false), []);
    }

    #[test]
    fn steps_keep_a_value_until_the_next() {
        assert_eq!(
            stepped(&PIECE),
            [
                (0.0, 10.0),
                (10.0, 10.0),
                (10.0, 20.0),
                (20.0, 20.0),
                (20.0, 0.0)
            ]
        );
    }

    #[test]
    fn nothing_is_known_in_a_gap() {
        let pieces = [vec![(0.0, 1.0), (10.0, 2.0)], vec![(100.0, 3.0)]];
        assert_eq!(nearest(&pieces, 6.0, 1.0), Some((10.0, 2.0)));
        assert_eq!(nearest(&pieces, 10.5, 1.0), Some((10.0, 2.0)));
        assert_eq!(nearest(&pieces, 50.0, 1.0), None);
        assert_eq!(nearest(&pieces, 99.5, 1.0), Some((100.0, 3.0)));
        assert_eq!(neighbour(&pieces, 10.0, true), Some(100.0));
        assert_eq!(neighbour(&pieces, 100.0, false), Some(10.0));
        assert_eq!(neighbour(&pieces, 100.0, true), None);
    }

    proptest! {
        #[test]
        fn cut_points_lie_in_the_range_and_rise(
            gaps in proptest::collection::vec((0.1..50.0f64, 0.0..100.0f64), 0..30),
            from in -10.0..500.0f64, length in 0.0..500.0f64,
        ) {
            let mut at = 0.0;
            let piece: Vec<Point> = gaps.iter().map(|&(gap, value)| { at += gap; (at, value) }).collect();
            let points = cut(&piece, (from, from + length), false);
            prop_assert!(points.iter().all(|p| (from..=from + length).contains(&p.0)));
            prop_assert!(points.windows(2).all(|w| w[0].0 <= w[1].0));
            let inside = piece.iter().filter(|p| (from..=from + length).contains(&p.0)).count();
            prop_assert!(points.len() >= inside && points.len() <= inside + 2);
        }
    }
}
