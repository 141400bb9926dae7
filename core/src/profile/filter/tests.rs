//! Filters on folded stacks, and against an oracle that knows only lists of names.

use std::sync::Arc;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use regex::Regex;

use super::*;
use crate::profile::testing::folded;
use crate::profile::{FrameId, Label, LabelSets, LabelValue, MappingId, StrId};

fn matcher(text: &str) -> Matcher {
    let regex = Regex::new(text).unwrap();
    Box::new(move |text| regex.is_match(text))
}

fn pattern(text: &str) -> Option<Pattern> {
    let matches = matcher(text);
    let text = text.to_owned();
    Some(Pattern { text, matches })
}

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

/// Folded stacks again, `~` before what is inlined, with the keys of the labels.
fn print(profile: &Profile) -> String {
    let (tables, mut text) = (&profile.tables, String::new());
    for sample in 0..profile.samples.len() {
        let name = |&frame: &FrameId| {
            let mark = if tables.is_inlined(frame) { "~" } else { "" };
            let function = tables.frames.function[frame.index()];
            let location = tables.frames.location[frame.index()].index();
            match function.is_some() {
                true => {
                    let name = tables.functions.name[function.index()];
                    format!("{mark}{}", tables.strings.get(name))
                }
                false => format!("{:#x}", tables.locations.address[location]),
            }
        };
        let stack: Vec<String> = profile.samples.stack(sample).iter().map(name).collect();
        let value = profile.samples.values[sample];
        text += &format!("{} {value}", stack.join(";"));
        for label in profile.labels.get(profile.samples.labels[sample]) {
            text += &format!(" {}", tables.strings.get(label.key));
        }
        text += "\n";
    }
    text
}

fn check(profile: &Profile, filters: Filters, expected: Expect) {
    let left = filters.apply(profile.clone(), &LabelUnits::new(profile));
    expected.assert_eq(&print(&left));
}

const STACKS: &str = "
main.main;main.run;~bytes.Clone;runtime.mallocgc 5
main.main;main.serve;http.Handle;~main.handler 3
0x4012;main.run 2
 7";

