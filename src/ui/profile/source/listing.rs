//! The lines of a function with their values, and their text where it is at hand. Text is text: it is
//! never taken for markup.

use std::rc::Rc;

use leakscope_core::layout::source::may_declare;
use leakscope_core::layout::{SourceFile, SourceLine, SourceListing};
use leakscope_core::units;

use super::folder::Text;
use crate::ui::dom::{El, el};
use crate::ui::parts::{fn_name, visible};
use crate::ui::profile::parts::{change_class, span, strong};

/// How many lines of one file are shown.
const SHOWN: i64 = 3000;

/// What is known of a file's text.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// No folder was pointed at.
    NoFolder,
    /// It is being read.
    Reading,
    /// Here it is.
    Text(Text),
    /// Why there is none.
    Missing(String),
}

/// One file of a function.
pub fn file(listing: &SourceListing, file: &SourceFile, known: &Known) -> El {
    let unit = &listing.unit;
    let lines = shown(file, known);
    let last = lines.last().map_or(0, |line| line.number);
    let name = el("h2").child(fn_name(&listing.name));
    let path = match file.path.as_str() {
        "" => "no file is known of it".to_owned(),
        path => visible(path).into_owned(),
    };
    let sums = {
        let base = file.base.unwrap_or_default();
        let sum = |words: &'static str, now: i64, base: i64| {
            let change = file.base.is_some().then(|| {
                let change = now.wrapping_sub(base);
                let words = format!(" ({})", units::delta(change, unit));
                span(words).class(change_class(change))
            });
            (words, strong(units::short(now, unit)), change)
        };
        el("p").class("sums").child((
            sum("flat ", file.flat, base.0),
            sum(" · cum ", file.cum, base.1),
            format!(", {} of total", units::percent(change(file), listing.total)),
        ))
    };
    let mut most = file.lines.iter().map(|line| line.cum.unsigned_abs()).max();
    most = most.filter(|&most| most > 0);
    let rows: Vec<El> = lines
        .iter()
        .map(|line| row(line, file.base.is_some(), unit, most.unwrap_or(1)))
        .collect();
    let table = el("table").class("t source-lines").child((
        el("thead").child(heads(file.base.is_some())),
        el("tbody").child(rows),
    ));
    let left = (last < file.range.1 && lines.len() as i64 >= SHOWN)
        .then(|| note("Only its first lines are shown.".to_owned()));
    el("section").class("source-file").child((
        el("header").child((
            name,
            el("p").class("path code").child(el("bdi").child(path)),
            sums,
        )),
        notes(listing, file, known),
        table,
        left,
    ))
}

/// What percents are of: now − base where there is one, as pprof prints it.
fn change(file: &SourceFile) -> i64 {
    let base = file.base.map_or(0, |(_, cum)| cum);
    file.cum.wrapping_sub(base)
}

struct Line<'a> {
    number: i64,
    /// None where the file is not at hand.
    text: Option<&'a str>,
    values: Option<&'a SourceLine>,
}

/// With the text the function and what is around it; without it the lines that have values.
fn shown<'a>(file: &'a SourceFile, known: &'a Known) -> Vec<Line<'a>> {
    let of = |number: i64| {
        let at = file.lines.binary_search_by_key(&number, |line| line.line);
        at.ok().map(|at| &file.lines[at])
    };
    let Known::Text(text) = known else {
        let with_values = file.lines.iter().map(|values| Line {
            number: values.line,
            text: None,
            values: Some(values),
        });
        return with_values.take(SHOWN as usize).collect();
    };
    let lines = &text.lines;
    let (first, last) = file.range;
    let last = last
        .min(lines.len() as i64)
        .min(first.saturating_add(SHOWN));
    let inside = (first..=last).map(|number| Line {
        number,
        text: lines.get(number as usize - 1).map(String::as_str),
        values: of(number),
    });
    // What lies beyond the end of the file has values all the same.
    let beyond = file
        .lines
        .iter()
        .filter(|line| line.line > last || line.line < first);
    let beyond = beyond.map(|values| Line {
        number: values.line,
        text: None,
        values: Some(values),
    });
    inside.chain(beyond).collect()
}

