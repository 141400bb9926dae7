//! Opening archives: each file in one as if it had been opened itself.
//!
//! The archive was written before it is read, so its files are written one by one once they were read;
//! an engine that takes over reads it again, and knows those by their bytes.

use std::rc::Rc;

use super::content::content_hash;
use super::desk::Desk;
use super::loading;
use super::opening::{keep_profile, known, take_recording};
use super::protocol::{OpenedInfo, ProfileInfo};
use super::records::StoredProfile;
use super::store::{Change, Store};
use super::{Host, answers, writing};
use crate::formats::archive::{self, Archive, File, Unpacking};
use crate::formats::{self, FormatError, Limits, Opened, Progress};
use crate::recording;
use crate::telemetry::{ProfileEntry, ServiceId};
use crate::units;

/// How many names or messages are said before the rest is only counted.
const MOST_SAID: usize = 5;

/// Opens an archive, or the recording that it is.
pub async fn open<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    (entry, beside): (&ProfileEntry, Option<ServiceId>),
    bytes: &[u8],
    limits: &Limits,
    progress: &dyn Fn(Progress),
) -> Result<OpenedInfo, FormatError> {
    let archive = Archive::of(bytes)?;
    if archive.has(recording::INDEX) && !archive::is_tar(bytes) {
        return take_recording(desk, bytes, limits).await;
    }
    let files = archive.files()?;
    let mut unpacker = Unpacker {
        desk,
        archive: entry,
        beside,
        limits: *limits,
        opened: OpenedInfo::default(),
        foreign: Vec::new(),
        broken: archive.remarks.clone(),
    };
    let total = files
        .iter()
        .fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
    let mut done = 0;
    for file in files {
        progress(Progress {
            phase: "opening",
            done,
            total,
        });
        let bytes = archive.unpack(file, unpacker.limits.inflated_bytes, &desk.pace);
        let taken = match bytes.await {
            Ok(bytes) => unpacker.take(file, bytes).await,
            Err(Unpacking::TooLarge) => Err(archive::too_large(limits.inflated_bytes)),
            Err(Unpacking::Broken(what)) => {
                unpacker.broken(file, &what);
                Ok(())
            }
        };
        taken.map_err(|error| unpacker.in_all(error, limits))?;
        done = done.saturating_add(file.bytes);
        desk.pace.breathe().await;
    }
    unpacker.finish(files.len())
}

/// What came of the files so far.
struct Unpacker<'a, S: Store, H: Host> {
    desk: &'a Rc<Desk<S, H>>,
    archive: &'a ProfileEntry,
    /// The service in view, which events belong to.
    beside: Option<ServiceId>,
    /// What may still be unpacked and inflated.
    limits: Limits,
    opened: OpenedInfo,
    /// Names of files that nothing here reads.
    foreign: Vec<String>,
    /// What is wrong with others.
    broken: Vec<String>,
}

impl<S: Store + 'static, H: Host + 'static> Unpacker<'_, S, H> {
    /// A limit as a person is told of it: where no bytes are left, it is that of all files together, which
    /// the file that came last did not pass alone.
    fn in_all(&self, error: FormatError, limits: &Limits) -> FormatError {
        match self.limits.inflated_bytes {
            0 => archive::too_large(limits.inflated_bytes),
            _ => error,
        }
    }

    /// Opens one file; fails for a limit alone.
    async fn take(&mut self, file: &File, bytes: Vec<u8>) -> Result<(), FormatError> {
        let desk = self.desk;
        let left = &mut self.limits.inflated_bytes;
        *left = left.saturating_sub(bytes.len() as u64);
        let hash = content_hash(&bytes, &desk.pace).await;
        if let Some(info) = known(desk, &hash) {
            self.opened.profiles.push(info);
            return Ok(());
        }
        let received = Rc::new(bytes.clone());
        let limits = &mut self.limits;
        let opened = formats::open_within(&file.name, bytes, limits, &desk.pace, &|_| {});
        let opened = match opened.await {
            Ok(opened) => opened,
            Err(mut error) if error.is_limit => {
                error.what = format!("{}: {}", file.name, error.what);
                return Err(error);
            }
            Err(error) if error.is_foreign => {
                self.foreign.push(file.name.clone());
                return Ok(());
            }
            Err(error) => {
                self.broken(file, &error.to_string());
                return Ok(());
            }
        };
        let mut entry = ProfileEntry {
            name: file.name.clone(),
            at_ms: file.modified_ms.unwrap_or(self.archive.at_ms),
            bytes: received.len() as u64,
            hash,
            ..self.archive.clone()
        };
        let info = match loading::parsed(opened) {
            Ok(parsed) => {
                let id = desk.state.borrow_mut().new_profile();
                entry.id = id;
                let stored = StoredProfile {
                    info: ProfileInfo {
                        entry,
                        kind: String::new(),
                        sample_types: Vec::new(),
                        default_sample_type: 0,
                    },
                    set_aside: None,
                };
                desk.state.borrow_mut().profiles.insert(id, stored);
                writing::write(desk, vec![Change::PutBlob(id.0, received)]);
                let kept = keep_profile(desk, id, parsed, None).map_err(|trouble| trouble.title);
                // Its bytes wait in memory until they are written.
                writing::written(desk, Vec::new()).await;
                kept
            }
            Err(Opened::Archive(_)) => {
                Err("an archive within the archive; unpack it, and open it by itself".into())
            }
            Err(other) => {
                let taken = answers::take(desk, &entry, self.beside, other);
                taken.map_err(|error| error.to_string())
            }
        };
        match info {
            Ok(info) => self.add(file, info),
            Err(what) => self.broken(file, &what),
        }
        Ok(())
    }

    fn add(&mut self, file: &File, info: OpenedInfo) {
        self.opened.profiles.extend(info.profiles);
        self.opened.service = self.opened.service.or(info.service);
        let named = |remark: String| match remark.starts_with(&file.name) {
            true => remark,
            false => format!("{}: {remark}", file.name),
        };
        self.opened
            .remarks
            .extend(info.remarks.into_iter().map(named));
    }

    fn broken(&mut self, file: &File, what: &str) {
        self.broken.push(format!("{}: {what}", file.name));
    }

    fn finish(self, files: usize) -> Result<OpenedInfo, FormatError> {
        let mut opened = self.opened;
        let foreign = (!self.foreign.is_empty()).then(|| {
            let (count, verb) = match self.foreign.len() {
                1 => ("1 file".into(), "was no profile"),
                count => (
                    format!("{} files", units::count(count as i64)),
                    "were not profiles",
                ),
            };
            format!("{count} {verb}: {}", said(&self.foreign, ", "))
        });
        if opened.profiles.is_empty() && opened.service.is_none() {
            let mut what = match files {
                0 => vec!["there is no file in it".to_owned()],
                _ => vec!["none of its files could be opened".to_owned()],
            };
            what.extend(foreign);
            if !self.broken.is_empty() {
                what.push(said(&self.broken, "; "));
            }
            return Err(FormatError::new("archive", what.join("; ")));
        }
        let name = &self.archive.name;
        if !self.broken.is_empty() {
            let broken = said(&self.broken, "; ");
            opened
                .remarks
                .push(format!("{name}: not everything could be read: {broken}"));
        }
        opened
            .remarks
            .extend(foreign.map(|foreign| format!("{name}: {foreign}")));
        Ok(opened)
    }
}

/// The first of them, and that there are more.
fn said(all: &[String], between: &str) -> String {
    let first = &all[..all.len().min(MOST_SAID)];
    let more = if all.len() > MOST_SAID { ", …" } else { "" };
    format!("{}{more}", first.join(between))
}
