//! Orders of any stacks against one made of paths.

use super::*;
use crate::job;
use crate::profile::testing::folded;
use crate::profile::{Granularity, Nodes};
use proptest::prelude::*;

fn path(samples: &Samples, nodes: &Nodes, sample: u32, from: ReadFrom) -> Vec<u32> {
    let stack = samples.stack(sample as usize).iter();
    let mut path: Vec<u32> = stack.map(|f| nodes.of_frame()[f.index()].0).collect();
    if from == ReadFrom::Leaf {
        path.reverse();
    }
    path
}

fn check(text: &str) {
    let profile = folded("cpu/nanoseconds", text);
    let (samples, pace) = (&profile.samples, Pace::unhurried());
    let nodes = Nodes::new(&profile.tables, Granularity::Functions);
    for from in [ReadFrom::Root, ReadFrom::Leaf] {
        let order = StackOrder::of(&samples.frames, samples.stacks(), &nodes, from, &pace);
        let order = job::run(order);
        let path = |sample: u32| path(samples, &nodes, sample, from);
        let mut expected: Vec<u32> = (0..samples.len() as u32).collect();
        expected.sort_by_key(|&sample| (path(sample), sample));
        assert_eq!(order.samples, expected, "{from:?} of\n{text}");
        for i in 0..expected.len() {
            let this = path(expected[i]);
            let at = (0..).map_while(|depth| order.frame_at(i, depth));
            let nodes: Vec<u32> = at
                .map(|at| nodes.of_frame()[samples.frames[at].index()].0)
                .collect();
            assert_eq!(nodes, this);
            let before = if i > 0 {
                path(expected[i - 1])
            } else {
                Vec::new()
            };
            let same = before.iter().zip(&this).take_while(|(a, b)| a == b).count();
            assert_eq!(order.shared[i], same as u32, "{from:?}, {i} of\n{text}");
            assert_eq!(order.is_same_as_before(i), i > 0 && before == this);
        }
    }
}

#[test]
fn shorter_stacks_stand_before_what_they_are_part_of() {
    check("main;run;handle 1\nmain;run 2\nmain;wait 3\nmain;run;handle;read 4\nmain 5");
}

#[test]
fn recursion_deeper_than_a_word_and_equal_stacks() {
    let deep = vec!["f"; 300].join(";");
    check(&format!(
        "{deep} 1\n{deep};g 2\n{deep};f 3\ng;{deep} 4\n{deep} 5"
    ));
}

#[test]
fn runs_long_enough_for_digits() {
    let line = |i: u32| format!("a;b;c{};d{};e{} 1\n", i % 7, i % 401, i % 13);
    check(&(0..5000).map(line).collect::<String>());
}

proptest! {
    #[test]
    fn any_stacks(stacks in prop::collection::vec(prop::collection::vec(0..4u8, 1..12), 0..60)) {
        let lines = stacks.iter().map(|stack| {
            let frames: Vec<String> = stack.iter().map(|f| format!("f{f}")).collect();
            format!("{} 1\n", frames.join(";"))
        });
        check(&lines.collect::<String>());
    }
}
