//! What one profile alone tells.

use super::culprit::{HeapSites, culprit};
use super::frames::{known_by, short_name};
use super::patterns::{Group, Matches};
use super::proven::price_and_blind_spots;
use super::say::{in_sentence, on_stack, strong, text, whole_percent};
use super::{Cause, Evidence, Kept, Mark, Span, StackCounts, StackNames, Verdict, VerdictKind};
use crate::formats::GoroutineDump;
use crate::profile::Profile;
use crate::telemetry::ProfileId;
use crate::units::{count, short};

/// A pattern must hold this share of a profile's goroutines to dominate it.
pub(super) const DOMINANT: f64 = 0.5;

/// Judges one profile; `heap` is a heap profile of the same service at about the same time, if there
/// is one. One profile says "suspected" at most.
pub fn judge_profile(profile: &Profile, kind: &str, heap: Option<&Profile>) -> Verdict {
    let mut names = StackNames::default();
    let counts = StackCounts::of_profile(profile, &mut names);
    let heap = heap.map(|heap| StackCounts::of_profile(heap, &mut names));
    judge_counts(&counts, &names, kind, heap.as_ref())
}

/// Judges a kept profile alone, as [`judge_profile`] does; none if it is not kept.
pub fn judge_kept(
    kept: &Kept,
    id: ProfileId,
    kind: &str,
    heap: Option<ProfileId>,
) -> Option<Verdict> {
    let counts = &kept.get(id)?.counts;
    let heap = heap.and_then(|heap| kept.get(heap));
    let heap = heap.map(|heap| &heap.counts);
    Some(judge_counts(counts, &kept.names, kind, heap))
}

/// Judges one full goroutine dump.
pub fn judge_dump(dump: &GoroutineDump) -> Verdict {
    let mut names = StackNames::default();
    let counts = StackCounts::of_dump(dump, &mut names);
    judge_counts(&counts, &names, "goroutine", None)
}

/// Judges a profile reduced to its stacks.
pub(super) fn judge_counts(
    counts: &StackCounts,
    names: &StackNames,
    kind: &str,
    heap: Option<&StackCounts>,
) -> Verdict {
    if !kind.starts_with("goroutine") {
        return one_of_another_kind(counts, kind);
    }
    let total = counts.totals.first().copied().unwrap_or(0);
    let matches = Matches::of(counts, names);
    if kind == "goroutineleak" {
        return proven(counts, names, &matches, total);
    }
    let dominant = matches.groups().iter().find(|group| {
        group.lead >= group.pattern.suspect_from && group.value as f64 >= DOMINANT * total as f64
    });
    let Some(group) = dominant else {
        return Verdict {
            kind: VerdictKind::TooLittleData,
            sentence: vec![
                text("one profile of "),
                strong(format!("{} goroutines", count(total))),
                text(", and no known pattern dominates it; a second one tells what grows"),
            ],
            ..Verdict::default()
        };
    };
    let share = group.value as f64 / total.max(1) as f64;
    let mut sentence = stacks_in_words(group, names);
    sentence.push(text(" are "));
    sentence.push(strong(whole_percent(share)));
    sentence.push(text(format!(
        " of all goroutines: {}",
        in_sentence(group.pattern.title)
    )));
    let mut evidence = vec![Evidence {
        mark: Mark::Trend,
        text: vec![
            text(format!("one profile of {} goroutines; ", count(total))),
            text("a second one would tell how fast they grow"),
        ],
    }];
    let minutes = group
        .stacks
        .iter()
        .filter_map(|(id, _)| counts.longest_minutes.get(id))
        .max();
    if let Some(minutes) = minutes {
        let longest = crate::units::rough_duration(*minutes as f64 * 60e3);
        evidence.push(Evidence {
            mark: Mark::Trend,
            text: vec![
                text("the longest has waited for "),
                strong(longest),
                text(" or more"),
            ],
        });
    }
    Verdict {
        kind: VerdictKind::Suspected,
        sentence,
        evidence,
        cause: Some(cause(group, names, counts, heap)),
        ..Verdict::default()
    }
}

/// `50,000 readLoop and 50,000 writeLoop`: the heaviest stacks of a group.
pub(super) fn stacks_in_words(group: &Group, names: &StackNames) -> Vec<Span> {
    let mut spans = Vec::new();
    // What is left under a tenth of the heaviest would only lengthen the sentence.
    let heaviest = group.stacks.first().map_or(0, |s| s.1);
    let shown: Vec<_> = group
        .stacks
        .iter()
        .filter(|s| s.1 >= heaviest / 10)
        .take(3)
        .collect();
    for (i, (id, value)) in shown.iter().enumerate() {
        if i > 0 {
            spans.push(text(if i + 1 == shown.len() { " and " } else { ", " }));
        }
        spans.push(on_stack(
            format!("{} {}", count(*value), stack_name(*id, names)),
            *id,
        ));
    }
    spans
}

/// A stack's function by its bare name: `readLoop`, `registry.(*Client).Check`.
pub(super) fn stack_name(id: crate::profile::StackId, names: &StackNames) -> String {
    let function = names.get(id).map_or("", |stack| known_by(&stack.frames));
    let bare = short_name(function);
    match bare.rsplit_once(").") {
        Some((_, method)) if function.starts_with("net/http.") => method.to_owned(),
        _ => bare.to_owned(),
    }
}

fn cause(
    group: &Group,
    names: &StackNames,
    counts: &StackCounts,
    heap: Option<&StackCounts>,
) -> Cause {
    let sites: Option<Vec<_>> = heap.map(|heap| {
        let column = heap.column(Some("inuse_space"));
        heap.column_values(column).collect()
    });
    let heap = HeapSites {
        held: sites.as_deref(),
        ..HeapSites::default()
    };
    let found = culprit(group, names, counts, &heap);
    Cause {
        culprit: found.function,
        culprit_reason: found.reason,
        ..group.pattern.cause()
    }
}

/// A goroutineleak profile: the collector has proven that nothing can wake them.
fn proven(counts: &StackCounts, names: &StackNames, matches: &Matches, total: i64) -> Verdict {
    if total == 0 {
        return Verdict {
            kind: VerdictKind::TooLittleData,
            sentence: vec![text(
                "the collector found no goroutine that nothing can wake; it sees only some kinds of leak",
            )],
            evidence: price_and_blind_spots().into(),
            ..Verdict::default()
        };
    }
    Verdict {
        kind: VerdictKind::Leak,
        sentence: vec![
            text("the collector found "),
            strong(format!("{} goroutines", count(total))),
            text(" that nothing can wake"),
        ],
        evidence: price_and_blind_spots().into(),
        cause: matches
            .groups()
            .first()
            .map(|group| cause(group, names, counts, None)),
        ..Verdict::default()
    }
}

fn one_of_another_kind(counts: &StackCounts, kind: &str) -> Verdict {
    let column = counts.column(Some("inuse_space"));
    let total = counts.totals.get(column).copied().unwrap_or(0);
    let (name, unit) = counts.types.get(column).cloned().unwrap_or_default();
    Verdict {
        kind: VerdictKind::TooLittleData,
        sentence: vec![
            text(format!("one {kind} profile, ")),
            strong(format!(
                "{} {}",
                short(total, &unit),
                name.replace('_', " ")
            )),
            text("; a second one tells what grows"),
        ],
        ..Verdict::default()
    }
}
