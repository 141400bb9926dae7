//! What the first load's module lends to the rest's, under which names.

use std::collections::HashMap;

use wasm_encoder::TableType;
use wasmparser::ExternalKind;

use super::facts::Facts;
use super::sides::Sides;

/// Names of what is exported for the rest, and the table both have.
pub struct Shared {
    functions: HashMap<u32, String>,
    table_length: u32,
}

impl Shared {
    /// Of a module told apart so. Names are as short as can be.
    pub fn of(facts: &Facts, sides: &Sides) -> Shared {
        let is_taken = |name: &String| facts.exports.iter().any(|(taken, _, _)| taken == name);
        let mut free = (0..).map(short).filter(|name| !is_taken(name));
        let functions = sides.shared.iter().map(|&function| {
            let taken = exported_as(facts, ExternalKind::Func, function);
            let name = taken.map(str::to_owned).or_else(|| free.next());
            (function, name.unwrap_or_default())
        });
        Shared {
            functions: functions.collect(),
            table_length: sides.table_length,
        }
    }

    /// The name under which something is exported.
    pub fn name(&self, facts: &Facts, kind: ExternalKind, number: u32) -> String {
        let taken = exported_as(facts, kind, number).map(str::to_owned);
        taken.unwrap_or_else(|| match kind {
            ExternalKind::Func => self.functions[&number].clone(),
            ExternalKind::Table => format!("table{number}"),
            ExternalKind::Global => format!("global{number}"),
            _ => format!("memory{number}"),
        })
    }

    /// The table of functions as it is from now on.
    pub fn table(&self, ty: TableType) -> TableType {
        let length = u64::from(self.table_length);
        TableType {
            minimum: length,
            maximum: ty.maximum.map(|maximum| maximum.max(length)),
            ..ty
        }
    }
}

/// The name under which something was exported before.
pub fn exported_as(facts: &Facts, kind: ExternalKind, number: u32) -> Option<&str> {
    let mut exports = facts.exports.iter();
    let found =
        exports.find(|(_, its_kind, its_number)| (*its_kind, *its_number) == (kind, number));
    found.map(|(name, _, _)| name.as_str())
}

/// A number in as few letters as can be.
fn short(mut number: u32) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[(number % 36) as usize]));
        number /= 36;
        if number == 0 {
            return name;
        }
    }
}
