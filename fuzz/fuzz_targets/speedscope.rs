//! speedscope's JSON: any, and profiles after a list of frames.
#![no_main]

use libfuzzer_sys::fuzz_target;

const HEAD: &[u8] = br#"{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[{"name":"main"},{"name":"run","file":"a.js","line":3}]},"profiles":["#;

fuzz_target!(|bytes: &[u8]| {
    leakscope_fuzz::open_and_look(bytes);
    leakscope_fuzz::open_and_look(&[HEAD, bytes, b"]}"].concat());
});
