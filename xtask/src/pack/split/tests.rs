//! A small module split in two. That two halves of the page's do what the whole did, the end-to-end tests
//! show in a browser.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, MemoryType,
    Module, RefType, TableSection, TableType, TypeSection, ValType,
};
use wasmparser::{Operator, Parser, Payload};

use super::facts::body_of;
use super::*;

/// Functions by their numbers: `host` is imported.
const NAMES: [&str; 9] = [
    "host",           // 0
    "first::main",    // 1, exported; calls 2, 3 and 6
    "rest::called",   // 2, calls 0, 4, 5 and 8
    "first::small",   // 3, both call it
    "core::helper",   // 4, only the rest calls it
    "first::large",   // 5, both need it
    "rest::small",    // 6, the first load calls it
    "rest::in_table", // 7, at place 2 of the table
    "rest::exported", // 8, the script calls it
];

/// A module of these functions, each of type 1: a number in, a number out.
fn module() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("./page.js", "host", EntityType::Function(1));
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let calls: [&[u32]; 8] = [
        &[2, 3, 5, 6],
        &[0, 3, 4, 5, 8],
        &[],
        &[],
        &[],
        &[],
        &[1],
        &[],
    ];
    // Those that are named small are.
    for (number, calls) in (1..).zip(calls) {
        functions.function(1);
        let mut body = Function::new([]);
        body.instructions().local_get(0);
        for &called in calls {
            body.instructions().call(called);
        }
        let is_small = NAMES[number].ends_with("small");
        for _ in 0..if is_small { 0 } else { 700 } {
            body.instructions().i32_const(number as i32).i32_add();
        }
        body.instructions().end();
        code.function(&body);
    }
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        minimum: 3,
        maximum: Some(3),
        table64: false,
        shared: false,
    });
    let mut memories = wasm_encoder::MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut globals = GlobalSection::new();
    let stack_pointer = GlobalType {
        val_type: ValType::I32,
        mutable: true,
        shared: false,
    };
    globals.global(stack_pointer, &ConstExpr::i32_const(1024));
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("main", ExportKind::Func, 1);
    exports.export("0", ExportKind::Func, 8);
    let mut elements = ElementSection::new();
    let in_table = Elements::Functions(vec![5, 7].into());
    elements.active(None, &ConstExpr::i32_const(1), in_table);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(8), *b"data");
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions);
    module.section(&tables).section(&memories).section(&globals);
    module.section(&exports).section(&elements).section(&code);
    module.section(&data);
    let mut wasm = module.finish();
    append_names(&mut wasm, &NAMES.map(str::to_owned));
    wasm
}

fn halves() -> Halves {
    let is_of_first = |name: &str| name.split_once("::").map(|(room, _)| room != "rest");
    let is_of_first = |name: &str| is_of_first(name).filter(|_| !name.starts_with("core"));
    split_by(&module(), is_of_first).expect("it splits")
}

/// What each function of a module calls, by its number or, as `→3`, at a place of the table.
fn calls(wasm: &[u8]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CodeSectionEntry(body) = payload.unwrap() else {
            continue;
        };
        let mut calls = Vec::new();
        let mut before = None;
        let operators = body_of(wasm, &body.range()).get_operators_reader().unwrap();
        for operator in operators {
            match operator.unwrap() {
                Operator::Call { function_index } => calls.push(function_index.to_string()),
                Operator::CallIndirect { .. } => calls.push(format!("→{}", before.unwrap())),
                Operator::I32Const { value } => before = Some(value),
                _ => {}
            }
        }
        all.push(calls);
    }
    all
}

fn exports(wasm: &[u8]) -> Vec<String> {
    let all = Parser::new(0)
        .parse_all(wasm)
        .flat_map(|payload| match payload.unwrap() {
            Payload::ExportSection(exports) => exports.into_iter().collect(),
            _ => Vec::new(),
        });
    all.map(|export| export.unwrap().name.to_owned()).collect()
}

fn imports(wasm: &[u8]) -> Vec<String> {
    let all = Parser::new(0)
        .parse_all(wasm)
        .flat_map(|payload| match payload.unwrap() {
            Payload::ImportSection(imports) => imports.into_iter().collect(),
            _ => Vec::new(),
        });
    all.map(|import| import.unwrap().name.to_owned()).collect()
}

#[test]
fn each_function_goes_where_it_is_needed() {
    let first = halves().names;
    assert_eq!(
        first,
        [
            "host",
            "load",
            "first::main",
            "first::small",
            "first::large",
            // The first load calls it, and it is no larger than what would stand for it.
            "rest::small",
            // The script calls it.
            "rest::exported",
            "stub rest::called",
            "stub rest::in_table",
        ]
    );
}

#[test]
fn the_first_half_calls_the_rest_through_the_table() {
    let first = halves().first;
    assert_eq!(
        calls(&first),
        [
            // `rest::called` has a place of its own now, the others have new numbers.
            vec!["→3", "3", "4", "5"],
            vec![],
            vec![],
            vec![],
            vec![],
            // What stands for the two loads the rest and calls what stands there then.
            vec!["1", "→3"],
            vec!["1", "→2"],
        ]
    );
    assert_eq!(imports(&first), ["host", "load"]);
}

#[test]
fn the_rest_has_what_it_needs_from_the_first_half() {
    let Halves { first, rest, .. } = halves();
    // What is small both have; the name "0" was taken.
    assert_eq!(
        exports(&first),
        ["memory", "main", "0", "table0", "global0", "1", "2"]
    );
    let shared = imports(&rest);
    // host, main, large and exported; then table, memory and stack pointer.
    assert_eq!(
        shared,
        ["1", "main", "2", "0", "table0", "memory", "global0"]
    );
    assert_eq!(
        calls(&rest),
        [vec!["0", "5", "6", "2", "3"], vec![], vec![], vec!["1"],]
    );
}

#[test]
fn what_names_nothing_is_not_split() {
    let wasm = module();
    let end = wasm.len() - {
        let mut names = Vec::new();
        append_names(&mut names, &NAMES.map(str::to_owned));
        names.len()
    };
    assert!(split(&wasm[..end]).is_err_and(|error| error.contains("names no functions")));
    assert!(split(b"<!doctype html>").is_err());
}
