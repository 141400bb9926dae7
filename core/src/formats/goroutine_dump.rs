//! Goroutine dumps as Go writes them: `debug=2`, SIGQUIT, panics (Go `runtime/traceback.go`).
//!
//! ```text
//! goroutine 167 [chan receive (leaked), 2 minutes, locked to thread] {handler: /health}:
//! main.worker(0xc000010018, {0x1, 0x2})
//!         /srv/main.go:35 +0x9f
//! ...97 frames elided...
//! created by main.start in goroutine 1
//!         /srv/main.go:12 +0x85
//! ```
//!
//! Lines may stand behind a log's prefix, if that is equally long on every line. What is not
//! understood is left out and counted.

mod header;
mod samples;

use std::ops::ControlFlow;
use std::sync::Arc;

use super::dump::{DumpFrame, Goroutine, GoroutineDump};
use super::text;
use super::text_tables::{Place, TextTables};
use super::{FormatError, Progress};
use crate::job::Pace;
use crate::profile::{FrameId, Profile, StrId};
use crate::units;
use header::Header;
pub use samples::{CREATOR, LEAKED, STATE, WAITED};

/// `net/http/pprof` cuts its answer at this length (Go `writeGoroutineStacks`).
const HTTP_LIMIT_BYTES: usize = 64 << 20;

/// The function that stands in a stack for frames the dump left out.
pub const ELIDED: &[u8] = b"(frames elided)";

/// Reads a whole dump: it, its goroutines as samples, and what is to be said of it.
///
/// # Errors
/// If it has no goroutine, or is of 4 GiB and more.
pub async fn read(
    bytes: Vec<u8>,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<(GoroutineDump, Profile, Vec<String>), FormatError> {
    if bytes.len() > u32::MAX as usize {
        return Err(error("dumps of 4 GiB and more are not read"));
    }
    let mut reader = Reader::new(&bytes);
    let each = &mut |number, line| {
        reader.line(number, line);
        Ok(ControlFlow::Continue(()))
    };
    text::read_lines(&bytes, pace, progress, each).await?;
    let is_cut = reader.is_cut();
    reader.finish_goroutine();
    if reader.goroutines.is_empty() {
        return Err(error("there is no goroutine in it"));
    }
    let remarks = reader.remarks(is_cut);
    let mut tables = reader.tables.tables;
    let mut dump = GoroutineDump {
        goroutines: reader.goroutines,
        frames: reader.frames,
        labels: reader.labels,
        is_cut,
        ..GoroutineDump::default()
    };
    let (mut profile, sample_of) = samples::profile(&dump, &mut tables, pace).await;
    dump.sample_of = sample_of;
    dump.text = bytes;
    dump.tables = Arc::new(tables);
    profile.tables = Arc::clone(&dump.tables);
    Ok((dump, profile, remarks))
}

struct Reader<'a> {
    bytes: &'a [u8],
    tables: TextTables,
    goroutines: Vec<Goroutine>,
    frames: Vec<DumpFrame>,
    labels: Vec<(StrId, StrId)>,
    /// The goroutine being read.
    current: Option<Goroutine>,
    /// A function line whose file line has not come yet.
    open: Option<Open<'a>>,
    /// How long the log's prefix is.
    prefix: usize,
    /// Whether what follows belongs to an ancestor of the goroutine.
    is_ancestor: bool,
    /// Lines that were not understood: how many, and the first.
    strange: (usize, usize),
    /// Goroutines whose stack was not available.
    without_stack: usize,
}

