//! Two profiles over one set of tables.

use super::{
    FrameId, FunctionId, Label, LabelSetId, LabelSets, LabelValue, LocationId, MappingId, StrId,
    Tables,
};
use crate::job::Pace;
use crate::map::{Map, Places, hash_of};

/// Rows handled between two breaths.
const STRIDE: usize = 4096;

/// Tables that serve two profiles. The first one's ids hold as they were; the second one's frames
/// and label sets are found through the maps. The first one has a map as well, because locations
/// that are written twice in it are one here.
///
/// ```text
/// first   f0 main.main  f1 main.run           second  f0 main.run  f1 main.new
/// tables  f0 main.main  f1 main.run  f2 main.new      frames  [f1, f2]
/// ```
pub struct Unified {
    /// The tables of both.
    pub tables: Tables,
    /// The label sets of both.
    pub labels: LabelSets,
    /// For each frame of the first profile, which one stands for it.
    pub first_frames: Vec<FrameId>,
    /// For each frame of the second profile, which one it is here.
    pub frames: Vec<FrameId>,
    /// For each label set of the second profile, which one it is here.
    pub label_sets: Vec<LabelSetId>,
}

/// Takes the `second` profile's tables into the `first` one's.
///
/// As pprof's merge, functions are one by name, system name, file and start line; mappings by size
/// (in pages), offset and build id or else file; locations by their address within the mapping and
/// their lines, so that a program loaded elsewhere in memory stays the same.
pub async fn unify(
    first: (&Tables, &LabelSets),
    second: (&Tables, &LabelSets),
    pace: &Pace,
) -> Unified {
    let mut merger = Merger::new(first.0.clone());
    pace.breathe().await;
    let mut first_frames = Vec::with_capacity(merger.tables.frames.line.len());
    for location in 0..merger.tables.locations.address.len() as u32 {
        let known = merger.remember(LocationId(location));
        first_frames.extend(merger.tables.locations.frames(known).map(FrameId));
        if (location as usize).is_multiple_of(STRIDE) {
            pace.breathe().await;
        }
    }
    let mut strings = Interned::new(second.0);
    let functions = merger.functions(second.0, &mut strings);
    pace.breathe().await;
    let mappings = merger.mappings(second.0, &mut strings);
    let mut frames = Vec::with_capacity(second.0.frames.line.len());
    for location in 0..second.0.locations.address.len() as u32 {
        let known = merger.location(second.0, LocationId(location), &functions, &mappings);
        frames.extend(merger.tables.locations.frames(known).map(FrameId));
        if (location as usize).is_multiple_of(STRIDE) {
            pace.breathe().await;
        }
    }
    let (labels, label_sets) = strings.label_sets(&mut merger.tables, first.1, second.1);
    Unified {
        tables: merger.tables,
        labels,
        first_frames,
        frames,
        label_sets,
    }
}

/// Tables of two profiles, one behind the other: ids of the first hold as they were, frames of the
/// second lie behind the first one's.
///
/// ```text
/// first   f0 main.main  f1 main.run           second  f0 main.run  f1 main.new
/// tables  f0 main.main  f1 main.run  f2 main.run  f3 main.new      second_starts  2
/// ```
pub struct Beside {
    /// The tables of both.
    pub tables: Tables,
    /// The label sets of both.
    pub labels: LabelSets,
    /// Where the second profile's frames start.
    pub second_starts: u32,
    /// For each label set of the second profile, which one it is here.
    pub label_sets: Vec<LabelSetId>,
}

/// Puts the `second` profile's tables behind the `first` one's. Strings, functions and mappings become
/// one as in [`unify`]; locations do not, which is enough for whoever tells frames apart by their
/// [`Nodes`](super::Nodes), and much less work.
pub async fn beside(
    first: (&Tables, &LabelSets),
    second: (&Tables, &LabelSets),
    pace: &Pace,
) -> Beside {
    let mut merger = Merger::new(first.0.clone());
    pace.breathe().await;
    let mut strings = Interned::new(second.0);
    let functions = merger.functions(second.0, &mut strings);
    pace.breathe().await;
    let mappings = merger.mappings(second.0, &mut strings);
    let second_starts = merger.tables.frames.line.len() as u32;
    merger.append_locations(second.0, &functions, &mappings);
    pace.breathe().await;
    let (labels, label_sets) = strings.label_sets(&mut merger.tables, first.1, second.1);
    Beside {
        tables: merger.tables,
        labels,
        second_starts,
        label_sets,
    }
}

/// The second profile's strings, taken over when they are first needed.
struct Interned<'a> {
    from: &'a Tables,
    known: Vec<Option<StrId>>,
}

