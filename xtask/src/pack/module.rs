//! The wasm: functions that are alike stand together, imports have short names, locals the same
//! numbers wherever they can.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::Range;

use wasm_encoder::reencode::{Error, Reencode};
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
                        let short = format!("f{}", self.imported);
                        self.short_names.insert(import.name.to_owned(), short);
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

    /// Names for debuggers and the like are left behind.
    fn parse_custom_section(
        &mut self,
        _module: &mut Module,
        _section: CustomSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        Ok(())
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

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
        ImportSection, TypeSection, ValType,
    };

    use super::*;

    /// Imports `host` (no result), and has, in this order, a function that calls all others, one that
    /// gives 7, and a long one, which comes first when it is packed.
    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([], [ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("./page.js", "__wbg_host_0123", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(0).function(1).function(0);
        let mut exports = ExportSection::new();
        exports.export("main", ExportKind::Func, 1);
        exports.export("seven", ExportKind::Func, 2);
        let mut code = CodeSection::new();
        let mut calls = Function::new([]);
        calls.instructions().call(0).call(2).drop().call(3).end();
        let mut seven = Function::new([]);
        seven.instructions().i32_const(7).end();
        let mut long = Function::new([]);
        for _ in 0..9 {
            long.instructions().call(0);
        }
        long.instructions().end();
        code.function(&calls).function(&seven).function(&long);
        module.section(&types).section(&imports).section(&functions);
        module.section(&exports).section(&code);
        module.finish()
    }

    /// Each function's operators in the order of the file, and where the exports lead.
    fn read(wasm: &[u8]) -> (Vec<String>, Vec<(String, u32)>) {
        let (mut bodies, mut exported) = (Vec::new(), Vec::new());
        for payload in Parser::new(0)
            .parse_all(wasm)
            .map(|payload| payload.unwrap())
        {
            match payload {
                Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().unwrap();
                    let operators = operators
                        .into_iter()
                        .map(|operator| format!("{:?}", operator.unwrap()));
                    bodies.push(operators.collect::<Vec<_>>().join(", "));
                }
                Payload::ExportSection(exports) => {
                    let exports = exports.into_iter().map(|export| export.unwrap());
                    exported.extend(exports.map(|export| (export.name.to_owned(), export.index)));
                }
                _ => {}
            }
        }
        (bodies, exported)
    }

    #[test]
    fn functions_move_and_every_call_and_export_follows() {
        let (wasm, names) = packed(&module()).unwrap();
        assert_eq!(names["__wbg_host_0123"], "f0");
        let (bodies, exported) = read(&wasm);
        assert_eq!(
            bodies,
            [
                format!("{}End", "Call { function_index: 0 }, ".repeat(9)),
                "Call { function_index: 0 }, Call { function_index: 3 }, Drop, Call { function_index: 1 }, End".to_owned(),
                "I32Const { value: 7 }, End".to_owned(),
            ]
        );
        assert_eq!(exported, [("main".to_owned(), 2), ("seven".to_owned(), 3)]);
    }

    /// A function of one parameter, with two numbers and a fraction: the number in the middle is
    /// never named.
    #[test]
    fn locals_have_new_numbers_and_loads_no_hints() {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut memories = wasm_encoder::MemorySection::new();
        memories.memory(wasm_encoder::MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut code = CodeSection::new();
        let mut body = Function::new([(1, ValType::F64), (3, ValType::I32)]);
        let four = MemArg {
            offset: 4,
            align: 2,
            memory_index: 0,
        };
        body.instructions().f64_const(1.0.into()).local_set(1);
        body.instructions()
            .local_get(0)
            .i32_load(four)
            .local_tee(2)
            .local_set(4);
        body.instructions().local_get(4).end();
        code.function(&body);
        module
            .section(&types)
            .section(&functions)
            .section(&memories)
            .section(&code);
        let (wasm, _) = packed(&module.finish()).unwrap();
        let (bodies, _) = read(&wasm);
        let written = [
            "F64Const { value: Ieee64(4607182418800017408) }",
            "LocalSet { local_index: 3 }",
            "LocalGet { local_index: 0 }",
            "I32Load { memarg: MemArg { align: 0, max_align: 2, offset: 4, memory: 0 } }",
            "LocalTee { local_index: 1 }",
            "LocalSet { local_index: 2 }",
            "LocalGet { local_index: 2 }",
            "End",
        ];
        assert_eq!(bodies, [written.join(", ")]);
    }

    #[test]
    fn what_is_no_wasm_is_refused() {
        assert!(packed(b"<!doctype html>").is_err());
    }
}
