//! Stacks as a flame reads them: from the root or from the leaf, whole or on one side of a function,
//! frame by frame or with direct recursion as one.

use std::sync::Arc;

use crate::job::Pace;
use crate::order;
use crate::profile::stack_order::{ReadFrom, Stack, StackOrder};
use crate::profile::{FrameId, NodeId, Selection};

/// Samples looked at between two breaths.
const STRIDE: usize = 4096;

/// A sample whose stack does not go through the function.
const NOT_THROUGH: u32 = u32::MAX;

/// How the frames of a stack are numbered from a flame's root outwards.
///
/// ```text
/// stack     main  serve  walk  walk  read        of frames
///           main  serve  walk×2      read        with direct recursion as one
/// callees                   ·        0           around `walk`, depth by depth
/// callers   1     0         ·                    around `walk`, inverted
/// ```
pub(super) struct Stacks<'a> {
    pub selection: &'a Selection,
    pub is_inverted: bool,
    /// Whether they follow one another in time.
    pub are_in_time: bool,
    /// Where in its stack each sample comes to the function, of occurrences the outermost. Empty
    /// for whole stacks.
    from: Vec<u32>,
    runs: Option<Runs>,
}

/// Stacks by runs of one node.
#[derive(Default)]
struct Runs {
    /// The first frame of each run, stack after stack.
    frames: Vec<FrameId>,
    /// How many frames each run has.
    lengths: Vec<u32>,
    /// Where each sample's runs end in `frames`.
    ends: Vec<u32>,
}