/// What is to be known of the text before one trusts it.
fn notes(listing: &SourceListing, file: &SourceFile, known: &Known) -> Vec<El> {
    let text = match known {
        Known::NoFolder if file.path.is_empty() => return Vec::new(),
        Known::NoFolder => {
            let words =
                "Point at the folder of its sources to see the lines’ text beside their values.";
            return vec![note(words.to_owned())];
        }
        Known::Reading => return vec![note("Reading the file …".to_owned())],
        Known::Missing(why) => return vec![warning(why.clone())],
        Known::Text(text) => text,
    };
    let mut all = vec![note(format!(
        "Text of {}, which stays in this browser.",
        text.path
    ))];
    if text.is_by_name_alone {
        all.push(warning(
            "Only the file’s name fits, not the folder it is in: it may be another file."
                .to_owned(),
        ));
    }
    let count = text.lines.len() as i64;
    let beyond = file.lines.iter().map(|line| line.line).max().unwrap_or(0);
    let begin = usize::try_from(file.start_line - 1).ok();
    let begin = begin.and_then(|at| text.lines.get(at));
    if beyond > count {
        all.push(warning(format!(
            "The profile has a value at line {}, and the file ends at line {}: it is not of the version that ran.",
            units::count(beyond),
            units::count(count),
        )));
    } else if begin.is_some_and(|line| !may_declare(&file.path, line, &listing.name)) {
        all.push(warning(format!(
            "Line {} does not begin this function: the file seems to be of another version than what ran.",
            units::count(file.start_line),
        )));
    }
    all
}

fn note(words: String) -> El {
    el("p").class("accounting").child(words)
}

fn warning(words: String) -> El {
    note(words)
        .class("accounting warning")
        .attr("role", "status")
}

fn heads(has_base: bool) -> El {
    let head = |words: &'static str| el("th").attr("scope", "col").child(words);
    let values: &[&str] = match has_base {
        true => &["Δ flat", "Δ cum", "flat", "cum"],
        false => &["flat", "cum"],
    };
    el("tr").child((
        values.iter().map(|words| head(words)).collect::<Vec<El>>(),
        head("line"),
        head("").class("l"),
    ))
}

fn row(line: &Line, has_base: bool, unit: &str, most: u64) -> El {
    let cell = |words: String| el("td").child(words);
    let value = |value: i64| match value {
        0 => cell("·".to_owned()).class("none"),
        value => cell(units::short(value, unit)),
    };
    let none = SourceLine::default();
    let values = line.values.unwrap_or(&none);
    let mut cells = Vec::new();
    if has_base {
        let (flat, cum) = values.base.unwrap_or_default();
        for (now, base) in [(values.flat, flat), (values.cum, cum)] {
            let change = now.wrapping_sub(base);
            cells.push(match change {
                0 => value(0),
                change => cell(units::delta(change, unit)).class(change_class(change)),
            });
        }
    }
    cells.extend([value(values.flat), value(values.cum)]);
    let share = values.cum.unsigned_abs() as f64 / most as f64 * 100.0;
    let number = match line.number {
        0 => "?".to_owned(),
        number => number.to_string(),
    };
    // A tab is as wide as in an editor by the style sheet; what cannot be seen is escaped but for it.
    let words = line.text.map(|text| {
        let parts = text.split('\t').map(|part| visible(part).into_owned());
        parts.collect::<Vec<String>>().join("\t")
    });
    el("tr")
        .class(match line.values {
            Some(_) => "hot",
            None => "",
        })
        .style("--w", units::fixed(share.min(100.0), 1) + "%")
        .child((
            cells,
            cell(number).class("at"),
            el("td")
                .class("l")
                .child(el("bdi").attr("dir", "ltr").child(words)),
        ))
}

/// The text of a line, where it is at hand.
pub fn text_of(known: &Known, line: i64) -> Option<String> {
    let Known::Text(text) = known else {
        return None;
    };
    let lines: &Rc<Vec<String>> = &text.lines;
    lines.get(usize::try_from(line - 1).ok()?).cloned()
}
