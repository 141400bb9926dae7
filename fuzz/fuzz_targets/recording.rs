//! Recordings: any zip at all, an index of any JSON in a zip that is in order, and what was read
//! written and read again.
#![no_main]

use std::io::{Cursor, Write};

use leakscope_core::job::{Pace, run};
use leakscope_core::recording;
use leakscope_fuzz::{check_message, read_recording};
use libfuzzer_sys::fuzz_target;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = read_recording(bytes) {
        check_message(&error);
    }
    if bytes.first() == Some(&b'{') {
        write_and_read(&zip_of(bytes));
    }
});

/// `index`, and two files that it may name.
fn zip_of(index: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let files = [
        ("recording.json", index),
        ("profiles/a.txt", b"goroutine profile: total 1\n"),
        ("profiles/b.pb.gz", b"\x0a\x04\x08\x01\x10\x02"),
    ];
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("memory");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

fn write_and_read(zip: &[u8]) {
    let opened = match read_recording(zip) {
        Ok(opened) => opened,
        Err(error) => return check_message(&error),
    };
    recording::contents(&opened.recording);
    let bytes_of = |id| {
        let profile = opened.profiles.iter().find(|(other, _)| *other == id);
        profile.map(|(_, bytes)| bytes.clone())
    };
    let pace = Pace::unhurried();
    let written = run(recording::write(&opened.recording, bytes_of, &pace)).expect("memory");
    let again = match read_recording(&written) {
        Ok(again) => again,
        Err(error) => panic!("what is written is not read: {error}"),
    };
    assert_eq!(again.profiles.len(), opened.profiles.len());
    assert_eq!(
        again.recording.services.len(),
        opened.recording.services.len()
    );
    // From here on there is no secret left to be taken out: nothing changes any more.
    let bytes_of = |id| {
        let profile = again.profiles.iter().find(|(other, _)| *other == id);
        profile.map(|(_, bytes)| bytes.clone())
    };
    let rewritten = run(recording::write(&again.recording, bytes_of, &pace)).expect("memory");
    let third = read_recording(&rewritten).expect("written twice");
    assert_eq!(third.recording, again.recording);
}
