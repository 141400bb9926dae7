//! The verdict on a service: its series, its profiles and the table of patterns together.

use super::attribution::{Attribution, attribute};
use super::certainty::certainty;
use super::culprit::cause_of;
use super::evidence::{
    adds, for_how_long, grew_line, growth_sentence, line, memory_line, restart_line, share_line,
};
use super::experiment::judge_experiment;
use super::heap_cause::heap_cause;
use super::limit::{memory_limit, task_limit};
use super::memory_verdicts::{growing_array, heaps_compared, held_memory};
use super::per_check::per_check;
use super::proven::proven_lines;
use super::quiet_verdicts::without_growth;
use super::ratchet_said::ratcheting;
use super::replicas_said::judge_each;
use super::say::{in_sentence, strong, text};
use super::snapshot::{DOMINANT, judge_counts, stacks_in_words};
use super::spikes_said::{rising_line, spikes_line};
use super::{Evidence, Kept, Mark, SeriesView, Span, Trend, Verdict, VerdictKind, view};
use crate::telemetry::{History, Metric, replicas};
use crate::units::{count, rate, rough_duration};

/// Below this, counts alone say "suspected" at most, in milliseconds.
pub(super) const LONG_MS: f64 = 36.0 * 3.6e6;
/// And this confidence: 3 in 1,000 series that do not leak reach both (docs/validation.md).
const LEAK_FROM: f64 = 0.8;
/// Growing stacks must hold this share of the growth to prove it earlier.
const PROVEN_SHARE: f64 = 0.8;
/// Memory alone is not judged before this long, in milliseconds: a young heap grows by itself.
pub(super) const MEMORY_FROM_MS: f64 = 30.0 * 60e3;
/// A dominant pattern in a series that stands still is a plateau (rate × time-out), unless it is
/// this large.
const PLATEAU: i64 = 1_000;

/// Everything a verdict stands on.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub history: &'a History,
    pub kept: &'a Kept,
    pub goroutines: Option<&'a SeriesView>,
    pub memory: Option<&'a SeriesView>,
    /// Growth of goroutine stacks since the last restart.
    pub stacks: Option<Attribution<'a>>,
    /// Growth of heap sites since then.
    pub sites: Option<Attribution<'a>>,
}

/// Judges a service by all that was seen of it since its last restart. `goroutines` and `memory` are
/// [`view`]s of it.
pub fn judge(
    history: &History,
    kept: &Kept,
    goroutines: Option<&SeriesView>,
    memory: Option<&SeriesView>,
) -> Verdict {
    let replicas = replicas(history);
    if !replicas.is_empty() {
        return judge_each(&replicas);
    }
    // A profile is asked for just before the first count is read.
    let from_ms = history
        .restarts
        .last()
        .map_or(f64::NEG_INFINITY, |r| r.at_ms);
    let range_ms = (from_ms, f64::INFINITY);
    let spikes = goroutines.map_or(&[][..], |view| &view.spikes);
    let case = Case {
        history,
        kept,
        goroutines,
        memory,
        stacks: attribute(kept, "goroutine", None, range_ms, spikes),
        sites: attribute(kept, "heap", Some("inuse_space"), range_ms, spikes),
    };
    let mut verdict = ratcheting(&case)
        .or_else(|| growing_goroutines(&case))
        .or_else(|| dominant_in_last(&case))
        .or_else(|| growing_between_profiles(&case))
        .or_else(|| growing_memory(&case))
        .or_else(|| heaps_compared(&case))
        .or_else(|| held_memory(&case))
        .or_else(|| growing_array(&case))
        .unwrap_or_else(|| without_growth(&case));
    if verdict.kind != VerdictKind::SpikeOnly {
        verdict.evidence.extend(rising_line(&case));
    }
    let experiment = judge_experiment(history, spikes);
    verdict
        .evidence
        .extend(experiment.map(|judged| judged.line()));
    verdict.evidence.extend(limit_lines(&case));
    let proven = proven_lines(kept, from_ms, case.stacks.as_ref());
    verdict.evidence.extend(proven);
    verdict.details = certainty(&case, verdict.kind);
    verdict
}

