//! Which flags there are, what they say and where they stand.

use super::place::are_apart;
use super::*;
use crate::chart::plan::Plan;
use crate::chart::sample::overview;
use expect_test::{Expect, expect};

fn check(width_px: f64, from: f64, to: f64, expected: Expect) {
    let mut overview = overview();
    let (start, end) = overview.data_ms;
    overview.range_ms = (start + (end - start) * from, start + (end - start) * to);
    let plan = Plan::new(width_px, 163.0, overview.lanes.len(), 2);
    let zone = Zone::utc();
    let range_ms = overview.range_ms;
    let scene = Scene::new(overview.into(), plan, range_ms, &zone);
    let flags = flags(&scene, &zone, &|text| text.chars().count() as f64 * 5.5);
    for (i, a) in flags.iter().enumerate() {
        for b in &flags[i + 1..] {
            assert!(
                a.text.is_empty() || b.text.is_empty() || are_apart(a, b),
                "{a:?} {b:?}"
            );
        }
    }
    let lines = flags.iter().map(|f| {
        let side = if f.left_px < f.pole_px { "◂" } else { "▸" };
        let (pole, top) = (f.pole_px.round(), f.top_px);
        format!("{:?} {}{side} {pole} y{top} {}\n", f.kind, f.lane, f.text)
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn wide() {
    check(
        1128.0,
        0.0,
        1.0,
        expect![[r#"
        Spike 0▸ 159 y5 migration 12:00 · +184 MB · 14m
        Spike 0◂ 1107 y5 migration 12:00 · +184 MB · 14m
        Spike 1▸ 159 y168 migration 12:00 · +480 · 14m
        Spike 1◂ 1107 y168 migration 12:00 · +480 · 14m
        Restart 0▸ 234 y26 restart 13:53 · v2.4.0
        Note 1▸ 408 y168 kafka rebalance
        Note 1▸ 434 y189 deploy 19:00 · 30m
        Gap 0◂ 683 y5 no answer 38m
    "#]],
    );
}

#[test]
fn a_phone() {
    check(
        400.0,
        0.0,
        1.0,
        expect![[r#"
        Spike 0▸ 97 y5 +184 MB
        Spike 0◂ 393 y5 +184 MB
        Spike 1▸ 97 y168 +480
        Spike 1◂ 393 y168 +480
        Restart 0▸ 121 y26 13:53
        Note 1▸ 175 y168 
        Note 1▸ 183 y168 
        Gap 0◂ 261 y5 38m
    "#]],
    );
}

#[test]
fn from_inside_a_spike() {
    check(
        1128.0,
        0.0,
        0.088,
        expect![[r#"
        Spike 0◂ 1128 y5 migration 12:00 · +184 MB · 14m
        Spike 1◂ 1128 y168 migration 12:00 · +480 · 14m
    "#]],
    );
}

#[test]
fn one_that_has_not_fallen_says_since_when_it_rises() {
    let overview = overview();
    let lane = &overview.lanes[0];
    let said = |label: Option<&str>| {
        let spike = Spike {
            label: label.map(str::to_owned),
            is_open: true,
            ..lane.spikes[0].clone()
        };
        spike_text(&spike, lane, &Zone::utc())
    };
    assert_eq!(said(None), "rising since 12:00, +184 MB");
    assert_eq!(said(Some("users")), "users · rising since 12:00, +184 MB");
}
