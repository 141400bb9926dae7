//! What is no packed module is refused. That one comes out as it went in is tested where it is taken
//! apart, in `cargo xtask pack`.

extern crate std;
use std::vec;
use std::vec::Vec;

use super::*;

/// One function without locals, of these opcodes and targets of branches by a table, without macros.
fn packed(length: u32, opcodes: &[u8], table: &[u8]) -> Vec<u8> {
    let mut streams = [&b""[..]; STREAMS];
    streams[Stream::Opcodes as usize] = opcodes;
    streams[Stream::Declared as usize] = &[0];
    streams[Stream::Table as usize] = table;
    let lengths = streams.iter().map(|stream| stream.len() as u32);
    let header = [length, 0, 1, 0].into_iter().chain(lengths);
    let mut packed: Vec<u8> = header.flat_map(u32::to_le_bytes).collect();
    packed.extend(streams.concat());
    packed
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut module = vec![0; module_length(packed)?];
    unpack(packed, &mut module)?;
    Some(module)
}

#[test]
fn a_branch_by_a_table_has_one_target_more_than_it_counts() {
    let opcodes = [0x0e, 0x0b];
    let whole = packed(3 * PADDED as u32 + 7, &opcodes, &[2, 0, 0, 0]);
    let module = unpacked(&whole).expect("a module");
    assert_eq!(module[3 * PADDED..], [0, 0x0e, 2, 0, 0, 0, 0x0b]);
}

#[test]
fn a_branch_by_a_table_of_all_targets_there_can_be_is_refused() {
    let table = [0xff, 0xff, 0xff, 0xff, 0x0f];
    assert_eq!(unpacked(&packed(60, &[0x0e, 0x0b], &table)), None);
}

#[test]
fn every_prefix_is_refused() {
    let whole = packed(3 * PADDED as u32 + 7, &[0x0e, 0x0b], &[2, 0, 0, 0]);
    assert!(unpacked(&whole).is_some());
    for end in 0..whole.len() {
        assert_eq!(unpacked(&whole[..end]), None, "{end}");
    }
}
