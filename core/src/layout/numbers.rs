//! What stands behind the numbers of a profile: how it was sampled, how many observations a value is made
//! of and how far off it may be, and which stacks are cut off.
//!
//! A heap profile holds estimates: of objects of size `a` Go sees each with the chance
//! `p = 1 − exp(−a/rate)`, and the profile has what was seen divided by `p`. So a record of `c` objects was
//! `c·p` observations, each of which stands for `a/p` bytes, and the variance of their sum is
//! `c·p·(a/p)²·(1 − p)` (Horvitz and Thompson). Of a processor profile the observations are its ticks, and
//! the error is as that of any count of rare events, the root of it.

use crate::codec::coded;
use crate::job::Pace;
use crate::profile::{NodeId, Profile, Selection, is_root};
use crate::telemetry::Metric;

/// Samples looked at between two breaths.
const STRIDE: usize = 4096;
/// How deep Go records stacks: block and mutex and heap profiles of old, processor profiles, others now.
const LIMITS: [usize; 3] = [32, 64, 128];

/// About what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumbersQuery {
    /// Node id of a function whose share is looked at beside the whole.
    pub node: Option<u32>,
}

coded! { struct NumbersQuery { node } }

/// What stands behind the numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// The sample type: `inuse_space`.
    pub kind: String,
    /// Its unit.
    pub unit: String,
    /// How it was sampled.
    pub sampling: Sampling,
    /// The period as the file has it: what it counts, its unit, how many; none where it says none.
    pub period: Option<(String, String, i64)>,
    /// Over how long it was taken, nanoseconds; 0 where it is of one instant or unknown.
    pub duration_nanos: i64,
    /// How many stacks, with their labels, have a value now.
    pub stacks: u32,
    /// All of it.
    pub whole: Estimate,
    /// The function asked for: its name, what passes through it, what ends in it.
    pub of: Option<(String, Estimate, Estimate)>,
    /// How many calls the deepest stack of the file has, inlined ones not counted.
    pub deepest: u32,
    /// How many stacks are as deep as Go records, and what they add up to in this sample type: their
    /// callers may be cut off.
    pub cut_off: (u32, i64),
    /// What the process held then, where that is known.
    pub memory: Option<Memory>,
}

coded! {
    struct Numbers {
        kind, unit, sampling, period, duration_nanos, stacks, whole, of, deepest, cut_off, memory,
    }
}

/// What a process said of its memory around the time of a profile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// What was measured, in bytes or counts.
    pub values: Vec<(Metric, f64)>,
    /// How far apart the two lie, milliseconds.
    pub apart_ms: f64,
    /// Whether the profile's own file says it.
    pub is_own: bool,
}

coded! { struct Memory { values, apart_ms, is_own } }

/// How a profile was sampled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sampling {
    /// The file does not say enough to tell.
    #[default]
    Unknown,
    /// Nothing was left out: every goroutine, every thread.
    Complete,
    /// Each object by a chance that grows with its size.
    Objects,
    /// What ran at each tick of a clock.
    Ticks,
}

coded! { enum Sampling { Unknown, Complete, Objects, Ticks } }

/// A value, and what it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The value now.
    pub value: i64,
    /// How many observations it is made of, where that is known.
    pub observations: Option<f64>,
    /// Its standard error, in its unit: two times out of three the true value is no further off.
    pub error: Option<f64>,
}

coded! { struct Estimate { value, observations, error } }

impl Estimate {
    /// The standard error as a share of the value, 0 to 1 and more.
    pub fn relative_error(&self) -> Option<f64> {
        let error = self.error.filter(|_| self.value != 0)?;
        Some(error / (self.value as f64).abs())
    }
}

/// What stands behind the numbers of a selection; `whole` is the profile now before filters.
pub async fn numbers(
    selection: &Selection,
    whole: &Profile,
    query: &NumbersQuery,
    pace: &Pace,
) -> Numbers {
    let about = &whole.about;
    let source = Source::of(selection, whole);
    let node = query.node.map(NodeId);
    let node = node.and_then(|node| selection.nodes.row_of(node));
    let mut sums = Sums::default();
    for sample in selection.live_samples().map(|sample| sample as usize) {
        if sample % STRIDE == 0 {
            pace.breathe().await;
        }
        if selection.now[sample] != 0 {
            sums.add(selection, &source, sample, node);
        }
    }
    let [all, cum, flat] = sums.parts.map(|part| part.estimate(&source));
    let name = |node| selection.nodes.row_name(selection.tables(), node);
    let (deepest, cut_off) = depths(whole, selection.sample_type);
    let period = about.period_type.as_ref().filter(|_| about.period > 0);
    Numbers {
        kind: selection.kind.clone(),
        unit: selection.unit.clone(),
        sampling: source.sampling,
        period: period.map(|of| (of.kind.clone(), of.unit.clone(), about.period)),
        duration_nanos: about.duration_nanos,
        stacks: sums.stacks,
        whole: all,
        of: node.map(|node| (name(node), cum, flat)),
        deepest,
        cut_off,
        memory: None,
    }
}

