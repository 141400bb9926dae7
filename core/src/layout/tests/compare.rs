use std::sync::Arc;

use expect_test::expect;

use super::flame::print as print_flame;
use super::top::print as print_top;
use crate::job::{Pace, run};
use crate::layout::{FlameQuery, FlameWidth, FrameQuery, TopQuery, TopSort, flame, frame, top};
use crate::profile::Selection;
use crate::profile::diff::{CompareError, compare};
use crate::profile::testing::folded;

const BASE: &str = "\
main.main;main.serve;bytes.Clone 10
main.main;main.init 4
main.main;main.gone;main.leaf 6
";

const NOW: &str = "\
main.main;main.serve;bytes.Clone 40
main.main;main.serve;main.new 9
main.main;main.init 4
";

fn compared() -> Selection {
    let (now, base) = (folded("space/bytes", NOW), folded("space/bytes", BASE));
    run(Selection::compare(&now, &base, None, &Pace::unhurried())).expect("of one kind")
}

#[test]
fn what_is_new_and_what_is_gone_is_counted() {
    let page = run(top(&compared(), &TopQuery::default(), &Pace::unhurried()));
    // main.new; main.gone and its main.leaf.
    assert_eq!(page.new_and_gone, (1, 2));
}

#[test]
fn a_flame_keeps_before_and_after() {
    let flame = run(flame(
        &compared(),
        &FlameQuery::default(),
        &Pace::unhurried(),
    ));
    assert_eq!(flame.base_total, Some(20));
    assert_eq!(flame.vanished, 6);
    expect![[r#"
        of 53 bytes, 3 rows, 0 ancestors, hidden 0 worth 0
        root 53/20 (0) 0..1000
          main.main 53/20 (0) 0..1000
            main.serve 49/10 (0) 0..925
            main.init 4/4 (4) 925..1000
              bytes.Clone 40/10 (40) 0..755
              main.new 9/0 (9) 755..925
    "#]]
    .assert_eq(&print_flame(&flame));
}

#[test]
fn what_vanished_has_a_width_where_both_count() {
    let query = FlameQuery {
        width: FlameWidth::Both,
        ..FlameQuery::default()
    };
    let flame = run(flame(&compared(), &query, &Pace::unhurried()));
    expect![[r#"
        of 53 bytes, 3 rows, 0 ancestors, hidden 0 worth 0
        root 53/20 (0) 0..1000
          main.main 53/20 (0) 0..1000
            main.serve 49/10 (0) 0..808
            main.init 4/4 (4) 808..918
            main.gone 0/6 (0) 918..1000
              bytes.Clone 40/10 (40) 0..685
              main.new 9/0 (9) 685..808
              main.leaf 0/6 (0) 918..1000
    "#]]
    .assert_eq(&print_flame(&flame));
}

#[test]
fn a_table_prints_the_difference_in_percent_of_the_base() {
    let query = TopQuery {
        sort: TopSort::Growth,
        limit: u32::MAX,
        ..TopQuery::default()
    };
    let page = run(top(&compared(), &query, &Pace::unhurried()));
    expect![[r#"
        Showing nodes accounting for 33B, 165.00% of 20B total
              flat  flat%   sum%        cum   cum%
                 0     0%     0%        39B 195.00%  main.serve
                 0     0%     0%        33B 165.00%  main.main
               30B 150.00% 150.00%        30B 150.00%  bytes.Clone
                9B 45.00% 195.00%         9B 45.00%  main.new
                 0     0% 195.00%        -6B 30.00%  main.gone
               -6B 30.00% 165.00%        -6B 30.00%  main.leaf
    "#]]
    .assert_eq(&print_top(&page));
    let clone = &page.rows.iter().find(|row| row.name == "bytes.Clone");
    let raw = clone.map(|row| (row.flat, row.base_flat, row.cum, row.base_cum));
    assert_eq!(raw, Some((40, Some(10), 40, Some(10))));
}

#[test]
fn a_function_against_the_base() {
    let details = run(frame(
        &compared(),
        &FrameQuery { node: 0 },
        &Pace::unhurried(),
    ));
    let details = details.expect("main.main");
    assert_eq!(details.base, Some((0, 20)));
    let callees: Vec<_> = details
        .callees
        .iter()
        .map(|c| (c.name.as_str(), c.value, c.base))
        .collect();
    assert_eq!(
        callees,
        [
            ("main.serve", 49, Some(10)),
            ("main.gone", 0, Some(6)),
            ("main.init", 4, Some(4)),
        ]
    );
}

#[test]
fn node_ids_are_those_of_now_alone() {
    let now = Arc::new(folded("space/bytes", NOW));
    let alone = run(Selection::of(Arc::clone(&now), None, &Pace::unhurried()));
    let both = compared();
    for frame in 0..now.tables.frames.line.len() {
        assert_eq!(alone.nodes.of_frame()[frame], both.nodes.of_frame()[frame]);
    }
}

#[test]
fn types_are_matched_and_scaled_to_the_finer_unit() {
    let now = folded("objects/count space/kilobytes", "a 1 2\n");
    let base = folded("space/bytes extra/count", "a;b 1536 7\n");
    let comparison = run(compare(&now, &base, &Pace::unhurried())).expect("space fits");
    let names = comparison.profile.sample_type_names();
    assert_eq!(names, [("space".to_owned(), "bytes".to_owned())]);
    assert_eq!(comparison.profile.samples.values, [2048, 1536]);

    let selection = run(Selection::compare(&now, &base, Some(1), &Pace::unhurried()));
    let selection = selection.expect("space fits");
    assert_eq!((selection.total, selection.base_total), (2048, Some(1536)));
    let objects = run(Selection::compare(&now, &base, Some(0), &Pace::unhurried()));
    assert_eq!(
        objects.err(),
        Some(CompareError::NotInBase("objects".into()))
    );

    let other = folded("goroutine/count", "a 1\n");
    let error = run(compare(&now, &other, &Pace::unhurried())).err();
    let text = error.map(|error| error.to_string()).unwrap_or_default();
    expect!["the two profiles count different things (objects, space here, goroutine in the base): choose a base of the same kind"].assert_eq(&text);
}

#[test]
fn plural_and_singular_names_fit() {
    let now = folded("samples/count", "a 1\n");
    let base = folded("sample/count", "a 1\n");
    assert!(run(compare(&now, &base, &Pace::unhurried())).is_ok());
}

#[test]
fn the_difference_adds_up_equal_stacks() {
    let now = folded("n/count", "a;b 5\na;b 2\na;c 3\n");
    let base = folded("n/count", "a;b 4\na;c 3\nz 1\n");
    let mut comparison = run(compare(&now, &base, &Pace::unhurried())).expect("of one kind");
    // `folded` gives each stack locations of its own address 0, which are one by their lines.
    let difference = run(comparison.difference(&Pace::unhurried()));
    let sum: i64 = difference.samples.values.iter().sum();
    assert_eq!(sum, 10 - 8);
    assert!(difference.samples.values.iter().all(|&value| value != 0));

    comparison.normalize();
    // 8 / 10: 5 → 4, 2 → 1.6 ≈ 2, 3 → 2.4 ≈ 2.
    assert_eq!(comparison.profile.samples.values, [4, 2, 2, 4, 3, 1]);
}
