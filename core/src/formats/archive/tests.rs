use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipWriter};
use expect_test::{Expect, expect};

use super::*;
use crate::job::run;

/// Its files, with time, length and what is in them; then what is to be said.
fn check(bytes: &[u8], expected: Expect) {
    let shown = match Archive::of(bytes) {
        Ok(archive) => {
            let files = archive.files().expect("not too many").iter();
            let lines = files.map(|file| {
                let unpacked = run(archive.unpack(file, 100, &Pace::unhurried()));
                let unpacked = unpacked.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                let time = file.modified_ms.map_or("-".to_owned(), |ms| ms.to_string());
                format!(
                    "{} at {time}, {} bytes: {unpacked:?}\n",
                    file.name, file.bytes
                )
            });
            let remarks = archive.remarks.iter().map(|remark| format!("# {remark}\n"));
            lines.chain(remarks).collect()
        }
        Err(error) => format!("{error}\n{}\n", error.advice),
    };
    expected.assert_eq(&shown);
}

/// A file of a tar as other programs write it.
fn ustar(name: &str, kind: u8, time_s: u64, data: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    let number = |value: u64| format!("{value:011o} ").into_bytes();
    header[124..136].copy_from_slice(&number(data.len() as u64));
    header[136..148].copy_from_slice(&number(time_s));
    header[148..156].fill(b' ');
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header.extend(data);
    header.resize(header.len().next_multiple_of(512), 0);
    header
}

