//! Events as a table of comma-separated values, columns by the names in its first line.
//!
//! ```text
//! time,timeEnd,tags,text
//! 2026-11-23T15:12:01Z,2026-11-23T15:26:00Z,"migration,nightly",customers
//! 1795446721,,deploy,"v2.4.0, ""green"""
//! ```
//!
//! Times are seconds or milliseconds since 1970, or RFC 3339. Fields may be separated by semicolons or
//! tabs as well.

use super::csv::{Rows, cell, plain};
use super::{FormatError, events_json, times};
use crate::telemetry::Event;
use crate::units::{number, shortest};

/// What errors call the format.
const NAME: &str = "events as CSV";
/// A table of so many bytes has more events than are kept, and its cells fit into memory.
const LIMIT_BYTES: usize = 16 << 20;
/// The names a column may have, of each that is read.
const START: [&str; 3] = ["time", "start", "date"];
const END: [&str; 2] = ["timeend", "end"];
const TAGS: [&str; 1] = ["tags"];
const TEXT: [&str; 3] = ["text", "title", "description"];

/// Whether a first line names the columns of events.
pub(super) fn is_header(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|line| Columns::named(line).is_some())
}

/// Reads a table of events; they come by start.
///
/// # Errors
/// For a line that cannot be read, which is named.
pub fn read(bytes: &[u8]) -> Result<Vec<Event>, FormatError> {
    if bytes.len() > LIMIT_BYTES {
        return Err(FormatError::new(
            NAME,
            "more than 16 MiB of events are not read",
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()]
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        wrong("its text is not UTF-8", line)
    })?;
    let first = text.lines().find(|line| !line.trim().is_empty());
    let columns = first.and_then(Columns::named).ok_or_else(|| {
        wrong(
            "its first line names no columns: time and text, or time and tags",
            1,
        )
    })?;
    let mut events = Vec::new();
    let mut is_head = true;
    for row in Rows::of(text, columns.separator) {
        let (line, cells) = row.map_err(|line| {
            let advice = "Each field that begins with a double quote ends with one.";
            wrong("a quoted field does not end", line).advise(advice)
        })?;
        let is_blank = cells.iter().all(|cell| cell.trim().is_empty());
        if !is_blank && !std::mem::take(&mut is_head) {
            events.push(columns.event(line, &cells)?);
        }
    }
    crate::order::sort_by(&mut events, |a, b| a.start_ms.total_cmp(&b.start_ms));
    Ok(events)
}

