//! One line of metrics.

use crate::formats::text;
use crate::units;

/// `name{labels} number time`.
pub struct Sample<'a> {
    /// The metric's name.
    pub name: &'a [u8],
    /// Its labels as they stand between the braces, checked.
    pub labels: &'a [u8],
    /// What was measured.
    pub number: f64,
    /// When: milliseconds since 1970, seconds in OpenMetrics.
    pub time: Option<f64>,
}

impl<'a> Sample<'a> {
    /// The sample of a line; none if it is none.
    pub fn parse(line: &'a [u8]) -> Option<Sample<'a>> {
        let (name, mut rest) = name(line)?;
        let mut labels = &b""[..];
        if let Some(inside) = rest.strip_prefix(b"{") {
            let behind = skip_labels(inside)?;
            labels = &inside[..inside.len() - behind.len() - 1];
            rest = behind;
        } else if !rest.starts_with(b" ") && !rest.starts_with(b"\t") {
            return None;
        }
        // OpenMetrics may have an example behind it: ` # {trace_id="…"} 0.5`.
        let numbers = text::split_once(rest, b" # ").map_or(rest, |(numbers, _)| numbers);
        let numbers = std::str::from_utf8(numbers).ok()?;
        let mut numbers = numbers.split_ascii_whitespace();
        let number = number(numbers.next()?)?;
        let time = match numbers.next() {
            Some(text) => Some(units::scientific(text)?),
            None => None,
        };
        numbers.next().is_none().then_some(Sample {
            name,
            labels,
            number,
            time,
        })
    }

    /// Whether it has the label `key` with this value; `value` has nothing to be escaped.
    pub fn has(&self, key: &str, value: &str) -> bool {
        let mut rest = self.labels;
        while let Some((its_key, its_value, behind)) = label(rest) {
            if its_key == key.as_bytes() {
                return its_value == value.as_bytes();
            }
            rest = behind;
        }
        false
    }
}

/// A number as Go prints it; what is none (`NaN`, `+Inf`) is NaN.
fn number(text: &str) -> Option<f64> {
    let word = text.trim_start_matches(['+', '-']);
    match word.eq_ignore_ascii_case("nan") || word.eq_ignore_ascii_case("inf") {
        true => Some(f64::NAN),
        false => units::scientific(text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The name that `text` begins with, and what follows it.
fn name(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.');
    let length = text.iter().take_while(is_part).count();
    let is_name = length > 0 && !text[0].is_ascii_digit();
    is_name.then(|| text.split_at(length))
}

/// What follows the brace that closes labels.
fn skip_labels(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        text = text.trim_ascii_start();
        if let Some(rest) = text.strip_prefix(b"}") {
            return Some(rest);
        }
        (_, _, text) = label(text)?;
    }
}

/// `key="value",`: both, and what follows them.
fn label(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (key, rest) = name(text.trim_ascii_start())?;
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?;
    let rest = rest.trim_ascii_start().strip_prefix(b"\"")?;
    let mut end = 0;
    while *rest.get(end)? != b'"' {
        end += if rest[end] == b'\\' { 2 } else { 1 };
    }
    let behind = rest[end + 1..].trim_ascii_start();
    let behind = behind.strip_prefix(b",").unwrap_or(behind);
    Some((key, &rest[..end], behind))
}
