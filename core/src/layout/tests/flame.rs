use expect_test::{Expect, expect};

use super::select;
use crate::job::{Pace, run};
use crate::layout::flame::{HAS_HIDDEN, IS_INLINED};
use crate::layout::{Flame, FlameQuery, flame};

const STACKS: &str = "\
main.main;net/http.serve;main.handle;~bytes.Clone 30
main.main;net/http.serve;main.handle 10
main.main;net/http.serve 5
main.main;main.init 5
runtime.gc 40
runtime.gc;runtime.scan 9
main.main;net/http.serve;main.tiny 1
";

/// Lays out and prints: a line a box, indented by row, `value (flat) x..x+width`, in thousandths.
fn check(types: &str, stacks: &str, query: &FlameQuery, expected: &Expect) {
    let flame = run(flame(&select(types, stacks), query, &Pace::unhurried()));
    expected.assert_eq(&print(&flame));
}

/// One line a box: `name value (flat) x..x + width`, base values behind a slash.
pub(super) fn print(flame: &Flame) -> String {
    let mut text = format!(
        "of {} {}, {} rows, {} ancestors, hidden {} worth {}\n",
        flame.total,
        flame.unit,
        flame.rows,
        flame.ancestors,
        flame.hidden_boxes,
        flame.hidden_value
    );
    let b = &flame.boxes;
    for i in 0..b.depth.len() {
        let mark = |bit, sign| if b.flags[i] & bit != 0 { sign } else { "" };
        text += &format!(
            "{:indent$}{}{}{} {}{} ({}) {:.0}..{:.0}\n",
            "",
            mark(IS_INLINED, "~"),
            flame.names[b.name[i] as usize].name,
            mark(HAS_HIDDEN, "…"),
            b.value[i],
            if flame.base_total.is_some() {
                format!("/{}", b.base[i])
            } else {
                String::new()
            },
            b.flat[i],
            b.x[i] * 1000.0,
            (b.x[i] + b.width[i]) * 1000.0,
            indent = b.depth[i] as usize * 2,
        );
    }
    text
}

#[test]
fn rows_from_the_root_largest_first() {
    check(
        "samples/count",
        STACKS,
        &FlameQuery::default(),
        &expect![[r#"
            of 100 count, 4 rows, 0 ancestors, hidden 0 worth 0
            root 100 (0) 0..1000
              main.main 51 (0) 0..510
              runtime.gc 49 (40) 510..1000
                net/http.serve 46 (5) 0..460
                main.init 5 (5) 460..510
                runtime.scan 9 (9) 510..600
                  main.handle 40 (10) 0..400
                  main.tiny 1 (1) 400..410
                    ~bytes.Clone 30 (30) 0..300
        "#]],
    );
}

#[test]
fn narrow_boxes_are_counted() {
    let query = FlameQuery {
        min_share: 0.06,
        ..FlameQuery::default()
    };
    check(
        "samples/count",
        STACKS,
        &query,
        &expect![[r#"
        of 100 count, 4 rows, 0 ancestors, hidden 2 worth 6
        root 100 (0) 0..1000
          main.main… 51 (0) 0..510
          runtime.gc 49 (40) 510..1000
            net/http.serve… 46 (5) 0..460
            runtime.scan 9 (9) 510..600
              main.handle 40 (10) 0..400
                ~bytes.Clone 30 (30) 0..300
    "#]],
    );
}

#[test]
fn a_zoom_keeps_its_ancestors() {
    let query = FlameQuery {
        zoom: vec![0, 1],
        ..FlameQuery::default()
    };
    check(
        "samples/count",
        STACKS,
        &query,
        &expect![[r#"
        of 100 count, 4 rows, 2 ancestors, hidden 0 worth 0
        root 100 (0) 0..1000
          main.main 51 (0) 0..1000
            net/http.serve 46 (5) 0..1000
              main.handle 40 (10) 0..870
              main.tiny 1 (1) 870..891
                ~bytes.Clone 30 (30) 0..652
    "#]],
    );
}

#[test]
fn a_zoom_that_leads_nowhere_stops_where_it_leaves() {
    let query = FlameQuery {
        zoom: vec![u32::MAX, 0, 77, 1],
        min_share: 0.5,
        ..FlameQuery::default()
    };
    check(
        "samples/count",
        STACKS,
        &query,
        &expect![[r#"
        of 100 count, 4 rows, 1 ancestors, hidden 2 worth 6
        root 100 (0) 0..1000
          main.main… 51 (0) 0..1000
            net/http.serve… 46 (5) 0..902
              main.handle 40 (10) 0..784
                ~bytes.Clone 30 (30) 0..588
    "#]],
    );
}

#[test]
fn inverted_the_leaves_come_first() {
    let query = FlameQuery {
        is_inverted: true,
        min_share: 0.06,
        ..FlameQuery::default()
    };
    check(
        "samples/count",
        STACKS,
        &query,
        &expect![[r#"
        of 100 count, 4 rows, 0 ancestors, hidden 3 worth 11
        root… 100 (0) 0..1000
          runtime.gc 40 (40) 0..400
          ~bytes.Clone 30 (0) 400..700
          main.handle 10 (0) 700..800
          runtime.scan 9 (0) 800..890
            main.handle 30 (0) 400..700
            net/http.serve 10 (0) 700..800
            runtime.gc 9 (9) 800..890
              net/http.serve 30 (0) 400..700
              main.main 10 (10) 700..800
                main.main 30 (30) 400..700
    "#]],
    );
}

#[test]
fn signed_values_are_as_wide_as_they_are_large() {
    let stacks = "a;b 6\na;c -3\nd -1\na;e 0\n 2\n";
    check(
        "delta/bytes",
        stacks,
        &FlameQuery::default(),
        &expect![[r#"
            of 12 bytes, 2 rows, 0 ancestors, hidden 0 worth 0
            root 4 (2) 0..1000
              a 3 (0) 0..750
              d -1 (-1) 750..833
                b 6 (6) 0..500
                c -3 (-3) 500..750
        "#]],
    );
}

#[test]
fn nothing_to_show() {
    check(
        "goroutine/count",
        "a 0\n",
        &FlameQuery::default(),
        &expect![[r#"
            of 0 count, 0 rows, 0 ancestors, hidden 0 worth 0
            all goroutines 0 (0) 0..0
        "#]],
    );
}

#[test]
fn a_stack_deeper_than_rows_go_is_cut_and_counted() {
    let deep = vec!["f"; 100_000].join(";") + " 3\n";
    let query = FlameQuery {
        min_share: 0.001,
        ..FlameQuery::default()
    };
    let flame = run(flame(
        &select("samples/count", &deep),
        &query,
        &Pace::unhurried(),
    ));
    assert_eq!(flame.boxes.depth.len(), 65_536);
    assert_eq!(
        (flame.rows, flame.hidden_boxes, flame.hidden_value),
        (65_535, 1, 3)
    );
    assert!(
        flame
            .boxes
            .depth
            .iter()
            .enumerate()
            .all(|(i, &depth)| i == depth as usize)
    );
}
