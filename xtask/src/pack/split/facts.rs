//! What is to be known of a module before it is split.

use std::collections::BTreeSet;
use std::ops::Range;

use wasmparser::{
    BinaryReaderError, ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, FuncType,
    FunctionBody, GlobalType, KnownCustom, MemoryType, Name, Operator, Parser, Payload, TableType,
    TypeRef,
};

use super::names;
use crate::Result;

/// A module as it comes from the compiler. Functions are numbered as wasm does: those imported first.
#[derive(Default)]
pub struct Facts {
    /// How many functions are imported.
    pub imported: u32,
    /// The signatures there are.
    pub signatures: Vec<FuncType>,
    /// Which of them each function has.
    pub types: Vec<u32>,
    /// What each function is called; empty where the module does not say.
    pub names: Vec<String>,
    /// Of each function of the module's own, where its body lies and what it uses.
    pub own: Vec<Own>,
    /// The table of functions: which it is, and what it is.
    pub table: Option<(u32, TableType)>,
    /// Its places that are filled, and by which function.
    pub slots: Vec<(u32, u32)>,
    /// The one memory.
    pub memory: Option<MemoryType>,
    /// The globals.
    pub globals: Vec<GlobalType>,
    /// What is exported: its name, what it is, and its number.
    pub exports: Vec<(String, ExternalKind, u32)>,
    /// Functions that can be had other than by a call or the table.
    pub referred: BTreeSet<u32>,
    /// What the memory holds at first: from where on, and what.
    pub data: Vec<(u32, Vec<u8>)>,
    /// Whether it imports what is no function.
    imports_other: bool,
}

/// A function of the module's own.
#[derive(Default)]
pub struct Own {
    /// Where its body lies.
    pub body: Range<usize>,
    /// Which functions it calls by their numbers.
    pub calls: BTreeSet<u32>,
    /// The constants in it that may be addresses.
    pub constants: BTreeSet<u32>,
    /// Whether it does what only the module itself can: it uses another table, say.
    pub is_tied: bool,
}

impl Facts {
    /// Of a module that imports functions alone, and has one memory and one table of functions.
    pub fn read(wasm: &[u8]) -> Result<Facts> {
        let mut facts = Facts::default();
        let mut tables = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let taken = payload.and_then(|payload| facts.take(payload, &mut tables));
            taken.map_err(|error| format!("the wasm is not readable: {error}"))?;
        }
        facts.names.resize(facts.types.len(), String::new());
        let is_of_functions = |ty: &TableType| ty.element_type.is_func_ref();
        let mut of_functions = (0..).zip(tables).filter(|(_, ty)| is_of_functions(ty));
        facts.table = of_functions.next();
        if facts.imports_other
            || facts.memory.is_none()
            || facts.table.is_none()
            || of_functions.next().is_some()
        {
            return Err("a wasm with one memory and one table of functions is split".into());
        }
        let table = facts.table.as_ref().map(|(table, _)| *table);
        for own in &mut facts.own {
            own.read(wasm, table, &mut facts.referred)
                .map_err(|error| format!("the wasm is not readable: {error}"))?;
        }
        Ok(facts)
    }

    fn take(
        &mut self,
        payload: Payload,
        tables: &mut Vec<TableType>,
    ) -> std::result::Result<(), BinaryReaderError> {
        match payload {
            Payload::TypeSection(types) => {
                for ty in types.into_iter_err_on_gc_types() {
                    self.signatures.push(ty?);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports {
                    match import?.ty {
                        TypeRef::Func(ty) => {
                            self.types.push(ty);
                            self.imported += 1;
                        }
                        _ => self.imports_other = true,
                    }
                }
            }
            Payload::FunctionSection(functions) => {
                for ty in functions {
                    self.types.push(ty?);
                }
            }
            Payload::TableSection(all) => {
                for table in all {
                    tables.push(table?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    self.memory = Some(memory?);
                }
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    self.exports
                        .push((export.name.to_owned(), export.kind, export.index));
                }
            }
            Payload::StartSection { func, .. } => drop(self.referred.insert(func)),
            Payload::ElementSection(elements) => {
                for element in elements {
                    self.take_element(element?)?;
                }
            }
            Payload::CodeSectionEntry(body) => self.own.push(Own {
                body: body.range(),
                ..Own::default()
            }),
            Payload::DataSection(segments) => {
                for segment in segments {
                    let segment = segment?;
                    if let DataKind::Active { offset_expr, .. } = segment.kind
                        && let Some(start) = constant(&offset_expr)?
                    {
                        self.data.push((start, segment.data.to_vec()));
                    }
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(sections) = section.as_known() {
                    for section in sections {
                        if let Name::Function(all) = section? {
                            self.take_names(all)?;
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_names(
        &mut self,
        all: wasmparser::NameMap,
    ) -> std::result::Result<(), BinaryReaderError> {
        self.names.resize(self.types.len(), String::new());
        for naming in all {
            let naming = naming?;
            if let Some(name) = self.names.get_mut(naming.index as usize) {
                *name = names::with_methods(&names::without_hashes(naming.name));
            }
        }
        Ok(())
    }

    fn take_element(
        &mut self,
        element: wasmparser::Element,
    ) -> std::result::Result<(), BinaryReaderError> {
        let ElementItems::Functions(functions) = element.items else {
            return Ok(());
        };
        let start = match element.kind {
            ElementKind::Active { offset_expr, .. } => constant(&offset_expr)?,
            _ => None,
        };
        for (place, function) in (0..).zip(functions) {
            let function = function?;
            match start {
                Some(start) => self.slots.push((start + place, function)),
                None => drop(self.referred.insert(function)),
            }
        }
        Ok(())
    }

    /// The own function of this number.
    pub fn own(&self, function: u32) -> Option<&Own> {
        let place = function.checked_sub(self.imported)?;
        self.own.get(place as usize)
    }

    /// The numbers of the module's own functions.
    pub fn own_numbers(&self) -> Range<u32> {
        self.imported..self.types.len() as u32
    }
}

impl Own {
    fn read(
        &mut self,
        wasm: &[u8],
        main_table: Option<u32>,
        referred: &mut BTreeSet<u32>,
    ) -> std::result::Result<(), BinaryReaderError> {
        for operator in body_of(wasm, &self.body).get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } => drop(self.calls.insert(function_index)),
                Operator::I32Const { value } => drop(self.constants.insert(value as u32)),
                Operator::CallIndirect { table_index, .. } => {
                    self.is_tied |= Some(table_index) != main_table;
                }
                Operator::RefFunc { function_index } => {
                    referred.insert(function_index);
                    self.is_tied = true;
                }
                Operator::TableGet { .. }
                | Operator::TableSet { .. }
                | Operator::TableGrow { .. }
                | Operator::TableSize { .. }
                | Operator::TableFill { .. }
                | Operator::TableCopy { .. }
                | Operator::TableInit { .. }
                | Operator::ElemDrop { .. }
                | Operator::MemoryInit { .. }
                | Operator::DataDrop { .. } => self.is_tied = true,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Where a segment begins, if it always begins there.
fn constant(start: &ConstExpr) -> std::result::Result<Option<u32>, BinaryReaderError> {
    Ok(match start.get_operators_reader().read()? {
        Operator::I32Const { value } => Some(value as u32),
        _ => None,
    })
}

/// The body that lies there.
pub fn body_of<'a>(wasm: &'a [u8], body: &Range<usize>) -> FunctionBody<'a> {
    let reader = wasmparser::BinaryReader::new(&wasm[body.clone()], body.start);
    FunctionBody::new(reader)
}
