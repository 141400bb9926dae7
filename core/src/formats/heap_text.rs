//! Heap as text: Go's debug=1, gperftools' `heap_v2` and `heapprofile`, growth and fragmentation, and
//! jemalloc's.
//!
//! ```text
//! heap profile: 2: 512 [6: 4194816] @ heap/1048576
//! 1: 416 [1: 416] @ 0x4433c8 0x44367e
//! #       0x4433c7        runtime.malg+0x27       runtime/proc.go:4076
//!
//! # runtime.MemStats
//! # HeapInuse = 1597440
//! ```
//!
//! (google/pprof `parseHeap`, `scaleHeapSample`.) Values of sampled heaps are scaled up to what was
//! most likely there. Behind the records there may be a memory map. jemalloc's dialect, which pprof
//! refuses, has a stack's numbers below it, of all threads and of each:
//!
//! ```text
//! heap_v2/524288
//!   t*: 2: 928 [0: 0]
//! @ 0x55d4b1 0x55d2a0
//!   t*: 1: 416 [0: 0]
//!   t7: 1: 416 [0: 0]
//! ```

mod header;
mod scale;

use std::ops::ControlFlow::{Break, Continue};

use super::mem_stats::MemStats;
use super::symbols::RecordStack;
use super::text;
use super::text_profile::TextProfile;
use super::{FormatError, Progress, memory_map};
use crate::job::Pace;
use crate::profile::{FrameId, Label, LabelValue, Profile, StrId};
use crate::telemetry::Reading;
use header::{Header, four_numbers, has_alloc};

pub use header::JEMALLOC;
pub use scale::scale;

