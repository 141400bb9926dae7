//! What rustup adds to a Rust installation.

use crate::{Result, run};
use std::path::Path;
use std::process::Command;

/// Makes sure that code for the browser can be compiled.
pub fn wasm_target() -> Result<()> {
    let sysroot = run::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let libraries = Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib");
    if libraries.is_dir() {
        return Ok(());
    }
    run::run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"])).map_err(
        |error| {
            format!(
                "Rust's target wasm32-unknown-unknown is missing and rustup could not add it \
                 ({error}); add it with the package manager Rust came from"
            )
        },
    )
}

/// Makes sure that `cargo <name>` answers, `name` being `fmt` or `clippy`.
pub fn component(name: &str) -> Result<()> {
    if run::output(Command::new("cargo").args([name, "--version"])).is_ok() {
        return Ok(());
    }
    let component = if name == "fmt" { "rustfmt" } else { name };
    run::run(Command::new("rustup").args(["component", "add", component]))
}
