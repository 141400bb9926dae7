//! Why a report cannot be made.

use std::fmt;

/// Why a report cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportError {
    /// The profile counts nothing.
    NoSampleType,
    /// The sample type asked for is not there: its name, and those that are.
    UnknownSampleType(String, Vec<String>),
    /// No node's name matches what is peeked at.
    NothingToPeekAt(String),
    /// The base is sampled by something else.
    Periods,
    /// One of the two does not say how long it was taken.
    Untimed,
    /// The base counts something else.
    Base(String),
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReportError::NoSampleType => write!(f, "profile has no samples"),
            ReportError::UnknownSampleType(name, known) => write!(
                f,
                "there is no sample type {name}: name one of {} or its number, from 0 on",
                known.join(", ")
            ),
            ReportError::NothingToPeekAt(expression) => {
                write!(f, "no matches found for regexp: {expression}")
            }
            ReportError::Periods => {
                let message = "the two profiles have periods of different types: choose a base of the same kind";
                write!(f, "{message}")
            }
            ReportError::Untimed => {
                write!(
                    f,
                    "one of the two profiles does not say how long it was taken"
                )
            }
            ReportError::Base(message) => write!(f, "{message}"),
        }
    }
}

impl std::error::Error for ReportError {}
