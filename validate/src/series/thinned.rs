//! A week at 5 s as a series keeps it, beside every reading of it: whether the verdict is the same.

use leakscope_core::leak::VerdictKind;
use leakscope_core::telemetry::{Metric, Series};

use super::families::FAMILIES;
use super::figures::Rate;
use super::generate::{history_of, week};
use super::ours::ours;
use super::table::table;

/// Series of each family and metric.
const SEEDS: u64 = 6;

/// How often both are judged the same, by metric, and what differs.
pub fn report(first_seed: u64, tuned_only: bool) -> String {
    let mut rows = Vec::new();
    let mut differing = Vec::new();
    for (metric, name) in [
        (Metric::HeapInUse, "memory"),
        (Metric::Goroutines, "goroutines"),
    ] {
        let mut pairs: Vec<Pair> = Vec::new();
        for (number, family) in FAMILIES.iter().enumerate() {
            if tuned_only && family.held_out {
                continue;
            }
            for seed in first_seed..first_seed + SEEDS {
                let pair = Pair::of(week(number, metric, seed), metric);
                if pair.kinds.0 != pair.kinds.1 {
                    let (raw, kept) = (pair.kinds.0.name(), pair.kinds.1.name());
                    differing.push(format!("- {name}, {}: {raw}, thinned {kept}", family.name));
                }
                pairs.push(pair);
            }
        }
        let rate =
            |is_so: &dyn Fn(&Pair) -> bool| Rate::over(pairs.iter().map(is_so)).with_interval();
        let mut apart: Vec<f64> = pairs
            .iter()
            .map(|p| (p.scores.0 - p.scores.1).abs())
            .collect();
        apart.sort_by(f64::total_cmp);
        let points = pairs.iter().map(|p| p.points).max().unwrap_or(0);
        rows.push(vec![
            name.to_owned(),
            pairs.len().to_string(),
            points.to_string(),
            rate(&|p| p.is_called.0 == p.is_called.1),
            rate(&|p| p.kinds.0 == p.kinds.1),
            format!("{:.3}", apart[apart.len() / 2]),
            format!("{:.3}", apart[apart.len() * 95 / 100]),
        ]);
    }
    let head = [
        "a week at 5 s, thinned beside raw",
        "series",
        "points kept at most",
        "both called or neither",
        "the same kind of verdict",
        "confidence apart, in the middle",
        "at most in 95 %",
    ];
    let mut text = table(&head, &rows);
    if !differing.is_empty() {
        text += &format!("What differs:\n\n{}\n\n", differing.join("\n"));
    }
    text
}

/// What is said of every reading, and of what is kept of them.
struct Pair {
    kinds: (VerdictKind, VerdictKind),
    is_called: (bool, bool),
    scores: (f64, f64),
    points: usize,
}

impl Pair {
    fn of(raw: Series, metric: Metric) -> Pair {
        let mut kept = Series::default();
        for (at_ms, value) in raw.at_ms.iter().zip(&raw.values) {
            kept.add(*at_ms, *value);
        }
        let points = kept.len();
        let raw = ours(&history_of(metric, raw), metric);
        let kept = ours(&history_of(metric, kept), metric);
        Pair {
            kinds: (raw.kind, kept.kind),
            is_called: (raw.is_called(), kept.is_called()),
            scores: (raw.score, kept.score),
            points,
        }
    }
}
