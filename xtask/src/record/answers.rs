//! Every answer of a run as a file of its own, so that a recording can be made again without
//! another run: `01795448412999-00042-memory.answer`, `…-counts.failed`, `…-note.text`.

use crate::Result;
use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

/// The folder being filled.
#[derive(Clone)]
pub struct Answers {
    folder: PathBuf,
    written: Rc<Cell<u32>>,
}

/// One file of the folder.
pub struct Entry {
    /// When the answer came, milliseconds since 1970.
    pub at_ms: f64,
    /// `counts`, `memory`, `health`, `events`, `note`, or a profile's name in the index.
    pub what: String,
    /// The answer, or none where there was none.
    pub body: Option<Vec<u8>>,
}

impl Answers {
    /// Fills `folder`.
    pub fn new(folder: &Path) -> Answers {
        Answers {
            folder: folder.to_owned(),
            written: Rc::default(),
        }
    }

    /// Keeps what came of asking for `what`.
    pub fn keep(&self, what: &str, body: Option<&[u8]>) {
        let ending = if body.is_some() { "answer" } else { "failed" };
        self.write(what, ending, body.unwrap_or_default());
    }

    /// Keeps a person's note.
    pub fn note(&self, text: &str) {
        self.write("note", "answer", text.as_bytes());
    }

    fn write(&self, what: &str, ending: &str, body: &[u8]) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let at_ms = now.map_or(0, |since| since.as_millis());
        let number = self.written.replace(self.written.get() + 1);
        // `?` is no part of a file's name everywhere.
        let what = what.replace('?', "+");
        let name = format!("{at_ms:014}-{number:05}-{what}.{ending}");
        if let Err(error) = fs::write(self.folder.join(&name), body) {
            eprintln!("xtask: {name} is lost: {error}");
        }
    }
}

/// Reads the folder again, in order.
pub fn read(folder: &Path) -> Result<Vec<Entry>> {
    let in_words = |error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for file in fs::read_dir(folder).map_err(in_words)? {
        names.push(file.map_err(in_words)?.path());
    }
    names.sort();
    names.iter().map(|path| entry(path)).collect()
}

fn entry(path: &Path) -> Result<Entry> {
    let no_answer = || format!("{} is no answer of a run", path.display());
    let name = path.file_name().and_then(|name| name.to_str());
    let (name, ending) = name
        .and_then(|n| n.rsplit_once('.'))
        .ok_or_else(no_answer)?;
    let mut parts = name.splitn(3, '-');
    let at_ms = parts.next().and_then(|at| at.parse().ok());
    let what = parts.nth(1).ok_or_else(no_answer)?.replace('+', "?");
    let body = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Entry {
        at_ms: at_ms.ok_or_else(no_answer)?,
        what,
        body: (ending == "answer").then_some(body),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_as_it_was_filled() {
        let folder = tempfile::tempdir().expect("a folder");
        let answers = Answers::new(folder.path());
        answers.keep("goroutine?debug=2", Some(b"goroutine 1"));
        answers.keep("counts", None);
        answers.note("deploy");
        let entries = read(folder.path()).expect("it reads");
        let got: Vec<(&str, Option<&[u8]>)> = entries
            .iter()
            .map(|e| (e.what.as_str(), e.body.as_deref()))
            .collect();
        assert_eq!(
            got,
            [
                ("goroutine?debug=2", Some(&b"goroutine 1"[..])),
                ("counts", None),
                ("note", Some(b"deploy"))
            ]
        );
        assert!(entries.is_sorted_by(|a, b| a.at_ms <= b.at_ms));
        assert!(entries[0].at_ms > 1.7e12, "milliseconds since 1970");
    }
}
