//! Labels against naive sums, and their filters against what filters keep.

use std::sync::Arc;

use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::expression;
use crate::job::run;
use crate::profile::filter::{Filter, FilterKind, filtered, left};
use crate::profile::testing::folded;
use crate::profile::{Label, Profile};

/// A profile of lines `stack value key=text,key:number`.
fn labelled(unit: &str, text: &str) -> Profile {
    let (mut stacks, mut labels) = (String::new(), Vec::new());
    for line in text.lines() {
        let (sample, words) = line.rsplit_once(' ').unwrap();
        stacks += &format!("{sample}\n");
        labels.push(words);
    }
    let mut profile = folded("goroutine/count", &stacks);
    let mut tables = (*profile.tables).clone();
    let unit = tables.strings.intern(unit.as_bytes());
    let mut sets = crate::profile::LabelSets::default();
    for (sample, words) in labels.into_iter().enumerate() {
        let mut set = Vec::new();
        for word in words.split(',').filter(|word| *word != "-") {
            let (key, value) = word.split_once(['=', ':']).unwrap();
            let value = match word.contains('=') {
                true => LabelValue::Str(tables.strings.intern(value.as_bytes())),
                false => LabelValue::Num(value.parse().unwrap(), unit),
            };
            let key = tables.strings.intern(key.as_bytes());
            set.push(Label { key, value });
        }
        profile.samples.labels[sample] = sets.intern(&set);
    }
    profile.tables = Arc::new(tables);
    profile.labels = Arc::new(sets);
    profile
}

fn tables(profile: &Profile, query: &LabelQuery) -> LabelTables {
    let pace = Pace::unhurried();
    let selection = run(Selection::of(Arc::new(profile.clone()), None, &pace));
    run(labels(&selection, query, &pace))
}

fn print(tables: &LabelTables) -> String {
    let mut text = String::new();
    for table in &tables.keys {
        text += &format!("{} {}\n", table.key, table.sum.now);
        for row in &table.rows {
            text += &format!(
                "  {} ({}) {} [{}]\n",
                row.now, row.of_node, row.name, row.filter
            );
        }
        if table.more > 0 {
            text += &format!("  and {} more\n", table.more);
        }
    }
    text
}

