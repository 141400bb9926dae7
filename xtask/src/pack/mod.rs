//! `cargo xtask pack`: what Trunk calls after a build (`Trunk.toml`), so that the page weighs less on
//! its way and starts sooner.
//!
//! wasm-bindgen writes functions by falling size and names each import with a hash. Both compress
//! badly: gzip looks back no further than 32 KB, and a hash is as long packed as not. Here the wasm becomes
//! two modules, what the first screen needs and the rest ([`split`]). In each, functions that are alike
//! stand together, their locals are numbered as they come up, and imports get short names, in the wasm and
//! in its script. Then it is taken apart into streams that compress better ([`streams`]) and compressed as
//! well as deflate can be; the start script puts it together in the browser. Style sheets become one,
//! because a browser fetches six files of a host at a time.
//! Nothing else changes: the page does the same.

mod locals;
mod module;
mod order;
mod script;
pub mod split;
pub mod streams;
mod styles;
mod unpacker;

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use zopfli::{Format, Options};

use crate::{Result, run, tools};

/// Of the packed wasm. It is none of a compressed file, which some hosts would send as one to be
/// decompressed by the browser, and others not.
pub const EXTENSION: &str = "packed";
/// How the files of the wasm's second half end, but for the extension.
pub const REST: &str = "_rest";

/// Packs the page that Trunk has just built in release. What it tells its hooks is in the environment.
pub fn pack() -> Result<()> {
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile != "release") {
        return Ok(());
    }
    let folder = env::var_os("TRUNK_STAGING_DIR").ok_or("Trunk calls this after a build")?;
    let folder = Path::new(&folder);
    let name = name_of_bindgen(folder)?;
    let wasm_file = folder.join(format!("{name}_bg.wasm"));
    let script_file = folder.join(format!("{name}.js"));
    if let Some(wasm_opt) = tools::wasm_opt() {
        let (from, to) = (wasm_file.as_os_str(), wasm_file.as_os_str());
        // With `-g`, functions keep their names, by which the wasm is split.
        run::run(Command::new(wasm_opt).args([
            "-Oz".as_ref(),
            "-g".as_ref(),
            from,
            "-o".as_ref(),
            to,
        ]))?;
    }
    let halves = split::split(&read(&wasm_file)?)?;
    let (first, names) = module::packed(&halves.first)?;
    let (rest, _) = module::packed(&halves.rest)?;
    let script = split::glue::added(&read_text(&script_file)?, &name)?;
    let script = script::packed(&script, &names)?;
    write(&script_file, script.as_bytes())?;
    let packed_file = wasm_file.with_extension(EXTENSION);
    write(&packed_file, &compressed(&first)?)?;
    let rest_file = folder.join(format!("{name}{REST}"));
    write(&rest_file.with_extension(EXTENSION), &compressed(&rest)?)?;
    // As it is, for whoever cannot wait until it is unpacked.
    write(&rest_file.with_extension("wasm"), &rest)?;
    remove(&wasm_file)?;
    unpacker::put_into(&folder.join("start.js"))?;
    for name in ["start.js", "engine.js"] {
        let file = folder.join(name);
        let short = script::packed(&read_text(&file)?, &HashMap::new())?;
        write(&file, short.as_bytes())?;
    }
    let page_file = folder.join("index.html");
    let page = naming(&read_text(&page_file)?, &wasm_file, &packed_file)?;
    let page = styles::join(&page, folder)?;
    write(&page_file, page.as_bytes())
}

/// The module in streams, compressed.
fn compressed(wasm: &[u8]) -> Result<Vec<u8>> {
    let packed = streams::split(wasm)?;
    let joined = streams::join(&packed)?;
    let checked = wasmparser::validate(&joined);
    checked.map_err(|error| format!("the wasm put together again is not valid: {error}"))?;
    let mut gzip = Vec::new();
    let options = Options {
        // As many as pay: what streams hold differs from one to the next, and within.
        maximum_block_splits: 70,
        ..Options::default()
    };
    zopfli::compress(options, Format::Gzip, &packed[..], &mut gzip)
        .map_err(|error| format!("cannot compress the wasm: {error}"))?;
    Ok(gzip)
}

/// The page with the packed file's name in place of the other's, wherever it says it.
fn naming(page: &str, wasm: &Path, packed: &Path) -> Result<String> {
    const AS_WASM: &str = " type=\"application/wasm\"";
    let name = |file: &Path| {
        file.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let (old, new) = (
        name(wasm).unwrap_or_default(),
        name(packed).unwrap_or_default(),
    );
    if !page.contains(&old) || !page.contains(AS_WASM) {
        return Err("the page does not load its wasm as Trunk.toml has it".into());
    }
    Ok(page.replace(&old, &new).replace(AS_WASM, ""))
}

/// What wasm-bindgen called its wasm and its script: `NAME_bg.wasm` and `NAME.js`.
fn name_of_bindgen(folder: &Path) -> Result<String> {
    let entries = fs::read_dir(folder);
    let entries = entries.map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    let name = names.iter().find_map(|name| name.strip_suffix("_bg.wasm"));
    let name = name.ok_or("Trunk built no wasm")?;
    Ok(name.to_owned())
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

fn remove(file: &Path) -> Result<()> {
    fs::remove_file(file).map_err(|error| format!("cannot remove {}: {error}", file.display()))
}
