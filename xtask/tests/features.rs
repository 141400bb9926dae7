//! The table of features names tests that exist, and pictures that are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn repo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Names of all tests of the repository: what follows `#[test]` or its like.
fn tests(folder: &Path, found: &mut BTreeSet<String>) {
    let entries = fs::read_dir(folder).expect("a folder");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            tests(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("text");
            let mut is_test = false;
            for line in text.lines().map(str::trim) {
                is_test |= line.ends_with("test]");
                let name = line.strip_prefix("fn ").or(line.strip_prefix("async fn "));
                if let Some(name) = name {
                    let name = name.split('(').next().unwrap_or_default();
                    if std::mem::take(&mut is_test) {
                        found.insert(name.to_owned());
                    }
                }
            }
        }
    }
}

/// The cells of the table's rows that have all columns.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| line.starts_with("| "));
    let cells = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect());
    cells.filter(|cells: &Vec<&str>| cells.len() == 8).collect()
}

#[test]
fn each_of_our_yes_names_tests_that_exist() {
    let text = fs::read_to_string(repo().join("docs/features.md")).expect("docs/features.md");
    let mut all = BTreeSet::new();
    for folder in ["core", "inflate", "src", "tests", "unpack", "xtask"] {
        tests(&repo().join(folder), &mut all);
    }
    let mut count = 0;
    for cells in rows(&text).into_iter().skip(1) {
        let (feature, ours) = (cells[0], cells[1]);
        let named: Vec<&str> = cells[2].split('`').skip(1).step_by(2).collect();
        match ours {
            "Yes" => assert!(!named.is_empty(), "{feature}: no test is named"),
            "No" | "Partly" => {}
            _ if feature.starts_with("**") => continue,
            other => panic!("{feature}: {other:?} is no answer"),
        }
        for name in named {
            assert!(all.contains(name), "{feature}: there is no test {name}");
            count += 1;
        }
        for said in &cells[3..] {
            assert!(
                ["Yes", "No", "Partly", "?"].contains(said),
                "{feature}: {said:?}"
            );
        }
    }
    assert!(count > 30, "the table has {count} tests");
}

#[test]
fn each_picture_is_there() {
    let docs = repo().join("docs");
    let text = fs::read_to_string(docs.join("features.md")).expect("docs/features.md");
    let named = text.split("![](").skip(1);
    let pictures: Vec<&str> = named.filter_map(|rest| rest.split(')').next()).collect();
    assert!(!pictures.is_empty(), "no picture is shown");
    for picture in pictures {
        assert!(docs.join(picture).is_file(), "{picture} is missing");
    }
}
