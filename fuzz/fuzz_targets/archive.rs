//! Zips and tars: any bytes, and what a tar's header says of a file whose sum is in order.
#![no_main]

use leakscope_core::formats::archive::{Archive, Unpacking, natural};
use leakscope_core::job::{Pace, run};
use leakscope_fuzz::{LIMITS, check_message};
use libfuzzer_sys::fuzz_target;

const BLOCK: usize = 512;

fuzz_target!(|bytes: &[u8]| {
    unpack(bytes);
    if !bytes.starts_with(b"PK") {
        unpack(&with_sums(bytes));
    }
});

fn unpack(bytes: &[u8]) {
    let archive = match Archive::of(bytes) {
        Ok(archive) => archive,
        Err(error) => return check_message(&error),
    };
    let files = match archive.files() {
        Ok(files) => files,
        Err(error) => return check_message(&error),
    };
    let mut left = LIMITS.inflated_bytes;
    for pair in files.windows(2) {
        let (a, b) = (&pair[0].name, &pair[1].name);
        assert_eq!(natural(a, b), natural(b, a).reverse());
    }
    for file in files {
        match run(archive.unpack(file, left, &Pace::unhurried())) {
            Ok(bytes) => left = left.checked_sub(bytes.len() as u64).expect("within the limit"),
            Err(Unpacking::TooLarge) => return,
            Err(Unpacking::Broken(what)) => assert!(!what.is_empty()),
        }
    }
}

/// The same with the sum that each block must have, were it a header: that of its bytes, the sum's own
/// taken for blanks, in octal.
fn with_sums(bytes: &[u8]) -> Vec<u8> {
    let mut tar = bytes.to_vec();
    tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    for block in tar.chunks_mut(BLOCK).filter(|block| block[0] != 0) {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    }
    tar
}