#[test]
fn samples_by_what_their_stacks_hold() {
    let profile = folded("space/bytes", STACKS);
    let focus = pattern("main.run");
    check(
        &profile,
        Filters {
            focus,
            ..Filters::default()
        },
        expect![[r#"
            main.main;main.run;~bytes.Clone;runtime.mallocgc 5
            0x4012;main.run 2
        "#]],
    );
    // A sample without a stack has nothing that could be kept.
    let ignore = pattern("main.main");
    check(
        &profile,
        Filters {
            ignore,
            ..Filters::default()
        },
        expect![[r#"
            0x4012;main.run 2
        "#]],
    );
    let (focus, ignore) = (pattern("run"), pattern("bytes"));
    check(
        &profile,
        Filters {
            focus,
            ignore,
            ..Filters::default()
        },
        expect![[r#"
            0x4012;main.run 2
        "#]],
    );
    check(
        &profile,
        Filters::default(),
        expect![[r#"
            main.main;main.run;~bytes.Clone;runtime.mallocgc 5
            main.main;main.serve;http.Handle;~main.handler 3
            0x4012;main.run 2
             7
        "#]],
    );
}

#[test]
fn frames_go_and_what_was_inlined_into_them_takes_their_place() {
    let profile = folded("space/bytes", STACKS);
    let hide = pattern("^main.run|http");
    check(
        &profile,
        Filters {
            hide,
            ..Filters::default()
        },
        expect![[r#"
            main.main;bytes.Clone;runtime.mallocgc 5
            main.main;main.serve;main.handler 3
            0x4012 2
        "#]],
    );
    let show = pattern("^main");
    check(
        &profile,
        Filters {
            show,
            ..Filters::default()
        },
        expect![[r#"
            main.main;main.run 5
            main.main;main.serve;main.handler 3
            main.run 2
        "#]],
    );
    let hide = pattern("main");
    check(
        &profile,
        Filters {
            hide,
            ..Filters::default()
        },
        expect![[r#"
            bytes.Clone;runtime.mallocgc 5
            http.Handle 3
            0x4012 2
        "#]],
    );
}

#[test]
fn stacks_are_cut() {
    let profile = folded("space/bytes", STACKS);
    let show_from = pattern("Clone|serve");
    check(
        &profile,
        Filters {
            show_from,
            ..Filters::default()
        },
        expect![[r#"
            bytes.Clone;runtime.mallocgc 5
            main.serve;http.Handle;~main.handler 3
        "#]],
    );
    let prune_from = pattern("Handle|main.run");
    check(
        &profile,
        Filters {
            prune_from,
            ..Filters::default()
        },
        expect![[r#"
            main.main;main.run 5
            main.main;main.serve;http.Handle 3
            0x4012;main.run 2
             7
        "#]],
    );
    let drop = matcher("^(bytes.*|http.*)$");
    let keep = matcher("^(http.Handle)$");
    expect![[r#"
        main.main;main.run 5
        main.main;main.serve;http.Handle;~main.handler 3
        0x4012;main.run 2
         7
    "#]]
    .assert_eq(&print(&prune(&profile, &drop, Some(&keep))));
    // A stack that begins with what is dropped keeps it, up to the next match after another frame.
    expect![[r#"
        main.main;main.run;~bytes.Clone;runtime.mallocgc 5
        main.main;main.serve;http.Handle 3
        0x4012 2
         7
    "#]]
    .assert_eq(&print(&prune(&profile, &matcher("^main"), None)));
    expect![[r#"
        main.main;main.run;runtime.mallocgc 5
        main.main;main.serve;http.Handle 3
        0x4012;main.run 2
         7
    "#]]
    .assert_eq(&print(&without_inlines(&profile)));
}

#[test]
fn a_binary_matches_all_its_frames() {
    let mut profile = folded("space/bytes", "main;0x4012;run;~work 5\nmain;run 2");
    let tables = Arc::make_mut(&mut profile.tables);
    let file = tables.strings.intern(b"/usr/lib/libwork.so");
    let mapping = tables.add_mapping(0x4000, 0x5000, 0, file, StrId(0), 0);
    tables.locations.mapping[1..3].fill(mapping);
    assert_eq!(tables.locations.mapping[0], MappingId::NONE);
    let hide = pattern("libwork");
    check(
        &profile,
        Filters {
            hide,
            ..Filters::default()
        },
        expect![[r#"
            main 5
            main;run 2
        "#]],
    );
    // Without lines there is nothing to show, though the binary matches.
    let show = pattern("libwork");
    check(
        &profile,
        Filters {
            show,
            ..Filters::default()
        },
        expect![[r#"
            run;~work 5
        "#]],
    );
    let show_from = pattern("libwork");
    check(
        &profile,
        Filters {
            show_from,
            ..Filters::default()
        },
        expect![[r#"
            0x4012;run;~work 5
        "#]],
    );
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
        let left = print(&filters.apply(profile.clone(), &LabelUnits::new(&profile)));
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
        let left = print(&filters.apply(profile.clone(), &LabelUnits::new(&profile)));
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

/// A stack as names alone, root first: the lines of each location, outermost first.
type Stack = Vec<Vec<String>>;

/// What is left of a stack, by the rules as they are told: none where the sample goes.
fn oracle(mut stack: Stack, set: &[Option<String>; 6]) -> Option<Stack> {
    let [focus, ignore, hide, show, show_from, prune_from] = set;
    let has = |lines: &[String], name: &str| lines.iter().any(|line| line == name);
    let any = |stack: &Stack, name: &str| stack.iter().any(|lines| has(lines, name));
    if set[..4].iter().any(Option::is_some) {
        if focus.as_ref().is_some_and(|name| !any(&stack, name))
            || ignore.as_ref().is_some_and(|name| any(&stack, name))
        {
            return None;
        }
        if let Some(name) = hide {
            stack.retain(|lines| lines.is_empty() || lines.iter().any(|line| line != name));
            stack
                .iter_mut()
                .for_each(|lines| lines.retain(|line| line != name));
        }
        if let Some(name) = show {
            stack
                .iter_mut()
                .for_each(|lines| lines.retain(|line| line == name));
            stack.retain(|lines| !lines.is_empty());
        }
        if stack.is_empty() {
            return None;
        }
    }
    if let Some(name) = show_from {
        let first = stack.iter().position(|lines| has(lines, name))?;
        stack.drain(..first);
        for lines in &mut stack {
            let first = lines.iter().position(|line| line == name);
            lines.drain(..first.unwrap_or(0));
        }
    }
    if let Some(name) = prune_from {
        let last = stack.iter().rposition(|lines| has(lines, name));
        stack.truncate(last.map_or(stack.len(), |last| last + 1));
        for lines in &mut stack {
            let last = lines.iter().rposition(|line| line == name);
            lines.truncate(last.map_or(lines.len(), |last| last + 1));
        }
    }
    Some(stack)
}

fn text_of(stack: &Stack, value: usize) -> String {
    let location = |lines: &Vec<String>| match lines.is_empty() {
        true => "0x4012".to_owned(),
        false => lines.join(";~"),
    };
    let stack: Vec<String> = stack.iter().map(location).collect();
    format!("{} {value}\n", stack.join(";"))
}

proptest! {
    #[test]
    fn filters_agree_with_the_oracle(
        stacks in prop::collection::vec(
            prop::collection::vec(prop::collection::vec("[a-d]", 0..3), 0..6),
            0..8,
        ),
        set in prop::array::uniform6(prop::option::weighted(0.3, "[a-d]")),
    ) {
        let numbered = stacks.iter().zip(1..);
        let text: String = numbered.clone().map(|(stack, i)| text_of(stack, i)).collect();
        let profile = folded("objects/count", &text);
        let whole = |at: usize| set[at].as_ref().and_then(|name| pattern(&format!("^{name}$")));
        let filters = Filters {
            focus: whole(0),
            ignore: whole(1),
            hide: whole(2),
            show: whole(3),
            show_from: whole(4),
            prune_from: whole(5),
            ..Filters::default()
        };
        let left = filters.apply(profile.clone(), &LabelUnits::new(&profile));
        let expected = numbered.filter_map(|(stack, i)| Some(text_of(&oracle(stack.clone(), &set)?, i)));
        prop_assert_eq!(print(&left), expected.collect::<String>());
    }
}
