//! The first load's module: it has memory, data and table, and for functions of the rest what loads them.

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportSection, Function,
    FunctionSection, ImportSection, Module, TableSection, TypeSection,
};
use wasmparser::{
    ElementSectionReader, ExportSectionReader, ExternalKind, FunctionSectionReader,
    ImportSectionReader, Operator, OperatorsReader, Parser, Payload, TableSectionReader,
    TypeSectionReader,
};

use super::facts::{Facts, body_of};
use super::shared::{Shared, exported_as};
use super::sides::Sides;

/// What the module calls to have the rest at once: the script puts it among the imports.
pub const LOAD: (&str, &str) = ("rest", "load");

type Written<T> = std::result::Result<T, Error<Infallible>>;

/// Writes the module.
pub fn write(wasm: &[u8], facts: &Facts, sides: &Sides, shared: &Shared) -> Written<Vec<u8>> {
    let mut first = First {
        numbers: HashMap::new(),
        facts,
        sides,
        shared,
    };
    // The imported ones, what loads the rest, the own ones, and those that stand for the rest's.
    let imported = 0..facts.imported;
    let own = sides.first.iter().chain(sides.stubs.keys()).copied();
    for (number, old) in (facts.imported + 1..).zip(own) {
        first.numbers.insert(old, number);
    }
    first.numbers.extend(imported.map(|old| (old, old)));
    let mut module = Module::new();
    let mut code = CodeSection::new();
    for payload in Parser::new(0).parse_all(wasm) {
        first.write(payload?, &mut module, &mut code, wasm)?;
    }
    Ok(module.finish())
}

struct First<'a> {
    /// The new number of each function by its old one.
    numbers: HashMap<u32, u32>,
    facts: &'a Facts,
    sides: &'a Sides,
    shared: &'a Shared,
}

impl Reencode for First<'_> {
    type Error = Infallible;

    fn function_index(&mut self, old: u32) -> Written<u32> {
        Ok(self.numbers[&old])
    }
}

