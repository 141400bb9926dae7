//! Who does it: the person's own function behind a pattern.

use super::frames::{Owner, owner};
use super::patterns::{Group, Pattern};
use super::{Stack, StackCounts, StackNames};
use crate::map::Map;
use crate::profile::StackId;

/// Heap sites with a weight each: what they hold, or by how much that grows.
pub(super) struct HeapSites<'a> {
    /// The stacks.
    pub sites: &'a [(StackId, i64)],
    /// Whether the weights are growth, and the growth is the goroutines'.
    pub is_growth: bool,
}

/// The function, and how it was found or why not.
pub(super) type Culprit = (Option<String>, String);

/// Looks, in this order: in the goroutines' own stacks; in heap sites of the calls that leave such
/// goroutines behind; at the goroutines' labels; at who created them.
pub(super) fn culprit(
    group: &Group,
    names: &StackNames,
    goroutines: &StackCounts,
    heap: Option<HeapSites>,
) -> Culprit {
    let pattern = group.pattern;
    if let Some(function) = in_own_stacks(group, names) {
        return (
            Some(function),
            "It stands in the stacks of these goroutines.".to_owned(),
        );
    }
    if let Some(found) = heap.as_ref().and_then(|h| in_heap(pattern, names, h)) {
        return found;
    }
    let labels = group
        .stacks
        .iter()
        .find_map(|(id, _)| goroutines.labels.get(id));
    if let Some(labels) = labels {
        return (
            None,
            format!("These goroutines carry the pprof labels {labels}."),
        );
    }
    let creators = group
        .stacks
        .iter()
        .filter_map(|(id, _)| names.get(*id)?.created_by.clone());
    if let Some(creator) = creators.into_iter().find(|c| owner(c) == Owner::App) {
        return (
            Some(creator.to_string()),
            "It started these goroutines.".to_owned(),
        );
    }
    let wanted = match heap {
        Some(_) => "and no heap site of theirs names a function of yours yet",
        None => "and without a heap profile of the same service nothing else does",
    };
    (
        None,
        format!(
            "The stacks of these goroutines hold no caller, {wanted}. \
             The calls to look at are those that use {}.",
            package_in_words(pattern)
        ),
    )
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

fn in_heap(pattern: &Pattern, names: &StackNames, heap: &HeapSites) -> Option<Culprit> {
    // A site of the pattern's own calls names its caller for certain.
    let mut callers: Map<String, (i64, &'static str)> = Map::default();
    let mut total = 0i64;
    for (id, weight) in heap.sites.iter().filter(|(_, weight)| *weight > 0) {
        let Some(stack) = names.get(*id) else {
            continue;
        };
        let allocator = pattern
            .allocators
            .iter()
            .find(|&&a| stack.frames.iter().any(|f| ends_as(f, a)));
        let (Some(allocator), Some(function)) = (allocator, own_frame(stack)) else {
            continue;
        };
        total = total.saturating_add(*weight);
        let caller = callers.or_insert_with(function, || (0, *allocator));
        caller.0 = caller.0.saturating_add(*weight);
    }
    let (function, (weight, allocator)) = callers
        .into_rows()
        .into_iter()
        .max_by(|a, b| (a.1.0, &b.0).cmp(&(b.1.0, &a.0)))?;
    let share = weight as f64 / total.max(1) as f64;
    let how = if heap.is_growth {
        "grows with them"
    } else {
        "such calls left behind"
    };
    let reason = format!(
        "It stands above {allocator} in {} of the heap memory that {how}.",
        if share > 0.995 {
            "all".to_owned()
        } else {
            format!("{:.0}%", share * 100.0)
        }
    );
    Some((Some(function), reason))
}

fn ends_as(function: &str, name: &str) -> bool {
    function.ends_with(name)
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
