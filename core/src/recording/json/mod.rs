//! `recording.json`: a recording without the bytes of its profiles.
//!
//! ```text
//! {"format":1,
//!  "services":[{"id":0,
//!    "target":{"name":"…","base_url":"http://…","health":"/health","pprof":"/debug/pprof/","vars":"","events":"/events"},
//!    "series":[{"metric":"goroutines","at_ms":[…],"values":[…]}],
//!    "health":[{"at_ms":…,"state":"up","status":"UP","uptime_ms":…,"version":"…",
//!               "dependencies":[{"name":"registry","state":"up","took_ms":2.1,"detail":""}]}],
//!    "events":[{"time":…,"timeEnd":…,"tags":["migration"],"text":"…","note":false}],
//!    "gaps":[{"from_ms":…,"to_ms":…}],"restarts":[{"at_ms":…,"version":"…"}],
//!    "our_checks_ms":[…],
//!    "memory_limit_bytes":536870912,"task_limit":100000,"others_checks_per_hour":120,
//!    "experiment_begun_ms":…,"experiment_phase_ms":50000,"experiment_fast_ms":5000,
//!    "experiment_usual_ms":30000,"experiment_stopped_ms":…,
//!    "profiles":[{"id":0,"source":"poll","name":"goroutine","at_ms":…,"bytes":2104,"hash":"…",
//!                 "file":"profiles/…"}]}],
//!  "profiles":[…]}
//! ```
//!
//! Times are milliseconds since 1970; metrics have the names of [`Metric`](crate::telemetry::Metric),
//! bytes unless they count. Every member but the ids and names may be missing.

mod fields;
mod from_file;
mod to_file;
mod words;

use serde_json::Value;

use super::Recording;
use crate::formats::{FormatError, json};
use crate::map;
use crate::telemetry::ProfileId;
use fields::Fields;

/// The version written. A file of a higher one is refused, of a lower one read.
pub const FORMAT: u64 = 1;

/// An index as read.
#[derive(Debug)]
pub struct Index {
    /// The recording.
    pub recording: Recording,
    /// Where in the archive each profile is.
    pub files: Vec<(ProfileId, String)>,
    /// What was left out, for the person to know.
    pub remarks: Vec<String>,
}

/// Prints the index; `files` says where in the archive each profile is.
pub fn to_json(recording: &Recording, files: &map::Map<ProfileId, String>) -> Vec<u8> {
    json::print(&Value::from(to_file::recording(recording, files)))
}

/// Reads an index. Fails on what is no index, on a newer format and on ids given twice.
pub fn from_json(bytes: &[u8]) -> Result<Index, FormatError> {
    let file: Value = serde_json::from_slice(bytes).map_err(|error| FormatError {
        at: Some(format!("recording.json, line {}", error.line())),
        ..unreadable(&error.to_string())
    })?;
    let mut file = Fields::read("the index", file)?;
    let Some(format) = file.whole_if("format")? else {
        return Err(unreadable("`format` is missing"));
    };
    if format > FORMAT {
        return Err(FormatError {
            format: NAME.into(),
            what: format!(
                "it was written by a newer Leakscope: its format is {format}, and this one reads up to {FORMAT}"
            ),
            at: Some("recording.json".into()),
            advice: "Open it with the newer version.".into(),
            is_limit: false,
            is_foreign: false,
        });
    }
    from_file::index(file)
}

/// What errors call the format.
pub(super) const NAME: &str = "Leakscope recording";

/// An index that is JSON of another shape.
fn unreadable(why: &str) -> FormatError {
    FormatError {
        format: NAME.into(),
        what: format!("its index does not read: {why}"),
        at: Some("recording.json".into()),
        advice: "Export the recording again; the profiles in the zip open one by one.".into(),
        is_limit: false,
        is_foreign: false,
    }
}
