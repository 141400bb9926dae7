//! Functions that are called through a Rust vtable: who has its address may call them.
//!
//! ```text
//! u32: the place of what drops a value in the table of functions, or 0
//! u32: bytes of a value
//! u32: how it is aligned
//! u32: the place of each method
//! ```
//!
//! Nothing in a linked module says where one is. An address at which it could be is taken for one: what
//! is told by it is only where a small function goes, never what it does.

use std::collections::HashMap;

use super::facts::Facts;

/// A method's place is at least so far from the vtable's address.
const METHODS: u32 = 12;
/// More than this no value has.
const LARGEST_VALUE: u32 = 1 << 16;
const LARGEST_ALIGNMENT: u32 = 16;

/// The functions of a module by their places in the table.
pub struct Vtables<'a> {
    facts: &'a Facts,
    functions: HashMap<u32, u32>,
}

impl Vtables<'_> {
    /// Of a module.
    pub fn of(facts: &Facts) -> Vtables<'_> {
        Vtables {
            facts,
            functions: facts.slots.iter().copied().collect(),
        }
    }

    /// What the vtable at an address leads to; nothing where none is.
    pub fn functions(&self, address: u32) -> Vec<u32> {
        let word = |place: u32| self.word(address.checked_add(place)?);
        let (drop, bytes, alignment) = (word(0), word(4), word(8));
        let dropped = drop.and_then(|slot| self.functions.get(&slot));
        let is_vtable = address.is_multiple_of(4)
            && (drop == Some(0) || dropped.is_some())
            && bytes.is_some_and(|bytes| bytes <= LARGEST_VALUE)
            && alignment.is_some_and(|it| it.is_power_of_two() && it <= LARGEST_ALIGNMENT);
        if !is_vtable {
            return Vec::new();
        }
        let methods = (METHODS..).step_by(4).map_while(|place| {
            let slot = word(place)?;
            self.functions.get(&slot)
        });
        dropped.into_iter().chain(methods).copied().collect()
    }

    fn word(&self, address: u32) -> Option<u32> {
        self.facts.data.iter().find_map(|(start, bytes)| {
            let place = address.checked_sub(*start)? as usize;
            let word = bytes.get(place..)?.first_chunk()?;
            Some(u32::from_le_bytes(*word))
        })
    }
}
