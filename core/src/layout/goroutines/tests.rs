//! Groups of small dumps as text, and of generated ones against naive oracles.

mod oracle;

use std::sync::Arc;

use expect_test::{Expect, expect};

use super::*;
use crate::formats::{GoroutineDump, Limits, Opened, open};
use crate::job::{Pace, run};
use crate::profile::testing::folded;
use crate::profile::{Profile, Selection};

const DUMP: &str = "\
goroutine 7 [select, 3 minutes]:
net/http.(*persistConn).writeLoop(0xc0001)
\t/go/src/net/http/transport.go:2590 +0xe7
created by net/http.(*Transport).dialConn in goroutine 9
\t/go/src/net/http/transport.go:1947 +0x174f

goroutine 8 [select (leaked), 9 minutes]:
net/http.(*persistConn).writeLoop(0xc0002)
\t/go/src/net/http/transport.go:2590 +0xe7
created by net/http.(*Transport).dialConn in goroutine 5
\t/go/src/net/http/transport.go:1947 +0x174f

goroutine 9 [running, locked to thread] {handler: /health, tenant: a}:
main.main(0xc000010018, {0x1, 0x2})
\t/srv/main.go:12 +0x1d

goroutine 12 [IO wait, 700 minutes] {handler: /health}:
internal/poll.runtime_pollWait(0x7f, 0x72)
\t/go/src/runtime/netpoll.go:351 +0x85
net/http.(*persistConn).writeLoop(0xc0003)
\t/go/src/net/http/transport.go:2590 +0xe7
created by main.main in goroutine 9
\t/srv/main.go:14 +0x1d
";

fn read(text: &str) -> (GoroutineDump, Profile) {
    let bytes = text.as_bytes().to_vec();
    let pace = Pace::unhurried();
    match run(open("dump", bytes, &Limits::default(), &pace, &|_| ())) {
        Ok(Opened::Dump { dump, profile, .. }) => (dump, profile),
        _ => panic!("a dump"),
    }
}

fn select(profile: &Profile, base: Option<&Profile>) -> Selection {
    let pace = Pace::unhurried();
    match base {
        None => run(Selection::of(Arc::new(profile.clone()), None, &pace)),
        Some(base) => run(Selection::compare(profile, base, None, &pace)).expect("comparable"),
    }
}

fn page(
    selection: &Selection,
    dump: Option<&GoroutineDump>,
    query: &GoroutineQuery,
) -> GoroutinePage {
    let pace = Pace::unhurried();
    let listed = dump.map(|dump| Listed { dump, origin: None });
    let groups = run(goroutine_groups(selection, listed, query, &pace));
    run(goroutine_page(selection, &groups, dump, query, &pace))
}

fn all(by: GroupBy) -> GoroutineQuery {
    GoroutineQuery {
        by,
        limit: u32::MAX,
        ..GoroutineQuery::default()
    }
}

/// With every row that opens open.
fn opened(
    selection: &Selection,
    dump: Option<&GoroutineDump>,
    mut query: GoroutineQuery,
) -> GoroutinePage {
    loop {
        let page = page(selection, dump, &query);
        let keys = page.rows.iter().map(|row| row.key).filter(|key| *key != 0);
        let keys: Vec<u64> = keys.collect();
        if keys.len() == query.open.len() {
            return page;
        }
        query.open = keys;
    }
}

fn print(page: &GoroutinePage) -> String {
    let mut text = String::new();
    for row in &page.rows {
        text += match row.kind {
            GoroutineRowKind::Group => "",
            GoroutineRowKind::Stack => "  ",
            GoroutineRowKind::Frame | GoroutineRowKind::One => "    ",
        };
        text += &format!("{} {}", row.name, row.place);
        if row.kind != GoroutineRowKind::Frame {
            text += &format!("{} [{}]", row.count, row.state);
            if let Some(base) = row.base {
                text += &format!(" of {base}");
            }
            if let (longest, Some(median)) = (row.longest_minutes, row.median_minutes) {
                text += &format!(" {}m, median {median}m", longest.unwrap_or(0));
            }
            text += &format!(" by {} {{{}}}", row.creator, row.labels);
            if row.leaked > 0 {
                text += &format!(" leaked {}", row.leaked);
            }
            text += if row.is_locked { " locked" } else { "" };
        }
        text += "\n";
    }
    text
}

fn check(by: GroupBy, label: &str, expected: Expect) {
    let (dump, profile) = read(DUMP);
    let selection = select(&profile, None);
    let query = GoroutineQuery {
        label: label.to_owned(),
        ..all(by)
    };
    expected.assert_eq(&print(&opened(&selection, Some(&dump), query)));
}