/// A frame's first line.
#[derive(Clone, Copy)]
struct Open<'a> {
    name: &'a [u8],
    arguments: &'a [u8],
    is_creator: bool,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader {
            bytes,
            tables: TextTables::default(),
            goroutines: Vec::new(),
            frames: Vec::new(),
            labels: Vec::new(),
            current: None,
            open: None,
            prefix: 0,
            is_ancestor: false,
            strange: (0, 0),
            without_stack: 0,
        }
    }

    fn line(&mut self, number: usize, line: &'a [u8]) {
        if let Some((prefix, header)) = header::parse(line) {
            self.finish_goroutine();
            self.prefix = prefix;
            self.start_goroutine(header);
            return;
        }
        let line = line.get(self.prefix..).unwrap_or_default();
        if self.current.is_none() {
            return;
        }
        if line.trim_ascii().is_empty() {
            // A block without frames ends with its blank line all the same.
            self.finish_goroutine();
        } else if line[0] == b'\t' || line.starts_with(b"    ") {
            self.file_line(number, line.trim_ascii());
        } else {
            self.frame_line(number, line.trim_ascii_end());
        }
    }

    fn start_goroutine(&mut self, header: Header<'_>) {
        let labels_start = self.labels.len() as u32;
        for (key, value) in header.labels() {
            let label = (self.tables.text(&key), self.tables.text(&value));
            self.labels.push(label);
        }
        let frames_start = self.frames.len() as u32;
        self.current = Some(Goroutine {
            id: header.id,
            state: self.tables.text(header.state),
            wait_minutes: header.wait_minutes,
            is_leaked: header.is_leaked,
            is_locked_to_thread: header.is_locked_to_thread,
            labels: labels_start..self.labels.len() as u32,
            frames: frames_start..frames_start,
            ..Goroutine::default()
        });
        self.is_ancestor = false;
    }

    fn finish_goroutine(&mut self) {
        self.close_frame(b"", 0);
        if let Some(mut goroutine) = self.current.take() {
            goroutine.frames.end = self.frames.len() as u32;
            if goroutine.frames.is_empty() {
                self.without_stack += 1;
            }
            self.goroutines.push(goroutine);
        }
    }

    /// `FUNCTION(ARGUMENTS)`, `created by …`, or a remark of the runtime's.
    fn frame_line(&mut self, number: usize, line: &'a [u8]) {
        self.close_frame(b"", 0);
        let Some(goroutine) = &mut self.current else {
            return;
        };
        if let Some(creator) = line.strip_prefix(b"created by ") {
            let (name, id) = match text::rsplit_once(creator, b" in goroutine ") {
                Some((name, id)) => (name, text::decimal(id)),
                None => (creator, None),
            };
            if !self.is_ancestor {
                goroutine.creator_id = goroutine.creator_id.or(id);
                self.open = Some(Open {
                    name,
                    arguments: b"",
                    is_creator: true,
                });
            }
        } else if let Some(rest) = line.strip_prefix(b"...") {
            let count = rest.split(|&b| b == b' ').next().and_then(text::decimal);
            if text::find(rest, b"frames elided").is_none() {
                self.note_strange(number);
            } else if !self.is_ancestor {
                let before = goroutine.elided_frames;
                goroutine.elided_frames = count.map_or(u64::MAX, |n| before.saturating_add(n));
                self.add_frame(ELIDED, b"", 0, b"");
            }
        } else if let Some(rest) = line.strip_prefix(b"[originating from goroutine ") {
            let id = rest.split(|&b| b == b']').next().and_then(text::decimal);
            goroutine.creator_id = goroutine.creator_id.or(id);
            self.is_ancestor = true;
        } else if let Some(inner) = line.strip_suffix(b")")
            && let Some((name, arguments)) = text::rsplit_once(inner, b"(")
            && !name.is_empty()
        {
            self.open = Some(Open {
                name,
                arguments,
                is_creator: false,
            });
        } else if !is_runtime_remark(line) {
            self.note_strange(number);
        }
    }

    /// `FILE:LINE +0x9f fp=… sp=… pc=…`.
    fn file_line(&mut self, number: usize, line: &'a [u8]) {
        if self.open.is_none() {
            if !self.is_ancestor && !is_runtime_remark(line) {
                self.note_strange(number);
            }
            return;
        }
        let (file, line) = text::file_and_line(place(line));
        self.close_frame(file, line);
    }

    /// Ends the frame that is open, now that its file is known or known to be missing.
    fn close_frame(&mut self, file: &[u8], line: i64) {
        let Some(open) = self.open.take() else { return };
        if self.is_ancestor {
            return;
        }
        if open.is_creator {
            let frame = self.frame(open.name, file, line);
            if let Some(goroutine) = &mut self.current {
                goroutine.created_by = Some(frame);
            }
        } else {
            self.add_frame(open.name, file, line, open.arguments);
        }
    }

    fn add_frame(&mut self, name: &[u8], file: &[u8], line: i64, arguments: &[u8]) {
        let frame = self.frame(name, file, line);
        let start = if arguments.is_empty() {
            0
        } else {
            self.offset(arguments) as u32
        };
        self.frames.push(DumpFrame {
            frame,
            arguments: start..start + arguments.len() as u32,
        });
    }

    fn frame(&mut self, name: &[u8], file: &[u8], line: i64) -> FrameId {
        let location = self.tables.location(Place {
            name,
            file,
            line,
            address: 0,
        });
        FrameId(self.tables.tables.locations.frames(location).start)
    }

    /// Where `part`, a piece of the text, begins in it.
    fn offset(&self, part: &[u8]) -> u64 {
        (part.as_ptr() as u64).saturating_sub(self.bytes.as_ptr() as u64)
    }

    /// Whether the text broke off: asked at its end, before the last goroutine is finished.
    fn is_cut(&self) -> bool {
        let last = text::lines(self.bytes)
            .last()
            .map_or(&b""[..], |(_, line)| line);
        let last = last.get(self.prefix..).unwrap_or_default();
        let is_header_cut = last.starts_with(b"goroutine ") && self.current.is_none();
        let is_file_cut = last.starts_with(b"\t") && text::file_and_line(place(last)).1 == 0;
        self.open.is_some() || is_header_cut || is_file_cut || self.bytes.len() == HTTP_LIMIT_BYTES
    }

    fn remarks(&self, is_cut: bool) -> Vec<String> {
        let goroutines = |count| text::counted(count, "goroutine");
        let read = goroutines(self.goroutines.len());
        let mut remarks = Vec::new();
        if self.bytes.len() == HTTP_LIMIT_BYTES {
            remarks.push(format!(
                "The service cuts a dump at 64 MiB: {read} read, and it had more."
            ));
        } else if is_cut {
            remarks.push(format!("The dump breaks off: {read} read."));
        }
        if self.without_stack > 0 {
            remarks.push(format!(
                "{} without a stack.",
                goroutines(self.without_stack)
            ));
        }
        let (count, first) = self.strange;
        if count > 0 {
            remarks.push(format!(
                "{} not understood and left out, the first of them line {}.",
                text::counted(count, "line"),
                units::count(first as i64)
            ));
        }
        remarks
    }

    fn note_strange(&mut self, number: usize) {
        if self.strange.0 == 0 {
            self.strange.1 = number;
        }
        self.strange.0 += 1;
    }
}

/// `FILE:LINE` of a frame's second line, without offsets and registers.
fn place(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii();
    let line = text::rsplit_once(line, b" +0x").map_or(line, |(place, _)| place);
    text::rsplit_once(line, b" fp=0x").map_or(line, |(place, _)| place)
}

/// Lines within a block that say nothing of a frame.
fn is_runtime_remark(line: &[u8]) -> bool {
    text::find(line, b"stack unavailable").is_some() || line.starts_with(b"exit status ")
}

fn error(what: &str) -> FormatError {
    FormatError::new("goroutine dump", what)
        .advise("Fetch it again, as it is (curl -o FILE URL/debug/pprof/goroutine?debug=2).")
}

#[cfg(test)]
mod tests;
