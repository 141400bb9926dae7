//! The person's own function, found by heap sites that grow as the leaking goroutines do.

use expect_test::{Expect, expect};
use leakscope_core::telemetry::ProfileId;

use crate::service::{Dice, Story, profile_of};
use crate::support::{corpus, profile};

const RATE: f64 = 524_288.0;

/// A heap site: its stack, leaf first, the size of its objects, and how many there are beside so many
/// leaked connections.
type Site = (&'static [&'static str], f64, fn(f64) -> f64);

/// A check a second that leaks, for half an hour, with heap profiles of these sites as Go samples
/// them.
fn check(sites: &[Site], expected: Expect) {
    let mut seen = Story {
        seconds: 1800.0,
        check_s: 1.0,
        ..Story::default()
    }
    .watch(7);
    let mut dice = Dice::new(11);
    let counted: Vec<(f64, f64)> = seen
        .kept
        .profiles
        .iter()
        .map(|p| (p.at_ms, (p.counts.totals[0] - 24) as f64 / 2.0))
        .collect();
    // Objects and samples of them so far, per site.
    let mut known = vec![(0.0, 0.0); sites.len()];
    for (i, (at_ms, connections)) in counted.into_iter().enumerate() {
        let rows: Vec<_> = sites
            .iter()
            .zip(&mut known)
            .map(|((frames, size, objects), (there, sampled))| {
                let share = 1.0 - (-size / RATE).exp();
                while *there < objects(connections) {
                    *there += 1.0;
                    *sampled += f64::from(u8::from(dice.roll() < share));
                }
                let printed = *sampled / share;
                (*frames, vec![printed as i64, (printed * size) as i64])
            })
            .collect();
        let types = [("inuse_objects", "count"), ("inuse_space", "bytes")];
        let mut heap = profile_of(&types, &rows);
        heap.about.period = RATE as i64;
        seen.kept
            .add(ProfileId(1000 + i as u32), "heap", at_ms, &heap);
    }
    let text = seen.verdict().as_text();
    let said = text
        .lines()
        .filter(|line| line.starts_with("culprit") || line.starts_with("Trend: grows alike"));
    expected.assert_eq(&said.collect::<Vec<_>>().join("\n"));
}

/// What the leaking call leaves behind: two objects for each connection.
const CALL: Site = (
    &[
        "net/http.(*Transport).getConn",
        "net/http.(*Transport).roundTrip",
        "net/http.(*Client).do",
        "shop/registry.(*Client).Check",
        "main.main",
    ],
    4096.0,
    |n| 2.0 * n,
);
/// What each check keeps for itself.
const KEPT: Site = (
    &[
        "bytes.growSlice",
        "shop/registry.(*Client).Check",
        "main.main",
    ],
    16384.0,
    |n| n,
);
/// Grows steadily, by its own rate.
const CACHE: Site = (&["shop/cache.(*Cache).put", "main.main"], 65536.0, |n| {
    0.4 * n
});
/// Grew once, and stays.
const TABLE: Site = (&["shop/table.Load", "main.main"], 16384.0, |n| {
    if n < 600.0 { 0.0 } else { 1800.0 }
});

#[test]
fn a_site_of_the_leaking_call_names_its_caller() {
    check(
        &[CALL, CACHE, TABLE],
        expect![[r#"
            Trend: grows alike: registry.(*Client).Check, 2.5 objects for each readLoop in 1 heap site (34 samples, ±34% in all)
            culprit: shop/registry.(*Client).Check (It stands above net/http.(*Transport).getConn in heap sites that grow as the goroutines do.)"#]],
    );
}

#[test]
fn without_one_a_site_that_grows_alike_does() {
    check(
        &[KEPT, CACHE, TABLE],
        expect![[r#"
            Trend: grows alike: registry.(*Client).Check, 1.2 objects for each readLoop in 1 heap site (64 samples, ±25% in all)
            culprit: shop/registry.(*Client).Check (Its heap sites grow as the goroutines do; none of the calls themselves was sampled.)"#]],
    );
}

#[test]
fn a_site_of_the_call_goes_before_one_that_only_grows_alike() {
    const OTHER: Site = (&["shop/audit.Write", "main.main"], 65536.0, |n| n);
    check(
        &[CALL, OTHER],
        expect![[r#"
            Trend: grows alike: registry.(*Client).Check, 2.6 objects for each readLoop in 1 heap site (35 samples, ±33% in all)
            culprit: shop/registry.(*Client).Check (It stands above net/http.(*Transport).getConn in heap sites that grow as the goroutines do.)"#]],
    );
}

#[test]
fn what_grows_at_its_own_rate_or_at_once_names_nobody() {
    check(
        &[CACHE, TABLE],
        expect![
            "culprit: unknown (The stacks of these goroutines hold no caller, and no heap site of theirs names a function of yours yet. The calls to look at are those that use net/http clients.)"
        ],
    );
}

#[test]
fn two_that_grow_alike_are_both_said() {
    const OTHER: Site = (&["shop/audit.Write", "main.main"], 16384.0, |n| n);
    check(
        &[KEPT, OTHER],
        expect![
            "culprit: unknown (The stacks of these goroutines hold no caller, and heap sites of shop/registry.(*Client).Check and of shop/audit.Write grow alike, with about as many samples each. The calls to look at are those that use net/http clients.)"
        ],
    );
}

#[test]
fn too_few_samples_name_nobody() {
    const SMALL: Site = (
        &["bytes.growSlice", "shop/registry.(*Client).Check"],
        2048.0,
        |n| n,
    );
    check(
        &[SMALL],
        expect![
            "culprit: unknown (The stacks of these goroutines hold no caller, and what grows alike, heap sites of shop/registry.(*Client).Check, stands on 5 samples only. The calls to look at are those that use net/http clients.)"
        ],
    );
}

/// A leak of any pace beside a real heap that has nothing to do with it: its sites must not be
/// taken for the leak's.
#[test]
fn of_another_programs_heap_nothing_grows_alike() {
    let mut named = Vec::new();
    for pace in 1..=20 {
        let mut seen = Story {
            seconds: 67.5 * 60.0,
            poll_s: 10.0,
            check_s: 0.5 * f64::from(pace),
            ..Story::default()
        }
        .watch(7);
        let times: Vec<f64> = seen.kept.profiles.iter().map(|p| p.at_ms).collect();
        for (i, at_ms) in (1..=68).zip(times) {
            let Some(path) = corpus(&format!("series/etcd-heap/{i:03}.pb.gz")) else {
                return;
            };
            seen.kept
                .add(ProfileId(1000 + i), "heap", at_ms, &profile(&path));
        }
        let verdict = seen.verdict();
        let cause = verdict.cause.expect("the pattern is known");
        named.extend(cause.culprit);
    }
    assert_eq!(named, [""; 0]);
}
