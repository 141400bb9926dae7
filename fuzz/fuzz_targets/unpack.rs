//! The page's wasm, taken apart: any bytes are put together or refused.
#![no_main]

use leakscope_unpack::{HEADER_WORDS, join, lzma, unpack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (mut streams, mut module) = ([0; 4096], [0; 4096]);
    let _ = unpack(bytes, &mut streams, &mut module);
    let _ = lzma::expand(bytes, &mut streams);
    let _ = join(bytes, &mut module);
    // A header whose words are small, made of bytes, so that most of them fit.
    if let Some((small, rest)) = bytes.split_at_checked(HEADER_WORDS) {
        let mut streams: Vec<u8> = small
            .iter()
            .flat_map(|&word| u32::from(word).to_le_bytes())
            .collect();
        streams.extend(rest);
        let _ = join(&streams, &mut module);
    }
});
