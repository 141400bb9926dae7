//! What puts the wasm together in the browser: `unpack/`, compiled, in the start script.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::{Result, paths, run};

const PACKAGE: &str = "leakscope-unpack";
const TARGET: &str = "wasm32-unknown-unknown";
/// The line of the start script that has none yet.
const NONE_YET: &str = "const unpacker = \"\";";

/// Puts the unpacker into the start script of a page whose wasm is packed.
pub fn put_into(script_file: &Path) -> Result<()> {
    let script = super::read_text(script_file)?;
    if !script.contains(NONE_YET) {
        return Err(format!(
            "{} has no place for it: {NONE_YET}",
            script_file.display()
        ));
    }
    let wasm = BASE64_STANDARD.encode(compiled()?);
    let script = script.replace(NONE_YET, &format!("const unpacker = \"{wasm}\";"));
    super::write(script_file, script.as_bytes())
}

/// The unpacker's wasm, without anything for debuggers.
fn compiled() -> Result<Vec<u8>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(paths::repo());
    cargo.args([
        "rustc",
        "--quiet",
        "--release",
        "--package",
        PACKAGE,
        "--target",
        TARGET,
    ]);
    cargo.args(["--crate-type", "cdylib", "--"]);
    cargo.args([
        "-Cstrip=symbols",
        "-Clink-arg=--export=__heap_base",
        "-Clink-arg=-zstack-size=65536",
    ]);
    run::run(&mut cargo)?;
    let built = paths::target()
        .join(TARGET)
        .join("release/leakscope_unpack.wasm");
    super::read(&built)
}
