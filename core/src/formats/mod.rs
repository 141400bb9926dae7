//! Bytes to model and back, one file per format; what a file is, is decided by its bytes.

pub mod archive;
mod contention_text;
mod cpu_binary;
pub(crate) mod csv;
mod dump;
mod error;
pub mod events_csv;
pub mod events_json;
pub mod expvar;
mod folded;
pub(crate) mod goroutine_dump;
mod goroutine_text;
pub mod health_json;
pub mod heap_text;
pub mod index_html;
mod inflate;
mod java_text;
pub(crate) mod json;
mod mem_stats;
mod memory_map;
pub mod print;
mod prometheus;
mod protobuf;
mod sniff;
mod speedscope;
mod symbols;
mod text;
mod text_profile;
mod text_tables;
mod thread_text;
mod times;
mod wire;

pub use dump::{DumpFrame, Goroutine, GoroutineDump};
pub use error::{FormatError, Limits};
pub use folded::write as write_folded;
pub use protobuf::write as write_protobuf;

use crate::job::Pace;
use crate::profile::Profile;
use crate::telemetry::{Event, Reading};
use sniff::Kind;

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
    /// Readings of a service: health JSON, expvar, Prometheus metrics.
    Readings(Vec<Reading>),
    /// The counts of a pprof index page: profile name and count.
    Index(Vec<(String, i64)>),
    /// Events.
    Events(Vec<Event>),
    /// A zip or a tar, still packed: files, see [`archive`], or a recording of ours, see
    /// [`crate::recording`].
    Archive(Vec<u8>),
}

/// Reads any file, told by its bytes alone; `name` only helps to word messages.
///
/// # Errors
/// For what is no format known here, damaged, or past a limit: a message that names what the file
/// seems to be and says what to do.
pub async fn open(
    name: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Opened, FormatError> {
    open_within(name, bytes, &mut { *limits }, pace, progress).await
}

/// As [`open`], where what is inflated of this file is taken off the limit, for the files after it.
///
/// # Errors
/// As [`open`] has them.
pub async fn open_within(
    name: &str,
    bytes: Vec<u8>,
    limits: &mut Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Opened, FormatError> {
    pace.breathe().await;
    let bytes = match unpacked(&bytes, limits, pace, progress).await? {
        Some(inflated) => inflated,
        None => bytes,
    };
    open_unpacked(name, bytes, limits, pace, progress).await
}

/// What a gzip holds; none of any other file, which is read as it is.
///
/// # Errors
/// As [`open`] has them.
pub async fn unpacked(
    bytes: &[u8],
    limits: &mut Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Option<Vec<u8>>, FormatError> {
    if sniff::sniff(bytes).map_err(FormatError::foreign)? != Kind::Gzip {
        return Ok(None);
    }
    let inflated = inflate::inflate(bytes, &mut limits.inflated_bytes, pace, progress);
    inflated.await.map(Some)
}

/// Reads a file that went through [`unpacked`].
///
/// # Errors
/// As [`open`] has them.
pub async fn open_unpacked(
    name: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Opened, FormatError> {
    let kind = sniff::sniff(&bytes).map_err(FormatError::foreign)?;
    read(name, kind, bytes, limits, pace, progress).await
}

/// What a profile takes in memory that is read of these bytes, roughly: a sample's frames are four bytes
/// each where the file has two, its values eight.
pub fn size_when_read(bytes: &[u8]) -> usize {
    let inflated = match bytes.starts_with(b"\x1f\x8b") {
        true => inflate::expected_len(bytes, u64::from(u32::MAX)),
        false => bytes.len(),
    };
    inflated.saturating_mul(2)
}

async fn read(
    _name: &str,
    kind: Kind,
    bytes: Vec<u8>,
    limits: &Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Opened, FormatError> {
    match kind {
        // Not followed further: gzip within gzip within gzip need not end.
        Kind::Gzip => Err(FormatError::new("gzip", "compressed twice")
            .advise("Unpack it once (gunzip) and open what comes out.")),
        Kind::Zip | Kind::Tar => Ok(Opened::Archive(bytes)),
        Kind::Protobuf => {
            let profile = protobuf::read(&bytes, limits, pace, progress).await;
            let profile = profile.map_err(|failure| *failure)?;
            Ok(opened(profile, Vec::new()))
        }
        Kind::GoroutineText => {
            let (profile, remarks) = goroutine_text::read(&bytes, pace, progress).await?;
            Ok(opened(profile, remarks))
        }
        Kind::GoroutineDump => {
            let (dump, profile, remarks) = goroutine_dump::read(bytes, pace, progress).await?;
            Ok(Opened::Dump {
                dump,
                profile,
                remarks,
            })
        }
        Kind::HeapText => {
            let (profile, reading) = heap_text::read(&bytes, pace, progress).await?;
            let kind = kind_of(&profile);
            Ok(Opened::Profile {
                profile,
                kind,
                readings: reading.into_iter().collect(),
                remarks: Vec::new(),
            })
        }
        Kind::ContentionText => {
            let profile = contention_text::read(&bytes, pace, progress).await?;
            Ok(opened(profile, Vec::new()))
        }
        Kind::JavaText => {
            let profile = java_text::read(&bytes, pace, progress).await?;
            Ok(opened(profile, Vec::new()))
        }
        Kind::ThreadText => {
            let profile = thread_text::read(&bytes, pace, progress).await?;
            Ok(opened(profile, Vec::new()))
        }
        Kind::CpuBinary => {
            let profile = cpu_binary::read(&bytes, pace).await?;
            Ok(opened(profile, Vec::new()))
        }
        Kind::Folded => {
            let profile = folded::read(&bytes, limits, pace, progress).await?;
            Ok(opened(profile, Vec::new()))
        }
        Kind::Speedscope => {
            let (profile, remarks) = speedscope::read(&bytes, limits, pace, progress).await?;
            Ok(opened(profile, remarks))
        }
        Kind::Prometheus => {
            let readings = prometheus::read(&bytes, pace, progress).await?;
            Ok(Opened::Readings(readings))
        }
        Kind::Json => json::open(&bytes),
        Kind::EventsCsv => events_csv::read(&bytes).map(Opened::Events),
        Kind::IndexHtml => index_html::read(&bytes).map(Opened::Index),
    }
}

fn opened(profile: Profile, remarks: Vec<String>) -> Opened {
    Opened::Profile {
        kind: kind_of(&profile),
        profile,
        readings: Vec::new(),
        remarks,
    }
}

/// `goroutine`, `heap`, `allocs`, `cpu`, … as the sample types tell.
fn kind_of(profile: &Profile) -> String {
    let types = profile.sample_type_names();
    let has = |kind: &str| types.iter().any(|(k, _)| k == kind);
    let shown = &types.get(profile.default_sample_type());
    let shown = shown.map_or("", |(kind, _)| kind);
    if has("inuse_space") && has("alloc_space") {
        return if shown == "alloc_space" {
            "allocs"
        } else {
            "heap"
        }
        .into();
    }
    if has("inuse_space") || has("space") {
        return "heap".into();
    }
    if has("contentions") {
        return "contention".into();
    }
    shown.into()
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
