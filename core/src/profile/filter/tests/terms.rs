//! Several filters, some of one kind.

use expect_test::expect;

use super::*;
use crate::profile::testing::folded;

const STACKS: &str =
    "main;serve;read 1\nmain;serve;write 2\nmain;migrate;copy;read 4\nmain;idle 8\n";

fn left(filters: &[(FilterKind, &str)]) -> Result<String, String> {
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
    let focused = left(&[(FilterKind::Focus, "read"), (FilterKind::Focus, "serve")]);
    expect![[r#"
        main;serve;read 1
    "#]]
    .assert_eq(&focused.unwrap());
    let hidden = left(&[
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
    let kept = left(&[
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
        left(&[]).unwrap(),
        left(&[(FilterKind::Focus, "main")]).unwrap()
    );
    let bad = left(&[(FilterKind::Show, "main"), (FilterKind::Ignore, "(")]);
    assert_eq!(bad.unwrap_err(), "ignore=(: not an expression");
}
