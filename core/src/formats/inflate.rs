//! gzip, inflated piece by piece up to a limit.

use leakscope_inflate::{Broken, Gzip};

use super::{FormatError, Progress, text};
use crate::job::Pace;
use crate::units;

/// How much is inflated between two looks at the clock; about a millisecond's work.
const PIECE_BYTES: usize = 256 << 10;

/// deflate cannot shrink anything to less than one part in 1032 (zlib, "Maximum Compression
/// Factor"): what a trailer claims beyond that is not worth reserving for.
const MAX_RATIO: u64 = 1032;

/// Whether these bytes start like gzip.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// Inflates all members of a gzip file.
///
/// # Errors
/// Past `budget_bytes`, which what is inflated is taken off, an `is_limit` error; for damaged or cut
/// data one that says how much could be inflated.
pub async fn inflate(
    bytes: &[u8],
    budget_bytes: &mut u64,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Vec<u8>, FormatError> {
    let total = bytes.len() as u64;
    let mut gzip = Gzip::new(bytes);
    let mut out = Vec::new();
    let limit_bytes = *budget_bytes;
    out.reserve_exact(expected_len(bytes, limit_bytes));
    loop {
        let has_ended = gzip.more(&mut out, PIECE_BYTES);
        *budget_bytes = limit_bytes.saturating_sub(out.len() as u64);
        let has_ended = has_ended.map_err(|what| broken(what, out.len(), gzip.place()))?;
        if out.len() as u64 > limit_bytes {
            return Err(too_large("gzip", "inflates", limit_bytes));
        }
        if has_ended {
            out.shrink_to_fit();
            return Ok(out);
        }
        progress(Progress {
            phase: "inflating",
            done: gzip.place() as u64,
            total,
        });
        pace.breathe().await;
    }
}

/// The length the last member's trailer claims, as far as it can be believed, and room for a piece
/// more, so that the last one needs no larger place.
pub fn expected_len(bytes: &[u8], limit_bytes: u64) -> usize {
    let claimed = bytes
        .last_chunk::<4>()
        .map_or(0, |b| u32::from_le_bytes(*b));
    let believed = u64::from(claimed)
        .min(limit_bytes)
        .min(bytes.len() as u64 * MAX_RATIO);
    believed as usize + PIECE_BYTES
}

/// What `inflates` (a verb and more) past a limit that a person may raise.
pub fn too_large(format: &str, inflates: &str, limit_bytes: u64) -> FormatError {
    let mut error = FormatError::new(
        format,
        format!(
            "{inflates} to more than the limit of {} MiB",
            units::count((limit_bytes >> 20) as i64)
        ),
    )
    .advise(
        "Raise the limit if you trust the file; it will need about three times that much memory.",
    );
    error.is_limit = true;
    error
}

fn broken(broken: Broken, inflated: usize, at: usize) -> FormatError {
    let what = match broken {
        Broken::CutOff => "the file is cut off".to_owned(),
        Broken::Damaged(what) => format!("damaged compressed data ({what})"),
    };
    FormatError::new(
        "gzip",
        format!(
            "{what}; {} could be inflated before",
            text::counted(inflated, "byte")
        ),
    )
    .at_byte(at)
    .advise("Fetch the file again, as it is (curl -o FILE URL), and compare its size.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::run;
    use std::io::Write;

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn inflate_all(bytes: &[u8], limit: u64) -> Result<Vec<u8>, FormatError> {
        run(inflate(bytes, &mut { limit }, &Pace::unhurried(), &|_| {}))
    }

    #[test]
    fn members_are_read_one_after_the_other() {
        let mut bytes = gzip(b"one ");
        bytes.extend(gzip(b"two"));
        assert_eq!(inflate_all(&bytes, 100).unwrap(), b"one two");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![0; 8 << 20]);
        let error = inflate_all(&bomb, 1 << 20).unwrap_err();
        assert!(error.is_limit);
        assert_eq!(error.what, "inflates to more than the limit of 1 MiB");
        assert_eq!(inflate_all(&bomb, 8 << 20).unwrap().len(), 8 << 20);
    }

    #[test]
    fn a_lying_trailer_reserves_little() {
        let mut bytes = gzip(b"small");
        let len = bytes.len();
        bytes[len - 4..].fill(0xff);
        assert!(expected_len(&bytes, 512 << 20) < 1 << 20);
        assert!(inflate_all(&bytes, 1 << 30).is_err());
    }

    #[test]
    fn cut_and_damaged_files_say_so() {
        let bytes = gzip(
            &(0..100_000u32)
                .flat_map(u32::to_le_bytes)
                .collect::<Vec<_>>(),
        );
        let cut = inflate_all(&bytes[..bytes.len() / 2], 1 << 30).unwrap_err();
        assert!(cut.what.starts_with("the file is cut off"), "{cut}");
        let mut damaged = bytes.clone();
        damaged[bytes.len() / 2] ^= 0x55;
        assert!(inflate_all(&damaged, 1 << 30).is_err());
        assert!(inflate_all(&[0x1f, 0x8b], 1 << 30).is_err());
    }
}
