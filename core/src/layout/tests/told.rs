//! What is told of a box beside its values: how deep its recursion goes, what of it grows.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::oracle::{as_text, naive_tree, paths, samples, stacks};
use super::select;
use crate::job::{Pace, run};
use crate::layout::{FlameQuery, flame, flame_marked};

proptest! {
    #[test]
    fn what_grows_is_summed_box_by_box(
        samples in samples(),
        marks in prop::collection::vec(any::<bool>(), 40),
        is_inverted: bool,
    ) {
        let selection = select("delta/count", &as_text(&samples));
        let marks = &marks[..selection.now.len()];
        let query = FlameQuery { is_inverted, marks_growth: true, ..FlameQuery::default() };
        let flame = run(flame_marked(&selection, &query, marks, &Pace::unhurried()));
        let live = selection.live_samples().zip(stacks(&selection));
        let mut marked: Vec<_> = live.filter(|(i, _)| marks[*i as usize]).map(|it| it.1).collect();
        if is_inverted {
            marked.iter_mut().for_each(|(stack, _)| stack.reverse());
        }
        let naive = naive_tree(&marked);
        // Without a sample there is nothing to tell.
        let wanted: Vec<i64> = match marks.is_empty() {
            true => Vec::new(),
            false => paths(&flame).iter().map(|path| naive.get(path).map_or(0, |it| it.0)).collect(),
        };
        prop_assert_eq!(flame.boxes.growing, wanted);
    }

    #[test]
    fn repeats_are_the_longest_runs(samples in samples()) {
        let selection = select("delta/count", &as_text(&samples));
        let query = FlameQuery { is_collapsed: true, ..FlameQuery::default() };
        let flame = run(flame(&selection, &query, &Pace::unhurried()));
        let mut wanted: BTreeMap<Vec<String>, u32> = BTreeMap::new();
        for (stack, _) in stacks(&selection) {
            let (mut path, mut times) = (Vec::new(), 0);
            for frame in stack {
                if path.last() == Some(&frame) {
                    times += 1;
                } else {
                    path.push(frame);
                    times = 1;
                }
                let longest = wanted.entry(path.clone()).or_default();
                *longest = times.max(*longest);
            }
        }
        for (i, path) in paths(&flame).into_iter().enumerate().skip(1) {
            prop_assert_eq!(flame.boxes.repeats[i], wanted[&path], "{:?}", path);
        }
    }
}
