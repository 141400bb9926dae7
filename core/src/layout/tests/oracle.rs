//! Layouts of generated profiles against naive ones that say directly what is meant.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::select;
use crate::job::{Pace, run};
use crate::layout::flame::HAS_HIDDEN;
use crate::layout::{Flame, FlameQuery, TopQuery, flame, search, top, totals};
use crate::profile::diff::compare;
use crate::profile::testing::folded;
use crate::profile::{NodeId, Selection};

/// A sample: names from the root, and a value.
pub(super) type Sample = (Vec<&'static str>, i64);

pub(super) const NAMES: [&str; 6] = [
    "main.a",
    "main.b",
    "net.Read",
    "runtime.gc",
    "x.y",
    "~in.lined",
];

pub(super) fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let stack = prop::collection::vec(prop::sample::select(&NAMES[..]), 0..7);
    prop::collection::vec((stack, -4..30i64), 0..40)
}

pub(super) fn as_text(samples: &[Sample]) -> String {
    let line = |(stack, value): &Sample| {
        // An inlined frame needs one to be inlined into.
        let stack: Vec<&str> = match stack.first() {
            Some(first) if first.starts_with('~') => [&["main.a"], &stack[..]].concat(),
            _ => stack.clone(),
        };
        format!("{} {value}\n", stack.join(";"))
    };
    samples.iter().map(line).collect()
}

/// The stacks of `selection` by name, with their values, those of zero left out.
pub(super) fn stacks(selection: &Selection) -> Vec<(Vec<String>, i64)> {
    let live = selection.live_samples().map(|sample| sample as usize);
    live.map(|sample| {
        let stack = selection.profile.samples.stack(sample);
        let names = stack.iter().map(|frame| {
            let node = selection.nodes.of_frame()[frame.index()];
            selection.nodes.name(selection.tables(), node)
        });
        (names.collect(), selection.now[sample])
    })
    .collect()
}

/// A box by its path: Σ|value|, Σ value, flat.
pub(super) type Tree = BTreeMap<Vec<String>, (i64, i64, i64)>;

pub(super) fn naive_tree(stacks: &[(Vec<String>, i64)]) -> Tree {
    let mut tree = Tree::new();
    tree.insert(Vec::new(), (0, 0, 0));
    for (stack, value) in stacks {
        for depth in 0..=stack.len() {
            let entry = tree.entry(stack[..depth].to_vec()).or_default();
            entry.0 += value.abs();
            entry.1 += value;
            entry.2 += if depth == stack.len() { *value } else { 0 };
        }
    }
    tree
}

/// The path of each box of a flame, without the root.
pub(super) fn paths(flame: &Flame) -> Vec<Vec<String>> {
    let b = &flame.boxes;
    let mut paths: Vec<Vec<String>> = Vec::new();
    for i in 0..b.depth.len() {
        let mut path = match b.depth[i] {
            0 => Vec::new(),
            _ => paths[b.parent[i] as usize].clone(),
        };
        if b.depth[i] > 0 {
            path.push(flame.names[b.name[i] as usize].name.clone());
        }
        paths.push(path);
    }
    paths
}

/// The box under a point, found as a pointer finds it.
fn hit(flame: &Flame, depth: u16, x: f64) -> Option<usize> {
    let b = &flame.boxes;
    (0..b.depth.len()).find(|&i| b.depth[i] == depth && b.x[i] <= x && x < b.x[i] + b.width[i])
}

