//! Profiles from text, for tests.

use std::sync::Arc;

use super::{
    FrameId, FunctionId, LabelSetId, MappingId, Profile, Samples, StrId, Tables, ValueType,
};
use crate::map::Map;

/// A profile of folded stacks, root first, with a value per sample type:
///
/// ```text
/// main.main;main.run;~bytes.Clone 3 512
/// ```
///
/// `~` marks a frame inlined into the one before it, `0x…` an address without function; a stack may
/// be empty (a line that starts with a blank). `types` reads `objects/count space/bytes`.
pub(crate) fn folded(types: &str, text: &str) -> Profile {
    let mut tables = Tables::default();
    let mut samples = Samples::default();
    let mut functions = Map::default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (stack, values) = line.split_once(' ').expect("stack and values");
        let values: Vec<i64> = values
            .split(' ')
            .map(|v| v.parse().expect("a value"))
            .collect();
        let mut frames: Vec<FrameId> = Vec::new();
        let mut names = stack.split(';').filter(|name| !name.is_empty()).peekable();
        while let Some(name) = names.next() {
            let mut lines = Vec::new();
            let mut address = 0;
            match name.strip_prefix("0x") {
                Some(hex) => address = u64::from_str_radix(hex, 16).expect("an address"),
                None => lines.push(function(&mut tables, &mut functions, name)),
            }
            while let Some(inlined) = names.peek().and_then(|name| name.strip_prefix('~')) {
                lines.push(function(&mut tables, &mut functions, inlined));
                names.next();
            }
            let lines = lines.into_iter().map(|function| (function, 0, 0));
            let location = tables.add_location(MappingId::NONE, address, false, lines);
            frames.extend(tables.locations.frames(location).map(FrameId));
        }
        samples.push(&frames, &values, LabelSetId(0));
    }
    let sample_types = types
        .split(' ')
        .map(|both| {
            let (kind, unit) = both.split_once('/').expect("kind/unit");
            ValueType {
                kind: tables.strings.intern(kind.as_bytes()),
                unit: tables.strings.intern(unit.as_bytes()),
            }
        })
        .collect();
    Profile {
        tables: Arc::new(tables),
        sample_types,
        samples,
        ..Profile::default()
    }
}

fn function(tables: &mut Tables, known: &mut Map<String, FunctionId>, name: &str) -> FunctionId {
    *known.or_insert_with(name.to_owned(), || {
        let id = tables.strings.intern(name.as_bytes());
        tables.add_function(id, id, StrId(0), 0)
    })
}
