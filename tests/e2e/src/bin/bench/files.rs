//! Profiles made for the measuring, the same for the same seed.

use std::path::PathBuf;

/// A file made here.
pub struct Made {
    /// Where it is.
    pub file: PathBuf,
    /// Its name and size.
    pub label: String,
}

impl Made {
    /// Writes what `make` makes, under this name.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn new(name: &str, make: impl FnOnce() -> Vec<u8>) -> Result<Made, String> {
        let folder = xtask::paths::target().join("bench");
        let file = folder.join(name);
        let bytes = make();
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&file, &bytes))
            .map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Made {
            file,
            label: format!("{name} ({} kB)", bytes.len() / 1024),
        })
    }
}

/// These bytes gzipped.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let written = std::io::Write::write_all(&mut gzip, bytes).and_then(|()| gzip.finish());
    written.unwrap_or_else(|error| panic!("cannot compress: {error}"))
}
