//! tar, as POSIX (ustar, pax) and GNU write it: blocks of 512 bytes, a header before each file.
//!
//! ```text
//!   0  name      100    124  length, octal  12    156  type  1      257  "ustar"   6
//! 100  mode …     24    136  time, octal    12    157  link  100    345  prefix  155
//!                       148  sum of header   8
//! ```

use super::{File, MAX_FILES, too_many};
use crate::formats::{FormatError, text};
use crate::units;

const BLOCK_BYTES: usize = 512;

/// Names longer than any system takes are no names.
const MAX_NAME_BYTES: usize = 64 << 10;

/// Whether these bytes begin with the header of a file.
pub fn is_tar(bytes: &[u8]) -> bool {
    bytes
        .first_chunk()
        .is_some_and(|header| header[0] != 0 && is_sound(header))
}

/// The sum of a header with its own eight bytes taken for spaces.
fn sum(header: &[u8; BLOCK_BYTES]) -> u64 {
    let bytes = header.iter().enumerate();
    bytes
        .map(|(at, byte)| match at {
            148..156 => u64::from(b' '),
            _ => u64::from(*byte),
        })
        .sum()
}

fn is_sound(header: &[u8; BLOCK_BYTES]) -> bool {
    octal(&header[148..156]) == Some(sum(header))
}

/// What headers before a file say of it that its own has no room for.
#[derive(Default)]
struct Ahead {
    name: Option<String>,
    modified_ms: Option<f64>,
    bytes: Option<u64>,
}

/// The files of a tar; where its list breaks off is a remark.
pub fn files(bytes: &[u8], remarks: &mut Vec<String>) -> Result<Vec<File>, FormatError> {
    let mut files = Vec::new();
    let mut ahead = Ahead::default();
    let (mut at, mut headers) = (0, 0);
    // Two empty blocks end it; many programs leave them out.
    while let Some(header) = bytes.get(at..).and_then(<[u8]>::first_chunk)
        && header[0] != 0
    {
        // Up to three stand before a file.
        headers += 1;
        if files.len() == MAX_FILES || headers > 8 * MAX_FILES {
            return Err(too_many());
        }
        let mut length = octal(&header[124..136]);
        if !matches!(header[156], b'x' | b'g' | b'L' | b'K') {
            length = ahead.bytes.or(length);
        }
        let Some(length) = length.filter(|_| is_sound(header)) else {
            let at = units::count(at as i64);
            remarks.push(format!(
                "it is damaged at byte {at}: what follows was not read"
            ));
            break;
        };
        let start = at + BLOCK_BYTES;
        let data = bytes.get(start..).unwrap_or_default();
        let data = &data[..usize::try_from(length)
            .unwrap_or(usize::MAX)
            .min(data.len())];
        match header[156] {
            b'x' => pax(&data[..data.len().min(MAX_NAME_BYTES)], &mut ahead),
            b'L' => {
                let name = &data[..data.len().min(MAX_NAME_BYTES)];
                ahead.name = Some(string(name));
            }
            // What all files have, and the target of a long link.
            b'g' | b'K' => {}
            b'0' | 0 | b'7' => {
                let ahead = std::mem::take(&mut ahead);
                let name = ahead.name.unwrap_or_else(|| name_of(header));
                let seconds = octal(&header[136..148]);
                if !name.ends_with('/') {
                    files.push(File {
                        name: name.trim_start_matches("./").to_owned(),
                        modified_ms: ahead.modified_ms.or(seconds.map(|s| s as f64 * 1e3)),
                        bytes: length,
                        place: start,
                    });
                }
            }
            // A sparse file, whose list of holes may go on in blocks of its own.
            b'S' => {
                let name = name_of(header);
                remarks.push(format!(
                    "{name}: a sparse file, what follows it was not read"
                ));
                break;
            }
            // Folders, links, devices.
            _ => ahead = Ahead::default(),
        }
        // Beyond the end of any file it is the end of this one.
        let blocks = length.div_ceil(BLOCK_BYTES as u64);
        let next = (start as u64).saturating_add(blocks.saturating_mul(BLOCK_BYTES as u64));
        at = usize::try_from(next).unwrap_or(usize::MAX);
    }
    let rest = bytes.len().saturating_sub(at);
    if ahead.name.is_some() || (1..BLOCK_BYTES).contains(&rest) {
        remarks.push("it is cut off: there was more in it".into());
    }
    Ok(files)
}

