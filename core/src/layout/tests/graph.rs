//! The page's graph: what is in it, and that it is the graph of the report `-dot`, which is held
//! against pprof's own.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use expect_test::expect;
use proptest::prelude::*;

use super::select;
use crate::job::{Pace, run};
use crate::layout::{CallGraph, GraphQuery, graph, graph_svg, totals};
use crate::profile::testing::folded;
use crate::profile::{Profile, Selection};
use crate::report::{Base, Kind, Options, report, subtract};

const STACKS: &str = "\
net/http.(*conn).serve;main.handle;~bytes.Clone 600
net/http.(*conn).serve;main.handle;main.log 30
net/http.(*conn).serve;main.tiny;main.log 1
runtime.main;main.main;main.handle;bytes.Clone 369
";

fn made(selection: &Selection, query: &GraphQuery) -> CallGraph {
    let pace = Pace::unhurried();
    run(async { graph(selection, &totals(selection, &pace).await, query, &pace).await })
}

fn print(graph: &CallGraph) -> String {
    let mut text = graph.facts().join(", ") + "\n";
    for it in &graph.boxes {
        let lines = [it.lines.join(" "), it.values.join(" ")];
        writeln!(
            text,
            "{} | {} px, level {}",
            lines.join(" | "),
            it.font_px,
            it.level
        )
        .unwrap();
    }
    for call in &graph.calls {
        let name = |at: u32| &graph.boxes[at as usize].name;
        let arrow = if call.is_residual { "..." } else { "->" };
        let (caller, callee) = (name(call.caller), name(call.callee));
        writeln!(text, "{caller} {arrow} {callee} {}", call.words).unwrap();
    }
    text
}

#[test]
fn boxes_and_calls_in_words() {
    let graph = made(&select("space/bytes", STACKS), &GraphQuery::default());
    expect![[r#"
        6 of 7 functions, 5 calls, dropped 1 function with cum < 5B
        bytes Clone | 969B (96.90%) | 24 px, level 4
        main handle | 0 of 999B (99.90%) | 11 px, level 4
        http (*conn) serve | 0 of 631B (63.10%) | 11 px, level 4
        runtime main | 0 of 369B (36.90%) | 11 px, level 3
        main log | 31B (3.10%) | 14 px, level 1
        main main | 0 of 369B (36.90%) | 11 px, level 3
        main.handle -> bytes.Clone 969B
        net/http.(*conn).serve -> main.handle 630B
        main.main -> main.handle 369B
        runtime.main -> main.main 369B
        main.handle -> main.log 30B
    "#]]
    .assert_eq(&print(&graph));
    let y = |name: &str| graph.boxes.iter().find(|it| it.name == name).unwrap().y;
    assert!(y("runtime.main") < y("main.main") && y("main.handle") < y("bytes.Clone"));
}

#[test]
fn a_base_is_taken_off() {
    let base = folded(
        "space/bytes",
        "runtime.main;main.main;main.handle;bytes.Clone 469",
    );
    let now = folded("space/bytes", STACKS);
    let selection = run(Selection::compare(&now, &base, None, &Pace::unhurried())).unwrap();
    let graph = made(&selection, &GraphQuery::default());
    assert!(graph.has_base);
    let clone = graph
        .boxes
        .iter()
        .find(|it| it.name == "bytes.Clone")
        .unwrap();
    assert_eq!(
        (clone.cum, clone.base, clone.level),
        (969, Some((469, 469)), 8)
    );
    assert_eq!(clone.values, ["500B (106.61%)"]);
    let main = graph
        .boxes
        .iter()
        .find(|it| it.name == "main.main")
        .unwrap();
    assert_eq!((main.level, &*main.values[0]), (1, "0 of -100B (21.32%)"));
}

#[test]
fn nothing_has_a_graph_too() {
    for stacks in ["", "main 0"] {
        let graph = made(&select("space/bytes", stacks), &GraphQuery::default());
        assert_eq!((graph.boxes.len(), graph.calls.len()), (0, 0));
        assert_eq!(graph.facts()[0], "0 functions");
        assert!(graph_svg(&graph, &[]).ends_with("</svg>\n"));
    }
}

/// Names of nodes, and of edges with their kind, of a report `-dot`.
fn of_report(profile: &Profile) -> (BTreeSet<String>, BTreeSet<String>) {
    let text = report(profile, &Kind::Dot, &Options::default()).unwrap();
    let tooltip = |line: &str| {
        let (_, rest) = line.split_once("tooltip=\"").unwrap();
        rest.split(" (").next().unwrap().to_owned()
    };
    let lines = text.lines();
    let nodes = lines
        .clone()
        .filter(|line| line.starts_with('N') && line.contains(" shape=box "));
    let edges = lines.filter(|line| line.contains(" -> N") && line.contains("labeltooltip"));
    let edges = edges.filter(|line| !line.contains("weight=100 tooltip"));
    (nodes.map(tooltip).collect(), edges.map(tooltip).collect())
}

fn of_page(graph: &CallGraph) -> (BTreeSet<String>, BTreeSet<String>) {
    let name = |at: u32| &graph.boxes[at as usize].name;
    let edges = graph.calls.iter().map(|call| {
        let arrow = if call.is_residual { "..." } else { "->" };
        format!("{} {arrow} {}", name(call.caller), name(call.callee))
    });
    let nodes = graph.boxes.iter().map(|it| it.name.clone());
    (nodes.collect(), edges.collect())
}

/// Stacks of up to 120 functions, so that both limits are met.
fn stacks() -> impl Strategy<Value = String> {
    let stack = (prop::collection::vec(0u32..120, 1..9), 1i64..4000);
    prop::collection::vec(stack, 1..120).prop_map(|stacks| {
        let mut text = String::new();
        for (stack, value) in stacks {
            let names: Vec<String> = stack.iter().map(|name| format!("p.f{name:03}")).collect();
            writeln!(text, "{} {value}", names.join(";")).unwrap();
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_graph_is_that_of_the_report(stacks in stacks()) {
        let profile = folded("space/bytes", &stacks);
        let selection = run(Selection::of(Arc::new(profile.clone()), None, &Pace::unhurried()));
        let graph = made(&selection, &GraphQuery::default());
        prop_assert_eq!(of_page(&graph), of_report(&profile));
    }

    #[test]
    fn so_is_that_of_a_difference(now in stacks(), base in stacks()) {
        let (now, base) = (folded("space/bytes", &now), folded("space/bytes", &base));
        let how = Base { is_diff: true, ..Base::default() };
        let difference = subtract(&now, &base, how).unwrap();
        let selection = run(Selection::compare(&now, &base, None, &Pace::unhurried())).unwrap();
        let graph = made(&selection, &GraphQuery::default());
        prop_assert_eq!(of_page(&graph), of_report(&difference));
    }
}
