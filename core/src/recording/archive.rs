//! The zip: written whole, read with every size and count bounded.

use std::collections::HashMap;
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::json::{self, NAME};
use super::{Recording, names, redact};
use crate::formats::{FormatError, Limits};
use crate::job::Pace;
use crate::telemetry::ProfileId;

const INDEX: &str = "recording.json";

/// The index is text: this much of it holds a year of readings every 30 s.
const INDEX_LIMIT_BYTES: u64 = 64 << 20;

/// A year of hourly goroutine and heap profiles are 17,520 files.
const MAX_FILES: usize = 100_000;

/// Bytes moved between two looks at the clock.
const CHUNK_BYTES: usize = 64 << 10;

/// A recording as read.
#[derive(Debug)]
pub struct Opened {
    /// Everything but the profiles' bytes. It lists only profiles whose bytes are there.
    pub recording: Recording,
    /// The profiles as they were received.
    pub profiles: Vec<(ProfileId, Vec<u8>)>,
    /// What was left out, for the person to know.
    pub remarks: Vec<String>,
}

/// Writes a recording without its secrets. `bytes_of` gives a profile as received; one that it
/// does not have is left out of the file.
pub async fn write(
    recording: &Recording,
    bytes_of: impl Fn(ProfileId) -> Option<Vec<u8>>,
    pace: &Pace,
) -> Result<Vec<u8>, FormatError> {
    let mut recording = redact::without_secrets(recording);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut files = HashMap::new();
    let ids: Vec<ProfileId> = recording.profiles().map(|entry| entry.id).collect();
    let mut lengths = HashMap::new();
    for id in ids {
        let Some(bytes) = bytes_of(id) else { continue };
        let bytes = redact::clean_bytes(&bytes).unwrap_or(bytes);
        let entry = recording.profiles().find(|entry| entry.id == id);
        let Some(name) = entry.map(|entry| names::in_archive(files.len(), entry, &bytes)) else {
            continue;
        };
        put(&mut zip, &name, &bytes, pace).await?;
        lengths.insert(id, bytes.len() as u64);
        files.insert(id, name);
    }
    keep_profiles(&mut recording, &lengths);
    put(&mut zip, INDEX, &json::to_json(&recording, &files), pace).await?;
    let zip = zip.finish().map_err(|error| cannot_write(&error))?;
    Ok(zip.into_inner())
}

/// Reads a recording. Fails where the zip or its index cannot be trusted; what is merely missing
/// becomes a remark.
pub async fn read(bytes: &[u8], limits: &Limits, pace: &Pace) -> Result<Opened, FormatError> {
    // The zip's reader keeps some hundred bytes for each file the directory lists.
    let listed = memchr::memmem::find_iter(bytes, b"PK\x01\x02");
    if listed.take(MAX_FILES + 1).count() > MAX_FILES {
        return Err(bad(format!("its zip lists more than {MAX_FILES} files")));
    }
    pace.breathe().await;
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| not_a_zip(&error))?;
    if zip.has_duplicate_names() {
        return Err(bad("two files in its zip have one name".into()));
    }
    if zip
        .has_overlapping_entries()
        .map_err(|error| not_a_zip(&error))?
    {
        return Err(bad(
            "files in its zip overlap, which no honest zip does".into()
        ));
    }
    let mut budget_bytes = limits.inflated_bytes;
    let index_budget_bytes = budget_bytes.min(INDEX_LIMIT_BYTES);
    let text = match inflate(&mut zip, INDEX, index_budget_bytes, pace).await? {
        Some(text) => text,
        None => return Err(FormatError::unknown(format!("a zip without {INDEX}"))),
    };
    budget_bytes = budget_bytes.saturating_sub(text.len() as u64);
    let index = json::from_json(&text)?;
    drop(text);
    pace.breathe().await;
    let mut recording = index.recording;
    let mut remarks = index.remarks;
    let mut profiles = Vec::new();
    let mut lengths = HashMap::new();
    let mut is_read: HashMap<String, ProfileId> = HashMap::new();
    for (id, name) in index.files {
        if let Some(other) = is_read.insert(name.clone(), id) {
            let what = format!("profiles {} and {} are one file, {name}", other.0, id.0);
            return Err(bad(what));
        }
        match inflate(&mut zip, &name, budget_bytes, pace).await? {
            Some(bytes) => {
                budget_bytes = budget_bytes.saturating_sub(bytes.len() as u64);
                lengths.insert(id, bytes.len() as u64);
                profiles.push((id, bytes));
            }
            None => {
                is_read.remove(&name);
                remarks.push(format!("profile {} is not in the zip: {name}", id.0));
            }
        }
    }
    keep_profiles(&mut recording, &lengths);
    let unnamed = zip.len().saturating_sub(profiles.len() + 1);
    if unnamed > 0 {
        remarks.push(format!(
            "files of the zip that its index does not name: {unnamed}"
        ));
    }
    Ok(Opened {
        recording,
        profiles,
        remarks,
    })
}

