//! What the example `verdict` prints, and the exit code it ends with.

#[path = "../examples/verdict/said.rs"]
mod said;
#[path = "../examples/verdict/seen.rs"]
mod seen;

use std::fs;
use std::path::PathBuf;

use expect_test::expect;
use leakscope_core::telemetry::Known;

fn here(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

/// What is printed of these files, and the code.
fn verdict(files: &[String]) -> (String, u8) {
    within(files, Known::default())
}

/// The same with limits.
fn within(files: &[String], known: Known) -> (String, u8) {
    let seen = seen::Seen::of_files(files, known).expect("they are read");
    said::of_all(&seen.services)
}

/// A file of these bytes, gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn of(name: &str, bytes: &[u8]) -> Scratch {
        let name = format!("leakscope-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).expect("the file is written");
        Scratch(path)
    }

    fn path(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn the_demo_recording_is_a_leak_with_cause_culprit_and_fix() {
    let (text, code) = verdict(&[here("../demo/demo.leakscope.zip")]);
    assert_eq!(code, 1, "{text}");
    let first = text.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("migration-service: leak: goroutines grow by "),
        "{text}"
    );
    for said in [
        "cause: HTTP response body never closed\n",
        "who: migration-service/internal/registry.(*Client).Check\n",
        "  1. Close the body: defer resp.Body.Close()",
        "     defer resp.Body.Close()\n",
        "see: https://pkg.go.dev/net/http#Response\n",
    ] {
        assert!(text.contains(said), "{said:?} in {text}");
    }
}

#[test]
fn it_tells_when_limits_are_reached() {
    let known = Known {
        memory_limit_bytes: Some(512.0 * 1048576.0),
        task_limit: Some(10e3),
        others_checks_per_hour: None,
    };
    let (text, _) = within(&[here("../demo/demo.leakscope.zip")], known);
    let limits: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("limit") || line.contains(" reach"))
        .collect();
    let [tasks, memory] = limits[..] else {
        panic!("{text}")
    };
    assert!(tasks.contains("above the limit of 10,000"), "{tasks}");
    assert!(memory.contains("reaches 512MB in about "), "{memory}");
}

#[test]
fn one_profile_suspects_and_decides_nothing() {
    let (text, code) = verdict(&[here("tests/fixtures/story/goroutine.pb.gz")]);
    assert_eq!(code, 3);
    expect![[r#"
        opened files: suspected: 50,000 readLoop and 50,000 writeLoop are 99% of all goroutines: HTTP response body never closed
          - one profile of 100,016 goroutines; a second one would tell how fast they grow
        cause: HTTP response body never closed"#]]
    .assert_eq(&text.lines().take(3).collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_heap_beside_it_names_who() {
    let files =
        ["goroutine.pb.gz", "heap.pb.gz"].map(|f| here(&format!("tests/fixtures/story/{f}")));
    let (text, code) = verdict(&files);
    assert_eq!(code, 3);
    assert!(
        text.contains("who: migration-service/internal/registry.(*Client).Check\n"),
        "{text}"
    );
}

#[test]
fn heaps_alone_name_the_site_that_grows() {
    let folder = PathBuf::from(here("../../shared/corpus/series/etcd-heap"));
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    let files = entries.map(|e| e.expect("an entry").path().to_string_lossy().into_owned());
    let (text, code) = verdict(&files.collect::<Vec<_>>());
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("InternalRaftRequest).Marshal"), "{text}");
}

#[test]
fn what_cannot_be_read_says_so() {
    let empty = Scratch::of("empty", b"");
    let foreign = Scratch::of("foreign.png", b"\x89PNG\r\n\x1a\n0000");
    let cut = fs::read(here("../demo/demo.leakscope.zip")).expect("the recording");
    let cut = Scratch::of("cut.zip", &cut[..cut.len() / 2]);
    let no_profile = Scratch::of("events.json", b"[]");
    for (files, said) in [
        (vec![here("no-such-file")], "no-such-file: "),
        (vec![here("tests")], "tests: "),
        (vec![empty.path()], "empty: "),
        (vec![foreign.path()], "foreign.png: "),
        (vec![cut.path()], "cut.zip: "),
        (vec![no_profile.path()], "nothing in it to judge"),
        // One that cannot be read among others that can.
        (
            vec![here("../demo/demo.leakscope.zip"), foreign.path()],
            "foreign.png: ",
        ),
    ] {
        let Err(message) = seen::Seen::of_files(&files, Known::default()) else {
            panic!("{files:?} was read");
        };
        assert!(message.contains(said), "{message}");
    }
}
