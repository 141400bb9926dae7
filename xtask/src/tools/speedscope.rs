//! speedscope, the yardstick of `cargo xtask bench`.

use super::{Install, debian};
use crate::{Result, paths, run};
use std::path::PathBuf;

const VERSION: &str = "1.25.0";

/// The folder of its built page, brought by npm if it is not in the user's cache.
pub fn speedscope(install: Install) -> Result<PathBuf> {
    let folder = paths::tools_cache().join(format!("speedscope-{VERSION}"));
    let page = folder.join("node_modules/speedscope/dist/release");
    if page.join("index.html").is_file() {
        return Ok(page);
    }
    debian::ensure("npm", || paths::on_path("npm").is_some(), install)?;
    println!("Bringing speedscope {VERSION} into {}", folder.display());
    let mut npm = run::niced("npm");
    npm.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
    ])
    .arg(&folder);
    run::run(npm.arg(format!("speedscope@{VERSION}")))?;
    match page.join("index.html").is_file() {
        true => Ok(page),
        false => Err(format!(
            "the package speedscope {VERSION} holds no built page"
        )),
    }
}
