//! Legacy profiles, texts and gperftools' binary, as pprof reads them where ours makes more of them
//! (`-like-pprof`). Nothing of it is in the readers: lines that pprof passes over are taken out before
//! these see them, and what pprof adds is added to the profile they made.

use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use leakscope_core::profile::{Label, LabelValue, MappingId, Profile, StrId};

#[path = "uninteresting.rs"]
mod uninteresting;

/// How legacy profiles are read, from what makes most of them to what makes least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// With all that is in them.
    #[default]
    Ours,
    /// Without the names that stand in the comment lines of a text, so that addresses are shown.
    WithoutNames,
    /// As pprof reads them: no comment line counts, labels included, every record of a heap has a
    /// size, if of 0 bytes, every address a mapping, and frames of the profiler itself are left out.
    LikePprof,
}

/// What a file is, as far as pprof tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Protobuf,
    LegacyText,
    LegacyBinary,
    /// A text that pprof does not know.
    OtherText,
}

impl Kind {
    /// What inflated bytes are.
    fn of(bytes: &[u8]) -> Kind {
        // A protobuf has bytes below 32 near its start, and no text has.
        let is_letter = |byte: &u8| *byte >= b' ' || byte.is_ascii_whitespace();
        if bytes.first() == Some(&0) {
            return Kind::LegacyBinary;
        }
        if !bytes.iter().take(1024).all(is_letter) {
            return Kind::Protobuf;
        }
        let mut lines = bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"#"));
        let first = String::from_utf8_lossy(first.unwrap_or_default());
        match first.contains(" profile: ") || first.starts_with("--- ") {
            true => Kind::LegacyText,
            false => Kind::OtherText,
        }
    }
}

impl Reading {
    /// The bytes that a reader is to see, and what they are. A protobuf stays as it came.
    pub fn prepare(self, bytes: Vec<u8>) -> Result<(Vec<u8>, Kind), String> {
        let inflated = inflated(&bytes);
        let kind = Kind::of(&inflated);
        let is_seen = |line: &&[u8]| match self {
            Reading::Ours => true,
            Reading::WithoutNames => !line.starts_with(b"#\t0x"),
            Reading::LikePprof => !line.trim_ascii_start().starts_with(b"#"),
        };
        match kind {
            Kind::LegacyText => {
                let lines = inflated.split_inclusive(|&byte| byte == b'\n');
                let seen: Vec<&[u8]> = lines.filter(is_seen).collect();
                Ok((seen.concat(), kind))
            }
            Kind::OtherText if self == Reading::LikePprof => {
                Err("pprof reads no such text".to_owned())
            }
            _ => Ok((bytes, kind)),
        }
    }

    /// The profile that was read of what [`Reading::prepare`] gave.
    pub fn finish(self, mut profile: Profile, kind: Kind) -> Profile {
        let is_legacy = matches!(kind, Kind::LegacyText | Kind::LegacyBinary);
        if self == Reading::LikePprof && is_legacy {
            add_sizes(&mut profile);
            add_mapping(&mut profile);
            uninteresting::name(&mut profile);
        }
        profile
    }
}

/// What is in a gzip, if it is whole; other bytes as they are.
fn inflated(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut inflated = Vec::new();
    let is_gzip = bytes.starts_with(&[0x1f, 0x8b]);
    match is_gzip
        && MultiGzDecoder::new(bytes)
            .read_to_end(&mut inflated)
            .is_ok()
    {
        true => inflated.into(),
        false => bytes.into(),
    }
}

/// A record of no objects has no size; pprof labels it with 0 bytes.
fn add_sizes(profile: &mut Profile) {
    let types = profile.sample_type_names();
    if !types.iter().any(|(kind, _)| kind.ends_with("space")) {
        return;
    }
    let bytes = Arc::make_mut(&mut profile.tables).strings.intern(b"bytes");
    let sets = Arc::make_mut(&mut profile.labels);
    for set in &mut profile.samples.labels {
        let mut labels = sets.get(*set).to_vec();
        if !labels.iter().any(|label| label.key == bytes) {
            let value = LabelValue::Num(0, StrId(0));
            labels.push(Label { key: bytes, value });
            *set = sets.intern(&labels);
        }
    }
}

/// Addresses without a binary get one of all addresses and no name; Java's, which are all 0 as read,
/// where they have no name of their own.
fn add_mapping(profile: &mut Profile) {
    let tables = Arc::make_mut(&mut profile.tables);
    let locations = &mut tables.locations;
    let is_java = locations.address.iter().all(|&address| address == 0);
    let invented = MappingId(tables.mappings.start.len() as u32);
    let mut is_used = false;
    for row in 0..locations.address.len() {
        let frame = locations.first_frame[row].index();
        let is_lost = match is_java {
            true => !tables.frames.function[frame].is_some(),
            false => locations.address[row] != 0,
        };
        if is_lost && !locations.mapping[row].is_some() {
            locations.mapping[row] = invented;
            is_used = true;
        }
    }
    if is_used {
        tables.add_mapping(0, u64::MAX, 0, StrId(0), StrId(0), 0);
    }
}
