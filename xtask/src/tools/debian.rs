//! System packages, by apt.

use super::Install;
use crate::{Result, paths, run};
use std::process::Command;

/// Makes sure of something a Debian package brings: `is_there` decides, before and after.
pub fn ensure(package: &str, is_there: impl Fn() -> bool, install: Install) -> Result<()> {
    if is_there() {
        return Ok(());
    }
    let by_hand = format!("sudo apt-get install --yes --no-install-recommends {package}");
    if paths::on_path("apt-get").is_none() {
        return Err(format!(
            "{package} is missing; install it with your package manager"
        ));
    }
    if install == Install::AskFirst && !is_root() {
        return Err(format!(
            "{package} is missing. Install it with\n    {by_hand}\nor run again with --install"
        ));
    }
    println!("Installing {package} with apt-get");
    // Package lists may be missing or stale; a failing update shows in the install after it.
    let _ = run::run(apt().args(["update", "-qq"]));
    run::run(apt().args([
        "install",
        "--yes",
        "-qq",
        "--no-install-recommends",
        package,
    ]))?;
    match is_there() {
        true => Ok(()),
        false => Err(format!(
            "apt-get installed {package}, yet it cannot be found; try `{by_hand}`"
        )),
    }
}

fn apt() -> Command {
    let mut command = if is_root() {
        run::niced("apt-get")
    } else {
        run::niced("sudo")
    };
    if !is_root() {
        command.arg("apt-get");
    }
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
