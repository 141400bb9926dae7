//! Every file of the corpus opens, or gets a message that names what it is.

use std::fs;
use std::path::{Path, PathBuf};

use leakscope_core::formats::{self, FormatError, Limits, Opened};
use leakscope_core::job::{Pace, run};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

fn open(name: &str, bytes: Vec<u8>) -> Result<Opened, FormatError> {
    let pace = Pace::unhurried();
    run(formats::open(
        name,
        bytes,
        &Limits::default(),
        &pace,
        &|_| {},
    ))
}

/// The files under `folder` of the corpus, or none, said so, where it is missing.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(CORPUS).join(folder);
    if !folder.is_dir() {
        println!("skipped: {} is missing", folder.display());
        return Vec::new();
    }
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn short(path: &Path) -> String {
    let path = path.strip_prefix(CORPUS).expect("a file of the corpus");
    path.to_string_lossy().into_owned()
}

fn describe(path: &Path) -> String {
    let bytes = fs::read(path).expect("a readable file");
    match open(&short(path), bytes) {
        Ok(Opened::Profile {
            profile,
            kind,
            readings,
            remarks,
        }) => format!(
            "{kind}: {} samples of {} types, {} readings{}",
            profile.samples.len(),
            profile.sample_types.len(),
            readings.len(),
            remarks.iter().map(|r| format!("; {r}")).collect::<String>()
        ),
        Ok(Opened::Dump {
            dump,
            profile,
            remarks,
        }) => format!(
            "dump: {} goroutines in {} samples{}",
            dump.goroutines.len(),
            profile.samples.len(),
            remarks.iter().map(|r| format!("; {r}")).collect::<String>()
        ),
        Ok(Opened::Readings(readings)) => format!("{} readings", readings.len()),
        Ok(Opened::Index(counts)) => format!("index of {} profiles", counts.len()),
        Ok(Opened::Events(events)) => format!("{} events", events.len()),
        Ok(Opened::Recording(bytes)) => format!("recording of {} bytes", bytes.len()),
        Err(error) => format!("refused: {error}"),
    }
}

#[test]
fn every_file_of_the_corpus() {
    for folder in [
        "pprof",
        "goroutine",
        "legacy",
        "series/etcd-heap",
        "series/etcd-goroutine",
    ] {
        for path in files(folder) {
            println!("{} = {}", short(&path), describe(&path));
        }
    }
}
