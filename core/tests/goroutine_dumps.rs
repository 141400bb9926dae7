//! Odd goroutine dumps against what DataDog's gostackparse read in them.

use std::fs;
use std::path::Path;

use leakscope_core::formats::{self, Goroutine, GoroutineDump, Limits, Opened};
use leakscope_core::job::{Pace, run};
use leakscope_core::profile::FrameId;
use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/goroutine");

/// Those without errors: where gostackparse drops a goroutine, we keep what can be read of it.
const NAMES: [&str; 8] = [
    "ancestors",
    "cgo",
    "frameselided",
    "frameselided_goroutine",
    "go121_createdby",
    "lockedm",
    "waitsince",
    "windows",
];

#[test]
fn dumps_read_as_gostackparse_reads_them() {
    if !Path::new(FOLDER).is_dir() {
        println!("skipped: {FOLDER} is missing");
        return;
    }
    for name in NAMES {
        let text = fs::read(format!("{FOLDER}/gostackparse-{name}.txt")).expect("a dump");
        let golden = fs::read(format!("{FOLDER}/gostackparse-{name}.golden.json"));
        let golden: Value = serde_json::from_slice(&golden.expect("its golden")).expect("JSON");
        let pace = Pace::unhurried();
        let opened = run(formats::open(
            name,
            text,
            &Limits::default(),
            &pace,
            &|_| {},
        ));
        let Ok(Opened::Dump { dump, .. }) = opened else {
            panic!("{name} is no dump");
        };
        let theirs = golden["Goroutines"].as_array().expect("goroutines");
        assert_eq!(dump.goroutines.len(), theirs.len(), "{name}");
        for (ours, theirs) in dump.goroutines.iter().zip(theirs) {
            // Of an ancestor we keep the number only.
            let ancestor = theirs["Ancestor"]["ID"].as_u64();
            assert_eq!(ancestor, ancestor.and(ours.creator_id), "{name}");
            let mut theirs = theirs.clone();
            theirs
                .as_object_mut()
                .expect("an object")
                .remove("Ancestor");
            assert_eq!(as_json(&dump, ours), theirs, "{name}");
        }
    }
}

fn as_json(dump: &GoroutineDump, goroutine: &Goroutine) -> Value {
    let stack = dump.stack(goroutine).iter().map(|frame| frame.frame);
    let stack = stack.filter(|&frame| dump.function(frame) != "(frames elided)");
    json!({
        "ID": goroutine.id,
        "State": dump.tables.strings.get(goroutine.state),
        "Wait": goroutine.wait_minutes.unwrap_or(0) * 60_000_000_000,
        "LockedToThread": goroutine.is_locked_to_thread,
        "Stack": stack.map(|frame| frame_json(dump, frame)).collect::<Vec<_>>(),
        "FramesElided": goroutine.elided_frames != 0,
        "CreatedBy": goroutine.created_by.map(|frame| frame_json(dump, frame)),
    })
}

fn frame_json(dump: &GoroutineDump, frame: FrameId) -> Value {
    let (file, line) = dump.place(frame);
    json!({"Func": dump.function(frame), "File": file, "Line": line})
}
