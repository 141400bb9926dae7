//! What a reader says when it cannot go on.

use std::fmt;

use crate::units;

/// How much a reader takes in before it stops and asks. What a file may cost beyond its own size is
/// bounded by these: every other column is no longer than the file.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes after inflating.
    pub inflated_bytes: u64,
    /// Frames of all stacks together, four bytes each. A location inlined a thousand times over, named
    /// by a million samples, is a small file and no memory holds its stacks.
    pub frames: usize,
    /// Frames of one stack.
    pub depth: usize,
    /// Samples, some fifty bytes each with four sample types.
    pub samples: usize,
    /// Strings of a file's table.
    pub strings: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            inflated_bytes: 512 << 20,
            frames: 1 << 27,
            depth: 1 << 20,
            samples: 1 << 24,
            strings: 1 << 24,
        }
    }
}

impl Limits {
    /// What a person lets a file take who was told of a limit: as many bytes as she said, and of
    /// all else what ids can tell apart and wasm's memory may just hold.
    pub fn raised(inflated_bytes: u64) -> Limits {
        Limits {
            inflated_bytes,
            frames: 1 << 29,
            depth: 1 << 29,
            samples: 1 << 27,
            strings: 1 << 28,
        }
    }
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// What the file seems to be: "pprof protobuf", "HTML page", "unknown".
    pub format: String,
    /// What is wrong, in a sentence.
    pub what: String,
    /// Where: "byte 2,112", "line 17".
    pub at: Option<String>,
    /// What a person can do next, in a sentence.
    pub advice: String,
    /// Whether only a limit stands in the way that can be raised.
    pub is_limit: bool,
    /// Whether nothing here reads such files, as against one that is damaged: in an archive it is left
    /// aside.
    pub is_foreign: bool,
}

/// What Leakscope reads, as advice for a file it does not.
const WHAT_IS_READ: &str = "Leakscope reads pprof profiles (protobuf or text), goroutine dumps, \
                            speedscope's JSON, health JSON, Prometheus metrics, archives of them \
                            and its own recordings.";

impl FormatError {
    /// A file that seems to be `format`, and what is wrong with it.
    pub fn new(format: impl Into<String>, what: impl Into<String>) -> FormatError {
        FormatError {
            format: format.into(),
            what: what.into(),
            at: None,
            advice: WHAT_IS_READ.into(),
            is_limit: false,
            is_foreign: false,
        }
    }

    /// More than `limit` of something, which a person may raise.
    pub fn limit(format: impl Into<String>, limit: usize, of_what: &str) -> FormatError {
        let limit = units::count(limit as i64);
        let mut error = FormatError::new(format, format!("more than {limit} {of_what}")).advise(
            "Raise the limit if you trust the file and have the memory, or take a shorter profile.",
        );
        error.is_limit = true;
        error
    }

    /// Nothing here knows the file.
    pub fn unknown(what: impl Into<String>) -> FormatError {
        FormatError::new("unknown", what)
    }

    /// Of a kind of file that nothing here reads.
    pub fn foreign(mut self) -> FormatError {
        self.is_foreign = true;
        self
    }

    /// With what a person can do next.
    pub fn advise(mut self, advice: impl Into<String>) -> FormatError {
        self.advice = advice.into();
        self
    }

    /// Found at this byte of the (inflated) file, counted from 0.
    pub fn at_byte(mut self, byte: usize) -> FormatError {
        self.at = Some(format!("byte {}", units::count(byte as i64)));
        self
    }

    /// Found in this line, counted from 1.
    pub fn at_line(mut self, line: usize) -> FormatError {
        self.at = Some(format!("line {}", units::count(line as i64)));
        self
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.format, self.what)?;
        if let Some(at) = &self.at {
            write!(f, " ({at})")?;
        }
        Ok(())
    }
}

impl std::error::Error for FormatError {}