/// Prints events as [`read`] takes them; a note by its tag.
pub fn write(events: &[Event]) -> String {
    let mut text = "time,timeEnd,tags,text\r\n".to_owned();
    for event in events.iter().map(Event::as_written) {
        let end = event.end_ms.map(shortest).unwrap_or_default();
        let cells = [
            shortest(event.start_ms),
            end,
            cell(&joined(&event.tags)),
            cell(&event.text),
        ];
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Tags in one field. A comma behind the last says that blanks are part of them.
fn joined(tags: &[String]) -> String {
    let joined = tags.join(",");
    match tags {
        [one] if one.contains(char::is_whitespace) => joined + ",",
        _ => joined,
    }
}

/// Where each column is; none of a header that names no events.
struct Columns {
    separator: char,
    count: usize,
    start: usize,
    end: Option<usize>,
    tags: Option<usize>,
    text: Option<usize>,
}

impl Columns {
    fn named(header: &str) -> Option<Columns> {
        [',', ';', '\t'].into_iter().find_map(|separator| {
            let names = header.split(separator).map(|name| {
                let name = name.trim().trim_matches('"').trim();
                name.to_ascii_lowercase()
            });
            let names: Vec<String> = names.collect();
            let place =
                |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
            let columns = Columns {
                separator,
                count: names.len(),
                start: place(&START)?,
                end: place(&END),
                tags: place(&TAGS),
                text: place(&TEXT),
            };
            (columns.tags.is_some() || columns.text.is_some()).then_some(columns)
        })
    }

    fn event(&self, line: usize, cells: &[String]) -> Result<Event, FormatError> {
        if cells.len() > self.count {
            let what = format!(
                "{} fields where the first line names {}",
                cells.len(),
                self.count
            );
            return Err(wrong(what, line)
                .advise("A field that holds the separator is put in double quotes."));
        }
        let field = |place: Option<usize>| {
            let cell = place.and_then(|place| cells.get(place));
            cell.map_or("", |cell| plain(cell.trim()))
        };
        let start = field(Some(self.start));
        let end = field(self.end);
        let start_ms = time_ms(start).ok_or_else(|| no_time(start, line))?;
        let end_ms = match end {
            "" => None,
            end => Some(time_ms(end).ok_or_else(|| no_time(end, line))?),
        };
        Ok(Event {
            start_ms,
            end_ms: end_ms.filter(|end_ms| *end_ms > start_ms),
            tags: tags(field(self.tags)),
            text: field(self.text).to_owned(),
            is_note: false,
        })
    }
}

fn time_ms(text: &str) -> Option<f64> {
    let number = number(text).map(events_json::epoch_ms);
    number.or_else(|| times::rfc3339_ms(text))
}

/// Separated by commas or semicolons; where there are none, by blanks.
fn tags(field: &str) -> Vec<String> {
    let has_commas = field.contains([',', ';']);
    let is_between = |c: char| match has_commas {
        true => matches!(c, ',' | ';'),
        false => c.is_whitespace(),
    };
    let tags = field.split(is_between).map(str::trim);
    tags.filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

fn no_time(text: &str, line: usize) -> FormatError {
    let shown = super::json::short(text, 40);
    let what = match text {
        "" => "an event without a time".to_owned(),
        _ => format!("“{shown}” is no time"),
    };
    wrong(what, line).advise(
        "Times are seconds or milliseconds since 1970, or RFC 3339 with its zone: 2026-11-23T15:12:01Z.",
    )
}

fn wrong(what: impl Into<String>, line: usize) -> FormatError {
    FormatError::new(NAME, what)
        .at_line(line)
        .advise("Name the columns in the first line: time, timeEnd, tags, text.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(start_ms: f64, end_ms: Option<f64>, tags: &[&str], text: &str) -> Event {
        Event {
            start_ms,
            end_ms,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            text: text.to_owned(),
            is_note: false,
        }
    }

    #[test]
    fn columns_by_name_times_in_every_form_and_quoted_fields() {
        let text = "\u{feff}Tags;Title;end;Start\r\n\
                    \"migration; nightly\";\"users,\n and \"\"more\"\"\";1795446781500;1795446721.5\r\n\
                    \r\n\
                    deploy prod;v2;;2026-11-23T15:11:40Z\r\n";
        assert_eq!(
            read(text.as_bytes()).unwrap(),
            [
                event(1_795_446_700_000.0, None, &["deploy", "prod"], "v2"),
                event(
                    1_795_446_721_500.0,
                    Some(1_795_446_781_500.0),
                    &["migration", "nightly"],
                    "users,\n and \"more\""
                ),
            ]
        );
    }

    #[test]
    fn what_is_written_reads_back() {
        let mut note = event(1_795_446_700_000.0, None, &[], "looked, \"here\"");
        note.is_note = true;
        let region = event(
            1_795_446_721_500.25,
            Some(1_795_446_781_500.0),
            &["one tag"],
            "a\nb",
        );
        let events = [note, region];
        let read = read(write(&events).as_bytes()).unwrap();
        let read: Vec<Event> = read.into_iter().map(Event::from_file).collect();
        assert_eq!(read, events);
    }

    #[test]
    fn a_header_is_one_only_with_a_time_and_words() {
        for (line, is_one) in [
            ("time,text", true),
            ("\"Time\"\t\"tags\"", true),
            ("date;description;more", true),
            ("time", false),
            ("text,tags", false),
            ("time;text 5", false),
            ("main;time;work 12", false),
        ] {
            assert_eq!(is_header(line.as_bytes()), is_one, "{line}");
        }
    }
}
