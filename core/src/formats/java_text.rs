//! Java's heap and contention as text, and the names behind its samples.
//!
//! ```text
//! --- heapz 1 ---                              or --- contentionz 1 ---
//! format = java
//! resolution = bytes                           the unit of the first number
//!           4096     2 @ 0x00000003 0x00000004
//!
//!  0x00000003 com.example.Leaf.run (Leaf.java:12)
//!  0x00000004 GC
//! ```
//!
//! (google/pprof `parseJavaProfile`.) What stands for an address is only a number whose name is told
//! below. Heaps are scaled up to what was most likely there, contentions by their period.

use std::ops::ControlFlow::Continue;

use super::contention_text::two_numbers;
use super::heap_text::scale;
use super::symbols::RecordStack;
use super::text_profile::TextProfile;
use super::text_tables::{Place, TextTables};
use super::{FormatError, Progress, text};
use crate::job::Pace;
use crate::profile::{FrameId, Label, LabelValue, Profile, StrId};

const HEAP: &[u8] = b"--- heapz 1 ---";

/// Mean bytes between two samples of a heap, which the text does not tell.
const HEAP_RATE: i64 = 512 << 10;

/// Whether a text with this first line is Java's. Its contention begins as gperftools' does, whose
/// attributes never tell a format.
pub fn is_java(first: &[u8], head: &[u8]) -> bool {
    let attributes = || {
        text::lines(head)
            .skip(1)
            .map_while(|(_, line)| attribute(line))
    };
    first == HEAP
        || first == b"--- contentionz 1 ---"
            && attributes().any(|(name, _)| name == b"format" || name == b"resolution")
}

fn attribute(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, value) = text::split_once(line, b"=")?;
    Some((name.trim_ascii(), value.trim_ascii()))
}

