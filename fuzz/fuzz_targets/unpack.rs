//! The page's wasm, taken apart: any bytes are put together or refused.
#![no_main]

use leakscope_unpack::{HEADER_WORDS, module_length, unpack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    take(bytes);
    // A header whose words are small, made of bytes, so that most of them fit.
    if let Some((small, rest)) = bytes.split_at_checked(HEADER_WORDS) {
        let mut packed: Vec<u8> = small
            .iter()
            .flat_map(|&word| u32::from(word).to_le_bytes())
            .collect();
        packed.extend(rest);
        take(&packed);
    }
});

fn take(packed: &[u8]) {
    if let Some(length) = module_length(packed) {
        let mut module = vec![0; length.min(1 << 16)];
        let _ = unpack(packed, &mut module);
    }
}
