//! The files of a zip. Its directory may be any bytes at all: names, sizes and places are checked
//! before one of them is used, and sizes again while a file inflates.

use leakscope_inflate::{Crc, Inflater};
use rawzip::time::{UtcDateTime, ZipDateTimeKind};
use rawzip::{
    CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive, ZipVerification,
};

use super::CHUNK_BYTES;
use crate::job::Pace;
use crate::order;

/// A zip whose directory is sound.
pub struct Files<'a> {
    archive: ZipSliceArchive<&'a [u8]>,
    /// Sorted by name.
    files: Vec<Listed>,
}

/// A file as the directory has it.
pub struct Listed {
    /// Its path, with slashes.
    pub name: Vec<u8>,
    /// When it was changed last, milliseconds since 1970; none where the zip does not say. Most zips
    /// have the time of a clock on a wall: it is taken as UTC, which keeps the order.
    pub modified_ms: Option<f64>,
    /// Whether it is a file: no folder, no link.
    pub is_file: bool,
    /// How long it says it is.
    pub bytes: u64,
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    is_encrypted: bool,
}

/// Why a file of a zip could not be had.
#[derive(Debug, PartialEq, Eq)]
pub enum Broken {
    /// It inflates to more than it may.
    TooLarge,
    /// It is damaged, or made in a way that is not read here.
    Damaged(String),
}

impl<'a> Files<'a> {
    /// The files of a zip.
    ///
    /// # Errors
    /// Says what of its directory cannot be trusted: it is cut off, lists more than `max_files`,
    /// gives two files one name, or lets them share bytes.
    pub fn of(bytes: &'a [u8], max_files: usize) -> Result<Files<'a>, String> {
        let archive = ZipArchive::from_slice(bytes).map_err(|error| cut_off(&error))?;
        let mut files = Vec::new();
        let mut entries = archive.entries();
        while let Some(entry) = entries.next_entry().map_err(|error| cut_off(&error))? {
            if files.len() == max_files {
                return Err(format!("its zip lists more than {max_files} files"));
            }
            let start = entry.local_header_offset();
            let listed = Listed {
                name: entry.file_path().as_bytes().to_vec(),
                modified_ms: modified_ms(entry.last_modified()),
                is_file: !entry.is_dir() && !entry.mode().is_symlink(),
                bytes: entry.uncompressed_size_hint(),
                place: entry.wayfinder(),
                method: entry.compression_method(),
                is_encrypted: entry.flags().is_encrypted(),
            };
            let (_, end) = archive
                .get_entry(listed.place)
                .map_err(|error| cut_off(&error))?
                .compressed_data_range();
            files.push((listed, (start, end)));
        }
        if files.len() as u64 != archive.entries_hint() {
            let (listed, said) = (files.len(), archive.entries_hint());
            return Err(format!(
                "its zip is cut off or damaged: it lists {listed} files and says they are {said}"
            ));
        }
        // A bomb reads one run of bytes as many files.
        order::sort_by_key(&mut files, |(_, (start, _))| *start);
        let mut is_free_from = 0;
        for (_, (start, end)) in &files {
            if *start < is_free_from || *end > archive.directory_offset() {
                return Err("files in its zip overlap, which no honest zip does".into());
            }
            is_free_from = *end;
        }
        let mut files: Vec<Listed> = files.into_iter().map(|(listed, _)| listed).collect();
        order::sort_by(&mut files, |a, b| a.name.cmp(&b.name));
        if files.windows(2).any(|pair| pair[0].name == pair[1].name) {
            return Err("two files in its zip have one name".into());
        }
        Ok(Files { archive, files })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// All of them, by name.
    pub fn list(&self) -> &[Listed] {
        &self.files
    }

    /// Where the file of this name stands in the list.
    pub fn find(&self, name: &str) -> Option<usize> {
        let order = |file: &Listed| file.name.as_slice().cmp(name.as_bytes());
        self.files.binary_search_by(order).ok()
    }

    /// Inflates a file of at most `limit_bytes`; none where there is no file of that name.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn inflate(
        &self,
        name: &str,
        limit_bytes: u64,
        pace: &Pace,
    ) -> Result<Option<Vec<u8>>, Broken> {
        match self.find(name) {
            Some(place) => Ok(Some(self.inflate_at(place, limit_bytes, pace).await?)),
            None => Ok(None),
        }
    }

    /// Inflates the file that stands there in the list.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn inflate_at(
        &self,
        place: usize,
        limit_bytes: u64,
        pace: &Pace,
    ) -> Result<Vec<u8>, Broken> {
        let file = &self.files[place];
        if file.is_encrypted {
            return Err(Broken::Damaged("it is encrypted".into()));
        }
        let entry = self.archive.get_entry(file.place).map_err(damaged)?;
        let data = entry.data();
        let mut bytes = Vec::new();
        let mut crc = Crc::new();
        let mut inflater = match file.method {
            CompressionMethod::STORE if data.len() as u64 > limit_bytes => {
                return Err(Broken::TooLarge);
            }
            CompressionMethod::STORE => {
                for chunk in data.chunks(CHUNK_BYTES) {
                    bytes.extend_from_slice(chunk);
                    crc.update(chunk);
                    pace.breathe().await;
                }
                None
            }
            CompressionMethod::DEFLATE => Some(Inflater::new(data)),
            other => {
                let what = format!("it is compressed by method {other}, which is not read here");
                return Err(Broken::Damaged(what));
            }
        };
        while let Some(stream) = &mut inflater {
            let length = bytes.len();
            let has_ended = stream.more(&mut bytes, 0, CHUNK_BYTES).map_err(|broken| {
                Broken::Damaged(match broken {
                    leakscope_inflate::Broken::CutOff => "it is cut off".into(),
                    leakscope_inflate::Broken::Damaged(what) => what.into(),
                })
            })?;
            if bytes.len() as u64 > limit_bytes {
                return Err(Broken::TooLarge);
            }
            crc.update(&bytes[length..]);
            if has_ended {
                inflater = None;
            }
            pace.breathe().await;
        }
        let found = ZipVerification {
            crc: crc.sum(),
            uncompressed_size: bytes.len() as u64,
        };
        entry.claim_verifier().valid(found).map_err(damaged)?;
        Ok(bytes)
    }
}

fn modified_ms(time: ZipDateTimeKind) -> Option<f64> {
    let utc = match time {
        ZipDateTimeKind::Utc(utc) => Some(utc),
        ZipDateTimeKind::Local(its) => UtcDateTime::from_components(
            its.year(),
            its.month(),
            its.day(),
            its.hour(),
            its.minute(),
            its.second(),
            0,
        ),
    };
    Some(utc?.to_unix() as f64 * 1e3)
}

fn cut_off(error: &rawzip::Error) -> String {
    format!("its zip is cut off or damaged: {error}")
}

fn damaged(error: impl ToString) -> Broken {
    Broken::Damaged(error.to_string())
}
