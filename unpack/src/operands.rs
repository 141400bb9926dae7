//! What follows each opcode, and which stream it goes to.
//! Source: WebAssembly 2.0, section 5.4 "Instructions", without vectors.

/// How many streams there are.
pub const STREAMS: usize = 12;

/// A kind of bytes that a module has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Everything but the code section's length and what is in it.
    Frame,
    /// Opcodes and symbols.
    Opcodes,
    /// The locals that functions declare.
    Declared,
    /// Which local is read or written: [`Recent`](crate::Recent)'s place of it, in one or two bytes.
    Local,
    /// Constants of 32 bits.
    I32,
    /// Constants of 64 bits.
    I64,
    /// Fractions of four and eight bytes.
    Float,
    /// How far from its address a load or a store goes.
    Offset,
    /// Which function is called.
    Call,
    /// How many blocks a branch leaves.
    Branch,
    /// The same, of branches by a table.
    Table,
    /// Types of blocks, globals and what is rarer.
    Other,
}

/// Reads a local. Between this and the next, one writes a local.
pub const LOCAL_GET: u8 = 0x20;
/// Writes a local and keeps the value.
pub const LOCAL_TEE: u8 = 0x22;
/// Only in a stream of opcodes: read the local that was named last, and the one before it. wasm has
/// no such opcodes.
pub const RECENT_GETS: [u8; 2] = [0x16, 0x17];

/// What an opcode is followed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// Nothing.
    None,
    /// So many numbers of variable length.
    Numbers(u32, Stream),
    /// So many bytes.
    Bytes(usize),
    /// Two numbers: an alignment, left out because it is always 0, and an offset.
    Offset,
    /// A number `n`, and so many numbers and one more.
    Targets,
    /// A second opcode, and as many numbers as [`numbers_after`] that one.
    Prefixed,
}

impl Operands {
    /// None for an opcode that is not known here.
    #[inline(always)]
    pub fn of(opcode: u8) -> Option<Operands> {
        Some(match opcode {
            0x02..=0x04 | 0x23..=0x26 | 0x3f | 0x40 | 0xd0 | 0xd2 => {
                Operands::Numbers(1, Stream::Other)
            }
            0x0c | 0x0d => Operands::Numbers(1, Stream::Branch),
            0x0e => Operands::Targets,
            0x10 => Operands::Numbers(1, Stream::Call),
            0x11 => Operands::Numbers(2, Stream::Other),
            0x20..=0x22 => Operands::Numbers(1, Stream::Local),
            0x28..=0x3e => Operands::Offset,
            0x41 => Operands::Numbers(1, Stream::I32),
            0x42 => Operands::Numbers(1, Stream::I64),
            0x43 => Operands::Bytes(4),
            0x44 => Operands::Bytes(8),
            0xfc => Operands::Prefixed,
            0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => Operands::None,
            _ => return None,
        })
    }

    /// Where its operands are.
    #[inline(always)]
    pub fn stream(self) -> Stream {
        match self {
            Operands::Numbers(_, stream) => stream,
            Operands::Bytes(_) => Stream::Float,
            Operands::Offset => Stream::Offset,
            Operands::Targets => Stream::Table,
            Operands::Prefixed | Operands::None => Stream::Other,
        }
    }
}

/// How many numbers follow the opcode after a prefix: conversions have none, of memories and tables
/// `init` and `copy` have two and the others one.
pub fn numbers_after(second: u32) -> u32 {
    match second {
        0..=7 => 0,
        8 | 10 | 12 | 14 => 2,
        _ => 1,
    }
}
