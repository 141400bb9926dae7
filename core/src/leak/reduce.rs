//! A profile's samples summed per stack, giving way meanwhile: what is long about keeping a profile.

use std::borrow::Cow;

use super::StackCounts;
use super::counts::{Known, MAX_FRAMES, StackNames, Sums};
use super::frames::{is_root, is_runtime};
use crate::job::Pace;
use crate::map::Map;
use crate::profile::{FrameId, LabelValue, Profile, StackId, StrId, hash_of_name};

/// How many samples, or names, lie between two looks at the clock.
const STEP: usize = 1024;

/// A profile reduced to its heaviest stacks, which are not named yet.
pub struct Reduced {
    counts: StackCounts,
    /// For each stack a sample that has it.
    samples: Vec<u32>,
}

impl Reduced {
    /// Sums a profile. Stacks are told apart by what their frames are called, without putting a
    /// name together: of a large profile only few stacks are ever named.
    pub async fn of(profile: &Profile, pace: &Pace) -> Reduced {
        let types = profile.sample_type_names();
        let stride = types.len();
        if stride == 0 {
            return Reduced {
                counts: StackCounts::default(),
                samples: Vec::new(),
            };
        }
        let frames = Frames::of(profile, pace).await;
        let mut sums = Sums::new(stride);
        let mut label_sums: Map<(StackId, u32), i64> = Map::default();
        for sample in 0..profile.samples.len() {
            if sample % STEP == 0 {
                pace.breathe().await;
            }
            let id = frames.id_of(profile.samples.stack(sample));
            let values = &profile.samples.values[sample * stride..(sample + 1) * stride];
            sums.add(id, sample as u32, values);
            let labels = profile.samples.labels[sample];
            if labels.0 != 0 {
                let value = values.last().copied().unwrap_or(0);
                let sum = label_sums.or_default((id, labels.0));
                *sum = sum.wrapping_add(value);
            }
        }
        let default_type = profile.default_sample_type();
        let (mut counts, samples) = sums.into_counts(types, default_type, pace).await;
        pace.breathe().await;
        counts.labels = main_labels(profile, label_sums);
        counts.period = profile.about.period;
        Reduced { counts, samples }
    }

    /// Names its stacks; `names` takes them in.
    pub fn named(self, profile: &Profile, names: &mut StackNames) -> StackCounts {
        let mut known: Vec<Option<Known>> = vec![None; profile.tables.frames.function.len()];
        for sample in self.samples {
            let stack = profile.samples.stack(sample as usize).iter().rev();
            let frames: Vec<Known> = stack
                .map(|&frame| {
                    let new = || names.text(&name_of(profile, frame));
                    known[frame.index()].get_or_insert_with(new).clone()
                })
                .collect();
            let stack = profile.samples.stack(sample as usize);
            names.add(&frames, nil_channel(profile, stack), "");
        }
        self.counts
    }
}

/// What a goroutine waits in that waits for a nil channel, as full dumps word it; empty for any other. A
/// nil channel is found out in the first lines of `chansend` and `chanrecv`; who waits for another
/// channel does so a hundred lines below. Where functions start is told since Go 1.20.
fn nil_channel(profile: &Profile, stack: &[FrameId]) -> &'static str {
    const FIRST_LINES: i64 = 40;
    let tables = &profile.tables;
    for frame in stack.iter().rev().take(3) {
        let wait = match &*name_of(profile, *frame) {
            "runtime.chanrecv" => "chan receive (nil chan)",
            "runtime.chansend" => "chan send (nil chan)",
            _ => continue,
        };
        let line = tables.frames.line.get(frame.index()).copied();
        let function = tables.frames.function[frame.index()];
        let start = tables.functions.start_line.get(function.index()).copied();
        return match line.zip(start) {
            Some((line, start)) if start > 0 && (0..FIRST_LINES).contains(&(line - start)) => wait,
            _ => "",
        };
    }
    ""
}

/// Which samples of a profile have one of these stacks.
pub async fn samples_of(profile: &Profile, stacks: &[StackId], pace: &Pace) -> Vec<bool> {
    let mut wanted: Map<StackId, ()> = Map::default();
    for &stack in stacks {
        wanted.or_default(stack);
    }
    let frames = Frames::of(profile, pace).await;
    let mut has = Vec::with_capacity(profile.samples.len());
    for sample in 0..profile.samples.len() {
        if sample % STEP == 0 {
            pace.breathe().await;
        }
        let id = frames.id_of(profile.samples.stack(sample));
        has.push(wanted.get(&id).is_some());
    }
    has
}

