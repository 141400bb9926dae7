//! prune_from, and the frames that a profile itself says are of no interest.

use super::Matcher;
use super::matched::locations;
use super::rewrite::rewrite;
use crate::profile::{FrameId, FunctionId, Profile, StrId, Tables};

/// `profile` with stacks cut below their innermost match, which stays: what was inlined into it goes
/// as well.
pub fn prune_from(profile: &Profile, matches: &Matcher) -> Profile {
    let tables = &*profile.tables;
    let functions = simplified_matches(tables, &|name| matches(name));
    let mut keep = vec![true; tables.frames.line.len()];
    let mut is_match = Vec::with_capacity(tables.locations.address.len());
    for location in locations(tables) {
        let frames = tables.locations.frames(location);
        let last = frames.clone().rfind(|&f| of_frame(tables, &functions, f));
        if let Some(last) = last {
            keep[last as usize + 1..frames.end as usize].fill(false);
        }
        is_match.push(last.is_some());
    }
    rewrite(profile, &keep, &mut |stack| {
        let last = stack
            .iter()
            .rposition(|location| is_match[location.index()]);
        Some(0..last.map_or(stack.len(), |last| last + 1))
    })
}

/// `profile` without the frames that match `drop` and not `keep`, and whatever they call: what
/// [`crate::profile::About::drop_frames`] is for. pprof anchors both, `^(…)$`.
///
/// A stack is cut at the first match after a location that does not match, so that one which begins
/// with matches keeps them. A match inlined into something else leaves that.
pub fn prune(profile: &Profile, drop: &Matcher, keep: Option<&Matcher>) -> Profile {
    let tables = &*profile.tables;
    let is_dropped = |name: &str| drop(name) && !keep.is_some_and(|keep| keep(name));
    let functions = simplified_matches(tables, &is_dropped);
    let mut keep = vec![true; tables.frames.line.len()];
    // Some(0): the location goes with all below it; Some(1): it stays, with its outer lines.
    let mut cuts = Vec::with_capacity(tables.locations.address.len());
    for location in locations(tables) {
        let mut frames = tables.locations.frames(location);
        let (start, end) = (frames.start, frames.end);
        let first = frames.find(|&frame| of_frame(tables, &functions, frame));
        cuts.push(first.map(|first| usize::from(first > start)));
        if let Some(first) = first.filter(|&first| first > start) {
            keep[first as usize..end as usize].fill(false);
        }
    }
    rewrite(profile, &keep, &mut |stack| {
        let cut_of = |at: usize| cuts[stack[at].index()];
        let user = (0..stack.len()).position(|at| cut_of(at).is_none());
        let cut = (user.unwrap_or(stack.len())..stack.len())
            .find_map(|at| cut_of(at).map(|stays| at + stays));
        Some(0..cut.unwrap_or(stack.len()))
    })
}

/// Which functions have a simplified name that matches; those without name have none.
fn simplified_matches(tables: &Tables, matches: &dyn Fn(&str) -> bool) -> Vec<bool> {
    let is_match =
        |&name: &StrId| name != StrId(0) && matches(simplified(&tables.strings.get(name)));
    tables.functions.name.iter().map(is_match).collect()
}

fn of_frame(tables: &Tables, functions: &[bool], frame: u32) -> bool {
    match tables.frames.function[FrameId(frame).index()] {
        FunctionId::NONE => false,
        some => functions[some.index()],
    }
}

/// A name without the dot some linkers put before it and without its arguments: up to the first
/// "(" that does not belong to `(anonymous namespace)` or `operator()`.
fn simplified(name: &str) -> &str {
    let name = name.strip_prefix('.').unwrap_or(name);
    let mut from = 0;
    while let Some(at) = name[from..].find('(').map(|at| from + at) {
        if let Some(rest) = name[at..].strip_prefix("(anonymous namespace)") {
            from = name.len() - rest.len();
        } else if name[from..at].ends_with("operator") && name[at..].starts_with("()") {
            from = at + 2;
        } else {
            return &name[..at];
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::simplified;

    #[test]
    fn names_without_their_arguments() {
        for (name, expected) in [
            ("main.main", "main.main"),
            (".main", "main"),
            ("std::sort(int*, int*)", "std::sort"),
            ("(anonymous namespace)::f(int)", "(anonymous namespace)::f"),
            ("A::operator()(int) const", "A::operator()"),
            ("net/http.(*conn).serve", "net/http."),
            ("", ""),
            ("(", ""),
        ] {
            assert_eq!(simplified(name), expected, "{name}");
        }
    }
}
