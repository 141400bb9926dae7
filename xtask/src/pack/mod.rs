//! `cargo xtask pack`: what Trunk calls after a build (`Trunk.toml`), so that the page weighs less on
//! its way and starts sooner.
//!
//! wasm-bindgen writes functions by falling size and names each import with a hash. Both compress
//! badly: gzip looks back no further than 32 KB, and a hash is as long packed as not. Here functions
//! of one signature stand together, small ones first, their locals are numbered alike, and imports get
//! short names, in the wasm and in its script. Style sheets become one, because a browser fetches six files of a host at a time.
//! Nothing else changes: the page does the same.

mod locals;
mod module;
mod script;
mod styles;

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::Result;

/// Packs the page that Trunk has just built in release. What it tells its hooks is in the environment.
pub fn pack() -> Result<()> {
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile != "release") {
        return Ok(());
    }
    let folder = env::var_os("TRUNK_STAGING_DIR").ok_or("Trunk calls this after a build")?;
    let folder = Path::new(&folder);
    let (wasm_file, script_file) = of_bindgen(folder)?;
    let (wasm, names) = module::packed(&read(&wasm_file)?)?;
    let script = script::packed(&read_text(&script_file)?, &names)?;
    write(&wasm_file, &wasm)?;
    write(&script_file, script.as_bytes())?;
    let page_file = folder.join("index.html");
    let page = styles::join(&read_text(&page_file)?, folder)?;
    write(&page_file, page.as_bytes())
}

/// wasm-bindgen's wasm and its script: `NAME_bg.wasm` and `NAME.js`.
fn of_bindgen(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let entries = fs::read_dir(folder);
    let entries = entries.map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    let name = names.iter().find_map(|name| name.strip_suffix("_bg.wasm"));
    let name = name.ok_or("Trunk built no wasm")?;
    let file = |ending: &str| folder.join(format!("{name}{ending}"));
    Ok((file("_bg.wasm"), file(".js")))
}

fn read_text(file: &Path) -> Result<String> {
    let text = String::from_utf8(read(file)?);
    text.map_err(|_| format!("{} is not text", file.display()))
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).map_err(|error| format!("cannot write {}: {error}", file.display()))
}
