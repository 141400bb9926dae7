//! What Leakscope says of a service over time.

use expect_test::{Expect, expect};
use leakscope_core::leak::VerdictKind;

use crate::service::Story;

fn check(story: Story, expected: Expect) {
    expected.assert_eq(&story.watch(7).verdict().as_text());
}

#[test]
fn a_day_of_the_story_two_migrations_and_a_restart() {
    let hour = 3600.0;
    check(
        Story {
            seconds: 27.0 * hour,
            check_s: 60.0,
            profile_s: 600.0,
            migrations: vec![
                (2.3 * hour, 2.3 * hour + 840.0),
                (26.3 * hour, 26.3 * hour + 840.0),
            ],
            restart_s: Some(4.2 * hour),
            silent_s: Some((15.4 * hour, 16.0 * hour)),
            others: |_| 1700.0,
            noise: 6.0,
            ..Story::default()
        },
        expect![[r#"
            Leak: goroutines grow by 2 with every health check (+120/h for 21h34m)
            Spike: 1 spike (migration 11:57 UTC – 12:12 UTC) is transient and ends at the baseline it began: not part of it
            Trend: 100% of the growth sits in 2 stacks: net/http.(*persistConn).readLoop and .writeLoop → pattern: HTTP body not closed
            Trend: heap in use grows with them, by 703 kB/h: each check keeps 11.7 kB
            Restart: since the restart at 13:52 UTC (−510 goroutines)
            cause: HTTP response body never closed
            culprit: unknown (The stacks of these goroutines hold no caller, and without a heap profile of the same service nothing else does. The calls to look at are those that use net/http clients.)"#]],
    );
}

#[test]
fn five_minutes_of_some_dozens_of_checks_and_a_migration() {
    check(
        Story {
            seconds: 300.0,
            poll_s: 2.0,
            check_s: 5.0,
            profile_s: 15.0,
            migrations: vec![(120.0, 180.0)],
            ..Story::default()
        },
        expect![[r#"
            Leak: goroutines grow by 2 with every health check (+1,440/h for 4m32s)
            Spike: 1 spike (migration 09:41 UTC – 09:43 UTC) is transient and ends at the baseline it began: not part of it
            Trend: 100% of the growth sits in 2 stacks: net/http.(*persistConn).readLoop and .writeLoop → pattern: HTTP body not closed
            cause: HTTP response body never closed
            culprit: unknown (The stacks of these goroutines hold no caller, and without a heap profile of the same service nothing else does. The calls to look at are those that use net/http clients.)"#]],
    );
}

#[test]
fn a_minute_and_a_half_without_a_migration() {
    check(
        Story {
            seconds: 100.0,
            poll_s: 1.0,
            check_s: 1.0,
            profile_s: 10.0,
            ..Story::default()
        },
        expect![[r#"
            Leak: goroutines grow by 2 with every health check (+7,200/h for 1m34s)
            Trend: 100% of the growth sits in 2 stacks: net/http.(*persistConn).readLoop and .writeLoop → pattern: HTTP body not closed
            cause: HTTP response body never closed
            culprit: unknown (The stacks of these goroutines hold no caller, and without a heap profile of the same service nothing else does. The calls to look at are those that use net/http clients.)"#]],
    );
}

#[test]
fn others_check_too() {
    check(
        Story {
            seconds: 1800.0,
            others_s: 20.0,
            ..Story::default()
        },
        expect![[r#"
            Leak: goroutines grow by 576 per hour (for 28m)
            Trend: each health check of ours adds 2.3; the rest of the +576/h is others' checks or time
            Trend: 100% of the growth sits in 2 stacks: net/http.(*persistConn).readLoop and .writeLoop → pattern: HTTP body not closed
            cause: HTTP response body never closed
            culprit: unknown (The stacks of these goroutines hold no caller, and without a heap profile of the same service nothing else does. The calls to look at are those that use net/http clients.)"#]],
    );
}

#[test]
fn counts_alone_suspect() {
    check(
        Story {
            seconds: 2.0 * 3600.0,
            check_s: 0.0,
            others_s: 40.0,
            profile_s: 0.0,
            ..Story::default()
        },
        expect![
            "Suspected: goroutines grow by 178 per hour (for 1h53m); a second goroutine profile will tell where"
        ],
    );
}

#[test]
fn fixed_with_a_timeout_it_is_a_plateau() {
    check(
        Story {
            seconds: 300.0,
            poll_s: 1.0,
            check_s: 1.0,
            others_s: 0.2,
            profile_s: 15.0,
            lives_s: 2.0,
            noise: 1.0,
            ..Story::default()
        },
        expect![[r#"
            Healthy: goroutines and heap end within 6% of their start in 4m59s
            Trend: goroutines around 32
            Trend: heap around 6.6 MB"#]],
    );
}

#[test]
fn fixed_and_a_migration_is_a_spike() {
    check(
        Story {
            seconds: 300.0,
            poll_s: 1.0,
            check_s: 1.0,
            lives_s: 2.0,
            profile_s: 15.0,
            migrations: vec![(120.0, 180.0)],
            ..Story::default()
        },
        expect![[r#"
            SpikeOnly: 1 spike (migration 09:41 UTC – 09:43 UTC), back at its baseline
            Trend: goroutines around 28
            Trend: heap around 6.5 MB"#]],
    );
}

/// Checks that end, and a migration from half an hour on until so many seconds.
fn migrating(seconds: f64, until: f64) -> Story {
    Story {
        seconds,
        lives_s: 2.0,
        migrations: vec![(1800.0, until)],
        ..Story::default()
    }
}

#[test]
fn a_migration_that_runs_is_a_spike_in_progress() {
    check(
        migrating(2100.0, 9e9),
        expect![[r#"
            SpikeOnly: migration: goroutines rising since 10:09 UTC, +2,001; heap rising since 10:09 UTC, +286 MB: whether it falls or stays is not known yet
            Trend: goroutines around 24
            Trend: heap around 6.0 MB"#]],
    );
    check(
        Story {
            lives_s: f64::INFINITY,
            ..migrating(2000.0, 9e9)
        },
        expect![[r#"
            Leak: goroutines grow by 2 with every health check (+240/h for 28m)
            Trend: 100% of the growth sits in 2 stacks: net/http.(*persistConn).readLoop and .writeLoop → pattern: HTTP body not closed
            Spike: migration: goroutines rising since 10:09 UTC, +2,014; heap rising since 10:09 UTC, +286 MB: not part of it while it may fall again
            cause: HTTP response body never closed
            culprit: unknown (The stacks of these goroutines hold no caller, and without a heap profile of the same service nothing else does. The calls to look at are those that use net/http clients.)"#]],
    );
}

#[test]
fn a_rise_is_open_until_it_falls_or_stays() {
    for seconds in (1815..=2200).step_by(35) {
        let verdict = migrating(f64::from(seconds), 9e9).watch(7).verdict();
        let text = verdict.as_text();
        assert_eq!(verdict.kind, VerdictKind::SpikeOnly, "{seconds} s: {text}");
        assert!(text.contains("rising since 10:"), "{seconds} s: {text}");
    }
    check(
        migrating(2300.0, 2200.0),
        expect![[r#"
        SpikeOnly: 1 spike (migration 10:09 UTC – 10:16 UTC), back at its baseline
        Trend: goroutines around 24
        Trend: heap around 5.9 MB"#]],
    );
    let stays = |seconds| Story {
        others: |s| if s < 1800.0 { 24.0 } else { 2024.0 },
        migrations: Vec::new(),
        profile_s: 0.0,
        ..migrating(seconds, 0.0)
    };
    check(
        stays(2100.0),
        expect![[r#"
        SpikeOnly: goroutines rising since 10:09 UTC, +2,001: whether it falls or stays is not known yet
        Trend: goroutines around 24
        Trend: heap around 6.0 MB"#]],
    );
    check(
        stays(2500.0),
        expect!["Step: goroutines stepped up from 24 to 2,024 at 10:11 UTC and stayed there"],
    );
}

#[test]
fn steps_warm_ups_days_and_beginnings() {
    let quiet = |seconds, others: fn(f64) -> f64| Story {
        seconds,
        lives_s: 1.0,
        profile_s: 0.0,
        poll_s: if seconds > 1e5 { 60.0 } else { 5.0 },
        others,
        noise: 2.0,
        ..Story::default()
    };
    let hour = 3600.0;
    check(
        quiet(3.0 * hour, |s| if s < 5000.0 { 100.0 } else { 180.0 }),
        expect!["Step: goroutines stepped up from 100 to 180 at 11:04 UTC and stayed there"],
    );
    check(
        quiet(3.0 * hour, |s| 100.0 + 80.0 * (1.0 - (-s / 1500.0).exp())),
        expect!["WarmUp: goroutines rose by 88 until about 11:14 UTC, flat since"],
    );
    check(
        quiet(72.0 * hour, |s| 200.0 + 60.0 * (s / 13750.987).sin()),
        expect!["Daily: goroutines: the course of a day over 71h59m, and no growth"],
    );
    check(
        quiet(40.0, |_| 100.0),
        expect!["TooLittleData: 8 polls; first answer in about 1m"],
    );
}

#[test]
fn nothing_seen_says_so() {
    let seen = Story {
        seconds: 0.0,
        ..Story::default()
    }
    .watch(1);
    assert_eq!(seen.verdict().kind, VerdictKind::TooLittleData);
}

#[test]
fn within_a_minute_of_watching_at_an_accelerated_pace() {
    for seed in 0..20 {
        let story = Story {
            seconds: 60.0,
            poll_s: 1.0,
            check_s: 1.0,
            profile_s: 5.0,
            ..Story::default()
        };
        let verdict = story.watch(seed).verdict();
        let said = verdict.as_text();
        assert_eq!(verdict.kind, VerdictKind::Leak, "seed {seed}: {said}");
        assert!(said.contains("by 2 with every health check"), "{said}");
        assert!(
            verdict.cause.is_some_and(|cause| !cause.fix.is_empty()),
            "{said}"
        );
    }
}
