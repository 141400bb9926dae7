//! Files that are no recording, or mean harm.

use expect_test::expect;
use proptest::prelude::*;

use super::*;

/// What a bad file gets, in its own words.
#[test]
fn bad_files_get_a_clear_message() {
    let check = |bytes: &[u8]| match opened(bytes) {
        Ok(opened) => format!("opened; {:?}", opened.remarks),
        Err(error) => format!("{error}. {}", error.advice),
    };
    let index = |json: &str| check(&zip_of(&[("recording.json", json.as_bytes())]));
    let whole = written(&sample::recording());
    let messages = [
        check(b""),
        check(b"PK\x03\x04 and then nothing"),
        check(&whole[..whole.len() / 2]),
        check(&zip_of(&[("readme.txt", b"hello")])),
        index("{}"),
        index("[1,2"),
        index(r#"{"format":2,"services":{"new":"shape"}}"#),
        index(r#"{"format":1,"services":[{"id":1},{"id":1}]}"#),
        index(r#"{"format":1,"profiles":[{"id":1,"file":"a"},{"id":1,"file":"b"}]}"#),
        index(r#"{"format":1,"profiles":[{"id":1,"file":"../../etc/passwd"}]}"#),
        index(
            r#"{"format":1,"profiles":[{"id":1,"file":"recording.json"},{"id":2,"file":"recording.json"}]}"#,
        ),
        index(
            r#"{"format":1,"services":[{"id":1,"series":[{"metric":"goroutines","at_ms":[1,3,2],"values":[1,1]}]}]}"#,
        ),
        index(r#"{"format":1,"services":[{"id":1,"our_checks_ms":[1e999]}]}"#),
        index(&format!(
            r#"{{"format":1,"x":{}1{}}}"#,
            "[".repeat(200),
            "]".repeat(200)
        )),
        check(&zip_of(&[
            ("recording.json", br#"{"format":1}"#),
            ("unnamed", b""),
        ])),
    ];
    expect![[r#"
        Leakscope recording: its zip is cut off or damaged: Missing end of central directory. Export the recording again; or unzip it, and open its profiles one by one.
        Leakscope recording: its zip is cut off or damaged: Missing end of central directory. Export the recording again; or unzip it, and open its profiles one by one.
        Leakscope recording: its zip is cut off or damaged: Missing end of central directory. Export the recording again; or unzip it, and open its profiles one by one.
        unknown: a zip without recording.json. Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
        Leakscope recording: its index does not read: `format` is missing (recording.json). Export the recording again; the profiles in the zip open one by one.
        Leakscope recording: its index does not read: EOF while parsing a list at line 1 column 4 (recording.json, line 1). Export the recording again; the profiles in the zip open one by one.
        Leakscope recording: it was written by a newer Leakscope: its format is 2, and this one reads up to 1 (recording.json). Open it with the newer version.
        Leakscope recording: its index names service 1 twice (recording.json). The profiles in the zip can be opened one by one.
        Leakscope recording: its index names profile 1 twice (recording.json). The profiles in the zip can be opened one by one.
        opened; ["profile 1 is not in the zip: ../../etc/passwd"]
        Leakscope recording: profiles 1 and 2 are one file, recording.json. Export the recording again; or unzip it, and open its profiles one by one.
        opened; ["1 of 3 points of goroutines were left out: out of order, or without a time or a value"]
        Leakscope recording: its index does not read: number out of range at line 1 column 54 (recording.json, line 1). Export the recording again; the profiles in the zip open one by one.
        Leakscope recording: its index does not read: recursion limit exceeded at line 1 column 143 (recording.json, line 1). Export the recording again; the profiles in the zip open one by one.
        opened; ["files of the zip that its index does not name: 1"]"#]].assert_eq(&messages.join("\n"));
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let index = br#"{"format":1,"profiles":[{"id":1,"file":"a"},{"id":2,"file":"b"}]}"#;
    let zeros = vec![0; 3 << 20];
    let bomb = zip_of(&[("recording.json", index), ("a", &zeros), ("b", &zeros)]);
    assert!(bomb.len() < 10_000, "a bomb is small: {}", bomb.len());
    let read_up_to = |inflated_bytes| {
        let limits = Limits {
            inflated_bytes,
            ..Limits::default()
        };
        run(read(&bomb, &limits, &Pace::unhurried())).map(|opened| opened.profiles.len())
    };
    assert_eq!(read_up_to(7 << 20), Ok(2));
    let error = read_up_to(5 << 20).expect_err("both together are over the limit");
    assert!(error.is_limit);
    assert_eq!(error.at.as_deref(), Some("b"));
}

#[test]
fn two_files_of_one_name_are_refused() {
    let mut bytes = zip_of(&[
        ("recording.json", br#"{"format":1}"#),
        ("recording.jsoN", b"{}"),
    ]);
    while let Some(at) = memchr::memmem::find(&bytes, b"recording.jsoN") {
        bytes[at + 13] = b'n';
    }
    let error = opened(&bytes).expect_err("which of them is meant?");
    assert_eq!(error.what, "two files in its zip have one name");
}

#[test]
fn absurd_counts_are_refused() {
    let names: Vec<String> = (0..=100_000).map(|number| number.to_string()).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let error = opened(&zip_of(&files)).expect_err("no such recording");
    assert_eq!(error.what, "its zip lists more than 100000 files");
    let members = "{\"time\":1},".repeat(200_001);
    let index = format!(
        r#"{{"format":1,"services":[{{"id":1,"events":[{}{{"time":1}}]}}]}}"#,
        members
    );
    let error = opened(&zip_of(&[("recording.json", index.as_bytes())])).expect_err("too long");
    assert!(
        error.what.contains("more than 200000 members"),
        "{}",
        error.what
    );
}

proptest! {
    /// Never a panic, whatever the bytes.
    #[test]
    fn broken_zips_are_answered(
        cut in 0usize..4000,
        changes in prop::collection::vec((0usize..4000, any::<u8>()), 0..8),
    ) {
        let mut bytes = written(&sample::recording());
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        bytes.truncate(cut.max(1));
        let answer = opened(&bytes);
        let is_whole = answer.is_ok_and(|opened| !opened.recording.services.is_empty());
        // A recording is never half there: its index is checked as a whole.
        prop_assert!(!is_whole || bytes.len() > 1000);
    }
}
