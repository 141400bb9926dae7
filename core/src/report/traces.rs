//! `-traces`: every sample with its labels and its stack, leaf first.

use super::Input;
use super::header::{Printer, profile_lines};
use crate::callgraph::divided;
use crate::order;
use crate::profile::{LabelSetId, LabelValue, Nodes, StrId};
use crate::units;

const SEPARATOR: &str = "-----------+-------------------------------------------------------\n";

/// All samples that have a stack, in the profile's order, each value in its own unit.
pub(super) fn traces(input: &Input) -> String {
    let profile = input.profile;
    let printer = Printer::each(input);
    let rows = Nodes::new(&profile.tables, input.granularity());
    let mut names: Vec<Option<String>> = vec![None; rows.len()];
    let mut text = profile_lines(input, &printer).join("\n") + "\n";
    for sample in 0..profile.samples.len() {
        let stack = profile.samples.stack(sample);
        if stack.is_empty() {
            continue;
        }
        text += SEPARATOR;
        text += &label_lines(input, profile.samples.labels[sample]);
        let (value, divisor) = input.values.of(profile, sample);
        let mut value = printer.value(divided(value, divisor));
        for &frame in stack.iter().rev() {
            let row = rows.row_of_frame()[frame.index()];
            let name =
                names[row.index()].get_or_insert_with(|| rows.row_name(&profile.tables, row));
            let inlined = match profile.tables.is_inlined(frame) {
                true => " (inline)",
                false => "",
            };
            text += &format!("{:>10}   {name}{inlined}\n", std::mem::take(&mut value));
        }
    }
    text + SEPARATOR
}

/// `     bytes:  2.25kB`, strings first, each kind sorted as it prints.
fn label_lines(input: &Input, set: LabelSetId) -> String {
    let strings = &input.profile.tables.strings;
    let labels = input.profile.labels.get(set);
    let lines = |text: &dyn Fn(&LabelValue, StrId) -> Option<String>| {
        let mut by_key: Vec<(StrId, Vec<String>)> = Vec::new();
        for label in labels {
            let Some(value) = text(&label.value, label.key) else {
                continue;
            };
            match by_key.iter_mut().find(|(key, _)| *key == label.key) {
                Some((_, values)) => values.push(value),
                None => by_key.push((label.key, vec![value])),
            }
        }
        let line = |(key, values): &(StrId, Vec<String>)| {
            format!("{:>10}:  {}\n", strings.get(*key), values.join(" "))
        };
        let mut lines: Vec<String> = by_key.iter().map(line).collect();
        order::sort(&mut lines);
        lines.concat()
    };
    let strings_of = |value: &LabelValue, _| match value {
        LabelValue::Str(value) => Some(strings.get(*value).into_owned()),
        LabelValue::Num(..) => None,
    };
    let numbers_of = |value: &LabelValue, key| match value {
        LabelValue::Num(value, _) => Some(units::label(*value, input.units.of(key))),
        LabelValue::Str(_) => None,
    };
    lines(&strings_of) + &lines(&numbers_of)
}
