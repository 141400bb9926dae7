//! JSON read where it lies, value by value: a profile of hundreds of megabytes is never a tree.

use crate::formats::FormatError;
use crate::units;

/// What one member that nobody asked for may hold where it is skipped in one go.
const SHORT_BYTES: usize = 1 << 20;

/// A place in a text of JSON.
#[derive(Clone, Copy)]
pub struct Scan<'a> {
    bytes: &'a [u8],
    /// Where it stands, counted from the start of the file.
    pub at: usize,
    /// Whether a list or an object was just entered: its first item has no comma before it.
    is_fresh: bool,
}

impl<'a> Scan<'a> {
    /// The value that begins at `at`.
    pub fn new(bytes: &'a [u8], at: usize) -> Scan<'a> {
        Scan {
            bytes,
            at,
            is_fresh: false,
        }
    }

    /// The next byte that is no space; none at the end.
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes.get(self.at) {
            if !byte.is_ascii_whitespace() {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Enters a list (`[`) or an object (`{`), or steps over a colon.
    pub fn enter(&mut self, open: u8) -> Result<(), FormatError> {
        if self.peek() != Some(open) {
            return Err(self.expected(&format!("`{}`", open as char)));
        }
        self.at += 1;
        self.is_fresh = true;
        Ok(())
    }

    /// Whether an item follows in the list or object that `close` ends; steps over the comma before
    /// it, or over the end.
    pub fn more(&mut self, close: u8) -> Result<bool, FormatError> {
        let next = self.peek();
        let was_fresh = std::mem::take(&mut self.is_fresh);
        match next {
            Some(byte) if byte == close => {
                self.at += 1;
                return Ok(false);
            }
            _ if was_fresh => {}
            Some(b',') => self.at += 1,
            _ => return Err(self.expected(&format!("a comma or `{}`", close as char))),
        }
        Ok(true)
    }

    /// The key of a member, with its colon stepped over.
    pub fn key(&mut self, key: &mut Vec<u8>) -> Result<(), FormatError> {
        self.string(key)?;
        self.enter(b':')?;
        self.is_fresh = false;
        Ok(())
    }

    /// A string's value.
    pub fn string(&mut self, value: &mut Vec<u8>) -> Result<(), FormatError> {
        value.clear();
        if self.peek() != Some(b'"') {
            return Err(self.expected("a string"));
        }
        self.at += 1;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let end = memchr::memchr2(b'"', b'\\', rest).ok_or_else(|| self.cut_off())?;
            value.extend_from_slice(&rest[..end]);
            self.at += end + 1;
            if rest[end] == b'"' {
                return Ok(());
            }
            self.escape(value)?;
        }
    }

    fn escape(&mut self, value: &mut Vec<u8>) -> Result<(), FormatError> {
        let kind = *self.bytes.get(self.at).ok_or_else(|| self.cut_off())?;
        self.at += 1;
        value.push(match kind {
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let mut unit = self.hex()?;
                let is_pair = (0xd800..0xdc00).contains(&unit)
                    && self.bytes.get(self.at..self.at + 2) == Some(b"\\u");
                if is_pair {
                    self.at += 2;
                    let low = self.hex()?.wrapping_sub(0xdc00);
                    if low < 0x400 {
                        unit = 0x1_0000 + ((unit - 0xd800) << 10) + low;
                    }
                }
                let char = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
                value.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            other => other,
        });
        Ok(())
    }

    fn hex(&mut self) -> Result<u32, FormatError> {
        let digits = self.bytes.get(self.at..self.at + 4);
        let value = digits.and_then(crate::formats::text::hex_digits);
        let value = value.ok_or_else(|| self.expected("four hexadecimal digits"))?;
        self.at += 4;
        Ok(value as u32)
    }

    /// A number.
    pub fn number(&mut self) -> Result<f64, FormatError> {
        self.peek();
        // Most of a file are indices and whole weights, exact up to fifteen digits.
        let (mut whole, mut end) = (0, self.at);
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(end).copied()
            && end - self.at < 15
        {
            whole = whole * 10 + u64::from(digit - b'0');
            end += 1;
        }
        let is_whole = matches!(self.bytes.get(end), Some(b',' | b']' | b'}'));
        if is_whole && end > self.at {
            self.at = end;
            return Ok(whole as f64);
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E');
        let length = rest.iter().take_while(is_part).count();
        let text = std::str::from_utf8(&rest[..length]).unwrap_or_default();
        let value = units::scientific(text).ok_or_else(|| self.expected("a number"))?;
        self.at += length;
        Ok(value)
    }

    /// An index into something that has `len` entries.
    pub fn index(&mut self, len: usize, of: &str) -> Result<usize, FormatError> {
        self.peek();
        let start = *self;
        let number = self.number()?;
        let index = number as usize;
        if index as f64 != number || index >= len {
            return Err(start.error(format!(
                "{} is no index of the {len} {of}",
                units::shortest(number)
            )));
        }
        Ok(index)
    }

    /// Skips some `most` bytes of a value, `depth` lists and objects deep in it. Whether it has ended.
    pub fn skip(&mut self, depth: &mut usize, most: usize) -> Result<bool, FormatError> {
        let until = self.at.saturating_add(most);
        while self.at < until {
            let byte = self.peek().ok_or_else(|| self.cut_off())?;
            self.at += 1;
            match byte {
                b'{' | b'[' => *depth += 1,
                b'}' | b']' => *depth = depth.saturating_sub(1),
                b'"' => self.skip_string()?,
                b',' | b':' => {}
                _ => {
                    let rest = &self.bytes[self.at..];
                    let is_part =
                        |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                    self.at += rest.iter().take_while(is_part).count();
                }
            }
            if *depth == 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Skips a value that cannot be long.
    pub fn skip_short(&mut self) -> Result<(), FormatError> {
        let start = *self;
        match self.skip(&mut 0, SHORT_BYTES)? {
            true => Ok(()),
            false => Err(start.error("a member here is longer than 1 MiB".into())),
        }
    }

    fn skip_string(&mut self) -> Result<(), FormatError> {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let end = memchr::memchr2(b'"', b'\\', rest).ok_or_else(|| self.cut_off())?;
            let is_end = rest[end] == b'"';
            self.at += end + if is_end { 1 } else { 2 };
            if is_end {
                return Ok(());
            }
        }
    }

    fn expected(&self, what: &str) -> FormatError {
        match self.at < self.bytes.len() {
            true => self.error(format!("expected {what}")),
            false => self.cut_off(),
        }
    }

    fn cut_off(&self) -> FormatError {
        let end = Scan::new(self.bytes, self.bytes.len());
        end.error("the JSON is cut off".into())
    }

    /// More than `limit` of something, which a person may raise.
    pub fn limit(&self, limit: usize, of_what: &str) -> FormatError {
        FormatError::limit("speedscope JSON", limit, of_what).at_byte(self.at)
    }

    /// What is wrong here.
    pub fn error(&self, what: String) -> FormatError {
        FormatError::new("speedscope JSON", what)
            .at_byte(self.at)
            .advise("Write the file again with the tool that made it, and open it as it is.")
    }
}