/// Reads a whole text: the profile, and the reading in its MemStats where it has them.
///
/// # Errors
/// With the line, for a record that is none.
pub async fn read(
    bytes: &[u8],
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<(Profile, Option<Reading>), FormatError> {
    let (first, line) = text::first_line(bytes);
    let header = Header::parse(line).ok_or_else(|| {
        error("the first line is not `heap profile: N: BYTES [N: BYTES] @ heap/RATE` or `heap_v2/RATE`")
    })?;
    let mut reader = Reader::new(header);
    let mut stats = MemStats::default();
    let mut each = |number: usize, line: &[u8]| {
        if number <= first {
            return Ok(Continue(()));
        }
        if let Some(stat) = line.strip_prefix(b"# ")
            && read_stat(stat, &mut stats)
        {
            return Ok(Continue(()));
        }
        if line.starts_with(b"#") {
            reader.stack.comment(line, &mut reader.profile.tables);
            return Ok(Continue(()));
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            return Ok(Continue(()));
        }
        if memory_map::is_heading(line) {
            return Ok(Break(()));
        }
        let taken = reader.take(line);
        taken.map_err(|what| error(what).at_line(number))?;
        Ok(Continue(()))
    };
    let rest = text::read_lines(bytes, pace, progress, &mut each).await?;
    reader.finish_record();
    let tables = &mut reader.profile.tables.tables;
    memory_map::read(rest, true, pace, progress, tables).await?;
    Ok((reader.into_profile(), stats.reading()))
}

/// The MemStats at the end of a Go heap text, without its profile.
///
/// # Errors
/// If there are none.
pub fn read_memstats(bytes: &[u8]) -> Result<Reading, FormatError> {
    let mut stats = MemStats::default();
    for (_, line) in text::lines(bytes) {
        if let Some(stat) = line.strip_prefix(b"# ") {
            read_stat(stat, &mut stats);
        }
    }
    stats.reading().ok_or_else(|| {
        error("there is no `# runtime.MemStats` at its end")
            .advise("Ask for /debug/pprof/heap?debug=1, and for the whole answer.")
    })
}

/// `HeapInuse = 1597440`, `Stack = 917504 / 917504`.
fn read_stat(line: &[u8], stats: &mut MemStats) -> bool {
    let Some((name, value)) = text::split_once(line, b" = ") else {
        return false;
    };
    let first = value.split(|&byte| byte == b' ').next();
    if let (Ok(name), Some(value)) = (std::str::from_utf8(name), first.and_then(text::decimal)) {
        stats.set(if name == "Stack" { "StackInuse" } else { name }, value);
    }
    true
}

struct Reader {
    header: Header,
    profile: TextProfile,
    bytes_label: StrId,
    /// Values and block size of the record being read, if one is.
    record: Option<(Vec<i64>, i64)>,
    stack: RecordStack,
    /// Whether a stack of jemalloc's is there, whose numbers are to come.
    has_stack: bool,
    frames: Vec<FrameId>,
}

impl Reader {
    fn new(header: Header) -> Reader {
        let mut profile = TextProfile::default();
        Reader {
            header,
            bytes_label: profile.tables.text(b"bytes"),
            profile,
            record: None,
            stack: RecordStack::default(),
            has_stack: false,
            frames: Vec::new(),
        }
    }

    /// Takes a line that is neither blank nor a comment.
    fn take(&mut self, line: &[u8]) -> Result<(), &'static str> {
        const SHAPE: &str = "the line is not `N: BYTES [N: BYTES] @ ADDRESSES`";
        const NUMBERS: &str = "the line is not `N: BYTES [N: BYTES]`";
        // jemalloc's stack, and its numbers of all threads (`t*`) and of each.
        if let Some(addresses) = line.strip_prefix(b"@") {
            self.finish_record();
            self.has_stack = true;
            return self.start_stack(addresses);
        }
        if line.starts_with(b"t") {
            let numbers = line.strip_prefix(b"t*:").map(four_numbers);
            match (numbers, self.has_stack) {
                (Some(numbers), true) => self.start_record(numbers.ok_or(NUMBERS)?)?,
                (Some(totals), false) => self.header.has_alloc = has_alloc(totals.ok_or(NUMBERS)?),
                (None, _) => {}
            }
            return Ok(());
        }
        self.finish_record();
        let (numbers, addresses) = text::split_once(line, b"@").ok_or(SHAPE)?;
        self.start_record(four_numbers(numbers).ok_or(SHAPE)?)?;
        self.start_stack(addresses)
    }

    fn start_stack(&mut self, addresses: &[u8]) -> Result<(), &'static str> {
        let started = self.stack.start(addresses);
        started.map_err(|_| "an address is not hexadecimal")
    }

    fn start_record(&mut self, numbers: [i64; 4]) -> Result<(), &'static str> {
        let [inuse_count, inuse_bytes, alloc_count, alloc_bytes] = numbers;
        let mut pairs = vec![(inuse_count, inuse_bytes)];
        if self.header.has_alloc {
            pairs.insert(0, (alloc_count, alloc_bytes));
        }
        let mut values = Vec::with_capacity(4);
        let mut block_bytes = 0;
        for (count, bytes) in pairs {
            if count == 0 && bytes != 0 {
                return Err("a record counts no object and some bytes");
            }
            if count != 0 {
                block_bytes = bytes.wrapping_div(count);
            }
            let (count, bytes) = if self.header.is_sampled && count != 0 {
                scale(count, bytes, self.header.rate)
            } else {
                (count, bytes)
            };
            values.extend([count, bytes]);
        }
        self.record = Some((values, block_bytes));
        Ok(())
    }

    fn finish_record(&mut self) {
        let Some((values, block_bytes)) = self.record.take() else {
            return;
        };
        self.stack
            .frames(&mut self.profile.tables, &mut self.frames);
        let mut labels = self.stack.labels().to_vec();
        if block_bytes != 0 {
            labels.push(Label {
                key: self.bytes_label,
                value: LabelValue::Num(block_bytes, StrId(0)),
            });
        }
        self.profile.push(&self.frames, &values, &labels);
    }

    fn into_profile(self) -> Profile {
        // What is in use comes last, so that it is what is shown first.
        let types: &[(&str, &str)] = if self.header.has_alloc {
            &[
                ("alloc_objects", "count"),
                ("alloc_space", "bytes"),
                ("inuse_objects", "count"),
                ("inuse_space", "bytes"),
            ]
        } else {
            &[("objects", "count"), ("space", "bytes")]
        };
        self.profile
            .finish(types, ("space", "bytes"), self.header.rate)
    }
}

fn error(what: &str) -> FormatError {
    FormatError::new("heap as text (debug=1)", what)
        .advise("Fetch the file again, as it is (curl -o FILE URL).")
}

#[cfg(test)]
mod tests;
