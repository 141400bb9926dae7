//! wasm-opt makes the page a little smaller. It is used where a recent one is there and never
//! brought; an old one (Debian 12 has version 108) breaks what newer compilers write.

use crate::{paths, run};
use std::path::PathBuf;

const OLDEST: u32 = 130;

/// A wasm-opt of binaryen 130 or newer on `PATH`, if there is one.
pub fn wasm_opt() -> Option<PathBuf> {
    let program = paths::on_path("wasm-opt")?;
    let version = version_of(&run::version(&program, "--version")?)?;
    (version >= OLDEST).then_some(program)
}

/// `wasm-opt version 130 (version_130)` is 130.
fn version_of(printed: &str) -> Option<u32> {
    printed.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_binaryen_prints_them() {
        assert_eq!(version_of("wasm-opt version 130 (version_130)"), Some(130));
        assert_eq!(version_of("wasm-opt version 108\n"), Some(108));
        assert_eq!(version_of("wasm-opt"), None);
    }
}
