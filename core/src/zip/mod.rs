//! Zips: the files of one, checked before anything of it is believed, and a writer.
//!
//! rawzip knows the headers; what is compressed goes through a crate of ours to be read, where speed
//! counts, and through miniz_oxide to be written.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{Broken, Files};
pub use write::Writer;

/// Bytes moved between two looks at the clock.
const CHUNK_BYTES: usize = 64 << 10;
