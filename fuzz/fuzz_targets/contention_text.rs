//! Mutex and block profiles as text, after their first line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| leakscope_fuzz::open_and_look(&[b"--- mutex:\n", bytes].concat()));
