//! What samples add up to by the values of their labels, as pprof's `-tags` has it; numbers in ranges.
//!
//! ```text
//! handler     Total 12 of 18 (66.67%)
//!               8 (44.44%)  /health      5 of main.check
//!               4 (22.22%)  /orders
//! bytes       Total 6 of 18
//!               4 (22.22%)  1kB – 2kB
//! ```

mod ranges;
#[cfg(test)]
mod tests;

use super::sheet::{Cell, Sheet};
use crate::codec::coded;
use crate::expression;
use crate::job::Pace;
use crate::map::Map;
use crate::order;
use crate::profile::filter::LabelUnits;
use crate::profile::{LabelSetId, LabelValue, NodeId, Selection, StrId};
use crate::units;

pub(super) use ranges::ranges;

/// Samples looked at between two breaths.
const STRIDE: usize = 2048;
/// How many values of a key are listed, and of one that is open.
const LISTED: usize = 12;
const LISTED_OPEN: usize = 1000;

/// What of labels to show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelQuery {
    /// Node id of a function whose share of each value is wanted.
    pub node: Option<u32>,
    /// Keys of which more than a few values are wanted.
    pub open: Vec<String>,
}

coded! { struct LabelQuery { node, open } }

/// The labels of a selection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelTables {
    /// A table for each key, in the keys' order.
    pub keys: Vec<LabelTable>,
    /// Σ|value| of all samples: what shares are of.
    pub total: i64,
    /// The same of the base, where there is one.
    pub base_total: Option<i64>,
    /// Unit of values.
    pub unit: String,
    /// The function asked for and what goes through it.
    pub of: Option<(String, i64)>,
}

coded! { struct LabelTables { keys, total, base_total, unit, of } }

/// One key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelTable {
    /// The key.
    pub key: String,
    /// What its values add up to; a sample with two of them counts twice, as in pprof.
    pub sum: LabelRow,
    /// Its values, largest first, then its numbers in ranges, smallest first.
    pub rows: Vec<LabelRow>,
    /// How many more values it has.
    pub more: u32,
}

coded! { struct LabelTable { key, sum, rows, more } }

/// A value or a range of numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelRow {
    /// `/health`, or `1kB – 2kB`.
    pub name: String,
    /// What `tagfocus` takes for it: `handler=^/health$`, `bytes=1024B:2047B`. Empty of a sum.
    pub filter: String,
    /// Whether it is of numbers.
    pub is_numeric: bool,
    /// Σ now.
    pub now: i64,
    /// Σ in the base, where there is one.
    pub base: Option<i64>,
    /// Σ now of what goes through the function asked for.
    pub of_node: i64,
}

coded! { struct LabelRow { name, filter, is_numeric, now, base, of_node } }

/// Now, in the base, and now through the function asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums(pub [i64; 3]);

impl Sums {
    pub fn add(&mut self, more: [i64; 3]) {
        for (sum, more) in self.0.iter_mut().zip(more) {
            *sum = sum.wrapping_add(more);
        }
    }

    fn row(self, name: String, filter: String, selection: &Selection) -> LabelRow {
        let [now, base, of_node] = self.0;
        LabelRow {
            name,
            filter,
            now,
            base: selection.base.as_ref().map(|_| base),
            of_node,
            ..LabelRow::default()
        }
    }
}

/// The labels of a selection, each key with its values.
pub async fn labels(selection: &Selection, query: &LabelQuery, pace: &Pace) -> LabelTables {
    let node = query.node.map(NodeId);
    let node = node.and_then(|node| selection.nodes.row_of(node));
    let (of_set, through) = sums_of_sets(selection, node, pace).await;
    let strings = &selection.tables().strings;
    let mut keys: Map<StrId, Values> = Map::default();
    for (set, sums) in (0u32..).zip(&of_set) {
        if sums.0 == [0; 3] {
            continue;
        }
        for label in selection.profile.labels.get(LabelSetId(set)) {
            let values = keys.or_default(label.key);
            values.sum.add(sums.0);
            match label.value {
                LabelValue::Str(value) => values.texts.or_default(value).add(sums.0),
                LabelValue::Num(value, _) => values.numbers.or_default(value).add(sums.0),
            }
        }
    }
    pace.breathe().await;
    let units = LabelUnits::new(&selection.profile);
    let mut tables: Vec<LabelTable> = Vec::new();
    for (key, values) in keys.into_rows() {
        let name = strings.get(key).into_owned();
        let is_open = query.open.contains(&name);
        tables.push(table(selection, name, values, units.of(key), is_open));
        pace.breathe().await;
    }
    order::sort_by(&mut tables, |a, b| a.key.cmp(&b.key));
    LabelTables {
        keys: tables,
        total: selection.total,
        base_total: selection.base_total,
        unit: selection.unit.clone(),
        of: node.map(|node| (selection.nodes.row_name(selection.tables(), node), through)),
    }
}

