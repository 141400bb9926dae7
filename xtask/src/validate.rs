//! `cargo xtask validate`: how often the verdict is right.

use crate::tools::{self, Install};
use crate::{Result, paths, run};
use std::process::Command;

/// Runs the package `leakscope-validate` with these arguments, compiled for speed: thousands of
/// series are judged. Runs of labelled programs are given the Go they are built with.
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
    if arguments.first().is_some_and(|what| what == "runs") {
        command.env("LEAKSCOPE_GO", tools::go(Install::AskFirst)?.program());
    }
    run::run(&mut command)
}