impl<'a> Interned<'a> {
    fn new(from: &'a Tables) -> Interned<'a> {
        Interned {
            from,
            known: vec![None; from.strings.len()],
        }
    }

    fn string(&mut self, into: &mut Tables, id: StrId) -> StrId {
        *self.known[id.index()]
            .get_or_insert_with(|| into.strings.intern(self.from.strings.bytes(id)))
    }

    /// The label sets of both profiles, and which one each of the `second` profile is there.
    fn label_sets(
        &mut self,
        into: &mut Tables,
        first: &LabelSets,
        second: &LabelSets,
    ) -> (LabelSets, Vec<LabelSetId>) {
        let mut labels = first.clone();
        let label_sets = (0..second.len() as u32).map(|set| {
            let set = second.get(LabelSetId(set)).iter();
            let translated: Vec<Label> = set.map(|label| self.label(into, label)).collect();
            labels.intern(&translated)
        });
        let label_sets = label_sets.collect();
        (labels, label_sets)
    }

    fn label(&mut self, into: &mut Tables, label: &Label) -> Label {
        Label {
            key: self.string(into, label.key),
            value: match label.value {
                LabelValue::Str(value) => LabelValue::Str(self.string(into, value)),
                LabelValue::Num(value, unit) => LabelValue::Num(value, self.string(into, unit)),
            },
        }
    }
}

/// Size in pages of 4 KiB, offset, and build id or file.
type MappingKey = (u64, u64, StrId);
/// Name, system name, file, start line.
type FunctionKey = (StrId, StrId, StrId, i64);

struct Merger {
    tables: Tables,
    /// For each function and mapping of the first profile the first one that is the same.
    same_functions: Vec<FunctionId>,
    same_mappings: Vec<MappingId>,
    functions: Map<FunctionKey, FunctionId>,
    mappings: Map<MappingKey, MappingId>,
    /// The distinct locations, and where each of them stands here.
    locations: Vec<LocationId>,
    places: Places,
    /// Lines of the location at hand, outermost first.
    lines: Vec<(FunctionId, i64, i64)>,
}

impl Merger {
    fn new(tables: Tables) -> Merger {
        let mut merger = Merger {
            same_functions: Vec::new(),
            same_mappings: Vec::new(),
            functions: Map::default(),
            mappings: Map::default(),
            locations: Vec::new(),
            places: Places::default(),
            lines: Vec::new(),
            tables: Tables::default(),
        };
        for id in 0..tables.functions.name.len() {
            let key = function_key(&tables, id);
            let functions = &mut merger.functions;
            let first = *functions.or_insert_with(key, || FunctionId(id as u32));
            merger.same_functions.push(first);
        }
        for id in 0..tables.mappings.start.len() {
            let key = mapping_key(&tables, id);
            let mappings = &mut merger.mappings;
            let first = *mappings.or_insert_with(key, || MappingId(id as u32));
            merger.same_mappings.push(first);
        }
        merger.tables = tables;
        merger
    }

    fn functions(&mut self, from: &Tables, strings: &mut Interned) -> Vec<FunctionId> {
        let mut ids = Vec::with_capacity(from.functions.name.len());
        for id in 0..from.functions.name.len() {
            let (name, system_name, file, start_line) = function_key(from, id);
            let name = strings.string(&mut self.tables, name);
            let system_name = strings.string(&mut self.tables, system_name);
            let file = strings.string(&mut self.tables, file);
            let key = (name, system_name, file, start_line);
            let known = self.functions.or_insert_with(key, || {
                self.tables
                    .add_function(name, system_name, file, start_line)
            });
            ids.push(*known);
        }
        ids
    }

    /// Each mapping, and what to add to its addresses.
    fn mappings(&mut self, from: &Tables, strings: &mut Interned) -> Vec<(MappingId, u64)> {
        let m = &from.mappings;
        let mut ids = Vec::with_capacity(m.start.len());
        for id in 0..m.start.len() {
            let file = strings.string(&mut self.tables, m.file[id]);
            let build_id = strings.string(&mut self.tables, m.build_id[id]);
            let (pages, offset, _) = mapping_key(from, id);
            let object = if build_id == StrId(0) { file } else { build_id };
            let known = *self.mappings.or_insert_with((pages, offset, object), || {
                let (start, limit) = (m.start[id], m.limit[id]);
                self.tables
                    .add_mapping(start, limit, m.offset[id], file, build_id, m.has[id])
            });
            let start = self.tables.mappings.start[known.index()];
            ids.push((known, start.wrapping_sub(m.start[id])));
        }
        ids
    }

