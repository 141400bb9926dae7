//! Which functions are of the first load and which of the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::vtables::Vtables;
use wasmparser::ExternalKind;

/// What a stub weighs.
const STUB_BYTES: usize = 16;
/// A function of no more than this is not worth a stub where the first load calls it. Such are also those
/// that the compiler keeps of several that come to the same code: their name says any of their types.
const SMALL_BYTES: usize = 200;
/// Of what both need, the rest has copies up to this size: sorting is one, allocating is none.
const COPIED_BYTES: usize = 2000;

/// A module's functions, told apart.
pub struct Sides {
    /// Of the first load, in the order of their numbers.
    pub first: Vec<u32>,
    /// Of the rest, with copies of what both need.
    pub rest: Vec<u32>,
    /// Of the rest, those that the first load calls or that stand in the table, and their place in it.
    pub stubs: BTreeMap<u32, u32>,
    /// How long the table is, with places for those that had none.
    pub table_length: u32,
    /// What of the first load the rest calls, imports included.
    pub shared: BTreeSet<u32>,
}

impl Sides {
    /// Tells them apart by what says of a name whether it is of the first load. What the script or
    /// the first load's own instructions need is of it in any case; what only the rest calls is of
    /// the rest.
    pub fn of(facts: &Facts, is_of_first: impl Fn(&str) -> Option<bool>) -> Sides {
        let mut is_rest = vec![false; facts.types.len()];
        let bound = bound(facts);
        let in_table: BTreeSet<u32> = facts.slots.iter().map(|&(_, function)| function).collect();
        for function in facts.own_numbers() {
            let name = &facts.names[function as usize];
            is_rest[function as usize] =
                !bound.contains(&function) && is_of_first(name) == Some(false);
        }
        let callers = callers(facts);
        let mut left: Vec<u32> = facts.own_numbers().collect();
        while let Some(function) = left.pop() {
            let Some(own) = facts.own(function).filter(|_| !is_rest[function as usize]) else {
                continue;
            };
            let is_only_called = !bound.contains(&function) && !in_table.contains(&function);
            let mut its_callers = callers[function as usize].iter();
            if is_only_called && its_callers.all(|&caller| is_rest[caller as usize]) {
                is_rest[function as usize] = true;
                left.extend(&own.calls);
            }
        }
        keep_small(facts, &mut is_rest);
        Sides::from(facts, &is_rest)
    }

    fn from(facts: &Facts, is_rest: &[bool]) -> Sides {
        let (rest, first): (Vec<u32>, Vec<u32>) =
            (facts.own_numbers()).partition(|&function| is_rest[function as usize]);
        let calls_of = |functions: &[u32]| -> BTreeSet<u32> {
            let all = functions.iter().filter_map(|&function| facts.own(function));
            all.flat_map(|own| own.calls.iter().copied()).collect()
        };
        let table_length = facts.table.map_or(0, |(_, table)| table.initial as u32);
        let mut sides = Sides {
            stubs: BTreeMap::new(),
            table_length,
            shared: calls_of(&rest),
            first,
            rest,
        };
        sides.shared.retain(|&function| !is_rest[function as usize]);
        sides.copy_small(facts, is_rest);
        for &(slot, function) in facts.slots.iter().filter(|(_, f)| is_rest[*f as usize]) {
            sides.stubs.entry(function).or_insert(slot);
        }
        for function in calls_of(&sides.first) {
            if is_rest[function as usize] && !sides.stubs.contains_key(&function) {
                sides.stubs.insert(function, sides.table_length);
                sides.table_length += 1;
            }
        }
        sides
    }

    /// Has the rest bring what it needs itself, where that is small: a call into another module costs
    /// more than one within, and its name weighs, in the first load too.
    fn copy_small(&mut self, facts: &Facts, is_rest: &[bool]) {
        let mut left: Vec<u32> = self.shared.iter().copied().collect();
        while let Some(function) = left.pop() {
            let own = facts.own(function);
            let own = own.filter(|own| !own.is_tied && own.body.len() <= COPIED_BYTES);
            let Some(own) = own.filter(|_| self.shared.remove(&function)) else {
                continue;
            };
            self.rest.push(function);
            for &called in own
                .calls
                .iter()
                .filter(|&&called| !is_rest[called as usize])
            {
                let is_copied = self.rest.contains(&called);
                if !is_copied && self.shared.insert(called) {
                    left.push(called);
                }
            }
        }
        self.rest.sort_unstable();
    }

    /// The places of the table that the rest fills, in their order: those it had, and those it was given.
    pub fn slots(&self, facts: &Facts) -> BTreeMap<u32, u32> {
        let had = facts.slots.iter().copied();
        let given = self.stubs.iter().map(|(&function, &slot)| (slot, function));
        (had.chain(given))
            .filter(|(_, function)| self.stubs.contains_key(function))
            .collect()
    }
}

/// Gives the first load what is small of what it calls, by number or through a vtable, and what stands in
/// the table, is no larger than a stub, and calls nothing of the rest.
fn keep_small(facts: &Facts, is_rest: &mut [bool]) {
    let bytes = |function| facts.own(function).map_or(usize::MAX, |own| own.body.len());
    for &(_, function) in &facts.slots {
        let mut calls = facts.own(function).into_iter().flat_map(|own| &own.calls);
        let calls_rest = calls.any(|&called| is_rest[called as usize]);
        is_rest[function as usize] &= bytes(function) > STUB_BYTES || calls_rest;
    }
    let vtables = Vtables::of(facts);
    let all = facts.own_numbers();
    let mut left: Vec<u32> = all
        .filter(|&function| !is_rest[function as usize])
        .collect();
    while let Some(own) = left.pop().map(|function| facts.own(function)) {
        let own = own.into_iter();
        let through = own.clone().flat_map(|own| &own.constants);
        let through = through.flat_map(|&address| vtables.functions(address));
        let called = own.flat_map(|own| own.calls.iter().copied());
        for function in called.chain(through) {
            if is_rest[function as usize] && bytes(function) <= SMALL_BYTES {
                is_rest[function as usize] = false;
                left.push(function);
            }
        }
    }
}

/// Functions that cannot be of the rest.
fn bound(facts: &Facts) -> BTreeSet<u32> {
    let exported = facts.exports.iter();
    let exported = exported.filter(|(_, kind, _)| *kind == ExternalKind::Func);
    let tied = facts.own_numbers().filter(|&function| {
        let own = facts.own(function);
        own.is_some_and(|own| own.is_tied)
    });
    exported
        .map(|(_, _, function)| *function)
        .chain(tied)
        .chain(facts.referred.iter().copied())
        .collect()
}

/// The callers of each function.
fn callers(facts: &Facts) -> Vec<Vec<u32>> {
    let mut callers = vec![Vec::new(); facts.types.len()];
    for function in facts.own_numbers() {
        for &called in facts.own(function).into_iter().flat_map(|own| &own.calls) {
            callers[called as usize].push(function);
        }
    }
    callers
}
