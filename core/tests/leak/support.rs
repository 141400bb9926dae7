//! Files as the engine would open them.

use std::path::PathBuf;

use leakscope_core::formats::{Limits, Opened, open};
use leakscope_core::job::{Pace, run};
use leakscope_core::profile::Profile;

/// A file shipped with the tests.
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures")).join(name)
}

/// A file of the shared corpus, or none (with a printed line) where it is not there.
pub fn corpus(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    let path = folder.join(name);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}

/// Opens a profile; its bytes decide what it is.
pub fn profile(path: &PathBuf) -> Profile {
    match opened(path) {
        Opened::Profile { profile, .. } => profile,
        _ => panic!("{} is no profile", path.display()),
    }
}

fn opened(path: &PathBuf) -> Opened {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let name = path.display().to_string();
    let pace = Pace::unhurried();
    let opened = run(open(&name, bytes, &Limits::default(), &pace, &|_| ()));
    opened.unwrap_or_else(|e| panic!("{name}: {e}"))
}
