//! `cargo xtask validate`: how often the verdict is right.

use crate::{Result, paths, run};
use std::process::Command;

/// Runs the package `leakscope-validate` with these arguments, compiled for speed: thousands of
/// series are judged.
pub fn validate(arguments: &[String]) -> Result<()> {
    let mut command = Command::new("cargo");
    command.current_dir(paths::repo());
    command.args([
        "run",
        "--quiet",
        "--release",
        "-p",
        "leakscope-validate",
        "--",
    ]);
    command.args(arguments);
    run::run(&mut command)
}
