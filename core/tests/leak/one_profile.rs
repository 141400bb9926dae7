//! What one profile alone tells.

use expect_test::{Expect, expect};
use leakscope_core::leak::judge_profile;

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