impl<'a> Stacks<'a> {
    /// Whole stacks; `is_collapsed` says whether calls of a function straight to itself are one.
    pub async fn of(
        selection: &'a Selection,
        is_inverted: bool,
        is_collapsed: bool,
        pace: &Pace,
    ) -> Stacks<'a> {
        let mut stacks = Stacks {
            selection,
            is_inverted,
            are_in_time: false,
            from: Vec::new(),
            runs: None,
        };
        if is_collapsed {
            stacks.runs = Some(stacks.runs(pace).await);
        }
        stacks
    }

    async fn runs(&self, pace: &Pace) -> Runs {
        let mut runs = Runs::default();
        for first in (0..self.selection.now.len()).step_by(STRIDE) {
            self.add_runs(&mut runs, first);
            pace.breathe().await;
        }
        runs
    }

    #[inline(never)]
    fn add_runs(&self, runs: &mut Runs, first: usize) {
        let samples = &self.selection.profile.samples;
        let of_frame = self.selection.nodes.of_frame();
        for sample in first..self.selection.now.len().min(first + STRIDE) {
            let mut before = None;
            for &frame in samples.stack(sample) {
                let node = of_frame[frame.index()];
                if before.replace(node) != Some(node) {
                    runs.frames.push(frame);
                    runs.lengths.push(0);
                }
                if let Some(length) = runs.lengths.last_mut() {
                    *length += 1;
                }
            }
            runs.ends.push(runs.frames.len() as u32);
        }
    }

    /// Narrows them to one side of `row`, a function as tables know it: what it calls, or its
    /// callers where they are inverted.
    pub async fn go_through(&mut self, row: NodeId, pace: &Pace) {
        let samples = self.selection.now.len();
        let mut from = Vec::with_capacity(samples);
        for first in (0..samples).step_by(STRIDE) {
            self.find(row, first..samples.min(first + STRIDE), &mut from);
            pace.breathe().await;
        }
        self.from = from;
    }

    #[inline(never)]
    fn find(&self, row: NodeId, samples: std::ops::Range<usize>, from: &mut Vec<u32>) {
        let row_of = self.selection.nodes.row_of_frame();
        for sample in samples {
            let stack = self.whole(sample);
            let mut stack = self.frames()[stack.start as usize..stack.end as usize].iter();
            let at = stack.position(|&frame| row_of[frame.index()] == row);
            from.push(at.map_or(NOT_THROUGH, |at| at as u32));
        }
    }

    /// The stacks in order: of these samples, or of all that go through the function if there is one.
    pub async fn order(&self, samples: Option<&[u32]>, pace: &Pace) -> Arc<StackOrder> {
        if self.are_in_time {
            return self.order_in_time(pace).await;
        }
        let from = match self.is_inverted {
            true => ReadFrom::Leaf,
            false => ReadFrom::Root,
        };
        if samples.is_none() && self.from.is_empty() && self.runs.is_none() {
            return self.selection.order(from, pace).await;
        }
        let stacks = match samples {
            Some(samples) => self.side(&mut samples.iter().copied()),
            None => self.side(&mut self.selection.live_samples()),
        };
        let order = StackOrder::of(self.frames(), stacks, self.selection.ranks(), from, pace);
        Arc::new(order.await)
    }

    async fn order_in_time(&self, pace: &Pace) -> Arc<StackOrder> {
        let Some(runs) = &self.runs else {
            return self.selection.order_in_time(pace).await;
        };
        let stacks: Vec<Stack> = (0..self.selection.now.len())
            .map(|sample| self.whole(sample))
            .collect();
        let in_frames = &self.selection.profile.samples.goes_on;
        let goes_on = |sample: u32| {
            let stack = self.whole(sample as usize);
            let most = in_frames.get(sample as usize).copied().unwrap_or(0);
            let lengths = &runs.lengths[stack.start as usize..stack.end as usize];
            // A run goes on if its outermost call does.
            let mut start = 0u32;
            let begins = lengths.iter().map(|length| {
                let next = start.saturating_add(*length);
                std::mem::replace(&mut start, next)
            });
            begins.take_while(|&begin| begin < most).count() as u32
        };
        let order = StackOrder::in_time(
            &runs.frames,
            &stacks,
            self.selection.ranks(),
            &goes_on,
            pace,
        );
        Arc::new(order.await)
    }

    /// What of the stacks of these samples lies on this side of the function.
    fn side(&self, samples: &mut dyn Iterator<Item = u32>) -> Vec<Stack> {
        let mut stacks = Vec::new();
        for sample in samples {
            let mut stack = self.whole(sample as usize);
            match self.from.get(sample as usize) {
                None => {}
                Some(&NOT_THROUGH) => continue,
                Some(&from) if self.is_inverted => stack.end = stack.start + from,
                Some(&from) => stack.start += from + 1,
            }
            stacks.push(stack);
        }
        // By number, whatever order they came in: equal stacks stand so.
        order::sort_by_key(&mut stacks, |stack| stack.sample);
        stacks
    }

    fn whole(&self, sample: usize) -> Stack {
        let ends = match &self.runs {
            None => &self.selection.profile.samples.stack_ends,
            Some(runs) => &runs.ends,
        };
        Stack {
            sample: sample as u32,
            start: sample.checked_sub(1).map_or(0, |before| ends[before]),
            end: ends[sample],
        }
    }

    /// The column of frames in which the stacks lie.
    pub fn frames(&self) -> &[FrameId] {
        match &self.runs {
            None => &self.selection.profile.samples.frames,
            Some(runs) => &runs.frames,
        }
    }

    /// How many calls in a row the frame at this place of the column stands for; 1 where recursion is
    /// not collapsed.
    pub fn repeats(&self, place: usize) -> u32 {
        self.runs.as_ref().map_or(1, |runs| runs.lengths[place])
    }

    /// Whether they are the callers of a function.
    pub fn are_callers(&self) -> bool {
        self.is_inverted && !self.from.is_empty()
    }

    /// Whether direct recursion is one frame.
    pub fn is_collapsed(&self) -> bool {
        self.runs.is_some()
    }
}

/// The function of this name as tables know it, by its name there or that of its box; none where no
/// function is called so.
pub(super) fn row_named(selection: &Selection, name: &str) -> Option<NodeId> {
    let (tables, nodes) = (selection.tables(), &selection.nodes);
    let mut all = (0..nodes.len() as u32).map(NodeId);
    let named = all.find(|&node| match nodes.sort_name(tables, node) {
        b"" => nodes.row_name(tables, node) == name || nodes.name(tables, node) == name,
        bytes => bytes == name.as_bytes(),
    });
    nodes.row_of(named?)
}