/// Leaves the profiles whose bytes are there, with their true lengths.
fn keep_profiles(recording: &mut Recording, lengths: &HashMap<ProfileId, u64>) {
    let of_services = recording.services.iter_mut().map(|s| &mut s.profiles);
    for entries in of_services.chain([&mut recording.loose_profiles]) {
        entries.retain_mut(|entry| match lengths.get(&entry.id) {
            Some(bytes) => {
                entry.bytes = *bytes;
                true
            }
            None => false,
        });
    }
}

async fn put(
    zip: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    bytes: &[u8],
    pace: &Pace,
) -> Result<(), FormatError> {
    // What is gzipped already only grows by another deflate.
    let method = if bytes.starts_with(b"\x1f\x8b") {
        CompressionMethod::Stored
    } else {
        CompressionMethod::Deflated
    };
    let options = SimpleFileOptions::default().compression_method(method);
    zip.start_file(name, options)
        .map_err(|error| cannot_write(&error))?;
    for chunk in bytes.chunks(CHUNK_BYTES) {
        zip.write_all(chunk)
            .map_err(|error| cannot_write(&ZipError::Io(error)))?;
        pace.breathe().await;
    }
    Ok(())
}

/// The bytes of a file of the zip, or none where it has no file of that name.
async fn inflate(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    budget_bytes: u64,
    pace: &Pace,
) -> Result<Option<Vec<u8>>, FormatError> {
    let mut file = match zip.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(broken(name, &error.to_string())),
    };
    // The size a zip declares is only a hint, and a hostile one is any number.
    let mut bytes = Vec::with_capacity(file.size().min(CHUNK_BYTES as u64) as usize);
    loop {
        let left = budget_bytes.saturating_sub(bytes.len() as u64);
        let chunk = left.saturating_add(1).min(CHUNK_BYTES as u64);
        let got = file.by_ref().take(chunk).read_to_end(&mut bytes);
        match got.map_err(|error| broken(name, &error.to_string()))? {
            0 => return Ok(Some(bytes)),
            _ if bytes.len() as u64 > budget_bytes => return Err(too_large(name, budget_bytes)),
            _ => pace.breathe().await,
        }
    }
}

fn bad(what: String) -> FormatError {
    FormatError {
        format: NAME.into(),
        what,
        at: None,
        advice: "Export the recording again; or unzip it, and open its profiles one by one.".into(),
        is_limit: false,
    }
}

fn not_a_zip(error: &ZipError) -> FormatError {
    bad(format!("its zip is cut off or damaged: {error}"))
}

fn broken(name: &str, error: &str) -> FormatError {
    FormatError {
        at: Some(name.to_owned()),
        ..bad(format!("a file in its zip does not inflate: {error}"))
    }
}

fn too_large(name: &str, budget_bytes: u64) -> FormatError {
    FormatError {
        at: Some(name.to_owned()),
        advice: "Open it with a higher limit if you trust it.".into(),
        is_limit: name != INDEX || budget_bytes < INDEX_LIMIT_BYTES,
        ..bad("it inflates to more than the limit".into())
    }
}

fn cannot_write(error: &ZipError) -> FormatError {
    FormatError {
        advice: "Export fewer profiles at once.".into(),
        ..bad(format!("it cannot be written: {error}"))
    }
}
