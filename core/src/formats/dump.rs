//! A full goroutine dump (`debug=2`, or a panic's traceback).

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::profile::{FrameId, StrId, Tables};

/// All goroutines of a dump, in its order.
///
/// A dump of 100,000 goroutines has a million frames, so nothing here is allocated per goroutine:
/// names are ids into the tables, arguments and labels are stretches of shared columns.
#[derive(Clone, Default)]
pub struct GoroutineDump {
    /// The text as it came.
    pub text: Vec<u8>,
    /// Strings, functions and frames, shared with the profile made of the dump.
    pub tables: Arc<Tables>,
    /// The goroutines read.
    pub goroutines: Vec<Goroutine>,
    /// Which sample of the profile made of the dump each goroutine is in.
    pub sample_of: Vec<u32>,
    /// All frames, one goroutine after the other, each **leaf first** as the dump has them.
    pub frames: Vec<DumpFrame>,
    /// All pprof labels, key and value.
    pub labels: Vec<(StrId, StrId)>,
    /// Whether the text broke off before its end.
    pub is_cut: bool,
}

/// One goroutine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goroutine {
    /// Its number.
    pub id: u64,
    /// `IO wait`, `chan receive (nil chan)`, …
    pub state: StrId,
    /// How long it has waited, in minutes: a lower bound, from 1, where the dump says.
    pub wait_minutes: Option<u64>,
    /// Whether the collector found it leaked.
    pub is_leaked: bool,
    /// Whether it is locked to its thread.
    pub is_locked_to_thread: bool,
    /// Its pprof labels, in [`GoroutineDump::labels`].
    pub labels: Range<u32>,
    /// Its frames, in [`GoroutineDump::frames`].
    pub frames: Range<u32>,
    /// Who started it.
    pub created_by: Option<FrameId>,
    /// The goroutine that started it, from Go 1.21 on.
    pub creator_id: Option<u64>,
    /// How many frames the dump left out; `u64::MAX` where it does not say.
    pub elided_frames: u64,
}

/// One frame of a dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpFrame {
    /// Function, file and line.
    pub frame: FrameId,
    /// The arguments as printed, without the parentheses, in [`GoroutineDump::text`].
    pub arguments: Range<u32>,
}

impl GoroutineDump {
    /// The frames of `goroutine`, leaf first.
    pub fn stack(&self, goroutine: &Goroutine) -> &[DumpFrame] {
        stretch(&self.frames, &goroutine.frames)
    }

    /// The pprof labels of `goroutine`.
    pub fn labels_of(&self, goroutine: &Goroutine) -> &[(StrId, StrId)] {
        stretch(&self.labels, &goroutine.labels)
    }

    /// The function of `frame`: `net/http.(*persistConn).readLoop`.
    pub fn function(&self, frame: FrameId) -> Cow<'_, str> {
        let function = self.tables.frames.function[frame.index()];
        if !function.is_some() {
            return Cow::Borrowed("");
        }
        let name = self.tables.functions.name[function.index()];
        self.tables.strings.get(name)
    }

    /// The source file and line of `frame`, empty and 0 where missing.
    pub fn place(&self, frame: FrameId) -> (Cow<'_, str>, i64) {
        let function = self.tables.frames.function[frame.index()];
        if !function.is_some() {
            return (Cow::Borrowed(""), 0);
        }
        let file = self.tables.functions.file[function.index()];
        let line = self.tables.frames.line[frame.index()];
        (self.tables.strings.get(file), line)
    }

    /// The arguments of `frame` as printed.
    pub fn arguments(&self, frame: &DumpFrame) -> Cow<'_, str> {
        String::from_utf8_lossy(stretch(&self.text, &frame.arguments))
    }
}

fn stretch<'a, T>(column: &'a [T], range: &Range<u32>) -> &'a [T] {
    let range = range.start as usize..range.end as usize;
    column.get(range).unwrap_or_default()
}
