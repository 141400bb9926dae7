use std::rc::Rc;
use std::sync::Arc;

use expect_test::{Expect, expect};

use super::{Scene, draw};
use crate::chart::clock::Zone;
use crate::chart::model::{Lane, LaneSeries, Overview};
use crate::chart::plan::Plan;
use crate::chart::recorder::{Log, Recorder};
use crate::chart::sample::{by_stack, overview};
use crate::chart::style::{Rgb, Theme, Token};
use crate::telemetry::Metric;

/// Each token is the colour `#0000nn` with its place in the table, so that a log names it.
fn theme() -> Theme {
    let mut number = 0;
    Theme::read(|_| {
        number += 1;
        Some(Rgb(0, 0, number - 1))
    })
}

fn drawn(overview: &Overview, range_ms: (f64, f64)) -> Vec<String> {
    let plan = Plan::new(
        368.0,
        100.0,
        overview.lanes.len(),
        overview.dependencies.len(),
    );
    let scene = Scene::new(
        Arc::new(overview.clone()),
        plan.clone(),
        range_ms,
        &Zone::utc(),
    );
    let log = Log::default();
    let recorder = Recorder {
        size_px: (plan.width_px, plan.height_px),
        log: Rc::clone(&log),
    };
    draw(recorder, &scene, &theme()).expect("a string takes all");
    log.borrow().lines().map(str::to_owned).collect()
}

fn with_color(lines: &[String], token: Token) -> String {
    let color = format!("#0000{:02x}", token as usize);
    let matching = lines.iter().filter(|line| line.contains(&color));
    matching
        .map(|line| line.replace(&color, "*") + "\n")
        .collect()
}

fn check(token: Token, expected: Expect) {
    let overview = overview();
    expected.assert_eq(&with_color(&drawn(&overview, overview.range_ms), token));
}

