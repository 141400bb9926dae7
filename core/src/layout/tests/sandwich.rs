//! Callers above a function and callees below it, and recursion as one box.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::oracle::{NAMES, Tree, as_text, naive_tree, paths, samples, stacks};
use super::select;
use crate::job::{Pace, run};
use crate::layout::flame::CALLERS;
use crate::layout::{Flame, FlameQuery, FrameQuery, flame, frame};
use crate::profile::Selection;
use crate::profile::diff::CompareError;
use crate::profile::testing::folded;

const STACKS: &str = "\
main.main;main.walk;main.walk;main.walk 8
main.main;main.walk;bytes.Clone 3
main.init;main.walk;os.Open;main.walk;bytes.Clone 5
main.main;bytes.Clone 6
runtime.gc 2
";

fn around(name: &str) -> FlameQuery {
    FlameQuery {
        around: name.to_owned(),
        ..FlameQuery::default()
    }
}

/// Callers, outermost first, then the function, then callees: `name value (flat) from..to`.
fn print(flame: &Flame) -> String {
    let b = &flame.boxes;
    let line = |i: usize| {
        let repeats = b.repeats.get(i).filter(|&&times| times > 1);
        format!(
            "{}{} {} ({}) {:.0}..{:.0}\n",
            flame.names[b.name[i] as usize].name,
            repeats.map_or(String::new(), |times| format!(" ×{times}")),
            b.value[i],
            b.flat[i],
            b.x[i] * 1000.0,
            (b.x[i] + b.width[i]) * 1000.0,
        )
    };
    let callers = flame.callers.0 as usize..flame.callers.1 as usize;
    let mut up: Vec<usize> = callers.clone().collect();
    up.sort_by_key(|&i| std::cmp::Reverse(b.depth[i]));
    let mut text = format!("of {}, {} rows\n", flame.total, flame.rows);
    for i in up {
        text += &format!(
            "{:indent$}↑ {}",
            "",
            line(i),
            indent = b.depth[i] as usize * 2
        );
    }
    for i in (0..b.depth.len()).filter(|i| !callers.contains(i)) {
        text += &format!(
            "{:indent$}{}",
            "",
            line(i),
            indent = b.depth[i] as usize * 2
        );
    }
    text
}

fn check(query: &FlameQuery, expected: &Expect) {
    let flame = run(flame(&select("n/count", STACKS), query, &Pace::unhurried()));
    expected.assert_eq(&print(&flame));
}

