//! Any bytes at all, as a file that was dropped.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| leakscope_fuzz::open_and_look(bytes));