#[test]
fn values_by_key_largest_first_with_a_functions_share() {
    let profile = labelled(
        "bytes",
        "main;check 5 handler=/health\nmain;serve 3 handler=/health\nmain;serve 4 handler=/a,b:2048\nmain 6 -",
    );
    let query = LabelQuery {
        node: Some(2),
        ..LabelQuery::default()
    };
    let tables = tables(&profile, &query);
    assert_eq!(tables.total, 18);
    assert_eq!(tables.of, Some(("serve".to_owned(), 7)));
    expect![[r#"
        b 4
          4 (4) 2kB [b=2048B]
        handler 12
          8 (3) /health [handler=^/health$]
          4 (4) /a [handler=^/a$]
    "#]]
    .assert_eq(&print(&tables));
}

#[test]
fn numbers_in_ranges() {
    let line = |n: u64| format!("main 1 bytes:{}\nmain 1 n:{n}\n", n * 700);
    let text: String = (0..200).map(line).collect();
    let bytes = tables(&labelled("bytes", &text), &LabelQuery::default());
    expect![[r#"
        bytes 200
          1 (0) 0 – 512B [bytes=0B:511B]
          1 (0) 512B – 1kB [bytes=512B:1023B]
          1 (0) 1kB – 2kB [bytes=1024B:2047B]
          3 (0) 2kB – 4kB [bytes=2048B:4095B]
          6 (0) 4kB – 8kB [bytes=4096B:8191B]
          12 (0) 8kB – 16kB [bytes=8192B:16383B]
          23 (0) 16kB – 32kB [bytes=16384B:32767B]
          47 (0) 32kB – 64kB [bytes=32768B:65535B]
          94 (0) 64kB – 128kB [bytes=65536B:131071B]
          12 (0) 128kB – 256kB [bytes=131072B:262143B]
        n 200
          1 (0) 0 [n=0B]
          1 (0) 1B [n=1B]
          2 (0) 2B – 4B [n=2B:3B]
          4 (0) 4B – 8B [n=4B:7B]
          8 (0) 8B – 16B [n=8B:15B]
          16 (0) 16B – 32B [n=16B:31B]
          32 (0) 32B – 64B [n=32B:63B]
          64 (0) 64B – 128B [n=64B:127B]
          72 (0) 128B – 256B [n=128B:255B]
    "#]]
    .assert_eq(&print(&bytes));
    let minutes = tables(&labelled("minutes", &text), &LabelQuery::default());
    expect![[r#"
        bytes 200
          1 (0) 0 – 499 minutes [bytes=0:499]
          1 (0) 500 – 999 minutes [bytes=500:999]
          1 (0) 1000 – 1999 minutes [bytes=1000:1999]
          5 (0) 2000 – 4999 minutes [bytes=2000:4999]
          7 (0) 5000 – 9999 minutes [bytes=5000:9999]
          14 (0) 10000 – 19999 minutes [bytes=10000:19999]
          43 (0) 20000 – 49999 minutes [bytes=20000:49999]
          71 (0) 50000 – 99999 minutes [bytes=50000:99999]
          57 (0) 100000 – 199999 minutes [bytes=100000:199999]
        n 200
          1 (0) 0 minutes [n=0]
          1 (0) 1 minute [n=1]
          3 (0) 2 – 4 minutes [n=2:4]
          5 (0) 5 – 9 minutes [n=5:9]
          10 (0) 10 – 19 minutes [n=10:19]
          30 (0) 20 – 49 minutes [n=20:49]
          50 (0) 50 – 99 minutes [n=50:99]
          100 (0) 100 – 199 minutes [n=100:199]
    "#]]
    .assert_eq(&print(&minutes));
}

#[test]
fn odd_keys_and_values_have_filters_that_find_them() {
    for (key, value) in [
        ("a", "x,y"),
        ("a", "32kb"),
        ("a", ""),
        ("k=", "v"),
        ("handler", "/a?b=(c)|[d]$"),
        ("a b", "ж"),
    ] {
        let mut profile = folded("goroutine/count", "main 1\nmain 2\n");
        let mut strings = (*profile.tables).clone();
        let label = Label {
            key: strings.strings.intern(key.as_bytes()),
            value: LabelValue::Str(strings.strings.intern(value.as_bytes())),
        };
        let mut sets = crate::profile::LabelSets::default();
        profile.samples.labels[1] = sets.intern(&[label]);
        profile.tables = Arc::new(strings);
        profile.labels = Arc::new(sets);
        let filter = Filter {
            kind: FilterKind::TagFocus,
            text: is_text(key, value),
        };
        let stays = left(&profile, &[filter], &mut expression::compile).unwrap();
        assert_eq!(stays, Some(vec![false, true]), "{key} {value}");
    }
}

fn any_labelled() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        Just("-".to_owned()),
        (0..3u8, 0..4u8).prop_map(|(key, value)| format!("k{key}=v{value}")),
        (0..2u8, -300..100_000i64).prop_map(|(key, value)| format!("n{key}:{value}")),
    ];
    let stack = prop::sample::select(vec!["main", "main;a", "main;a;b", "b"]);
    let line = (stack, 1..9i64, label, 0..4u8)
        .prop_map(|(stack, value, label, more)| format!("{stack} {value} {label},k9=w{more}"));
    prop::collection::vec(line, 0..80).prop_map(|lines| lines.join("\n").replace("-,", ""))
}

proptest! {
    /// What a row says is what is left by its filter, and the function's share what of that goes through it.
    #[test]
    fn rows_are_what_their_filters_leave(
        text in any_labelled(),
        unit in prop::sample::select(vec!["", "bytes", "minutes", "ms"]),
    ) {
        let profile = labelled(unit, &text);
        let pace = Pace::unhurried();
        let selection = run(Selection::of(Arc::new(profile.clone()), None, &pace));
        let node = selection.nodes.row_of(NodeId(0)).map(|node| node.0);
        let query = LabelQuery { node, open: Vec::new() };
        for table in run(labels(&selection, &query, &pace)).keys {
            let sum = table.rows.iter().map(|row| row.now).sum::<i64>();
            prop_assert_eq!(sum, table.sum.now, "{} has {:?}", &table.key, &table.rows);
            for row in table.rows {
                let kind = FilterKind::TagFocus;
                let filter = Filter { kind, text: row.filter.clone() };
                let left = filtered(&profile, &[filter], &mut expression::compile).unwrap();
                let total: i64 = left.samples.values.iter().sum();
                prop_assert_eq!(total, row.now, "{} {:?} leaves", &table.key, &row);
                let of_frame = selection.nodes.row_of_frame();
                let through: i64 = (0..left.samples.len())
                    .filter(|&sample| {
                        let mut stack = left.samples.stack(sample).iter();
                        stack.any(|frame| Some(of_frame[frame.index()].0) == node)
                    })
                    .map(|sample| left.samples.values[sample])
                    .sum();
                prop_assert_eq!(through, row.of_node);
            }
        }
    }
}
