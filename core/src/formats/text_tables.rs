//! Tables made from names as they come by in a text, each kept once.

use crate::map::{Map, Places, hash_of};
use crate::profile::{FrameId, FunctionId, LocationId, MappingId, StrId, Tables};

/// Builds [`Tables`] for the text formats, which name a frame anew each time.
#[derive(Default)]
pub struct TextTables {
    /// What was built so far.
    pub tables: Tables,
    functions: Map<(StrId, StrId), FunctionId>,
    /// Locations with one line, by name, file, line and address: dumps ask a million times.
    single: Vec<LocationId>,
    /// Where each of them stands.
    single_places: Places,
    /// Locations with several lines, and those without.
    others: Map<(u64, Vec<(FunctionId, i64)>), LocationId>,
}

/// One line of a location, as a text has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place<'a> {
    /// The function.
    pub name: &'a [u8],
    /// The source file, may be empty.
    pub file: &'a [u8],
    /// The source line, 0 if unknown.
    pub line: i64,
    /// The address, 0 if unknown.
    pub address: u64,
}

impl TextTables {
    /// The location with this one line.
    pub fn location(&mut self, place: Place<'_>) -> LocationId {
        let hash = hash_of(&place);
        let (tables, single) = (&self.tables, &self.single);
        let is_same = &mut |row: usize| place_of(tables, single[row]) == place;
        if let Some(row) = self.single_places.find(hash, is_same) {
            return single[row];
        }
        let function = self.function(place.name, place.file);
        let lines = [(function, place.line, 0)];
        let location = self
            .tables
            .add_location(MappingId::NONE, place.address, false, lines);
        self.single.push(location);
        self.single_places.push(hash);
        location
    }

    /// The location at `address` with these lines, **innermost first**; it may have none.
    pub fn location_of_lines(
        &mut self,
        mapping: MappingId,
        address: u64,
        lines: &[(FunctionId, i64)],
    ) -> LocationId {
        let tables = &mut self.tables;
        *self.others.or_insert_with((address, lines.to_vec()), || {
            let outermost_first = lines.iter().rev().map(|&(f, line)| (f, line, 0));
            tables.add_location(mapping, address, false, outermost_first)
        })
    }

    /// The frames of locations that have nothing but their addresses, **leaf first**, as a stack: root
    /// first. Locations are numbered as pprof does, from the leaf.
    pub fn stack_at(&mut self, addresses: &mut dyn Iterator<Item = u64>, stack: &mut Vec<FrameId>) {
        stack.clear();
        for address in addresses {
            let location = self.location_of_lines(MappingId::NONE, address, &[]);
            stack.extend(self.frames_of(location));
        }
        stack.reverse();
    }

    /// Names the location that had nothing but this address, if there is one. Its function is known by
    /// its name alone, whatever file it came with first.
    pub fn name_location(&mut self, place: Place<'_>) {
        let Some(&location) = self.others.get(&(place.address, Vec::new())) else {
            return;
        };
        let tables = &mut self.tables;
        let name = tables.strings.intern(place.name);
        let file = tables.strings.intern(place.file);
        let new = || tables.add_function(name, name, file, 0);
        let function = *self.functions.or_insert_with((name, StrId(0)), new);
        let frame = tables.locations.frames(location).start as usize;
        tables.frames.function[frame] = function;
        tables.frames.line[frame] = place.line;
    }

    /// The function of this name in this file.
    pub fn function(&mut self, name: &[u8], file: &[u8]) -> FunctionId {
        let tables = &mut self.tables;
        let name = tables.strings.intern(name);
        let file = tables.strings.intern(file);
        *self
            .functions
            .or_insert_with((name, file), || tables.add_function(name, name, file, 0))
    }

    /// The frames of a location, outermost first.
    pub fn frames_of(&self, location: LocationId) -> impl DoubleEndedIterator<Item = FrameId> {
        self.tables.locations.frames(location).map(FrameId)
    }

    /// The id of a string.
    pub fn text(&mut self, text: &[u8]) -> StrId {
        self.tables.strings.intern(text)
    }
}

/// The one line of a location in `single`.
fn place_of(tables: &Tables, location: LocationId) -> Place<'_> {
    let frame = tables.locations.frames(location).start as usize;
    let function = tables.frames.function[frame].index();
    Place {
        name: tables.strings.bytes(tables.functions.name[function]),
        file: tables.strings.bytes(tables.functions.file[function]),
        line: tables.frames.line[frame],
        address: tables.locations.address[location.index()],
    }
}
