//! The tables that stacks refer to, as columns.

use super::{FrameId, FunctionId, LocationId, MappingId, StrId, Strings};

/// Everything that frames refer to. Shared between profiles that are compared.
#[derive(Clone, Default)]
pub struct Tables {
    /// All strings.
    pub strings: Strings,
    /// Binaries and libraries.
    pub mappings: Mappings,
    /// Functions.
    pub functions: Functions,
    /// Addresses.
    pub locations: Locations,
    /// Lines of locations: what stacks are made of.
    pub frames: Frames,
}

/// Binaries and libraries; all columns are equally long.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Mappings {
    pub start: Vec<u64>,
    pub limit: Vec<u64>,
    pub offset: Vec<u64>,
    pub file: Vec<StrId>,
    pub build_id: Vec<StrId>,
    /// Bits: 1 functions, 2 filenames, 4 line numbers, 8 inline frames.
    pub has: Vec<u8>,
}

/// Functions; all columns are equally long.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Functions {
    pub name: Vec<StrId>,
    pub system_name: Vec<StrId>,
    pub file: Vec<StrId>,
    pub start_line: Vec<i64>,
}

/// Addresses, each with its frames; all columns but `first_frame` are equally long.
#[derive(Clone, Debug, PartialEq)]
pub struct Locations {
    /// [`MappingId::NONE`] where there is none.
    pub mapping: Vec<MappingId>,
    /// The address, 0 where it is unknown.
    pub address: Vec<u64>,
    /// Whether identical code was folded: the function shown may be another one's.
    pub is_folded: Vec<bool>,
    /// `first_frame[l]..first_frame[l + 1]` are the frames of location `l`, outermost first: the
    /// real caller, then what was inlined into it. One entry more than there are locations. A
    /// location without lines has one frame without function.
    pub first_frame: Vec<FrameId>,
}

impl Default for Locations {
    fn default() -> Locations {
        Locations {
            mapping: Vec::new(),
            address: Vec::new(),
            is_folded: Vec::new(),
            first_frame: vec![FrameId(0)],
        }
    }
}

impl Locations {
    /// The frames of `location`, outermost first, as a range of ids.
    pub fn frames(&self, location: LocationId) -> std::ops::Range<u32> {
        self.first_frame[location.index()].0..self.first_frame[location.index() + 1].0
    }
}

/// One line of one location; all columns are equally long.
///
/// ```text
/// location 7 = 0x48cf2a     lines as the file has them      frames, outermost first
///                           [0] runtime.inlined:12          f20 main.run:88        (is_inlined no)
///                           [1] main.run:88                 f21 runtime.inlined:12 (is_inlined yes)
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frames {
    /// The location this line belongs to.
    pub location: Vec<LocationId>,
    /// [`FunctionId::NONE`] where the location has no lines.
    pub function: Vec<FunctionId>,
    /// The source line, 0 where unknown.
    pub line: Vec<i64>,
    /// The source column, 0 where unknown.
    pub column: Vec<i64>,
}

impl Tables {
    /// Whether `frame` was inlined into the frame before it.
    pub fn is_inlined(&self, frame: FrameId) -> bool {
        let location = self.frames.location[frame.index()];
        self.locations.first_frame[location.index()] != frame
    }

    /// Adds a mapping.
    pub fn add_mapping(
        &mut self,
        start: u64,
        limit: u64,
        offset: u64,
        file: StrId,
        build_id: StrId,
        has: u8,
    ) -> MappingId {
        let id = MappingId(self.mappings.start.len() as u32);
        let m = &mut self.mappings;
        m.start.push(start);
        m.limit.push(limit);
        m.offset.push(offset);
        m.file.push(file);
        m.build_id.push(build_id);
        m.has.push(has);
        id
    }

    /// Adds a function.
    pub fn add_function(
        &mut self,
        name: StrId,
        system_name: StrId,
        file: StrId,
        start_line: i64,
    ) -> FunctionId {
        let id = FunctionId(self.functions.name.len() as u32);
        let f = &mut self.functions;
        f.name.push(name);
        f.system_name.push(system_name);
        f.file.push(file);
        f.start_line.push(start_line);
        id
    }

    /// Adds a location with its lines `(function, line, column)`, **outermost first**. Without
    /// lines it gets one frame without function.
    pub fn add_location(
        &mut self,
        mapping: MappingId,
        address: u64,
        is_folded: bool,
        lines: impl IntoIterator<Item = (FunctionId, i64, i64)>,
    ) -> LocationId {
        let id = LocationId(self.locations.address.len() as u32);
        self.locations.mapping.push(mapping);
        self.locations.address.push(address);
        self.locations.is_folded.push(is_folded);
        let before = self.frames.line.len();
        for (function, line, column) in lines {
            self.add_frame(id, function, line, column);
        }
        if self.frames.line.len() == before {
            self.add_frame(id, FunctionId::NONE, 0, 0);
        }
        self.locations
            .first_frame
            .push(FrameId(self.frames.line.len() as u32));
        id
    }

    fn add_frame(&mut self, location: LocationId, function: FunctionId, line: i64, column: i64) {
        self.frames.location.push(location);
        self.frames.function.push(function);
        self.frames.line.push(line);
        self.frames.column.push(column);
    }
}
