//! The wasm: functions that are alike stand together, imports have short names, locals the same
//! numbers wherever they can.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::convert::Infallible;
use std::env;
use std::ops::Range;

use wasm_encoder::reencode::{self, Error, Reencode};
use wasm_encoder::{
    CodeSection, EntityType, Function, FunctionSection, ImportSection, Instruction, MemArg, Module,
};
use wasmparser::{
    BinaryReaderError, CustomSectionReader, FunctionBody, FunctionSectionReader,
    ImportSectionReader, Parser, Payload, TypeRef,
};

use super::locals::Locals;
use super::order;
use crate::Result;

/// In the environment, it keeps the names of functions: for profilers, and for whoever asks the mark
/// `leakscope:rest-forced` what has asked for the rest.
const KEEP_NAMES: &str = "LEAKSCOPE_NAMES";

/// Whether the names of functions are kept.
pub fn keeps_names() -> bool {
    env::var_os(KEEP_NAMES).is_some()
}

/// The module packed, and what its imports were called and are called now.
pub fn packed(wasm: &[u8]) -> Result<(Vec<u8>, HashMap<String, String>)> {
    let mut packer = Packer {
        facts: Facts::read(wasm)?,
        code: wasm,
    };
    let mut module = Module::new();
    let written = packer.parse_core_module(&mut module, Parser::new(0), wasm);
    written.map_err(|error| format!("cannot write the wasm anew: {error}"))?;
    let wasm = module.finish();
    let checked = wasmparser::validate(&wasm);
    checked.map_err(|error| format!("the packed wasm is not valid: {error}"))?;
    Ok((wasm, packer.facts.short_names))
}

/// What is to be known of a module before it is written anew.
#[derive(Default)]
struct Facts {
    /// How many functions are imported: they come first in the space of indices.
    imported: u32,
    /// How many parameters a function of each type has.
    parameters: Vec<u32>,
    /// The type of each function of the module's own.
    types: Vec<u32>,
    /// Where the body of each lies.
    bodies: Vec<Range<usize>>,
    /// The opcodes of each.
    opcodes: Vec<Vec<u8>>,
    /// Own functions in their new order, by their old place.
    order: Vec<usize>,
    /// The new place of each own function, by its old one.
    places: Vec<u32>,
    /// Import names, and what they are from now on.
    short_names: HashMap<String, String>,
}

impl Facts {
    fn read(wasm: &[u8]) -> Result<Facts> {
        let mut facts = Facts::default();
        for payload in Parser::new(0).parse_all(wasm) {
            facts.take(payload.map_err(in_words)?).map_err(in_words)?;
        }
        facts.order = order::by_likeness(&facts.opcodes);
        facts.places = vec![0; facts.order.len()];
        for (place, &own) in (0..).zip(&facts.order) {
            facts.places[own] = place;
        }
        Ok(facts)
    }

    fn take(&mut self, payload: Payload) -> std::result::Result<(), BinaryReaderError> {
        match payload {
            Payload::TypeSection(types) => {
                for ty in types.into_iter_err_on_gc_types() {
                    self.parameters.push(ty?.params().len() as u32);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports {
                    let import = import?;
                    if matches!(import.ty, TypeRef::Func(_)) {
                        // The names with hashes are those of wasm-bindgen's script.
                        if import.module.ends_with(".js") {
                            let short = format!("f{}", self.imported);
                            self.short_names.insert(import.name.to_owned(), short);
                        }
                        self.imported += 1;
                    }
                }
            }
            Payload::FunctionSection(functions) => {
                self.types = functions
                    .into_iter()
                    .collect::<std::result::Result<_, _>>()?;
            }
            // The script says `wasm.NAME` of what is exported: such a name stays.
            Payload::ExportSection(exports) => {
                for export in exports {
                    self.short_names.remove(export?.name);
                }
            }
            Payload::CodeSectionEntry(body) => {
                self.opcodes.push(opcodes(&body)?);
                self.bodies.push(body.range());
            }
            _ => {}
        }
        Ok(())
    }
}

/// Writes a module anew with other places of functions and other names of imports.
struct Packer<'a> {
    facts: Facts,
    code: &'a [u8],
}

impl Reencode for Packer<'_> {
    type Error = Infallible;

    fn function_index(&mut self, old: u32) -> std::result::Result<u32, Error<Infallible>> {
        let imported = self.facts.imported;
        Ok(match old.checked_sub(imported) {
            Some(own) => imported + self.facts.places[own as usize],
            None => old,
        })
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        for import in section {
            let import = import?;
            let name = self.facts.short_names.get(import.name).cloned();
            let ty: EntityType = self.entity_type(import.ty)?;
            imports.import(import.module, name.as_deref().unwrap_or(import.name), ty);
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _section: FunctionSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        for &own in &self.facts.order {
            functions.function(self.facts.types[own]);
        }
        Ok(())
    }

    /// Called for each body in turn: the first writes the one that comes first now, and so on.
    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        _old: FunctionBody<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let own = self.facts.order[code.len() as usize];
        let range = self.facts.bodies[own].clone();
        let reader = wasmparser::BinaryReader::new(&self.code[range.clone()], range.start);
        let body = FunctionBody::new(reader);
        let parameters = self.facts.parameters[self.facts.types[own] as usize];
        let locals = Locals::of(&body, parameters)?;
        let mut declared = Vec::new();
        for &(count, ty) in &locals.declared {
            declared.push((count, self.val_type(ty)?));
        }
        let mut function = Function::new(declared);
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let instruction = self.parse_instruction(&mut operators)?;
            function.instruction(&match instruction {
                Instruction::LocalGet(old) => Instruction::LocalGet(locals.number(old)),
                Instruction::LocalSet(old) => Instruction::LocalSet(locals.number(old)),
                Instruction::LocalTee(old) => Instruction::LocalTee(locals.number(old)),
                other => other,
            });
        }
        code.function(&function);
        Ok(())
    }

    /// What a load or a store says of the alignment it expects is a hint and no more; without it
    /// the same accesses are the same bytes.
    fn mem_arg(
        &mut self,
        old: wasmparser::MemArg,
    ) -> std::result::Result<MemArg, Error<Infallible>> {
        Ok(MemArg {
            offset: old.offset,
            align: 0,
            memory_index: self.memory_index(old.memory)?,
        })
    }

    /// What is for debuggers is left behind, unless it is asked for: names are a third of the wasm.
    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: CustomSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        match keeps_names() {
            true => reencode::utils::parse_custom_section(self, module, section),
            false => Ok(()),
        }
    }
}

fn opcodes(body: &FunctionBody) -> std::result::Result<Vec<u8>, BinaryReaderError> {
    let (bytes, start) = (body.as_bytes(), body.range().start);
    let mut operators = body.get_operators_reader()?;
    let mut opcodes = Vec::new();
    while !operators.eof() {
        opcodes.push(bytes[operators.original_position() - start]);
        operators.read()?;
    }
    Ok(opcodes)
}

fn in_words(error: BinaryReaderError) -> String {
    format!("the wasm is not readable: {error}")
}
