//! Goroutine dumps (debug=2): a first goroutine, and anything after its header.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| leakscope_fuzz::open_and_look(
    &[b"goroutine 1 [running]:\n", bytes].concat()
));
