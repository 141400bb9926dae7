//! A module taken apart into the streams that `leakscope-unpack` puts together again.

mod macros;

use leakscope_unpack::{
    HEADER_WORDS, LOCAL_GET, Operands, PADDED, RECENT_GETS, Recent, STREAMS, Stream,
};
use wasmparser::{BinaryReaderError, FunctionBody, Parser, Payload};

use crate::Result;

/// Takes a module apart. It has one code section, no vectors, threads or exceptions, and no load or
/// store says what alignment it expects.
pub fn split(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut streams: [Vec<u8>; STREAMS] = Default::default();
    let (mut before, mut functions, mut bytes) = (None, 0u32, 0);
    let mut codes = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(in_words)? {
            Payload::CodeSectionStart { range, .. } => {
                let start = section_start(wasm, range.start)?;
                let frame = &mut streams[Stream::Frame as usize];
                frame.extend_from_slice(&wasm[..start]);
                frame.extend_from_slice(&wasm[range.end..]);
                before = Some(start);
                bytes = frame.len() + 2 * PADDED;
            }
            Payload::CodeSectionEntry(body) => {
                functions += 1;
                let opcodes = split_body(&body, &mut streams)?;
                bytes += PADDED + body.range().len();
                codes.push(opcodes);
            }
            _ => {}
        }
    }
    let before = before.ok_or("the wasm has no code")?;
    let macros = macros::shorten(&mut codes);
    streams[Stream::Opcodes as usize] = codes.concat();
    let mut packed = Vec::with_capacity(wasm.len());
    let words: [usize; HEADER_WORDS - STREAMS] = [bytes, before, functions as usize, macros.len()];
    for word in words.into_iter().chain(streams.iter().map(Vec::len)) {
        let word = u32::try_from(word).map_err(|_| "the wasm is larger than 4 GB")?;
        packed.extend_from_slice(&word.to_le_bytes());
    }
    packed.extend(macros.iter().flatten());
    packed.extend(streams.iter().flatten());
    Ok(packed)
}

/// What comes out in the browser of a module that was taken apart.
pub fn join(packed: &[u8]) -> Result<Vec<u8>> {
    let length = leakscope_unpack::module_length(packed).unwrap_or_default();
    let mut module = vec![0; length];
    let joined = leakscope_unpack::unpack(packed, &mut module);
    joined.ok_or("the wasm taken apart cannot be put together")?;
    Ok(module)
}

/// Where the code section's length begins, whose contents begin at `contents`: after its number.
fn section_start(wasm: &[u8], contents: usize) -> Result<usize> {
    const CODE_SECTION: u8 = 10;
    let start = (1..=PADDED).map(|length| contents.saturating_sub(length));
    let is_after_its_number = |&start: &usize| {
        start > 0
            && wasm[start - 1] == CODE_SECTION
            && wasm[start..contents - 1]
                .iter()
                .all(|byte| byte & 0x80 != 0)
    };
    let start = start.into_iter().find(is_after_its_number);
    start.ok_or_else(|| "the code section's length is not found".into())
}

/// Appends a function's declarations and operands to their streams. Its opcodes are the answer.
fn split_body(body: &FunctionBody, streams: &mut [Vec<u8>; STREAMS]) -> Result<Vec<u8>> {
    let (bytes, first) = (body.as_bytes(), body.range().start);
    let mut operators = body.get_operators_reader().map_err(in_words)?;
    let mut opcodes = Vec::new();
    let mut recent = Recent::NONE;
    let mut start = operators.original_position() - first;
    streams[Stream::Declared as usize].extend_from_slice(&bytes[..start]);
    while !operators.eof() {
        operators.read().map_err(in_words)?;
        let end = operators.original_position() - first;
        let (opcode, mut operands) = (bytes[start], &bytes[start + 1..end]);
        let what =
            Operands::of(opcode).ok_or_else(|| format!("opcode {opcode:#x} is not known"))?;
        if what == Operands::Offset {
            operands = operands
                .strip_prefix(&[0])
                .ok_or("an access says its alignment")?;
        }
        match what {
            Operands::Numbers(_, Stream::Local) => {
                let place = recent.place(local_of(operands)?);
                let place = place.ok_or("a function has too many locals")?;
                match RECENT_GETS.get(place).filter(|_| opcode == LOCAL_GET) {
                    Some(&recent_get) => opcodes.push(recent_get),
                    None => {
                        opcodes.push(opcode);
                        push_place(place, &mut streams[Stream::Local as usize]);
                    }
                }
            }
            _ => {
                streams[what.stream() as usize].extend_from_slice(operands);
                opcodes.push(opcode);
            }
        }
        start = end;
    }
    Ok(opcodes)
}

