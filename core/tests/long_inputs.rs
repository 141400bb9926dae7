//! Nothing makes a reader, or what looks at a profile afterwards, take quadratic time: patterns of what the
//! readers look for, repeated without end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use leakscope_core::formats::{self, Limits, Opened, write_folded};
use leakscope_core::job::{Pace, run};
use leakscope_core::layout::{
    FlameQuery, GoroutineQuery, Listed, TopQuery, flame, goroutine_groups, top,
};
use leakscope_core::leak::Reduced;
use leakscope_core::profile::{NodeId, Profile, Selection};

/// A quarter of a megabyte: what goes through it again for each of its words takes minutes.
const LENGTH: usize = 256 << 10;

/// A thousand times what they need: quadratic work is told from a slow machine.
const LONGEST: Duration = Duration::from_secs(5);

/// First lines, by which the reader is chosen.
const STARTS: &[&str] = &[
    "goroutine profile: total 3\n",
    "goroutine 1 [running]:\n",
    "heap profile: 1: 2 [3: 4] @ heap/2\n",
    "--- mutex:\n",
    "main;f 1\n",
    "{\"status\":\"UP\",\"a\":[0",
    "[{\"time\":1,\"text\":\"a\"}",
    "{",
    "[",
    "<title>/debug/pprof/</title>",
    "",
];

/// What is repeated.
const PATTERNS: &[&str] = &[
    "goroutine 1 [running]:\n",
    "goroutine 1 [running] {a: b, \"c\": \"d\"}:\n",
    "goroutine 1 [running] {",
    "goroutine ",
    "goroutine 1 gp=0x1 [IO wait]:\nmain.f(0x1)\n\t/f.go:1 +0x2\ncreated by main.g in goroutine 7\n\t/f.go:2\n\n",
    "goroutine 1 [a (leaked) (leaked)]:\n",
    "main.f(0x1)\n\tf.go:1 +0x2\n",
    "main.f(",
    "created by ",
    " in goroutine ",
    "...9 frames elided...\n",
    "[originating from goroutine 3]:\n",
    "1 @ 0x1 0x2\n",
    "1 @",
    "1 @ 0x1\n#\t0x1\tmain.f+0x1\tf.go:2\n",
    "#\t0x1\tmain.f+0x1\tf.go:2\n",
    "#\t0x1\n",
    "# labels: {\"k\":\"v\"}\n",
    "# labels: {\"k\":\"v",
    ", \"k\":\"v\"",
    "\"k\": \"v\\\", ",
    " 0x1",
    "1: 2 [3: 4] @ 0x1\n",
    "1: 2 [",
    "# HeapInuse = 7\n",
    " = ",
    "5 1 @ 0x1\n",
    "cycles/second=1\n",
    "a;b 3\n",
    "a;",
    ";",
    " ",
    "\n",
    "\r\n",
    "\t",
    "{",
    "[",
    "\"",
    "\\\"",
    ",\"a\":{\"status\":\"UP\"}",
    ",\"checks\":{\"a\":[{\"status\":\"UP\"}]}",
    ",{\"time\":1,\"tags\":[\"a\"]}",
    ",1",
    "<tr>",
    "<tr><td>1<td><a href=",
    "<tr><td>1<td><a href='x?debug=1'>x</a>",
    "<td>",
    "<title>",
    "+0x",
    " +0x",
    ":",
    "9",
    "\u{e9}",
];

/// What makes a whole of it where only a whole is read.
const ENDS: &[&str] = &["", "\n", " 1\n", "]:\n", "\"}]}", "]}", "]"];

#[test]
fn no_pattern_takes_longer_than_it_is_long() {
    let mut slow = Vec::new();
    for start in STARTS {
        for pattern in PATTERNS {
            for end in ENDS {
                let many = pattern.repeat(LENGTH / pattern.len());
                let taken = time(format!("{start}{many}{end}").into_bytes());
                if taken > LONGEST {
                    slow.push(format!("{start:?} {pattern:?} {end:?}: {taken:?}"));
                }
            }
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

fn time(bytes: Vec<u8>) -> Duration {
    let pace = Pace::unhurried();
    let limits = Limits::default();
    let start = Instant::now();
    let opened = run(formats::open("a file", bytes, &limits, &pace, &|_| {}));
    match opened {
        Ok(Opened::Profile { profile, .. }) => look_at(profile, &pace),
        Ok(Opened::Dump { dump, profile, .. }) => {
            let dump = &dump;
            let listed = Some(Listed { dump, origin: None });
            let selection = run(Selection::of(Arc::new(profile.clone()), None, &pace));
            let query = GoroutineQuery::default();
            run(goroutine_groups(&selection, listed, &query, &pace));
            look_at(profile, &pace);
        }
        _ => {}
    }
    start.elapsed()
}

fn look_at(profile: Profile, pace: &Pace) {
    run(Reduced::of(&profile, pace));
    write_folded(&profile, 0);
    let selection = run(Selection::of(Arc::new(profile), None, pace));
    run(top(&selection, &TopQuery::default(), pace));
    let first = selection.nodes.row_of(NodeId(0));
    let first = first.map(|row| selection.nodes.row_name(selection.tables(), row));
    for (is_inverted, around) in [
        (false, String::new()),
        (true, String::new()),
        (false, first.unwrap_or_default()),
    ] {
        let query = FlameQuery {
            is_inverted,
            is_collapsed: is_inverted,
            around,
            ..FlameQuery::default()
        };
        run(flame(&selection, &query, pace));
    }
}
