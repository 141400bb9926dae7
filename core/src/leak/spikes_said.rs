//! What is said of spikes.

use super::evidence::line;
use super::quiet_verdicts::name_of;
use super::say::{strong, text};
use super::verdict::Case;
use super::{Evidence, Mark, SeriesView, Span, Spike, Trend};
use crate::telemetry::Metric;
use crate::units::{count, delta};

/// "2 spikes (…) are transient and end at the baseline they began: not part of it", of the spikes of
/// the fitted stretch.
pub(super) fn spikes_line(case: &Case, trend: &Trend) -> Option<Evidence> {
    let (view, spikes) = spikes_since(case, trend.from_ms)?;
    let mut said = spikes_in_words(&spikes);
    let slope = if view.metric == Metric::Goroutines {
        trend.per_hour
    } else {
        0.0
    };
    match left_behind(view, &spikes, slope) {
        None => said.push(text(match spikes.len() {
            1 => " is transient and ends at the baseline it began: not part of it",
            _ => " are transient and end at the baseline they began: not part of it",
        })),
        Some(left) => {
            said.push(text(match spikes.len() {
                1 => " is not part of it, but leaves ",
                _ => " are not part of it, but leave ",
            }));
            said.push(strong(left));
            said.push(text(" behind"));
        }
    }
    Some(line(Mark::Spike, said))
}

/// The spikes that ended in the fitted stretch or later: of goroutines, or where there are none, of memory.
pub(super) fn spikes_since<'a>(
    case: &Case<'a>,
    from_ms: f64,
) -> Option<(&'a SeriesView, Vec<&'a Spike>)> {
    [case.goroutines, case.memory]
        .into_iter()
        .flatten()
        .find_map(|view| {
            let spikes = view.spikes.iter();
            let spikes: Vec<&Spike> = spikes
                .filter(|s| s.end_ms >= from_ms && !s.is_open)
                .collect();
            (!spikes.is_empty()).then_some((view, spikes))
        })
}

/// "goroutines rising since 12:03, +2,000; heap …", of the spikes that have not fallen yet.
pub(super) fn rising_in_words(case: &Case) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    for view in [case.goroutines, case.memory].into_iter().flatten() {
        let Some(rise) = view.spikes.last().filter(|s| s.is_open) else {
            continue;
        };
        match &rise.label {
            // Said once: it is the same event.
            _ if !spans.is_empty() => spans.push(text("; ")),
            Some(label) => spans.push(text(format!("{label}: "))),
            None => {}
        }
        spans.push(text(format!("{} rising since ", name_of(view.metric))));
        spans.push(Span::Clock {
            from_ms: rise.start_ms,
            to_ms: rise.start_ms,
        });
        spans.push(text(", "));
        spans.push(strong(change(view, rise.height)));
    }
    (!spans.is_empty()).then_some(spans)
}

/// The same as a line of evidence.
pub(super) fn rising_line(case: &Case) -> Option<Evidence> {
    let mut said = rising_in_words(case)?;
    said.push(text(": not part of it while it may fall again"));
    Some(line(Mark::Spike, said))
}

/// `2 spikes (12:00, 12:00)`; three clocks at most.
pub(super) fn spikes_in_words(spikes: &[&Spike]) -> Vec<Span> {
    let mut spans = vec![strong(match spikes.len() {
        1 => "1 spike".to_owned(),
        n => format!("{} spikes", count(n as i64)),
    })];
    spans.push(text(" ("));
    for (i, spike) in spikes.iter().take(3).enumerate() {
        if i > 0 {
            spans.push(text(", "));
        }
        if let Some(label) = &spike.label {
            spans.push(text(format!("{label} ")));
        }
        spans.push(Span::Clock {
            from_ms: spike.start_ms,
            to_ms: spike.end_ms,
        });
    }
    spans.push(text(if spikes.len() > 3 { ", …)" } else { ")" }));
    spans
}

/// What the spikes left behind together, where that is more than a seventh of their height.
pub(super) fn left_behind(view: &SeriesView, spikes: &[&Spike], per_hour: f64) -> Option<String> {
    let lasting = spikes.iter().filter(|s| !s.is_back(per_hour));
    let left: f64 = lasting.map(|s| s.residue(per_hour)).sum();
    (left > 0.0).then(|| change(view, left))
}

fn change(view: &SeriesView, by: f64) -> String {
    let is_count = view.metric == Metric::Goroutines;
    let unit = if is_count { "count" } else { "bytes" };
    delta(by.round() as i64, unit)
}