/// What the name of each frame comes to.
struct Frames {
    hash: Vec<u128>,
    is_runtime: Vec<bool>,
    is_root: Vec<bool>,
}

impl Frames {
    async fn of(profile: &Profile, pace: &Pace) -> Frames {
        let len = profile.tables.frames.function.len();
        let mut frames = Frames {
            hash: Vec::with_capacity(len),
            is_runtime: Vec::with_capacity(len),
            is_root: Vec::with_capacity(len),
        };
        for frame in 0..len {
            if frame % STEP == 0 {
                pace.breathe().await;
            }
            let name = name_of(profile, FrameId(frame as u32));
            frames.hash.push(hash_of_name(name.as_bytes()));
            frames.is_runtime.push(is_runtime(&name));
            frames.is_root.push(is_root(&name));
        }
        frames
    }

    /// The id that [`StackNames::add`] gives to the names of a stack, root first: as
    /// `frames::trimmed` leaves it.
    fn id_of(&self, stack: &[FrameId]) -> StackId {
        let is_leaf = |frame: &&FrameId| self.is_runtime[frame.index()];
        let is_root = |frame: &&FrameId| self.is_root[frame.index()];
        let leaves = stack.iter().rev().take_while(is_leaf).count();
        let known = match leaves == stack.len() {
            true => stack,
            false => {
                let roots = stack.iter().take_while(is_root).count();
                &stack[roots..stack.len() - leaves]
            }
        };
        let known = &known[known.len().saturating_sub(MAX_FRAMES)..];
        let hashes = known.iter().map(|frame| self.hash[frame.index()]);
        StackId::of_hashes(hashes)
    }
}

/// The name of a frame; without function its address.
fn name_of(profile: &Profile, frame: FrameId) -> Cow<'_, str> {
    let tables = &profile.tables;
    let function = tables.frames.function[frame.index()];
    let name = tables.functions.name.get(function.index()).copied();
    match name {
        Some(name) if name != StrId(0) => tables.strings.get(name),
        _ => {
            let location = tables.frames.location[frame.index()];
            format!("{:#x}", tables.locations.address[location.index()]).into()
        }
    }
}

/// Of each stack, the label set that most of its samples carry.
fn main_labels(profile: &Profile, sums: Map<(StackId, u32), i64>) -> Map<StackId, String> {
    let mut most: Map<StackId, (i64, u32)> = Map::default();
    for ((id, set), value) in sums.into_rows() {
        let best = most.or_insert_with(id, || (value, set));
        if (value, set) > *best {
            *best = (value, set);
        }
    }
    let text = |set: u32| {
        let labels = profile.labels.get(crate::profile::LabelSetId(set)).iter();
        let shown = labels.filter_map(|label| match label.value {
            LabelValue::Str(value) => {
                let strings = &profile.tables.strings;
                Some(format!("{}={}", strings.get(label.key), strings.get(value)))
            }
            // Numbers (an object's size) name nobody.
            LabelValue::Num(..) => None,
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    let texts = most
        .into_rows()
        .into_iter()
        .map(|(id, (_, set))| (id, text(set)));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job;
    use crate::profile::testing::folded;

    #[test]
    fn stacks_are_told_apart_as_their_names_are() {
        // Runtime frames at both ends, a stack of nothing else, one twice, one too deep.
        let deep = vec!["main.deep"; MAX_FRAMES + 50].join(";");
        let text = format!(
            "runtime.goexit;main.a;runtime.gopark 1\n\
             main.a 2\nruntime.main;main.a;net.Read 4\nruntime.goexit 8\nruntime.goexit;runtime.gopark 16\n\
             {deep} 32\nmain.b;runtime.main;main.a 64\n"
        );
        let profile = folded("goroutine/count", &text);
        let mut names = StackNames::default();
        let mut by_name: Vec<(StackId, i64)> = Vec::new();
        for sample in 0..profile.samples.len() {
            let stack = profile.samples.stack(sample).iter().rev();
            let frames: Vec<_> = stack
                .map(|&frame| names.text(&name_of(&profile, frame)))
                .collect();
            let id = names.add(&frames, "", "");
            match by_name.iter_mut().find(|(known, _)| *known == id) {
                Some((_, sum)) => *sum += profile.samples.values[sample],
                None => by_name.push((id, profile.samples.values[sample])),
            }
        }
        by_name.sort();
        let reduced = job::run(Reduced::of(&profile, &Pace::unhurried()));
        let counts = reduced.named(&profile, &mut StackNames::default());
        assert_eq!(counts.column_values(0).collect::<Vec<_>>(), by_name);
        assert_eq!(by_name.len(), 6);
    }
}