#[test]
fn grid_lines_stand_on_half_pixels() {
    check(
        Token::Grid,
        expect![[r#"
        line 1 * 68,85.5 368,85.5
        line 1 * 68,71.5 368,71.5
        line 1 * 68,57.5 368,57.5
        line 1 * 68,43.5 368,43.5
        line 1 * 68,28.5 368,28.5
        line 1 * 68,183.5 368,183.5
        line 1 * 68,168.5 368,168.5
        line 1 * 68,152.5 368,152.5
        line 1 * 68,136.5 368,136.5
        line 1 * 94.5,0 94.5,200
        line 1 * 160.5,0 160.5,200
        line 1 * 227.5,0 227.5,200
        line 1 * 293.5,0 293.5,200
        line 1 * 359.5,0 359.5,200
    "#]],
    );
}

#[test]
fn labels() {
    check(
        Token::Ink3,
        expect![[r#"
        text 60,98 right 10.5 "0" *
        text 60,88.4 right 10.5 "20 MB" *
        text 60,74.3 right 10.5 "40 MB" *
        text 60,60.2 right 10.5 "60 MB" *
        text 60,46.1 right 10.5 "80 MB" *
        text 60,31.9 right 10.5 "100 MB" *
        text 60,198 right 10.5 "0" *
        text 60,186.9 right 10.5 "1,000" *
        text 60,171.3 right 10.5 "2,000" *
        text 60,155.6 right 10.5 "3,000" *
        text 60,140 right 10.5 "4,000" *
        text 68,253.5 left 10.5 "state at every poll" *
        text 197,253.5 left 10.5 "up" *
        text 251,253.5 left 10.5 "slow" *
        text 305,253.5 left 10.5 "down" *
        text 60,212.5 right 10.5 "profiles" *
    "#]],
    );
}

#[test]
fn heap_in_use_is_filled_and_over_the_others() {
    check(
        Token::HeapInUse,
        expect![[r#"
            fill */0.13 68,62.4 91.3,62.4 114.6,62.4 114.6,99 68,99
            fill */0.13 114.6,62.4 176.6,60 238.5,57.6 238.5,99 114.6,99
            fill */0.13 245.6,57.4 306.8,55 368,52.7 368,99 245.6,99
            line 1.6 * 68,62.4 91.3,62.4 114.6,62.4
            line 1.6 * 114.6,62.4 176.6,60 238.5,57.6
            line 1.6 * 245.6,57.4 306.8,55 368,52.7
        "#]],
    );
}

#[test]
fn what_is_held_moves_in_steps() {
    check(
        Token::HeapSys,
        expect![[r#"
            line 1.3 * 68,28.5 91.3,28.5 91.3,28.5 114.6,28.5 114.6,28.5
            line 1.3 * 114.6,28.5 176.6,28.5 176.6,28.5 238.5,28.5 238.5,28.5
            line 1.3 * 245.6,28.5 306.8,28.5 306.8,28.5 368,28.5 368,28.5
        "#]],
    );
}

#[test]
fn spikes_are_gold_regions_and_slow_dependencies_bars() {
    check(
        Token::SpikeMark,
        expect![[r#"
        rect 93.8,0 96.4,100 */0.26
        rect 359.3,0 361.9,100 */0.26
        rect 93.8,100 96.4,200 */0.26
        rect 359.3,100 361.9,200 */0.26
        rect 234,246.5 246,253.5 *
        rect 114.6,282 125.7,289 *
    "#]],
    );
}

#[test]
fn a_spike_that_has_not_fallen_goes_on_to_the_edge() {
    let mut overview = overview();
    let (from_ms, to_ms) = overview.range_ms;
    overview.lanes.truncate(1);
    overview.lanes[0].spikes.remove(1);
    overview.lanes[0].spikes[0].is_open = true;
    let drawn = drawn(&overview, (from_ms, to_ms + 3.6e6));
    let region = drawn.iter().find(|line| line.ends_with("/0.26"));
    expect!["rect 92.9,0 368,100 #00000c/0.26"].assert_eq(region.map_or("", |line| line));
}

#[test]
fn a_leak_is_a_wedge_on_its_baseline() {
    check(
        Token::LeakMark,
        expect![[r#"
            fill */0.15 125.7,169.6 125.7,169.6 368,128.5 368,169.6
        "#]],
    );
}

#[test]
fn an_empty_chart_has_its_axes() {
    let lane = Lane {
        title: "Memory".to_owned(),
        is_bytes: true,
        ..Lane::default()
    };
    let empty = Overview {
        lanes: vec![lane],
        ..Overview::default()
    };
    expect![[r#"
        text 60,98 right 10.5 "0" #000006
        line 1 #000003 68.5,0 68.5,100
        line 1 #000002 68.5,119 68.5,123
        line 1 #000003 218.5,0 218.5,100
        line 1 #000002 218.5,119 218.5,123
        line 1 #000003 368,0 368,100
        line 1 #000002 368,119 368,123
        line 1 #000001 0,100.5 368,100.5
        text 16,17 left bold 12 "Memory" #000004
        text 60,112.5 right 10.5 "profiles" #000006"#]]
    .assert_eq(&drawn(&empty, (0.0, 60e3)).join("\n"));
}

#[test]
fn stacks_lie_on_one_another_and_break_at_a_restart() {
    let overview = by_stack();
    let lines = drawn(&overview, overview.range_ms);
    let areas = [Token::Stack4, Token::Stack7, Token::StackOthers].map(|t| with_color(&lines, t));
    expect![[r#"
        fill * 68,175.9 103.6,172.8 103.6,199 68,199
        fill * 125.7,197.2 368,155.8 368,199 125.7,199
        fill * 68,175.9 103.6,172.8 103.6,172.8 68,175.9
        fill * 125.7,170.9 368,129.5 368,155.8 125.7,197.2
        fill * 68,171.8 103.6,171.8 103.6,172.8 68,175.9
        fill * 125.7,169.9 368,128.5 368,129.5 125.7,170.9
    "#]]
    .assert_eq(&areas.concat());
    // The line of all goroutines stays, without the fill under it.
    let line = with_color(&lines, Token::Goroutines);
    assert!(
        line.contains("line 1.5") && !line.contains("fill"),
        "{line}"
    );
}

#[test]
fn a_zoom_cuts_areas_at_its_edges() {
    let overview = by_stack();
    let (from_ms, _) = overview.range_ms;
    let lines = drawn(&overview, (from_ms + 600e3, from_ms + 1200e3));
    expect![[r#"
        fill * 68,128.5 368,128.5 368,138.3 68,138.7
    "#]]
    .assert_eq(&with_color(&lines, Token::StackOthers));
}

/// Whatever the engine says, the drawing stays inside its lane and nothing panics.
#[test]
fn strange_values_stay_inside() {
    for value in [f64::NAN, f64::INFINITY, -1e300, 1e300, 0.0] {
        let series = LaneSeries {
            metric: Metric::Goroutines,
            name: String::new(),
            pieces: vec![
                vec![(0.0, value), (1e4, 1.0), (2e4, value)],
                vec![],
                vec![(3e4, value)],
            ],
            now_min_max: None,
            per_hour: Some(value),
            is_growth: true,
        };
        let lane = Lane {
            series: vec![series],
            ..Lane::default()
        };
        let overview = Overview {
            lanes: vec![lane],
            ..Overview::default()
        };
        let lines = drawn(&overview, (0.0, 4e4));
        let line = with_color(&lines, Token::Goroutines);
        assert!(line.contains("line 1.5"), "{line}");
        for place in line
            .split_whitespace()
            .filter_map(|word| word.split_once(','))
        {
            let (x, y): (f64, f64) = (place.0.parse().unwrap(), place.1.parse().unwrap());
            assert!(
                (68.0..=368.0).contains(&x) && (26.0..=100.0).contains(&y),
                "{line}"
            );
        }
    }
}
