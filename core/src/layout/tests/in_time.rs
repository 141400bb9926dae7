//! Flames in the order of time.

use proptest::prelude::*;

use super::oracle::{Sample, as_text, paths, samples};
use super::select;
use crate::job::{Pace, run};
use crate::layout::{Flame, FlameQuery, flame};
use crate::profile::Selection;
use std::sync::Arc;

/// Samples that follow one another, each going on with at most so many frames of the one before it.
fn in_time(samples: &[Sample], goes_on: &[u32]) -> Selection {
    let mut selection = select("time/nanoseconds", &as_text(samples));
    let profile = Arc::make_mut(&mut selection.profile);
    profile.samples.goes_on = goes_on[..samples.len()].to_vec();
    selection
}

fn laid_out(selection: &Selection, query: FlameQuery) -> Flame {
    let query = FlameQuery {
        is_in_time: true,
        ..query
    };
    run(flame(selection, &query, &Pace::unhurried()))
}

/// A box by its path: where it begins and what it is worth, and what ends in it.
type Box = (Vec<String>, i64, i64, i64);

/// The boxes of some samples below a box, in time.
fn naive(samples: &[(Vec<String>, i64, usize)], above: &[String], from: i64, all: &mut Vec<Box>) {
    let depth = above.len();
    let (mut at, mut left) = (0, from);
    while at < samples.len() {
        let (stack, value, _) = &samples[at];
        if stack.len() <= depth {
            (at, left) = (at + 1, left + value);
            continue;
        }
        let mut end = at + 1;
        let goes_on = |place: usize| {
            let (before, (now, _, most)) = (&samples[place - 1].0, &samples[place]);
            *most > depth && now.len() > depth && before.get(..=depth) == now.get(..=depth)
        };
        while end < samples.len() && goes_on(end) {
            end += 1;
        }
        let path = stack[..=depth].to_vec();
        let inside = &samples[at..end];
        let cum: i64 = inside.iter().map(|sample| sample.1).sum();
        let ends = inside.iter().filter(|sample| sample.0.len() == depth + 1);
        let flat = ends.map(|sample| sample.1).sum();
        if cum > 0 {
            all.push((path.clone(), left, cum, flat));
            naive(inside, &path, left, all);
        }
        (at, left) = (end, left + cum);
    }
}

proptest! {
    #[test]
    fn boxes_are_calls_where_they_began(
        samples in samples(),
        goes_on in prop::collection::vec(prop_oneof![0..5u32, Just(u32::MAX)], 40),
        is_collapsed: bool,
    ) {
        let samples: Vec<Sample> =
            samples.into_iter().map(|(stack, value)| (stack, value.abs())).collect();
        // Recursion as one box is told apart by frames: here all that are equal go on.
        let goes_on = if is_collapsed { vec![u32::MAX; 40] } else { goes_on };
        let selection = in_time(&samples, &goes_on);
        let query = FlameQuery { is_collapsed, ..FlameQuery::default() };
        let flame = laid_out(&selection, query);
        let stacks = (0..selection.now.len()).map(|sample| {
            let stack = selection.profile.samples.stack(sample);
            let of_frame = selection.nodes.of_frame();
            let mut names: Vec<String> = stack.iter().map(|frame| {
                selection.nodes.name(selection.tables(), of_frame[frame.index()])
            }).collect();
            if is_collapsed {
                names.dedup();
            }
            (names, selection.now[sample], goes_on[sample] as usize)
        });
        let stacks: Vec<_> = stacks.collect();
        let mut wanted = Vec::new();
        naive(&stacks, &[], 0, &mut wanted);
        let total: i64 = stacks.iter().map(|stack| stack.1).sum();
        let b = &flame.boxes;
        let mut seen: Vec<Box> = paths(&flame).into_iter().enumerate().skip(1).map(|(i, path)| {
            let left = (b.x[i] * total as f64).round() as i64;
            (path, left, b.value[i], b.flat[i])
        }).collect();
        seen.sort();
        wanted.sort();
        prop_assert_eq!(seen, wanted);
        prop_assert_eq!(flame.hidden_boxes, 0);
        // From left to right in each row, as a pointer looks for them.
        for i in 1..b.depth.len() {
            if b.depth[i] == b.depth[i - 1] {
                prop_assert!(b.x[i] + 1e-12 >= b.x[i - 1]);
            }
        }
    }

    #[test]
    fn what_is_narrow_is_gathered_between_boxes(
        samples in samples(),
        min_share in prop::sample::select(vec![0.02, 0.2, 1.0]),
    ) {
        let samples: Vec<Sample> =
            samples.into_iter().map(|(stack, value)| (stack, value.abs())).collect();
        let selection = in_time(&samples, &[u32::MAX; 40]);
        let all = laid_out(&selection, FlameQuery::default());
        let wide = laid_out(&selection, FlameQuery { min_share, ..FlameQuery::default() });
        // Nothing is lost: below each box there are boxes, what ends in it, and what is gathered.
        let (b, n) = (&wide.boxes, &wide.narrow);
        for i in 0..b.depth.len() {
            let parents = b.parent.iter().enumerate().skip(1);
            let below = parents.filter(|(_, parent)| **parent as usize == i);
            let below: i64 = below.map(|(child, _)| b.value[child]).sum();
            let narrow = (0..n.parent.len()).filter(|&at| n.parent[at] as usize == i);
            let narrow: i64 = narrow.map(|at| n.value[at]).sum();
            prop_assert_eq!(b.value[i], b.flat[i] + below + narrow);
        }
        prop_assert!(b.depth.len() <= all.boxes.depth.len());
        prop_assert_eq!(wide.hidden_value, n.value.iter().sum::<i64>());
    }

    #[test]
    fn a_path_of_places_leads_to_the_box(samples in samples(), at in 0..40usize) {
        let samples: Vec<Sample> =
            samples.into_iter().map(|(stack, value)| (stack, value.abs())).collect();
        let selection = in_time(&samples, &[u32::MAX; 40]);
        let all = laid_out(&selection, FlameQuery::default());
        let b = &all.boxes;
        if at >= b.depth.len() {
            return Ok(());
        }
        let (mut zoom, mut step) = (Vec::new(), at);
        while step > 0 {
            zoom.insert(0, b.places[step]);
            step = b.parent[step] as usize;
        }
        let zoomed = laid_out(&selection, FlameQuery { zoom, ..FlameQuery::default() });
        let shown = zoomed.ancestors as usize;
        prop_assert_eq!(shown, b.depth[at] as usize);
        prop_assert_eq!(zoomed.boxes.value[shown], b.value[at]);
        prop_assert_eq!(zoomed.boxes.places[shown], b.places[at]);
        prop_assert_eq!(&paths(&zoomed)[shown], &paths(&all)[at]);
    }
}

#[test]
fn what_has_no_order_of_time_is_merged() {
    let selection = select("time/nanoseconds", "a;b 1\nc 2\na;b 3");
    let merged = run(flame(
        &selection,
        &FlameQuery::default(),
        &Pace::unhurried(),
    ));
    assert_eq!(laid_out(&selection, FlameQuery::default()), merged);
    assert!(!merged.has_time && merged.boxes.places.is_empty());
}
