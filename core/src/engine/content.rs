//! What bytes are known by.

use crate::job::Pace;

/// Bytes hashed between two looks at the clock: some 4 ms in a browser.
const CHUNK_BYTES: usize = 1 << 20;

/// A hash of a profile's bytes as received, 128 bits in hex: what links name it by. It tells files
/// apart and is no proof against forgery (XXH3).
pub async fn content_hash(bytes: &[u8], pace: &Pace) -> String {
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    for chunk in bytes.chunks(CHUNK_BYTES) {
        hash.update(chunk);
        pace.breathe().await;
    }
    format!("{:032x}", hash.digest128())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job;

    #[test]
    fn the_hash_of_links_never_changes() {
        let hash = |bytes: &[u8]| job::run(content_hash(bytes, &Pace::unhurried()));
        assert_eq!(hash(b""), "99aa06d3014798d86001c324468d497f");
        let long = vec![7; CHUNK_BYTES + 1];
        let whole = format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&long));
        assert_eq!(hash(&long), whole, "in pieces as in one");
    }
}
