//! Merges, differences and a function's neighbours, of generated profiles, against naive ones that say
//! directly what is meant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leakscope_core::job::{Pace, run};
use leakscope_core::layout::{FrameQuery, Neighbour, frame};
use leakscope_core::profile::{
    FrameId, Label, LabelSetId, LabelSets, LabelValue, Profile, Samples, Selection, StrId, Tables,
    ValueType, diff, merge,
};
use proptest::prelude::*;

const NAMES: [&str; 5] = ["main.a", "main.b", "net.Read", "runtime.gc", "x.y"];

/// A call: which function, its line, and the one inlined into it.
type Call = (usize, i64, Option<usize>);
/// Calls from the root, two values, and a label's value.
type Sample = (Vec<Call>, [i64; 2], Option<usize>);

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let name = 0..NAMES.len();
    let call = (name.clone(), 1..3i64, proptest::option::weighted(0.2, name));
    let stack = proptest::collection::vec(call, 0..6);
    let label = proptest::option::weighted(0.3, 0..2usize);
    let values = [-3..6i64, -3..6i64];
    proptest::collection::vec((stack, values, label), 0..24)
}

/// A program's load address, and whether its tables begin with the last function.
#[derive(Clone, Copy)]
struct Program {
    start: u64,
    is_backwards: bool,
}

const FIRST: Program = Program {
    start: 0x40_0000,
    is_backwards: false,
};
const MOVED: Program = Program {
    start: 0x55d0_0000,
    is_backwards: true,
};

fn profile(program: Program, of: &[Sample]) -> Profile {
    let mut tables = Tables::default();
    let mut order: Vec<usize> = (0..NAMES.len()).collect();
    if program.is_backwards {
        order.reverse();
    }
    let mut functions = BTreeMap::new();
    for name in order {
        let id = tables.strings.intern(NAMES[name].as_bytes());
        functions.insert(name, tables.add_function(id, id, StrId(0), 0));
    }
    let binary = tables.strings.intern(b"/srv/shop");
    let end = program.start + 0x1_0000;
    let mapping = tables.add_mapping(program.start, end, 0, binary, StrId(0), 15);
    let mut labels = LabelSets::default();
    let mut samples = Samples::default();
    let mut locations = BTreeMap::new();
    for (stack, values, label) in of {
        let mut frames = Vec::new();
        for &(name, line, inlined) in stack {
            let location = *locations.entry((name, line, inlined)).or_insert_with(|| {
                // The same call is at the same place of the program, wherever that is loaded.
                let place = name * 100 + line as usize * 10 + inlined.map_or(0, |name| name + 1);
                let outer = (functions[&name], line, 0);
                let inner = inlined.map(|name| (functions[&name], 7, 0));
                let lines = std::iter::once(outer).chain(inner);
                tables.add_location(mapping, program.start + place as u64, false, lines)
            });
            frames.extend(tables.locations.frames(location).map(FrameId));
        }
        let set = label.map_or(LabelSetId(0), |value| {
            let value = tables.strings.intern(format!("/{value}").as_bytes());
            let key = tables.strings.intern(b"handler");
            let value = LabelValue::Str(value);
            labels.intern(&[Label { key, value }])
        });
        samples.push(&frames, values, set);
    }
    let sample_types = ["objects/count", "space/bytes"].map(|both| {
        let (kind, unit) = both.split_once('/').expect("kind/unit");
        ValueType {
            kind: tables.strings.intern(kind.as_bytes()),
            unit: tables.strings.intern(unit.as_bytes()),
        }
    });
    Profile {
        tables: Arc::new(tables),
        sample_types: sample_types.to_vec(),
        samples,
        labels: Arc::new(labels),
        ..Profile::default()
    }
}

/// What a frame is, whatever its id and wherever its program was loaded.
fn describe(tables: &Tables, frame: FrameId) -> String {
    let function = tables.frames.function[frame.index()];
    let name = tables.strings.get(tables.functions.name[function.index()]);
    let location = tables.frames.location[frame.index()].index();
    let mapping = tables.locations.mapping[location];
    let place = tables.locations.address[location] - tables.mappings.start[mapping.index()];
    let line = tables.frames.line[frame.index()];
    let inlined = if tables.is_inlined(frame) { "~" } else { "" };
    format!("{inlined}{name}:{line}@{place:x}")
}

/// Stacks and labels, in the order of the samples, with their values.
fn rows(profile: &Profile) -> Vec<(String, Vec<i64>)> {
    let types = profile.sample_types.len();
    let row = |sample: usize| {
        let stack = profile.samples.stack(sample).iter();
        let mut text: Vec<_> = stack.map(|&f| describe(&profile.tables, f)).collect();
        for label in profile.labels.get(profile.samples.labels[sample]) {
            if let LabelValue::Str(value) = label.value {
                text.push(profile.tables.strings.get(value).into_owned());
            }
        }
        let values = profile.samples.values[sample * types..][..types].to_vec();
        (text.join(";"), values)
    };
    (0..profile.samples.len()).map(row).collect()
}

