//! Archives: every file in one is opened as if it had been opened itself.

use std::io::Write;

use super::kit::*;
use crate::engine::MemoryStore;
use crate::engine::protocol::*;
use crate::formats::archive::{header, padding};

/// A tar of these files, a second apart.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (second, (name, data)) in files.iter().enumerate() {
        bytes.extend(header(
            name,
            data.len() as u64,
            START_MS + 1e3 * second as f64,
        ));
        bytes.extend(*data);
        bytes.resize(bytes.len() + padding(data.len() as u64), 0);
    }
    bytes
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = ::zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).expect("a file");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

/// Opens it in a page of its own: what came of it, and what is left there.
fn opened(bytes: &[u8], limit: Option<u64>) -> (Result<OpenedInfo, Trouble>, Page, MemoryStore) {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    page.settle(&silent());
    let open = Request::Open {
        name: "day.zip".into(),
        modified_ms: None,
        inflated_limit_bytes: limit,
        beside: None,
    };
    let id = page.tell_with(open, Some(bytes.to_vec()));
    page.settle(&silent());
    let result = match page.answer_to(id) {
        Some(Answer::Opened(info)) => Ok(info),
        Some(Answer::Failed(trouble)) => Err(trouble),
        other => panic!("{other:?}"),
    };
    (result, page, store)
}

fn names(info: &OpenedInfo) -> Vec<&str> {
    let names = info.profiles.iter().map(|info| info.entry.name.as_str());
    names.collect()
}

#[test]
fn its_profiles_are_opened_the_oldest_first() {
    let (early, late) = (goroutine_text(4), gzip(goroutine_text(9).as_bytes()));
    let health = br#"{"status": "UP", "version": "1"}"#;
    let files: [(&str, &[u8]); 7] = [
        ("day/b.txt", early.as_bytes()),
        ("day/a.txt.gz", &late),
        ("day/again.txt", early.as_bytes()),
        ("day/README.md", b"# What this is\n"),
        ("day/inner.tar", &tar(&[("x", b"y")])),
        ("day/cut.txt.gz", &late[..late.len() / 2]),
        ("day/health.json", health),
    ];
    for bytes in [tar(&files), gzip(&tar(&files))] {
        let (info, page, _) = opened(&bytes, None);
        let info = info.expect("it opens");
        assert_eq!(names(&info), ["day/b.txt", "day/a.txt.gz", "day/b.txt"]);
        assert!(info.service.is_some(), "health answers are of a service");
        expect_test::expect![[r#"
            day.zip: not everything could be read: day/inner.tar: an archive within the archive; unpack it, and open it by itself; day/cut.txt.gz: gzip: the file is cut off; 71 bytes could be inflated before (byte 77)
            day.zip: 1 file was no profile: day/README.md"#]].assert_eq(&info.remarks.join("\n"));
        let inventory = page.inventory.borrow();
        assert_eq!(inventory.profiles.len(), 2, "the archive itself is none");
        let at_ms: Vec<_> = inventory
            .profiles
            .iter()
            .map(|its| its.entry.at_ms)
            .collect();
        assert_eq!(at_ms, [START_MS, START_MS + 1e3]);
    }
}

#[test]
fn a_zip_in_the_order_of_its_names() {
    let (ten, nine) = (goroutine_text(10), goroutine_text(9));
    let files: [(&str, &[u8]); 2] = [("g-10.txt", ten.as_bytes()), ("g-9.txt", nine.as_bytes())];
    let (info, page, store) = opened(&zip(&files), None);
    assert_eq!(names(&info.expect("it opens")), ["g-9.txt", "g-10.txt"]);
    // What was stored comes back.
    drop(page);
    let page = Page::open(store, START_MS, None);
    page.settle(&silent());
    assert_eq!(page.inventory.borrow().profiles.len(), 2);
}

#[test]
fn what_holds_nothing_to_open_leaves_nothing() {
    let mut told = String::new();
    let inner = zip(&[("a", b"b")]);
    for bytes in [
        zip(&[]),
        zip(&[("README.md", b"words\n"), (".hidden", b"x")]),
        zip(&[("a.zip", &inner)]),
        zip(&[("a", b"")]),
        b"PK\x03\x04".to_vec(),
    ] {
        let (result, page, store) = opened(&bytes, None);
        let trouble = result.expect_err("nothing in it");
        told.push_str(&format!("{}: {}\n", trouble.title, trouble.detail));
        assert!(store.is_empty() && page.inventory.borrow().profiles.is_empty());
    }
    expect_test::expect![[r#"
        day.zip could not be opened: archive: there is no file in it
        day.zip could not be opened: archive: none of its files could be opened; 1 file was no profile: README.md
        day.zip could not be opened: archive: none of its files could be opened; a.zip: an archive within the archive; unpack it, and open it by itself
        day.zip could not be opened: archive: none of its files could be opened; 1 file was no profile: a
        day.zip could not be opened: zip: its zip is cut off or damaged: Missing end of central directory
    "#]].assert_eq(&told);
}

#[test]
fn all_its_files_share_one_limit() {
    let text = gzip(&[goroutine_text(4).as_bytes(), &[b'\n'; 600_000]].concat());
    let other = gzip(&[goroutine_text(5).as_bytes(), &[b'\n'; 600_000]].concat());
    let bytes = zip(&[("a.gz", &text), ("b.gz", &other)]);
    let (result, ..) = opened(&bytes, Some(1 << 20));
    let trouble = result.expect_err("too large");
    assert!(trouble.is_limit, "{trouble:?}");
    let (result, ..) = opened(&bytes, Some(2 << 20));
    assert_eq!(names(&result.expect("it opens")).len(), 2);
}

#[test]
fn a_limit_that_one_file_passes_is_told_of_that_file() {
    let deep = [&b"main;run 1\n"[..], &b"f;".repeat(1 << 20)[..], b"f 1\n"].concat();
    let bytes = zip(&[("a.txt", b"main;run 1\n"), ("b.txt", &deep)]);
    let (result, ..) = opened(&bytes, None);
    let trouble = result.expect_err("too deep");
    assert!(trouble.is_limit, "{trouble:?}");
    assert_eq!(
        trouble.detail,
        "folded stacks: b.txt: more than 1,048,576 frames in one stack (line 2)"
    );
    let (result, ..) = opened(&bytes, Some(512 << 20));
    assert_eq!(names(&result.expect("it opens")).len(), 2);
}
