//! The locals of a function numbered anew: by type, those named first in front.
//!
//! Streams say how long ago a local was named ([`leakscope_unpack::Recent`]); one that comes up now is
//! then most often the next.

use wasmparser::{BinaryReaderError, FunctionBody, Operator, ValType};

/// What a function's locals are from now on.
pub struct Locals {
    /// The new number of each, parameters included, by its old one.
    numbers: Vec<u32>,
    /// How many there are of each type, in the order of their numbers.
    pub declared: Vec<(u32, ValType)>,
}

impl Locals {
    /// Of a function with so many parameters, whose numbers stay. A local that nothing names goes.
    pub fn of(body: &FunctionBody, parameters: u32) -> Result<Locals, BinaryReaderError> {
        let mut types = Vec::new();
        for declared in body.get_locals_reader()? {
            let (count, ty) = declared?;
            types.extend(std::iter::repeat_n(ty, count as usize));
        }
        let first = parameters as usize;
        let mut named = vec![None; first + types.len()];
        for (time, operator) in (0u32..).zip(body.get_operators_reader()?) {
            if let Some(local) = local_of(&operator?) {
                named[local as usize].get_or_insert(time);
            }
        }
        let mut order: Vec<usize> = (first..named.len()).collect();
        order.retain(|&local| named[local].is_some());
        order.sort_by_key(|&local| (rank(types[local - first]), named[local]));
        let mut locals = Locals {
            numbers: (0..named.len() as u32).collect(),
            declared: Vec::new(),
        };
        for (number, &local) in (parameters..).zip(&order) {
            locals.numbers[local] = number;
            let ty = types[local - first];
            match locals.declared.last_mut() {
                Some((count, last)) if *last == ty => *count += 1,
                _ => locals.declared.push((1, ty)),
            }
        }
        Ok(locals)
    }

    /// The new number of a local that is named.
    pub fn number(&self, old: u32) -> u32 {
        self.numbers[old as usize]
    }
}

fn local_of(operator: &Operator) -> Option<u32> {
    match operator {
        Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } => Some(*local_index),
        _ => None,
    }
}

/// The same order of types in every function.
fn rank(ty: ValType) -> u8 {
    match ty {
        ValType::I32 => 0,
        ValType::I64 => 1,
        ValType::F64 => 2,
        ValType::F32 => 3,
        ValType::V128 => 4,
        ValType::Ref(_) => 5,
    }
}
