//! gzip and deflate, from memory to memory, piece by piece.
//!
//! What is read lies in memory as a whole and so does what was written, which is all that inflating
//! needs: there is no window to keep and nothing to copy out of it. It is a crate of its own
//! because it compiles for speed, and the rest of the page for size.
//!
//! ```
//! # let bytes = [31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 75, 4, 0, 67, 190, 183, 232, 1, 0, 0, 0];
//! let (mut gzip, mut out) = (leakscope_inflate::Gzip::new(&bytes), Vec::new());
//! while !gzip.more(&mut out, 256 << 10)? {
//!     // Show how far it is, look whether to stop, give way.
//! }
//! assert_eq!(out, b"a");
//! # Ok::<_, leakscope_inflate::Broken>(())
//! ```

mod crc;
mod deflate;
mod gzip;
mod huffman;

pub use crc::Crc;
pub use deflate::Inflater;
pub use gzip::Gzip;

/// Why bytes are not what they should be. Whatever was inflated before stands in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// They end too early.
    CutOff,
    /// What is wrong with them.
    Damaged(&'static str),
}
