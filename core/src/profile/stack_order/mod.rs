//! Stacks in lexicographic order, with what neighbours share: what a calling-context tree says, in two
//! columns.
//!
//! ```text
//! stack                  shared with the one before
//! main run               0
//! main run handle        2
//! main run handle read   3        under `main run handle` lie this stack and the one before
//! main wait              1
//! ```
//!
//! A box of a flame is a stretch of it, its children begin where `shared` is no more than their depth,
//! and what ends in it stands first. It depends on no value: another sample type, or the same profile
//! without some of its samples, is read off the same order in one pass over dense columns. Sorting is
//! by words of as many nodes as 64 bits hold, so that memory is asked for a stack once for some four
//! rows of boxes.

mod in_time;
mod merge;
mod ranks;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::{FrameId, Samples};
use crate::job::Pace;
pub use ranks::Ranks;

/// Stacks handled between two breaths.
const STRIDE: usize = 4096;
/// Up to this length a run is sorted by comparing stacks to their ends.
const SHORT_RUN: usize = 24;
/// From this length on a run is sorted by digits.
const LONG_RUN: usize = 1024;
const DIGIT_BITS: u32 = 11;
const DIGITS: usize = 1 << DIGIT_BITS;

/// Stacks in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackOrder {
    /// Whose stack each is; equal ones stand by this number.
    pub samples: Vec<u32>,
    /// How many nodes each shares with the one before it, from the end the order reads from. A stack
    /// that equals the one before shares its whole length.
    pub shared: Vec<u32>,
    from: ReadFrom,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

/// Where the stack of a sample lies in a column of frames, root first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stack {
    /// The sample's number.
    pub sample: u32,
    /// Its outermost frame.
    pub start: u32,
    /// Behind its innermost one.
    pub end: u32,
}

/// From which end stacks are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReadFrom {
    /// Callers before callees.
    #[default]
    Root,
    /// Callees before callers.
    Leaf,
}

impl StackOrder {
    /// The order of `stacks`, whose frames lie in `frames`, by their `ranks`. They come by sample
    /// number.
    pub async fn of(
        frames: &[FrameId],
        stacks: Vec<Stack>,
        ranks: &Ranks,
        from: ReadFrom,
        pace: &Pace,
    ) -> StackOrder {
        let entries = stacks.into_iter().map(|stack| Entry { word: 0, stack });
        let entries: Vec<Entry> = entries.collect();
        let mut sorter = Sorter {
            frames,
            ranks: ranks.of_frame(),
            from,
            node_bits: u64::BITS - (ranks.len() as u64).leading_zeros().min(63),
            shared: vec![0; entries.len()],
            entries,
            spare: Vec::new(),
            runs: Vec::new(),
        };
        sorter.sort(pace).await;
        let stacks = || sorter.entries.iter().map(|entry| entry.stack);
        StackOrder {
            from,
            samples: stacks().map(|stack| stack.sample).collect(),
            starts: stacks().map(|stack| stack.start).collect(),
            ends: stacks().map(|stack| stack.end).collect(),
            shared: sorter.shared,
        }
    }

    /// How many stacks there are.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// How many nodes the stack at `place` has.
    pub fn depth(&self, place: usize) -> u32 {
        self.ends[place] - self.starts[place]
    }

    /// Where in the column of frames the stack at `place` has its node `depth`, if it is that deep.
    pub fn frame_at(&self, place: usize, depth: u32) -> Option<usize> {
        if depth >= self.depth(place) {
            return None;
        }
        let at = match self.from {
            ReadFrom::Root => self.starts[place] + depth,
            ReadFrom::Leaf => self.ends[place] - 1 - depth,
        };
        Some(at as usize)
    }

    /// Whether the stack at `place` equals the one before it, node by node.
    pub fn is_same_as_before(&self, place: usize) -> bool {
        let shared = self.shared[place];
        place > 0 && shared == self.depth(place) && shared == self.depth(place - 1)
    }
}

