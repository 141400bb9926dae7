//! What labels decide.

use std::sync::Arc;

use expect_test::expect;

use super::*;
use crate::profile::testing::folded;
use crate::profile::{Label, LabelSets, LabelValue};

fn tag(text: &str) -> Option<TagFilter> {
    let mut compile = |text: &str| Ok::<_, std::convert::Infallible>(matcher(text));
    let Ok(filter) = TagFilter::new(text, &mut compile);
    Some(filter)
}

/// A profile whose samples carry labels, written behind a `|`: `main;run 3 | user=ada bytes=512B`.
fn labelled(text: &str) -> Profile {
    let lines = || {
        text.lines()
            .filter_map(|line| line.trim_start().split_once(" | "))
    };
    let stacks: Vec<&str> = lines().map(|(stack, _)| stack).collect();
    let mut profile = folded("space/bytes", &stacks.join("\n"));
    let strings = &mut Arc::make_mut(&mut profile.tables).strings;
    let mut sets = LabelSets::default();
    for (sample, (_, labels)) in lines().enumerate() {
        let labels = labels.split_whitespace().map(|label| {
            let (key, value) = label.split_once('=').unwrap();
            let bare = value.trim_end_matches(char::is_alphabetic);
            let value = match bare.parse() {
                Ok(number) => {
                    LabelValue::Num(number, strings.intern(&value.as_bytes()[bare.len()..]))
                }
                Err(_) => LabelValue::Str(strings.intern(value.as_bytes())),
            };
            let key = strings.intern(key.as_bytes());
            Label { key, value }
        });
        let labels: Vec<Label> = labels.collect();
        profile.samples.labels[sample] = sets.intern(&labels);
    }
    profile.labels = Arc::new(sets);
    profile
}

const LABELLED: &str = "
    main;a 1 | user=ada bytes=512
    main;b 2 | user=bob bytes=4096 zone=eu
    main;c 3 | bytes=1048576
    main;d 4 | user=ada user=eve zone=us";

#[test]
fn samples_by_their_labels() {
    let profile = labelled(LABELLED);
    for (text, expected) in [
        ("user=ada", "ad"),
        ("user=ada,bob", "abd"),
        ("ada", "ad"),
        ("ada,zone:us", "d"),
        ("ada,bob", ""),
        ("bytes=:4kb", "ab"),
        ("4kb", "b"),
        ("bytes=1kb:2mb", "bc"),
        ("user=1kb", ""),
        ("user=", "abd"),
    ] {
        let tag_focus = tag(text);
        let filters = Filters {
            tag_focus,
            ..Filters::default()
        };
        let left = print(&filters.apply(&profile, &LabelUnits::new(&profile)));
        let leaves = |text: &str| -> String {
            let names = text
                .lines()
                .filter_map(|line| line.split([';', ' ']).nth(1));
            names.collect()
        };
        assert_eq!(leaves(&left), expected, "focus {text}");
        let tag_ignore = tag(text);
        let filters = Filters {
            tag_ignore,
            ..Filters::default()
        };
        let left = print(&filters.apply(&profile, &LabelUnits::new(&profile)));
        let others: String = "abcd".chars().filter(|c| !expected.contains(*c)).collect();
        assert_eq!(leaves(&left), others, "ignore {text}");
    }
}

#[test]
fn labels_as_frames_and_fewer_labels() {
    let profile = labelled(LABELLED);
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    expect![[r#"
        ada;512;main;a; 1 user bytes
        bob;4096;main;b;eu 2 user bytes zone
        ;1048576;main;c; 3 bytes
        ada,eve;;main;d;us 4 user user zone
    "#]]
    .assert_eq(&print(&label_frames(
        &profile,
        &keys(&["user", "bytes"]),
        &keys(&["zone"]),
        "minimum",
    )));
    let (tag_show, tag_hide) = (pattern("user|zone"), pattern("z"));
    check(
        &profile,
        Filters {
            tag_show,
            tag_hide,
            ..Filters::default()
        },
        expect![[r#"
            main;a 1 user
            main;b 2 user
            main;c 3
            main;d 4 user user
        "#]],
    );
}

#[test]
fn a_header_names_what_is_set() {
    let (focus, tag_ignore) = (pattern("raft"), tag("bytes=:1kb"));
    let prune_from = pattern("x");
    let filters = Filters {
        focus,
        tag_ignore,
        prune_from,
        ..Filters::default()
    };
    assert_eq!(filters.active(), ["focus=raft", "tagignore=bytes=:1kb"]);
}
