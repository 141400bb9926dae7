//! The detector that the specification tells of, as it is written there: buckets' tenth percentile,
//! one-sided masking by median and MAD, Theil and Sen, and a contest of shapes on 24 points.

use leakscope_core::telemetry::{Metric, Series};

use super::buckets::{buckets, kendall_sum, quantile, theil_sen};

/// Points on each side that the rolling median looks at.
const ROLLING: usize = 12;
const CONTEST: usize = 24;

/// Whether it says "leak" (or "suspected", under 36 h).
pub fn is_leak(series: &Series, metric: Metric) -> bool {
    let floors = masked(&buckets(series, 0.05, 0.1));
    if floors.len() < 8 {
        return false;
    }
    let (slope, offset) = theil_sen(&floors);
    let span = floors[floors.len() - 1].0 - floors[0].0;
    let growth = slope * span;
    let mut rest: Vec<f64> = floors
        .iter()
        .map(|(x, y)| (y - offset - slope * x).abs())
        .collect();
    let mad = 1.4826 * quantile(&mut rest, 0.5);
    let least: f64 = match metric {
        Metric::Goroutines => 20.0,
        _ => 2.0 * 1024.0 * 1024.0,
    };
    let n = floors.len() as f64;
    let tau = kendall_sum(&floors) / (n * (n - 1.0) / 2.0);
    let is_growth = growth >= least.max(0.1 * offset.abs()) && growth >= 2.5 * mad && tau >= 0.45;
    is_growth && is_leaky(&floors, series)
}

/// What does not stick out of the rolling median by more than four deviations.
fn masked(floors: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let rests: Vec<f64> = (0..floors.len())
        .map(|i| {
            let around = &floors[i.saturating_sub(ROLLING)..(i + ROLLING + 1).min(floors.len())];
            let mut values: Vec<f64> = around.iter().map(|f| f.1).collect();
            floors[i].1 - quantile(&mut values, 0.5)
        })
        .collect();
    let mut distances: Vec<f64> = rests.iter().map(|r| r.abs()).collect();
    let limit = 4.0 * 1.4826 * quantile(&mut distances, 0.5);
    let kept = floors.iter().zip(rests).filter(|(_, rest)| *rest <= limit);
    kept.map(|(floor, _)| *floor).collect()
}

/// Whether a line or a rising tail wins the contest.
fn is_leaky(floors: &[(f64, f64)], series: &Series) -> bool {
    let hours = (series.at_ms[series.len() - 1] - series.at_ms[0]) / 3.6e6;
    let per_point = floors.len().div_ceil(CONTEST);
    let points: Vec<(f64, f64)> = floors
        .chunks(per_point)
        .map(|part| {
            let mut values: Vec<f64> = part.iter().map(|f| f.1).collect();
            (part[part.len() / 2].0, quantile(&mut values, 0.5))
        })
        .collect();
    let n = points.len() as f64;
    // Each shape's residual, its number of parameters, whether it is a leak.
    let mut shapes: Vec<(f64, f64, bool)> = Vec::new();
    let mut with = |parameters: f64, leaks: bool, basis: &dyn Fn(f64) -> Vec<f64>| {
        shapes.push((residual(&points, basis), parameters, leaks));
    };
    with(1.0, false, &|_| vec![1.0]);
    with(2.0, true, &|x| vec![1.0, x]);
    for &(at, _) in &points[2..points.len() - 2] {
        with(3.0, true, &|x| vec![1.0, (x - at).max(0.0)]);
        with(3.0, false, &|x| vec![1.0, x.min(at)]);
        with(3.0, false, &|x| vec![1.0, f64::from(x >= at)]);
        for &(next, _) in points[2..points.len() - 2].iter().filter(|p| p.0 > at) {
            let two = |x: f64| vec![1.0, f64::from(x >= at), f64::from(x >= next)];
            with(5.0, false, &two);
        }
    }
    // Three steps at quarters of what is left: all of them would be some thousand fits.
    for cuts in [[0.25, 0.5, 0.75], [0.2, 0.4, 0.7], [0.3, 0.6, 0.85]] {
        with(7.0, false, &|x| {
            let step = |at: f64| f64::from(x >= at);
            vec![1.0, step(cuts[0]), step(cuts[1]), step(cuts[2])]
        });
    }
    for tau in [0.05, 0.1, 0.2, 0.35, 0.5, 0.8, 1.5f64] {
        // A leak while a quarter of the first slope is left.
        with(3.0, (-1.0 / tau).exp() >= 0.25, &|x| {
            vec![1.0, (-x / tau).exp()]
        });
    }
    if hours >= 36.0 {
        let turn = |x: f64| std::f64::consts::TAU * x * hours / 24.0;
        with(3.0, false, &|x| vec![1.0, turn(x).sin(), turn(x).cos()]);
        with(4.0, true, &|x| vec![1.0, turn(x).sin(), turn(x).cos(), x]);
    }
    let criterion = |(residual, parameters, _): &(f64, f64, bool)| {
        n * (residual / n).max(f64::MIN_POSITIVE).ln() + parameters * n.ln()
    };
    let best = shapes
        .iter()
        .min_by(|a, b| criterion(a).total_cmp(&criterion(b)));
    best.is_some_and(|shape| shape.2)
}

/// Σ of squared residuals of the best sum of some functions, by Gram and Schmidt.
fn residual(points: &[(f64, f64)], basis: &dyn Fn(f64) -> Vec<f64>) -> f64 {
    let mut rest: Vec<f64> = points.iter().map(|p| p.1).collect();
    let rows: Vec<Vec<f64>> = points.iter().map(|p| basis(p.0)).collect();
    let mut axes: Vec<Vec<f64>> = Vec::new();
    for k in 0..rows[0].len() {
        let mut axis: Vec<f64> = rows.iter().map(|row| row[k]).collect();
        for known in &axes {
            let share = dot(&axis, known);
            axis.iter_mut()
                .zip(known)
                .for_each(|(a, k)| *a -= share * k);
        }
        let length = dot(&axis, &axis).sqrt();
        if length > 1e-9 {
            axis.iter_mut().for_each(|a| *a /= length);
            let share = dot(&rest, &axis);
            rest.iter_mut()
                .zip(&axis)
                .for_each(|(r, a)| *r -= share * a);
            axes.push(axis);
        }
    }
    dot(&rest, &rest)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