impl Samples {
    /// All stacks, sample by sample.
    pub fn stacks(&self) -> Vec<Stack> {
        let mut start = 0;
        let ends = (0..).zip(&self.stack_ends);
        let stacks = ends.map(|(sample, &end)| Stack {
            sample,
            start: std::mem::replace(&mut start, end),
            end,
        });
        stacks.collect()
    }
}

/// A stack's next nodes as one word, and the stack.
#[derive(Clone, Copy, Default)]
struct Entry {
    word: u64,
    stack: Stack,
}

struct Sorter<'a> {
    frames: &'a [FrameId],
    ranks: &'a [u32],
    from: ReadFrom,
    /// A node's rank plus one takes so many bits; nothing is 0.
    node_bits: u32,
    entries: Vec<Entry>,
    spare: Vec<Entry>,
    shared: Vec<u32>,
    /// Stretches of stacks that are equal up to a depth, to be told apart by what comes next.
    runs: Vec<(usize, usize, usize)>,
}

impl Sorter<'_> {
    async fn sort(&mut self, pace: &Pace) {
        let mut since_breath = 0;
        self.runs.push((0, self.entries.len(), 0));
        // The newest run first: what was looked up for it is still in the processor's cache.
        while let Some((start, end, depth)) = self.runs.pop() {
            if end - start <= SHORT_RUN {
                self.finish(start, end, depth);
                since_breath += end - start;
            } else {
                for from in (start..end).step_by(STRIDE) {
                    let to = end.min(from + STRIDE);
                    self.look_up(from, to, depth);
                    since_breath += to - from;
                    if since_breath >= STRIDE {
                        since_breath = 0;
                        pace.breathe().await;
                    }
                }
                if end - start < LONG_RUN {
                    sort_short(&mut self.entries[start..end]);
                } else {
                    self.sort_long(start, end, pace).await;
                }
                let mut run = start;
                for from in (start + 1..=end).step_by(STRIDE) {
                    let places = from..(end + 1).min(from + STRIDE);
                    run = self.tell_apart(places, run, end, depth);
                }
            }
            if since_breath >= STRIDE {
                since_breath = 0;
                pace.breathe().await;
            }
        }
    }

    /// Sorts a few stacks to their ends that are equal up to `depth`.
    #[inline(never)]
    fn finish(&mut self, start: usize, end: usize, depth: usize) {
        let (frames, ranks, from) = (self.frames, self.ranks, self.from);
        let nodes = |entry: Entry| &frames[entry.stack.start as usize..entry.stack.end as usize];
        let compare = |a: Entry, b: Entry| {
            let (a, b) = (nodes(a), nodes(b));
            let most = a.len().min(b.len());
            let mut shared = depth.min(most);
            while shared < most {
                let (a, b) = match from {
                    ReadFrom::Root => (a[shared], b[shared]),
                    ReadFrom::Leaf => (a[a.len() - 1 - shared], b[b.len() - 1 - shared]),
                };
                let (a, b) = (a.index(), b.index());
                if a != b && ranks[a] != ranks[b] {
                    return (shared, ranks[a].cmp(&ranks[b]));
                }
                shared += 1;
            }
            (shared, a.len().cmp(&b.len()))
        };
        let run = &mut self.entries[start..end];
        for i in 1..run.len() {
            let new = run[i];
            let mut place = i;
            while place > 0 && compare(run[place - 1], new).1.is_gt() {
                run[place] = run[place - 1];
                place -= 1;
            }
            run[place] = new;
        }
        for i in 1..run.len() {
            self.shared[start + i] = compare(run[i - 1], run[i]).0 as u32;
        }
    }

    fn nodes_per_word(&self) -> usize {
        (u64::BITS / self.node_bits) as usize
    }

    /// Reads the nodes of some stacks from `depth` on.
    // A function of its own, for a stretch at a time: a browser first runs code that is compiled in
    // haste, and takes up the better one with the next call.
    #[inline(never)]
    fn look_up(&mut self, start: usize, end: usize, depth: usize) {
        let per_word = self.nodes_per_word();
        for entry in &mut self.entries[start..end] {
            let stack = &self.frames[entry.stack.start as usize..entry.stack.end as usize];
            let add = |word: u64, frame: &FrameId| {
                (word << self.node_bits) | (u64::from(self.ranks[frame.index()]) + 1)
            };
            let left = stack.len().saturating_sub(depth);
            let rest = left.min(per_word);
            let word = match self.from {
                ReadFrom::Root => stack[stack.len() - left..][..rest].iter().fold(0, add),
                ReadFrom::Leaf => stack[left - rest..left].iter().rev().fold(0, add),
            };
            // Shorter stacks stand before longer ones they are a part of.
            let missing = (per_word - rest) as u32 * self.node_bits;
            entry.word = word.checked_shl(missing).unwrap_or(0);
        }
    }

    /// Sorts by digits, the least first; those in which all agree are left out.
    async fn sort_long(&mut self, start: usize, end: usize, pace: &Pace) {
        self.spare
            .resize(self.spare.len().max(end - start), Entry::default());
        let (mut from, mut into) = (
            &mut self.entries[start..end],
            &mut self.spare[..end - start],
        );
        let first = from[0].word;
        let differing = from.iter().fold(0, |bits, it| bits | (it.word ^ first));
        let mut is_in_spare = false;
        for shift in (0..u64::BITS).step_by(DIGIT_BITS as usize) {
            if (differing >> shift) & (DIGITS as u64 - 1) != 0 {
                sort_by_digit(from, into, shift);
                std::mem::swap(&mut from, &mut into);
                is_in_spare = !is_in_spare;
                pace.breathe().await;
            }
        }
        if is_in_spare {
            into.copy_from_slice(from);
        }
    }

    /// Notes what neighbours share at these places of a sorted stretch that goes to `end`, and which are
    /// equal up to here, of which those at hand began at `run`; where the last of them begin.
    #[inline(never)]
    fn tell_apart(
        &mut self,
        places: Range<usize>,
        mut run: usize,
        end: usize,
        depth: usize,
    ) -> usize {
        let (bits, per_word) = (self.node_bits, self.nodes_per_word() as u32);
        let used_bits = per_word * bits;
        let last_node = (1u64 << bits) - 1;
        for i in places {
            let before = self.entries[i - 1].word;
            let differing = match i < end {
                true => self.entries[i].word ^ before,
                false => u64::MAX,
            };
            if differing == 0 {
                let missing = before.trailing_zeros().min(used_bits) / bits;
                self.shared[i] = depth as u32 + per_word - missing;
                continue;
            }
            if i - run > 1 && before & last_node != 0 {
                self.runs.push((run, i, depth + per_word as usize));
            }
            run = i;
            if i < end {
                let equal_bits = differing.leading_zeros() - (u64::BITS - used_bits);
                self.shared[i] = depth as u32 + equal_bits / bits;
            }
        }
        run
    }
}

#[inline(never)]
fn sort_short(entries: &mut [Entry]) {
    entries.sort_unstable_by_key(|entry| (entry.word, entry.stack.sample));
}

fn sort_by_digit(from: &[Entry], into: &mut [Entry], shift: u32) {
    let mut places = [0u32; DIGITS];
    for stretch in from.chunks(STRIDE) {
        count_digits(stretch, shift, &mut places);
    }
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace(place, sum);
    }
    for stretch in from.chunks(STRIDE) {
        put_in_place(stretch, into, shift, &mut places);
    }
}

#[inline(never)]
fn count_digits(from: &[Entry], shift: u32, counts: &mut [u32; DIGITS]) {
    for entry in from {
        counts[digit(entry, shift)] += 1;
    }
}

#[inline(never)]
fn put_in_place(from: &[Entry], into: &mut [Entry], shift: u32, places: &mut [u32; DIGITS]) {
    for entry in from {
        let place = &mut places[digit(entry, shift)];
        into[*place as usize] = *entry;
        *place += 1;
    }
}

fn digit(entry: &Entry, shift: u32) -> usize {
    (entry.word >> shift) as usize & (DIGITS - 1)
}
