//! Counts as text (debug=1), after their first line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| leakscope_fuzz::open_and_look(
    &[b"goroutine profile: total 9\n", bytes].concat()
));
