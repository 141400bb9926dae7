//! gperftools' CPU profiles, after their header; the first byte says how words are laid out.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// 0, 3, 0, a period of 10 ms, 0.
const HEADER: [u64; 5] = [0, 3, 0, 10_000, 0];

fuzz_target!(|bytes: &[u8]| {
    let Some((layout, rest)) = bytes.split_first() else {
        return;
    };
    let mut file: Vec<u8> = Vec::new();
    for word in HEADER {
        match layout % 4 {
            0 => file.extend(word.to_le_bytes()),
            1 => file.extend(word.to_be_bytes()),
            2 => file.extend((word as u32).to_le_bytes()),
            _ => file.extend((word as u32).to_be_bytes()),
        }
    }
    file.extend(rest);
    leakscope_fuzz::open_and_look(&file);
});
