//! `-list`: the lines of functions with their values, and their text where it can be read. Values are sums,
//! also where other reports print means, as pprof's are.

use super::header::{Printer, percent};
use super::{Input, ReportError};
use crate::callgraph::{FunctionLines, lines};
use crate::job::{Pace, run};
use crate::map::Map;
use crate::order;
use crate::profile::FunctionId;
use crate::profile::filter::Pattern;

/// The text of a source file by its path, or why it cannot be read.
pub type SourceReader = Box<dyn Fn(&str) -> Result<String, String>>;

/// What was read so far, by path.
type Known = Map<String, Result<String, String>>;

/// All functions that match, by name and then by file.
///
/// # Errors
/// When there is no such function.
pub(super) fn list(
    input: &Input,
    wanted: &Pattern,
    read: &SourceReader,
) -> Result<String, ReportError> {
    let profile = input.profile;
    let strings = &profile.tables.strings;
    let functions = &profile.tables.functions.name;
    let matches: Vec<bool> = functions
        .iter()
        .map(|&name| (wanted.matches)(&strings.get(name)))
        .collect();
    let samples = 0..profile.samples.len();
    let samples = samples.map(|sample| (sample, input.values.of(profile, sample)));
    let is_wanted = |function: FunctionId| matches[function.index()];
    let mut all = run(lines(profile, samples, is_wanted, &Pace::unhurried()));
    for function in &mut all {
        function.lines.retain(|line| {
            let (flat, cum) = (line.flat.0, line.cum.0);
            let is_negative = flat < 0 || (flat == 0 && cum < 0);
            (flat, cum) != (0, 0) && !(input.options.drop_negative && is_negative)
        });
    }
    all.retain(|function| !function.lines.is_empty());
    if all.is_empty() {
        return Err(ReportError::NothingToPeekAt(wanted.text.clone()));
    }
    order::sort_by(&mut all, |a, b| {
        let by_name = strings.bytes(a.name).cmp(strings.bytes(b.name));
        by_name.then_with(|| a.file.cmp(&b.file))
    });
    let printer = Printer::each(input);
    let mut known = Map::default();
    let mut text = format!("Total: {}\n", printer.value(input.values.total));
    for (at, function) in all.iter().enumerate() {
        let name = strings.get(function.name);
        if !function.file.is_empty() {
            text += &routine(input, &printer, &name, function, &mut known, read);
            continue;
        }
        let is_same = |other: &FunctionLines| other.name == function.name;
        let has_file = all.get(at + 1).is_some_and(is_same);
        if !has_file {
            text += &format!("No source information for {name}\n");
        }
    }
    Ok(text)
}

fn routine(
    input: &Input,
    printer: &Printer,
    name: &str,
    function: &FunctionLines,
    known: &mut Known,
    read: &SourceReader,
) -> String {
    let [(flat, _), (cum, _)] = function.sums();
    let mut text = format!(
        "ROUTINE ======================== {name} in {}\n{:>10} {:>10} (flat, cum) {} of Total\n",
        function.file,
        printer.value(flat),
        printer.value(cum),
        percent(cum, input.values.total),
    );
    let (first, last) = function.range();
    // What begins behind its last line has none to show: its file is not even looked for. But that it is
    // not there is told once it was.
    if first <= last {
        known.or_insert_with(function.file.clone(), || read(&function.file));
    }
    let source = match known.get(&function.file) {
        Some(Ok(source)) => source,
        Some(Err(error)) => return text + &format!(" Error: {error}\n"),
        None => return text,
    };
    for (number, words) in (1i64..).zip(source.lines()) {
        if number < first || number > last {
            continue;
        }
        let (mut flat, mut cum) = (0i64, 0i64);
        for line in function.lines.iter().filter(|line| line.line == number) {
            flat = flat.wrapping_add(line.flat.0);
            cum = cum.wrapping_add(line.cum.0);
        }
        let [flat, cum] = [flat, cum].map(|value| match value {
            0 => ".".to_owned(),
            some => printer.value(some),
        });
        text += &format!("{flat:>10} {cum:>10} {number:>6}:{words}\n");
    }
    text
}
