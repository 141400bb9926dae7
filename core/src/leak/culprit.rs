//! Who does it: the person's own function behind a pattern.

use super::evidence::{adds, line};
use super::frames::{Owner, owner, short_name};
use super::grows_alike::{AlikeSite, GrowAlike, grow_alike, sampling_error};
use super::patterns::{Group, Pattern};
use super::say::{strong, text, whole_percent};
use super::snapshot::stack_name;
use super::verdict::Case;
use super::{Cause, Evidence, Mark, Span, Stack, StackCounts, StackNames};
use crate::map::Map;
use crate::profile::StackId;
use crate::units::count;

/// What is known of a service's heap, as far as it is.
#[derive(Default)]
pub(super) struct HeapSites<'a> {
    /// Sites that grow, and by how many bytes.
    pub growing: Option<&'a [(StackId, i64)]>,
    /// Sites with the bytes they hold.
    pub held: Option<&'a [(StackId, i64)]>,
    /// Sites that grow as the goroutines do.
    pub alike: GrowAlike,
}

/// The function, and how it was found or why not.
#[derive(Default)]
pub(super) struct Culprit {
    pub function: Option<String>,
    pub reason: String,
    /// What grows alike, where that named it.
    pub alike: Option<Vec<Span>>,
}

/// Sites alone name nobody whose growth is less sure than by half, at two standard deviations.
const SURE_ALONE: f64 = 0.5;

/// The cause, and what grows alike where that named the culprit.
pub(super) fn cause_of(case: &Case, group: &Group) -> (Cause, Option<Evidence>) {
    let all = (f64::NEG_INFINITY, f64::INFINITY);
    let last = |kind| case.kept.of_kind(kind, all).pop().map(|p| &p.counts);
    let held: Option<Vec<_>> = last("heap").map(|heap| {
        let column = heap.column(Some("inuse_space"));
        heap.column_values(column).collect()
    });
    let names = &case.kept.names;
    let heap = HeapSites {
        growing: case.sites.as_ref().map(|s| &s.stacks[..]),
        held: held.as_deref(),
        alike: match (&case.stacks, &case.sites) {
            (Some(stacks), Some(sites)) => grow_alike(group, stacks, sites, names),
            _ => GrowAlike::default(),
        },
    };
    let no_counts = StackCounts::default();
    let found = culprit(group, names, last("goroutine").unwrap_or(&no_counts), &heap);
    let cause = Cause {
        culprit: found.function,
        culprit_reason: found.reason,
        ..group.pattern.cause()
    };
    (cause, found.alike.map(|said| line(Mark::Trend, said)))
}

/// Looks, in this order: in the goroutines' own stacks; in heap sites of the calls that leave such
/// goroutines behind (those that grow as they do, that grow at all); in any that grow as they do; in
/// what such calls hold; at the goroutines' labels; at who created them.
pub(super) fn culprit(
    group: &Group,
    names: &StackNames,
    goroutines: &StackCounts,
    heap: &HeapSites,
) -> Culprit {
    let pattern = group.pattern;
    let named = |function: String, reason: &str| Culprit {
        function: Some(function),
        reason: reason.to_owned(),
        alike: None,
    };
    if let Some(function) = in_own_stacks(group, names) {
        return named(function, "It stands in the stacks of these goroutines.");
    }
    // What grows names the caller better than what is there; a small leak's sites are too rarely
    // sampled to be seen growing, and then what is there must do.
    let of_calls = |sites: Option<&[_]>, how| in_heap(pattern, names, sites?, how);
    let alone = || alike(group, names, &heap.alike, false);
    let mut unclear = String::new();
    let found = alike(group, names, &heap.alike, true)
        .filter(|found| found.function.is_some())
        .or_else(|| of_calls(heap.growing, "grows with them"))
        .or_else(|| {
            let found = alone()?;
            unclear.clone_from(&found.reason);
            found.function.is_some().then_some(found)
        })
        .or_else(|| of_calls(heap.held, "such calls left behind"));
    if let Some(found) = found {
        return found;
    }
    let mut ids = group.stacks.iter().map(|s| &s.0);
    if let Some(labels) = ids.find_map(|id| goroutines.labels.get(id)) {
        return Culprit {
            reason: format!("These goroutines carry the pprof labels {labels}."),
            ..Culprit::default()
        };
    }
    let mut creators = group
        .stacks
        .iter()
        .filter_map(|(id, _)| names.get(*id)?.created_by.clone());
    if let Some(creator) = creators.find(|c| owner(c) == Owner::App) {
        return named(creator.to_string(), "It started these goroutines.");
    }
    let wanted = match heap.growing.or(heap.held) {
        Some(_) if !unclear.is_empty() => unclear.as_str(),
        Some(_) => "and no heap site of theirs names a function of yours yet",
        None => "and without a heap profile of the same service nothing else does",
    };
    Culprit {
        reason: format!(
            "The stacks of these goroutines hold no caller, {wanted}. \
             The calls to look at are those that use {}.",
            package_in_words(pattern)
        ),
        ..Culprit::default()
    }
}

fn in_own_stacks(group: &Group, names: &StackNames) -> Option<String> {
    let stacks = group.stacks.iter().filter_map(|(id, _)| names.get(*id));
    stacks.into_iter().find_map(own_frame)
}

/// The program's frame nearest to the leaf.
fn own_frame(stack: &Stack) -> Option<String> {
    let frames = stack.frames.iter();
    let own = frames
        .into_iter()
        .find(|f| owner(f) == Owner::App && !f.starts_with("0x"));
    own.map(|f| f.to_string())
}

