//! The streaming reader against prost's derived messages, and against what is no profile.

mod generate;
mod oracle;

use std::fs;
use std::path::Path;

use expect_test::expect;
use proptest::prelude::*;
use prost::Message;

use super::messages::{self, ProfileMessage, SampleMessage, ValueTypeMessage};
use super::*;
use crate::formats::print;
use crate::job::run;
use oracle::{assert_same, profile_of};

fn read_now(bytes: &[u8]) -> Result<Profile, Failure> {
    run(read(bytes, &Limits::default(), &Pace::unhurried(), &|_| {}))
}

fn decoded(bytes: &[u8]) -> ProfileMessage {
    ProfileMessage::decode(bytes).expect("prost reads it")
}

proptest! {
    #[test]
    fn streamed_equals_derived(message in generate::profile()) {
        let bytes = message.encode_to_vec();
        let streamed = read_now(&bytes).expect("a valid profile");
        assert_same(&streamed, &profile_of(&message));
    }

    #[test]
    fn what_is_written_reads_back_the_same(message in generate::profile()) {
        let profile = profile_of(&message);
        let again = read_now(&write::write(&profile, false)).expect("what we write");
        prop_assert_eq!(print::profile(&again), print::profile(&profile));
        prop_assert_eq!(&again.about, &profile.about);
        prop_assert_eq!(&again.tables.locations, &profile.tables.locations);
        prop_assert_eq!(&again.tables.frames, &profile.tables.frames);
    }

    #[test]
    fn damaged_bytes_never_panic(
        message in generate::profile(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = message.encode_to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read_now(&bytes).map(|profile| print::profile(&profile));
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_now(&bytes).map(|profile| print::profile(&profile));
    }
}

#[test]
fn streamed_equals_derived_on_the_corpus() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
    for folder in [
        "pprof",
        "large",
        "goroutine/go1.27.3",
        "goroutine/go1.19",
        "series/etcd-heap",
    ] {
        let Ok(entries) = fs::read_dir(Path::new(corpus).join(folder)) else {
            println!("skipped: {corpus}/{folder} is missing");
            continue;
        };
        for entry in entries {
            let path = entry.expect("a readable entry").path();
            let bytes = fs::read(&path).expect("a readable file");
            let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
                let pace = Pace::unhurried();
                run(super::super::inflate::inflate(
                    &bytes,
                    &mut (512 << 20),
                    &pace,
                    &|_| {},
                ))
                .expect("valid gzip")
            } else {
                bytes
            };
            if path
                .extension()
                .is_some_and(|e| e == "gz" || e == "pprof" || e == "prof")
            {
                let streamed = read_now(&bytes).expect("a valid profile");
                assert_same(&streamed, &profile_of(&decoded(&bytes)));
            }
        }
    }
}

/// A profile with one sample type, a sample of one location inlined once, and one without any.
fn small() -> ProfileMessage {
    let strings = ["", "samples", "count", "main.main", "main.f", "main.go"];
    let line = |function_id, line| messages::LineMessage {
        function_id,
        line,
        column: 0,
    };
    let function = |id, name| messages::FunctionMessage {
        id,
        name,
        filename: 5,
        ..Default::default()
    };
    let sample = |location_id, value| SampleMessage {
        location_id,
        value,
        label: Vec::new(),
    };
    ProfileMessage {
        sample_type: vec![ValueTypeMessage { kind: 1, unit: 2 }],
        sample: vec![sample(vec![u64::MAX], vec![7]), sample(vec![], vec![1])],
        location: vec![messages::LocationMessage {
            id: u64::MAX,
            line: vec![line(9, 3), line(4, 10)],
            ..Default::default()
        }],
        function: vec![function(4, 3), function(9, 4)],
        string_table: strings.map(|s| s.as_bytes().to_vec()).to_vec(),
        time_nanos: 5,
        ..Default::default()
    }
}

