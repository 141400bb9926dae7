//! Puts a wasm module together from streams.
//!
//! In a wasm file opcodes and operands alternate, and each kind hides the pattern of the others from a
//! compressor that looks for repeated bytes. Apart, opcodes repeat as opcodes do, locals as locals, and
//! the same deflate makes a fifth less of them. `cargo xtask pack` takes the page's module apart; this
//! is compiled for the browser, to some kilobytes in the start script, and natively, so that no build
//! leaves that would not come out as it went in.
//!
//! ```text
//! packed  = header macros streams
//! header  = u32[4 + STREAMS], little-endian: bytes of the module, bytes of the frame that come before
//!           the code section's length, functions, macros, bytes of each stream
//! macros  = (symbol first second)*, a byte each: in the stream of opcodes `symbol` stands for the two,
//!           which are opcodes or earlier symbols
//! ```
//!
//! Locals are not given by their numbers but by how many others were named since ([`Recent`]); reading
//! the last two has opcodes of its own.
//!
//! Lengths of functions are not kept: each ends with the `end` of its outermost block. Put together,
//! they have five bytes each, whatever they were, and so have the code section's and the number of
//! functions.

#![no_std]

mod operands;
#[cfg(all(target_arch = "wasm32", not(test)))]
mod page;
mod recent;
#[cfg(test)]
mod tests;

pub use operands::{LOCAL_GET, LOCAL_TEE, Operands, RECENT_GETS, STREAMS, Stream, numbers_after};
pub use recent::Recent;

/// A length is written with so many bytes whatever it is, so that it can be filled in afterwards.
pub const PADDED: usize = 5;
/// How many numbers the header has.
pub const HEADER_WORDS: usize = 4 + STREAMS;
/// How many opcodes a symbol stands for at most.
pub const LONGEST_MACRO: usize = 32;

const BLOCK: u8 = 0x02;
const IF: u8 = 0x04;
const END: u8 = 0x0b;

/// How long the module is that was taken apart.
pub fn module_length(packed: &[u8]) -> Option<usize> {
    word(packed, 0)
}

/// Writes the module that was taken apart into `module`, which is as long as it. Where the packed bytes
/// are cut off, or no packed bytes at all, there is no answer.
pub fn unpack(packed: &[u8], module: &mut [u8]) -> Option<()> {
    let (before, functions) = (word(packed, 1)?, word(packed, 2)?);
    let (symbols, rest) = Symbols::read(packed)?;
    let mut module = Module {
        bytes: module,
        end: 0,
    };
    let mut left = [&[][..]; STREAMS];
    let mut rest = rest;
    for (stream, left) in left.iter_mut().enumerate() {
        (*left, rest) = rest.split_at_checked(word(packed, 4 + stream)?)?;
    }
    let frame = &mut left[Stream::Frame as usize];
    let (start, after) = frame.split_at_checked(before)?;
    *frame = after;
    module.extend(start)?;
    let section = module.begin()?;
    module.begin()?;
    module.pad(module.end, functions)?;
    let mut recent = Recent::NONE;
    for _ in 0..functions {
        let body = module.begin()?;
        recent.forget();
        write_body(&symbols, &mut left, &mut recent, &mut module)?;
        module.pad(body, module.end - body)?;
    }
    module.pad(section, module.end - section)?;
    module.extend(left[Stream::Frame as usize])?;
    (module.end == module.bytes.len()).then_some(())
}

fn word(packed: &[u8], number: usize) -> Option<usize> {
    let bytes = packed.get(number * 4..)?.first_chunk()?;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}

/// The opcodes that each symbol stands for.
struct Symbols {
    lengths: [u8; 256],
    opcodes: [[u8; LONGEST_MACRO]; 256],
}

impl Symbols {
    /// Of packed bytes, and what follows their macros.
    fn read(packed: &[u8]) -> Option<(Symbols, &[u8])> {
        let mut symbols = Symbols {
            lengths: [1; 256],
            opcodes: [[0; LONGEST_MACRO]; 256],
        };
        for (opcode, opcodes) in (0..=u8::MAX).zip(&mut symbols.opcodes) {
            opcodes[0] = opcode;
        }
        let mut rest = packed.get(HEADER_WORDS * 4..)?;
        for _ in 0..word(packed, 3)? {
            let (&[symbol, first, second], after) = rest.split_first_chunk()?;
            let mut both = [0; LONGEST_MACRO];
            let mut length = 0;
            for of in [first, second] {
                for &opcode in symbols.meaning(of)? {
                    *both.get_mut(length)? = opcode;
                    length += 1;
                }
            }
            symbols.opcodes[usize::from(symbol)] = both;
            symbols.lengths[usize::from(symbol)] = length as u8;
            rest = after;
        }
        Some((symbols, rest))
    }

