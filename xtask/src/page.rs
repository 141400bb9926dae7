//! The release build of the page, by Trunk, and how many bytes it weighs.

use crate::{Result, pack, paths, run, tools};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the first load may weigh, compressed: the scripts, and the half of the wasm that the first screen
/// needs. It grows with that alone.
pub const FIRST_LIMIT_BYTES: u64 = 240_000;
/// What the rest may weigh, which comes once the page is ready: 520 kB before there were lanes by stack and
/// steps from profile to profile, events in files, limits and the experiment with health checks.
pub const REST_LIMIT_BYTES: u64 = 560_000;

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

/// A file of the page as it is sent.
pub struct Weight {
    /// Its name.
    pub name: String,
    /// Its bytes as a server sends them that compresses with gzip.
    pub gzip_bytes: u64,
    /// Whether the first screen needs it.
    pub is_first: bool,
}

/// The weight of scripts and wasm.
pub fn bundle_gzip_bytes() -> Result<Vec<Weight>> {
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
        Ok(Weight {
            is_first: !name.contains(pack::REST),
            gzip_bytes: packed.len() as u64,
            name,
        })
    };
    bundle_files()?.into_iter().map(weigh).collect()
}

/// Every script and wasm file of the built page that is loaded, sorted by path.
fn bundle_files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![paths::dist()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            let is_spare =
                has_extension(&path, "wasm") && path.to_string_lossy().contains(pack::REST);
            if path.is_dir() {
                folders.push(path);
            } else if !is_spare
                && ["js", "wasm", pack::EXTENSION]
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