/// The name in a header, with what POSIX puts before it.
fn name_of(header: &[u8; BLOCK_BYTES]) -> String {
    let name = string(&header[..100]);
    match &header[257..263] == b"ustar\0" && header[345] != 0 {
        true => format!("{}/{name}", string(&header[345..500])),
        false => name,
    }
}

/// Text up to a NUL.
fn string(field: &[u8]) -> String {
    let end = field.iter().position(|&byte| byte == 0);
    String::from_utf8_lossy(&field[..end.unwrap_or(field.len())]).into_owned()
}

/// A number in octal digits, or in binary where the first bit is set.
fn octal(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if first & 0x80 != 0 {
        let start = u64::from(first & 0x7f);
        return rest.iter().try_fold(start, |value, byte| {
            Some(value.checked_mul(256)? + u64::from(*byte))
        });
    }
    let is_end = |byte: &u8| matches!(byte, 0 | b' ');
    let digits = field.trim_ascii_start();
    let digits = digits.split(is_end).next().unwrap_or_default();
    let mut value = 0;
    for digit in digits {
        match digit {
            b'0'..=b'7' => value = value * 8 + u64::from(digit - b'0'),
            _ => return None,
        }
    }
    Some(value)
}

/// `27 mtime=1795446721.5\n`, one after the other.
fn pax(mut records: &[u8], ahead: &mut Ahead) {
    while let Some((length, _)) = text::split_once(records, b" ")
        && let Some(length) = text::decimal(length)
        && let Some(record) = records.get(..length as usize)
        && !record.is_empty()
    {
        records = &records[record.len()..];
        let Some((_, record)) = text::split_once(record, b" ") else {
            continue;
        };
        let (key, value) = text::split_once(record, b"=").unwrap_or_default();
        let value = String::from_utf8_lossy(value.strip_suffix(b"\n").unwrap_or(value));
        match key {
            b"path" => ahead.name = Some(value.into_owned()),
            b"mtime" => ahead.modified_ms = units::number(&value).map(|seconds| seconds * 1e3),
            b"size" => ahead.bytes = text::decimal(value.as_bytes()),
            _ => {}
        }
    }
}

/// What stands before a file in a tar: how a folder is handed over. Its name and its time to the
/// millisecond need a header of their own.
pub fn header(name: &str, bytes: u64, modified_ms: f64) -> Vec<u8> {
    let mut records = Vec::new();
    let mtime = units::shortest(modified_ms.max(0.0) / 1e3);
    for (key, value) in [("path", name), ("mtime", &mtime)] {
        let rest = format!(" {key}={value}\n");
        // The length counts its own digits.
        let mut length = rest.len();
        while length != rest.len() + length.to_string().len() {
            length = rest.len() + length.to_string().len();
        }
        records.extend(format!("{length}{rest}").into_bytes());
    }
    let mut header = block(b'x', records.len() as u64);
    header.extend(&records);
    header.resize(header.len() + padding(records.len() as u64), 0);
    header.extend(block(b'0', bytes));
    header
}

/// How many bytes fill the last block of so many.
pub fn padding(bytes: u64) -> usize {
    (bytes.next_multiple_of(BLOCK_BYTES as u64) - bytes) as usize
}

fn block(kind: u8, bytes: u64) -> Vec<u8> {
    let mut header = [0; BLOCK_BYTES];
    header[0] = b'-';
    // What its digits cannot say is longer than anything that is opened.
    let bytes = bytes.min(0o777_7777_7777);
    header[124..135].copy_from_slice(format!("{bytes:011o}").as_bytes());
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum = sum(&header);
    header[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
    header.to_vec()
}
