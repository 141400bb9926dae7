//! The wasm in two: what the first screen needs, and the rest, which comes once the page is ready.
//!
//! Both have one memory and one table. A function of the rest that the first load calls, or that stands
//! in the table, has a *stub* in the first load's module until then:
//!
//! ```text
//! first   stub of f:  load()            imported: has the rest now, at once
//!                     table[n](…)       what stands there then
//! rest    table[n] = f                  takes the stub's place once it is there
//! ```
//!
//! The page and the engine ask for nothing of the rest before it is there (`src/rest.rs`), so that no
//! stub is ever called; where one is, the page waits, and works.

mod facts;
mod first;
pub mod glue;
mod names;
mod rest;
mod rooms;
mod shared;
mod sides;
#[cfg(test)]
mod tests;
mod vtables;

pub use first::LOAD;

use wasm_encoder::{NameMap, NameSection, Section};

use crate::Result;
use facts::Facts;
use shared::Shared;
use sides::Sides;

/// The two modules.
pub struct Halves {
    /// What the first screen needs.
    pub first: Vec<u8>,
    /// Everything else.
    pub rest: Vec<u8>,
    /// What the first load's functions are called, in their order, imports included: for whoever looks
    /// what it consists of.
    pub names: Vec<String>,
}

/// Splits a module by the names of its functions.
pub fn split(wasm: &[u8]) -> Result<Halves> {
    split_by(wasm, rooms::is_of_first)
}

fn split_by(wasm: &[u8], is_of_first: impl Fn(&str) -> Option<bool>) -> Result<Halves> {
    let facts = Facts::read(wasm)?;
    if facts.names.iter().all(String::is_empty) {
        return Err("the wasm names no functions: it cannot be told what is needed first".into());
    }
    let sides = Sides::of(&facts, is_of_first);
    let shared = Shared::of(&facts, &sides);
    let in_words = |error| format!("cannot split the wasm: {error}");
    let mut first = first::write(wasm, &facts, &sides, &shared).map_err(in_words)?;
    let mut rest = rest::write(wasm, &facts, &sides, &shared).map_err(in_words)?;
    for (half, wasm) in [("first", &first), ("second", &rest)] {
        let checked = wasmparser::validate(wasm);
        checked.map_err(|error| format!("the {half} half of the wasm is not valid: {error}"))?;
    }
    let imported = 0..facts.imported;
    let stubs = sides
        .stubs
        .keys()
        .map(|&old| format!("stub {}", facts.names[old as usize]));
    let own = imported.clone().chain(sides.first.iter().copied());
    let mut names: Vec<String> = own.map(|old| facts.names[old as usize].clone()).collect();
    names.insert(facts.imported as usize, LOAD.1.to_owned());
    names.extend(stubs);
    append_names(&mut first, &names);
    if super::module::keeps_names() {
        let own = sides.shared.iter().chain(&sides.rest);
        let names: Vec<String> = own.map(|&old| facts.names[old as usize].clone()).collect();
        append_names(&mut rest, &names);
    }
    Ok(Halves { first, rest, names })
}

/// Says in a module what its functions are called.
fn append_names(module: &mut Vec<u8>, names: &[String]) {
    let mut functions = NameMap::new();
    for (number, name) in (0..).zip(names) {
        functions.append(number, name);
    }
    let mut section = NameSection::new();
    section.functions(&functions);
    section.append_to(module);
}
