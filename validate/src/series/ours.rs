//! What Leakscope says of a series: the product's verdict, no profiles.

use std::time::Instant;

use leakscope_core::leak::{Kept, VerdictKind, judge_history, view};
use leakscope_core::telemetry::{History, Metric, Series};

use super::generate::history_of;

/// What it said.
#[derive(Clone, Copy)]
pub struct Said {
    /// The kind of verdict.
    pub kind: VerdictKind,
    /// How sure it is that the series grows as a leak does.
    pub score: f64,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
}

impl Said {
    /// Whether it called it a leak, or suspected one.
    pub fn is_called(self) -> bool {
        matches!(self.kind, VerdictKind::Leak | VerdictKind::Suspected)
    }
}

/// Judges a service as the page does.
pub fn ours(history: &History, metric: Metric) -> Said {
    let start = Instant::now();
    let verdict = judge_history(history, &Kept::default());
    let took_ms = start.elapsed().as_secs_f64() * 1e3;
    let signs = view(history, metric).and_then(|view| view.signs());
    Said {
        kind: verdict.kind,
        score: signs.map_or(0.0, |signs| signs.confidence()),
        took_ms,
    }
}

/// Judges the first part of a series, all of its readings before this time.
pub fn ours_until(series: &Series, metric: Metric, until_ms: f64) -> Said {
    let end = series.at_ms.partition_point(|at| *at < until_ms);
    let part = Series {
        at_ms: series.at_ms[..end].to_vec(),
        values: series.values[..end].to_vec(),
    };
    ours(&history_of(metric, part), metric)
}
