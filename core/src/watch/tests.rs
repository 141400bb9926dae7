mod experiment;
mod usual_paths;

use super::*;
use crate::engine::protocol::{Check, Outcome, Probe, TroubleKind};
use crate::formats::FormatError;

fn target() -> Target {
    Target {
        name: "checker".into(),
        base_url: "http://localhost:8080".into(),
        health: "/health".into(),
        pprof: "/debug/pprof/".into(),
        ..Target::default()
    }
}

fn names(polls: &[Poll]) -> Vec<&'static str> {
    polls.iter().map(|poll| poll.what.name()).collect()
}

fn failed(kind: TroubleKind) -> Settled {
    Settled::Failed(Box::new(Trouble {
        kind,
        ..Trouble::default()
    }))
}

/// A watch whose first answers came at 0.
fn connected() -> Watch {
    let mut watch = Watch::new(target(), Intervals::default());
    for what in [What::Counts, What::Health] {
        watch.due(0.0);
        watch.settle(&what, 0.0, Settled::Answered);
    }
    for poll in watch.due(0.0) {
        watch.settle(&poll.what, 0.0, Settled::Answered);
    }
    for what in [
        What::Profile("goroutine"),
        What::Profile("heap"),
        What::Memory,
    ] {
        watch.settle(&what, 0.0, Settled::Answered);
    }
    watch
}

#[test]
fn profiles_are_taken_as_soon_as_something_answers() {
    let mut watch = Watch::new(target(), Intervals::default());
    assert_eq!(names(&watch.due(0.0)), ["counts", "health"]);
    assert_eq!(watch.next_due_ms(), None, "everything else waits");
    watch.settle(&What::Counts, 3.0, Settled::Answered);
    assert_eq!(names(&watch.due(3.0)), ["goroutine", "heap", "memory"]);
}

#[test]
fn each_is_asked_at_its_interval() {
    let mut watch = connected();
    let mut log = Vec::new();
    let mut now_ms = 0.0;
    while now_ms < 60e3 {
        now_ms = watch.next_due_ms().expect("nothing is on its way");
        for poll in watch.due(now_ms) {
            log.push((now_ms / 1e3, poll.what.name()));
            watch.settle(&poll.what, now_ms, Settled::Answered);
        }
    }
    let count = |name| log.iter().filter(|(_, n)| *n == name).count();
    assert_eq!(
        [
            count("counts"),
            count("health"),
            count("memory"),
            count("goroutine"),
            count("heap")
        ],
        [12, 2, 4, 1, 1]
    );
}

#[test]
fn the_next_poll_waits_for_the_last() {
    let mut watch = connected();
    assert_eq!(names(&watch.due(5e3)), ["counts"]);
    assert!(!names(&watch.due(25e3)).contains(&"counts"));
    watch.settle(&What::Counts, 26e3, Settled::Answered);
    assert_eq!(names(&watch.due(26e3)), ["counts"], "late, so at once");
}

#[test]
fn what_fails_is_asked_ever_more_seldom_and_others_go_on() {
    let mut watch = connected();
    let mut asked_s = Vec::new();
    let mut now_ms = 0.0;
    while now_ms < 1_800e3 {
        now_ms = watch.next_due_ms().expect("something is due");
        for poll in watch.due(now_ms) {
            let settled = if poll.what == What::Counts {
                asked_s.push(now_ms / 1e3);
                failed(TroubleKind::Unreachable)
            } else {
                Settled::Answered
            };
            watch.settle(&poll.what, now_ms, settled);
        }
    }
    assert_eq!(&asked_s[..7], [5.0, 15.0, 35.0, 75.0, 155.0, 315.0, 615.0]);
    assert_eq!(asked_s[7] - asked_s[6], 300.0, "never longer than 5 min");
    assert!(watch.trouble().is_none(), "the rest still answers");
}

#[test]
fn retry_forgets_the_back_off() {
    let mut watch = Watch::new(target(), Intervals::default());
    watch.due(0.0);
    watch.settle(&What::Counts, 0.0, failed(TroubleKind::Cors));
    watch.settle(&What::Health, 0.0, failed(TroubleKind::Unreachable));
    assert_eq!(watch.trouble().map(|t| t.kind), Some(TroubleKind::Cors));
    assert!(watch.due(1.0).is_empty());
    watch.retry();
    assert_eq!(names(&watch.due(1.0)), ["counts", "health"]);
}

#[test]
fn a_pause_stops_what_is_not_yet_asked() {
    let mut watch = connected();
    watch.pause(true);
    assert!(watch.due(1e9).is_empty());
    assert_eq!(watch.next_due_ms(), None);
    watch.pause(false);
    assert_eq!(names(&watch.due(5e3)), ["counts"]);
}

#[test]
fn an_interval_of_nothing_is_never_and_one_of_a_millisecond_a_second() {
    let intervals = Intervals {
        counts_ms: 1.0,
        health_ms: 0.0,
        memory_ms: f64::NAN,
        profiles_ms: -1.0,
        events_ms: 0.0,
    };
    let mut watch = Watch::new(target(), intervals);
    assert_eq!(names(&watch.due(0.0)), ["counts"]);
    watch.settle(&What::Counts, 0.0, Settled::Answered);
    assert_eq!(watch.next_due_ms(), Some(1e3));
}

