//! Memory that grows where no series of the heap says so: heap profiles alone, and memory off the heap.

use super::evidence::{for_how_long, line, share_line};
use super::heap_cause::{heap_cause, is_array};
use super::patterns::heap::OFF_HEAP;
use super::say::{strong, text};
use super::verdict::{Case, MEMORY_FROM_MS};
use super::{Cause, Mark, Span, Verdict, VerdictKind, view};
use crate::telemetry::Metric;
use crate::units::{bytes, rate, rough_duration};

/// By which share of the first profile the heap must have grown,
const GREW: f64 = 0.1;
/// and by how many bytes: a sample stands for half a megabyte, and fewer than some are chance.
const LEAST_BYTES: i64 = 4 << 20;
/// Less that is not on the heap is nothing to speak of, in bytes.
const LEAST_OFF_HEAP: f64 = 16e6;
/// An array that fills is made anew a quarter larger at least,
const STEP: f64 = 1.15;
/// and once could be chance.
const LEAST_STEPS: usize = 2;
/// The growth is the heap's where that has more than this share of it.
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
    if grew < LEAST_BYTES || (grew as f64) < GREW * total(first) as f64 {
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
        ..Verdict::default()
    })
}

/// One array that is made anew, larger, as it fills: the series of the heap shows steps then, and each looks
/// as if it were the last. What is filled evenly grows for the last time in the later half of the time.
pub(super) fn growing_array(case: &Case) -> Option<Verdict> {
    let sites = case.sites.as_ref()?;
    let (id, _) = *sites.stacks.first()?;
    let values: Vec<i64> = sites
        .points
        .iter()
        .map(|p| p.counts.value(id, p.counts.column(Some("inuse_space"))))
        .skip_while(|value| *value == 0)
        .collect();
    let (first, last) = (*values.first()?, *values.last()?);
    let is_larger = |pair: &[i64]| pair[1] as f64 > STEP * pair[0] as f64;
    let steps = values.windows(2).filter(|pair| is_larger(pair)).count();
    let last_step = values.windows(2).rposition(is_larger)?;
    let falls = values.windows(2).any(|pair| pair[1] < pair[0]);
    let is_late = 2 * last_step >= values.len();
    if !is_array(id, sites)
        || falls
        || !is_late
        || steps < LEAST_STEPS
        || last - first < LEAST_BYTES
    {
        return None;
    }
    let at_ms = (sites.ends.0.at_ms, sites.ends.1.at_ms);
    Some(Verdict {
        kind: VerdictKind::Suspected,
        sentence: vec![
            text("one array of the heap grows by steps, as it fills: from "),
            strong(bytes(first as f64)),
            text(" to "),
            strong(bytes(last as f64)),
            text(" in "),
            Span::Range {
                text: rough_duration(at_ms.1 - at_ms.0),
                from_ms: at_ms.0,
                to_ms: at_ms.1,
            },
        ],
        evidence: share_line(sites, case).into_iter().collect(),
        cause: heap_cause(case),
        ..Verdict::default()
    })
}

/// What the process holds grows steadily, and the series of the heap in use shows no growth: its profiles
/// may all the same, and else it is memory off the heap.
pub(super) fn held_memory(case: &Case) -> Option<Verdict> {
    let held = [
        (Metric::Rss, "resident memory"),
        (Metric::HeldFromSystem, "memory held from the system"),
    ];
    held.into_iter().find_map(|(metric, name)| {
        let view = view(case.history, metric)?;
        let trend = view.trend.filter(|t| t.is_growth)?;
        let length_ms = trend.to_ms - trend.from_ms;
        let grew = trend.per_hour * length_ms / 3.6e6;
        if length_ms < MEMORY_FROM_MS || grew < LEAST_OFF_HEAP {
            return None;
        }
        let in_sites = case.sites.as_ref().map_or(0, |sites| sites.total) as f64;
        let is_on_heap = in_sites >= HEAP_SHARE * grew;
        let in_series = case.memory.and_then(|heap| heap.trend).filter(|t| t.is_growth);
        let is_in_series = in_series.is_some_and(|t| t.per_hour > HEAP_SHARE * trend.per_hour);
        // Without a series of the heap nobody knows where it is.
        if !is_on_heap && (case.memory.is_none() || is_in_series) {
            return None;
        }
        let per_hour = rate(trend.per_hour, "bytes");
        let mut sentence = vec![
            text(format!("{name} grows by ")),
            strong(per_hour.trim_start_matches('+').to_owned()),
            text(" ("),
            for_how_long(&trend),
        ];
        let (evidence, cause) = match is_on_heap {
            true => {
                sentence.push(text("), and heap sites grow with it"));
                let sites = case.sites.as_ref().and_then(|sites| share_line(sites, case));
                (sites, heap_cause(case))
            }
            false => {
                sentence.push(text(") while the heap in use does not"));
                let said = "holes in the heap look alike until it is used again: watch on, or set a \
                            memory limit";
                let cause = Cause {
                    culprit_reason: "No profile of Go shows what is not on its heap.".to_owned(),
                    ..OFF_HEAP.cause()
                };
                (Some(line(Mark::Trend, vec![text(said)])), Some(cause))
            }
        };
        Some(Verdict {
            kind: VerdictKind::Suspected,
            sentence,
            evidence: evidence.into_iter().collect(),
            cause,
..Verdict::default()
})
    })
}