/// The pattern's call above which a site stands.
fn allocator(pattern: &Pattern, stack: &Stack) -> Option<&'static str> {
    let mut allocators = pattern.allocators.iter().copied();
    allocators.find(|a| stack.frames.iter().any(|f| f.ends_with(a)))
}

/// Names the function that most samples of sites that grow alike agree on: of sites of the pattern's
/// calls, or of any. Says why not where as many speak for another.
fn alike(group: &Group, names: &StackNames, alike: &GrowAlike, of_calls: bool) -> Option<Culprit> {
    let mut functions: Map<String, Vec<&AlikeSite>> = Map::default();
    for site in &alike.sites {
        if let Some(stack) = names.get(site.stack)
            && (!of_calls || allocator(group.pattern, stack).is_some())
            && let Some(function) = own_frame(stack)
        {
            functions.or_default(function).push(site);
        }
    }
    let mut functions = functions.into_rows();
    functions.retain(|(_, sites)| alike.has_course(sites.iter().copied()));
    let samples = |sites: &[&AlikeSite]| sites.iter().map(|s| s.samples).sum::<f64>();
    crate::order::sort_by(&mut functions, |a, b| {
        samples(&b.1).total_cmp(&samples(&a.1)).then(a.0.cmp(&b.0))
    });
    let (function, sites) = functions.first()?;
    let most = samples(sites);
    let unclear = |reason| {
        Some(Culprit {
            reason,
            ..Culprit::default()
        })
    };
    if let Some((other, sites)) = functions.get(1)
        && most - samples(sites) < 2.0 * (most + samples(sites)).sqrt()
    {
        return unclear(format!(
            "and heap sites of {function} and of {other} grow alike, with about as many samples each"
        ));
    }
    if !of_calls && sampling_error(most) > SURE_ALONE {
        return unclear(format!(
            "and what grows alike, heap sites of {function}, stands on {} samples only",
            count(most.round() as i64)
        ));
    }
    let of_call = sites
        .iter()
        .find_map(|site| allocator(group.pattern, names.get(site.stack)?));
    let reason = match of_call {
        Some(call) => {
            format!("It stands above {call} in heap sites that grow as the goroutines do.")
        }
        None => {
            "Its heap sites grow as the goroutines do; none of the calls themselves was sampled."
                .to_owned()
        }
    };
    Some(Culprit {
        function: Some(function.clone()),
        reason,
        alike: Some(in_words(
            function,
            sites,
            &stack_name(group.stacks[0].0, names),
        )),
    })
}

/// "grows alike: registry.(*Client).Check, 1 to 3.5 objects for each readLoop in 5 heap sites (28
/// samples, ±38% in all)".
fn in_words(function: &str, sites: &[&AlikeSite], goroutine: &str) -> Vec<Span> {
    let least = sites.iter().map(|s| s.each).fold(f64::INFINITY, f64::min);
    let most = sites.iter().map(|s| s.each).fold(0.0, f64::max);
    let samples: f64 = sites.iter().map(|s| s.samples).sum();
    let range = match (adds(least), adds(most)) {
        (least, most) if least == most => least,
        (least, most) => format!("{least} to {most}"),
    };
    let objects = if range == "1" { "object" } else { "objects" };
    let sites_said = match sites.len() {
        1 => "1 heap site".to_owned(),
        n => format!("{} heap sites", count(n as i64)),
    };
    vec![
        text("grows alike: "),
        strong(short_name(function)),
        text(format!(
            ", {range} {objects} for each {goroutine} in {sites_said} ({} samples, ±{} in all)",
            count(samples.round() as i64),
            whole_percent(sampling_error(samples))
        )),
    ]
}

fn in_heap(
    pattern: &Pattern,
    names: &StackNames,
    sites: &[(StackId, i64)],
    how: &str,
) -> Option<Culprit> {
    // A site of the pattern's own calls names its caller for certain.
    let mut callers: Map<String, (i64, &'static str)> = Map::default();
    let mut total = 0i64;
    for (id, weight) in sites.iter().filter(|(_, weight)| *weight > 0) {
        let Some(stack) = names.get(*id) else {
            continue;
        };
        let (Some(allocator), Some(function)) = (allocator(pattern, stack), own_frame(stack))
        else {
            continue;
        };
        total = total.saturating_add(*weight);
        let caller = callers.or_insert_with(function, || (0, allocator));
        caller.0 = caller.0.saturating_add(*weight);
    }
    let (function, (weight, allocator)) = callers
        .into_rows()
        .into_iter()
        .max_by(|a, b| (a.1.0, &b.0).cmp(&(b.1.0, &a.0)))?;
    let share = weight as f64 / total.max(1) as f64;
    let share = match share > 0.995 {
        true => "all".to_owned(),
        false => whole_percent(share),
    };
    Some(Culprit {
        function: Some(function),
        reason: format!("It stands above {allocator} in {share} of the heap memory that {how}."),
        alike: None,
    })
}

/// `net/http`, `database/sql`: where the pattern's lead lives, for a hint.
fn package_in_words(pattern: &Pattern) -> &'static str {
    if pattern.name.starts_with("HTTP") {
        "net/http clients"
    } else if pattern.name.starts_with("sql") || pattern.name.starts_with("database") {
        "database/sql"
    } else {
        "what the title names"
    }
}
