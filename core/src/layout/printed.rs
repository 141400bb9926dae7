//! A table's values in words: one unit for all of them, chosen as pprof chooses it.

use super::totals::Totals;
use crate::profile::{NodeId, Selection};
use crate::units;

/// Prints the values of one table.
pub(super) struct Printer<'a> {
    unit: &'a str,
    table_unit: String,
    total: i64,
}

impl<'a> Printer<'a> {
    /// For the values of `nodes`, in percent of `total`.
    pub fn new(
        selection: &'a Selection,
        totals: &Totals,
        nodes: &[NodeId],
        total: i64,
    ) -> Printer<'a> {
        let smallest = nodes
            .iter()
            .map(|&node| match totals.difference(node) {
                (0, cum) => cum.wrapping_abs(),
                (flat, _) => flat.wrapping_abs(),
            })
            .filter(|&magnitude| magnitude > 0)
            .min();
        let table_unit = match nodes.is_empty() {
            true => "minimum".to_owned(),
            false => units::table_unit(smallest.unwrap_or(0), total, &selection.unit),
        };
        Printer {
            unit: &selection.unit,
            table_unit,
            total,
        }
    }

    /// A value in the table's unit: `37.94MB`.
    pub fn value(&self, value: i64) -> String {
        units::scaled_label(value, self.unit, &self.table_unit)
    }

    /// flat, flat %, sum %, cum, cum %.
    pub fn columns(&self, flat: i64, sum: i64, cum: i64) -> [String; 5] {
        let percent = |value| units::percent(value, self.total);
        [
            self.value(flat),
            percent(flat),
            percent(sum),
            self.value(cum),
            percent(cum),
        ]
    }

    /// `Showing nodes accounting for 32MB, 86.52% of 37MB total`.
    pub fn accounting(&self, shown: i64) -> String {
        format!(
            "Showing nodes accounting for {}, {} of {} total",
            self.value(shown),
            units::percent(shown, self.total),
            self.value(self.total)
        )
    }

    /// `Dropped 12 nodes (cum <= 27.10kB)`; none where nothing was dropped.
    pub fn dropped(&self, nodes: usize, node_fraction: f64) -> Option<String> {
        if nodes == 0 || self.total == 0 {
            return None;
        }
        let cutoff = ((self.total as f64 * node_fraction) as i64).wrapping_abs();
        let plural = if nodes > 1 { "s" } else { "" };
        let cutoff = self.value(cutoff);
        Some(format!("Dropped {nodes} node{plural} (cum <= {cutoff})"))
    }
}
