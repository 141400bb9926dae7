//! What is suggested while a filter is typed.

use super::select;
use crate::job::{Pace, run};
use crate::layout::{SuggestQuery, Suggestions, suggest, totals};
use crate::profile::filter::FilterKind;
use expect_test::{Expect, expect};

const STACKS: &str = "\
main.main;net/http.Get;net/http.(*Client).do;net/http.(*Client).do 6
main.main;net.Dial 3
main.main;main.Get 1
";

fn said(kind: Option<FilterKind>, text: &str) -> Suggestions {
    let selection = select("samples/count", STACKS);
    let pace = Pace::unhurried();
    let all = run(totals(&selection, &pace));
    let query = SuggestQuery {
        kind,
        text: text.to_owned(),
        limit: 8,
    };
    run(suggest(&selection, &all, &query, &pace))
}

fn check(kind: Option<FilterKind>, text: &str, expected: &Expect) {
    let said = said(kind, text);
    let mut lines = format!("{} match, {} of {}\n", said.matched, said.value, said.total);
    for row in &said.rows {
        let (value, count) = (row.value, row.count);
        lines += &format!(
            "{:?} {} {value} ×{count} {}\n",
            row.what, row.name, row.text
        );
    }
    expected.assert_eq(&lines);
}

#[test]
fn functions_and_packages_with_what_passes_them() {
    check(
        Some(FilterKind::Focus),
        "net",
        &expect![[r#"
        3 match, 9 of 10
        Package net/http 6 ×2 ^net/http\.
        Package net 3 ×1 ^net\.
        Function net/http.(*Client).do 6 ×1 ^net/http\.\(\*Client\)\.do$
        Function net/http.Get 6 ×1 ^net/http\.Get$
        Function net.Dial 3 ×1 ^net\.Dial$
    "#]],
    );
    check(
        Some(FilterKind::Hide),
        r"(?i)^[a-z/]+\.get$",
        &expect![[r#"
            2 match, 7 of 10
            Function net/http.Get 6 ×1 ^net/http\.Get$
            Function main.Get 1 ×1 ^main\.Get$
        "#]],
    );
}

#[test]
fn nothing_typed_suggests_the_largest() {
    check(
        Some(FilterKind::Show),
        "",
        &expect![[r#"
        5 match, 10 of 10
        Package main 10 ×2 ^main\.
        Package net/http 6 ×2 ^net/http\.
        Package net 3 ×1 ^net\.
        Function main.main 10 ×1 ^main\.main$
        Function net/http.(*Client).do 6 ×1 ^net/http\.\(\*Client\)\.do$
        Function net/http.Get 6 ×1 ^net/http\.Get$
        Function net.Dial 3 ×1 ^net\.Dial$
        Function main.Get 1 ×1 ^main\.Get$
    "#]],
    );
}

#[test]
fn functions_by_letters_of_their_names() {
    check(
        None,
        "hcd",
        &expect![[r#"
        1 match, 0 of 10
        Function net/http.(*Client).do 6 ×1 
    "#]],
    );
}

#[test]
fn what_is_no_expression_is_told() {
    let said = said(Some(FilterKind::Focus), "net(");
    assert!(!said.wrong.is_empty());
    assert_eq!(said.rows, []);
}

#[test]
fn where_there_are_no_labels_none_are_suggested() {
    for kind in [
        FilterKind::TagFocus,
        FilterKind::TagShow,
        FilterKind::TagRoot,
    ] {
        assert_eq!(said(Some(kind), "a").rows, []);
    }
}