    /// The location here that is `id` of `from`.
    fn location(
        &mut self,
        from: &Tables,
        id: LocationId,
        functions: &[FunctionId],
        mappings: &[(MappingId, u64)],
    ) -> LocationId {
        let row = id.index();
        let (mapping, shift) = match from.locations.mapping[row] {
            MappingId::NONE => (MappingId::NONE, 0),
            some => mappings[some.index()],
        };
        let address = from.locations.address[row].wrapping_add(shift);
        let is_folded = from.locations.is_folded[row];
        self.lines.clear();
        for frame in from.locations.frames(id).map(|frame| frame as usize) {
            let function = match from.frames.function[frame] {
                FunctionId::NONE => FunctionId::NONE,
                some => functions[some.index()],
            };
            let (line, column) = (from.frames.line[frame], from.frames.column[frame]);
            self.lines.push((function, line, column));
        }
        let row = (mapping, address, is_folded);
        let hash = hash_of(&(row, &self.lines));
        if let Some(known) = self.find(hash, row) {
            return known;
        }
        // A location without lines has one frame without function, which `add_location` makes.
        let has_lines = self.lines[..] != [(FunctionId::NONE, 0, 0)];
        let lines = self.lines.iter().copied().filter(|_| has_lines);
        let id = self.tables.add_location(mapping, address, is_folded, lines);
        self.insert(hash, id);
        id
    }

    /// All locations of `from` behind those that are here, frame by frame.
    fn append_locations(
        &mut self,
        from: &Tables,
        functions: &[FunctionId],
        mappings: &[(MappingId, u64)],
    ) {
        let (locations, frames) = (&mut self.tables.locations, &mut self.tables.frames);
        let (first_location, first_frame) = (locations.address.len(), frames.line.len());
        for (mapping, address) in from.locations.mapping.iter().zip(&from.locations.address) {
            let (mapping, shift) = match *mapping {
                MappingId::NONE => (MappingId::NONE, 0),
                some => mappings[some.index()],
            };
            locations.mapping.push(mapping);
            locations.address.push(address.wrapping_add(shift));
        }
        locations
            .is_folded
            .extend_from_slice(&from.locations.is_folded);
        let ends = from.locations.first_frame.iter().skip(1);
        let ends = ends.map(|end| FrameId(end.0 + first_frame as u32));
        locations.first_frame.extend(ends);
        let location = from.frames.location.iter();
        let location = location.map(|it| LocationId(it.0 + first_location as u32));
        frames.location.extend(location);
        let function = from.frames.function.iter().map(|it| match *it {
            FunctionId::NONE => FunctionId::NONE,
            some => functions[some.index()],
        });
        frames.function.extend(function);
        frames.line.extend_from_slice(&from.frames.line);
        frames.column.extend_from_slice(&from.frames.column);
    }

    /// Takes in a location that is in the tables already; the one that stands for it.
    fn remember(&mut self, id: LocationId) -> LocationId {
        let mut lines = std::mem::take(&mut self.lines);
        lines.clear();
        lines.extend(self.lines_of(id));
        self.lines = lines;
        let row = self.row_of(id);
        let hash = hash_of(&(row, &self.lines));
        if let Some(known) = self.find(hash, row) {
            return known;
        }
        self.insert(hash, id);
        id
    }

    /// The location with this row and the lines at hand.
    fn find(&self, hash: u32, row: Row) -> Option<LocationId> {
        let place = self.places.find(hash, &mut |place| {
            let known = self.locations[place];
            let lines = self.lines_of(known);
            self.row_of(known) == row && lines.eq(self.lines.iter().copied())
        });
        place.map(|place| self.locations[place])
    }

    fn insert(&mut self, hash: u32, id: LocationId) {
        self.locations.push(id);
        self.places.push(hash);
    }

    /// As if the location were in the first mapping of those that are the same.
    fn row_of(&self, id: LocationId) -> Row {
        let (l, m) = (&self.tables.locations, &self.tables.mappings);
        let (mapping, address) = (l.mapping[id.index()], l.address[id.index()]);
        let same = self.same_mappings.get(mapping.index()).copied();
        let (mapping, address) = match same {
            Some(same) => {
                let shift = m.start[same.index()].wrapping_sub(m.start[mapping.index()]);
                (same, address.wrapping_add(shift))
            }
            None => (mapping, address),
        };
        (mapping, address, l.is_folded[id.index()])
    }

    fn lines_of(&self, id: LocationId) -> impl Iterator<Item = (FunctionId, i64, i64)> {
        let f = &self.tables.frames;
        let frames = self.tables.locations.frames(id);
        frames.map(|frame| frame as usize).map(|frame| {
            let function = f.function[frame];
            let same = self.same_functions.get(function.index()).copied();
            (same.unwrap_or(function), f.line[frame], f.column[frame])
        })
    }
}

/// What locations have in common beside their lines: mapping, address there, folded.
type Row = (MappingId, u64, bool);

fn function_key(tables: &Tables, id: usize) -> FunctionKey {
    let f = &tables.functions;
    (f.name[id], f.system_name[id], f.file[id], f.start_line[id])
}

fn mapping_key(tables: &Tables, id: usize) -> MappingKey {
    let m = &tables.mappings;
    let size = m.limit[id].wrapping_sub(m.start[id]);
    let object = match m.build_id[id] {
        StrId(0) => m.file[id],
        build_id => build_id,
    };
    (size.div_ceil(4096), m.offset[id], object)
}
