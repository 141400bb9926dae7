//! Small modules packed.

use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    TypeSection, ValType,
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
