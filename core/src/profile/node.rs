//! What views show as one thing: a granularity maps every frame to a node.

use super::{FrameId, FunctionId, MappingId, NodeId, StrId, Tables};
use crate::map::{self, Map};

/// How finely frames are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Granularity {
    /// By function; in the flame view by function and file, as pprof does.
    #[default]
    Functions,
    /// By function, file and line.
    Lines,
    /// By source file.
    Files,
    /// By address, function, file and line.
    Addresses,
}

/// The nodes of one set of tables at one granularity.
///
/// There are two levels, because pprof's tables show functions of one name as one row where its
/// flame view tells their files apart. Both speak of the same ids: a row of a table has the id of
/// the first of its nodes, so what is selected in one view is found in the other.
///
/// ```text
/// frame       f0 main.main  f1 a.init (x.go)  f2 a.init (y.go)  f3 0x4012 in libc
/// of_frame    n0            n1                n2                n3  "…4012 [libc.so]"
/// row_of      n0            n1                n1                n3  "[libc.so]"
/// ```
///
/// Ids depend only on the order of the frames: they hold while a profile is open, and for its part
/// of a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nodes {
    granularity: Granularity,
    of_frame: Vec<NodeId>,
    row_of_frame: Vec<NodeId>,
    row_of: Vec<NodeId>,
    first_frame: Vec<FrameId>,
}

impl Nodes {
    /// The nodes of all frames of `tables`.
    pub fn new(tables: &Tables, granularity: Granularity) -> Nodes {
        let frames = tables.frames.function.len();
        let mut nodes = Nodes {
            granularity,
            of_frame: Vec::with_capacity(frames),
            row_of_frame: Vec::with_capacity(frames),
            ..Nodes::default()
        };
        let (mut ids, mut rows) = (Map::default(), Map::default());
        for frame in (0..frames as u32).map(FrameId) {
            let key = key(tables, granularity, frame);
            let id = *ids.or_insert_with(key, || {
                let id = NodeId(nodes.first_frame.len() as u32);
                nodes.first_frame.push(frame);
                let row = *rows.or_insert_with(row_key(key, granularity), || id);
                nodes.row_of.push(row);
                id
            });
            nodes.of_frame.push(id);
            nodes.row_of_frame.push(nodes.row_of[id.index()]);
        }
        nodes
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.first_frame.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.first_frame.is_empty()
    }

    /// Each frame's node, as the flame view tells them apart.
    pub fn of_frame(&self) -> &[NodeId] {
        &self.of_frame
    }

    /// Each frame's node, as tables tell them apart.
    pub fn row_of_frame(&self) -> &[NodeId] {
        &self.row_of_frame
    }

    /// Each node with a hash of what tells it apart, the same in every profile; `strings` are the hashes
    /// of all strings.
    pub(super) fn hashed(&self, tables: &Tables, strings: &[u32]) -> Vec<(u64, NodeId)> {
        let nodes = (0..).zip(&self.first_frame);
        let hashed = nodes.map(|(node, &frame)| {
            let key = key(tables, self.granularity, frame);
            let texts = [key.name, key.file, key.object].map(|text| strings[text.index()]);
            let numbers = (key.line, key.column, key.address, key.start_line);
            let hashes = (
                map::hash_of(&(texts, numbers)),
                map::hash_of(&(numbers, texts)),
            );
            (
                u64::from(hashes.0) << 32 | u64::from(hashes.1),
                NodeId(node),
            )
        });
        hashed.collect()
    }

    /// The node by which tables know `node`; none for an id that is not of these nodes.
    pub fn row_of(&self, node: NodeId) -> Option<NodeId> {
        self.row_of.get(node.index()).copied()
    }

    /// The frame that names `node`.
    pub fn first_frame(&self, node: NodeId) -> FrameId {
        self.first_frame[node.index()]
    }

    /// The name of a node in the flame view: its function; without one, address and binary.
    pub fn name(&self, tables: &Tables, node: NodeId) -> String {
        let parts = Parts::of(tables, self.first_frame(node));
        match self.granularity {
            Granularity::Functions => parts.name(parts.function.is_none(), false, false),
            _ => self.row_name(tables, node),
        }
    }

    /// The name of a node in tables, as pprof prints it.
    pub fn row_name(&self, tables: &Tables, node: NodeId) -> String {
        self.row_words(tables, node, &|name| name).join(" ")
    }

    /// The names of all rows, by node id; of nodes that are no row they are empty.
    pub fn row_names(&self, tables: &Tables) -> Vec<String> {
        let ids = (0..self.len() as u32).map(NodeId);
        ids.map(|node| match self.row_of(node) == Some(node) {
            true => self.row_name(tables, node),
            false => String::new(),
        })
        .collect()
    }