fn naive_difference(now: &Profile, base: &Profile) -> BTreeMap<String, Vec<i64>> {
    let mut sums: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (profile, sign) in [(now, 1), (base, -1)] {
        for (stack, values) in rows(profile) {
            let sum = sums.entry(stack).or_insert_with(|| vec![0; values.len()]);
            for (sum, value) in sum.iter_mut().zip(values) {
                *sum += sign * value;
            }
        }
    }
    sums.retain(|_, values| values.iter().any(|&value| value != 0));
    sums
}

/// What passes between functions: each pair once a sample, none to itself.
fn naive_edges(profile: &Profile, sample_type: usize) -> BTreeMap<(String, String), i64> {
    let mut edges = BTreeMap::new();
    let name = |frame: &FrameId| {
        let tables = &profile.tables;
        let function = tables.frames.function[frame.index()].index();
        tables
            .strings
            .get(tables.functions.name[function])
            .into_owned()
    };
    for sample in 0..profile.samples.len() {
        let value = profile.samples.values[sample * profile.sample_types.len() + sample_type];
        if value == 0 {
            continue;
        }
        let names: Vec<String> = profile.samples.stack(sample).iter().map(name).collect();
        let pairs = names
            .windows(2)
            .map(|pair| (pair[0].clone(), pair[1].clone()));
        let pairs: BTreeSet<_> = pairs.filter(|(caller, callee)| caller != callee).collect();
        for pair in pairs {
            *edges.entry(pair).or_insert(0) += value;
        }
    }
    edges
}

fn as_map(neighbours: &[Neighbour]) -> BTreeMap<String, i64> {
    let rows = neighbours.iter().map(|n| (n.name.clone(), n.value));
    rows.collect()
}

proptest! {
    #[test]
    fn a_merge_keeps_every_frame_and_has_none_twice(now in samples(), base in samples()) {
        let pace = Pace::unhurried();
        let (now, base) = (profile(FIRST, &now), profile(MOVED, &base));
        let both = ((&*now.tables, &*now.labels), (&*base.tables, &*base.labels));
        let unified = run(merge::unify(both.0, both.1, &pace));
        let sides = [(&now, &unified.first_frames), (&base, &unified.frames)];
        for (side, frames) in sides {
            prop_assert_eq!(frames.len(), side.tables.frames.line.len());
            for (before, &after) in (0..).map(FrameId).zip(frames) {
                let before = describe(&side.tables, before);
                prop_assert_eq!(describe(&unified.tables, after), before);
            }
        }
        let used: BTreeSet<FrameId> = sides.iter().flat_map(|(_, frames)| frames.iter().copied()).collect();
        let names: BTreeSet<String> = used.iter().map(|&f| describe(&unified.tables, f)).collect();
        prop_assert_eq!(names.len(), used.len());
    }

    #[test]
    fn a_difference_is_now_less_base_stack_by_stack(now in samples(), base in samples()) {
        let pace = Pace::unhurried();
        let (now, base) = (profile(FIRST, &now), profile(MOVED, &base));
        let comparison = run(diff::compare(&now, &base, &pace)).expect("the same types");
        let difference = rows(&run(comparison.difference(&pace)));
        let count = difference.len();
        let difference: BTreeMap<_, _> = difference.into_iter().collect();
        prop_assert_eq!(difference.len(), count, "a stack comes twice");
        prop_assert_eq!(difference, naive_difference(&now, &base));
    }

    #[test]
    fn a_profile_less_itself_is_nothing(samples in samples()) {
        let pace = Pace::unhurried();
        let (now, base) = (profile(FIRST, &samples), profile(MOVED, &samples));
        let comparison = run(diff::compare(&now, &base, &pace)).expect("the same types");
        prop_assert_eq!(run(comparison.difference(&pace)).samples.len(), 0);
    }

    #[test]
    fn callers_and_callees_are_the_naive_ones(samples in samples()) {
        let pace = Pace::unhurried();
        let profile = Arc::new(profile(FIRST, &samples));
        let edges = naive_edges(&profile, 1);
        let selection = run(Selection::of(Arc::clone(&profile), Some(1), &pace));
        for node in 0..selection.nodes.len() as u32 {
            let Some(details) = run(frame(&selection, &FrameQuery { node }, &pace)) else {
                continue;
            };
            let callers = edges.iter().filter(|((_, callee), _)| *callee == details.name);
            let callers = callers.map(|((caller, _), value)| (caller.clone(), *value));
            prop_assert_eq!(as_map(&details.callers), callers.collect::<BTreeMap<_, _>>());
            let callees = edges.iter().filter(|((caller, _), _)| *caller == details.name);
            let callees = callees.map(|((_, callee), value)| (callee.clone(), *value));
            prop_assert_eq!(as_map(&details.callees), callees.collect::<BTreeMap<_, _>>());
        }
    }
}
