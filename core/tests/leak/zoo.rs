//! One program with 25 kinds of leak, under five versions of Go, in all three forms of a goroutine
//! profile: each kind has its cause.

use leakscope_core::formats::{Limits, Opened, open};
use leakscope_core::job::{Pace, run};
use leakscope_core::leak::patterns::Matches;
use leakscope_core::leak::{Kept, Stack};
use leakscope_core::telemetry::ProfileId;

use crate::support::corpus;

const VERSIONS: [&str; 5] = ["go1.19", "go1.21.13", "go1.23.9", "go1.26.6", "go1.27.3"];
const FORMS: [&str; 3] = [
    "goroutine.pb.gz",
    "goroutine.debug1.txt",
    "goroutine.debug2.txt",
];

/// A function of the program (or of Go's), what it waits in if that matters, and its cause.
const KINDS: &[(&str, &str, &str)] = &[
    ("main.leakChanSend.func1", "", "chan send"),
    ("main.leakChanRecv.func1", "", "chan receive"),
    ("main.leakChanRange.func1", "", "chan receive"),
    ("main.leakSelect.func1", "", "select without end"),
    ("main.leakSelectEmpty.func1", "", "select without cases"),
    ("main.leakWG.func1", "", "WaitGroup never done"),
    ("main.leakMutex.func1", "", "Mutex never unlocked"),
    ("main.leakRWR.func1", "", "Mutex never unlocked"),
    ("main.leakRWW.func1", "", "Mutex never unlocked"),
    ("main.leakCond.func1", "", "Cond never signalled"),
    ("main.leakTicker.func1", "", "chan receive"),
    ("main.leakAfter.func1", "", "chan receive"),
    ("main.leakSleep.func1", "", "sleep without stop"),
    ("main.leakCtxDone.func1", "", "chan receive"),
    ("main.leakOnce.func1.1", "", "chan receive"),
    ("main.leakOnce.func2", "", "Once never returns"),
    ("main.leakLocked.func1", "", "chan receive"),
    ("main.leakPipe.func1", "", "io.Pipe not closed"),
    ("main.main.func1", "select", "sql.Rows not closed"),
    (
        "database/sql.(*Rows).awaitDone",
        "select",
        "sql.Rows not closed",
    ),
    (
        "net/http.(*persistConn).readLoop",
        "select",
        "HTTP body not closed",
    ),
    // With as many calls waiting for a server that hangs.
    (
        "net/http.(*persistConn).readLoop",
        "IO wait",
        "HTTP call without timeout",
    ),
    (
        "net/http.(*Client).do",
        "select",
        "HTTP call without timeout",
    ),
    (
        "net/http.(*persistConn).writeLoop",
        "select",
        "HTTP body not closed",
    ),
];

/// Causes that stand on what a goroutine waits in, and what is said where that is not known.
const ON_CHANNELS: [&str; 4] = [
    "chan send",
    "chan receive",
    "select without end",
    "select without cases",
];
const UNKNOWN: &str = "blocked in an unknown state";

/// What every service has, and this one too: no finding.
const QUIET: &[&str] = &[
    "database/sql.(*DB).connectionOpener",
    "os/signal.loop",
    "net/http/httptest.(*Server).goServe.func1",
    "net/http.(*connReader).backgroundRead",
    "net/http/pprof.Index",
];

fn kept(name: &str) -> Option<Kept> {
    let bytes = std::fs::read(corpus(name)?).expect("the profile is read");
    let mut kept = Kept::default();
    let (limits, pace) = (Limits::default(), Pace::unhurried());
    match run(open(name, bytes, &limits, &pace, &|_| {})).expect("it opens") {
        Opened::Profile { profile, .. } => kept.add(ProfileId(0), "goroutine", 0.0, &profile),
        Opened::Dump { dump, .. } => kept.add_dump(ProfileId(0), 0.0, &dump),
        _ => panic!("{name} is no profile"),
    }
    Some(kept)
}

#[test]
fn each_kind_has_its_cause_in_every_version_and_form() {
    for version in VERSIONS {
        for form in FORMS {
            let name = format!("goroutine/{version}/{form}");
            let Some(kept) = kept(&name) else {
                return;
            };
            let counts = &kept.profiles[0].counts;
            let matches = Matches::of(counts, &kept.names);
            let with = |function: &str, wait: &str| {
                let is_it = |stack: &Stack| {
                    stack.wait.starts_with(wait) && stack.frames.iter().any(|f| **f == *function)
                };
                let found = counts
                    .ids
                    .iter()
                    .copied()
                    .find(|id| kept.names.get(*id).is_some_and(is_it));
                found.unwrap_or_else(|| panic!("{name}: no {function}"))
            };
            let pattern = |function, wait| {
                let found = matches.get(with(function, wait));
                found.map_or("none", |pattern| pattern.name)
            };
            // Counts as text leave out what channels are waited for.
            let has_states = !form.contains("debug1");
            let wanted = |cause| match ON_CHANNELS.contains(&cause) && !has_states {
                true => UNKNOWN,
                false => cause,
            };
            for &(function, wait, cause) in KINDS {
                if has_states || wait.is_empty() {
                    let found = pattern(function, wait);
                    assert_eq!(found, wanted(cause), "{name}: {function} [{wait}]");
                }
            }
            // Go 1.19 does not tell where functions start, by which a nil channel is known.
            let is_nil_told = has_states && !(version == "go1.19" && form.ends_with("gz"));
            let (receives, sends) = match is_nil_told {
                true => ("nil channel", "nil channel"),
                false => (wanted("chan receive"), wanted("chan send")),
            };
            assert_eq!(pattern("main.leakNilRecv.func1", ""), receives, "{name}");
            assert_eq!(pattern("main.leakNilSend.func1", ""), sends, "{name}");
            let propagates = counts.ids.iter().filter_map(|id| {
                let stack = kept.names.get(*id)?;
                let top = stack.frames.first()?;
                (top.starts_with("context.") && top.contains("propagateCancel")).then_some(*id)
            });
            for id in propagates {
                assert_eq!(
                    matches.get(id).map(|p| p.name),
                    Some("context not cancelled"),
                    "{name}"
                );
            }
            for function in QUIET {
                assert_eq!(pattern(function, ""), "none", "{name}: {function}");
            }
        }
    }
}
