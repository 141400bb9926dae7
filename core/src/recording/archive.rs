//! The zip: written whole, read with every size and count bounded.

use super::json::{self, NAME};
use super::{Recording, names, redact};
use crate::formats::{FormatError, Limits};
use crate::job::Pace;
use crate::map::Map;
use crate::telemetry::ProfileId;
use crate::zip::{Broken, Files, Writer};

/// What every recording has.
pub const INDEX: &str = "recording.json";

/// The index is text: this much of it holds a year of readings every 30 s.
const INDEX_LIMIT_BYTES: u64 = 64 << 20;

/// A year of hourly goroutine and heap profiles are 17,520 files.
const MAX_FILES: usize = 100_000;

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
    let mut zip = Writer::new();
    let mut files = Map::default();
    let ids: Vec<ProfileId> = recording.profiles().map(|entry| entry.id).collect();
    let mut lengths = Map::default();
    for id in ids {
        let Some(bytes) = bytes_of(id) else { continue };
        let bytes = redact::clean_bytes(&bytes).unwrap_or(bytes);
        let entry = recording.profiles().find(|entry| entry.id == id);
        let Some(name) = entry.map(|entry| names::in_archive(files.len(), entry, &bytes)) else {
            continue;
        };
        let added = zip.add(&name, &bytes, pace).await;
        added.map_err(|error| cannot_write(&error))?;
        lengths.insert(id, bytes.len() as u64);
        files.insert(id, name);
    }
    keep_profiles(&mut recording, &lengths);
    let index = json::to_json(&recording, &files);
    let added = zip.add(INDEX, &index, pace).await;
    added
        .and_then(|()| zip.finish())
        .map_err(|error| cannot_write(&error))
}

/// Reads a recording. Fails where the zip or its index cannot be trusted; what is merely missing
/// becomes a remark.
pub async fn read(bytes: &[u8], limits: &Limits, pace: &Pace) -> Result<Opened, FormatError> {
    let zip = Files::of(bytes, MAX_FILES).map_err(bad)?;
    pace.breathe().await;
    let mut budget_bytes = limits.inflated_bytes;
    let index_budget_bytes = budget_bytes.min(INDEX_LIMIT_BYTES);
    let text = match inflate(&zip, INDEX, index_budget_bytes, pace).await? {
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
    let mut lengths = Map::default();
    let mut is_read: Map<String, ProfileId> = Map::default();
    for (id, name) in index.files {
        if let Some(other) = is_read.get(&name) {
            let what = format!("profiles {} and {} are one file, {name}", other.0, id.0);
            return Err(bad(what));
        }
        match inflate(&zip, &name, budget_bytes, pace).await? {
            Some(bytes) => {
                budget_bytes = budget_bytes.saturating_sub(bytes.len() as u64);
                lengths.insert(id, bytes.len() as u64);
                profiles.push((id, bytes));
                is_read.insert(name, id);
            }
            None => remarks.push(format!("profile {} is not in the zip: {name}", id.0)),
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
fn keep_profiles(recording: &mut Recording, lengths: &Map<ProfileId, u64>) {
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

/// The bytes of a file of the zip, or none where it has no file of that name.
async fn inflate(
    zip: &Files<'_>,
    name: &str,
    budget_bytes: u64,
    pace: &Pace,
) -> Result<Option<Vec<u8>>, FormatError> {
    let bytes = zip.inflate(name, budget_bytes, pace).await;
    bytes.map_err(|why| match why {
        Broken::TooLarge => too_large(name, budget_bytes),
        Broken::Damaged(error) => broken(name, &error),
    })
}

fn bad(what: String) -> FormatError {
    FormatError {
        format: NAME.into(),
        what,
        at: None,
        advice: "Export the recording again; or unzip it, and open its profiles one by one.".into(),
        is_limit: false,
        is_foreign: false,
    }
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

fn cannot_write(error: &rawzip::Error) -> FormatError {
    FormatError {
        advice: "Export fewer profiles at once.".into(),
        ..bad(format!("it cannot be written: {error}"))
    }
}
