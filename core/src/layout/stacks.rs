//! Stacks as a flame reads them: from the root or from the leaf, whole or on one side of a function,
//! frame by frame or with direct recursion as one.

use crate::job::Pace;
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
    /// Where in its stack each sample comes to the function, of occurrences the outermost. Empty
    /// for whole stacks.
    from: Vec<u32>,
    runs: Option<Runs>,
}

/// Stacks by runs of one node.
#[derive(Default)]
struct Runs {
    /// Where in all frames each run begins, stack after stack.
    starts: Vec<u32>,
    /// Where each sample's runs end in `starts`.
    ends: Vec<u32>,
}

impl Runs {
    fn of(&self, sample: usize) -> &[u32] {
        let start = sample.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.starts[start as usize..self.ends[sample] as usize]
    }
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
        let before = first.checked_sub(1);
        let mut at = before.map_or(0, |sample| samples.stack_ends[sample]);
        for sample in first..self.selection.now.len().min(first + STRIDE) {
            let mut before = None;
            for frame in samples.stack(sample) {
                let node = of_frame[frame.index()];
                if before.replace(node) != Some(node) {
                    runs.starts.push(at);
                }
                at += 1;
            }
            runs.ends.push(runs.starts.len() as u32);
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
        let all = &self.selection.profile.samples;
        for sample in samples {
            let is_it = |frame: FrameId| row_of[frame.index()] == row;
            let at = match &self.runs {
                None => all.stack(sample).iter().position(|&frame| is_it(frame)),
                Some(runs) => {
                    let mut runs = runs.of(sample).iter();
                    runs.position(|&start| is_it(all.frames[start as usize]))
                }
            };
            from.push(at.map_or(NOT_THROUGH, |at| at as u32));
        }
    }

    /// Samples that have a value, now or in the base, and go through the function if there is one.
    pub fn samples(&self) -> Vec<u32> {
        let is_through = |&sample: &u32| self.from.get(sample as usize) != Some(&NOT_THROUGH);
        self.selection.live_samples().filter(is_through).collect()
    }

    /// A stack's frame `depth` rows below the root's.
    pub fn frame(&self, sample: u32, depth: u32) -> Option<FrameId> {
        let samples = &self.selection.profile.samples;
        match &self.runs {
            None => {
                let stack = samples.stack(sample as usize);
                stack.get(self.place(sample, depth, stack.len())).copied()
            }
            Some(runs) => {
                let runs = runs.of(sample as usize);
                let start = runs.get(self.place(sample, depth, runs.len()))?;
                Some(samples.frames[*start as usize])
            }
        }
    }

    /// How many frames in a row that frame stands for; 1 where recursion is not collapsed.
    pub fn repeats(&self, sample: u32, depth: u32) -> u32 {
        let Some(runs) = &self.runs else { return 1 };
        let of_sample = runs.of(sample as usize);
        let at = self.place(sample, depth, of_sample.len());
        let Some(&start) = of_sample.get(at) else {
            return 1;
        };
        let end = self.selection.profile.samples.stack_ends[sample as usize];
        of_sample.get(at + 1).copied().unwrap_or(end) - start
    }

    /// Whether they are the callers of a function.
    pub fn are_callers(&self) -> bool {
        self.is_inverted && !self.from.is_empty()
    }

    /// Whether direct recursion is one frame.
    pub fn is_collapsed(&self) -> bool {
        self.runs.is_some()
    }

    /// Where in a stack of `len` frames, root first, that frame stands; beyond it if there is none.
    fn place(&self, sample: u32, depth: u32, len: usize) -> usize {
        let depth = depth as usize;
        match (self.from.get(sample as usize), self.is_inverted) {
            (None, false) => depth,
            (None, true) => len.wrapping_sub(depth + 1),
            (Some(&from), false) => (from as usize).saturating_add(depth + 1),
            (Some(&from), true) => (from as usize).wrapping_sub(depth + 1),
        }
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
