//! Why the heap grows, and whose the sites are that grow.

use super::attribution::Attribution;
use super::frames::{Owner, owner};
use super::patterns::heap::{BLOCKED_FINALIZER, BUFFER, GROWING_ARRAY, KEPT};
use super::patterns::{Pattern, of_heap};
use super::say::whole_percent;
use super::verdict::Case;
use super::{Cause, KeptProfile, Stack, StackNames};
use crate::map::Map;
use crate::profile::StackId;

/// Less growth is the heap's own unrest, in bytes.
const MIN_GROWTH: i64 = 1 << 19;
/// A growing array is one of few objects,
const FEW_OBJECTS: i64 = 64;
/// and each of them is large, in bytes.
const LARGE_BYTES: i64 = 128 << 10;

/// The cause that most of the heap's growth has, and the function that most of that stands in. None
/// where too little grows for a profile to tell.
pub(super) fn heap_cause(case: &Case) -> Option<Cause> {
    let sites = case.sites.as_ref().filter(|s| s.total >= MIN_GROWTH)?;
    blocked_finalizer(case).or_else(|| {
        let (pattern, of_pattern) = main_pattern(sites, &case.kept.names)?;
        let (culprit, culprit_reason) = culprit(&of_pattern, sites.total, &case.kept.names);
        Some(Cause {
            culprit,
            culprit_reason,
            ..pattern.cause()
        })
    })
}

/// The pattern with the most growth, and its sites.
fn main_pattern(
    sites: &Attribution,
    names: &StackNames,
) -> Option<(&'static Pattern, Vec<(StackId, i64)>)> {
    type OfPattern = (&'static Pattern, i64, Vec<(StackId, i64)>);
    let mut found: Vec<OfPattern> = Vec::new();
    for &(id, growth) in &sites.stacks {
        let Some(stack) = names.get(id) else {
            continue;
        };
        let known = of_heap().find(|pattern| pattern.lead.matches(stack));
        let pattern = known.unwrap_or_else(|| match is_array(id, sites) {
            true if BUFFER.lead.matches(stack) => &BUFFER,
            true => &GROWING_ARRAY,
            false => &KEPT,
        });
        let place = found.iter().position(|f| std::ptr::eq(f.0, pattern));
        let place = place.unwrap_or_else(|| {
            found.push((pattern, 0, Vec::new()));
            found.len() - 1
        });
        found[place].1 = found[place].1.saturating_add(growth);
        found[place].2.push((id, growth));
    }
    // Of equal ones the first, whose heaviest site is heavier.
    let mut most: Option<OfPattern> = None;
    for one in found {
        if most.as_ref().is_none_or(|most| one.1 > most.1) {
            most = Some(one);
        }
    }
    most.map(|(pattern, _, stacks)| (pattern, stacks))
}

/// Whether a site's growth is that of a few large objects rather than of many.
pub(super) fn is_array(id: StackId, sites: &Attribution) -> bool {
    let last = &sites.ends.1.counts;
    let has_objects = last.types.iter().any(|t| t.0 == "inuse_objects");
    let objects = last.value(id, last.column(Some("inuse_objects")));
    let bytes = last.value(id, last.column(Some("inuse_space")));
    has_objects && objects <= FEW_OBJECTS && bytes >= objects.saturating_mul(LARGE_BYTES)
}

/// The program's function in whose sites most of the growth stands, and how that is known.
fn culprit(sites: &[(StackId, i64)], total: i64, names: &StackNames) -> (Option<String>, String) {
    let mut functions: Map<String, i64> = Map::default();
    for (id, growth) in sites {
        if let Some(function) = names.get(*id).and_then(own_frame) {
            let sum = functions.or_default(function.to_owned());
            *sum = sum.saturating_add(*growth);
        }
    }
    let rows = functions.into_rows().into_iter();
    let most = rows.max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0)));
    match most {
        Some((function, growth)) => {
            let share = whole_percent(growth as f64 / total.max(1) as f64);
            let reason = format!(
                "It is your function nearest to what is allocated in {share} of the growth."
            );
            (Some(function), reason)
        }
        None => {
            let reason = "No function of yours stands in the heap sites that grow.".to_owned();
            (None, reason)
        }
    }
}

/// A finalizer that waits in both of the last two profiles: what is freed after it stays.
fn blocked_finalizer(case: &Case) -> Option<Cause> {
    let all = (f64::NEG_INFINITY, f64::INFINITY);
    let profiles = case.kept.of_one_form("goroutine", all);
    let [.., before, last] = &profiles[..] else {
        return None;
    };
    let names = &case.kept.names;
    let waits = |profile: &KeptProfile| -> Option<StackId> {
        let mut ids = profile.counts.ids.iter().copied();
        ids.find(|id| {
            names.get(*id).is_some_and(|stack| {
                BLOCKED_FINALIZER.lead.matches(stack) && own_frame(stack).is_some()
            })
        })
    };
    let stack = waits(last).filter(|id| waits(before) == Some(*id))?;
    let function = names.get(stack).and_then(own_frame)?;
    Some(Cause {
        culprit: Some(function.to_owned()),
        culprit_reason: "It is the finalizer that waits, in the last two profiles alike."
            .to_owned(),
        ..BLOCKED_FINALIZER.cause()
    })
}

/// The program's frame nearest to the leaf.
fn own_frame(stack: &Stack) -> Option<&str> {
    let mut frames = stack.frames.iter();
    let own = frames.find(|f| owner(f) == Owner::App && !f.starts_with("0x"));
    own.map(|f| &**f)
}