/// The number of a local, of an operand.
fn local_of(operand: &[u8]) -> Result<u16> {
    let digits = operand.iter().rev();
    let number = digits.fold(0u64, |number, &byte| number << 7 | u64::from(byte & 0x7f));
    u16::try_from(number).map_err(|_| "a function has too many locals".into())
}

/// A place among the locals, in one byte or two.
fn push_place(place: usize, stream: &mut Vec<u8>) {
    match place < 0x80 {
        true => stream.push(place as u8),
        false => stream.extend([place as u8 | 0x80, (place >> 7) as u8]),
    }
}

fn in_words(error: BinaryReaderError) -> String {
    format!("the wasm is not readable: {error}")
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        BlockType, CodeSection, DataSection, Function, FunctionSection, MemArg, MemorySection,
        MemoryType, Module, TypeSection, ValType,
    };

    use super::*;

    /// A function with each kind of operand, one with nothing in it, and data after the code.
    fn module() -> Vec<u8> {
        let at = |offset| MemArg {
            offset,
            align: 0,
            memory_index: 0,
        };
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        functions.function(0).function(0).function(0);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut code = CodeSection::new();
        let mut body = Function::new([(200, ValType::I32), (1, ValType::F64)]);
        body.instructions()
            .block(BlockType::Empty)
            .block(BlockType::Empty);
        body.instructions()
            .local_get(150)
            .br_table([0, 1, 0], 1)
            .end();
        body.instructions()
            .i32_const(-1)
            .if_(BlockType::Empty)
            .call(1)
            .end();
        body.instructions().i32_const(i32::MIN).i64_load(at(70_000));
        body.instructions()
            .i64_const(i64::MAX)
            .i64_add()
            .drop()
            .end();
        body.instructions().f64_const(0.1.into()).local_set(200);
        body.instructions()
            .f32_const(0.1.into())
            .i32_trunc_sat_f32_s()
            .drop();
        for _ in 0..20 {
            body.instructions()
                .local_get(0)
                .i32_const(1)
                .i32_add()
                .local_set(0);
        }
        body.instructions()
            .local_get(0)
            .local_get(1)
            .local_get(2)
            .memory_copy(0, 0);
        body.instructions().loop_(BlockType::Empty).end().end();
        let mut empty = Function::new([]);
        empty.instructions().end();
        code.function(&body).function(&empty).function(&body);
        let mut data = DataSection::new();
        data.active(0, &wasm_encoder::ConstExpr::i32_const(8), *b"data");
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&memories);
        module.section(&code).section(&data);
        module.finish()
    }

    /// All of a module but its lengths.
    fn read(wasm: &[u8]) -> Vec<Vec<u8>> {
        wasmparser::validate(wasm).unwrap();
        let payloads = Parser::new(0)
            .parse_all(wasm)
            .map(|payload| payload.unwrap());
        let sections = payloads.filter_map(|payload| match payload {
            Payload::CodeSectionEntry(body) => Some(body.range()),
            Payload::DataSection(section) => Some(section.range()),
            Payload::MemorySection(section) => Some(section.range()),
            _ => None,
        });
        sections.map(|range| wasm[range].to_vec()).collect()
    }

    #[test]
    fn a_module_comes_out_as_it_went_in() {
        let wasm = module();
        let packed = split(&wasm).unwrap();
        let joined = join(&packed).unwrap();
        assert_eq!(read(&joined), read(&wasm));
        assert!(packed.len() < wasm.len());
    }

    #[test]
    fn what_it_cannot_take_apart_is_refused() {
        let mut aligned = module();
        let access = [0x29, 0x00, 0xf0, 0xa2, 0x04];
        let place = aligned
            .windows(5)
            .position(|bytes| bytes == access)
            .unwrap();
        aligned[place + 1] = 3;
        assert_eq!(
            split(&aligned).unwrap_err().to_string(),
            "an access says its alignment"
        );
        assert!(split(b"\0asm\x01\0\0\0").is_err());
        assert!(split(b"<!doctype html>").is_err());
    }

    #[test]
    fn what_is_cut_or_is_no_packed_module_is_refused() {
        let packed = split(&module()).unwrap();
        for length in 0..packed.len() {
            assert!(join(&packed[..length]).is_err(), "cut at {length}");
        }
    }
}
