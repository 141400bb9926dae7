//! A goroutine's first line.
//!
//! ```text
//! goroutine N[ gp=… m=… mp=…] [STATE[ (leaked)][ (scan)][ (durable)][, M minutes]
//!     [, locked to thread][, synctest bubble K]][ {k: v, "q k": "q v"}]:
//! ```

use super::super::text;

/// What the line says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Header<'a> {
    /// The goroutine's number.
    pub id: u64,
    /// `chan receive (nil chan)`, without the collector's marks.
    pub state: &'a [u8],
    /// `M minutes`.
    pub wait_minutes: Option<u64>,
    /// ` (leaked)`.
    pub is_leaked: bool,
    /// `locked to thread`.
    pub is_locked_to_thread: bool,
    /// What is between the braces.
    labels: &'a [u8],
}

/// The header in `line` and the length of the log's prefix before it; none if there is none.
pub fn parse(line: &[u8]) -> Option<(usize, Header<'_>)> {
    // Asked for each of a dump's millions of lines: a header's end is the quickest to tell.
    let line = line.trim_ascii_end().strip_suffix(b":")?;
    let prefix = text::find(line, b"goroutine ")?;
    let rest = &line[prefix + b"goroutine ".len()..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let id = text::decimal(&rest[..digits])?;
    let rest = &rest[digits..];
    let (pointers, rest) = text::split_once(rest, b" [")?;
    if !pointers.is_empty() && !pointers.starts_with(b" gp=") {
        return None;
    }
    // A state has no `]`, and what follows it, the labels, may.
    let (bracket, rest) = text::split_once(rest, b"]")?;
    let mut header = Header {
        id,
        labels: braces(rest),
        ..Header::default()
    };
    for (i, part) in bracket.split(|&byte| byte == b',').enumerate() {
        let part = part.trim_ascii();
        if i == 0 {
            header.read_state(part);
        } else if part == b"locked to thread" {
            header.is_locked_to_thread = true;
        } else if let Some(minutes) = part.strip_suffix(b" minutes") {
            header.wait_minutes = text::decimal(minutes);
        }
    }
    Some((prefix, header))
}

/// What is in ` {…}`.
fn braces(rest: &[u8]) -> &[u8] {
    let inner = rest.trim_ascii().strip_prefix(b"{");
    let inner = inner.and_then(|inner| inner.strip_suffix(b"}"));
    inner.unwrap_or_default()
}

impl<'a> Header<'a> {
    fn read_state(&mut self, mut state: &'a [u8]) {
        loop {
            let rest = if let Some(rest) = state.strip_suffix(b" (leaked)") {
                self.is_leaked = true;
                rest
            } else if let Some(rest) = state.strip_suffix(b" (scan)") {
                rest
            } else if let Some(rest) = state.strip_suffix(b" (durable)") {
                rest
            } else {
                break;
            };
            state = rest;
        }
        self.state = state;
    }

    /// The labels, key and value.
    pub fn labels(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut labels = Vec::new();
        let mut rest = self.labels;
        while !rest.is_empty() {
            let (key, after) = word(rest, b": ");
            let (value, after) = word(after.strip_prefix(b": ").unwrap_or(after), b", ");
            labels.push((key, value));
            rest = after.strip_prefix(b", ").unwrap_or_default();
        }
        labels
    }
}

/// A word, Go-quoted or up to `end`, and what follows it.
fn word<'a>(text: &'a [u8], end: &[u8]) -> (Vec<u8>, &'a [u8]) {
    if let Some(quoted) = text::unquote(text) {
        return quoted;
    }
    let len = text::find(text, end).unwrap_or(text.len());
    (text[..len].to_vec(), &text[len..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(line: &str, expected: Expect) {
        let text = match parse(line.as_bytes()) {
            None => "none".to_owned(),
            Some((prefix, header)) => {
                let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let mut text = format!("{prefix} {} [{}]", header.id, string(header.state));
                if let Some(minutes) = header.wait_minutes {
                    text += &format!(" {minutes} min");
                }
                for (is_so, word) in [
                    (header.is_leaked, " leaked"),
                    (header.is_locked_to_thread, " locked"),
                ] {
                    text += if is_so { word } else { "" };
                }
                for (key, value) in header.labels() {
                    text += &format!(" <{}> = <{}>", string(&key), string(&value));
                }
                text
            }
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn every_form_of_the_first_line() {
        check("goroutine 1 [running]:", expect!["0 1 [running]"]);
        check(
            "goroutine 7 [chan receive (nil chan) (leaked), locked to thread]:",
            expect!["0 7 [chan receive (nil chan)] leaked locked"],
        );
        check(
            "goroutine 7 [select (no cases) (scan), 12 minutes, locked to thread, synctest bubble 3]:\r",
            expect!["0 7 [select (no cases)] 12 min locked"],
        );
        check(
            "goroutine 9 gp=0xc000102380 m=nil mp=0x1 [GC worker (idle), 2 minutes]:",
            expect!["0 9 [GC worker (idle)] 2 min"],
        );
        check(
            r#"goroutine 5 [chan send (durable)] {handler: /health, "a: b": "x]} \"y\", z"}:"#,
            expect![[r#"0 5 [chan send] <handler> = </health> <a: b> = <x]} "y", z>"#]],
        );
        check(
            "2026-11-23T15:12:01Z app[7]: goroutine 12 [IO wait, 3 minutes]:",
            expect!["29 12 [IO wait] 3 min"],
        );
    }

    #[test]
    fn what_only_looks_like_one() {
        check("goroutine profile: total 12", expect!["none"]);
        check("[originating from goroutine 24]:", expect!["none"]);
        check("created by main.main in goroutine 1", expect!["none"]);
        check(
            "goroutine 99999999999999999999999 [running]:",
            expect!["none"],
        );
        check("goroutine 3 [running", expect!["none"]);
        check("", expect!["none"]);
    }
}