impl First<'_> {
    fn write(
        &mut self,
        payload: Payload,
        module: &mut Module,
        code: &mut CodeSection,
        wasm: &[u8],
    ) -> Written<()> {
        match payload {
            Payload::TypeSection(section) => drop(module.section(&self.types(section)?)),
            Payload::ImportSection(section) => drop(module.section(&self.imports(section)?)),
            Payload::FunctionSection(section) => drop(module.section(&self.functions(section))),
            Payload::TableSection(section) => drop(module.section(&self.tables(section)?)),
            Payload::MemorySection(section) => {
                let mut memories = wasm_encoder::MemorySection::new();
                self.parse_memory_section(&mut memories, section)?;
                module.section(&memories);
            }
            Payload::GlobalSection(section) => {
                let mut globals = wasm_encoder::GlobalSection::new();
                self.parse_global_section(&mut globals, section)?;
                module.section(&globals);
            }
            Payload::ExportSection(section) => drop(module.section(&self.exports(section)?)),
            Payload::ElementSection(section) => drop(module.section(&self.elements(section)?)),
            Payload::CodeSectionEntry(body) => {
                let old = self.facts.imported + code_place(self.facts, &body.range());
                if self.sides.first.binary_search(&old).is_ok() {
                    let body = body_of(wasm, &body.range());
                    let mut function = self.new_function_with_parsed_locals(&body)?;
                    let mut operators = body.get_operators_reader()?;
                    while !operators.eof() {
                        self.write_next(&mut operators, &mut function)?;
                    }
                    code.function(&function);
                }
                if old + 1 == self.facts.types.len() as u32 {
                    for (&old, &slot) in &self.sides.stubs {
                        code.function(&self.stub(old, slot));
                    }
                    module.section(code);
                }
            }
            Payload::DataSection(section) => {
                let mut data = wasm_encoder::DataSection::new();
                self.parse_data_section(&mut data, section)?;
                module.section(&data);
            }
            _ => {}
        }
        Ok(())
    }

    /// Writes the next instruction. A call of the rest goes through the table, where the function stands
    /// as soon as it is there.
    fn write_next(
        &mut self,
        operators: &mut OperatorsReader,
        function: &mut Function,
    ) -> Written<()> {
        let instruction = operators.clone().read()?;
        let slot = match instruction {
            Operator::Call { function_index } => self.sides.stubs.get(&function_index),
            _ => None,
        };
        let (Some(&slot), Operator::Call { function_index }) = (slot, instruction) else {
            function.instruction(&self.parse_instruction(operators)?);
            return Ok(());
        };
        operators.read()?;
        let ty = self.facts.types[function_index as usize];
        function
            .instructions()
            .i32_const(slot as i32)
            .call_indirect(self.table(), ty);
        Ok(())
    }

    /// The table of functions.
    fn table(&self) -> u32 {
        self.facts.table.map_or(0, |(table, _)| table)
    }

    /// Those there are, and that of what loads the rest.
    fn types(&mut self, section: TypeSectionReader) -> Written<TypeSection> {
        let mut types = TypeSection::new();
        self.parse_type_section(&mut types, section)?;
        types.ty().function([], []);
        Ok(types)
    }

    fn imports(&mut self, section: ImportSectionReader) -> Written<ImportSection> {
        let mut imports = ImportSection::new();
        self.parse_import_section(&mut imports, section)?;
        let ty = self.facts.signatures.len() as u32;
        imports.import(LOAD.0, LOAD.1, EntityType::Function(ty));
        Ok(imports)
    }

    fn functions(&self, _section: FunctionSectionReader) -> FunctionSection {
        let mut functions = FunctionSection::new();
        for &old in self.sides.first.iter().chain(self.sides.stubs.keys()) {
            functions.function(self.facts.types[old as usize]);
        }
        functions
    }

    /// That of functions is longer.
    fn tables(&mut self, section: TableSectionReader) -> Written<TableSection> {
        let mut tables = TableSection::new();
        for (number, table) in (0..).zip(section) {
            let mut ty = self.table_type(table?.ty)?;
            if Some(number) == self.facts.table.map(|(table, _)| table) {
                ty = self.shared.table(ty);
            }
            tables.table(ty);
        }
        Ok(tables)
    }

    /// Those there are, and what the rest needs.
    fn exports(&mut self, section: ExportSectionReader) -> Written<ExportSection> {
        let mut exports = ExportSection::new();
        self.parse_export_section(&mut exports, section)?;
        let mut export = |kind: ExternalKind, old: u32, new: u32| {
            if exported_as(self.facts, kind, old).is_none() {
                let name = self.shared.name(self.facts, kind, old);
                exports.export(&name, kind.into(), new);
            }
        };
        export(ExternalKind::Memory, 0, 0);
        if let Some((table, _)) = self.facts.table {
            export(ExternalKind::Table, table, table);
        }
        for global in 0..self.facts.globals.len() as u32 {
            export(ExternalKind::Global, global, global);
        }
        for old in &self.sides.shared {
            export(ExternalKind::Func, *old, self.numbers[old]);
        }
        Ok(exports)
    }

    /// Those there are, and the places for what had none.
    fn elements(&mut self, section: ElementSectionReader) -> Written<ElementSection> {
        let mut elements = ElementSection::new();
        self.parse_element_section(&mut elements, section)?;
        let (table, first_given) = match self.facts.table {
            Some((table, ty)) => (table, ty.initial as u32),
            None => return Ok(elements),
        };
        let given = self.sides.stubs.iter();
        let mut given: Vec<(u32, u32)> = given
            .filter(|(_, slot)| **slot >= first_given)
            .map(|(function, slot)| (*slot, self.numbers[function]))
            .collect();
        given.sort_unstable();
        let functions: Vec<u32> = given.into_iter().map(|(_, function)| function).collect();
        if !functions.is_empty() {
            let start = ConstExpr::i32_const(first_given as i32);
            let table = (table != 0).then_some(table);
            elements.active(table, &start, Elements::Functions(functions.into()));
        }
        Ok(elements)
    }

    /// What stands for a function until the rest is there: it loads the rest, which puts the function
    /// in its place of the table, and calls it.
    fn stub(&self, old: u32, slot: u32) -> Function {
        let ty = self.facts.types[old as usize];
        let parameters = self.facts.signatures[ty as usize].params().len() as u32;
        let mut stub = Function::new([]);
        let mut instructions = stub.instructions();
        instructions.call(self.facts.imported);
        for parameter in 0..parameters {
            instructions.local_get(parameter);
        }
        instructions
            .i32_const(slot as i32)
            .call_indirect(self.table(), ty)
            .end();
        stub
    }
}

/// Which of the module's own functions has its body there.
fn code_place(facts: &Facts, body: &std::ops::Range<usize>) -> u32 {
    let found = (facts.own).binary_search_by_key(&body.start, |own| own.body.start);
    found.unwrap_or_default() as u32
}
