//! The table for a spreadsheet.

use leakscope_core::layout::{Cell, Sheet};
use leakscope_core::leak::GrowthRow;
use leakscope_core::units::{fixed, rate};

use crate::prelude::*;
use crate::ui::overview::state::OverviewState;

/// The table as it is shown, each stack whole in a column of its own.
pub(super) fn sheet(state: OverviewState, rows: &[GrowthRow]) -> Sheet {
    let growth = untrack(|| state.growth.get()).unwrap_or_default();
    let unit = &growth.unit;
    let mut sheet = Sheet::new(&[
        "function", "waits in", "now", "change", "per hour", "share", "pattern", "stack",
    ]);
    for row in rows {
        let share = row.share.map(|share| fixed(share * 100.0, 1) + "%");
        sheet.rows.push(vec![
            Cell::words(&row.function),
            Cell::words(&row.waits_in),
            Cell::value(row.now, unit),
            Cell::change(row.delta, 0, unit),
            Cell::Value(row.per_hour.round() as i64, rate(row.per_hour, unit)),
            share.map_or(Cell::None, Cell::Words),
            Cell::words(&row.pattern),
            Cell::Words(row.frames.join(" < ")),
        ]);
    }
    sheet
}
