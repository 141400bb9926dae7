//! A zip in memory, file after file.

use std::io::Write;

use leakscope_inflate::Crc;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchiveWriter};

use super::CHUNK_BYTES;
use crate::job::Pace;

/// zlib's usual level: nearly as small as the highest, at a third of the time.
const LEVEL: i32 = 6;

/// Level 0 copies. What is gzipped already would only grow by another deflate; it is wrapped all
/// the same, because not every program reads a stored file whose length follows it.
const COPY: i32 = 0;

/// A zip being written.
pub struct Writer {
    zip: ZipArchiveWriter<Vec<u8>>,
}

impl Writer {
    /// An empty one.
    pub fn new() -> Writer {
        Writer {
            zip: ZipArchiveWriter::new(Vec::new()),
        }
    }

    /// Adds a file.
    ///
    /// # Errors
    /// A name of more than 65,535 bytes.
    pub async fn add(
        &mut self,
        name: &str,
        bytes: &[u8],
        pace: &Pace,
    ) -> Result<(), rawzip::Error> {
        let level = match bytes {
            [0x1f, 0x8b, ..] => COPY,
            _ => LEVEL,
        };
        let (deflated, crc) = deflate(bytes, level, pace).await;
        let file = self.zip.new_file(name);
        let (mut file, _) = file
            .compression_method(CompressionMethod::DEFLATE)
            .start()?;
        file.write_all(&deflated)?;
        file.finish(DataDescriptorOutput::new(crc, bytes.len() as u64))?;
        Ok(())
    }

    /// The whole zip.
    ///
    /// # Errors
    /// None in memory; rawzip can write to places that fail.
    pub fn finish(self) -> Result<Vec<u8>, rawzip::Error> {
        self.zip.finish()
    }
}

/// The bytes deflated, without any header, and their checksum.
async fn deflate(bytes: &[u8], level: i32, pace: &Pace) -> (Vec<u8>, u32) {
    // No header of zlib's, no strategy of its own.
    let flags = create_comp_flags_from_zip_params(level, 0, 0);
    let mut compressor = Box::new(CompressorOxide::new(flags));
    let mut deflated = Vec::new();
    let mut crc = Crc::new();
    let mut feed = |chunk: &[u8], flush| {
        compress_to_output(&mut compressor, chunk, flush, |out| {
            deflated.extend_from_slice(out);
            true
        });
    };
    for chunk in bytes.chunks(CHUNK_BYTES) {
        crc.update(chunk);
        feed(chunk, TDEFLFlush::None);
        pace.breathe().await;
    }
    feed(&[], TDEFLFlush::Finish);
    (deflated, crc.sum())
}
