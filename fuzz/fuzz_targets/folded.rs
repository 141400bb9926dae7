//! Folded stacks, after a first line that is one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| leakscope_fuzz::open_and_look(&[b"main;run 1\n", bytes].concat()));