#[test]
fn by_stack_with_frames_and_goroutines_longest_wait_first() {
    check(
        GroupBy::Stack,
        "",
        expect![[r#"
        net/http.(*persistConn).writeLoop 2 [select] 9m, median 3m by net/http.(*Transport).dialConn {} leaked 1
            net/http.(*persistConn).writeLoop /go/src/net/http/transport.go:2590
            goroutine 8 0 [select] by net/http.(*Transport).dialConn {} leaked 1
            goroutine 7 0 [select] by net/http.(*Transport).dialConn {}
        main.main 1 [running] by  {handler=/health, tenant=a}
            main.main /srv/main.go:12
            goroutine 9 0 [running] by  {handler=/health, tenant=a} locked
        net/http.(*persistConn).writeLoop 1 [IO wait] 700m, median 700m by main.main {handler=/health}
            internal/poll.runtime_pollWait /go/src/runtime/netpoll.go:351
            net/http.(*persistConn).writeLoop /go/src/net/http/transport.go:2590
            goroutine 12 0 [IO wait] by main.main {handler=/health}
    "#]],
    );
}

#[test]
fn by_function_with_its_stacks() {
    check(
        GroupBy::Function,
        "",
        expect![[r#"
        net/http.(*persistConn).writeLoop 3 [select +1] 700m, median 9m by net/http.(*Transport).dialConn +1 {handler=/health} leaked 1
          net/http.(*persistConn).writeLoop 2 [select] 9m, median 3m by net/http.(*Transport).dialConn {} leaked 1
            net/http.(*persistConn).writeLoop /go/src/net/http/transport.go:2590
            goroutine 8 0 [select] by net/http.(*Transport).dialConn {} leaked 1
            goroutine 7 0 [select] by net/http.(*Transport).dialConn {}
          net/http.(*persistConn).writeLoop 1 [IO wait] 700m, median 700m by main.main {handler=/health}
            internal/poll.runtime_pollWait /go/src/runtime/netpoll.go:351
            net/http.(*persistConn).writeLoop /go/src/net/http/transport.go:2590
            goroutine 12 0 [IO wait] by main.main {handler=/health}
        main.main 1 [running] by  {handler=/health, tenant=a}
          main.main 1 [running] by  {handler=/health, tenant=a}
            main.main /srv/main.go:12
            goroutine 9 0 [running] by  {handler=/health, tenant=a} locked
    "#]],
    );
}

#[test]
fn by_state_wait_creator_and_label() {
    for (by, label) in [
        (GroupBy::State, ""),
        (GroupBy::Wait, ""),
        (GroupBy::Creator, ""),
        (GroupBy::Label, "handler"),
    ] {
        let (dump, profile) = read(DUMP);
        let query = GoroutineQuery {
            label: label.to_owned(),
            ..all(by)
        };
        let page = page(&select(&profile, None), Some(&dump), &query);
        let names: Vec<String> = page
            .rows
            .iter()
            .map(|row| format!("{} {}", row.count, row.name))
            .collect();
        let expected: &[&str] = match by {
            GroupBy::State => &["2 select", "1 running", "1 IO wait"],
            GroupBy::Wait => &[
                "2 1 to 9 minutes",
                "1 under a minute, or not waiting",
                "1 6 to 24 hours",
            ],
            GroupBy::Creator => &[
                "2 net/http.(*Transport).dialConn",
                "1 (none)",
                "1 main.main",
            ],
            _ => &["2 (none)", "2 /health"],
        };
        assert_eq!(names, expected);
    }
}

#[test]
fn what_can_be_chosen() {
    let (dump, profile) = read(DUMP);
    let choices = page(&select(&profile, None), Some(&dump), &all(GroupBy::Stack)).choices;
    let count = |name: &str, count: i64| (name.to_owned(), count);
    assert_eq!(
        choices.states,
        [count("select", 2), count("running", 1), count("IO wait", 1)]
    );
    assert_eq!(choices.waits, [(1, 3), (10, 1), (60, 1), (360, 1)]);
    assert_eq!(
        choices.packages,
        [
            count("net/http", 3),
            count("main", 1),
            count("internal/poll", 1)
        ]
    );
    let labels = [("handler", "/health", 2), ("tenant", "a", 1)];
    let labels = labels.map(|(key, value, count)| (key.to_owned(), value.to_owned(), count));
    assert_eq!(choices.labels, labels);
    assert_eq!(choices.keys, ["handler", "tenant"]);
}

#[test]
fn one_goroutine_in_full() {
    let (dump, _) = read(DUMP);
    let one = goroutine(&dump, 3).expect("the last");
    assert_eq!((one.id, one.wait_minutes), (12, Some(700)));
    let frames: Vec<String> = one
        .frames
        .iter()
        .map(|frame| format!("{}({}) {}", frame.function, frame.arguments, frame.place))
        .collect();
    assert_eq!(
        frames,
        [
            "internal/poll.runtime_pollWait(0x7f, 0x72) /go/src/runtime/netpoll.go:351",
            "net/http.(*persistConn).writeLoop(0xc0003) /go/src/net/http/transport.go:2590"
        ]
    );
    assert_eq!(one.creator.function, "main.main");
    assert_eq!((one.creator_id, one.creator_index), (Some(9), Some(2)));
    assert_eq!(goroutine(&dump, 4), None);
}

#[test]
fn a_counted_base_has_the_dumps_stacks() {
    let (dump, profile) = read(DUMP);
    let base = folded(
        "goroutine/count",
        "net/http.(*persistConn).writeLoop;runtime.selectgo;runtime.gopark 5\nmain.gone 2\n",
    );
    let selection = select(&profile, Some(&base));
    let page = page(&selection, Some(&dump), &all(GroupBy::Stack));
    expect![[r#"
        net/http.(*persistConn).writeLoop 2 [select] of 5 9m, median 3m by net/http.(*Transport).dialConn {} leaked 1
        main.main 1 [running] of 0 by  {handler=/health, tenant=a}
        net/http.(*persistConn).writeLoop 1 [IO wait] of 0 700m, median 700m by main.main {handler=/health}
        main.gone 0 [] of 2 by  {}
    "#]].assert_eq(&print(&page));
}

#[test]
fn a_leak_profile_is_leaked_and_has_no_states() {
    let profile = folded(
        "goroutineleak/count",
        "main.main;main.leak;runtime.gopark 5\n",
    );
    let page = opened(&select(&profile, None), None, all(GroupBy::Stack));
    assert_eq!((page.leaked, page.count, page.is_dump), (5, 5, false));
    expect![[r#"
        main.leak 5 [] by  {} leaked 5
            runtime.gopark 
            main.leak 
            main.main 
    "#]]
    .assert_eq(&print(&page));
}
