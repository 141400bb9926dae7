//! Orders of any stacks against one made of paths.

use std::sync::Arc;

use super::*;
use crate::job;
use crate::profile::testing::folded;
use crate::profile::{Granularity, Nodes, Profile, Selection};
use proptest::prelude::*;

fn path(samples: &Samples, ranks: &Ranks, sample: u32, from: ReadFrom) -> Vec<u32> {
    let stack = samples.stack(sample as usize).iter();
    let mut path: Vec<u32> = stack.map(|f| ranks.of_frame()[f.index()]).collect();
    if from == ReadFrom::Leaf {
        path.reverse();
    }
    path
}

fn check(text: &str) {
    let profile = folded("cpu/nanoseconds", text);
    let (samples, pace) = (&profile.samples, Pace::unhurried());
    let nodes = Nodes::new(&profile.tables, Granularity::Functions);
    let ranks = Ranks::new(&profile.tables, &nodes);
    assert_eq!(ranks.len(), nodes.len());
    for from in [ReadFrom::Root, ReadFrom::Leaf] {
        let order = StackOrder::of(&samples.frames, samples.stacks(), &ranks, from, &pace);
        let order = job::run(order);
        let path = |sample: u32| path(samples, &ranks, sample, from);
        let mut expected: Vec<u32> = (0..samples.len() as u32).collect();
        expected.sort_by_key(|&sample| (path(sample), sample));
        assert_eq!(order.samples, expected, "{from:?} of\n{text}");
        for i in 0..expected.len() {
            let this = path(expected[i]);
            let at = (0..).map_while(|depth| order.frame_at(i, depth));
            let read: Vec<u32> = at
                .map(|at| ranks.of_frame()[samples.frames[at].index()])
                .collect();
            assert_eq!(read, this);
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

/// An order merged from those of two profiles is the order of all their stacks.
fn check_merged(now: &str, base: &str) {
    let pace = Pace::unhurried();
    let [now, base] = [now, base].map(|text| Arc::new(folded("cpu/nanoseconds", text)));
    let alone = |profile: &Arc<Profile>| job::run(Selection::of(Arc::clone(profile), None, &pace));
    let (now, base) = (alone(&now), alone(&base));
    let both = job::run(now.against(&base, None, &pace)).expect("of one kind");
    let (samples, first) = (&both.profile.samples, now.profile.tables.frames.line.len());
    let ranks = both.ranks();
    assert!(now.ranks().hold_within(ranks, 0) && base.ranks().hold_within(ranks, first));
    for from in [ReadFrom::Root, ReadFrom::Leaf] {
        let orders = [&now, &base].map(|side| job::run(side.order(from, &pace)));
        let at = &now.profile.samples;
        let shift = (at.len() as u32, at.frames.len() as u32);
        let [now, base] = &orders;
        let merged = StackOrder::merged(now, base, shift, &samples.frames, ranks, &pace);
        let all = StackOrder::of(&samples.frames, samples.stacks(), ranks, from, &pace);
        assert_eq!(job::run(merged), job::run(all), "{from:?}");
    }
}

#[test]
fn orders_of_two_profiles_are_merged() {
    check_merged(
        "main;run;read 1\nmain 2\nmain;run 3",
        "main;run 1\nidle 2\nmain;run;read 3",
    );
    check_merged(
        "main;run 1\nmain;run 2",
        "main;run 1\nmain;run 2\nmain;run;x 2",
    );
}

#[test]
fn ranks_that_changed_places_do_not_hold() {
    let ranks = |of_frame: &[u32], count| Ranks::testing(of_frame.to_vec(), count);
    let two = ranks(&[1, 0, 1], 2);
    assert!(two.hold_within(&ranks(&[9, 9, 7, 2, 7], 10), 2));
    assert!(two.hold_within(&ranks(&[7, 2, 7], 10), 0));
    assert!(
        !two.hold_within(&ranks(&[2, 7, 2], 10), 0),
        "the other way round"
    );
    assert!(
        !two.hold_within(&ranks(&[7, 2, 8], 10), 0),
        "one became two"
    );
    assert!(
        !two.hold_within(&ranks(&[7, 7, 7], 10), 0),
        "two became one"
    );
}

fn stacks() -> impl Strategy<Value = String> {
    let stack = prop::collection::vec(0..4u8, 1..12);
    prop::collection::vec(stack, 0..60).prop_map(|stacks| {
        let lines = stacks.iter().map(|stack| {
            let frames: Vec<String> = stack.iter().map(|f| format!("f{f}")).collect();
            format!("{} 1\n", frames.join(";"))
        });
        lines.collect()
    })
}

proptest! {
    #[test]
    fn any_stacks(stacks in stacks()) {
        check(&stacks);
    }

    #[test]
    fn any_stacks_merged(now in stacks(), base in stacks()) {
        check_merged(&now, &base);
    }
}
