//! A series thinned to what a drawing of some width can show.

use super::series::extremes;
use super::{Gap, Restart, Series, gap};
use crate::order;

/// The points of `series` in `range_ms`, at most two per pixel column: its lowest and its highest,
/// so that a spike of one reading survives any zoom. Split into pieces where a line would lie: at
/// gaps, at restarts, and where this series alone fell silent. The nearest point beyond each end
/// comes along, so that lines run to the edges.
///
/// ```text
/// columns   |  0  |  1  |  2  |       gap       |  6  |
/// points     . .'.  '.'|                          . .
/// pieces    [min max min max min max]            [min max]
/// ```
pub fn thin(
    series: &Series,
    range_ms: (f64, f64),
    width_px: u32,
    gaps: &[Gap],
    restarts: &[Restart],
) -> Vec<Vec<(f64, f64)>> {
    let (from_ms, to_ms) = range_ms;
    let inside = series.within(from_ms, to_ms);
    let shown = inside.start.saturating_sub(1)..(inside.end + 1).min(series.len());
    let mut breaks_ms: Vec<f64> = gaps.iter().map(|g| g.to_ms).collect();
    breaks_ms.extend(restarts.iter().map(|r| r.at_ms));
    breaks_ms.extend(gap::holes(series).iter().map(|g| g.to_ms));
    order::sort_numbers(&mut breaks_ms);

    let mut pieces = Vec::new();
    let mut start = shown.start;
    while start < shown.end {
        let next_break = breaks_ms.partition_point(|&b| b <= series.at_ms[start]);
        let end = match breaks_ms.get(next_break) {
            // The first point after a gap stands at its end, and starts the next piece.
            Some(&b) => series.at_ms.partition_point(|&at| at < b).min(shown.end),
            None => shown.end,
        };
        let end = end.max(start + 1);
        pieces.push(columns(series, start..end, range_ms, width_px));
        start = end;
    }
    pieces
}

fn columns(
    series: &Series,
    piece: std::ops::Range<usize>,
    (from_ms, to_ms): (f64, f64),
    width_px: u32,
) -> Vec<(f64, f64)> {
    let width = f64::from(width_px.max(1));
    let per_column_ms = ((to_ms - from_ms) / width).max(f64::MIN_POSITIVE);
    let column = |i: usize| ((series.at_ms[i] - from_ms) / per_column_ms).floor();
    let mut points = Vec::new();
    let mut start = piece.start;
    while start < piece.end {
        let here = column(start);
        let mut end = start + 1;
        while end < piece.end && column(end) == here {
            end += 1;
        }
        let (low, high) = extremes(&series.values, start..end);
        let mut add = |i: usize| points.push((series.at_ms[i], series.values[i]));
        add(low.min(high));
        if low != high {
            add(low.max(high));
        }
        start = end;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(n: u32, step_ms: f64) -> Series {
        let mut series = Series::default();
        for i in 0..n {
            series.add(f64::from(i) * step_ms, f64::from(i % 10));
        }
        series
    }

    #[test]
    fn at_most_two_points_per_column_and_a_single_spike_stays() {
        let mut series = ramp(10_000, 5e3);
        series.values[4321] = 1e6;
        let range = (0.0, 50e6);
        let pieces = thin(&series, range, 300, &[], &[]);
        assert_eq!(pieces.len(), 1);
        assert!(pieces[0].len() <= 602, "{}", pieces[0].len());
        assert!(pieces[0].contains(&(4321.0 * 5e3, 1e6)));
        assert!(pieces[0].is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn pieces_break_at_gaps_restarts_and_own_holes() {
        let mut series = ramp(100, 5e3);
        for i in 0..100 {
            series.add(600e3 + f64::from(i) * 5e3, 1.0);
        }
        let gap = Gap {
            from_ms: 100e3,
            to_ms: 105e3,
        };
        let restart = Restart {
            at_ms: 201e3,
            version: None,
        };
        let pieces = thin(&series, (0.0, 2e6), 1000, &[gap], &[restart]);
        let ends: Vec<(f64, f64)> = pieces.iter().map(|p| (p[0].0, p[p.len() - 1].0)).collect();
        assert_eq!(
            ends,
            [
                (0.0, 100e3),
                (105e3, 200e3),
                (205e3, 495e3),
                (600e3, 1095e3)
            ]
        );
    }

    #[test]
    fn a_zoom_keeps_the_point_beyond_each_edge() {
        let pieces = thin(&ramp(100, 5e3), (101e3, 119e3), 500, &[], &[]);
        let times: Vec<f64> = pieces[0].iter().map(|p| p.0).collect();
        assert_eq!(times, [100e3, 105e3, 110e3, 115e3, 120e3]);
        assert!(thin(&Series::default(), (0.0, 1.0), 10, &[], &[]).is_empty());
    }
}
