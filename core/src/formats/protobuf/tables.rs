//! The second pass, first half: mappings, functions and locations into columns.

use super::super::wire::{Cursor, Failure, Span, malformed, within};
use super::Source;
use super::ids::IdMap;
use crate::job::Pace;
use crate::profile::{FunctionId, MappingId, Tables};

/// How many rows are read between two looks at the clock.
const ROWS_PER_BREATH: usize = 1024;

/// Fills `tables` and returns where each location id of the file is in them.
///
/// # Errors
/// For ids that are 0, come twice, or are referred to and missing.
pub async fn read(source: &Source<'_>, tables: &mut Tables, pace: &Pace) -> Result<IdMap, Failure> {
    let outline = &source.outline;
    let mut ids = Vec::with_capacity(outline.mappings.len());
    for rows in outline.mappings.chunks(ROWS_PER_BREATH) {
        for &row in rows {
            let id = read_mapping(source, row, tables);
            ids.push(id.map_err(|failure| within(failure, row))?);
        }
        pace.breathe().await;
    }
    let mappings = IdMap::new(&ids, "mapping", &outline.mappings)?;
    ids.clear();
    for rows in outline.functions.chunks(ROWS_PER_BREATH) {
        for &row in rows {
            let id = read_function(source, row, tables);
            ids.push(id.map_err(|failure| within(failure, row))?);
        }
        pace.breathe().await;
    }
    let functions = IdMap::new(&ids, "function", &outline.functions)?;
    ids.clear();
    let mut lines = Vec::new();
    for rows in outline.locations.chunks(ROWS_PER_BREATH) {
        for &row in rows {
            ids.push(read_location(
                source, row, &mappings, &functions, &mut lines, tables,
            )?);
        }
        pace.breathe().await;
    }
    IdMap::new(&ids, "location", &outline.locations)
}

fn read_mapping(source: &Source, row: Span, tables: &mut Tables) -> Result<u64, Failure> {
    let (mut id, mut start, mut limit, mut offset, mut has) = (0, 0, 0, 0, 0);
    let (mut file, mut build_id) = (0, 0);
    let mut cursor = Cursor::new(source.file, row);
    while let Some(field) = cursor.next_field()? {
        match field.number {
            1 => id = field.number_of("mapping.id")?,
            2 => start = field.number_of("mapping.memory_start")?,
            3 => limit = field.number_of("mapping.memory_limit")?,
            4 => offset = field.number_of("mapping.file_offset")?,
            5 => file = field.number_of("mapping.filename")?,
            6 => build_id = field.number_of("mapping.build_id")?,
            7..=10 => {
                let bit = 1 << (field.number - 7);
                if field.number_of("mapping.has_…")? != 0 {
                    has |= bit;
                } else {
                    has &= !bit;
                }
            }
            _ => {}
        }
    }
    let file = source.names.get(file, "mapping.filename")?;
    let build_id = source.names.get(build_id, "mapping.build_id")?;
    tables.add_mapping(start, limit, offset, file, build_id, has);
    Ok(id)
}

#[inline(never)]
fn read_function(source: &Source, row: Span, tables: &mut Tables) -> Result<u64, Failure> {
    let (mut id, mut name, mut system_name, mut file, mut start_line) = (0, 0, 0, 0, 0);
    let mut cursor = Cursor::new(source.file, row);
    while let Some(field) = cursor.next_field()? {
        match field.number {
            1 => id = field.number_of("function.id")?,
            2 => name = field.number_of("function.name")?,
            3 => system_name = field.number_of("function.system_name")?,
            4 => file = field.number_of("function.filename")?,
            5 => start_line = field.number_of("function.start_line")? as i64,
            _ => {}
        }
    }
    let name = source.names.get(name, "function.name")?;
    let system_name = source.names.get(system_name, "function.system_name")?;
    let file = source.names.get(file, "function.filename")?;
    tables.add_function(name, system_name, file, start_line);
    Ok(id)
}

/// `lines` is room to collect a location's lines in, so that none is made per location.
#[inline(never)]
fn read_location(
    source: &Source,
    row: Span,
    mappings: &IdMap,
    functions: &IdMap,
    lines: &mut Vec<(FunctionId, i64, i64)>,
    tables: &mut Tables,
) -> Result<u64, Failure> {
    lines.clear();
    let (mut id, mut mapping, mut address, mut is_folded) = (0, 0, 0, false);
    let mut cursor = Cursor::new(source.file, row);
    while let Some(field) = cursor.next_field()? {
        match field.number {
            1 => id = field.number_of("location.id")?,
            2 => mapping = field.number_of("location.mapping_id")?,
            3 => address = field.number_of("location.address")?,
            4 => lines.push(read_line(
                source,
                field.span_of("location.line")?,
                functions,
            )?),
            5 => is_folded = field.number_of("location.is_folded")? != 0,
            _ => {}
        }
    }
    // A mapping that is missing is none, as for pprof; a missing function is an error there too.
    let mapping = mappings.get(mapping).map_or(MappingId::NONE, MappingId);
    let outermost_first = lines.iter().rev().copied();
    tables.add_location(mapping, address, is_folded, outermost_first);
    Ok(id)
}

fn read_line(
    source: &Source,
    span: Span,
    functions: &IdMap,
) -> Result<(FunctionId, i64, i64), Failure> {
    let (mut function, mut line, mut column) = (0, 0, 0);
    let mut cursor = Cursor::new(source.file, span);
    while let Some(field) = cursor.next_field()? {
        match field.number {
            1 => function = field.number_of("line.function_id")?,
            2 => line = field.number_of("line.line")? as i64,
            3 => column = field.number_of("line.column")? as i64,
            _ => {}
        }
    }
    match functions.get(function) {
        Some(position) => Ok((FunctionId(position), line, column)),
        None => Err(malformed(format!(
            "a line refers to function {function}, which the file does not have"
        ))
        .at_byte(span.start as usize)
        .into()),
    }
}