#[test]
fn a_tar() {
    let long = "deep/".repeat(30) + "goroutine.txt";
    let mut bytes = [
        ustar("day/", b'5', 0, b""),
        ustar("./day/heap-10.txt", b'0', 20, b"ten"),
        ustar("day/heap-2.txt", b'0', 20, b"two"),
        ustar("day/first.txt", 0, 7, b"first"),
        ustar("day/._first.txt", b'0', 7, b"hidden"),
        ustar("day/link", b'2', 7, b""),
        ustar("././@LongLink", b'L', 0, format!("{long}\0").as_bytes()),
        ustar("deep/deep", b'0', 21, b"long"),
        ustar(
            "x",
            b'x',
            0,
            b"22 mtime=1795446721.5\n14 path=p/q.a\n11 bad",
        ),
        ustar("q.a", b'0', 1, b"pax"),
        ustar("day/large.txt", b'0', 30, &[b'x'; 101]),
        vec![0; 1024],
    ]
    .concat();
    check(
        &bytes,
        expect![[r#"
        day/first.txt at 7000, 5 bytes: Ok("first")
        day/heap-2.txt at 20000, 3 bytes: Ok("two")
        day/heap-10.txt at 20000, 3 bytes: Ok("ten")
        deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/goroutine.txt at 21000, 4 bytes: Ok("long")
        day/large.txt at 30000, 101 bytes: Err(TooLarge)
        p/q.a at 1795446721500, 3 bytes: Ok("pax")
    "#]],
    );
    bytes.truncate(9 * 512 + 200);
    check(
        &bytes,
        expect![[r#"
            day/first.txt at 7000, 5 bytes: Ok("first")
            day/heap-2.txt at 20000, 3 bytes: Ok("two")
            day/heap-10.txt at 20000, 3 bytes: Ok("ten")
            # it is cut off: there was more in it
        "#]],
    );
    bytes[512 * 3 + 3] ^= 1;
    check(
        &bytes,
        expect![[r#"
        day/heap-10.txt at 20000, 3 bytes: Ok("ten")
        # it is damaged at byte 1,536: what follows was not read
    "#]],
    );
}

#[test]
fn what_is_handed_over_as_a_tar_is_read_as_it_was() {
    let mut bytes = Vec::new();
    for (name, ms, data) in [
        ("folder/ä b.txt", 1_795_446_721_512.0, &b"one"[..]),
        ("folder/a", 1_795_446_721_511.0, &[b'x'; 512]),
        ("old", -5.0, b""),
    ] {
        bytes.extend(header(name, data.len() as u64, ms));
        bytes.extend(data);
        bytes.resize(bytes.len() + padding(data.len() as u64), 0);
    }
    assert!(is_tar(&bytes));
    let archive = Archive::of(&bytes).expect("a tar");
    let files = archive.files().expect("not too many").iter();
    let shown: Vec<_> = files
        .map(|file| (file.name.as_str(), file.modified_ms, file.bytes))
        .collect();
    assert_eq!(
        shown,
        [
            ("old", Some(0.0), 0),
            ("folder/a", Some(1_795_446_721_511.0), 512),
            ("folder/ä b.txt", Some(1_795_446_721_512.0), 3),
        ]
    );
    assert!(!header("x", u64::MAX, f64::NAN).is_empty());
}

fn zip(files: &[(&str, u8, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, minute, bytes) in files {
        let time = DateTime::from_date_and_time(2026, 11, 23, 15, *minute, 2).expect("a time");
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(time);
        zip.start_file(*name, options).expect("a file");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.add_directory("folder/", SimpleFileOptions::default())
        .expect("a folder");
    zip.add_symlink("link", "b.txt", SimpleFileOptions::default())
        .expect("a link");
    zip.finish().expect("a zip").into_inner()
}

const FILES: [(&str, u8, &[u8]); 5] = [
    ("b.txt", 2, b"second"),
    ("folder/a 10.txt", 1, b"ten"),
    ("folder/a 9.txt", 1, b"nine"),
    ("__MACOSX/folder/a 9.txt", 1, b"hidden"),
    (".git/HEAD", 1, b"hidden"),
];

#[test]
fn a_zip() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        check(
            &zip(&FILES, method),
            expect![[r#"
            folder/a 9.txt at 1795446062000, 4 bytes: Ok("nine")
            folder/a 10.txt at 1795446062000, 3 bytes: Ok("ten")
            b.txt at 1795446122000, 6 bytes: Ok("second")
        "#]],
        );
    }
}

#[test]
fn what_cannot_be_unpacked_is_said_of_the_file() {
    let mut bytes = zip(&FILES, CompressionMethod::Stored);
    let directory = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").collect::<Vec<_>>();
    // Encrypted; and a method of the future.
    bytes[directory[0] + 8] |= 1;
    bytes[directory[1] + 10] = 93;
    check(
        &bytes,
        expect![[r#"
        folder/a 9.txt at 1795446062000, 4 bytes: Ok("nine")
        folder/a 10.txt at 1795446062000, 3 bytes: Err(Broken("it is compressed by method 93 (ZSTD), which is not read here"))
        b.txt at 1795446122000, 6 bytes: Err(Broken("it is encrypted"))
    "#]],
    );
    check(
        b"PK\x03\x04 and no more",
        expect![[r#"
        zip: its zip is cut off or damaged: Missing end of central directory
        Fetch it again, as it is; or unpack it, and open the files that were in it.
    "#]],
    );
}

#[test]
fn what_systems_hide() {
    for path in [".a", "a/.b/c", "__MACOSX/a", "a\\.b"] {
        assert!(is_hidden(path), "{path}");
    }
    for path in ["a.b", "../a", "./a", "a/b.c"] {
        assert!(!is_hidden(path), "{path}");
    }
}

#[test]
fn there_is_a_limit_to_files() {
    let header = ustar("a", b'0', 0, b"");
    let error = Archive::of(&header.repeat(MAX_FILES + 1)).err();
    assert_eq!(error.unwrap().what, "it has more than 10,000 files");
    assert!(Archive::of(&header.repeat(MAX_FILES)).is_ok());
    let ahead = ustar("a", b'x', 0, b"");
    assert!(Archive::of(&ahead.repeat(9 * MAX_FILES)).is_err());
}

#[test]
fn any_header_at_all_is_an_answer() {
    let tar = [
        ustar("x", b'x', 0, b"22 mtime=1795446721.5\n14 path=p/q.a\n"),
        ustar("q.a", b'0', 1, b"pax"),
    ]
    .concat();
    for at in 0..tar.len() {
        for byte in [0, b' ', b'7', b'9', 0x80, 0xff] {
            let mut bytes = tar.clone();
            bytes[at] = byte;
            // With a sum that fits again.
            let whole = sum_of(&bytes[..512]);
            bytes[148..156].copy_from_slice(format!("{whole:06o}\0 ").as_bytes());
            if let Ok(archive) = Archive::of(&bytes) {
                for file in archive.files().expect("two") {
                    let _ = run(archive.unpack(file, 1 << 20, &Pace::unhurried()));
                }
            }
        }
    }
}

fn sum_of(header: &[u8]) -> u64 {
    let bytes = header.iter().enumerate();
    let counted = bytes.filter(|(at, _)| !(148..156).contains(at));
    counted.map(|(_, byte)| u64::from(*byte)).sum::<u64>() + 8 * 32
}
