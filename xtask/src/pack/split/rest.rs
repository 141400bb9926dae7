//! The rest's module: functions alone. Once it is there, its table entries stand in place of what loads
//! it.

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, FunctionSection, ImportSection,
    Module, TypeSection,
};
use wasmparser::{ExternalKind, Parser, Payload};

use super::facts::{Facts, body_of};
use super::shared::Shared;
use super::sides::Sides;

/// Where everything is imported from: what the first load's module exports.
const FROM: &str = "";

type Written<T> = std::result::Result<T, Error<Infallible>>;

/// Writes the module.
pub fn write(wasm: &[u8], facts: &Facts, sides: &Sides, shared: &Shared) -> Written<Vec<u8>> {
    let numbers = sides.shared.iter().chain(&sides.rest).copied().zip(0..);
    let mut rest = Rest {
        numbers: numbers.collect(),
        facts,
        sides,
        shared,
    };
    let mut module = Module::new();
    let mut types = TypeSection::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::TypeSection(section) = payload? {
            rest.parse_type_section(&mut types, section)?;
        }
    }
    module.section(&types).section(&rest.imports()?);
    let mut functions = FunctionSection::new();
    for &old in &sides.rest {
        functions.function(facts.types[old as usize]);
    }
    module.section(&functions).section(&rest.elements());
    module.section(&rest.code(wasm)?);
    Ok(module.finish())
}

struct Rest<'a> {
    /// The new number of each function by its old one.
    numbers: HashMap<u32, u32>,
    facts: &'a Facts,
    sides: &'a Sides,
    shared: &'a Shared,
}

impl Reencode for Rest<'_> {
    type Error = Infallible;

    fn function_index(&mut self, old: u32) -> Written<u32> {
        Ok(self.numbers[&old])
    }

    /// There is but the one of functions.
    fn table_index(&mut self, _old: u32) -> Written<u32> {
        Ok(0)
    }
}

impl Rest<'_> {
    fn imports(&mut self) -> Written<ImportSection> {
        let mut imports = ImportSection::new();
        let name = |kind, number| self.shared.name(self.facts, kind, number);
        let mut all = Vec::new();
        for &old in &self.sides.shared {
            let ty = self.facts.types[old as usize];
            all.push((name(ExternalKind::Func, old), EntityType::Function(ty)));
        }
        if let Some((table, _)) = self.facts.table {
            let name = name(ExternalKind::Table, table);
            all.push((name, self.table()?));
        }
        if let Some(memory) = self.facts.memory {
            let memory = wasm_encoder::MemoryType::from(memory);
            all.push((name(ExternalKind::Memory, 0), memory.into()));
        }
        for (number, &global) in (0..).zip(&self.facts.globals) {
            let name = self.shared.name(self.facts, ExternalKind::Global, number);
            all.push((name, EntityType::Global(self.global_type(global)?)));
        }
        for (name, ty) in all {
            imports.import(FROM, &name, ty);
        }
        Ok(imports)
    }

    fn table(&mut self) -> Written<EntityType> {
        let (_, ty) = self.facts.table.expect("it was read");
        let ty = self.table_type(ty)?;
        Ok(EntityType::Table(self.shared.table(ty)))
    }

    /// Where its functions stand in the table, in runs of neighbours.
    fn elements(&self) -> ElementSection {
        let mut elements = ElementSection::new();
        let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, old) in self.sides.slots(self.facts) {
            let function = self.numbers[&old];
            match runs.last_mut() {
                Some((start, run)) if *start + run.len() as u32 == slot => run.push(function),
                _ => runs.push((slot, vec![function])),
            }
        }
        for (start, run) in runs {
            let start = ConstExpr::i32_const(start as i32);
            elements.active(None, &start, Elements::Functions(run.into()));
        }
        elements
    }

    fn code(&mut self, wasm: &[u8]) -> Written<CodeSection> {
        let mut code = CodeSection::new();
        for own in self
            .sides
            .rest
            .iter()
            .filter_map(|&old| self.facts.own(old))
        {
            let body = body_of(wasm, &own.body);
            let mut function = self.new_function_with_parsed_locals(&body)?;
            let mut operators = body.get_operators_reader()?;
            while !operators.eof() {
                function.instruction(&self.parse_instruction(&mut operators)?);
            }
            code.function(&function);
        }
        Ok(code)
    }
}