#[test]
fn callers_above_callees_below_from_the_outermost_occurrence() {
    check(
        &around("main.walk"),
        &expect![[r#"
            of 24, 4 rows
              ↑ main.main 11 (11) 0..688
              ↑ main.init 5 (5) 688..1000
            main.walk 16 (0) 0..1000
              main.walk 8 (0) 0..500
              os.Open 5 (0) 500..812
              bytes.Clone 3 (3) 812..1000
                main.walk 8 (8) 0..500
                main.walk 5 (0) 500..812
                  bytes.Clone 5 (5) 500..812
        "#]],
    );
}

#[test]
fn recursion_is_one_box_that_says_how_deep() {
    let collapsed = FlameQuery {
        is_collapsed: true,
        ..around("main.walk")
    };
    check(
        &collapsed,
        &expect![[r#"
        of 24, 4 rows
          ↑ main.main 11 (11) 0..688
          ↑ main.init 5 (5) 688..1000
        main.walk 16 (8) 0..1000
          os.Open 5 (0) 0..312
          bytes.Clone 3 (3) 312..500
            main.walk 5 (0) 0..312
              bytes.Clone 5 (5) 0..312
    "#]],
    );
    let whole = FlameQuery {
        is_collapsed: true,
        ..FlameQuery::default()
    };
    check(
        &whole,
        &expect![[r#"
        of 24, 5 rows
        root 24 (0) 0..1000
          main.main 17 (0) 0..708
          main.init 5 (0) 708..917
          runtime.gc 2 (2) 917..1000
            main.walk ×3 11 (8) 0..458
            bytes.Clone 6 (6) 458..708
            main.walk 5 (0) 708..917
              bytes.Clone 3 (3) 0..125
              os.Open 5 (0) 708..917
                main.walk 5 (0) 708..917
                  bytes.Clone 5 (5) 708..917
    "#]],
    );
    let inverted = FlameQuery {
        is_inverted: true,
        ..whole
    };
    check(
        &inverted,
        &expect![[r#"
        of 24, 5 rows
        root 24 (0) 0..1000
          bytes.Clone 14 (0) 0..583
          main.walk ×3 8 (0) 583..917
          runtime.gc 2 (2) 917..1000
            main.walk 8 (0) 0..333
            main.main 6 (6) 333..583
            main.main 8 (8) 583..917
              os.Open 5 (0) 0..208
              main.main 3 (3) 208..333
                main.walk 5 (0) 0..208
                  main.init 5 (5) 0..208
    "#]],
    );
}

#[test]
fn a_zoom_on_one_side_narrows_the_other() {
    let selection = select("n/count", STACKS);
    let everything = run(flame(&selection, &around("main.walk"), &Pace::unhurried()));
    let node = |name: &str| {
        let named = everything.names.iter().find(|it| it.name == name);
        named.expect("a name").node
    };
    let to_caller = FlameQuery {
        zoom: vec![CALLERS, node("main.main")],
        ..around("main.walk")
    };
    check(
        &to_caller,
        &expect![[r#"
        of 24, 3 rows
          ↑ main.main 11 (11) 0..1000
        main.walk 16 (0) 0..1000
          main.walk 8 (0) 0..727
          bytes.Clone 3 (3) 727..1000
            main.walk 8 (8) 0..727
    "#]],
    );
    let to_callee = FlameQuery {
        zoom: vec![node("bytes.Clone")],
        ..around("main.walk")
    };
    check(
        &to_callee,
        &expect![[r#"
        of 24, 2 rows
          ↑ main.main 3 (3) 0..1000
        main.walk 16 (0) 0..1000
          bytes.Clone 3 (3) 0..1000
    "#]],
    );
}

#[test]
fn a_function_that_is_not_there() {
    check(
        &around("main.nowhere"),
        &expect![[r#"
        of 24, 0 rows
        main.nowhere 0 (0) 0..0
    "#]],
    );
}

/// One side of a sandwich as naive code has it.
fn naive_side(stacks: &[(Vec<String>, i64)], name: &str, is_callers: bool) -> Tree {
    let through = stacks.iter().filter_map(|(stack, value)| {
        let outermost = stack.iter().position(|frame| frame == name)?;
        let side = match is_callers {
            true => stack[..outermost].iter().rev().cloned().collect(),
            false => stack[outermost + 1..].to_vec(),
        };
        Some((side, *value))
    });
    naive_tree(&through.collect::<Vec<_>>())
}

/// Values of the boxes of one side by path, the function itself at the empty one.
fn side(flame: &Flame, is_callers: bool) -> BTreeMap<Vec<String>, (i64, i64)> {
    let callers = flame.callers.0 as usize..flame.callers.1 as usize;
    let boxes = paths(flame).into_iter().enumerate();
    boxes
        .filter(|(i, _)| *i == 0 || callers.contains(i) == is_callers)
        .map(|(i, path)| (path, (flame.boxes.value[i], flame.boxes.flat[i])))
        .collect()
}

fn compared(now: &str, base: &str) -> Result<Selection, CompareError> {
    let [now, base] = [now, base].map(|text| folded("delta/count", text));
    run(Selection::compare(&now, &base, None, &Pace::unhurried()))
}

proptest! {
    #[test]
    fn both_sides_are_naive_trees(
        samples in samples(),
        name in prop::sample::select(&NAMES[..5]),
        is_collapsed: bool,
    ) {
        let pace = Pace::unhurried();
        let selection = select("delta/count", &as_text(&samples));
        let query = FlameQuery { is_collapsed, ..around(name) };
        let flame = run(flame(&selection, &query, &pace));
        let mut stacks = stacks(&selection);
        if is_collapsed {
            stacks.iter_mut().for_each(|(stack, _)| stack.dedup());
        }
        let callees = naive_side(&stacks, name, false);
        for is_callers in [false, true] {
            let naive = naive_side(&stacks, name, is_callers);
            let wanted: BTreeMap<_, _> = naive.into_iter().map(|(path, (_, value, flat))| {
                let flat = if path.is_empty() { callees[&path].2 } else { flat };
                (path, (value, flat))
            }).collect();
            prop_assert_eq!(side(&flame, is_callers), wanted);
        }
        // What the tables call cum: each sample once.
        let node = flame.names[0].node;
        if let Some(details) = run(frame(&selection, &FrameQuery { node }, &pace)) {
            prop_assert_eq!(flame.boxes.value[0], details.cum);
        }
    }

    #[test]
    fn a_zoom_to_a_caller_keeps_the_stacks_that_come_from_it(samples in samples()) {
        let pace = Pace::unhurried();
        let name = NAMES[1];
        let selection = select("delta/count", &as_text(&samples));
        let whole = run(flame(&selection, &around(name), &pace));
        let Some(caller) = (whole.callers.0..whole.callers.1).next() else { return Ok(()) };
        let caller = &whole.names[whole.boxes.name[caller as usize] as usize];
        let query = FlameQuery { zoom: vec![CALLERS, caller.node], ..around(name) };
        let zoomed = run(flame(&selection, &query, &pace));
        let from_it = stacks(&selection).into_iter().filter(|(stack, _)| {
            let outermost = stack.iter().position(|frame| frame == name);
            outermost.is_some_and(|at| at > 0 && stack[at - 1] == caller.name)
        });
        let mut wanted = naive_side(&from_it.collect::<Vec<_>>(), name, false);
        let mut callees = side(&zoomed, false);
        // The function itself keeps its whole value, as all above a zoomed box do.
        callees.remove(&Vec::new());
        wanted.remove(&Vec::new());
        let wanted: BTreeMap<_, _> = wanted.into_iter().map(|(path, (_, value, flat))| (path, (value, flat))).collect();
        prop_assert_eq!(callees, wanted);
        prop_assert_eq!(zoomed.ancestors, 1);
        prop_assert_eq!(zoomed.boxes.width[1], 1.0);
    }

    #[test]
    fn in_a_comparison_both_columns_are_those_of_each(now in samples(), base in samples()) {
        let pace = Pace::unhurried();
        let (now, base) = (as_text(&now), as_text(&base));
        let both = compared(&now, &base).expect("of one kind");
        let name = NAMES[0];
        let query = FlameQuery { width: crate::layout::FlameWidth::Both, ..around(name) };
        let both = run(flame(&both, &query, &pace));
        for (text, column) in [(&now, &both.boxes.value), (&base, &both.boxes.base)] {
            let alone = select("delta/count", text);
            let callers = both.callers.0 as usize..both.callers.1 as usize;
            for is_callers in [false, true] {
                let naive = naive_side(&stacks(&alone), name, is_callers);
                for (i, path) in paths(&both).into_iter().enumerate() {
                    if i == 0 || callers.contains(&i) == is_callers {
                        let value = naive.get(&path).map_or(0, |box_| box_.1);
                        prop_assert_eq!(column[i], value, "{:?}", path);
                    }
                }
            }
        }
    }
}
