//! deflate, as RFC 1951 has it.

use crate::Broken;
use crate::huffman::{Entry, Table};

/// Matches are copied in chunks of this many bytes.
const CHUNK_BYTES: usize = 8;

/// How far a step may write beyond where it should stop: the longest match, in whole chunks.
const SLACK_BYTES: usize = 258 + CHUNK_BYTES;

/// So many blocks are begun at most before giving back: each has tables to be made, and may be empty.
const BLOCKS_AT_ONCE: u32 = 64;

/// A match takes no more bits than this: 15 and 5 for its length, 15 and 13 for its distance.
const MATCH_BITS: u32 = 48;

/// The lengths of matches, by symbol less 257. The last is not what the others lead to.
const LENGTHS: [Entry; 29] = {
    let mut lengths = numbers(3, 4);
    lengths[28] = Entry::number(258, 0);
    lengths
};

/// The distances of matches, by symbol.
const DISTANCES: [Entry; 30] = numbers(1, 2);

/// The order in which a block gives the lengths of the codes its own codes are written in.
const CODE_ORDER: [u8; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Numbers from `first` on: twice `run` without extra bits, then `run` with one, `run` with two, ….
const fn numbers<const N: usize>(first: u16, run: usize) -> [Entry; N] {
    let mut entries = [Entry::number(0, 0); N];
    let (mut at, mut base) = (0, first);
    while at < N {
        let extra = if at < 2 * run { 0 } else { at / run - 1 };
        entries[at] = Entry::number(base, extra as u8);
        base += 1 << extra;
        at += 1;
    }
    entries
}

/// A stream of deflate being inflated.
pub struct Inflater<'a> {
    input: &'a [u8],
    /// The place in `input` of the first byte none of whose bits are counted in `count`.
    at: usize,
    /// What comes next, from the lowest bit on. Bits above `count` may be set already: to what
    /// stands at `at`.
    bits: u64,
    /// How many of `bits` were taken from `input`.
    count: u32,
    state: State,
    is_last_block: bool,
    lengths: Table,
    distances: Table,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A block's head comes next.
    Between,
    /// So many bytes are left of a block that is stored as it is.
    Stored(usize),
    Coded,
    Ended,
}