/// When the limits that a person set are reached, as seen from the last answer.
fn limit_lines(case: &Case) -> Vec<Evidence> {
    let now_ms = case.history.last_answer_ms().unwrap_or_default();
    let limits = [
        task_limit(case.history, case.goroutines, now_ms),
        memory_limit(case.history, case.memory, now_ms),
    ];
    limits
        .into_iter()
        .flatten()
        .filter_map(|limit| limit.line())
        .collect()
}

/// The same with the views made here.
pub fn judge_history(history: &History, kept: &Kept) -> Verdict {
    let goroutines = view(history, Metric::Goroutines);
    let memory = view(history, Metric::HeapInUse);
    judge(history, kept, goroutines.as_ref(), memory.as_ref())
}

/// A series of goroutines that grows steadily.
fn growing_goroutines(case: &Case) -> Option<Verdict> {
    let view = case.goroutines?;
    let trend = view.trend.filter(|t| t.is_growth)?;
    let group = case
        .stacks
        .as_ref()
        .and_then(|s| Some((s, s.main_group()?)));
    let proven = group.filter(|(stacks, (group, share))| {
        let per_hour = group.value as f64 / stacks.hours();
        // A pool of idle connections fills up like a leak: it must outgrow a pool.
        let now = last_value(stacks, group);
        let is_beyond_a_pool =
            group.pattern.suspect_from <= 100 || now >= group.pattern.suspect_from;
        *share >= PROVEN_SHARE && per_hour >= 0.5 * trend.per_hour && is_beyond_a_pool
    });
    let is_leak = proven.is_some() || alone_says_leak(&trend);
    let expected = group.and_then(|(_, (g, share))| {
        g.pattern
            .per_event
            .filter(|_| share >= PROVEN_SHARE)
            .map(f64::from)
    });
    let ours = per_check(
        case.history,
        Metric::Goroutines,
        &trend,
        &view.spikes,
        expected,
    );

    let mut sentence = growth_sentence(&trend, ours);
    if !is_leak {
        sentence.push(text(match case.stacks {
            Some(_) => "; its stacks do not yet explain it",
            None => "; a second goroutine profile will tell where",
        }));
    }
    let mut evidence = Vec::new();
    if let Some(ours) = ours.filter(|o| !o.explains_all()) {
        evidence.push(line(
            Mark::Trend,
            vec![
                text("each health check of ours adds "),
                strong(adds(ours.adds)),
                text(format!(
                    "; the rest of the {} is others' checks or time",
                    rate(trend.per_hour, "count")
                )),
            ],
        ));
    }
    evidence.extend(spikes_line(case, &trend));
    if let Some(stacks) = &case.stacks {
        evidence.extend(share_line(stacks, case));
    }
    evidence.extend(memory_line(case, ours));
    let (cause, alike) = group
        .filter(|(_, (_, share))| *share >= DOMINANT)
        .map(|(_, (group, _))| cause_of(case, group))
        .unzip();
    evidence.extend(alike.flatten());
    evidence.extend(restart_line(case, &trend));
    let kind = if is_leak {
        VerdictKind::Leak
    } else {
        VerdictKind::Suspected
    };
    Some(Verdict {
        kind,
        sentence,
        evidence,
        cause,
        ..Verdict::default()
    })
}

/// Whether a series needs no stacks to be called a leak.
fn alone_says_leak(trend: &Trend) -> bool {
    trend.to_ms - trend.from_ms >= LONG_MS && trend.confidence >= LEAK_FROM
}

