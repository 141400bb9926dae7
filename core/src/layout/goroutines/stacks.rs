//! Stacks of goroutines: what of them counts, and the function each is known by.

use crate::profile::{FrameId, Selection, StackIds, Tables, is_plumbing, is_root, is_runtime};

const RUNTIME: u8 = 1;
const ROOT: u8 = 2;
const PLUMBING: u8 = 4;

/// What each frame of a profile is, asked of its name once.
pub(super) struct Stacks {
    of_frame: Vec<u8>,
    ids: StackIds,
}

impl Stacks {
    pub fn new(tables: &Tables) -> Stacks {
        let kind = |name: &str| {
            u8::from(is_runtime(name)) * RUNTIME
                + u8::from(is_root(name)) * ROOT
                + u8::from(is_plumbing(name)) * PLUMBING
        };
        let names = tables.functions.name.iter();
        let kinds: Vec<u8> = names.map(|&name| kind(&tables.strings.get(name))).collect();
        let functions = tables.frames.function.iter();
        let of_frame = functions.map(|function| kinds.get(function.index()).copied().unwrap_or(0));
        Stacks {
            of_frame: of_frame.collect(),
            ids: StackIds::new(tables),
        }
    }

    fn is(&self, frame: FrameId, kind: u8) -> bool {
        self.of_frame[frame.index()] & kind != 0
    }

    /// What tells a stack, root first, from others across the forms of profiles: text leaves out the
    /// runtime's frames at the leaf.
    pub fn key(&self, stack: &[FrameId]) -> u64 {
        let id = self.ids.of(self.trimmed(stack)).0;
        (id >> 64) as u64 ^ id as u64
    }

    /// As `profile::trimmed`, of frames that stand root first.
    fn trimmed<'a>(&self, stack: &'a [FrameId]) -> &'a [FrameId] {
        let leaf = stack.iter().rposition(|&frame| !self.is(frame, RUNTIME));
        let Some(leaf) = leaf else { return stack };
        let roots = stack.iter().take_while(|&&frame| self.is(frame, ROOT));
        &stack[roots.count()..leaf + 1]
    }

    /// The frame a stack, root first, is known by; see `profile::known_by`.
    pub fn known(&self, stack: &[FrameId]) -> Option<FrameId> {
        let without = |kind| stack.iter().rev().find(|&&frame| !self.is(frame, kind));
        let known = without(PLUMBING).or_else(|| without(RUNTIME));
        known.or(stack.last()).copied()
    }
}

/// A frame's function as tables name it.
pub(super) fn function(selection: &Selection, frame: FrameId) -> String {
    let row = selection.nodes.row_of_frame()[frame.index()];
    selection.nodes.row_name(selection.tables(), row)
}

/// `file:line`, empty where unknown.
pub(super) fn place(tables: &Tables, frame: FrameId) -> String {
    let function = tables.frames.function[frame.index()];
    let Some(&file) = tables.functions.file.get(function.index()) else {
        return String::new();
    };
    let file = tables.strings.get(file);
    match tables.frames.line[frame.index()] {
        _ if file.is_empty() => String::new(),
        0 => file.into_owned(),
        line => format!("{file}:{line}"),
    }
}
