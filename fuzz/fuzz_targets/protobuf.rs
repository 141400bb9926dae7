//! pprof protobuf, not gzipped: bytes that start with a sample type.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| leakscope_fuzz::open_and_look(
    &[b"\x0a\x04\x08\x01\x10\x02", bytes].concat()
));
