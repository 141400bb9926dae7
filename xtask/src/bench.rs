//! `cargo xtask bench`: the page beside speedscope, in one browser.

use crate::tools::{self, Install};
use crate::{Result, page, paths, run};
use std::path::PathBuf;
use std::process::Command;

/// Options of the command.
#[derive(Clone, Debug)]
pub struct Options {
    /// How often each thing is measured.
    pub runs: u32,
    /// Profiles to open.
    pub files: Vec<PathBuf>,
    /// Install system packages without asking.
    pub install: Install,
}

/// Builds the page, brings speedscope, and measures both.
pub fn bench(options: &Options) -> Result<()> {
    tools::browsers(options.install)?;
    let speedscope = tools::speedscope(options.install)?;
    page::build()?;
    let mut command = Command::new("cargo");
    command.current_dir(paths::repo());
    command.args([
        "run",
        "--quiet",
        "--package",
        "leakscope-e2e",
        "--bin",
        "bench",
        "--",
    ]);
    command.arg(speedscope).arg(options.runs.to_string());
    for file in &options.files {
        let found = file.canonicalize();
        command.arg(found.map_err(|error| format!("{}: {error}", file.display()))?);
    }
    run::run(&mut command)
}
