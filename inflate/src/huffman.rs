//! Prefix codes: from their lengths to tables that are looked up by the next bits.

use crate::Broken;

/// The longest code of deflate, in bits.
const MAX_BITS: usize = 15;

/// Codes of up to this many bits are found by one look; longer ones are rare (each stands for less
/// than one symbol in 2,048) and are found bit by bit.
const LOOK_BITS: u32 = 11;

/// What a code stands for, packed so that the loop has to look once:
///
/// ```text
/// bits 0..4   the code's length, 0 where there is no such code
///      8..12  how many more bits belong to the symbol
///     16..31  the symbol's base, which those bits add to
///     30, 31  END, LITERAL
/// ```
#[derive(Clone, Copy, Default)]
pub struct Entry(u32);

impl Entry {
    pub const LITERAL: u32 = 1 << 31;
    pub const END: u32 = 1 << 30;

    /// A symbol that is a number: `base`, plus what `extra` bits say.
    pub const fn number(base: u16, extra: u8) -> Entry {
        Entry((base as u32) << 16 | (extra as u32) << 8)
    }

    /// A symbol that is a byte.
    pub const fn literal(byte: u8) -> Entry {
        Entry(Entry::LITERAL | (byte as u32) << 16)
    }

    /// The symbol that ends a block.
    pub const fn end() -> Entry {
        Entry(Entry::END)
    }

    /// Of how many bits the code is; 0 for none.
    pub fn len(self) -> u32 {
        self.0 & 15
    }

    pub fn is_literal(self) -> bool {
        self.0 & Entry::LITERAL != 0
    }

    pub fn is_end(self) -> bool {
        self.0 & Entry::END != 0
    }

    pub fn byte(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// How many bits code and symbol take together.
    pub fn bits(self) -> u32 {
        self.len() + self.extra()
    }

    fn extra(self) -> u32 {
        self.0 >> 8 & 15
    }

    /// The number, where `bits` begin with this code.
    pub fn value(self, bits: u64) -> usize {
        let more = bits >> self.len() & ((1 << self.extra()) - 1);
        (self.0 >> 16 & 0x7fff) as usize + more as usize
    }
}

/// A code, ready to be read.
pub struct Table {
    looks: Box<[Entry; 1 << LOOK_BITS]>,
    /// How many codes there are of each length.
    counts: [u16; MAX_BITS + 1],
    /// What they stand for, by code.
    symbols: Vec<Entry>,
}

impl Table {
    /// Without codes.
    pub fn new() -> Table {
        Table {
            looks: Box::new([Entry::default(); 1 << LOOK_BITS]),
            counts: [0; MAX_BITS + 1],
            symbols: Vec::new(),
        }
    }

    /// Takes on the code whose symbols have codes of these `lengths` (RFC 1951, section 3.2.2).
    ///
    /// # Errors
    /// What zlib refuses: more codes than there is room for, or fewer, but for a single one of one
    /// bit or, with `may_be_empty`, none.
    pub fn set(
        &mut self,
        lengths: &[u8],
        may_be_empty: bool,
        symbol: impl Fn(usize) -> Entry,
    ) -> Result<(), Broken> {
        let mut counts = [0u16; MAX_BITS + 1];
        for &length in lengths {
            counts[usize::from(length) & MAX_BITS] += 1;
        }
        counts[0] = 0;
        let used: usize = counts.iter().map(|&count| usize::from(count)).sum();
        // In units of the longest code.
        let room: u32 = (1..=MAX_BITS).fold(0, |sum, bits| {
            sum + (u32::from(counts[bits]) << (MAX_BITS - bits))
        });
        let is_whole = room == 1 << MAX_BITS;
        let is_single = used == 1 && counts[1] == 1;
        if !(is_whole || is_single || may_be_empty && used == 0) {
            return Err(Broken::Damaged("codes that cannot be"));
        }
        self.counts = counts;
        self.symbols.clear();
        self.looks.fill(Entry::default());
        let mut code = 0u32;
        for bits in 1..=MAX_BITS as u32 {
            code <<= 1;
            for (at, _) in lengths
                .iter()
                .enumerate()
                .filter(|(_, length)| u32::from(**length) == bits)
            {
                let entry = Entry(symbol(at).0 | bits);
                self.symbols.push(entry);
                if bits <= LOOK_BITS {
                    // Codes are read from their highest bit, which comes first and so lowest.
                    let first = code.reverse_bits() >> (32 - bits);
                    let looks = self.looks[first as usize..].iter_mut();
                    looks.step_by(1 << bits).for_each(|look| *look = entry);
                }
                code += 1;
            }
        }
        Ok(())
    }

    /// The symbol whose code `bits` begin with, of length 0 if there is none.
    #[inline(always)]
    pub fn find(&self, bits: u64) -> Entry {
        let entry = self.looks[(bits & ((1 << LOOK_BITS) - 1)) as usize];
        match entry.len() {
            0 => self.find_long(bits),
            _ => entry,
        }
    }

    #[cold]
    #[inline(never)]
    fn find_long(&self, mut bits: u64) -> Entry {
        let (mut code, mut first, mut at) = (0, 0, 0);
        for &count in &self.counts[1..] {
            code |= (bits & 1) as usize;
            bits >>= 1;
            let count = usize::from(count);
            if code < first + count {
                return self.symbols[at + code - first];
            }
            at += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Entry::default()
    }
}
