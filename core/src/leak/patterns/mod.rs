//! Known leaks, as data: what their stacks look like, why it happens, what to do.
//!
//! A pattern is one declaration in one of the tables. [`Matches`] lays the tables over one profile:
//! some patterns look alike stack by stack and differ in what else the profile holds.

mod database;
pub(super) mod heap;
mod http;
mod libraries;
mod matching;
mod messaging;
mod plumbing;
mod quiet;
mod rpc;
mod waiting;

pub(super) use matching::heaviest_first;
pub use matching::{Group, Matches};

use super::frames::{Owner, owner};
use super::{Cause, Stack};

/// A known leak.
#[derive(Debug)]
pub struct Pattern {
    /// Short name, for a table: `HTTP body not closed`.
    pub name: &'static str,
    /// What to call the cause.
    pub title: &'static str,
    /// What happens, in two or three sentences.
    pub what: &'static str,
    /// What to do, in order.
    pub fix: &'static [&'static str],
    /// Go code to copy.
    pub snippet: &'static str,
    /// Where to read more.
    pub reference: &'static str,
    /// The stacks it shows in; the first is the one counted.
    pub lead: Signature,
    /// Stacks that come with it and are not a leak of their own.
    pub companions: &'static [Signature],
    /// What else the profile must hold, or not, per stack of `lead`.
    pub relations: &'static [Relation],
    /// How many stacks of `lead` one profile must hold before it is suspect by itself: pools of
    /// idle workers and connections look the same.
    pub suspect_from: i64,
    /// Fewer stacks of `lead` than these are not this pattern: what it shows in belongs to every
    /// service once or twice (`connectionOpener`, one for each pool).
    pub least: i64,
    /// How many goroutines one occurrence leaves, where it is always as many.
    pub per_event: Option<u32>,
    /// Functions of the heap sites that are made by the same occurrence: where its own stacks hold
    /// no caller, these do.
    pub allocators: &'static [&'static str],
}

/// What a stack looks like.
///
/// Names match a whole function name, or its end from a `/` on (`grpcsync.(*X).run`); a `*` at the
/// end stands for anything (`newClientStream.func*`). A dot in the last element of a package's path is
/// `%2e` in a name, as Go writes it (`nats%2ego.(*Conn).flusher`).
#[derive(Debug)]
pub struct Signature {
    /// What is on top once the runtime's frames are dropped.
    pub top: Top,
    /// Functions that must be in the stack, each.
    pub has: &'static [&'static str],
    /// Functions one of which must be in it, where there are any here.
    pub one_of: &'static [&'static str],
    /// Functions that must not.
    pub lacks: &'static [&'static str],
    /// What it waits in: the start of any of these. Empty: anything.
    pub waits: &'static [&'static str],
    /// Whether a stack of unknown wait may match (the frames alone tell).
    pub or_unknown: bool,
}

/// What is on top of a stack.
#[derive(Debug)]
pub enum Top {
    /// Anything.
    Any,
    /// A function of the program or of a library, not Go's own.
    NotStd,
    /// One of these.
    Of(&'static [&'static str]),
}

/// How often other stacks occur, per stack of the lead.
#[derive(Debug)]
pub enum Relation {
    /// At least half as often.
    With(&'static Signature),
    /// Less than half as often.
    Without(&'static Signature),
}

/// The tables: of what packages do, and of what a program's own goroutines wait in.
fn tiers() -> [&'static [&'static [Pattern]]; 2] {
    static OF_PACKAGES: [&[Pattern]; 6] = [
        http::PATTERNS,
        database::PATTERNS,
        rpc::PATTERNS,
        messaging::PATTERNS,
        libraries::PATTERNS,
        plumbing::PATTERNS,
    ];
    static OF_WAITING: [&[Pattern]; 2] = [plumbing::CONNECTIONS, waiting::PATTERNS];
    [&OF_PACKAGES, &OF_WAITING]
}

/// Every pattern of goroutines, the more telling first.
pub fn all() -> impl Iterator<Item = &'static Pattern> {
    tiers().into_iter().flatten().copied().flatten()
}

/// Every pattern of heap sites, the more telling first. Of these only the lead is looked at.
pub fn of_heap() -> impl Iterator<Item = &'static Pattern> {
    heap::PATTERNS.iter()
}

