//! Where things are: the repository, what it builds, and the user's cache.

use std::env;
use std::path::PathBuf;

/// The root of the repository.
pub fn repo() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map(PathBuf::from).unwrap_or(xtask)
}

/// The page as built by Trunk.
pub fn dist() -> PathBuf {
    repo().join("dist")
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => repo().join(dir),
        None => repo().join("target"),
    }
}

/// Where this project keeps the programs it brings, one versioned folder each, shared by all
/// clones of one user: `$XDG_CACHE_HOME/leakscope/tools` or `~/.cache/leakscope/tools`.
pub fn tools_cache() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|dir| dir.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .unwrap_or_else(|| target().join("cache"));
    cache.join("leakscope").join("tools")
}

/// The first program of this name on `PATH`.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
}

/// `PATH` with these folders in front of it.
pub fn path_with(first: &[PathBuf]) -> std::ffi::OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = first.iter().cloned().chain(env::split_paths(&rest));
    // Only a folder whose name holds a colon cannot be joined; then `PATH` stays as it was.
    env::join_paths(all).unwrap_or(rest)
}
