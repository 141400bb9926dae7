//! The goroutines of a profile or a dump: in groups, which open to stacks and to goroutines one by one.
//!
//! ```text
//! ▾ net/http.(*persistConn).readLoop   2   select     a group
//!     runtime.selectgo   select.go:351                its stack, leaf first
//!     net/http.(*persistConn).readLoop   …
//!     goroutine 34   select   9m                      of a full dump each goroutine, longest wait first
//!     goroutine 35   select   2m
//! ▸ main.worker                        1   sleep
//! ```
//!
//! Grouping is done once for a question; a page of rows then goes through the groups in view alone.
//! Counted profiles (protobuf, debug=1) name no states, waits and creators: those are empty there.

mod choices;
mod groups;
mod one;
mod rows;
mod sets;
mod stacks;
#[cfg(test)]
mod tests;

use super::sheet::{Cell, Sheet};
use crate::codec::coded;

pub use groups::{GoroutineGroups, Listed, goroutine_groups};
pub use one::{GoroutineDetails, GoroutineFrame, goroutine};
pub use rows::goroutine_page;

/// Which rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoroutineQuery {
    /// What goroutines of one group have in common.
    pub by: GroupBy,
    /// The key of the label, where they are grouped by one.
    pub label: String,
    /// Order of groups.
    pub sort: GoroutineSort,
    /// Only groups whose name contains this, any letter case; empty keeps all.
    pub matching: String,
    /// Keys of the rows that are open.
    pub open: Vec<u64>,
    /// First row wanted.
    pub offset: u32,
    /// How many rows are wanted.
    pub limit: u32,
}

coded! { struct GoroutineQuery { by, label, sort, matching, open, offset, limit } }

/// What goroutines of one group have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupBy {
    /// All functions on their stacks, without the runtime's at either end.
    #[default]
    Stack,
    /// The function they are known by.
    Function,
    /// What they wait in.
    State,
    /// Roughly how long.
    Wait,
    /// The function that started them.
    Creator,
    /// The values of one label.
    Label,
}

coded! { enum GroupBy { Stack, Function, State, Wait, Creator, Label } }

/// Order of groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GoroutineSort {
    /// How many there are, most first.
    #[default]
    Count,
    /// How many came since the base, most first.
    Growth,
    /// The longest wait, longest first.
    Wait,
    /// Name.
    Name,
}

coded! { enum GoroutineSort { Count, Growth, Wait, Name } }

/// A page of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoroutinePage {
    /// The rows asked for.
    pub rows: Vec<GoroutineRow>,
    /// The first one's position.
    pub offset: u32,
    /// How many rows there are in all, those of open groups included.
    pub total_rows: u32,
    /// How many groups.
    pub groups: u32,
    /// How many goroutines filters leave.
    pub count: i64,
    /// How many there are without filters: what shares are of.
    pub total: i64,
    /// How many of `count` are leaked, as far as the file says.
    pub leaked: i64,
    /// Whether it is a full dump, which has states, waits, creators and each goroutine.
    pub is_dump: bool,
    /// What filters can be set to.
    pub choices: GoroutineChoices,
}

coded! {
    struct GoroutinePage { rows, offset, total_rows, groups, count, total, leaked, is_dump, choices }
}

/// What the goroutines that are left can be narrowed down to; each with how many they are, most first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoroutineChoices {
    /// What they wait in.
    pub states: Vec<(String, i64)>,
    /// Minutes, and how many waited that long or longer; shortest first.
    pub waits: Vec<(u64, i64)>,
    /// Packages with a frame on their stacks, without the runtime's; at most 40.
    pub packages: Vec<(String, i64)>,
    /// Labels of their own, key and value; at most 60.
    pub labels: Vec<(String, String, i64)>,
    /// The keys of those labels, in order.
    pub keys: Vec<String>,
}

coded! { struct GoroutineChoices { states, waits, packages, labels, keys } }

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GoroutineRowKind {
    /// A group.
    #[default]
    Group,
    /// One of the stacks of a group that is not of stacks.
    Stack,
    /// A frame of the stack above.
    Frame,
    /// One goroutine of the stack above.
    One,
}

coded! { enum GoroutineRowKind { Group, Stack, Frame, One } }

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoroutineRow {
    /// What opens it; 0 for what does not open.
    pub key: u64,
    /// What it is.
    pub kind: GoroutineRowKind,
    /// The group's name, the function, or `goroutine 34`.
    pub name: String,
    /// Whether the name is a function's.
    pub is_function: bool,
    /// `net/http/transport.go:2402` of a frame.
    pub place: String,
    /// How many goroutines.
    pub count: i64,
    /// How many there were in the base, where there is one.
    pub base: Option<i64>,
    /// What they wait in: `select`, and of several `select +2`.
    pub state: String,
    /// The longest wait in minutes, a lower bound; none where the dump says none.
    pub longest_minutes: Option<u64>,
    /// The median wait; 0 for less than a minute.
    pub median_minutes: Option<u64>,
    /// Who started them: the most frequent, and how many more there are.
    pub creator: String,
    /// Their labels, the most frequent two: `handler=/health, tenant=a +3`.
    pub labels: String,
    /// How many are leaked.
    pub leaked: i64,
    /// Node id of the function; of one goroutine its place in the dump.
    pub index: u32,
    /// Whether the goroutine is locked to its thread.
    pub is_locked: bool,
}

coded! {
    struct GoroutineRow {
        key, kind, name, is_function, place, count, base, state, longest_minutes, median_minutes, creator,
        labels, leaked, index, is_locked,
    }
}

/// Groups as a table: what of them is open, stacks and goroutines, stands in rows of its own.
pub fn goroutines_sheet(page: &GoroutinePage) -> Sheet {
    let has_base = page.rows.iter().any(|row| row.base.is_some());
    let mut sheet = Sheet::new(&["kind", "name", "place", "count"]);
    let mut heads = |words: &[&str]| {
        let words = words.iter().map(|&word| word.to_owned());
        sheet.heads.extend(words);
    };
    if has_base {
        heads(&["base", "change"]);
    }
    if page.is_dump {
        heads(&["state", "longest, minutes", "median, minutes", "created by"]);
    }
    heads(&["labels", "leaked"]);
    for row in &page.rows {
        let kind = match row.kind {
            GoroutineRowKind::Group => "group",
            GoroutineRowKind::Stack => "stack",
            GoroutineRowKind::Frame => "frame",
            GoroutineRowKind::One => "goroutine",
        };
        let count = |count| Cell::value(count, "count");
        let minutes = |minutes: Option<u64>| {
            let minutes = minutes.and_then(|minutes| i64::try_from(minutes).ok());
            minutes.map_or(Cell::None, Cell::number)
        };
        let mut cells: Vec<Cell> = [kind, &row.name, &row.place].map(Cell::words).into();
        cells.push(count(row.count));
        if has_base {
            let base = row.base.unwrap_or_default();
            cells.extend([count(base), Cell::change(row.count, base, "count")]);
        }
        if page.is_dump {
            cells.push(Cell::words(&row.state));
            cells.extend([row.longest_minutes, row.median_minutes].map(minutes));
            cells.push(Cell::words(&row.creator));
        }
        cells.extend([Cell::words(&row.labels), count(row.leaked)]);
        sheet.rows.push(cells);
    }
    sheet
}
