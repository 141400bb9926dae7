//! What is said where nothing leaks: steps, warm-up, the course of a day, spikes, health.

use super::evidence::line;
use super::say::{strong, text};
use super::shapes::Shape;
use super::spikes_said::{left_behind, rising_in_words, spikes_in_words, spikes_since};
use super::trend::Fitted;
use super::verdict::Case;
use super::{Evidence, Mark, SeriesView, Span, Verdict, VerdictKind};
use crate::telemetry::Metric;
use crate::units::{bytes, count, rough_duration};

/// Judges a case in which nothing grows.
pub(super) fn without_growth(case: &Case) -> Verdict {
    let views = [case.goroutines, case.memory];
    let settled: Vec<&SeriesView> = views
        .into_iter()
        .flatten()
        .filter(|v| v.is_long_enough())
        .collect();
    if settled.is_empty() {
        return too_little(case);
    }
    if let Some(verdict) = settled.iter().find_map(|view| changed_shape(view)) {
        return verdict;
    }
    if let Some(mut sentence) = rising_in_words(case) {
        sentence.push(text(": whether it falls or stays is not known yet"));
        return Verdict {
            kind: VerdictKind::SpikeOnly,
            sentence,
            evidence: settled.iter().map(|view| level_line(view)).collect(),
            ..Verdict::default()
        };
    }
    let from_ms = settled
        .iter()
        .map(|v| v.start_ms())
        .fold(f64::INFINITY, f64::min);
    if let Some((view, spikes)) = spikes_since(case, from_ms) {
        let mut sentence = spikes_in_words(&spikes);
        match left_behind(view, &spikes, 0.0) {
            None => sentence.push(text(match spikes.len() {
                1 => ", back at its baseline",
                _ => ", each back at its baseline",
            })),
            Some(left) => {
                sentence.push(text(", which left "));
                sentence.push(strong(left));
                sentence.push(text(" behind"));
            }
        }
        return Verdict {
            kind: VerdictKind::SpikeOnly,
            sentence,
            evidence: settled.iter().map(|view| level_line(view)).collect(),
            ..Verdict::default()
        };
    }
    healthy(&settled)
}

/// A step, a warm-up or the course of a day, where it is larger than what the metric calls small.
fn changed_shape(view: &SeriesView) -> Option<Verdict> {
    let fitted = view.fitted.as_ref()?;
    let name = name_of(view.metric);
    let (from_ms, to_ms) = fitted.segment_ms;
    let at = |share: f64| fitted.fit_from_ms + share * (to_ms - fitted.fit_from_ms);
    let least = super::series::scale_of(view.metric).least;
    let clock = |share: f64| Span::Clock {
        from_ms: at(share),
        to_ms: at(share),
    };
    match fitted.shape {
        Shape::Steps { at, from, to } if (to - from).abs() >= least.max(0.1 * from.abs()) => {
            let way = if to > from {
                "stepped up"
            } else {
                "stepped down"
            };
            Some(Verdict {
                kind: VerdictKind::Step,
                sentence: vec![
                    text(format!("{name} {way} from ")),
                    strong(said(view.metric, from)),
                    text(" to "),
                    strong(said(view.metric, to)),
                    text(" at "),
                    clock(at),
                    text(" and stayed there"),
                ],
                ..Verdict::default()
            })
        }
        Shape::RisingThenFlat { .. } | Shape::Settling { .. }
            if rise_since_start(fitted) >= least.max(0.1 * fitted.level) =>
        {
            let until = match fitted.shape {
                Shape::RisingThenFlat { until } => until,
                _ => 0.5,
            };
            Some(Verdict {
                kind: VerdictKind::WarmUp,
                sentence: vec![
                    text(format!("{name} rose by ")),
                    strong(said(view.metric, rise_since_start(fitted))),
                    text(" until about "),
                    clock(until),
                    text(", flat since"),
                ],
                ..Verdict::default()
            })
        }
        Shape::Daily { swing } if swing >= least.max(0.1 * fitted.level) => Some(Verdict {
            kind: VerdictKind::Daily,
            sentence: vec![
                text(format!("{name}: the course of a day over ")),
                Span::Range {
                    text: rough_duration(to_ms - from_ms),
                    from_ms,
                    to_ms,
                },
                text(", and no growth"),
            ],
            ..Verdict::default()
        }),
        _ => None,
    }
}

fn rise_since_start(fitted: &Fitted) -> f64 {
    fitted.level + fitted.rise / 2.0 - fitted.start_level
}

/// "heap and goroutines end within 2% of their start in 27h".
fn healthy(settled: &[&SeriesView]) -> Verdict {
    let names: Vec<&str> = settled.iter().map(|v| name_of(v.metric)).collect();
    let change = settled.iter().map(|v| v.change()).fold(0.0, f64::max);
    let (from_ms, to_ms) = settled
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |range, v| {
            (range.0.min(v.start_ms()), range.1.max(v.end_ms()))
        });
    let within = if change < 0.3 {
        format!(
            " end within {}% of their start in ",
            (change * 100.0).ceil().max(1.0) as u32
        )
    } else {
        " go up and down without steady growth in ".to_owned()
    };
    Verdict {
        kind: VerdictKind::Healthy,
        sentence: vec![
            text(names.join(" and ")),
            text(within),
            Span::Range {
                text: rough_duration(to_ms - from_ms),
                from_ms,
                to_ms,
            },
        ],
        evidence: settled.iter().map(|view| level_line(view)).collect(),
        ..Verdict::default()
    }
}

fn level_line(view: &SeriesView) -> Evidence {
    let level = view.fitted.as_ref().map_or(0.0, |f| f.level);
    line(
        Mark::Trend,
        vec![
            text(format!("{} around ", name_of(view.metric))),
            strong(said(view.metric, level)),
        ],
    )
}

/// "12 polls; first answer in about 4 min".
fn too_little(case: &Case) -> Verdict {
    let views = [case.goroutines, case.memory].into_iter().flatten();
    let polls = views.map(|v| v.points).max().unwrap_or(0);
    let mut sentence = vec![strong(match polls {
        1 => "1 poll".to_owned(),
        n => format!("{} polls", count(n as i64)),
    })];
    match case.history.usual_interval_ms().filter(|_| polls > 0) {
        Some(interval_ms) => {
            let wanted = SeriesView::POINTS_TO_TELL.saturating_sub(polls) as f64 * interval_ms;
            let from = case.history.instance_from_ms().unwrap_or(0.0);
            let seen_ms = case
                .history
                .last_answer_ms()
                .map_or(0.0, |last| last - from);
            let wait_ms = wanted
                .max(SeriesView::TIME_TO_TELL_MS - seen_ms)
                .max(interval_ms);
            sentence.push(text(format!(
                "; first answer in about {}",
                rough_duration(wait_ms)
            )));
        }
        None => sentence.push(text("; a verdict needs some more")),
    }
    Verdict {
        kind: VerdictKind::TooLittleData,
        sentence,
        ..Verdict::default()
    }
}

pub(super) fn name_of(metric: Metric) -> &'static str {
    match metric {
        Metric::Goroutines => "goroutines",
        _ => "heap",
    }
}

fn said(metric: Metric, value: f64) -> String {
    match metric {
        Metric::Goroutines => count(value.round() as i64),
        _ => bytes(value),
    }
}
