//! LZMA's decoder, for streams of our own making: how many bytes come out is known, and so are
//! [`LITERAL_CONTEXT`] and that neither literals nor lengths depend on where they stand (`lc`, `lp` = 0,
//! `pb` = 0). Source: "LZMA specification", I. Pavlov, 2015.
//!
//! A range decoder reads one bit at a time, each with a model of its own of how likely it is 0; the bits
//! make literals and matches. It is some 3 kB of wasm where a library's would be ten times that.

/// How many of the highest bits of the byte before choose the models of a literal.
pub const LITERAL_CONTEXT: u32 = 1;

const STATES: usize = 12;
/// States below this come after a literal.
const AFTER_MATCH: usize = 7;
const LENGTH_MODELS: usize = 2 + 8 + 8 + 256;
const LITERAL_MODELS: usize = 0x300;

// Where the models of each kind begin.
const IS_MATCH: usize = 0;
const IS_REPEAT: usize = IS_MATCH + STATES;
const IS_LATER: usize = IS_REPEAT + STATES;
const IS_LATER_THAN_1: usize = IS_LATER + STATES;
const IS_LATER_THAN_2: usize = IS_LATER_THAN_1 + STATES;
const IS_LONG: usize = IS_LATER_THAN_2 + STATES;
const SLOTS: usize = IS_LONG + STATES;
const NEAR: usize = SLOTS + 4 * 64;
const ALIGN: usize = NEAR + 115;
const LENGTHS: usize = ALIGN + 16;
const REPEAT_LENGTHS: usize = LENGTHS + LENGTH_MODELS;
const LITERALS: usize = REPEAT_LENGTHS + LENGTH_MODELS;
/// Some more than there are, so that the remainder of a division by it is cheap.
const MODELS: usize = (LITERALS + (LITERAL_MODELS << LITERAL_CONTEXT)).next_power_of_two();

/// Fills `out` with what `packed` holds. None where that is cut off or is not LZMA.
pub fn expand(packed: &[u8], out: &mut [u8]) -> Option<()> {
    let mut bits = Bits::new(packed)?;
    let (mut state, mut end) = (0, 0);
    // Distances of the last four matches, less one.
    let mut before = [0usize; 4];
    while end < out.len() {
        if bits.read(IS_MATCH + state) == 0 {
            let last = end.checked_sub(1).and_then(|last| out.get(last));
            let context = last.map_or(0, |&last| usize::from(last) >> (8 - LITERAL_CONTEXT));
            let matched = match state < AFTER_MATCH {
                true => None,
                false => Some(*out.get(end.checked_sub(before[0].checked_add(1)?)?)?),
            };
            let models = LITERALS + context * LITERAL_MODELS;
            *out.get_mut(end)? = bits.literal(models, matched);
            end += 1;
            state = match state {
                0..4 => 0,
                4..10 => state - 3,
                _ => state - 6,
            };
            continue;
        }
        let after_literal = state < AFTER_MATCH;
        let length = if bits.read(IS_REPEAT + state) == 1 {
            if bits.read(IS_LATER + state) == 1 {
                let which = match bits.read(IS_LATER_THAN_1 + state) {
                    0 => 1,
                    _ => 2 + bits.read(IS_LATER_THAN_2 + state),
                };
                before[..=which].rotate_right(1);
            } else if bits.read(IS_LONG + state) == 0 {
                state = if after_literal { 9 } else { 11 };
                copy(out, &mut end, before[0], 1)?;
                continue;
            }
            state = if after_literal { 8 } else { 11 };
            bits.length(REPEAT_LENGTHS)
        } else {
            state = if after_literal { 7 } else { 10 };
            let length = bits.length(LENGTHS);
            before.rotate_right(1);
            before[0] = bits.distance(length);
            length
        };
        copy(out, &mut end, before[0], length + 2)?;
    }
    (!bits.is_over).then_some(())
}

/// Copies what stands `distance` + 1 before the end; both may overlap.
fn copy(out: &mut [u8], end: &mut usize, distance: usize, length: usize) -> Option<()> {
    let from = end.checked_sub(distance.checked_add(1)?)?;
    if length > out.len() - *end {
        return None;
    }
    for at in from..from + length {
        out[*end] = out[at];
        *end += 1;
    }
    Some(())
}

