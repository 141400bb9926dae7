//! The recording that ships with the page: what it holds, and what Leakscope says of it.

use expect_test::expect;
use leakscope_core::formats::{self, Limits, Opened};
use leakscope_core::job::{Pace, run};
use leakscope_core::leak::{self, Kept, Span, VerdictKind};
use leakscope_core::recording;
use leakscope_core::telemetry::{Metric, Series};

const ZIP: &[u8] = include_bytes!("../../demo/demo.leakscope.zip");

fn opened() -> recording::Opened {
    run(recording::read(ZIP, &Limits::default(), &Pace::unhurried())).expect("it opens")
}

fn kept(opened: &recording::Opened) -> Kept {
    let mut kept = Kept::default();
    for (id, bytes) in &opened.profiles {
        let entry = opened.recording.profiles().find(|entry| entry.id == *id);
        let entry = entry.expect("its entry");
        let (limits, pace) = (Limits::default(), Pace::unhurried());
        let read = formats::open(&entry.name, bytes.clone(), &limits, &pace, &|_| {});
        match run(read).expect("each of its profiles opens") {
            Opened::Profile { profile, kind, .. } => kept.add(*id, &kind, entry.at_ms, &profile),
            Opened::Dump { dump, .. } => kept.add_dump(*id, entry.at_ms, &dump),
            _ => panic!("{} is no profile", entry.name),
        }
    }
    kept
}

#[test]
fn it_holds_the_story() {
    assert!(ZIP.len() < 600_000, "{} bytes", ZIP.len());
    let opened = opened();
    assert_eq!(opened.remarks, [""; 0]);
    let [service] = &opened.recording.services[..] else {
        panic!("one service");
    };
    let (from_ms, to_ms) = service.range_ms().expect("readings");
    assert!(to_ms - from_ms >= 20.0 * 60e3, "at least 20 minutes");
    let minute = |at_ms: f64| ((at_ms - from_ms) / 60e3).floor();
    let mut happened: Vec<(f64, String)> = Vec::new();
    happened.extend(service.restarts.iter().map(|restart| {
        let version = restart.version.as_deref().unwrap_or("?");
        (minute(restart.at_ms), format!("restart {version}"))
    }));
    happened.extend(
        service
            .events
            .iter()
            .map(|e| (minute(e.start_ms), e.text.clone())),
    );
    happened.extend(
        service
            .gaps
            .iter()
            .map(|g| (minute(g.from_ms), "no answer".into())),
    );
    happened.sort_by(|a, b| a.0.total_cmp(&b.0));
    let happened: Vec<String> = happened
        .iter()
        .map(|(minute, what)| format!("{minute} {what}"))
        .collect();
    expect![[r#"
        3 restart v2.4.0
        3 deploy v2.4.0
        7 migration 1: 12,000 customers
        12 no answer
        16 migration 2: 13,500 customers"#]]
    .assert_eq(&happened.join("\n"));
    for metric in [
        Metric::Goroutines,
        Metric::HeapInUse,
        Metric::HeldFromSystem,
    ] {
        let series = service.series(metric).expect("a series");
        let ends = series.values.first().zip(series.values.last());
        let (first, last) = ends.expect("values");
        assert!(*last > 10.0 * first, "{metric:?} climbs: {first} to {last}");
    }
    let points = service.series(Metric::Goroutines).map(Series::len);
    assert!(points >= Some(200), "a count every 5 s: {points:?}");
}

#[test]
fn it_tells_the_leak_and_its_cause() {
    let opened = opened();
    let verdict = leak::judge_history(&opened.recording.services[0], &kept(&opened));
    assert_eq!(verdict.kind, VerdictKind::Leak);
    let stacks = verdict.evidence.iter().flat_map(|line| &line.text);
    let stacks: Vec<&str> = stacks
        .filter_map(|span| match span {
            Span::Stack { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    for stack in ["readLoop", "writeLoop"] {
        let is_named = stacks.iter().any(|text| text.ends_with(stack));
        assert!(is_named, "{stack} is evidence: {stacks:?}");
    }
    let text = verdict.as_text();
    assert!(
        text.contains("grows alike: registry.(*Client).Check, "),
        "{text}"
    );
    let cause = verdict.cause.expect("a cause");
    assert_eq!(cause.title, "HTTP response body never closed");
    assert_eq!(
        cause.culprit.as_deref(),
        Some("migration-service/internal/registry.(*Client).Check")
    );
}

#[test]
fn its_migrations_are_spikes_and_what_grows_is_the_connections() {
    let opened = opened();
    let service = &opened.recording.services[0];
    let view = leak::view(service, Metric::Goroutines).expect("a series");
    let labels: Vec<Option<&str>> = view.spikes.iter().map(|s| s.label.as_deref()).collect();
    let expected = service.events.iter().filter(|event| !event.is_note);
    let expected: Vec<Option<&str>> = expected.map(|event| Some(event.text.as_str())).collect();
    assert_eq!(labels, expected);

    let restart_ms = service.restarts[0].at_ms;
    let kept = kept(&opened);
    let table = leak::growth(&kept, "goroutine", None, (restart_ms, f64::INFINITY));
    let (first, last) = table.ends.expect("two profiles");
    // The one full dump in between is of another form.
    for end in [first, last] {
        assert!(!kept.get(end).expect("kept").is_dump, "{end:?}");
    }
    let [first, second] = &table.rows[..2] else {
        panic!("two rows");
    };
    let mut top = [first.function.as_str(), second.function.as_str()];
    top.sort_unstable();
    assert_eq!(
        top,
        [
            "net/http.(*persistConn).readLoop",
            "net/http.(*persistConn).writeLoop"
        ]
    );
    assert!(
        first.now > 5_000 && second.now > 5_000,
        "{} and {}",
        first.now,
        second.now
    );
}

#[test]
fn no_path_of_the_machine_that_made_it_is_in_it() {
    for (id, bytes) in opened().profiles {
        let (limits, pace) = (Limits::default(), Pace::unhurried());
        let read = run(formats::open("", bytes, &limits, &pace, &|_| {}));
        let (Ok(Opened::Profile { profile, .. }) | Ok(Opened::Dump { profile, .. })) = read else {
            panic!("profile {} opens", id.0);
        };
        let print = formats::print::profile(&profile);
        for home in ["/home/", "/root/", "/Users/", "/work"] {
            assert!(!print.contains(home), "profile {} names {home}", id.0);
        }
    }
}
