//! Archives: the files in a zip or a tar, in the order in which they were made. Nothing of them is ever
//! written to a disk, so a path in one is only a name.

mod natural;
mod tar;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use super::{FormatError, inflate};
use crate::job::Pace;
use crate::order;
use crate::zip::{Broken, Files};

pub use natural::natural;
pub use tar::{header, is_tar, padding};

/// A day's profiles taken every ten seconds are 8,640 files.
pub const MAX_FILES: usize = 10_000;

/// What a zip's directory may list, recordings among them.
const MAX_LISTED: usize = 100_000;

/// How much of a file in a tar is copied between two looks at the clock.
const PIECE_BYTES: usize = 1 << 20;

/// An archive whose list of files was read.
pub struct Archive<'a> {
    packed: Packed<'a>,
    /// What could not be read of the list itself.
    pub remarks: Vec<String>,
    files: Vec<File>,
}

enum Packed<'a> {
    Zip(Files<'a>),
    Tar(&'a [u8]),
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Its path in the archive.
    pub name: String,
    /// When it was changed last, milliseconds since 1970, where the archive says.
    pub modified_ms: Option<f64>,
    /// How long it says it is.
    pub bytes: u64,
    /// Where it is: its row in a zip's list, its first byte in a tar.
    place: usize,
}

/// Why a file could not be unpacked.
#[derive(Debug, PartialEq, Eq)]
pub enum Unpacking {
    /// It is larger than it may be.
    TooLarge,
    /// What is wrong with it, as it follows its name and a colon.
    Broken(String),
}

impl<'a> Archive<'a> {
    /// Reads the list of files.
    ///
    /// # Errors
    /// Where it cannot be trusted.
    pub fn of(bytes: &'a [u8]) -> Result<Archive<'a>, FormatError> {
        let mut remarks = Vec::new();
        let (packed, mut files) = match is_tar(bytes) {
            true => {
                let files = tar::files(bytes, &mut remarks)?;
                (Packed::Tar(bytes), files)
            }
            false => {
                let zip = Files::of(bytes, MAX_LISTED).map_err(|what| {
                    FormatError::new("zip", what).advise(
                        "Fetch it again, as it is; or unpack it, and open the files that were in it.",
                    )
                })?;
                let files = files_of(&zip);
                (Packed::Zip(zip), files)
            }
        };
        files.retain(|file| !is_hidden(&file.name));
        order::sort_by(&mut files, by_time);
        Ok(Archive {
            packed,
            remarks,
            files,
        })
    }

    /// Whether it has a file of this very name.
    pub fn has(&self, name: &str) -> bool {
        self.files.iter().any(|file| file.name == name)
    }

    /// Its files, the oldest first; not those that systems hide.
    ///
    /// # Errors
    /// If there are more than [`MAX_FILES`].
    pub fn files(&self) -> Result<&[File], FormatError> {
        match self.files.len() > MAX_FILES {
            true => Err(too_many()),
            false => Ok(&self.files),
        }
    }

    /// Unpacks a file of at most `limit_bytes`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn unpack(
        &self,
        file: &File,
        limit_bytes: u64,
        pace: &Pace,
    ) -> Result<Vec<u8>, Unpacking> {
        let bytes = match &self.packed {
            Packed::Zip(zip) => {
                let bytes = zip.inflate_at(file.place, limit_bytes, pace).await;
                return bytes.map_err(|broken| match broken {
                    Broken::TooLarge => Unpacking::TooLarge,
                    Broken::Damaged(what) => Unpacking::Broken(what),
                });
            }
            Packed::Tar(bytes) => bytes,
        };
        if file.bytes > limit_bytes {
            return Err(Unpacking::TooLarge);
        }
        let rest = bytes.get(file.place..).unwrap_or_default();
        let Some(bytes) = rest.get(..file.bytes as usize) else {
            return Err(Unpacking::Broken("the archive is cut off in it".into()));
        };
        let mut copied = Vec::with_capacity(bytes.len());
        for piece in bytes.chunks(PIECE_BYTES) {
            copied.extend_from_slice(piece);
            pace.breathe().await;
        }
        Ok(copied)
    }
}

fn files_of(zip: &Files<'_>) -> Vec<File> {
    let listed = zip.list().iter().enumerate();
    listed
        .filter(|(_, listed)| listed.is_file)
        .map(|(place, listed)| File {
            name: String::from_utf8_lossy(&listed.name).into_owned(),
            modified_ms: listed.modified_ms,
            bytes: listed.bytes,
            place,
        })
        .collect()
}

/// The oldest first; of one age, or of none that is told, by their names.
fn by_time(a: &File, b: &File) -> Ordering {
    let time = |file: &File| file.modified_ms.unwrap_or_default();
    let by_time = time(a).total_cmp(&time(b));
    by_time.then_with(|| natural(&a.name, &b.name))
}

/// Whether a path is of what systems keep for themselves: `.DS_Store`, `.git/…`, `__MACOSX/…`.
pub fn is_hidden(path: &str) -> bool {
    let mut parts = path.split(['/', '\\']);
    parts.any(|part| part == "__MACOSX" || part.starts_with('.') && !matches!(part, "." | ".."))
}

/// All files together are larger than they may be.
pub fn too_large(limit_bytes: u64) -> FormatError {
    inflate::too_large("archive", "its files inflate", limit_bytes)
}

/// More files than are opened at once.
pub fn too_many() -> FormatError {
    FormatError::new("archive", "it has more than 10,000 files")
        .advise("Open a part of it: a folder within it, or an archive of fewer files.")
}
