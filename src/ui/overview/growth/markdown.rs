//! The table for a ticket.

use leakscope_core::chart::clock::Clock;
use leakscope_core::leak::GrowthRow;
use leakscope_core::units::{delta, fixed, rate, short};

use crate::ui::overview::state::OverviewState;

/// The table as Markdown, for a ticket.
pub(super) fn markdown(state: OverviewState, rows: &[GrowthRow]) -> String {
    let growth = state.growth.get().unwrap_or_default();
    let zone = state.zone();
    let clock = Clock::new(&zone);
    let (from_ms, to_ms) = growth.range_ms;
    let mut text = format!(
        "**What is growing: {}**, {} → {}, {} grew, {} shrank\n\n| function | waits in | now | Δ | per hour | share | pattern |\n|---|---|--:|--:|--:|--:|---|\n",
        state.tab.get().facts().0,
        clock.full(from_ms),
        clock.full(to_ms),
        delta(growth.grew, &growth.unit),
        delta(growth.shrank, &growth.unit),
    );
    for row in rows {
        let share = row
            .share
            .map_or("—".to_owned(), |share| fixed(share * 100.0, 1) + "%");
        let cell = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
        text += &format!(
            "| `{}` | {} | {} | {} | {} | {share} | {} |\n",
            row.function.replace(['`', '|', '\n', '\r'], " "),
            cell(&row.waits_in),
            short(row.now, &growth.unit),
            delta(row.delta, &growth.unit),
            rate(row.per_hour, &growth.unit),
            cell(&row.pattern),
        );
    }
    text
}
