//! The checksum of gzip and zip.

/// How many bytes one step takes.
const STEP: usize = 16;

/// A CRC-32 as gzip and zip have it (RFC 1952, section 8), of bytes that come piece by piece.
pub struct Crc {
    /// `tables[n][b]`: what byte `b` does to the sum when `n` more bytes follow it in its step.
    /// They are made anew each time: 16 kB of constants would be half of this crate.
    tables: Box<[[u32; 256]; STEP]>,
    /// All bits turned.
    sum: u32,
}

impl Default for Crc {
    fn default() -> Crc {
        Crc::new()
    }
}

impl Crc {
    /// The sum of no bytes.
    pub fn new() -> Crc {
        let mut tables = Box::new([[0; 256]; STEP]);
        for byte in 0..256 {
            let by_bit = |sum: u32, _| (sum >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(sum & 1));
            tables[0][byte] = (0..8).fold(byte as u32, by_bit);
        }
        for n in 1..STEP {
            for byte in 0..256 {
                let sum = tables[n - 1][byte];
                tables[n][byte] = (sum >> 8) ^ tables[0][(sum & 0xff) as usize];
            }
        }
        Crc { tables, sum: !0 }
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let tables = &*self.tables;
        let mut sum = self.sum;
        let (steps, rest) = bytes.as_chunks::<STEP>();
        for step in steps {
            let mut step = *step;
            for (byte, old) in step.iter_mut().zip(sum.to_le_bytes()) {
                *byte ^= old;
            }
            sum = 0;
            for (at, byte) in step.into_iter().enumerate() {
                sum ^= tables[STEP - 1 - at][usize::from(byte)];
            }
        }
        for byte in rest {
            sum = (sum >> 8) ^ tables[0][usize::from(sum as u8 ^ byte)];
        }
        self.sum = sum;
    }

    /// The sum of all bytes so far.
    pub fn sum(&self) -> u32 {
        !self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(pieces: &[&[u8]]) -> u32 {
        let mut crc = Crc::new();
        for piece in pieces {
            crc.update(piece);
        }
        crc.sum()
    }

    #[test]
    fn the_usual_check_value() {
        assert_eq!(sum(&[b"123456789"]), 0xcbf4_3926);
        assert_eq!(sum(&[]), 0);
    }

    proptest! {
        #[test]
        fn pieces_come_to_what_another_program_says(bytes: Vec<u8>, cut: prop::sample::Index) {
            let (head, tail) = bytes.split_at(cut.index(bytes.len() + 1));
            let mut theirs = flate2::Crc::new();
            theirs.update(&bytes);
            prop_assert_eq!(sum(&[head, tail]), theirs.sum());
        }
    }
}
