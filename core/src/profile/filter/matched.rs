//! What an expression matches in a profile's tables, each name looked at once.

use super::Matcher;
use crate::profile::{FrameId, FunctionId, LocationId, MappingId, StrId, Tables};

/// Which functions and binaries an expression matches.
pub(super) struct Matched<'a> {
    tables: &'a Tables,
    functions: Vec<bool>,
    mappings: Vec<bool>,
}

impl<'a> Matched<'a> {
    /// A function matches by its name or its file, a binary by its file.
    pub fn new(tables: &'a Tables, matches: &Matcher) -> Matched<'a> {
        let is_match = |id: &StrId| matches(&tables.strings.get(*id));
        let functions = tables.functions.name.iter().zip(&tables.functions.file);
        let functions = functions.map(|(name, file)| is_match(name) || is_match(file));
        Matched {
            tables,
            functions: functions.collect(),
            mappings: tables.mappings.file.iter().map(is_match).collect(),
        }
    }

    /// Whether the binary of `location` matches.
    pub fn mapping(&self, location: LocationId) -> bool {
        match self.tables.locations.mapping[location.index()] {
            MappingId::NONE => false,
            some => self.mappings[some.index()],
        }
    }

    /// Whether the function of `frame` matches, whatever its binary.
    pub fn function(&self, frame: FrameId) -> bool {
        match self.tables.frames.function[frame.index()] {
            FunctionId::NONE => false,
            some => self.functions[some.index()],
        }
    }

    /// Whether any line of `location` matches, or its binary.
    pub fn location(&self, location: LocationId) -> bool {
        let mut frames = self.tables.locations.frames(location).map(FrameId);
        self.mapping(location) || frames.any(|frame| self.function(frame))
    }
}

/// Whether `location` came without lines: it has one frame then, without function.
pub(crate) fn has_no_lines(tables: &Tables, location: LocationId) -> bool {
    let frames = tables.locations.frames(location);
    frames.len() == 1 && !tables.frames.function[frames.start as usize].is_some()
}

/// All locations of `tables`.
pub(super) fn locations(tables: &Tables) -> impl Iterator<Item = LocationId> {
    (0..tables.locations.address.len() as u32).map(LocationId)
}
