//! What is said of spikes that each leave something behind: a leak of their own.

use super::evidence::{line, share_line};
use super::quiet_verdicts::name_of;
use super::say::{strong, text};
use super::verdict::{Case, LONG_MS};
use super::{Mark, Ratchet, SeriesView, Span, Verdict, VerdictKind};
use crate::telemetry::Metric;
use crate::units::{count, delta, rough_duration};

/// Fewer spikes, or in less time, are suspected.
const MIN_SPIKES: usize = 4;

/// The verdict on a series that only its spikes raise; none if there is no such series.
pub(super) fn ratcheting(case: &Case) -> Option<Verdict> {
    let views = [case.goroutines, case.memory].into_iter().flatten();
    let (view, ratchet) = views
        .filter_map(|view| Some((view, view.ratchet.as_ref()?)))
        .next()?;
    let length_ms = ratchet.to_ms - ratchet.from_ms;
    let is_leak = ratchet.spikes >= MIN_SPIKES && length_ms >= LONG_MS;
    let growth = match view.metric {
        Metric::Goroutines => &case.stacks,
        _ => &case.sites,
    };
    let shares = growth.as_ref().and_then(|growth| share_line(growth, case));
    let all = line(
        Mark::Spike,
        vec![
            text("together they left "),
            strong(change(view, ratchet.total)),
            text("; whatever they keep is never let go of"),
        ],
    );
    Some(Verdict {
        kind: if is_leak {
            VerdictKind::Leak
        } else {
            VerdictKind::Suspected
        },
        sentence: in_words(view, ratchet),
        evidence: std::iter::once(all).chain(shares).collect(),
        ..Verdict::default()
    })
}

/// "each noon run leaves +20 MB of heap behind (4 spikes in 3d): between them it stays level".
fn in_words(view: &SeriesView, ratchet: &Ratchet) -> Vec<Span> {
    let mut sentence = vec![
        text("each "),
        strong(ratchet.name.as_deref().unwrap_or("spike")),
    ];
    if let Some(at_ms) = ratchet.daily_at_ms {
        sentence.push(text(" at about "));
        sentence.push(Span::Clock {
            from_ms: at_ms,
            to_ms: at_ms,
        });
    }
    sentence.push(text(" leaves "));
    sentence.push(strong(change(view, ratchet.each)));
    sentence.push(text(match view.metric {
        Metric::Goroutines => " behind (".to_owned(),
        metric => format!(" of {} behind (", name_of(metric)),
    }));
    sentence.push(Span::Range {
        text: format!(
            "{} spikes in {}",
            count(ratchet.spikes as i64),
            rough_duration(ratchet.to_ms - ratchet.from_ms)
        ),
        from_ms: ratchet.from_ms,
        to_ms: ratchet.to_ms,
    });
    sentence.push(text("): between them nothing grows"));
    sentence
}

/// `+50 goroutines`, `+20 MB`.
fn change(view: &SeriesView, by: f64) -> String {
    match view.metric {
        Metric::Goroutines => format!("{} goroutines", delta(by.round() as i64, "count")),
        _ => delta(by.round() as i64, "bytes"),
    }
}
