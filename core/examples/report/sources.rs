//! Where `-list` finds source files: as pprof does (`openSourceFile` and `trimPath` of google/pprof
//! `internal/report/source.go`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use leakscope_core::profile::Profile;

/// `-source_path` and `-trim_path`.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Folders, with colons between them; empty for the one that is worked in.
    pub search: String,
    /// Beginnings that are cut off, with colons between them.
    pub trim: String,
}

impl Sources {
    /// Cuts the beginnings off the paths of a profile, as they are printed then.
    pub fn trim_paths(&self, profile: &mut Profile) {
        let tables = Arc::make_mut(&mut profile.tables);
        for at in 0..tables.functions.file.len() {
            let path = tables.strings.get(tables.functions.file[at]).into_owned();
            let trimmed = self.trimmed(&path);
            if trimmed != path {
                tables.functions.file[at] = tables.strings.intern(trimmed.as_bytes());
            }
        }
    }

    /// The text of a file.
    ///
    /// # Errors
    /// In pprof's words where it is not found.
    pub fn read(&self, file: &str) -> Result<String, String> {
        let path = self.trimmed(file);
        let search = match self.search.is_empty() {
            true => std::env::current_dir().map_err(|error| error.to_string())?,
            false => PathBuf::from(&self.search),
        };
        let search = search.to_string_lossy();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        if Path::new(path).is_absolute() {
            let missing = |_| format!("open {path}: no such file or directory");
            return std::fs::read(path).map(text).map_err(missing);
        }
        let folders = search.split(':').map(Path::new);
        let mut found = folders.flat_map(Path::ancestors).map(|dir| dir.join(path));
        let found = found.find_map(|path| std::fs::read(path).ok());
        let missing = || format!("could not find file {path} on path {search}");
        found.map(text).ok_or_else(missing)
    }

    fn trimmed<'a>(&self, path: &'a str) -> &'a str {
        if self.trim.is_empty() {
            for folder in self.search.split(':').filter(|folder| !folder.is_empty()) {
                let name = Path::new(folder).file_name().unwrap_or_default();
                let wanted = format!("/{}/", name.to_string_lossy());
                if let Some((_, rest)) = path.split_once(&wanted) {
                    return rest;
                }
            }
        }
        let ours = self.trim.split(':').filter(|start| !start.is_empty());
        let starts = ours.chain(["/proc/self/cwd/./", "/proc/self/cwd/"]);
        let cut = |start: &str| {
            path.strip_prefix(start.trim_end_matches('/'))?
                .strip_prefix('/')
        };
        starts.into_iter().find_map(cut).unwrap_or(path)
    }
}