proptest! {
    #[test]
    fn flame_boxes_are_those_of_the_prefix_tree(
        samples in samples(),
        is_inverted: bool,
        is_collapsed: bool,
        min_share in prop::sample::select(vec![0.0, 0.02, 0.2, 1.0]),
    ) {
        let selection = select("delta/count", &as_text(&samples));
        let query = FlameQuery { is_inverted, is_collapsed, min_share, ..FlameQuery::default() };
        let flame = run(flame(&selection, &query, &Pace::unhurried()));
        let mut stacks = stacks(&selection);
        if is_collapsed {
            stacks.iter_mut().for_each(|(stack, _)| stack.dedup());
        }
        if is_inverted {
            stacks.iter_mut().for_each(|(stack, _)| stack.reverse());
        }
        let tree = naive_tree(&stacks);
        let whole = tree[&Vec::new()].0;
        prop_assert_eq!(flame.total, whole);

        let is_wide = |path: &[String]| tree[path].0 as f64 >= min_share * whole as f64;
        let is_seen = |path: &[String]| (1..=path.len()).all(|n| is_wide(&path[..n]));
        let seen: BTreeSet<_> = tree.keys().filter(|path| is_seen(path)).cloned().collect();
        let paths = paths(&flame);
        prop_assert_eq!(paths.iter().cloned().collect::<BTreeSet<_>>(), seen);

        let cut = |path: &&Vec<String>| {
            !path.is_empty() && !is_wide(path) && is_seen(&path[..path.len() - 1])
        };
        let cut: Vec<_> = tree.keys().filter(cut).collect();
        prop_assert_eq!(flame.hidden_boxes as usize, cut.len());
        prop_assert_eq!(flame.hidden_value, cut.iter().map(|&path| tree[path].0).sum::<i64>());

        // Gathered below their boxes, they are the same ones.
        let n = &flame.narrow;
        let gathered: BTreeMap<_, _> = (0..n.parent.len()).map(|i| {
            (paths[n.parent[i] as usize].clone(), (n.count[i] as usize, n.value[i]))
        }).collect();
        let mut wanted = BTreeMap::new();
        for path in &cut {
            let (count, value) = wanted.entry(path[..path.len() - 1].to_vec()).or_insert((0, 0));
            *count += 1;
            *value += tree[*path].0;
        }
        prop_assert_eq!(gathered, wanted);

        let b = &flame.boxes;
        for i in 0..n.parent.len() {
            let parent = n.parent[i] as usize;
            let elder = (0..paths.len()).rev().find(|&j| j > 0 && b.parent[j] as usize == parent);
            let left = elder.map_or(b.x[parent], |j| b.x[j] + b.width[j]);
            prop_assert!((n.x[i] - left).abs() < 1e-9);
            prop_assert!(n.x[i] + n.width[i] <= b.x[parent] + b.width[parent] + 1e-9);
        }
        let mut right = vec![0.0; paths.len()];
        for (i, path) in paths.iter().enumerate() {
            let (weight, value, flat) = tree[path];
            prop_assert_eq!((b.value[i], b.flat[i]), (value, flat), "{:?}", path);
            prop_assert_eq!(b.depth[i] as usize, path.len());
            let has_cut = cut.iter().any(|cut| cut[..cut.len() - 1] == path[..]);
            prop_assert_eq!(b.flags[i] & HAS_HIDDEN != 0, has_cut);
            if whole == 0 {
                continue;
            }
            prop_assert!((b.width[i] - weight as f64 / whole as f64).abs() < 1e-9);
            // Within the box above, to the right of its elder siblings, which are no smaller.
            let parent = b.parent[i] as usize;
            if i > 0 {
                prop_assert!(b.x[i] + 1e-9 >= b.x[parent].max(right[parent]));
                prop_assert!(b.x[i] + b.width[i] <= b.x[parent] + b.width[parent] + 1e-9);
                right[parent] = b.x[i] + b.width[i];
                let elder = (0..i).rev().find(|&j| j > 0 && b.parent[j] as usize == parent);
                if let Some(elder) = elder {
                    let key = |j: usize| (std::cmp::Reverse(tree[&paths[j]].0), &paths[j]);
                    prop_assert!(key(elder) < key(i), "{:?} before {:?}", paths[elder], path);
                }
            }
            prop_assert_eq!(hit(&flame, b.depth[i], b.x[i] + b.width[i] / 2.0), Some(i));
        }
    }

    #[test]
    fn a_zoom_shows_the_same_boxes_wider(samples in samples(), steps in 1..4usize) {
        let selection = select("delta/count", &as_text(&samples));
        let pace = Pace::unhurried();
        let all = run(flame(&selection, &FlameQuery::default(), &pace));
        // Zoom to the first box of row `steps`.
        let Some(to) = (0..all.boxes.depth.len()).find(|&i| all.boxes.depth[i] as usize == steps)
        else {
            return Ok(());
        };
        let (mut zoom, mut at) = (Vec::new(), to);
        while at > 0 {
            zoom.insert(0, all.names[all.boxes.name[at] as usize].node);
            at = all.boxes.parent[at] as usize;
        }
        let zoomed = run(flame(&selection, &FlameQuery { zoom, ..FlameQuery::default() }, &pace));
        prop_assert_eq!(zoomed.ancestors as usize, steps);
        let target = &paths(&all)[to];
        let row = |flame: &Flame, path: &[String], i: usize| {
            (path.to_vec(), flame.boxes.value[i], flame.boxes.flat[i], flame.boxes.flags[i])
        };
        let list = |flame: &Flame| -> Vec<_> {
            let paths = paths(flame).into_iter().enumerate();
            paths.filter(|(_, path)| path.starts_with(target))
                .map(|(i, path)| row(flame, &path, i))
                .collect()
        };
        prop_assert_eq!(list(&zoomed), list(&all));
        prop_assert_eq!((zoomed.boxes.x[steps], zoomed.boxes.width[steps]), (0.0, 1.0));
    }

    #[test]
    fn totals_and_search_are_the_naive_ones(samples in samples()) {
        let selection = select("delta/count", &as_text(&samples));
        let pace = Pace::unhurried();
        let stacks = stacks(&selection);
        let totals = run(totals(&selection, &pace));
        for node in (0..selection.nodes.len() as u32).map(NodeId) {
            let name = selection.nodes.name(selection.tables(), node);
            let flat = stacks.iter().filter(|(stack, _)| stack.last() == Some(&name));
            let cum = stacks.iter().filter(|(stack, _)| stack.contains(&name));
            prop_assert_eq!(totals.flat[node.index()], flat.map(|s| s.1).sum::<i64>());
            prop_assert_eq!(totals.cum[node.index()], cum.map(|s| s.1).sum::<i64>());
        }
        let through = |text: &str| {
            let hit = |(stack, _): &&(Vec<String>, i64)| stack.iter().any(|n| n.contains(text));
            stacks.iter().filter(hit).map(|(_, value)| value.abs()).sum::<i64>()
        };
        for text in ["main.", "n", "x.y", "absent"] {
            prop_assert_eq!(run(search(&selection, text, &pace)).value, through(text));
        }
        // Pages put together are the table.
        let page = |offset, limit| {
            let query = TopQuery { offset, limit, ..TopQuery::default() };
            run(top(&selection, &query, &pace))
        };
        let whole = page(0, u32::MAX);
        prop_assert_eq!(whole.rows.len(), whole.total_rows as usize);
        let parts = [page(0, 2).rows, page(2, 2).rows, page(4, 100).rows].concat();
        prop_assert_eq!(whole.rows, parts);
    }

    #[test]
    fn a_comparison_keeps_both_sides(now in samples(), base in samples()) {
        let pace = Pace::unhurried();
        let profiles = [now, base].map(|samples| folded("delta/count", &as_text(&samples)));
        let alone = profiles.each_ref().map(|profile| {
            let profile = std::sync::Arc::new(profile.clone());
            run(Selection::of(profile, None, &pace))
        });
        let both = run(Selection::compare(&profiles[0], &profiles[1], None, &pace));
        let both = both.expect("of one kind");
        prop_assert_eq!(both.total, alone[0].total);
        prop_assert_eq!(both.base_total, Some(alone[1].total));
        // Every function's flat and cum on both sides are what each profile alone says.
        let named = |selection: &Selection, flat: &[i64], cum: &[i64]| -> BTreeMap<String, _> {
            (0..selection.nodes.len() as u32)
                .map(NodeId)
                .map(|node| (node, (flat[node.index()], cum[node.index()])))
                .filter(|(_, values)| *values != (0, 0))
                .map(|(node, values)| (selection.nodes.name(selection.tables(), node), values))
                .collect()
        };
        let t = run(totals(&both, &pace));
        let (base_flat, base_cum) = t.base.as_ref().expect("a base");
        let [now, base] = alone.each_ref().map(|selection| {
            let t = run(totals(selection, &pace));
            named(selection, &t.flat, &t.cum)
        });
        prop_assert_eq!(named(&both, &t.flat, &t.cum), now);
        prop_assert_eq!(named(&both, base_flat, base_cum), base);

        // What vanished: base stacks that have no value now, path by path.
        let there: BTreeSet<_> = stacks(&alone[0]).into_iter().map(|(stack, _)| stack).collect();
        let gone = stacks(&alone[1]).into_iter().filter(|(stack, _)| !there.contains(stack));
        let flame = run(flame(&both, &FlameQuery::default(), &pace));
        prop_assert_eq!(flame.vanished, gone.map(|(_, value)| value).sum::<i64>());
    }

    #[test]
    fn a_profile_against_itself_is_nothing_new(samples in samples()) {
        let pace = Pace::unhurried();
        let profile = folded("delta/count", &as_text(&samples));
        let comparison = run(compare(&profile, &profile, &pace)).expect("of one kind");
        let frames = |p: &crate::profile::Profile| p.tables.frames.line.len();
        prop_assert_eq!(frames(&comparison.profile), frames(&profile));
        prop_assert!(run(comparison.difference(&pace)).samples.is_empty());
    }
}
