//! What a stack is known by across profiles and restarts.

use std::fmt;
use std::str::FromStr;

use super::{FrameId, MappingId, Tables};

/// A stack's identity: 128 bits made of the names of its functions, root first. It holds across
/// profiles, restarts and builds as long as the names do; lines and addresses do not enter it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StackId(pub u128);

impl StackId {
    /// The stack without frames.
    pub const EMPTY: StackId = StackId(OFFSET);

    /// The stack of these function names, root first.
    pub fn of_names<'a>(names: impl IntoIterator<Item = &'a [u8]>) -> StackId {
        StackId::of_hashes(names.into_iter().map(hash_of_name))
    }

    /// As [`StackId::of_names`], of the names' hashes.
    pub fn of_hashes(hashes: impl IntoIterator<Item = u128>) -> StackId {
        hashes.into_iter().fold(StackId::EMPTY, StackId::called)
    }

    fn called(self, function: u128) -> StackId {
        // The rotation makes the order count, the product spreads each name over all bits.
        StackId((self.0.rotate_left(29) ^ function).wrapping_mul(MULTIPLIER))
    }
}

impl fmt::Display for StackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for StackId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<StackId, Self::Err> {
        u128::from_str_radix(text, 16).map(StackId)
    }
}

/// Names the stacks of one profile; hashes each frame's name once.
pub struct StackIds {
    of_frame: Vec<u128>,
}

impl StackIds {
    /// For stacks made of these tables' frames.
    pub fn new(tables: &Tables) -> StackIds {
        let functions: Vec<u128> = tables
            .functions
            .name
            .iter()
            .map(|&name| hash_of_name(tables.strings.bytes(name)))
            .collect();
        let of_frame = (0..tables.frames.function.len())
            .map(|frame| {
                let function = tables.frames.function[frame];
                match functions.get(function.index()) {
                    Some(&hash) => hash,
                    None => hash_of_address(tables, FrameId(frame as u32)),
                }
            })
            .collect();
        StackIds { of_frame }
    }

    /// The identity of a stack, root first.
    pub fn of(&self, stack: &[FrameId]) -> StackId {
        self.of_frames(stack.iter().copied())
    }

    /// As [`StackIds::of`], for frames that come one by one, root first.
    pub fn of_frames(&self, root_first: impl IntoIterator<Item = FrameId>) -> StackId {
        root_first.into_iter().fold(StackId::EMPTY, |id, frame| {
            id.called(self.of_frame[frame.index()])
        })
    }
}

/// Without a function: the address within its binary, which address space randomisation leaves alone.
fn hash_of_address(tables: &Tables, frame: FrameId) -> u128 {
    let location = tables.frames.location[frame.index()].index();
    let address = tables.locations.address[location];
    let mapping = tables.locations.mapping[location];
    let (start, file) = match mapping {
        MappingId::NONE => (0, &b""[..]),
        some => (
            tables.mappings.start[some.index()],
            tables.strings.bytes(tables.mappings.file[some.index()]),
        ),
    };
    let mut key = address.wrapping_sub(start).to_le_bytes().to_vec();
    key.extend_from_slice(file);
    hash_of_name(&key)
}

// FNV-1a with 128 bits: the same on every machine and for ever, which recordings rely on.
const OFFSET: u128 = 0x6c62272e07bb014262b821756295c58d;
const PRIME: u128 = 0x0000000001000000000000000000013b;
/// An odd constant whose bits are spread evenly (the golden ratio's), unlike FNV's prime.
const MULTIPLIER: u128 = 0x9e3779b97f4a7c15f39cc0605cedc835;

/// What a function's name gives to the identities of its stacks.
pub fn hash_of_name(bytes: &[u8]) -> u128 {
    bytes.iter().fold(OFFSET, |hash, &byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{FunctionId, StrId};

    #[test]
    fn a_stack_is_its_names_in_order() {
        let id = |names: &[&str]| StackId::of_names(names.iter().map(|n| n.as_bytes()));
        assert_eq!(
            id(&["main.main", "main.run"]),
            id(&["main.main", "main.run"])
        );
        assert_ne!(
            id(&["main.main", "main.run"]),
            id(&["main.run", "main.main"])
        );
        assert_ne!(id(&["a", "a"]), id(&["a", "a", "a"]));
        assert_ne!(id(&["ab", "c"]), id(&["a", "bc"]));
        assert_ne!(id(&["a"]), StackId::EMPTY);
        // Recordings keep these: the value must never change.
        assert_eq!(
            id(&["main.main", "main.run"]).to_string(),
            "26593ac4babe32286d1e5ca23502f834"
        );
        let text = id(&["x"]).to_string();
        assert_eq!(text.parse::<StackId>(), Ok(id(&["x"])));
    }

    #[test]
    fn lines_and_load_addresses_do_not_matter() {
        let tables = |start: u64, line: i64| {
            let mut t = Tables::default();
            let main = t.strings.intern(b"main.main");
            let file = t.strings.intern(b"/bin/etcd");
            let function = t.add_function(main, main, StrId(0), 0);
            let mapping = t.add_mapping(start, start + 4096, 0, file, StrId(0), 0);
            t.add_location(mapping, start + 16, false, [(function, line, 0)]);
            t.add_location(mapping, start + 32, false, []);
            t
        };
        let stack = [FrameId(0), FrameId(1)];
        let (a, b) = (tables(0x1000, 7), tables(0x55d0_0000, 9));
        assert_eq!(a.frames.function[1], FunctionId::NONE);
        assert_eq!(StackIds::new(&a).of(&stack), StackIds::new(&b).of(&stack));
        assert_ne!(
            StackIds::new(&a).of(&stack),
            StackIds::new(&a).of(&stack[..1])
        );
    }
}
