//! The lines of one function with their values, as pprof's `-list` has them, and where their text may
//! lie.

mod path;
#[cfg(test)]
mod tests;

use super::sheet::{Cell, Sheet};
use super::totals::Totals;
use crate::callgraph::{FunctionLines, LineValues, lines};
use crate::codec::coded;
use crate::job::Pace;
use crate::order;
use crate::profile::{NodeId, Selection, StrId};

pub use path::{Candidate, candidates, may_declare};

/// Which function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceQuery {
    /// Its name; empty for the one that has most of its own.
    pub name: String,
}

coded! { struct SourceQuery { name } }

/// A function's lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceListing {
    /// Node id, as tables know it.
    pub node: u32,
    /// The function's name.
    pub name: String,
    /// What percents refer to: Σ|value|, of the base where there is one.
    pub total: i64,
    /// Unit.
    pub unit: String,
    /// Its files, by path: functions of one name are one here.
    pub files: Vec<SourceFile>,
}

coded! { struct SourceListing { node, name, total, unit, files } }

/// The lines of one file. All sums are of lines: what has two of them in one stack counts twice, as
/// pprof counts it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceFile {
    /// Its path, as the profile has it but made clean; empty where it is unknown.
    pub path: String,
    /// The line the function begins at, 0 where it is unknown.
    pub start_line: i64,
    /// The first and the last line that pprof would show.
    pub range: (i64, i64),
    /// Lines with a value, in their order.
    pub lines: Vec<SourceLine>,
    /// What ends in the lines.
    pub flat: i64,
    /// With what they call.
    pub cum: i64,
    /// The same in the base, where there is one.
    pub base: Option<(i64, i64)>,
}

coded! { struct SourceFile { path, start_line, range, lines, flat, cum, base } }

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceLine {
    /// Its number, 0 where it is unknown.
    pub line: i64,
    /// What ends here.
    pub flat: i64,
    /// With what it calls.
    pub cum: i64,
    /// The same in the base, where there is one.
    pub base: Option<(i64, i64)>,
}

coded! { struct SourceLine { line, flat, cum, base } }

/// The lines of the function asked for; none where nothing has that name.
pub async fn source(
    selection: &Selection,
    totals: &Totals,
    query: &SourceQuery,
    pace: &Pace,
) -> Option<SourceListing> {
    let tables = selection.tables();
    let node = named(selection, totals, &query.name)?;
    let name = selection.nodes.row_name(tables, node);
    let function = tables.strings.find(name.as_bytes());
    let functions = &tables.functions.name;
    let is_wanted = |id: crate::profile::FunctionId| Some(functions[id.index()]) == function;
    let samples = selection.live_samples().map(|sample| sample as usize);
    let samples = samples.map(|at| (at, (selection.now[at], selection.base_of(at))));
    let mut files = lines(&selection.profile, samples, is_wanted, pace).await;
    for file in &mut files {
        file.lines
            .retain(|line| line.cum != (0, 0) || line.flat != (0, 0));
    }
    files.retain(|file| !file.lines.is_empty());
    order::sort_by(&mut files, |a, b| a.file.cmp(&b.file));
    let has_base = selection.base.is_some();
    let base_total = selection.base_total.filter(|&total| total > 0);
    Some(SourceListing {
        node: node.0,
        name,
        total: base_total.unwrap_or(selection.total),
        unit: selection.unit.clone(),
        files: files
            .into_iter()
            .map(|file| of_file(file, has_base))
            .collect(),
    })
}

/// The row of a name; for an empty one that with most of its own, and of equal ones the first.
pub(super) fn named(selection: &Selection, totals: &Totals, name: &str) -> Option<NodeId> {
    let tables = selection.tables();
    let rows = (0..selection.nodes.len() as u32).map(NodeId);
    let mut rows = rows.filter(|&node| selection.nodes.row_of(node) == Some(node));
    match name {
        "" => {
            let size = |&node: &NodeId| {
                let (flat, cum) = totals.difference(node);
                (flat.unsigned_abs(), cum.unsigned_abs())
            };
            rows.rev().max_by_key(size)
        }
        name => {
            let id = tables.strings.find(name.as_bytes());
            let is_named = |node: &NodeId| match id {
                // Most names are strings of the profile: nothing to print.
                Some(id) => named_by(selection, *node) == Some(id),
                None => selection.nodes.row_name(tables, *node) == name,
            };
            rows.find(is_named)
        }
    }
}

fn named_by(selection: &Selection, node: NodeId) -> Option<StrId> {
    let tables = selection.tables();
    let function = tables.frames.function[selection.nodes.first_frame(node).index()];
    function
        .is_some()
        .then(|| tables.functions.name[function.index()])
}

fn of_file(file: FunctionLines, has_base: bool) -> SourceFile {
    let [(flat, base_flat), (cum, base_cum)] = file.sums();
    let starts = file.lines.iter().map(|line| line.start_line);
    let mut lines: Vec<SourceLine> = Vec::new();
    for line in &file.lines {
        match lines.last_mut().filter(|last| last.line == line.line) {
            Some(last) => add(last, line),
            None => lines.push(one(line, has_base)),
        }
    }
    SourceFile {
        start_line: starts.filter(|&line| line > 0).min().unwrap_or(0),
        range: file.range(),
        path: file.file,
        lines,
        flat,
        cum,
        base: has_base.then_some((base_flat, base_cum)),
    }
}

fn one(line: &LineValues, has_base: bool) -> SourceLine {
    SourceLine {
        line: line.line,
        flat: line.flat.0,
        cum: line.cum.0,
        base: has_base.then_some((line.flat.1, line.cum.1)),
    }
}

fn add(sum: &mut SourceLine, line: &LineValues) {
    sum.flat = sum.flat.wrapping_add(line.flat.0);
    sum.cum = sum.cum.wrapping_add(line.cum.0);
    if let Some(base) = &mut sum.base {
        *base = (
            base.0.wrapping_add(line.flat.1),
            base.1.wrapping_add(line.cum.1),
        );
    }
}

/// The lines as a table, each with its `text` where that is at hand.
pub fn source_sheet(listing: &SourceListing, text: &dyn Fn(&str, i64) -> Option<String>) -> Sheet {
    let has_base = listing.files.iter().any(|file| file.base.is_some());
    let mut sheet = Sheet::new(&["function", "file", "line", "flat", "cum"]);
    if has_base {
        for head in ["base flat", "base cum", "flat change", "cum change"] {
            sheet.heads.push(head.to_owned());
        }
    }
    sheet.heads.push("text".to_owned());
    for file in &listing.files {
        for line in &file.lines {
            let value = |value| Cell::value(value, &listing.unit);
            let mut cells = vec![Cell::words(&listing.name), Cell::words(&file.path)];
            cells.push(Cell::number(line.line));
            cells.extend([line.flat, line.cum].map(value));
            if has_base {
                let (flat, cum) = line.base.unwrap_or_default();
                cells.extend([flat, cum].map(value));
                let changes = [(line.flat, flat), (line.cum, cum)];
                let unit = &listing.unit;
                cells.extend(changes.map(|(now, base)| Cell::change(now, base, unit)));
            }
            let text = text(&file.path, line.line).map(|text| text.trim().to_owned());
            cells.push(text.map_or(Cell::None, Cell::Words));
            sheet.rows.push(cells);
        }
    }
    sheet
}