/// A pattern that dominates the last goroutine profile, while the series is short or missing.
fn dominant_in_last(case: &Case) -> Option<Verdict> {
    let spikes = case.goroutines.map_or(&[][..], |view| &view.spikes);
    let last = case
        .kept
        .of_kind("goroutine", (f64::NEG_INFINITY, f64::INFINITY))
        .into_iter()
        .rfind(|p| !spikes.iter().any(|s| s.covers(p.at_ms)))?;
    let heap = case
        .kept
        .of_kind("heap", (f64::NEG_INFINITY, f64::INFINITY))
        .pop();
    let heap = heap.map(|h| &h.counts);
    let mut verdict = judge_counts(&last.counts, &case.kept.names, "goroutine", heap);
    verdict.cause.as_ref()?;
    let stands_still = case.goroutines.is_some_and(|v| v.is_long_enough());
    let matches = super::patterns::Matches::of(&last.counts, &case.kept.names);
    let lead = matches.groups().first().map_or(0, |g| g.lead);
    if stands_still && lead < PLATEAU {
        return None;
    }
    verdict.evidence.clear();
    if stands_still {
        verdict.evidence.push(line(Mark::Trend, vec![text(
            "their number stands still: either nothing makes new ones now, or it is a plateau that a \
             time-out holds",
        )]));
    }
    if let Some(stacks) = case.stacks.as_ref().filter(|s| s.total > 0) {
        verdict.evidence.push(grew_line(stacks));
    }
    Some(verdict)
}

/// Two profiles or more between which a known pattern grew, and no series to speak of.
fn growing_between_profiles(case: &Case) -> Option<Verdict> {
    if case.goroutines.is_some_and(|view| view.is_long_enough()) {
        return None;
    }
    let stacks = case.stacks.as_ref()?;
    let (group, share) = stacks.main_group()?;
    if share < DOMINANT || group.value < 20 {
        return None;
    }
    let mut sentence = vec![
        text("goroutines grew by "),
        strong(count(stacks.total)),
        text(" in "),
        Span::Range {
            text: rough_duration(stacks.ends.1.at_ms - stacks.ends.0.at_ms),
            from_ms: stacks.ends.0.at_ms,
            to_ms: stacks.ends.1.at_ms,
        },
        text(", "),
    ];
    sentence.extend(stacks_in_words(group, &case.kept.names));
    sentence.push(text(format!(
        " of them: {}",
        in_sentence(group.pattern.title)
    )));
    let (cause, alike) = cause_of(case, group);
    Some(Verdict {
        kind: VerdictKind::Suspected,
        sentence,
        evidence: share_line(stacks, case).into_iter().chain(alike).collect(),
        cause: Some(cause),
        ..Verdict::default()
    })
}

/// Memory that grows steadily while goroutines do not.
fn growing_memory(case: &Case) -> Option<Verdict> {
    let view = case.memory?;
    let trend = view.trend.filter(|t| t.is_growth)?;
    let length_ms = trend.to_ms - trend.from_ms;
    if length_ms < MEMORY_FROM_MS {
        return None;
    }
    let sentence = vec![
        text("heap in use grows by "),
        strong(
            rate(trend.per_hour, "bytes")
                .trim_start_matches('+')
                .to_owned(),
        ),
        text(" ("),
        for_how_long(&trend),
        text(") while goroutines do not"),
    ];
    let mut evidence: Vec<Evidence> = spikes_line(case, &trend).into_iter().collect();
    if let Some(sites) = &case.sites {
        evidence.extend(share_line(sites, case));
    }
    evidence.extend(restart_line(case, &trend));
    let kind = if alone_says_leak(&trend) {
        VerdictKind::Leak
    } else {
        VerdictKind::Suspected
    };
    Some(Verdict {
        kind,
        sentence,
        evidence,
        cause: heap_cause(case),
        ..Verdict::default()
    })
}

fn last_value(stacks: &Attribution, group: &super::patterns::Group) -> i64 {
    let counts = &stacks.ends.1.counts;
    let values = group.stacks.iter().map(|(id, _)| counts.value(*id, 0));
    values.fold(0, i64::saturating_add)
}
