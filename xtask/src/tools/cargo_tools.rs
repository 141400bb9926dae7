//! Trunk and wasm-bindgen, built from source by cargo into the user's cache.

use crate::{Result, paths, run};
use std::fs;
use std::path::{Path, PathBuf};

const TRUNK_VERSION: &str = "0.21.14";

/// Trunk, in the version this project is built with.
pub fn trunk() -> Result<PathBuf> {
    // Its lock file names exact versions of some 500 crates it is known to build with.
    cargo_tool("trunk", "trunk", TRUNK_VERSION, true)
}

/// wasm-bindgen in the version `Cargo.lock` names: the two must be the same, or it refuses.
/// `wasm-bindgen-test-runner` lies beside it.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let version = locked_version("wasm-bindgen")?;
    // Published without a lock file.
    cargo_tool("wasm-bindgen-cli", "wasm-bindgen", &version, false)
}

fn cargo_tool(package: &str, program: &str, version: &str, locked: bool) -> Result<PathBuf> {
    if let Some(found) = paths::on_path(program).filter(|file| has_version(file, version)) {
        return Ok(found);
    }
    let folder = paths::tools_cache().join(format!("{program}-{version}"));
    let kept = folder.join("bin").join(program);
    if has_version(&kept, version) {
        return Ok(kept);
    }
    println!(
        "Bringing {program} {version} into {} (some minutes, once)",
        folder.display()
    );
    let mut install = run::niced("cargo");
    install
        .args(["install", package, "--version", version, "--root"])
        .arg(&folder);
    if locked {
        install.arg("--locked");
    }
    // Its build belongs neither into this repository's target folder nor under its settings.
    install
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    install.current_dir(std::env::temp_dir());
    run::run(&mut install)?;
    match has_version(&kept, version) {
        true => Ok(kept),
        false => Err(format!(
            "{} does not answer with version {version}: delete {} and try again",
            kept.display(),
            folder.display()
        )),
    }
}

/// `trunk 0.21.14` and `wasm-bindgen 0.2.130 (…)`: the version is the second word.
fn has_version(program: &Path, version: &str) -> bool {
    program.is_file()
        && run::version(program, "--version")
            .is_some_and(|printed| printed.split_whitespace().nth(1) == Some(version))
}

fn locked_version(package: &str) -> Result<String> {
    let path = paths::repo().join("Cargo.lock");
    let lock = fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    version_in(&lock, package)
        .map(str::to_owned)
        .ok_or_else(|| format!("{} names no {package}", path.display()))
}

fn version_in<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-cli\"\nversion = \"9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen"), Some("0.2.1"));
        assert_eq!(version_in(lock, "bindgen"), None);
    }
}