impl<'a> Inflater<'a> {
    /// Inflates the stream at the start of `input`, which may go on after it.
    pub fn new(input: &'a [u8]) -> Inflater<'a> {
        Inflater {
            input,
            at: 0,
            bits: 0,
            count: 0,
            state: State::Between,
            is_last_block: false,
            lengths: Table::new(),
            distances: Table::new(),
        }
    }

    /// Appends what comes next to `out`: no more than `most` bytes and the rest of a match, and less
    /// where blocks are small. What was appended before stands in `out` from `start` on. Whether that
    /// was all.
    ///
    /// # Errors
    /// What is wrong with the stream; no more can be had of it then.
    pub fn more(&mut self, out: &mut Vec<u8>, start: usize, most: usize) -> Result<bool, Broken> {
        let (mut to, until) = (out.len(), out.len() + most);
        let mut blocks = 0;
        out.resize(until + SLACK_BYTES, 0);
        let mut step = || {
            while to < until && blocks < BLOCKS_AT_ONCE && self.state != State::Ended {
                match self.state {
                    State::Stored(left) => self.stored(&mut out[..until], &mut to, left)?,
                    State::Coded => self.coded(&mut out[start..], start, &mut to, until)?,
                    State::Between if self.is_last_block => self.state = State::Ended,
                    State::Between => {
                        self.head()?;
                        blocks += 1;
                    }
                    State::Ended => {}
                }
            }
            // An end that is due needs no room.
            if self.state == State::Between && self.is_last_block {
                self.state = State::Ended;
            }
            Ok(self.state == State::Ended)
        };
        let result = step();
        out.truncate(to);
        result
    }

    /// Where the first byte behind the stream lies, once it has ended; where reading is, before.
    pub fn place(&self) -> usize {
        self.at - (self.count / 8) as usize
    }

    /// Takes bits in until there are at least [`MATCH_BITS`], or no more.
    #[inline(always)]
    fn refill(&mut self) {
        if let Some(chunk) = self.input[self.at..].first_chunk() {
            self.bits |= u64::from_le_bytes(*chunk) << self.count;
            let bytes = (63 - self.count) / 8;
            self.at += bytes as usize;
            self.count += bytes * 8;
        } else {
            self.refill_slowly();
        }
    }

    #[cold]
    #[inline(never)]
    fn refill_slowly(&mut self) {
        while self.count <= 56
            && let Some(&byte) = self.input.get(self.at)
        {
            self.bits |= u64::from(byte) << self.count;
            self.at += 1;
            self.count += 8;
        }
    }

    /// Leaves bits behind, if there were so many.
    #[inline(always)]
    fn skip(&mut self, bits: u32) -> Result<(), Broken> {
        self.bits >>= bits;
        match self.count.checked_sub(bits) {
            Some(left) => self.count = left,
            None => return Err(Broken::CutOff),
        }
        Ok(())
    }

    /// The next bits as a number; of [`MATCH_BITS`] at most.
    fn take(&mut self, bits: u32) -> Result<usize, Broken> {
        self.refill();
        let number = self.bits & ((1 << bits) - 1);
        self.skip(bits)?;
        Ok(number as usize)
    }

    /// Reads what stands before a block.
    fn head(&mut self) -> Result<(), Broken> {
        self.is_last_block = self.take(1)? == 1;
        self.state = match self.take(2)? {
            0 => {
                self.take(self.count % 8)?;
                let (length, again) = (self.take(16)?, self.take(16)?);
                if length != !again & 0xffff {
                    return Err(Broken::Damaged("a stored block whose length is unclear"));
                }
                // What was taken in lies as bytes in `input` too.
                self.at = self.place();
                (self.bits, self.count) = (0, 0);
                State::Stored(length)
            }
            1 => {
                let mut lengths = [8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                self.lengths.set(&lengths, false, length_symbol)?;
                self.distances.set(&[5; 32], false, distance_symbol)?;
                State::Coded
            }
            2 => {
                self.codes()?;
                State::Coded
            }
            _ => return Err(Broken::Damaged("a block of an unknown kind")),
        };
        Ok(())
    }

    /// Reads a block's own codes.
    fn codes(&mut self) -> Result<(), Broken> {
        let (lengths, distances, orders) =
            (257 + self.take(5)?, 1 + self.take(5)?, 4 + self.take(4)?);
        if lengths > 286 || distances > 30 {
            return Err(Broken::Damaged("more codes than there are symbols"));
        }
        let mut of_codes = [0; 19];
        for &symbol in &CODE_ORDER[..orders] {
            of_codes[usize::from(symbol)] = self.take(3)? as u8;
        }
        // The table of distances is not in use yet.
        let plain = |symbol: usize| Entry::literal(symbol as u8);
        self.distances.set(&of_codes, false, plain)?;
        let mut of_symbols = [0; 286 + 30];
        let (mut at, all) = (0, lengths + distances);
        while at < all {
            self.refill();
            let entry = self.distances.find(self.bits);
            if entry.len() == 0 {
                return Err(self.no_code());
            }
            self.skip(entry.len())?;
            let (length, times) = match entry.byte() {
                16 if at == 0 => return Err(Broken::Damaged("a length that repeats none")),
                16 => (of_symbols[at - 1], 3 + self.take(2)?),
                17 => (0, 3 + self.take(3)?),
                18 => (0, 11 + self.take(7)?),
                length => (length, 1),
            };
            if times > all - at {
                return Err(Broken::Damaged("more lengths than codes"));
            }
            of_symbols[at..at + times].fill(length);
            at += times;
        }
        if of_symbols[256] == 0 {
            return Err(Broken::Damaged("a block that cannot end"));
        }
        let (of_lengths, of_distances) = of_symbols[..all].split_at(lengths);
        self.lengths.set(of_lengths, false, length_symbol)?;
        self.distances.set(of_distances, true, distance_symbol)
    }

    /// Bits that are no code: cut off, if it is for their number.
    fn no_code(&self) -> Broken {
        match self.count < 15 {
            true => Broken::CutOff,
            false => Broken::Damaged("a code that stands for nothing"),
        }
    }

    fn stored(&mut self, out: &mut [u8], to: &mut usize, left: usize) -> Result<(), Broken> {
        let input = &self.input[self.at..];
        let count = left.min(out.len() - *to);
        let is_there = count.min(input.len());
        out[*to..*to + is_there].copy_from_slice(&input[..is_there]);
        *to += is_there;
        self.at += is_there;
        if is_there < count {
            return Err(Broken::CutOff);
        }
        self.state = match left - count {
            0 => State::Between,
            left => State::Stored(left),
        };
        Ok(())
    }

    /// Reads symbols until the block ends or enough is written. `out` is what the stream came to
    /// and room; `start` its place in what `to` and `until` count in.
    fn coded(
        &mut self,
        out: &mut [u8],
        start: usize,
        to: &mut usize,
        until: usize,
    ) -> Result<(), Broken> {
        let (mut place, until) = (*to - start, until - start);
        let result = loop {
            if place >= until {
                break Ok(());
            }
            match self.symbol(out, place) {
                Ok(Some(length)) => place += length,
                Ok(None) => {
                    self.state = State::Between;
                    break Ok(());
                }
                Err(broken) => break Err(broken),
            }
        };
        *to = start + place;
        result
    }

    /// Writes what the next symbol stands for to `place`. Of how many bytes it is; none ends the
    /// block.
    #[inline(always)]
    fn symbol(&mut self, out: &mut [u8], place: usize) -> Result<Option<usize>, Broken> {
        if self.count < MATCH_BITS {
            self.refill();
        }
        let entry = self.lengths.find(self.bits);
        if entry.is_literal() {
            self.skip(entry.len())?;
            out[place] = entry.byte();
            return Ok(Some(1));
        }
        if entry.len() == 0 {
            return Err(self.no_code());
        }
        if entry.is_end() {
            self.skip(entry.len())?;
            return Ok(None);
        }
        let length = entry.value(self.bits);
        self.skip(entry.bits())?;
        if length == 0 {
            return Err(Broken::Damaged("a length that is none"));
        }
        let entry = self.distances.find(self.bits);
        if entry.len() == 0 {
            return Err(self.no_code());
        }
        let distance = entry.value(self.bits);
        self.skip(entry.bits())?;
        if distance > place || distance == 0 {
            return Err(Broken::Damaged("a match before the start"));
        }
        copy(out, place, distance, length);
        Ok(Some(length))
    }
}

/// Writes `length` bytes to `place`, which are those `distance` before each; beyond them up to a
/// chunk of whatever.
#[inline(always)]
fn copy(out: &mut [u8], place: usize, distance: usize, length: usize) {
    let from = place - distance;
    if distance >= CHUNK_BYTES {
        for at in (0..length).step_by(CHUNK_BYTES) {
            if let Some(&chunk) = out[from + at..].first_chunk::<CHUNK_BYTES>()
                && let Some(room) = out[place + at..].first_chunk_mut()
            {
                *room = chunk;
            }
        }
    } else if distance == 1 {
        let byte = out[from];
        out[place..place + length].fill(byte);
    } else {
        for at in 0..length {
            out[place + at] = out[from + at];
        }
    }
}

/// The two highest symbols have codes in a fixed block, and stand for nothing.
fn length_symbol(symbol: usize) -> Entry {
    match symbol {
        0..256 => Entry::literal(symbol as u8),
        256 => Entry::end(),
        _ => LENGTHS.get(symbol - 257).copied().unwrap_or_default(),
    }
}

/// As with lengths.
fn distance_symbol(symbol: usize) -> Entry {
    DISTANCES.get(symbol).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
