//! One line of a memory map.

use crate::formats::text;
use crate::profile::{StrId, Strings};

/// A stretch of addresses that one file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub start: u64,
    pub limit: u64,
    /// Where in the file it begins.
    pub offset: u64,
    /// Empty where the map names none.
    pub file: StrId,
    pub build_id: StrId,
    /// Whether it may be run; true where the map does not say.
    has_code: bool,
}

impl Region {
    /// A line as Linux has it, `START-LIMIT rwxp OFFSET DEVICE INODE FILE`, or a brief one,
    /// `START-LIMIT: rwxp FILE (@OFFSET) BUILD-ID`; nearly everything but the range may be missing.
    pub fn parse(line: &[u8], strings: &mut Strings) -> Option<Region> {
        let (start, rest) = address(line.trim_ascii_start())?;
        let after = rest.strip_prefix(b"-").unwrap_or(rest).trim_ascii_start();
        let (limit, rest) = address(after).filter(|_| after.len() < rest.len())?;
        let rest = rest.strip_prefix(b":").unwrap_or(rest);
        let words: Vec<&[u8]> = match rest.first() {
            Some(byte) if byte.is_ascii_whitespace() => {
                let words = rest.split(u8::is_ascii_whitespace);
                words.filter(|word| !word.is_empty()).take(6).collect()
            }
            _ => Vec::new(),
        };
        let (has_code, words) = match &words[..] {
            [flags, words @ ..] if flags.iter().all(|byte| b"-rwxp".contains(byte)) => {
                (flags.contains(&b'x'), words)
            }
            words => (true, words),
        };
        let (offset, file, build_id) = linux(words).unwrap_or_else(|| brief(words));
        Some(Region {
            start,
            limit,
            offset: text::hex_digits(offset)?,
            file: strings.intern(file),
            build_id: strings.intern(build_id),
            has_code,
        })
    }

    /// Itself, if there is code in it.
    pub fn with_code(self) -> Option<Region> {
        Some(self).filter(|region| region.has_code)
    }

    /// Takes `next` in if both are parts of one region.
    pub fn join(&mut self, next: &Region) -> bool {
        let none = StrId(0);
        let is_one = |a: StrId, b: StrId| a == b || a == none || b == none;
        let len = self.limit.wrapping_sub(self.start);
        let is_next = self.limit == next.start
            && is_one(self.file, next.file)
            && is_one(self.build_id, next.build_id)
            && (self.offset == 0
                || next.offset == 0
                || self.offset.wrapping_add(len) == next.offset);
        if is_next {
            self.limit = next.limit;
            let known = |new: StrId, old: StrId| if new == none { old } else { new };
            self.file = known(next.file, self.file);
            self.build_id = known(next.build_id, self.build_id);
        }
        is_next
    }

    /// Whether its file looks like a program: neither a library nor the kernel's (`[vdso]`).
    pub fn is_program(&self, strings: &Strings) -> bool {
        let file = strings.bytes(self.file);
        let file = file.strip_suffix(b"(deleted)").unwrap_or(file);
        !file.is_empty() && !file.starts_with(b"[") && !is_library(file)
    }

    /// Makes it begin where its file does.
    pub fn begin_at_offset_0(&mut self) {
        self.start = self.start.wrapping_sub(self.offset);
        self.offset = 0;
    }
}

/// A hexadecimal address at the start of `text`, with or without `0x`, and what follows it.
fn address(text: &[u8]) -> Option<(u64, &[u8])> {
    let (digits, rest) = hex_run(text.strip_prefix(b"0x").unwrap_or(text));
    Some((text::hex_digits(digits)?, rest))
}

fn hex_run(text: &[u8]) -> (&[u8], &[u8]) {
    let len = text.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    text.split_at(len)
}

/// Offset, file and build id of a line of `/proc/self/maps`.
fn linux<'a>(words: &[&'a [u8]]) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
    let is_hex = |word: &[u8]| hex_run(word).1.is_empty();
    let is_device = |word: &[u8]| {
        text::split_once(word, b":").is_some_and(|(major, minor)| {
            !major.is_empty() && !minor.is_empty() && is_hex(major) && is_hex(minor)
        })
    };
    let (offset, words) = match words {
        [offset, device, words @ ..] if is_hex(offset) && is_device(device) => (*offset, words),
        [device, words @ ..] if is_device(device) => (&b"0"[..], words),
        _ => return None,
    };
    let (inode, words) = words.split_first()?;
    let file = words.first().copied().unwrap_or_default();
    match inode.iter().position(|byte| !byte.is_ascii_digit()) {
        Some(0) => None,
        Some(_) => Some((offset, b"", b"")),
        None => Some((offset, file, b"")),
    }
}

/// Offset, file and build id of a brief line.
fn brief<'a>(words: &[&'a [u8]]) -> (&'a [u8], &'a [u8], &'a [u8]) {
    let Some((file, mut words)) = words.split_first() else {
        return (b"0", b"", b"");
    };
    let mut offset = &b"0"[..];
    if let [word, others @ ..] = words
        && let Some((digits, b")")) = word.strip_prefix(b"(@").map(hex_run)
    {
        (offset, words) = (digits, others);
    }
    let build_id = words.first().map_or(&b""[..], |word| hex_run(word).0);
    (offset, file, build_id)
}

/// `libc.so`, `libc.so.6`.
fn is_library(mut file: &[u8]) -> bool {
    while let Some((_, after)) = text::split_once(file, b".so") {
        if matches!(after, [] | [b'.' | b'_', b'0'..=b'9', ..]) {
            return true;
        }
        file = after;
    }
    false
}
