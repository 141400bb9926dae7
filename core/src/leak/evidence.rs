//! The lines a verdict is proven with.

use super::attribution::{Attribution, site_name};
use super::frames::known_by;
use super::per_check::PerCheck;
use super::say::{strong, text, whole_percent};
use super::snapshot::DOMINANT;
use super::verdict::Case;
use super::{Evidence, Mark, Span, Trend};
use crate::telemetry::Metric;
use crate::units::{bytes, count, fixed, rate, rough_duration, signed_count};

/// "98% of the growth sits in 2 stacks: … → pattern: …".
pub(super) fn share_line(growth: &Attribution, case: &Case) -> Option<Evidence> {
    let names = &case.kept.names;
    let is_heap = growth.ends.0.kind == "heap";
    let (stacks, share, pattern) = match growth.main_group() {
        Some((group, share)) if share >= DOMINANT => {
            (&group.stacks[..], share, Some(group.pattern.name))
        }
        _ => {
            let (stacks, share) = growth.main_stacks();
            (stacks, share, None)
        }
    };
    if stacks.is_empty() || growth.total < if is_heap { 1 << 20 } else { 5 } {
        return None;
    }
    let what = match (is_heap, stacks.len()) {
        (false, 1) => "1 stack".to_owned(),
        (false, n) => format!("{n} stacks"),
        (true, 1) => "1 site of the heap".to_owned(),
        (true, n) => format!("{n} sites of the heap"),
    };
    let mut spans = vec![
        strong(format!("{} of the growth", whole_percent(share))),
        text(format!(" sits in {what}: ")),
    ];
    let mut receiver = String::new();
    for (i, (id, _)) in stacks.iter().take(3).enumerate() {
        if i > 0 {
            spans.push(text(" and "));
        }
        let name = if is_heap {
            site_name(*id, names)
        } else {
            let stack = names.get(*id);
            stack.map_or("", |s| known_by(&s.frames)).to_owned()
        };
        // `net/http.(*persistConn).readLoop and .writeLoop`
        let (of, method) = name.rsplit_once('.').unwrap_or(("", &name));
        let shown = match of == receiver && !of.is_empty() && !is_heap {
            true => format!(".{method}"),
            false => name.clone(),
        };
        receiver = of.to_owned();
        spans.push(Span::Stack {
            text: shown,
            stack: id.to_string(),
        });
    }
    if let Some(pattern) = pattern {
        spans.push(text(" → pattern: "));
        spans.push(strong(pattern));
    }
    Some(line(Mark::Trend, spans))
}

pub(super) fn grew_line(stacks: &Attribution) -> Evidence {
    line(
        Mark::Trend,
        vec![
            text("goroutines grew by "),
            Span::Range {
                text: format!(
                    "{} in {}",
                    count(stacks.total),
                    rough_duration(stacks.ends.1.at_ms - stacks.ends.0.at_ms)
                ),
                from_ms: stacks.ends.0.at_ms,
                to_ms: stacks.ends.1.at_ms,
            },
            text(format!(" over {} profiles", stacks.profiles)),
        ],
    )
}

/// "heap in use grows by 0.6 MB/h: 9.6 kB with each check".
pub(super) fn memory_line(case: &Case, ours: Option<PerCheck>) -> Option<Evidence> {
    let trend = case.memory?.trend.filter(|t| t.is_growth)?;
    let mut spans = vec![
        text("heap in use grows with them, by "),
        strong(
            rate(trend.per_hour, "bytes")
                .trim_start_matches('+')
                .to_owned(),
        ),
    ];
    if let Some(ours) = ours.filter(|o| o.explains_all()) {
        let each = bytes(trend.per_hour / ours.per_hour());
        spans.push(text(format!(": each check keeps {each}")));
    }
    Some(line(Mark::Trend, spans))
}

/// "since the restart at 13:53 (v2.4.0, −510 goroutines)", as far as it is known.
pub(super) fn restart_line(case: &Case, trend: &Trend) -> Option<Evidence> {
    let restart = case.history.restarts.last()?;
    let series = case.history.series(Metric::Goroutines)?;
    let first = series.within(restart.at_ms, trend.to_ms).start;
    let (before, after) = (
        series.values.get(first.checked_sub(1)?)?,
        series.values.get(first)?,
    );
    let change = (after - before).round() as i64;
    let change = (change != 0).then(|| format!("{} goroutines", signed_count(change)));
    let known: Vec<String> = restart.version.clone().into_iter().chain(change).collect();
    let mut spans = vec![
        text("since the restart at "),
        Span::Clock {
            from_ms: restart.at_ms,
            to_ms: restart.at_ms,
        },
    ];
    if !known.is_empty() {
        spans.push(text(format!(" ({})", known.join(", "))));
    }
    Some(line(Mark::Restart, spans))
}

/// "goroutines grow by 2 with every health check (+120/h for 21h)", or what is true of it.
pub(super) fn growth_sentence(trend: &Trend, ours: Option<PerCheck>) -> Vec<Span> {
    let mut sentence = vec![text("goroutines grow by ")];
    match ours.filter(|o| o.explains_all()) {
        Some(ours) => {
            sentence.push(strong(adds(ours.adds)));
            sentence.push(text(match ours.others_per_hour > 0.0 {
                true => " with every health check, others' included (",
                false => " with every health check (",
            }));
            sentence.push(Span::Range {
                text: format!(
                    "{} for {}",
                    rate(trend.per_hour, "count"),
                    rough_duration(trend.to_ms - trend.from_ms)
                ),
                from_ms: trend.from_ms,
                to_ms: trend.to_ms,
            });
        }
        None => {
            sentence.push(strong(count(trend.per_hour.round() as i64)));
            sentence.push(text(" per hour ("));
            sentence.push(for_how_long(trend));
        }
    }
    sentence.push(text(")"));
    sentence
}

pub(super) fn for_how_long(trend: &Trend) -> Span {
    Span::Range {
        text: format!("for {}", rough_duration(trend.to_ms - trend.from_ms)),
        from_ms: trend.from_ms,
        to_ms: trend.to_ms,
    }
}

/// `2`, `2.4`.
pub(super) fn adds(per_check: f64) -> String {
    if (per_check - per_check.round()).abs() <= 0.15 {
        count(per_check.round() as i64)
    } else {
        fixed(per_check, 1)
    }
}

pub(super) fn line(mark: Mark, text: Vec<Span>) -> Evidence {
    Evidence { mark, text }
}