/// The range decoder and its models.
struct Bits<'a> {
    packed: &'a [u8],
    /// Whether more was read than there is. What is read then means nothing.
    is_over: bool,
    range: u32,
    code: u32,
    /// How likely each bit is 0, of 2048.
    models: [u16; MODELS],
}

impl Bits<'_> {
    fn new(packed: &[u8]) -> Option<Bits<'_>> {
        let (&[0, first @ ..], packed) = packed.split_first_chunk::<5>()? else {
            return None;
        };
        Some(Bits {
            packed,
            is_over: false,
            range: u32::MAX,
            code: u32::from_be_bytes(first),
            models: [1024; MODELS],
        })
    }

    /// The next bit, of a model.
    fn read(&mut self, model: usize) -> usize {
        // Never more than there are; saying so spares a check of each.
        let model = &mut self.models[model % MODELS];
        let bound = (self.range >> 11) * u32::from(*model);
        let bit = if self.code < bound {
            self.range = bound;
            *model += (2048 - *model) >> 5;
            0
        } else {
            self.range -= bound;
            self.code -= bound;
            *model -= *model >> 5;
            1
        };
        if self.range < 1 << 24 {
            self.refill();
        }
        bit
    }

    fn refill(&mut self) {
        let mut next = 0;
        match self.packed.split_first() {
            Some((&first, packed)) => (next, self.packed) = (first, packed),
            None => self.is_over = true,
        }
        self.range <<= 8;
        self.code = self.code << 8 | u32::from(next);
    }

    /// So many bits, the highest first, each with a model that the ones before it choose.
    fn tree(&mut self, models: usize, count: u32) -> usize {
        let mut path = 1;
        for _ in 0..count {
            path = path << 1 | self.read(models + path);
        }
        path - (1 << count)
    }

    /// The same, the lowest first.
    fn tree_from_lowest(&mut self, models: usize, count: u32) -> usize {
        let (mut path, mut number) = (1, 0);
        for place in 0..count {
            let bit = self.read(models + path);
            path = path << 1 | bit;
            number |= bit << place;
        }
        number
    }

    /// So many bits that are as often 0 as 1.
    fn even(&mut self, count: u32) -> usize {
        let mut number = 0;
        for _ in 0..count {
            self.range >>= 1;
            let bit = self.code >= self.range;
            if bit {
                self.code -= self.range;
            }
            number = number << 1 | usize::from(bit);
            if self.range < 1 << 24 {
                self.refill();
            }
        }
        number
    }

    /// A byte. After a match, the byte that would have gone on with it chooses the models as long as
    /// the bits are the same.
    fn literal(&mut self, models: usize, matched: Option<u8>) -> u8 {
        let mut path = 1;
        if let Some(matched) = matched {
            for place in (0..8).rev() {
                let expected = usize::from(matched >> place & 1);
                let bit = self.read(models + (1 + expected) * 0x100 + path);
                path = path << 1 | bit;
                if bit != expected {
                    break;
                }
            }
        }
        while path < 0x100 {
            path = path << 1 | self.read(models + path);
        }
        path as u8
    }

    /// A match's length, less two.
    fn length(&mut self, models: usize) -> usize {
        const SHORT: usize = 2;
        if self.read(models) == 0 {
            return self.tree(models + SHORT, 3);
        }
        if self.read(models + 1) == 0 {
            return 8 + self.tree(models + SHORT + 8, 3);
        }
        16 + self.tree(models + SHORT + 16, 8)
    }

    /// A match's distance, less one: a slot says how many bits it has and what the highest two are.
    fn distance(&mut self, length: usize) -> usize {
        let slot = self.tree(SLOTS + length.min(3) * 64, 6);
        if slot < 4 {
            return slot;
        }
        let more = (slot >> 1) as u32 - 1;
        let highest = (2 | (slot & 1)) << more;
        if slot < 14 {
            return highest + self.tree_from_lowest(NEAR + highest - slot, more);
        }
        let middle = self.even(more - 4) << 4;
        (highest + middle).wrapping_add(self.tree_from_lowest(ALIGN, 4))
    }
}
