//! What one profile alone tells.

use expect_test::{Expect, expect};
use leakscope_core::leak::patterns::Matches;
use leakscope_core::leak::{StackCounts, StackNames, judge_profile};

use crate::support::{corpus, fixture, profile};

fn check(name: &str, heap: Option<&str>, expected: Expect) {
    let goroutines = profile(&fixture(name));
    let heap = heap.map(|heap| profile(&fixture(heap)));
    let verdict = judge_profile(&goroutines, "goroutine", heap.as_ref());
    expected.assert_eq(&verdict.as_text());
}

#[test]
fn the_storys_100_000_goroutines_name_cause_and_cure() {
    check(
        "story/goroutine.pb.gz",
        None,
        expect![[r#"
        Suspected: 50,000 readLoop and 50,000 writeLoop are 99% of all goroutines: HTTP response body never closed
        Trend: one profile of 100,016 goroutines; a second one would tell how fast they grow
        cause: HTTP response body never closed
        culprit: unknown (The stacks of these goroutines hold no caller, and without a heap profile of the same service nothing else does. The calls to look at are those that use net/http clients.)"#]],
    );
}

#[test]
fn the_same_as_text() {
    check(
        "story/goroutine.debug1.txt",
        None,
        expect![[r#"
        Suspected: 50,000 readLoop and 50,000 writeLoop are 99% of all goroutines: HTTP response body never closed
        Trend: one profile of 100,016 goroutines; a second one would tell how fast they grow
        cause: HTTP response body never closed
        culprit: unknown (The stacks of these goroutines hold no caller, and without a heap profile of the same service nothing else does. The calls to look at are those that use net/http clients.)"#]],
    );
}

#[test]
fn with_a_heap_profile_beside_it_the_caller_is_named() {
    check(
        "story/goroutine.pb.gz",
        Some("story/heap.pb.gz"),
        expect![[r#"
            Suspected: 50,000 readLoop and 50,000 writeLoop are 99% of all goroutines: HTTP response body never closed
            Trend: one profile of 100,016 goroutines; a second one would tell how fast they grow
            cause: HTTP response body never closed
            culprit: migration-service/internal/registry.(*Client).Check (It stands above net/http.(*Transport).roundTrip in all of the heap memory that such calls left behind.)"#]],
    );
}

#[test]
fn ninety_checks_are_enough_to_suspect() {
    check(
        "story/early/goroutine.pb.gz",
        None,
        expect![[r#"
        Suspected: 90 readLoop and 90 writeLoop are 91% of all goroutines: HTTP response body never closed
        Trend: one profile of 196 goroutines; a second one would tell how fast they grow
        cause: HTTP response body never closed
        culprit: unknown (The stacks of these goroutines hold no caller, and without a heap profile of the same service nothing else does. The calls to look at are those that use net/http clients.)"#]],
    );
}

/// The stacks of a program with 25 kinds of leak, and what each is taken for.
fn zoo(name: &str) -> Option<String> {
    let goroutines = profile(&corpus(name)?);
    let mut names = StackNames::default();
    let counts = StackCounts::of_profile(&goroutines, &mut names);
    let matches = Matches::of(&counts, &names);
    let mut lines = Vec::new();
    for (id, value) in counts.column_values(0) {
        let stack = names.get(id).unwrap();
        let own = stack.frames.iter().find(|f| f.starts_with("main."));
        let shown = own.or(stack.frames.last()).map_or("", |f| f);
        let pattern = matches.get(id).map_or("-", |p| p.name);
        lines.push(format!("{shown} [{}] {value}: {pattern}", stack.wait));
    }
    lines.sort();
    Some(lines.join("\n") + "\n")
}

#[test]
fn each_leak_of_the_zoo_is_known() {
    if let Some(text) = zoo("goroutine/go1.27.3/goroutine.pb.gz") {
        expect![[r#"
            context.(*cancelCtx).propagateCancel.func2 [select] 3: context not cancelled
            database/sql.(*DB).connectionOpener [select] 1: -
            database/sql.(*Rows).awaitDone [select] 3: sql.Rows not closed
            main.leakAfter.func1 [chan receive] 3: chan receive
            main.leakChanRange.func1 [chan receive] 3: chan receive
            main.leakChanRecv.func1 [chan receive] 3: chan receive
            main.leakChanSend.func1 [chan send] 5: chan send
            main.leakCond.func1 [sync.Cond.Wait] 3: Cond never signalled
            main.leakCtxDone.func1 [chan receive] 3: chan receive
            main.leakLocked.func1 [chan receive] 3: chan receive
            main.leakMutex.func1 [sync.Mutex.Lock] 3: Mutex never unlocked
            main.leakNilRecv.func1 [chan receive] 3: chan receive
            main.leakNilSend.func1 [chan send] 3: chan send
            main.leakOnce.func1.1 [chan receive] 3: chan receive
            main.leakOnce.func2 [sync.Mutex.Lock] 3: Mutex never unlocked
            main.leakPipe.func1 [select] 3: io.Pipe not closed
            main.leakRWR.func1 [sync.RWMutex.RLock] 3: Mutex never unlocked
            main.leakRWW.func1 [sync.RWMutex.Lock] 3: Mutex never unlocked
            main.leakSelect.func1 [select] 3: select without end
            main.leakSelectEmpty.func1 [select (no cases)] 3: select without cases
            main.leakSleep.func1 [sleep] 3: sleep without stop
            main.leakTicker.func1 [chan receive] 3: chan receive
            main.leakWG.func1 [sync.WaitGroup.Wait] 3: WaitGroup never done
            main.main [IO wait] 1: -
            main.main.func1 [select] 3: sql.Rows not closed
            main.main.func4 [select (no cases)] 4: select without cases
            main.main.func5 [select] 4: HTTP call without timeout
            main.main.func7 [IO wait] 1: -
            main.main.func8 [] 1: -
            net/http.(*conn).serve [IO wait] 8: -
            net/http.(*conn).serve [] 1: -
            net/http.(*connReader).backgroundRead [IO wait] 5: -
            net/http.(*persistConn).readLoop [IO wait] 8: HTTP call without timeout
            net/http.(*persistConn).readLoop [select] 4: HTTP body not closed
            net/http.(*persistConn).writeLoop [select] 12: HTTP body not closed
            net/http/httptest.(*Server).goServe.func1 [IO wait] 3: -
            os/signal.loop [] 1: -
        "#]]
        .assert_eq(&text);
    }
}

#[test]
fn a_program_with_three_of_each_leak_is_not_suspected_of_one() {
    for version in ["go1.19", "go1.21.13", "go1.23.9", "go1.26.6", "go1.27.3"] {
        let Some(path) = corpus(&format!("goroutine/{version}/goroutine.pb.gz")) else {
            return;
        };
        let verdict = judge_profile(&profile(&path), "goroutine", None);
        assert_eq!(verdict.cause, None, "{version}");
    }
}
