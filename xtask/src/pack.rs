//! `cargo xtask pack`: what Trunk calls after a build (`Trunk.toml`), so that the page weighs less on
//! its way.
//!
//! wasm-bindgen writes functions by falling size and names each import with a hash. Both compress
//! badly: gzip looks back no further than 32 KB, and a hash is as long packed as not. Here functions
//! of one signature stand together, small ones first, and imports get short names, in the wasm and in
//! its script alike. Nothing else changes: the page does the same, byte for byte of its code.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{env, fs};

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, EntityType, FunctionSection, ImportSection, Module};
use wasmparser::{
    FunctionBody, FunctionSectionReader, ImportSectionReader, Parser, Payload, TypeRef,
};

use crate::Result;

/// Packs the page that Trunk has just built in release. What it tells its hooks is in the environment.
pub fn pack() -> Result<()> {
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile != "release") {
        return Ok(());
    }
    let folder = env::var_os("TRUNK_STAGING_DIR").ok_or("Trunk calls this after a build")?;
    let (wasm_file, script_file) = of_bindgen(Path::new(&folder))?;
    let (wasm, script) = (read(&wasm_file)?, read(&script_file)?);
    let script = String::from_utf8(script).map_err(|_| "the script is not text")?;
    let (wasm, script) = packed(&wasm, &script)?;
    write(&wasm_file, &wasm)?;
    write(&script_file, script.as_bytes())
}

/// wasm-bindgen's wasm and its script: `NAME_bg.wasm` and `NAME.js`.
fn of_bindgen(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let entries = fs::read_dir(folder);
    let entries = entries.map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    let name = names.iter().find_map(|name| name.strip_suffix("_bg.wasm"));
    let name = name.ok_or("Trunk built no wasm")?;
    let file = |ending: &str| folder.join(format!("{name}{ending}"));
    Ok((file("_bg.wasm"), file(".js")))
}

fn packed(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let facts = Facts::read(wasm)?;
    let script = shorter_script(script, &facts.short_names)?;
    let mut packer = Packer { facts, code: wasm };
    let mut module = Module::new();
    let written = packer.parse_core_module(&mut module, Parser::new(0), wasm);
    written.map_err(|error| format!("cannot write the wasm anew: {error}"))?;
    let wasm = module.finish();
    wasmparser::validate(&wasm)
        .map_err(|error| format!("the packed wasm is not valid: {error}"))?;
    Ok((wasm, script))
}

/// What is to be known of a module before it is written anew.
#[derive(Default)]
struct Facts {
    /// How many functions are imported: they come first in the space of indices.
    imported: u32,
    /// The type of each function of the module's own.
    types: Vec<u32>,
    /// Where the body of each lies.
    bodies: Vec<Range<usize>>,
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
        let mut order: Vec<usize> = (0..facts.bodies.len()).collect();
        order.sort_by_key(|&own| (facts.types[own], facts.bodies[own].len()));
        facts.places = vec![0; order.len()];
        for (place, &own) in (0..).zip(&order) {
            facts.places[own] = place;
        }
        facts.order = order;
        Ok(facts)
    }

    fn take(&mut self, payload: Payload) -> std::result::Result<(), wasmparser::BinaryReaderError> {
        match payload {
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
            Payload::CodeSectionEntry(body) => self.bodies.push(body.range()),
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
        utils::parse_function_body(self, code, FunctionBody::new(reader))
    }

    /// Names for debuggers and the like are left behind.
    fn parse_custom_section(
        &mut self,
        _module: &mut Module,
        _section: wasmparser::CustomSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        Ok(())
    }
}

/// The script with the imports' short names, without comments and indentation.
fn shorter_script(script: &str, short_names: &HashMap<String, String>) -> Result<String> {
    let mut shorter = String::with_capacity(script.len());
    let mut found = HashSet::new();
    let mut is_comment = false;
    for line in script.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.starts_with("//") && !line.is_empty() {
            rename(line, short_names, &mut shorter, &mut found);
            shorter.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    match short_names
        .keys()
        .find(|name| !found.contains(name.as_str()))
    {
        Some(name) => Err(format!("the script does not define the import {name}")),
        None => Ok(shorter),
    }
}

/// Appends a line in which each word that is an import's name has become the short one.
fn rename<'a>(
    line: &'a str,
    short_names: &HashMap<String, String>,
    shorter: &mut String,
    found: &mut HashSet<&'a str>,
) {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut rest = line;
    while !rest.is_empty() {
        let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        match short_names.get(word) {
            Some(short) => {
                found.insert(word);
                shorter.push_str(short);
            }
            None => shorter.push_str(word),
        }
        let length = after.find(is_of_word).unwrap_or(after.len());
        let (between, next) = after.split_at(length);
        shorter.push_str(between);
        rest = next;
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

fn in_words(error: wasmparser::BinaryReaderError) -> String {
    format!("the wasm is not readable: {error}")
}
