//! Values as bytes and back: what the page and the engine send each other, and what is stored.
//!
//! The format is that of [postcard](https://postcard.jamesmunns.com/wire-format), in the part of it
//! that is needed here; there are no names and no types in it, both ends know what comes.
//!
//! ```text
//! u16 u32 u64   seven bits a byte, lowest first; the top bit says that more follows
//! i64           the same, of 0 → 0, −1 → 1, 1 → 2, −2 → 3, …
//! f32 f64       four or eight bytes, lowest first
//! u8 bool       one byte
//! String Vec    how many bytes or elements, then those
//! Option        0, or 1 and the value
//! enum          its variant's place, then the variant's fields
//! struct        its fields; so are pairs, arrays and boxes
//! ```
//!
//! Written for size: each kind of number is coded by one function, and reading cannot fail half-way.
//! Broken bytes are noticed once, at the end; until then what is missing reads as zero, as empty, or
//! as an enum's first variant. No type of ours contains itself, so bytes alone cannot make reading
//! recurse deeper than types do; one that did would have to count how deep it is.

mod coded;
mod plain;
#[cfg(test)]
mod tests;

pub(crate) use coded::coded;

/// What can be put into bytes and taken out again. Made by `coded!`.
pub trait Coded: Sized {
    /// Appends it.
    fn put(&self, out: &mut Vec<u8>);

    /// Takes it from the front; something simple where `input` is broken.
    fn take(input: &mut Input) -> Self;
}

/// A value's bytes.
pub fn to_bytes<T: Coded>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// The value that is all of `bytes`; none if they are of another shape.
pub fn from_bytes<T: Coded>(bytes: &[u8]) -> Option<T> {
    let mut input = Input {
        left: bytes,
        is_broken: false,
    };
    let value = T::take(&mut input);
    (!input.is_broken && input.left.is_empty()).then_some(value)
}

/// Bytes that are being read.
pub struct Input<'a> {
    left: &'a [u8],
    /// Set once and for all by the first thing that cannot be read; nothing is left then.
    is_broken: bool,
}

impl Input<'_> {
    /// An enum's variant, below `variants`; the first if there is none such.
    #[inline(never)]
    pub fn tag(&mut self, variants: u8) -> u8 {
        let [tag] = self.chunk();
        if tag < variants {
            return tag;
        }
        self.fail();
        0
    }

    /// An unsigned number of at most `most`.
    #[inline(never)]
    fn number(&mut self, most: u64) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let [byte] = self.chunk();
            let bits = u64::from(byte & 0x7f);
            number |= bits << shift;
            // A tenth byte has room for one bit.
            if number > most || shift == 63 && byte > 1 {
                self.fail();
                return 0;
            }
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    /// How many bytes or elements follow. An element is one byte at least: more than are left
    /// cannot follow.
    #[inline(never)]
    fn count(&mut self) -> usize {
        let count = self.number(u64::from(u32::MAX)) as usize;
        if count <= self.left.len() {
            return count;
        }
        self.fail();
        0
    }

    #[inline(never)]
    fn text(&mut self) -> String {
        let count = self.count();
        let (text, left) = self.left.split_at_checked(count).unwrap_or_default();
        self.left = left;
        match str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                self.fail();
                String::new()
            }
        }
    }

    #[inline(never)]
    fn chunk<const N: usize>(&mut self) -> [u8; N] {
        let Some((chunk, left)) = self.left.split_first_chunk() else {
            self.fail();
            return [0; N];
        };
        self.left = left;
        *chunk
    }

    fn fail(&mut self) {
        self.is_broken = true;
        self.left = &[];
    }
}
