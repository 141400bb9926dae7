//! `-tags`: what the samples with each value of each label add up to.

use super::Input;
use super::header::{Printer, percent};
use crate::map::Map;
use crate::order;
use crate::profile::{LabelValue, StrId};
use crate::units;

/// One table per key, keys in order, the largest value first. Numbers that print alike are one.
pub(super) fn tags(input: &Input) -> String {
    let profile = input.profile;
    let strings = &profile.tables.strings;
    // pprof keeps names, not ids: two keys that print alike are one table.
    let mut tables: Map<String, Map<String, i64>> = Map::default();
    for sample in 0..profile.samples.len() {
        let (value, _) = input.values.of(profile, sample);
        for label in profile.labels.get(profile.samples.labels[sample]) {
            let table = tables.or_default(strings.get(label.key).into_owned());
            let sum = table.or_default(label_text(input, label.key, &label.value));
            *sum = sum.wrapping_add(value);
        }
    }
    let printer = Printer::each(input);
    let mut tables = tables.into_rows();
    order::sort_by(&mut tables, |(a, _), (b, _)| a.cmp(b));
    let mut text = String::new();
    for (key, values) in tables {
        let mut values = values.into_rows();
        order::sort_by(&mut values, |(a, a_sum), (b, b_sum)| {
            let by_size = b_sum.unsigned_abs().cmp(&a_sum.unsigned_abs());
            by_size.then_with(|| a.cmp(b))
        });
        let total = values
            .iter()
            .fold(0i64, |sum, (_, value)| sum.wrapping_add(*value));
        // A share of nothing is left out.
        let share = |value| match input.values.total {
            1.. => format!(" ({})", percent(value, input.values.total)),
            _ => String::new(),
        };
        let mut rows = vec![vec![
            format!("{key}:"),
            format!(
                " Total {} of {}{}",
                printer.value(total),
                printer.value(input.values.total),
                share(total)
            ),
        ]];
        rows.extend(values.into_iter().map(|(name, value)| {
            let value = format!("{}{}:", printer.value(value), share(value));
            vec![" ".to_owned(), value, format!(" {name}")]
        }));
        text += &aligned(&rows);
        text += "\n";
    }
    text
}

fn label_text(input: &Input, key: StrId, value: &LabelValue) -> String {
    match *value {
        LabelValue::Str(value) => input.profile.tables.strings.get(value).into_owned(),
        LabelValue::Num(value, _) => {
            units::scaled_label(value, input.units.of(key), &input.options.unit)
        }
    }
}

/// Cells right-aligned in their columns with a space before each, but for the last of a row: what
/// Go's tabwriter makes of them.
fn aligned(rows: &[Vec<String>]) -> String {
    let width_of = |cell: &String| cell.chars().count();
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (column, cell) in row[..row.len() - 1].iter().enumerate() {
            widths.resize(widths.len().max(column + 1), 0);
            widths[column] = widths[column].max(width_of(cell) + 1);
        }
    }
    let mut text = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let width = if column + 1 < row.len() {
                widths[column]
            } else {
                0
            };
            text += &format!("{cell:>width$}");
        }
        text += "\n";
    }
    text
}
