//! Bytes to model and back, one file per format; what a file is, is decided by its bytes.

mod dump;
mod error;

pub use dump::{DumpFrame, Goroutine, GoroutineDump};
pub use error::{FormatError, Limits};

use crate::job::Pace;
use crate::profile::Profile;
use crate::telemetry::{Event, Reading};

/// What a file turned out to be.
pub enum Opened {
    /// A profile, with the readings its text may carry (heap debug=1 has its MemStats).
    Profile {
        /// The profile.
        profile: Profile,
        /// `goroutine`, `heap`, `cpu`, … where the bytes tell.
        kind: String,
        /// What else the same bytes said of the service.
        readings: Vec<Reading>,
        /// Remarks to show: "cut off after …; 812 samples were read".
        remarks: Vec<String>,
    },
    /// A full goroutine dump (debug=2), with the profile made of it.
    Dump {
        /// The dump.
        dump: GoroutineDump,
        /// Its goroutines as samples.
        profile: Profile,
        /// Remarks to show.
        remarks: Vec<String>,
    },
    /// Readings of a service: health JSON, expvar.
    Readings(Vec<Reading>),
    /// The counts of a pprof index page: profile name and count.
    Index(Vec<(String, i64)>),
    /// Events.
    Events(Vec<Event>),
    /// A recording of ours, still zipped: see [`crate::recording`].
    Recording(Vec<u8>),
}

/// Reads any file, told by its bytes alone; `name` only helps to word messages.
pub async fn open(
    _name: &str,
    _bytes: Vec<u8>,
    _limits: &Limits,
    pace: &Pace,
    _progress: &dyn Fn(Progress),
) -> Result<Opened, FormatError> {
    pace.breathe().await;
    Err(FormatError::unknown("no reader knows it"))
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// `inflating`, `decoding`.
    pub phase: &'static str,
    /// Bytes done.
    pub done: u64,
    /// Bytes in all; 0 if unknown.
    pub total: u64,
}