/// Which columns tell of observations.
struct Source {
    sampling: Sampling,
    /// Of objects: their number and their bytes. Of ticks: their number, twice.
    columns: Option<(usize, usize)>,
    /// Bytes between two sampled ones, or a tick's length in the selection's unit.
    rate: f64,
    is_of_bytes: bool,
}

impl Source {
    fn of(selection: &Selection, whole: &Profile) -> Source {
        let names = selection.profile.sample_type_names();
        let find = |wanted: &str| names.iter().position(|(kind, _)| kind == wanted);
        let (kind, about) = (selection.kind.as_str(), &whole.about);
        let (by, unit) = about
            .period_type
            .as_ref()
            .map_or(("", ""), |of| (&of.kind, &of.unit));
        let mut source = Source {
            sampling: Sampling::Unknown,
            columns: None,
            rate: about.period as f64,
            is_of_bytes: kind.ends_with("space"),
        };
        let stem = kind.strip_suffix("space").or(kind.strip_suffix("objects"));
        let pair = stem.and_then(|stem| {
            let (objects, space) = (format!("{stem}objects"), format!("{stem}space"));
            Some((find(&objects)?, find(&space)?))
        });
        match (by, unit) {
            ("space", "bytes") if about.period > 1 && pair.is_some() => {
                source.sampling = Sampling::Objects;
                source.columns = pair;
            }
            ("cpu", _) if about.period > 0 => {
                source.sampling = Sampling::Ticks;
                source.columns = find("samples").map(|at| (at, at));
            }
            ("goroutine" | "threadcreate" | "goroutines", _) => {
                source.sampling = Sampling::Complete;
            }
            _ => {}
        }
        source
    }
}

#[derive(Clone, Copy, Default)]
struct Part {
    value: i64,
    observations: f64,
    variance: f64,
}

#[derive(Default)]
struct Sums {
    stacks: u32,
    /// All, through the function, ending in it.
    parts: [Part; 3],
}

impl Sums {
    fn add(&mut self, selection: &Selection, source: &Source, sample: usize, node: Option<NodeId>) {
        let profile = &selection.profile;
        let row_of = selection.nodes.row_of_frame();
        let stack = profile.samples.stack(sample);
        let mut is_in = [true, false, false];
        if let Some(node) = node {
            let is_node = |frame: &crate::profile::FrameId| row_of[frame.index()] == node;
            is_in[1] = stack.iter().any(is_node);
            is_in[2] = stack.last().is_some_and(is_node);
        }
        let types = profile.sample_types.len();
        let column = |at: usize| profile.samples.values[sample * types + at] as f64;
        let (observations, variance) = match (source.sampling, source.columns) {
            (Sampling::Objects, Some((objects, space))) => {
                of_objects(column(objects), column(space), source)
            }
            (Sampling::Ticks, Some((ticks, _))) => {
                // Of the ticks themselves one stands for one, of their time for the period.
                let one = if selection.unit == "count" {
                    1.0
                } else {
                    source.rate
                };
                let ticks = column(ticks).abs();
                (ticks, ticks * one * one)
            }
            _ => (0.0, 0.0),
        };
        self.stacks += 1;
        for (part, _) in self.parts.iter_mut().zip(is_in).filter(|(_, is_in)| *is_in) {
            part.value = part.value.wrapping_add(selection.now[sample]);
            part.observations += observations;
            part.variance += variance;
        }
    }
}

/// How many observations a record is made of, and the variance of its objects or of their bytes.
fn of_objects(objects: f64, space: f64, source: &Source) -> (f64, f64) {
    if objects <= 0.0 || space <= 0.0 {
        return (0.0, 0.0);
    }
    let size = space / objects;
    // 1 − exp(−x) without the loss of digits at small x.
    let chance = -(-size / source.rate).exp_m1();
    let observations = objects * chance;
    let each = if source.is_of_bytes { size } else { 1.0 } / chance;
    (observations, observations * each * each * (1.0 - chance))
}

impl Part {
    fn estimate(self, source: &Source) -> Estimate {
        let is_known = source.columns.is_some();
        Estimate {
            value: self.value,
            observations: is_known.then_some(self.observations),
            error: match source.sampling {
                Sampling::Complete => Some(0.0),
                _ => is_known.then(|| self.variance.sqrt()),
            },
        }
    }
}

