//! axe-core, which checks a page's accessibility tree in the end-to-end tests.

use crate::{Result, paths, run};
use std::path::PathBuf;

const VERSION: &str = "4.14.1";

/// Its script, brought by npm if it is not in the user's cache. Without npm there is none: what it
/// checks is checked where npm is.
pub fn axe() -> Result<PathBuf> {
    let folder = paths::tools_cache().join(format!("axe-core-{VERSION}"));
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    if paths::on_path("npm").is_none() {
        return Err("there is no npm to bring axe-core".into());
    }
    let mut npm = run::niced("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts"]);
    npm.arg("--prefix").arg(&folder);
    run::run(npm.arg(format!("axe-core@{VERSION}")))?;
    match script.is_file() {
        true => Ok(script),
        false => Err(format!("the package axe-core {VERSION} holds no script")),
    }
}
