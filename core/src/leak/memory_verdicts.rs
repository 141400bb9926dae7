//! Memory that grows where no series of the heap says so: heap profiles alone, and memory off the heap.

use super::evidence::{for_how_long, line, share_line};
use super::heap_cause::heap_cause;
use super::patterns::heap::OFF_HEAP;
use super::say::{strong, text};
use super::verdict::{Case, MEMORY_FROM_MS};
use super::{Cause, Mark, Span, Verdict, VerdictKind, view};
use crate::telemetry::Metric;
use crate::units::{bytes, rate, rough_duration};

/// By which share of the first profile the heap must have grown.
const GREW: f64 = 0.1;
/// The heap grows along where it does so by more than this share of the whole.
const HEAP_SHARE: f64 = 0.3;

/// Two heap profiles or more between which the heap grew, and no series to speak of.
pub(super) fn heaps_compared(case: &Case) -> Option<Verdict> {
    if case.memory.is_some_and(|view| view.is_long_enough()) {
        return None;
    }
    let sites = case.sites.as_ref()?;
    let (first, last) = sites.ends;
    let total = |profile: &super::KeptProfile| {
        let column = profile.counts.column(Some("inuse_space"));
        profile.counts.totals.get(column).copied().unwrap_or(0)
    };
    let cause = heap_cause(case)?;
    let grew = total(last).saturating_sub(total(first));
    if (grew as f64) < GREW * total(first) as f64 {
        return None;
    }
    Some(Verdict {
        kind: VerdictKind::Suspected,
        sentence: vec![
            text("the heap grew by "),
            strong(bytes(grew as f64)),
            text(" in "),
            Span::Range {
                text: rough_duration(last.at_ms - first.at_ms),
                from_ms: first.at_ms,
                to_ms: last.at_ms,
            },
            text(format!(", over {} profiles", sites.profiles)),
        ],
        evidence: share_line(sites, case).into_iter().collect(),
        cause: Some(cause),
    })
}

/// What the process holds grows steadily, and the heap in use does not grow with it.
pub(super) fn off_heap(case: &Case) -> Option<Verdict> {
    let held = [
        (Metric::Rss, "resident memory"),
        (Metric::HeldFromSystem, "memory held from the system"),
    ];
    held.into_iter().find_map(|(metric, name)| {
        let view = view(case.history, metric)?;
        let trend = view.trend.filter(|t| t.is_growth)?;
        let heap = case.memory?;
        let in_heap = heap.trend.filter(|t| t.is_growth);
        let in_heap = in_heap.map_or(0.0, |t| t.per_hour);
        if trend.to_ms - trend.from_ms < MEMORY_FROM_MS || in_heap > HEAP_SHARE * trend.per_hour {
            return None;
        }
        let per_hour = rate(trend.per_hour, "bytes");
        let sentence = vec![
            text(format!("{name} grows by ")),
            strong(per_hour.trim_start_matches('+').to_owned()),
            text(" ("),
            for_how_long(&trend),
            text(") while the heap in use does not"),
        ];
        let said =
            "holes in the heap look alike until it is used again: watch on, or set a memory limit";
        Some(Verdict {
            kind: VerdictKind::Suspected,
            sentence,
            evidence: vec![line(Mark::Trend, vec![text(said)])],
            cause: Some(Cause {
                culprit_reason: "No profile of Go shows what is not on its heap.".to_owned(),
                ..OFF_HEAP.cause()
            }),
        })
    })
}