    fn meaning(&self, symbol: u8) -> Option<&[u8]> {
        let length = self.lengths[usize::from(symbol)];
        self.opcodes[usize::from(symbol)].get(..usize::from(length))
    }
}

/// The module as far as it is written.
struct Module<'a> {
    bytes: &'a mut [u8],
    end: usize,
}

impl Module<'_> {
    fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.end)? = byte;
        self.end += 1;
        Some(())
    }

    fn extend(&mut self, bytes: &[u8]) -> Option<()> {
        let room = self.bytes.get_mut(self.end..)?.get_mut(..bytes.len())?;
        room.copy_from_slice(bytes);
        self.end += bytes.len();
        Some(())
    }

    /// Leaves room for a length. Where what it counts begins is the answer.
    fn begin(&mut self) -> Option<usize> {
        self.extend(&[0; PADDED])?;
        Some(self.end)
    }

    /// Writes a length before what it counts.
    fn pad(&mut self, start: usize, mut length: usize) -> Option<()> {
        let room = self.bytes.get_mut(..start)?.last_chunk_mut::<PADDED>()?;
        for byte in room.iter_mut() {
            *byte = (length & 0x7f) as u8 | 0x80;
            length >>= 7;
        }
        room[PADDED - 1] &= 0x7f;
        Some(())
    }

    /// Writes a number of variable length.
    fn push_number(&mut self, mut number: u16) -> Option<()> {
        while number > 0x7f {
            self.push(number as u8 | 0x80)?;
            number >>= 7;
        }
        self.push(number as u8)
    }

    /// Copies a byte of a stream, and says what it is.
    fn copy(&mut self, stream: &mut &[u8]) -> Option<u8> {
        let (&byte, after) = stream.split_first()?;
        *stream = after;
        self.push(byte)?;
        Some(byte)
    }

    /// Copies a number of a stream, and says what it is as far as that is small.
    #[inline(always)]
    fn copy_number(&mut self, stream: &mut &[u8]) -> Option<u32> {
        let mut byte = self.copy(stream)?;
        let mut number = u32::from(byte & 0x7f);
        let mut shift = 7;
        while byte > 0x7f {
            byte = self.copy(stream)?;
            number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
        }
        Some(number)
    }
}

/// Takes a number of at most two bytes off a stream.
fn number(stream: &mut &[u8]) -> Option<usize> {
    let (&first, after) = stream.split_first()?;
    *stream = after;
    if first < 0x80 {
        return Some(usize::from(first));
    }
    let (&second, after) = stream.split_first()?;
    *stream = after;
    Some(usize::from(first & 0x7f) | usize::from(second) << 7)
}

/// Writes what a function declares, and its instructions.
fn write_body(
    symbols: &Symbols,
    left: &mut [&[u8]; STREAMS],
    recent: &mut Recent,
    module: &mut Module<'_>,
) -> Option<()> {
    let declared = &mut left[Stream::Declared as usize];
    for _ in 0..module.copy_number(declared)? {
        module.copy_number(declared)?;
        module.copy(declared)?;
    }
    let mut depth = 1usize;
    while depth > 0 {
        let (&symbol, after) = left[Stream::Opcodes as usize].split_first()?;
        left[Stream::Opcodes as usize] = after;
        for &opcode in symbols.meaning(symbol)? {
            if let Some(place) = RECENT_GETS.iter().position(|&get| get == opcode) {
                module.push(LOCAL_GET)?;
                module.push_number(recent.take(place)?)?;
                continue;
            }
            module.push(opcode)?;
            match opcode {
                BLOCK..=IF => depth += 1,
                END => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if let LOCAL_GET..=LOCAL_TEE = opcode {
                let place = number(&mut left[Stream::Local as usize])?;
                module.push_number(recent.take(place)?)?;
                continue;
            }
            write_operands(opcode, left, module)?;
        }
    }
    Some(())
}

#[inline(always)]
fn write_operands(opcode: u8, left: &mut [&[u8]; STREAMS], module: &mut Module<'_>) -> Option<()> {
    let operands = Operands::of(opcode)?;
    let stream = &mut left[operands.stream() as usize];
    let numbers = match operands {
        Operands::None => return Some(()),
        Operands::Numbers(count, _) => count,
        Operands::Bytes(count) => {
            for _ in 0..count {
                module.copy(stream)?;
            }
            0
        }
        Operands::Offset => {
            module.push(0)?;
            1
        }
        Operands::Targets => module.copy_number(stream)?.checked_add(1)?,
        Operands::Prefixed => numbers_after(module.copy_number(stream)?),
    };
    for _ in 0..numbers {
        module.copy_number(stream)?;
    }
    Some(())
}