/// What memory shows that no site's frames tell: how objects and bytes go together, what is not on the
/// heap, what keeps finalizers from running.
pub fn of_memory() -> [&'static Pattern; 5] {
    [
        &heap::BUFFER,
        &heap::GROWING_ARRAY,
        &heap::KEPT,
        &heap::OFF_HEAP,
        &heap::BLOCKED_FINALIZER,
    ]
}

impl Signature {
    /// A stack with one of these on top.
    const fn on_top(names: &'static [&'static str]) -> Signature {
        Signature {
            top: Top::Of(names),
            ..Signature::ANY
        }
    }

    /// A stack with one of these in it.
    const fn through(names: &'static [&'static str]) -> Signature {
        Signature {
            one_of: names,
            ..Signature::ANY
        }
    }

    /// Any stack; what narrows it is written over it.
    pub const ANY: Signature = Signature {
        top: Top::Any,
        has: &[],
        one_of: &[],
        lacks: &[],
        waits: &[],
        or_unknown: true,
    };

    /// Whether a stack looks like this.
    pub fn matches(&self, stack: &Stack) -> bool {
        let holds = |name: &&str| stack.frames.iter().any(|f| is_named(f, name));
        let top = stack.frames.first().map_or("", |f| f);
        let is_top = match self.top {
            Top::Any => true,
            Top::NotStd => !top.is_empty() && owner(top) != Owner::Std,
            Top::Of(names) => names.iter().any(|name| is_named(top, name)),
        };
        let is_wait = if stack.wait.is_empty() {
            self.waits.is_empty() || self.or_unknown
        } else {
            self.waits.is_empty() || self.waits.iter().any(|w| stack.wait.starts_with(w))
        };
        is_top
            && is_wait
            && self.has.iter().all(holds)
            && (self.one_of.is_empty() || self.one_of.iter().any(holds))
            && !self.lacks.iter().any(holds)
    }
}

impl Pattern {
    /// What most rows have in common; each has its own words and signature.
    const BLANK: Pattern = Pattern {
        name: "",
        title: "",
        what: "",
        fix: &[],
        snippet: "",
        reference: "",
        lead: Signature::ANY,
        companions: &[],
        relations: &[],
        suspect_from: 100,
        least: 1,
        per_event: None,
        allocators: &[],
    };

    /// The cause as it is shown, its culprit still unknown.
    pub fn cause(&self) -> Cause {
        Cause {
            title: self.title.to_owned(),
            what: self.what.to_owned(),
            fix: self.fix.iter().map(|&f| f.to_owned()).collect(),
            snippet: self.snippet.to_owned(),
            reference: self.reference.to_owned(),
            ..Cause::default()
        }
    }
}

/// Whether a stack is never a finding by itself: it belongs to every service.
pub fn is_quiet(stack: &Stack) -> bool {
    quiet::SIGNATURES.iter().any(|s| s.matches(stack))
}

fn is_named(function: &str, pattern: &str) -> bool {
    let (pattern, is_open) = match pattern.strip_suffix('*') {
        Some(start) => (start, true),
        None => (pattern, false),
    };
    let at_boundary = |start: usize| start == 0 || function.as_bytes()[start - 1] == b'/';
    if is_open {
        function
            .match_indices(pattern)
            .any(|(start, _)| at_boundary(start))
    } else {
        function.ends_with(pattern) && at_boundary(function.len() - pattern.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_whole_or_from_a_slash_on() {
        assert!(is_named("net/http.(*T).run", "net/http.(*T).run"));
        assert!(is_named(
            "a.b/internal/grpcsync.(*S).run",
            "grpcsync.(*S).run"
        ));
        assert!(is_named(
            "a.b/grpc.newClientStream.func2",
            "grpc.newClientStream.func*"
        ));
        assert!(!is_named(
            "a.b/xgrpc.newClientStream",
            "grpc.newClientStream"
        ));
        assert!(!is_named("net/http.(*T).running", "net/http.(*T).run"));
        assert!(!is_named("", "x"));
    }

    #[test]
    fn every_pattern_says_what_to_do() {
        for pattern in all().chain(of_heap()).chain(of_memory()) {
            assert!(!pattern.title.is_empty(), "{}", pattern.name);
            assert!(!pattern.snippet.is_empty(), "{}", pattern.name);
            assert!(!pattern.fix.is_empty(), "{}", pattern.name);
            assert!(!pattern.what.is_empty(), "{}", pattern.name);
            assert!(
                pattern.reference.starts_with("https://"),
                "{}",
                pattern.name
            );
        }
    }
}
