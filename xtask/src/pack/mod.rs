//! `cargo xtask pack`: what Trunk calls after a build (`Trunk.toml`), so that the page weighs less on
//! its way and starts sooner.
//!
//! wasm-bindgen writes functions by falling size and names each import with a hash, and both compress
//! badly. Here functions that are alike stand together, their locals are numbered as they come up, and
//! imports get short names, in the wasm and in its script. Then the wasm is taken apart into streams
//! ([`streams`]) and compressed by LZMA; the start script puts it together in the browser. Style sheets
//! become one, because a browser fetches six files of a host at a time. Nothing else changes: the page
//! does the same.

mod locals;
mod module;
mod order;
mod script;
pub mod streams;
mod styles;
mod unpacker;

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use leakscope_unpack::lzma::LITERAL_CONTEXT;
use lzma_rust2::{EncodeMode, LzmaOptions, LzmaWriter, MfType};

use crate::{Result, run, tools};

/// Of the packed wasm. It is none of a compressed file, which some hosts would send as one to be
/// decompressed by the browser, and others not.
pub const EXTENSION: &str = "packed";

/// Packs the page that Trunk has just built in release. What it tells its hooks is in the environment.
pub fn pack() -> Result<()> {
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile != "release") {
        return Ok(());
    }
    let folder = env::var_os("TRUNK_STAGING_DIR").ok_or("Trunk calls this after a build")?;
    let folder = Path::new(&folder);
    let (wasm_file, script_file) = of_bindgen(folder)?;
    if let Some(wasm_opt) = tools::wasm_opt() {
        let (from, to) = (wasm_file.as_os_str(), wasm_file.as_os_str());
        run::run(Command::new(wasm_opt).args(["-Oz".as_ref(), from, "-o".as_ref(), to]))?;
    }
    let (wasm, names) = module::packed(&read(&wasm_file)?)?;
    let script = script::packed(&read_text(&script_file)?, &names)?;
    write(&script_file, script.as_bytes())?;
    let packed_file = wasm_file.with_extension(EXTENSION);
    write(&packed_file, &compressed(&wasm)?)?;
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

/// The module in streams, compressed, as `leakscope-unpack` reads it.
fn compressed(wasm: &[u8]) -> Result<Vec<u8>> {
    let streams = streams::split(wasm)?;
    let mut file = Vec::new();
    for length in [streams.bytes.len(), streams.module_length] {
        let length = u32::try_from(length).map_err(|_| "the wasm is larger than 4 GB")?;
        file.extend_from_slice(&length.to_le_bytes());
    }
    let file = lzma(&streams.bytes, file)?;

    // No build leaves that would not come out as it went in.
    let (mut came_out, mut module) = (vec![0; streams.bytes.len()], vec![0; streams.module_length]);
    let unpacked = leakscope_unpack::unpack(&file, &mut came_out, &mut module);
    if unpacked.is_none() || came_out != streams.bytes {
        return Err("the packed wasm cannot be unpacked".into());
    }
    let checked = wasmparser::validate(&module);
    checked.map_err(|error| format!("the wasm put together again is not valid: {error}"))?;
    Ok(file)
}

/// Appends the bytes, compressed, to a file.
fn lzma(bytes: &[u8], file: Vec<u8>) -> Result<Vec<u8>> {
    let in_words = |error| format!("cannot compress the wasm: {error}");
    let options = LzmaOptions {
        // All of it is looked back on, and every place that may be alike is tried.
        dict_size: (bytes.len() as u32).next_power_of_two().max(1 << 16),
        lc: LITERAL_CONTEXT,
        lp: 0,
        pb: 0,
        mode: EncodeMode::Normal,
        nice_len: LzmaOptions::NICE_LEN_MAX,
        mf: MfType::Bt4,
        depth_limit: 1000,
        preset_dict: None,
    };
    let mut writer = LzmaWriter::new_no_header(file, &options, false).map_err(in_words)?;
    let written = writer.write_all(bytes).map_err(in_words);
    written.and_then(|()| writer.finish().map_err(in_words))
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

fn remove(file: &Path) -> Result<()> {
    fs::remove_file(file).map_err(|error| format!("cannot remove {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use leakscope_unpack::lzma::expand;

    /// Literals, runs, and matches near and far, at the same distances as before and at others.
    fn sample(seed: u64, length: usize) -> Vec<u8> {
        let mut random = seed * 2 + 1;
        let mut next = |below: u64| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 20) % below
        };
        let mut bytes: Vec<u8> = Vec::new();
        while bytes.len() < length {
            let count = 1 + next(300) as usize;
            match next(4) {
                _ if bytes.is_empty() => bytes.push(next(256) as u8),
                0 => bytes.extend((0..count).map(|_| next(256) as u8)),
                1 => bytes.extend(vec![next(256) as u8; count]),
                _ => {
                    let from = next(bytes.len() as u64) as usize;
                    let to = bytes.len().min(from + count);
                    bytes.extend_from_within(from..to);
                }
            }
        }
        bytes.truncate(length);
        bytes
    }

    #[test]
    fn what_is_compressed_comes_out_and_what_is_cut_does_not() {
        for (seed, length) in (1..60).flat_map(|seed| [(seed, seed as usize), (seed, 20_000)]) {
            let bytes = sample(seed, length);
            let packed = super::lzma(&bytes, Vec::new()).unwrap();
            let mut out = vec![0; length];
            assert_eq!(expand(&packed, &mut out), Some(()), "{seed} {length}");
            assert!(out == bytes, "{seed} {length}");
            assert_eq!(expand(&packed[..packed.len() / 2], &mut out), None);
        }
    }

    #[test]
    fn any_bytes_at_all_are_expanded_or_refused() {
        let mut out = vec![0; 5000];
        for seed in 0..3000 {
            let mut packed = sample(seed, 200);
            packed[0] = 0;
            let _ = expand(&packed, &mut out);
        }
        assert_eq!(expand(b"", &mut out), None);
        assert_eq!(expand(&[1, 2, 3, 4, 5, 6], &mut out), None);
    }
}
