//! Several filters, some of one kind.

use expect_test::expect;

use std::sync::Arc;

use super::*;
use crate::profile::testing::folded;
use crate::profile::{Label, LabelSets, LabelValue, Tables};

const STACKS: &str =
    "main;serve;read 1\nmain;serve;write 2\nmain;migrate;copy;read 4\nmain;idle 8\n";

fn what_is_left(filters: &[(FilterKind, &str)]) -> Result<String, String> {
    let profile = folded("goroutine/count", STACKS);
    let filter = |&(kind, text): &(FilterKind, &str)| Filter {
        kind,
        text: text.to_owned(),
    };
    let filters: Vec<Filter> = filters.iter().map(filter).collect();
    let mut compile = |text: &str| -> Result<Matcher, String> {
        let regex = Regex::new(text).map_err(|_| "not an expression".to_owned())?;
        Ok(Box::new(move |text| regex.is_match(text)))
    };
    filtered(&profile, &filters, &mut compile).map(|profile| print(&profile))
}

#[test]
fn several_that_focus_narrow_and_several_that_hide_add_up() {
    let focused = what_is_left(&[(FilterKind::Focus, "read"), (FilterKind::Focus, "serve")]);
    expect![[r#"
        main;serve;read 1
    "#]]
    .assert_eq(&focused.unwrap());
    let hidden = what_is_left(&[
        (FilterKind::Hide, "^copy$"),
        (FilterKind::Ignore, "idle"),
        (FilterKind::Hide, "^main$"),
        (FilterKind::Ignore, "write"),
    ]);
    expect![[r#"
        serve;read 1
        migrate;read 4
    "#]]
    .assert_eq(&hidden.unwrap());
}

/// What is in focus is asked before anything is hidden, whatever stands first.
#[test]
fn they_work_in_pprofs_order() {
    let kept = what_is_left(&[
        (FilterKind::Hide, "migrate"),
        (FilterKind::Focus, "migrate"),
    ]);
    expect![[r#"
        main;copy;read 4
    "#]]
    .assert_eq(&kept.unwrap());
}

#[test]
fn none_leave_all_and_a_bad_one_says_which() {
    assert_eq!(
        what_is_left(&[]).unwrap(),
        what_is_left(&[(FilterKind::Focus, "main")]).unwrap()
    );
    let bad = what_is_left(&[(FilterKind::Show, "main"), (FilterKind::Ignore, "(")]);
    assert_eq!(bad.unwrap_err(), "ignore=(: not an expression");
}

/// Frames of labels stand in the order in which they were asked for, and filters can use them.
#[test]
fn labels_become_frames_before_anything_is_filtered() {
    let mut profile = folded("goroutine/count", STACKS);
    let mut tables = (*profile.tables).clone();
    let mut sets = LabelSets::default();
    for (sample, value) in ["a", "b", "a", "c"].into_iter().enumerate() {
        let label = |key: &str, value: &str, tables: &mut Tables| Label {
            key: tables.strings.intern(key.as_bytes()),
            value: LabelValue::Str(tables.strings.intern(value.as_bytes())),
        };
        let set = [
            label("tenant", value, &mut tables),
            label("kind", "x", &mut tables),
        ];
        profile.samples.labels[sample] = sets.intern(&set);
    }
    profile.tables = Arc::new(tables);
    profile.labels = Arc::new(sets);
    let filter = |kind, text: &str| Filter {
        kind,
        text: text.to_owned(),
    };
    let filters = [
        filter(FilterKind::Focus, "^a$"),
        filter(FilterKind::TagRoot, "tenant"),
        filter(FilterKind::TagLeaf, "kind, nowhere"),
        filter(FilterKind::TagRoot, "kind"),
    ];
    let mut compile = |text: &str| Ok(matcher(text));
    let kept = filtered(&profile, &filters, &mut compile).unwrap();
    expect![[r#"
        a;x;main;serve;read;x; 1 tenant kind
        a;x;main;migrate;copy;read;x; 4 tenant kind
    "#]]
    .assert_eq(&print(&kept));
    assert_eq!(left(&profile, &filters, &mut compile), Ok(None));
}