#[derive(Default)]
struct Values {
    sum: Sums,
    texts: Map<StrId, Sums>,
    numbers: Map<i64, Sums>,
}

fn table(
    selection: &Selection,
    key: String,
    values: Values,
    unit: &str,
    is_open: bool,
) -> LabelTable {
    let text = |id| selection.tables().strings.get(id).into_owned();
    let mut texts: Vec<(String, Sums)> = Vec::with_capacity(values.texts.len());
    texts.extend(
        values
            .texts
            .into_rows()
            .into_iter()
            .map(|(id, sums)| (text(id), sums)),
    );
    let weight = |sums: &Sums| sums.0[0].unsigned_abs().max(sums.0[1].unsigned_abs());
    order::sort_by(&mut texts, |a, b| {
        let by_weight = weight(&b.1).cmp(&weight(&a.1));
        by_weight.then_with(|| a.0.cmp(&b.0))
    });
    let listed = if is_open { LISTED_OPEN } else { LISTED };
    let more = texts.len().saturating_sub(listed) as u32;
    texts.truncate(listed);
    let mut rows: Vec<LabelRow> = Vec::with_capacity(texts.len());
    for (value, sums) in texts {
        let filter = is_text(&key, &value);
        rows.push(sums.row(value, filter, selection));
    }
    for (range, sums) in ranges(values.numbers.into_rows(), unit) {
        let (name, filter) = (range.name(&key, unit), range.filter(&key, unit));
        let row = sums.row(name, filter, selection);
        rows.push(LabelRow {
            is_numeric: true,
            ..row
        });
    }
    LabelTable {
        sum: values.sum.row(String::new(), String::new(), selection),
        key,
        rows,
        more,
    }
}

/// What `tagfocus` takes for one value of a key. It has several expressions where there are commas, and no
/// key where the first `=` is not its end: `key:value` is what it looks at without one.
pub fn is_text(key: &str, value: &str) -> String {
    let literally = |text: &str| expression::literally(text).replace(',', r"\x2c");
    match key.contains('=') || key.is_empty() {
        false => format!("{key}=^{}$", literally(value)),
        true => format!("=^{}:{}$", literally(key), literally(value)),
    }
}

/// The sums of each set of labels, and what of now goes through the node.
async fn sums_of_sets(
    selection: &Selection,
    node: Option<NodeId>,
    pace: &Pace,
) -> (Vec<Sums>, i64) {
    let row_of = selection.nodes.row_of_frame();
    let samples = &selection.profile.samples;
    let mut of_set = vec![Sums::default(); selection.profile.labels.len()];
    let mut through = 0i64;
    let live: Vec<u32> = selection.live_samples().collect();
    for chunk in live.chunks(STRIDE) {
        for sample in chunk.iter().map(|&sample| sample as usize) {
            let (now, base) = (selection.now[sample], selection.base_of(sample));
            let is_through = node.is_some_and(|node| {
                let mut frames = samples.stack(sample).iter();
                frames.any(|frame| row_of[frame.index()] == node)
            });
            let of_node = if is_through { now } else { 0 };
            through = through.wrapping_add(of_node);
            of_set[samples.labels[sample].index()].add([now, base, of_node]);
        }
        pace.breathe().await;
    }
    (of_set, through)
}

/// All keys and values as a table.
pub fn labels_sheet(tables: &LabelTables) -> Sheet {
    let has_base = tables.base_total.is_some();
    let mut sheet = Sheet::new(&["label", "value", "now", "share"]);
    if has_base {
        sheet.heads.extend(["base", "change"].map(str::to_owned));
    }
    if let Some((name, _)) = &tables.of {
        sheet.heads.push(format!("of {name}"));
    }
    for table in &tables.keys {
        for row in &table.rows {
            let value = |value| Cell::value(value, &tables.unit);
            let mut cells = vec![Cell::words(&table.key), Cell::words(&row.name)];
            cells.push(value(row.now));
            cells.push(Cell::Words(units::percent(row.now, tables.total)));
            if has_base {
                let base = row.base.unwrap_or_default();
                cells.push(value(base));
                cells.push(Cell::change(row.now, base, &tables.unit));
            }
            if tables.of.is_some() {
                cells.push(value(row.of_node));
            }
            sheet.rows.push(cells);
        }
    }
    sheet
}