#[test]
fn health_is_looked_for_where_it_usually_is() {
    let mut watch = Watch::new(
        Target {
            pprof: String::new(),
            ..target()
        },
        Intervals::default(),
    );
    let mut tried = Vec::new();
    while let [poll] = &watch.due(0.0)[..] {
        tried.push(poll.url.clone());
        watch.settle(&poll.what, 0.0, failed(TroubleKind::NotFound));
    }
    assert_eq!(tried.len(), health_paths().len());
    assert!(tried[1].ends_with(":8080/healthz"));
    assert_eq!(watch.trouble().map(|t| t.kind), Some(TroubleKind::NotFound));

    let mut named = Watch::new(
        Target {
            health: "/up".into(),
            ..target()
        },
        Intervals::default(),
    );
    named.due(0.0);
    named.settle(&What::Health, 0.0, failed(TroubleKind::NotFound));
    assert!(
        named.due(0.0).is_empty(),
        "a path a person chose is not guessed at"
    );
}

#[test]
fn every_failure_has_a_name_and_a_way_on() {
    let url = "http://svc:6060/debug/pprof/";
    let blocked = |probe| Outcome::Blocked {
        message: "Failed to fetch".into(),
        probe,
    };
    let status = |status| Outcome::Answered {
        status,
        content_type: String::new(),
        took_ms: 1.0,
    };
    let reached = |reached| Probe {
        reached,
        ..Probe::default()
    };
    let denied = Probe {
        is_local_address: true,
        local_network: "denied".into(),
        ..Probe::default()
    };
    let mixed = Probe {
        is_mixed_content: true,
        ..Probe::default()
    };
    let table = [
        (blocked(reached(Some(true))), TroubleKind::Cors),
        (blocked(reached(Some(false))), TroubleKind::Unreachable),
        (blocked(reached(None)), TroubleKind::Unreachable),
        (blocked(denied), TroubleKind::LocalNetworkDenied),
        (blocked(mixed), TroubleKind::MixedContent),
        (Outcome::TimedOut { after_ms: 10e3 }, TroubleKind::TimedOut),
        (status(401), TroubleKind::Unauthorised),
        (status(403), TroubleKind::Unauthorised),
        (status(404), TroubleKind::NotFound),
        (status(500), TroubleKind::HttpStatus),
    ];
    for (outcome, kind) in table {
        let trouble = trouble(url, &outcome).expect("it is a failure");
        assert_eq!(trouble.kind, kind, "{outcome:?}");
        assert!(trouble.title.contains("svc:6060"), "{}", trouble.title);
        assert!(!trouble.remedies.is_empty() && !trouble.checks.is_empty());
    }
    assert_eq!(trouble(url, &status(204)), None);
}

#[test]
fn what_the_browser_hides_is_not_claimed() {
    let outcome = Outcome::Blocked {
        message: String::new(),
        probe: Probe::default(),
    };
    let trouble = trouble("http://svc/health", &outcome).expect("it is a failure");
    assert!(
        trouble
            .checks
            .iter()
            .all(|(check, _)| *check == Check::Hidden)
    );
    assert!(trouble.detail.contains("could be"));
}

#[test]
fn the_remedies_for_cors_start_without_a_redeploy_and_warn_of_one() {
    let outcome = Outcome::Blocked {
        message: String::new(),
        probe: Probe {
            reached: Some(true),
            ..Probe::default()
        },
    };
    let trouble = trouble("http://localhost:6060/debug/pprof/", &outcome).expect("it is a failure");
    let copies: Vec<_> = trouble
        .remedies
        .iter()
        .map(|(_, copy)| copy.as_str())
        .collect();
    assert_eq!(copies[0], "cargo xtask serve --proxy http://localhost:6060");
    assert!(copies[1].starts_with("kubectl proxy"));
    assert!(copies[2].contains("http://localhost:6060/debug/pprof/heap"));
    let (last, middleware) = trouble.remedies.last().expect("there are some");
    assert!(
        last.contains("destroys the evidence")
            && middleware.contains("Access-Control-Allow-Origin")
    );
}

#[test]
fn a_page_where_json_should_be_is_called_one() {
    let error = FormatError::unknown("it is an HTML page");
    let trouble = not_json(
        "http://svc/health",
        "health JSON",
        b"\n<!doctype html>",
        &error,
    );
    assert_eq!(
        trouble.title,
        "svc answered with an HTML page instead of health JSON"
    );
    assert_eq!(trouble.kind, TroubleKind::NotJson);
}

#[test]
fn the_cost_names_what_is_asked() {
    let watch = Watch::new(
        target(),
        Intervals {
            health_ms: 0.0,
            ..Intervals::default()
        },
    );
    let words = cost(&watch.intervals(), &watch.endpoints());
    assert!(words.starts_with("every 5 s the pprof index"), "{words}");
    assert!(
        !words.contains("health") && !words.contains("events"),
        "{words}"
    );
}
