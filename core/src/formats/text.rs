//! What the text formats have in common: lines, numbers and strings as Go prints them.

use std::ops::ControlFlow;

use super::{FormatError, Progress};
use crate::job::Pace;
use crate::units;

/// How many lines are read between two looks at the clock.
const LINES_PER_BREATH: usize = 2048;

/// The lines of `text`, counted from 1, without their ends (`\n` or `\r\n`).
pub fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut rest = text;
    let mut number = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (line, after) = match memchr::memchr(b'\n', rest) {
            Some(end) => (&rest[..end], &rest[end + 1..]),
            None => (rest, &rest[rest.len()..]),
        };
        rest = after;
        number += 1;
        Some((number, line.strip_suffix(b"\r").unwrap_or(line)))
    })
}

/// The first line that is not blank, with its number; the last one of a text without.
pub fn first_line(text: &[u8]) -> (usize, &[u8]) {
    let mut last = (0, &b""[..]);
    for (number, line) in lines(text) {
        last = (number, line);
        if !line.trim_ascii().is_empty() {
            break;
        }
    }
    last
}

/// Gives `each` the lines of `text` until it breaks off, and gives way now and then: what is left of
/// it, from the line on at which it broke off. All text formats are read by this one job, so that what
/// they do with a line is a plain function.
///
/// # Errors
/// What `each` says.
pub async fn read_lines<'a>(
    text: &'a [u8],
    pace: &Pace,
    progress: &dyn Fn(Progress),
    each: &mut dyn FnMut(usize, &'a [u8]) -> Result<ControlFlow<()>, FormatError>,
) -> Result<&'a [u8], FormatError> {
    for (number, line) in lines(text) {
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        if each(number, line)?.is_break() {
            return Ok(&text[at..]);
        }
        if number % LINES_PER_BREATH == 0 {
            progress(Progress {
                phase: "decoding",
                done: at as u64,
                total: text.len() as u64,
            });
            pace.breathe().await;
        }
    }
    Ok(b"")
}

/// `1 goroutine`, `4,506 goroutines`.
pub fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", units::count(count as i64))
}

/// Where `needle`, some short words, is in `text` first.
pub fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let mut candidates = memchr::memchr_iter(first, text);
    candidates.find(|at| text[at + 1..].starts_with(rest))
}

/// `text` before and after the first `separator`.
pub fn split_once<'a>(text: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = find(text, separator)?;
    Some((&text[..at], &text[at + separator.len()..]))
}

/// `text` before and after the last `separator`.
pub fn rsplit_once<'a>(text: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (&first, rest) = separator.split_first()?;
    let mut candidates = memchr::memchr_iter(first, text).rev();
    let at = candidates.find(|at| text[at + 1..].starts_with(rest))?;
    Some((&text[..at], &text[at + separator.len()..]))
}

/// A decimal number, all of `text`.
pub fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// A decimal number that may be negative, all of `text`.
pub fn signed(text: &[u8]) -> Option<i64> {
    match text.strip_prefix(b"-") {
        Some(digits) => i64::try_from(decimal(digits)?).ok()?.checked_neg(),
        None => i64::try_from(decimal(text)?).ok(),
    }
}

/// A hexadecimal number after `0x`, all of `text`.
pub fn hex(text: &[u8]) -> Option<u64> {
    let digits = text
        .strip_prefix(b"0x")
        .or_else(|| text.strip_prefix(b"0X"))?;
    hex_digits(digits)
}

/// A hexadecimal number without `0x`, all of `text`.
pub fn hex_digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u64::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()
}

/// `file:line`, at the last colon since Windows paths have one of their own; the line is 0 where
/// there is none.
pub fn file_and_line(text: &[u8]) -> (&[u8], i64) {
    if let Some((file, line)) = rsplit_once(text, b":")
        && let Some(line) = decimal(line)
    {
        return (file, line as i64);
    }
    (text, 0)
}

/// A Go string literal in double quotes at the start of `text`: its value, and what follows it.
/// None if there is none, or it does not end.
pub fn unquote(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"\"")?;
    let mut value = Vec::new();
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => return Some((value, rest)),
            b'\\' => rest = escape(rest, &mut value)?,
            _ => value.push(byte),
        }
    }
}

/// What follows a backslash: adds its value and returns what comes after it.
fn escape<'a>(text: &'a [u8], value: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (&kind, rest) = text.split_first()?;
    let digits = match kind {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        b'0'..=b'7' => {
            let octal = std::str::from_utf8(text.get(..3)?).ok()?;
            value.push(u8::from_str_radix(octal, 8).ok()?);
            return text.get(3..);
        }
        _ => {
            value.push(match kind {
                b'a' => 0x07,
                b'b' => 0x08,
                b'f' => 0x0c,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'v' => 0x0b,
                other => other,
            });
            return Some(rest);
        }
    };
    let code = hex_digits(rest.get(..digits)?)? as u32;
    if kind == b'x' {
        value.push(code as u8);
    } else {
        let mut utf8 = [0; 4];
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        value.extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
    }
    rest.get(digits..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_they_like() {
        let all: Vec<_> = lines(b"a\r\n\nb").collect();
        assert_eq!(all, [(1, &b"a"[..]), (2, b""), (3, b"b")]);
        assert_eq!(lines(b"").count(), 0);
    }

    #[test]
    fn numbers_are_whole_or_nothing() {
        assert_eq!(decimal(b"42"), Some(42));
        assert_eq!(decimal(b"4 2"), None);
        assert_eq!(decimal(b"+4"), None);
        assert_eq!(decimal(b"99999999999999999999"), None);
        assert_eq!(hex(b"0xff"), Some(255));
        assert_eq!(hex(b"ff"), None);
        assert_eq!(hex(b"0x"), None);
    }

    #[test]
    fn the_last_colon_parts_file_and_line() {
        assert_eq!(file_and_line(b"C:/a b.go:12"), (&b"C:/a b.go"[..], 12));
        assert_eq!(file_and_line(b"C:/a.go"), (&b"C:/a.go"[..], 0));
        assert_eq!(file_and_line(b""), (&b""[..], 0));
    }

    #[test]
    fn go_strings() {
        let (value, rest) = unquote(br#""a b\"c\n\x41\u00e9\101", tail"#).unwrap();
        assert_eq!(value, "a b\"c\nA\u{e9}A".as_bytes());
        assert_eq!(rest, b", tail");
        for open in [&br#""abc"#[..], br#""a\"#, br#""\x4"#, br#""\u12"#, b"abc"] {
            assert_eq!(unquote(open), None);
        }
    }
}
