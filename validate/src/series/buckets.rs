//! What the peers look at: a series as 96 values at equal distances.

use leakscope_core::telemetry::Series;

/// How many.
pub const BUCKETS: usize = 96;

/// The value below which a share `q` of each bucket's readings lies, with the middle of the bucket
/// as a share of the whole; of `from` to 1 of the time. Empty buckets are left out.
pub fn buckets(series: &Series, from: f64, q: f64) -> Vec<(f64, f64)> {
    let (Some(&first), Some(&last)) = (series.at_ms.first(), series.at_ms.last()) else {
        return Vec::new();
    };
    let span_ms = (last - first).max(f64::MIN_POSITIVE);
    let mut inside: Vec<Vec<f64>> = vec![Vec::new(); BUCKETS];
    for (at, value) in series.at_ms.iter().zip(&series.values) {
        let x = (at - first) / span_ms;
        if x >= from {
            let place = ((x - from) / (1.0 - from) * BUCKETS as f64) as usize;
            inside[place.min(BUCKETS - 1)].push(*value);
        }
    }
    let filled = inside.iter_mut().enumerate().filter(|(_, v)| !v.is_empty());
    let points = filled.map(|(i, values)| {
        let x = from + (1.0 - from) * (i as f64 + 0.5) / BUCKETS as f64;
        (x, quantile(values, q))
    });
    points.collect()
}

/// The value below which a share `q` of the values lies; 0 of none. Reorders them.
pub fn quantile(values: &mut [f64], q: f64) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let place = ((values.len() - 1) as f64 * q).round() as usize;
    *values.select_nth_unstable_by(place, f64::total_cmp).1
}

/// Slope by Theil and Sen, and the middle of what remains.
pub fn theil_sen(points: &[(f64, f64)]) -> (f64, f64) {
    let mut slopes = Vec::new();
    for (i, a) in points.iter().enumerate() {
        slopes.extend(points[i + 1..].iter().map(|b| (b.1 - a.1) / (b.0 - a.0)));
    }
    let slope = quantile(&mut slopes, 0.5);
    let mut rest: Vec<f64> = points.iter().map(|(x, y)| y - slope * x).collect();
    (slope, quantile(&mut rest, 0.5))
}

/// How many pairs rise, less how many fall.
pub fn kendall_sum(points: &[(f64, f64)]) -> f64 {
    let mut sum = 0i64;
    for (i, a) in points.iter().enumerate() {
        for b in &points[i + 1..] {
            sum += i64::from(b.1 > a.1) - i64::from(b.1 < a.1);
        }
    }
    sum as f64
}