/// Reads a whole text.
///
/// # Errors
/// With the line, for one before the names that is neither an attribute nor a sample; where no
/// resolution tells the unit.
pub async fn read(
    bytes: &[u8],
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Profile, FormatError> {
    let (first, line) = text::first_line(bytes);
    let mut reader = Reader::new(line.trim_ascii() == HEAP);
    let mut has_names = false;
    let mut each = |number: usize, line: &[u8]| {
        let line = line.trim_ascii();
        if number > first && !line.is_empty() {
            let is_name = name(line, &mut reader.profile.tables);
            has_names |= is_name;
            if !has_names {
                let taken = reader.take(line);
                taken.map_err(|what| error(what).at_line(number))?;
            }
        }
        Ok(Continue(()))
    };
    text::read_lines(bytes, pace, progress, &mut each).await?;
    reader.into_profile()
}

/// Reads the names behind the samples of a binary profile.
///
/// # Errors
/// None: it only has the type of what reads lines.
pub async fn read_names(
    text: &[u8],
    pace: &Pace,
    tables: &mut TextTables,
) -> Result<(), FormatError> {
    let mut each = |_: usize, line: &[u8]| {
        name(line.trim_ascii(), tables);
        Ok(Continue(()))
    };
    text::read_lines(text, pace, &|_| (), &mut each).await?;
    forget_numbers(tables);
    Ok(())
}

/// The numbers differ from one profile to the next, and are no addresses.
fn forget_numbers(tables: &mut TextTables) {
    tables.tables.locations.address.fill(0);
}

/// Takes `0x3 com.example.Leaf.run (Leaf.java:12)`, `0x4 memcpy (/lib/libc.so)` or `0x5 GC`; false
/// for another line.
fn name(line: &[u8], tables: &mut TextTables) -> bool {
    let Some(end) = line.iter().position(u8::is_ascii_whitespace) else {
        return false;
    };
    let (number, symbol) = line.split_at(end);
    let Some(number) = text::hex(number) else {
        return false;
    };
    let symbol = symbol.trim_ascii();
    let (mut name, mut file, mut line) = (symbol, &b""[..], 0);
    let place = symbol
        .strip_suffix(b")")
        .and_then(|s| text::rsplit_once(s, b" ("));
    if let Some((function, place)) = place {
        name = function;
        let is_number = |text: &[u8]| {
            let digits = text.strip_prefix(b"-").unwrap_or(text);
            !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
        };
        file = match text::rsplit_once(place, b":") {
            Some((file, number)) if !file.is_empty() && is_number(number) => {
                line = text::signed(number).unwrap_or(0).max(0);
                file
            }
            // A library without lines: its path says no more than its name.
            _ => last_part(place),
        };
    } else if text::find(symbol, b"generated stub/JIT").is_some() {
        name = b"STUB";
    }
    let place = Place {
        name,
        file,
        line,
        address: number,
    };
    tables.name_location(place);
    true
}

/// The last part of a path.
fn last_part(path: &[u8]) -> &[u8] {
    let mut parts = path.rsplit(|&byte| byte == b'/');
    parts.find(|part| !part.is_empty()).unwrap_or(path)
}

struct Reader {
    is_heap: bool,
    profile: TextProfile,
    bytes_label: StrId,
    /// The unit of the first number.
    resolution: Option<String>,
    period: i64,
    duration_nanos: i64,
    stack: RecordStack,
    frames: Vec<FrameId>,
}

impl Reader {
    fn new(is_heap: bool) -> Reader {
        let mut profile = TextProfile::default();
        Reader {
            is_heap,
            bytes_label: profile.tables.text(b"bytes"),
            profile,
            resolution: None,
            period: 0,
            duration_nanos: 0,
            stack: RecordStack::default(),
            frames: Vec::new(),
        }
    }

    /// Takes an attribute or a sample.
    fn take(&mut self, line: &[u8]) -> Result<(), &'static str> {
        if let Some((numbers, addresses)) = two_numbers(line) {
            let started = self.stack.start(addresses);
            started.map_err(|_| "an address is not hexadecimal")?;
            return self.sample(numbers);
        }
        let (name, value) = attribute(line).ok_or("the line is not `VALUE COUNT @ ADDRESSES`")?;
        let number = || text::signed(value).ok_or("the value is no whole number");
        match name {
            b"resolution" => self.resolution = Some(String::from_utf8_lossy(value).into_owned()),
            b"sampling period" if !self.is_heap => self.period = number()?,
            b"ms since reset" if !self.is_heap => {
                self.duration_nanos = number()?.wrapping_mul(1_000_000);
            }
            _ => {}
        }
        Ok(())
    }

    fn sample(&mut self, [value, count]: [i64; 2]) -> Result<(), &'static str> {
        let numbers = &mut self.stack.addresses().iter().copied();
        self.profile.tables.stack_at(numbers, &mut self.frames);
        if !self.is_heap {
            let period = if self.period == 0 { 1 } else { self.period };
            let values = [count, value].map(|number| number.wrapping_mul(period));
            self.profile.push(&self.frames, &values, &[]);
            return Ok(());
        }
        if count == 0 {
            return Err("a sample counts no object");
        }
        let label = Label {
            key: self.bytes_label,
            value: LabelValue::Num(value.wrapping_div(count), StrId(0)),
        };
        let (count, bytes) = scale(count, value, HEAP_RATE);
        self.profile.push(&self.frames, &[count, bytes], &[label]);
        Ok(())
    }

    fn into_profile(mut self) -> Result<Profile, FormatError> {
        forget_numbers(&mut self.profile.tables);
        let unit = self
            .resolution
            .ok_or_else(|| error("no `resolution = UNIT` tells the unit"))?;
        let count = if self.is_heap {
            "inuse_objects"
        } else {
            "contentions"
        };
        let value = if self.is_heap { "inuse_space" } else { "delay" };
        let period_type = if self.period == 0 {
            ("", "")
        } else {
            (count, "count")
        };
        let types = [(count, "count"), (value, &unit[..])];
        let mut profile = self.profile.finish(&types, period_type, self.period);
        profile.about.duration_nanos = self.duration_nanos;
        Ok(profile)
    }
}

fn error(what: &str) -> FormatError {
    FormatError::new("Java heap or contention text", what)
        .advise("Fetch the file again, as it is (curl -o FILE URL).")
}

#[cfg(test)]
mod tests;
