//! The naive detectors that stand beside ours, each with a score and where it says "leak".

use leakscope_core::telemetry::{Metric, Series};

use super::buckets::{buckets, kendall_sum, theil_sen};
use super::tried;

/// A detector of the literature, or the one that the specification tells of.
pub struct Peer {
    /// Its name, as the tables show it.
    pub name: &'static str,
    /// The higher, the surer it is of a leak.
    pub score: fn(&Series, Metric) -> f64,
    /// It says "leak" above this.
    pub calls_from: f64,
}

/// All of them.
pub const PEERS: [Peer; 4] = [
    Peer {
        name: "the detector of the specification",
        score: |series, metric| f64::from(tried::is_leak(series, metric)),
        calls_from: 0.5,
    },
    Peer {
        name: "Mann–Kendall, p < .01",
        score: |series, _| mann_kendall(&buckets(series, 0.0, 0.5)),
        // Of a normal, one side.
        calls_from: 2.326,
    },
    Peer {
        name: "least squares, > 10 %",
        score: |series, _| least_squares(&buckets(series, 0.0, 0.5)),
        calls_from: 0.1,
    },
    Peer {
        name: "Theil–Sen, > 10 %",
        score: |series, _| {
            let (slope, offset) = theil_sen(&buckets(series, 0.0, 0.5));
            slope / offset.abs().max(1.0)
        },
        calls_from: 0.1,
    },
];

/// How many deviations the count of rising pairs lies above that of chance.
fn mann_kendall(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let variance = n * (n - 1.0) * (2.0 * n + 5.0) / 18.0;
    kendall_sum(points) / variance.max(1.0).sqrt()
}

/// Growth over the whole, as a share of where the line begins.
fn least_squares(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(&|p| p.0), mean(&|p| p.1));
    let both = mean(&|p| (p.0 - x) * (p.1 - y));
    let slope = both / mean(&|p| (p.0 - x).powi(2)).max(f64::MIN_POSITIVE);
    slope / (y - slope * x).abs().max(1.0)
}
