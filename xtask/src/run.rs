//! Running other programs.

use crate::Result;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs to the end, its output shown as it comes.
pub fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    let status = command
        .status()
        .map_err(|error| format!("cannot start `{line}`: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("`{line}` failed: {status}")),
    }
}

/// Runs to the end and returns what it printed on its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let line = shown(command);
    let output = command
        .stderr(Stdio::null())
        .output()
        .map_err(|error| format!("cannot start `{line}`: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("`{line}` failed: {}", output.status)),
    }
}

/// What `program --version` (or the like) prints, if it runs at all.
pub fn version(program: &Path, argument: &str) -> Option<String> {
    output(Command::new(program).arg(argument)).ok()
}

/// `program` under `nice`, so that a long installation leaves the machine usable.
pub fn niced(program: &str) -> Command {
    let mut command = Command::new("nice");
    command.args(["-n", "10", program]);
    command
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
