//! Heap as text (debug=1), after one of its first lines; the first byte says which.
#![no_main]

use leakscope_core::formats::heap_text;
use libfuzzer_sys::fuzz_target;

const HEADERS: [&[u8]; 4] = [
    b"heap profile: 2: 512 [6: 4194816] @ heap/1048576\n",
    b"heap profile: 2: 512 [2: 512] @ heap_v2/524288\n",
    b"heap profile: 2: 512 [6: 4194816] @ heapprofile\n",
    b"heap profile: ",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((header, rest)) = bytes.split_first() else {
        return;
    };
    let file = [HEADERS[usize::from(header % 4)], rest].concat();
    let _ = heap_text::read_memstats(&file);
    leakscope_fuzz::open_and_look(&file);
});