    /// The parts of [`Nodes::row_name`]: address, function, file and line. The file is what `file` leaves
    /// of its path.
    pub fn row_words(
        &self,
        tables: &Tables,
        node: NodeId,
        file: &dyn Fn(&str) -> &str,
    ) -> Vec<String> {
        let parts = Parts::of(tables, self.first_frame(node));
        match self.granularity {
            Granularity::Functions => parts.words(false, false, false, file),
            Granularity::Lines => parts.words(false, true, true, file),
            Granularity::Files => Parts {
                function: None,
                ..parts
            }
            .words(false, true, false, file),
            Granularity::Addresses => parts.words(true, true, true, file),
        }
    }

    /// The name of a node's function, where it is told apart by one.
    pub fn function_name(&self, tables: &Tables, node: NodeId) -> Option<String> {
        let function = Parts::of(tables, self.first_frame(node)).function?;
        let is_named = self.granularity != Granularity::Files;
        is_named.then(|| tables.strings.get(function).into_owned())
    }

    /// Names by which equal boxes and rows are ordered: the function's own bytes, which sort as the
    /// printed name does, without making it.
    pub fn sort_name<'a>(&self, tables: &'a Tables, node: NodeId) -> &'a [u8] {
        let function = tables.frames.function[self.first_frame(node).index()];
        match function {
            FunctionId::NONE => b"",
            some => tables.strings.bytes(tables.functions.name[some.index()]),
        }
    }

    /// The source file of a node's first frame, empty where unknown.
    pub fn file(&self, tables: &Tables, node: NodeId) -> String {
        let parts = Parts::of(tables, self.first_frame(node));
        tables.strings.get(parts.file).into_owned()
    }
}

/// What frames must have in common to be one node.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    name: StrId,
    file: StrId,
    line: i64,
    column: i64,
    address: u64,
    /// Of what has no name: functions of one name are one, whatever binary they went into.
    object: StrId,
    /// As `object`: pprof tells the lines of one file apart by it when it asks for files alone.
    start_line: i64,
}

fn key(tables: &Tables, granularity: Granularity, frame: FrameId) -> Key {
    let parts = Parts::of(tables, frame);
    let (has_name, has_line, has_address) = match granularity {
        Granularity::Functions => (true, false, parts.function.is_none()),
        Granularity::Lines => (true, true, false),
        Granularity::Files => (false, false, false),
        Granularity::Addresses => (true, true, true),
    };
    let name = parts.function.filter(|_| has_name).unwrap_or(StrId(0));
    let is_nameless = name == StrId(0);
    Key {
        name,
        file: parts.file,
        line: if has_line { parts.line } else { 0 },
        column: match granularity {
            Granularity::Addresses => parts.column,
            _ => 0,
        },
        address: if has_address { parts.address } else { 0 },
        object: if is_nameless { parts.object } else { StrId(0) },
        start_line: if is_nameless { parts.start_line } else { 0 },
    }
}

/// Tables forget files (functions are known by name) and addresses.
fn row_key(key: Key, granularity: Granularity) -> Key {
    match granularity {
        Granularity::Functions => Key {
            file: StrId(0),
            address: 0,
            ..key
        },
        Granularity::Lines => Key { address: 0, ..key },
        Granularity::Files | Granularity::Addresses => key,
    }
}

/// A frame's own facts, gathered.
struct Parts<'a> {
    tables: &'a Tables,
    function: Option<StrId>,
    file: StrId,
    start_line: i64,
    line: i64,
    column: i64,
    address: u64,
    object: StrId,
}

