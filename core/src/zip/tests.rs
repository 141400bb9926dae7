use std::io::{Cursor, Read, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipArchive, ZipWriter};
use proptest::prelude::*;

use super::*;
use crate::job::{Pace, run};

/// Files as another program writes them: sizes before the data, stored or deflated.
fn theirs(files: &[(String, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options).expect("a file");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

fn ours(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = Writer::new();
    for (name, bytes) in files {
        run(zip.add(name, bytes, &Pace::unhurried())).expect("a file");
    }
    zip.finish().expect("a zip")
}

fn inflated(zip: &[u8], name: &str) -> Result<Option<Vec<u8>>, Broken> {
    let files = Files::of(zip, 1000).expect("its directory is sound");
    run(files.inflate(name, 1 << 20, &Pace::unhurried()))
}

fn one(bytes: &[u8]) -> [(String, Vec<u8>); 1] {
    [("a".to_owned(), bytes.to_vec())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// We read what others write, others what we write, byte for byte; gzip's first bytes make
    /// no difference to that.
    #[test]
    fn ours_and_theirs_are_the_same(
        contents in prop::collection::vec(
            (any::<bool>(), prop::collection::vec(0u8..9, 0..70_000)), 0..3),
    ) {
        let files: Vec<(String, Vec<u8>)> = contents
            .into_iter()
            .enumerate()
            .map(|(index, (is_gzip, mut bytes))| {
                if is_gzip {
                    bytes.splice(..0, [0x1f, 0x8b]);
                }
                (format!("folder/{index}"), bytes)
            })
            .collect();
        let stored = theirs(&files, CompressionMethod::Stored);
        let deflated = theirs(&files, CompressionMethod::Deflated);
        let written = ours(&files);
        let mut other = ZipArchive::new(Cursor::new(&written)).expect("another program opens it");
        for (name, bytes) in &files {
            for zip in [&stored, &deflated, &written] {
                prop_assert_eq!(inflated(zip, name), Ok(Some(bytes.clone())));
            }
            let mut read = Vec::new();
            let mut file = other.by_name(name).expect("it is there");
            file.read_to_end(&mut read).expect("its checksum holds");
            prop_assert_eq!(&read, bytes);
        }
        prop_assert_eq!(inflated(&written, "another"), Ok(None));
    }
}

#[test]
fn what_is_written_is_small() {
    let text = "one reading after the other, ".repeat(10_000);
    let length = ours(&one(text.as_bytes())).len();
    assert!(length < text.len() / 100, "{length}");
    let gzip = [&[0x1f, 0x8b], text.as_bytes()].concat();
    let grown = ours(&one(&gzip)).len() - gzip.len();
    assert!(
        grown < 300,
        "wrapped, not deflated again: {grown} bytes more"
    );
}

#[test]
fn a_file_whose_bytes_changed_is_damaged() {
    let mut zip = theirs(&one(b"goroutine profile"), CompressionMethod::Stored);
    let at = memchr::memmem::find(&zip, b"goroutine").expect("stored as it is");
    zip[at] = b'G';
    let error = inflated(&zip, "a").expect_err("the checksum is another");
    assert!(matches!(error, Broken::Damaged(why) if why.contains("checksum")));
}

/// The classic bomb: many files that are one run of bytes.
#[test]
fn files_that_share_bytes_are_refused() {
    let files = [
        ("a".to_owned(), vec![1; 100]),
        ("b".to_owned(), vec![2; 100]),
    ];
    let mut zip = theirs(&files, CompressionMethod::Stored);
    let directory = memchr::memmem::find_iter(&zip, b"PK\x01\x02");
    let second = directory.last().expect("two files are listed");
    // Where the second file starts, in the directory: now where the first one does.
    zip[second + 42..second + 46].fill(0);
    let error = Files::of(&zip, 10).err().expect("no honest zip");
    assert_eq!(error, "files in its zip overlap, which no honest zip does");
}

#[test]
fn a_directory_that_miscounts_is_refused() {
    let files = [("a".to_owned(), vec![1; 9]), ("b".to_owned(), vec![2; 9])];
    let mut zip = theirs(&files, CompressionMethod::Stored);
    assert_eq!(Files::of(&zip, 2).map(|files| files.len()).ok(), Some(2));
    let error = Files::of(&zip, 1).err().expect("one too many");
    assert_eq!(error, "its zip lists more than 1 files");
    let end = memchr::memmem::rfind(&zip, b"PK\x05\x06").expect("its end");
    zip[end + 8..end + 12].copy_from_slice(&[7, 0, 7, 0]);
    let error = Files::of(&zip, 10).err().expect("seven are not there");
    assert_eq!(
        error,
        "its zip is cut off or damaged: it lists 2 files and says they are 7"
    );
}
