//! The browsers the page is tested in.

use super::{Install, debian};
use crate::{Result, paths};
use std::path::PathBuf;

/// Browsers by path.
#[derive(Clone, Debug)]
pub struct Browsers {
    /// Chromium, or Chrome.
    pub chromium: PathBuf,
    /// Its driver.
    pub chromedriver: PathBuf,
    /// Firefox ESR, or Firefox; it is driven by WebDriver BiDi and needs no driver of its own.
    pub firefox: PathBuf,
}

/// Names of each program, the one Debian installs first.
const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome"];
const CHROMEDRIVER: &[&str] = &["chromedriver"];
const FIREFOX: &[&str] = &["firefox-esr", "firefox"];

/// Finds the browsers, or installs them. Errors name the package and the command.
pub fn browsers(install: Install) -> Result<Browsers> {
    Ok(Browsers {
        chromium: program(CHROMIUM, "chromium", install)?,
        chromedriver: program(CHROMEDRIVER, "chromium-driver", install)?,
        firefox: program(FIREFOX, "firefox-esr", install)?,
    })
}

fn program(names: &[&str], package: &str, install: Install) -> Result<PathBuf> {
    let find = || names.iter().find_map(|name| paths::on_path(name));
    debian::ensure(package, || find().is_some(), install)?;
    find().ok_or_else(|| format!("{package} is missing"))
}
