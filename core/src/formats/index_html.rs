//! The counts on pprof's index page.

use super::FormatError;
use super::text;
use crate::telemetry::{Metric, Reading};

/// Reads the rows `COUNT <a href='NAME?debug=1'>NAME</a>` in their order, of any Go version.
///
/// # Errors
/// If there is no such row.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, i64)>, FormatError> {
    let mut counts = Vec::new();
    let mut rest = bytes;
    while let Some((_, row)) = text::split_once(rest, b"<tr>") {
        // Go before 1.11 closes neither rows nor cells.
        let end = text::find(row, b"<tr>").unwrap_or(row.len());
        counts.extend(count(&row[..end]));
        rest = row;
    }
    if counts.is_empty() {
        return Err(
            FormatError::new("HTML page", "not the index page of Go's pprof")
                .advise("Give the path at which the service serves pprof, usually /debug/pprof/."),
        );
    }
    Ok(counts)
}

/// The counts of a pprof index as a reading.
pub fn reading(counts: &[(String, i64)]) -> Reading {
    let count = |name: &str, metric| {
        let found = counts.iter().find(|(known, _)| known == name);
        found.map(|(_, count)| (metric, *count as f64))
    };
    let metrics = [
        count("goroutine", Metric::Goroutines),
        count("threadcreate", Metric::Threads),
    ];
    Reading {
        values: metrics.into_iter().flatten().collect(),
        ..Reading::default()
    }
}

/// `<td>124</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>`.
fn count(row: &[u8]) -> Option<(String, i64)> {
    let (cells, link) = text::split_once(row, b"<a href=")?;
    let count = cells
        .split(|&byte| byte == b'>' || byte == b'<')
        .find_map(text::decimal)?;
    let (address, rest) = text::split_once(link, b">")?;
    text::find(address, b"?debug=1")?;
    let (name, _) = text::split_once(rest, b"</a>")?;
    Some((unescape(name), i64::try_from(count).ok()?))
}

/// What Go's `html.EscapeString` writes, undone.
fn unescape(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let name = name.replace("&lt;", "<").replace("&gt;", ">");
    let name = name.replace("&#39;", "'").replace("&#34;", "\"");
    name.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_new_and_old_go() {
        let new = b"<table>\n<thead><td>Count</td><td>Profile</td></thead>\n\
            <tr><td>124</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>\n\
            <tr><td>3</td><td><a href='my%2Fown?debug=1'>my/own &lt;&amp;&gt;</a></td></tr>\n</table>\n\
            <a href=\"goroutine?debug=2\">full goroutine stack dump</a>";
        let expected = [("goroutine".to_owned(), 124), ("my/own <&>".to_owned(), 3)];
        assert_eq!(read(new).unwrap(), expected);
        let old = b"<table>\n\
            <tr><td align=right>7<td><a href=\"block?debug=1\">block</a>\n\n\
            <tr><td align=right>24<td><a href=\"goroutine?debug=1\">goroutine</a>\n</table>";
        let expected = [("block".to_owned(), 7), ("goroutine".to_owned(), 24)];
        assert_eq!(read(old).unwrap(), expected);
    }

    #[test]
    fn other_pages_are_refused() {
        assert!(read(b"<html><table><tr><td>1</td></tr></table>").is_err());
        assert!(read(b"").is_err());
    }
}
