//! Robust statistics: what a few outliers do not move.

use crate::order::nth_number;

/// The middle value; 0 of none. Reorders `values`.
pub(super) fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which a share `q` lies; 0 of none. Reorders `values`.
pub(super) fn quantile(values: &mut [f64], q: f64) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let place = ((values.len() - 1) as f64 * q).round() as usize;
    nth_number(values, place)
}

/// The median of the distances from the median, scaled to agree with a standard deviation.
pub(super) fn scaled_mad(values: &[f64]) -> f64 {
    let middle = median(&mut values.to_vec());
    let mut distances: Vec<f64> = values.iter().map(|v| (v - middle).abs()).collect();
    1.4826 * median(&mut distances)
}

/// A line as `(slope, value at x = 0)` by Theil and Sen: the median of the slopes of all pairs, and
/// the median of what remains. Holds up to 29 % of arbitrary outliers. Quadratic: keep it to some
/// hundred points.
pub(super) fn theil_sen(points: &[(f64, f64)]) -> (f64, f64) {
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (i, a) in points.iter().enumerate() {
        for b in &points[i + 1..] {
            if b.0 != a.0 {
                slopes.push((b.1 - a.1) / (b.0 - a.0));
            }
        }
    }
    let slope = median(&mut slopes);
    let mut rest: Vec<f64> = points.iter().map(|(x, y)| y - slope * x).collect();
    (slope, median(&mut rest))
}

/// Kendall's τ, ties counting as neither: 1 where every later value is higher.
pub(super) fn kendall_tau(values: &[f64]) -> f64 {
    let mut sum = 0i64;
    for (i, a) in values.iter().enumerate() {
        for b in &values[i + 1..] {
            sum += i64::from(b > a) - i64::from(b < a);
        }
    }
    let pairs = values.len() * values.len().saturating_sub(1) / 2;
    sum as f64 / pairs.max(1) as f64
}

/// The share of the variance a line explains.
pub(super) fn r_squared(points: &[(f64, f64)], (slope, offset): (f64, f64)) -> f64 {
    let mean = points.iter().map(|p| p.1).sum::<f64>() / points.len().max(1) as f64;
    let around_mean: f64 = points.iter().map(|p| (p.1 - mean).powi(2)).sum();
    let around_line: f64 = points
        .iter()
        .map(|p| (p.1 - offset - slope * p.0).powi(2))
        .sum();
    if around_mean > 0.0 {
        (1.0 - around_line / around_mean).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_outliers_moves_no_line() {
        let mut points: Vec<(f64, f64)> = (0..40)
            .map(|i| (f64::from(i), 3.0 * f64::from(i) + 7.0))
            .collect();
        for point in &mut points[30..39] {
            point.1 += 5000.0;
        }
        let (slope, offset) = theil_sen(&points);
        assert!(
            (slope - 3.0).abs() < 0.2 && (offset - 7.0).abs() < 5.0,
            "{slope} {offset}"
        );
        assert_eq!(kendall_tau(&[1.0, 2.0, 2.0, 3.0]), 5.0 / 6.0);
        assert_eq!(kendall_tau(&[]), 0.0);
        assert_eq!(median(&mut []), 0.0);
        assert_eq!(scaled_mad(&[1.0, 1.0, 9.0]), 0.0);
        assert_eq!(r_squared(&[(0.0, 1.0), (1.0, 3.0)], (2.0, 1.0)), 1.0);
    }
}
