//! Streams that make no module are refused. That one comes out as it went in is tested where it is taken
//! apart, in `cargo xtask pack`.

extern crate std;
use std::vec;
use std::vec::Vec;

use super::*;

/// One function without locals, of these opcodes and targets of branches by a table.
fn streams(opcodes: &[u8], table: &[u8]) -> Vec<u8> {
    let mut streams = [&b""[..]; STREAMS];
    streams[Stream::Opcodes as usize] = opcodes;
    streams[Stream::Declared as usize] = &[0];
    streams[Stream::Table as usize] = table;
    let lengths = streams.iter().map(|stream| stream.len() as u32);
    let header = [0, 1].into_iter().chain(lengths);
    let mut all: Vec<u8> = header.flat_map(u32::to_le_bytes).collect();
    all.extend(streams.concat());
    all
}

fn joined(streams: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut module = vec![0; length];
    join(streams, &mut module)?;
    Some(module)
}

const LENGTH: usize = 3 * PADDED + 7;

#[test]
fn a_branch_by_a_table_has_one_target_more_than_it_counts() {
    let whole = streams(&[0x0e, 0x0b], &[2, 0, 0, 0]);
    let module = joined(&whole, LENGTH).expect("a module");
    assert_eq!(module[3 * PADDED..], [0, 0x0e, 2, 0, 0, 0, 0x0b]);
    assert_eq!(joined(&whole, LENGTH - 1), None);
    assert_eq!(joined(&whole, LENGTH + 1), None);
}

#[test]
fn a_branch_by_a_table_of_all_targets_there_can_be_is_refused() {
    let table = [0xff, 0xff, 0xff, 0xff, 0x0f];
    assert_eq!(joined(&streams(&[0x0e, 0x0b], &table), 60), None);
}

#[test]
fn every_prefix_is_refused() {
    let whole = streams(&[0x0e, 0x0b], &[2, 0, 0, 0]);
    assert!(joined(&whole, LENGTH).is_some());
    for end in 0..whole.len() {
        assert_eq!(joined(&whole[..end], LENGTH), None, "{end}");
    }
}