/// How deep the deepest stack is, and, if that is a limit of Go's, how many are that deep.
fn depths(profile: &Profile, sample_type: usize) -> (u32, (u32, i64)) {
    let (samples, tables) = (&profile.samples, &profile.tables);
    let depth = |sample: usize| {
        let frames = samples.stack(sample).iter();
        frames.filter(|&&frame| !tables.is_inlined(frame)).count()
    };
    let all: Vec<usize> = (0..samples.len()).map(depth).collect();
    let deepest = all.iter().copied().max().unwrap_or(0);
    let mut cut_off = (0u32, 0i64);
    if !LIMITS.contains(&deepest) {
        return (deepest as u32, cut_off);
    }
    let types = profile.sample_types.len();
    let is_whole = |sample: usize| {
        let root = samples.stack(sample).first();
        root.is_some_and(|root| {
            let function = tables.frames.function[root.index()];
            function.is_some()
                && is_root(&tables.strings.get(tables.functions.name[function.index()]))
        })
    };
    for sample in (0..samples.len()).filter(|&sample| all[sample] == deepest) {
        let value = samples.values.get(sample * types + sample_type);
        let value = value.copied().filter(|_| sample_type < types).unwrap_or(0);
        if value != 0 && !is_whole(sample) {
            cut_off.0 += 1;
            cut_off.1 = cut_off.1.wrapping_add(value);
        }
    }
    (deepest as u32, cut_off)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::job::run;
    use crate::profile::NamedType;
    use crate::profile::testing::folded;

    fn asked(mut profile: Profile, period: (&str, &str, i64), node: Option<u32>) -> Numbers {
        let (kind, unit, every) = period;
        profile.about.period = every;
        profile.about.period_type = Some(NamedType {
            kind: kind.into(),
            unit: unit.into(),
        });
        let (whole, pace) = (Arc::new(profile), Pace::unhurried());
        let selection = run(Selection::of(Arc::clone(&whole), None, &pace));
        run(numbers(&selection, &whole, &NumbersQuery { node }, &pace))
    }

    #[test]
    fn small_objects_each_stand_for_a_rate_of_bytes() {
        // 512 objects of 1 kB at a rate of 512 kB: about one was seen.
        let text = "main;a 512 524288\nmain;b 1 1073741824";
        let profile = folded("inuse_objects/count inuse_space/bytes", text);
        let found = asked(profile, ("space", "bytes", 524_288), Some(1));
        assert_eq!(found.sampling, Sampling::Objects);
        let (name, cum, flat) = found.of.expect("a function");
        assert_eq!((name.as_str(), cum), ("a", flat));
        let observations = cum.observations.expect("known");
        assert!((observations - 0.999).abs() < 1e-3, "{observations}");
        let error = cum.relative_error().expect("known");
        assert!((error - 1.0).abs() < 1e-2, "{error}");
        // A gigabyte at once is always seen: it adds nothing to the error.
        let all = found.whole;
        assert!((all.observations.expect("known") - 1.999).abs() < 1e-3);
        assert_eq!(all.error, cum.error);
        assert_eq!((found.stacks, found.cut_off), (2, (0, 0)));
    }

    #[test]
    fn ticks_are_counted() {
        let text = "main;a 100 1000000000\nmain;b 25 250000000";
        let profile = folded("samples/count cpu/nanoseconds", text);
        let found = asked(profile, ("cpu", "nanoseconds", 10_000_000), Some(2));
        let (_, cum, _) = found.of.expect("a function");
        assert_eq!(cum.observations, Some(25.0));
        assert_eq!(cum.relative_error(), Some(0.2));
        assert_eq!(found.whole.observations, Some(125.0));
    }

    #[test]
    fn what_is_complete_has_no_error_and_what_is_unknown_has_none_told() {
        let found = asked(
            folded("goroutine/count", "main 3"),
            ("goroutine", "count", 1),
            None,
        );
        assert_eq!(found.whole.error, Some(0.0));
        let found = asked(
            folded("delay/nanoseconds", "main 3"),
            ("contentions", "count", 1),
            None,
        );
        assert_eq!(
            (found.sampling, found.whole.error),
            (Sampling::Unknown, None)
        );
    }

    #[test]
    fn stacks_as_deep_as_go_records_are_counted() {
        let deep = |root: &str, depth: usize| {
            let frames = (1..depth).map(|at| format!("f{at}"));
            let frames: Vec<String> = [root.to_owned()].into_iter().chain(frames).collect();
            frames.join(";")
        };
        let text = format!(
            "{} 5\n{} 7\n{} 1\n",
            deep("main.walk", 64),
            deep("runtime.main", 64),
            deep("main.walk", 9),
        );
        let found = asked(
            folded("cpu/nanoseconds", &text),
            ("cpu", "nanoseconds", 1),
            None,
        );
        assert_eq!((found.deepest, found.cut_off), (64, (1, 5)));
        let text = format!("{} 5\n", deep("main.walk", 65));
        let found = asked(
            folded("cpu/nanoseconds", &text),
            ("cpu", "nanoseconds", 1),
            None,
        );
        assert_eq!((found.deepest, found.cut_off), (65, (0, 0)));
    }
}