#[test]
fn a_small_profile() {
    let profile = read_now(&small().encode_to_vec()).unwrap();
    expect![[r#"
        samples/count
        7 main.main main.go:10 ; [inlined] main.f main.go:3
        1
    "#]]
    .assert_eq(&print::profile(&profile));
}

#[test]
fn every_prefix_is_an_error_or_a_profile() {
    let bytes = small().encode_to_vec();
    for len in 0..bytes.len() {
        let _ = read_now(&bytes[..len]).map(|profile| print::profile(&profile));
    }
    assert!(read_now(&bytes).is_ok());
}

#[test]
fn repeated_numbers_need_not_be_packed() {
    let mut message = small();
    message.sample.clear();
    let mut bytes = message.encode_to_vec();
    let mut sample = vec![0x08];
    sample.extend([0xff; 9]);
    sample.extend([0x01, 0x10, 0x07]);
    bytes.extend([0x12, sample.len() as u8]);
    bytes.extend(sample);
    let profile = read_now(&bytes).unwrap();
    assert_eq!(profile.samples.values, [7]);
    assert_eq!(profile.samples.stack(0).len(), 2);
}

#[test]
fn unknown_fields_are_skipped() {
    let mut bytes = small().encode_to_vec();
    bytes.extend([0x9a, 0x06, 0x02, 0xff, 0xff]); // 99: bytes
    bytes.extend([0x98, 0x06, 0x07]); // 99: varint
    assert_eq!(read_now(&bytes).unwrap().samples.len(), 2);
}

#[test]
fn what_is_refused_and_why() {
    let refused = |change: fn(&mut ProfileMessage)| {
        let mut message = small();
        change(&mut message);
        let error = read_now(&message.encode_to_vec()).err().expect("refused");
        error.to_string()
    };
    let messages = [
        refused(|m| m.sample[1].value.push(2)),
        refused(|m| m.sample_type.clear()),
        refused(|m| m.sample[0].location_id.push(5)),
        refused(|m| m.location[0].line[1].function_id = 0),
        refused(|m| m.function[1].id = 4),
        refused(|m| m.location[0].id = 0),
        refused(|m| m.function[0].name = 77),
        refused(|m| m.function[0].name = -1),
        refused(|m| m.string_table[0] = b"x".to_vec()),
        refused(|m| m.string_table.clear()),
    ];
    expect![[r#"
        pprof protobuf: a sample has 2 values for 1 sample types (byte 25)
        pprof protobuf: a sample has 1 values for 0 sample types (byte 2)
        pprof protobuf: a sample refers to location 5, which the file does not have (byte 8)
        pprof protobuf: a line refers to function 0, which the file does not have (byte 49)
        pprof protobuf: two functions have the id 4 (byte 63)
        pprof protobuf: location 0 has the reserved id 0 (byte 30)
        pprof protobuf: function.name refers to string 77, but the string table has 6 (byte 55)
        pprof protobuf: function.name refers to string -1, but the string table has 6 (byte 55)
        pprof protobuf: string_table[0] must be empty (byte 71)
        pprof protobuf: there is no string table (byte 71)
    "#]]
    .assert_eq(&(messages.join("\n") + "\n"));
}

#[test]
fn two_profiles_in_one_file_are_an_error_of_their_own() {
    let one = small().encode_to_vec();
    let error = read_now(&[one.clone(), one].concat()).err().unwrap();
    assert_eq!(error.what, "two profiles, one after the other, in one file");
}

#[test]
fn groups_are_errors() {
    let mut bytes = small().encode_to_vec();
    let at = bytes.len();
    bytes.push(0x0b);
    let error = read_now(&bytes).err().unwrap();
    assert_eq!(
        error,
        Failure::from(super::super::wire::WireError {
            what: "a wire type that pprof does not use",
            field: "",
            at,
        })
    );
}

#[test]
fn a_small_file_cannot_make_endless_stacks() {
    let mut message = small();
    message.location[0].line = vec![message.location[0].line[0].clone(); 1 << 12];
    message.sample[0].location_id = vec![u64::MAX; 1 << 13];
    let error = read_now(&message.encode_to_vec()).err().expect("refused");
    assert_eq!(error.what, "more than 1,048,576 frames in one stack");
}

#[test]
fn a_stack_of_a_hundred_thousand_frames_is_data_like_any_other() {
    let mut message = small();
    message.sample[0].location_id = vec![u64::MAX; 100_000];
    let profile = read_now(&message.encode_to_vec()).unwrap();
    assert_eq!(profile.samples.stack(0).len(), 200_000);
}
