//! gzip, as RFC 1952 has it: one member or several, one after the other.

use crate::{Broken, Crc, Inflater};

/// Flags of a header.
const HAS_SUM: u8 = 1 << 1;
const HAS_EXTRA: u8 = 1 << 2;
const HAS_NAME: u8 = 1 << 3;
const HAS_COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// A gzip file being inflated.
pub struct Gzip<'a> {
    bytes: &'a [u8],
    /// Where the current member's deflate begins in `bytes`; between members, where the next
    /// header does.
    at: usize,
    member: Option<Member<'a>>,
}

struct Member<'a> {
    inflater: Inflater<'a>,
    crc: Crc,
    /// What was in the output before it.
    start: usize,
}

impl<'a> Gzip<'a> {
    /// The members of a file.
    pub fn new(bytes: &'a [u8]) -> Gzip<'a> {
        Gzip {
            bytes,
            at: 0,
            member: None,
        }
    }

    /// Appends what comes next to `out`, which holds what came before: about `most` bytes. Whether
    /// that was all, which includes that the file's checks agree.
    ///
    /// # Errors
    /// What is wrong with the file; no more can be had of it then.
    pub fn more(&mut self, out: &mut Vec<u8>, most: usize) -> Result<bool, Broken> {
        let before = out.len();
        let member = match &mut self.member {
            Some(member) => member,
            None => {
                self.at += header(&self.bytes[self.at..])?;
                self.member.insert(Member {
                    inflater: Inflater::new(&self.bytes[self.at..]),
                    crc: Crc::new(),
                    start: before,
                })
            }
        };
        let has_ended = member.inflater.more(out, member.start, most);
        member.crc.update(&out[before..]);
        if !has_ended? {
            return Ok(false);
        }
        let (sum, length) = (member.crc.sum(), out.len() - member.start);
        self.at += member.inflater.place();
        let trailer = self.bytes[self.at..].first_chunk().ok_or(Broken::CutOff)?;
        let [a, b, c, d, length_bytes @ ..]: [u8; 8] = *trailer;
        if u32::from_le_bytes([a, b, c, d]) != sum {
            return Err(Broken::Damaged("a checksum that does not fit"));
        }
        if u32::from_le_bytes(length_bytes) != length as u32 {
            return Err(Broken::Damaged("a length that does not fit"));
        }
        self.at += trailer.len();
        self.member = None;
        Ok(self.at == self.bytes.len())
    }

    /// How many bytes were read.
    pub fn place(&self) -> usize {
        let inflater = self.member.as_ref().map(|member| &member.inflater);
        self.at + inflater.map_or(0, Inflater::place)
    }
}

/// How long the header is that `bytes` begin with.
fn header(bytes: &[u8]) -> Result<usize, Broken> {
    // Its kind, the method, flags, then a time, hints and a system, which do not matter.
    if !bytes.starts_with(&[0x1f, 0x8b][..bytes.len().min(2)]) {
        return Err(Broken::Damaged("something behind its end"));
    }
    let fixed: [u8; 10] = *bytes.first_chunk().ok_or(Broken::CutOff)?;
    let [_, _, method, flags, ..] = fixed;
    if method != 8 || flags & RESERVED != 0 {
        return Err(Broken::Damaged("a header of an unknown kind"));
    }
    let mut at = fixed.len();
    if flags & HAS_EXTRA != 0 {
        let length = bytes[at..].first_chunk().ok_or(Broken::CutOff)?;
        at += 2 + usize::from(u16::from_le_bytes(*length));
    }
    for text in [HAS_NAME, HAS_COMMENT] {
        if flags & text != 0 {
            let rest = bytes.get(at..).ok_or(Broken::CutOff)?;
            let end = rest.iter().position(|&byte| byte == 0);
            at += 1 + end.ok_or(Broken::CutOff)?;
        }
    }
    if flags & HAS_SUM != 0 {
        let sum = bytes.get(at..at + 2).ok_or(Broken::CutOff)?;
        let mut crc = Crc::new();
        crc.update(&bytes[..at]);
        if crc.sum().to_le_bytes()[..2] != *sum {
            return Err(Broken::Damaged("a header whose checksum does not fit"));
        }
        at += 2;
    }
    match at <= bytes.len() {
        true => Ok(at),
        false => Err(Broken::CutOff),
    }
}

#[cfg(test)]
mod tests;