impl<'a> Parts<'a> {
    fn of(tables: &'a Tables, frame: FrameId) -> Parts<'a> {
        let location = tables.frames.location[frame.index()].index();
        let function = tables.frames.function[frame.index()];
        let object = match tables.locations.mapping[location] {
            MappingId::NONE => StrId(0),
            some => tables.mappings.file[some.index()],
        };
        let functions = &tables.functions;
        let known = function.is_some().then(|| function.index());
        Parts {
            tables,
            function: known.map(|f| functions.name[f]),
            file: known.map_or(StrId(0), |f| functions.file[f]),
            start_line: known.map_or(0, |f| functions.start_line[f]),
            line: tables.frames.line[frame.index()],
            column: tables.frames.column[frame.index()],
            address: tables.locations.address[location],
            object,
        }
    }

    fn name(&self, with_address: bool, with_file: bool, with_line: bool) -> String {
        let words = self.words(with_address, with_file, with_line, &|name| name);
        words.join(" ")
    }

    /// pprof's `NameComponents`: address, function, file and line, and where none of these is known
    /// the binary.
    fn words(
        &self,
        with_address: bool,
        with_file: bool,
        with_line: bool,
        shorten: &dyn Fn(&str) -> &str,
    ) -> Vec<String> {
        let text = |id| self.tables.strings.get(id);
        let mut words = Vec::new();
        if with_address && self.address != 0 {
            words.push(format!("{:016x}", self.address));
        }
        let function = self.function.map(text).unwrap_or_default();
        if !function.is_empty() {
            words.push(function.to_string());
        }
        let file = text(self.file);
        let file = match file.is_empty() {
            true => "",
            false => shorten(&file),
        };
        if with_line && self.line != 0 {
            let column = match self.column {
                column if with_address && column != 0 => format!(":{column}"),
                _ => String::new(),
            };
            words.push(format!("{file}:{}{column}", self.line));
        } else if with_file && !file.is_empty() {
            words.push(file.to_owned());
        } else if function.is_empty() {
            let object = text(self.object);
            let base = object.trim_end_matches('/').rsplit('/').next();
            words.push(match base {
                Some(base) if !base.is_empty() => format!("[{base}]"),
                _ => "<unknown>".to_owned(),
            });
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::LocationId;

    fn tables() -> Tables {
        let mut t = Tables::default();
        let [main, init, x, y, libc] = ["main.main", "a.init", "x.go", "y.go", "/lib/libc.so"]
            .map(|text| t.strings.intern(text.as_bytes()));
        let main = t.add_function(main, main, x, 3);
        let init_x = t.add_function(init, init, x, 5);
        let init_y = t.add_function(init, init, y, 5);
        let mapping = t.add_mapping(0x4000, 0x5000, 0, libc, StrId(0), 0);
        t.add_location(mapping, 0x4001, false, [(main, 4, 0), (init_x, 6, 0)]);
        t.add_location(mapping, 0x4002, false, [(init_y, 6, 0)]);
        t.add_location(mapping, 0x4012, false, []);
        t.add_location(mapping, 0x4013, false, []);
        t.add_location(MappingId::NONE, 0, false, []);
        t
    }

    fn names(granularity: Granularity) -> Vec<String> {
        let tables = tables();
        let nodes = Nodes::new(&tables, granularity);
        let rows = (0..nodes.len() as u32).map(NodeId).map(|node| {
            let row = nodes.row_of(node).unwrap_or(NodeId::NONE);
            format!(
                "{} | {} {}",
                nodes.name(&tables, node),
                row.0,
                nodes.row_name(&tables, row)
            )
        });
        rows.collect()
    }

    #[test]
    fn functions_are_rows_and_files_tell_boxes_apart() {
        assert_eq!(
            names(Granularity::Functions),
            [
                "main.main | 0 main.main",
                "a.init | 1 a.init",
                "a.init | 1 a.init",
                "0000000000004012 [libc.so] | 3 [libc.so]",
                "0000000000004013 [libc.so] | 3 [libc.so]",
                "<unknown> | 5 <unknown>",
            ]
        );
    }

    #[test]
    fn other_granularities_as_pprof_names_them() {
        assert_eq!(
            names(Granularity::Lines)[..3],
            [
                "main.main x.go:4 | 0 main.main x.go:4",
                "a.init x.go:6 | 1 a.init x.go:6",
                "a.init y.go:6 | 2 a.init y.go:6",
            ]
        );
        assert_eq!(
            names(Granularity::Files),
            [
                "x.go | 0 x.go",
                "x.go | 1 x.go",
                "y.go | 2 y.go",
                "[libc.so] | 3 [libc.so]",
                "<unknown> | 4 <unknown>",
            ]
        );
        assert_eq!(
            names(Granularity::Addresses)[2],
            "0000000000004002 a.init y.go:6 | 2 0000000000004002 a.init y.go:6"
        );
    }

    #[test]
    fn every_frame_has_a_node() {
        let tables = tables();
        let nodes = Nodes::new(&tables, Granularity::Functions);
        assert_eq!(nodes.of_frame().len(), tables.frames.line.len());
        assert_eq!(nodes.of_frame()[3..5], [NodeId(3), NodeId(4)]);
        assert_eq!(nodes.row_of_frame()[3..5], [NodeId(3), NodeId(3)]);
        let frames = tables.locations.frames(LocationId(1));
        assert_eq!(nodes.first_frame(NodeId(2)).0, frames.start);
        assert_eq!(nodes.row_of(NodeId(99)), None);
    }
}
