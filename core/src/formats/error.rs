//! What a reader says when it cannot go on.

use std::fmt;

/// How much a reader takes in before it stops and asks.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes after inflating.
    pub inflated_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            inflated_bytes: 512 << 20,
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
}

impl FormatError {
    /// Nothing here knows the file.
    pub fn unknown(what: impl Into<String>) -> FormatError {
        FormatError {
            format: "unknown".into(),
            what: what.into(),
            at: None,
            advice: "Leakscope reads pprof profiles (protobuf or text), goroutine dumps, health JSON and its own recordings.".into(),
            is_limit: false,
        }
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
