//! The release build of the page, by Trunk, and how many bytes it weighs.

use crate::{Result, pack, paths, run, tools};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What scripts and wasm together may weigh, compressed.
pub const BUNDLE_LIMIT_BYTES: u64 = 450_000;

/// Builds the page into `dist/`, bringing what that needs.
pub fn build() -> Result<()> {
    tools::wasm_target()?;
    let trunk = tools::trunk()?;
    run::run(trunk_command(&trunk)?.args(["build", "--release"]))
}

/// Trunk in the repository, set up to use the wasm-bindgen of ours and to download nothing.
fn trunk_command(trunk: &Path) -> Result<Command> {
    let wasm_bindgen = tools::wasm_bindgen()?;
    let folder = wasm_bindgen.parent().map(PathBuf::from).unwrap_or_default();
    let mut command = Command::new(trunk);
    command
        .current_dir(paths::repo())
        .env("PATH", paths::path_with(&[folder]));
    command.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk reads it as a flag of its own and refuses its usual value `1`.
    command.env_remove("NO_COLOR");
    Ok(command)
}

/// The weight of scripts and wasm: bytes as sent by a server that compresses with gzip.
pub fn bundle_gzip_bytes() -> Result<Vec<(String, u64)>> {
    let dist = paths::dist();
    let weigh = |file: PathBuf| {
        let bytes =
            fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        let packed = gzip.write_all(&bytes).and_then(|()| gzip.finish());
        let packed = packed.map_err(|error| format!("cannot compress: {error}"))?;
        let name = file
            .strip_prefix(&dist)
            .unwrap_or(&file)
            .display()
            .to_string();
        Ok((name, packed.len() as u64))
    };
    bundle_files()?.into_iter().map(weigh).collect()
}

/// Every script and wasm file of the built page, sorted by path.
fn bundle_files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![paths::dist()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if ["js", "wasm", pack::EXTENSION]
                .iter()
                .any(|it| has_extension(&path, it))
            {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|found| found == extension)
}
