//! Every file of the corpus opens, or gets a message that names what it is; what opens adds up to
//! what `go tool pprof` says; what is broken is told so.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use expect_test::expect;
use leakscope_core::formats::{self, FormatError, Limits, Opened};
use leakscope_core::job::{Pace, run};
use leakscope_core::profile::Profile;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

fn open(bytes: &[u8]) -> Result<Opened, FormatError> {
    open_within(bytes, &Limits::default())
}

fn open_within(bytes: &[u8], limits: &Limits) -> Result<Opened, FormatError> {
    let pace = Pace::unhurried();
    run(formats::open(
        "a file",
        bytes.to_vec(),
        limits,
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

fn describe(bytes: &[u8]) -> String {
    match open(bytes) {
        Ok(Opened::Profile {
            profile,
            kind,
            readings,
            remarks,
        }) => format!(
            "{kind}, {} samples{}{}",
            profile.samples.len(),
            if readings.is_empty() {
                ""
            } else {
                ", with memory"
            },
            remarks.iter().map(|r| format!("; {r}")).collect::<String>()
        ),
        Ok(Opened::Dump {
            dump,
            profile,
            remarks,
        }) => format!(
            "dump, {} goroutines, {} alike{}",
            dump.goroutines.len(),
            profile.samples.len(),
            remarks.iter().map(|r| format!("; {r}")).collect::<String>()
        ),
        Ok(Opened::Readings(readings)) => format!("readings {:?}", readings[0].values),
        Ok(Opened::Index(counts)) => {
            let goroutines = counts.iter().find(|(name, _)| name == "goroutine");
            format!("index, {goroutines:?} among {}", counts.len())
        }
        Ok(Opened::Events(events)) => format!("{} events", events.len()),
        Ok(Opened::Archive(bytes)) => format!("archive of {} bytes", bytes.len()),
        Err(error) => format!("refused: {error}"),
    }
}

fn describe_all(folders: &[&str]) -> String {
    let paths = folders.iter().flat_map(|folder| files(folder));
    paths
        .map(|path| {
            let bytes = fs::read(&path).expect("a readable file");
            format!("{}: {}\n", short(&path), describe(&bytes))
        })
        .collect()
}

/// Holds what opening says of all files of some folders against a table.
/// A new reader changes it: `UPDATE_EXPECT=1 cargo test -p leakscope-core --test formats`.
fn check(folders: &[&str], expected: expect_test::Expect) {
    let described = describe_all(folders);
    if !described.is_empty() {
        expected.assert_eq(&described);
    }
}

#[test]
fn every_protobuf_of_the_corpus() {
    check(
        &["pprof"],
        expect![[r#"
        pprof/node-wall.pprof: wall, 15 samples
        pprof/parca-alloc_objects.pb.gz: allocs, 4661 samples
        pprof/parca-alloc_space_delta.pb.gz: heap, 4942 samples
        pprof/parca-fgprof.pb.gz: time, 175 samples
        pprof/parca-fib.pb.gz: cpu, 120 samples
        pprof/parca-inlining-disabled-cpu.stripped.pprof: cpu, 82 samples
        pprof/parca-no-python.pb.gz: samples, 4 samples
        pprof/parca-normal-cpu.stripped.pprof: cpu, 56 samples
        pprof/parca-profile-with-labels.pb.gz: samples, 439 samples
        pprof/parca-profile1.pb.gz: cpu, 32 samples
        pprof/parca-single-stack.pb.gz: cpu, 1 samples
        pprof/parca-two-stacks.pb.gz: cpu, 2 samples
        pprof/pprofutils-anon.pprof: cpu, 3679 samples
        pprof/pprofutils-avg.pprof: contention, 120 samples
        pprof/pprofutils-heapage.pprof: allocs, 14 samples
        pprof/pprofutils-labelframes.pprof: cpu, 1014 samples
        pprof/speedscope-simple.prof: cpu, 9 samples
    "#]],
    );
}

#[test]
fn every_goroutine_file_of_the_corpus() {
    check(
        &["goroutine"],
        expect![[r#"
            goroutine/go1.19/allocs.pb.gz: allocs, 9 samples
            goroutine/go1.19/goroutine.debug1.txt: goroutine, 38 samples
            goroutine/go1.19/goroutine.debug2.txt: dump, 124 goroutines, 37 alike
            goroutine/go1.19/goroutine.pb.gz: goroutine, 39 samples
            goroutine/go1.19/goroutineleak.404.txt: refused: pprof's answer “Unknown profile”: the service has no profile of that name
            goroutine/go1.19/heap.debug1.txt: heap, 9 samples, with memory
            goroutine/go1.19/heap.pb.gz: heap, 6 samples
            goroutine/go1.19/index.html: index, Some(("goroutine", 125)) among 9
            goroutine/go1.19/threadcreate.debug1.txt: threadcreate, 2 samples
            goroutine/go1.19/threadcreate.pb.gz: threadcreate, 2 samples
            goroutine/go1.19/vars.json: readings [(HeapInUse, 1359872.0), (StackInUse, 983040.0), (HeldFromSystem, 16143624.0), (HeapObjects, 2568.0), (NumGc, 5.0)]
            goroutine/go1.21.13/allocs.pb.gz: allocs, 6 samples
            goroutine/go1.21.13/goroutine-later.debug2.txt: dump, 124 goroutines, 37 alike
            goroutine/go1.21.13/goroutine.debug1.txt: goroutine, 39 samples
            goroutine/go1.21.13/goroutine.debug2.txt: dump, 125 goroutines, 38 alike
            goroutine/go1.21.13/goroutine.pb.gz: goroutine, 39 samples
            goroutine/go1.21.13/goroutineleak.404.txt: refused: pprof's answer “Unknown profile”: the service has no profile of that name
            goroutine/go1.21.13/heap.debug1.txt: heap, 6 samples, with memory
            goroutine/go1.21.13/heap.pb.gz: heap, 5 samples
            goroutine/go1.21.13/index.html: index, Some(("goroutine", 125)) among 9
            goroutine/go1.21.13/threadcreate.debug1.txt: threadcreate, 2 samples
            goroutine/go1.21.13/threadcreate.pb.gz: threadcreate, 2 samples
            goroutine/go1.21.13/vars.json: readings [(HeapInUse, 3842048.0), (StackInUse, 884736.0), (HeldFromSystem, 11400456.0), (HeapObjects, 2403.0), (NumGc, 3.0)]
            goroutine/go1.23.9/allocs.pb.gz: allocs, 5 samples
            goroutine/go1.23.9/goroutine.debug1.txt: goroutine, 39 samples
            goroutine/go1.23.9/goroutine.debug2.txt: dump, 124 goroutines, 36 alike
            goroutine/go1.23.9/goroutine.pb.gz: goroutine, 39 samples
            goroutine/go1.23.9/goroutineleak.404.txt: refused: pprof's answer “Unknown profile”: the service has no profile of that name
            goroutine/go1.23.9/heap.debug1.txt: heap, 5 samples, with memory
            goroutine/go1.23.9/heap.pb.gz: heap, 4 samples
            goroutine/go1.23.9/index.html: index, Some(("goroutine", 125)) among 9
            goroutine/go1.23.9/threadcreate.debug1.txt: threadcreate, 2 samples
            goroutine/go1.23.9/threadcreate.pb.gz: threadcreate, 2 samples
            goroutine/go1.23.9/vars.json: readings [(HeapInUse, 1245184.0), (StackInUse, 917504.0), (HeldFromSystem, 9614600.0), (HeapObjects, 2195.0), (NumGc, 4.0)]
            goroutine/go1.26.6/allocs.pb.gz: allocs, 7 samples
            goroutine/go1.26.6/goroutine.debug1.txt: goroutine, 38 samples
            goroutine/go1.26.6/goroutine.debug2.txt: dump, 124 goroutines, 37 alike
            goroutine/go1.26.6/goroutine.pb.gz: goroutine, 39 samples
            goroutine/go1.26.6/goroutineleak.404.txt: refused: pprof's answer “Unknown profile”: the service has no profile of that name
            goroutine/go1.26.6/heap.debug1.txt: heap, 7 samples, with memory
            goroutine/go1.26.6/heap.pb.gz: heap, 5 samples
            goroutine/go1.26.6/index.html: index, Some(("goroutine", 125)) among 10
            goroutine/go1.26.6/threadcreate.debug1.txt: threadcreate, 2 samples
            goroutine/go1.26.6/threadcreate.pb.gz: threadcreate, 2 samples
            goroutine/go1.26.6/vars.json: readings [(HeapInUse, 3833856.0), (StackInUse, 950272.0), (HeldFromSystem, 9910536.0), (HeapObjects, 2721.0), (NumGc, 4.0)]
            goroutine/go1.27.3/allocs.pb.gz: allocs, 9 samples
            goroutine/go1.27.3/goroutine-later.debug2.txt: dump, 124 goroutines, 38 alike
            goroutine/go1.27.3/goroutine.debug1.txt: goroutine, 38 samples
            goroutine/go1.27.3/goroutine.debug2.txt: dump, 124 goroutines, 38 alike
            goroutine/go1.27.3/goroutine.pb.gz: goroutine, 38 samples
            goroutine/go1.27.3/goroutineleak.debug1.txt: goroutineleak, 18 samples
            goroutine/go1.27.3/goroutineleak.debug2.txt: dump, 124 goroutines, 37 alike
            goroutine/go1.27.3/goroutineleak.pb.gz: goroutineleak, 18 samples
            goroutine/go1.27.3/heap.debug1.txt: heap, 9 samples, with memory
            goroutine/go1.27.3/heap.pb.gz: heap, 7 samples
            goroutine/go1.27.3/index.html: index, Some(("goroutine", 125)) among 11
            goroutine/go1.27.3/threadcreate.debug1.txt: threadcreate, 2 samples
            goroutine/go1.27.3/threadcreate.pb.gz: threadcreate, 2 samples
            goroutine/go1.27.3/vars.json: readings [(HeapInUse, 2359296.0), (StackInUse, 917504.0), (HeldFromSystem, 8255752.0), (HeapObjects, 3017.0), (NumGc, 5.0)]
            goroutine/gostackparse-ancestors.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-ancestors.txt: dump, 3 goroutines, 2 alike
            goroutine/gostackparse-cgo.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-cgo.txt: dump, 3 goroutines, 3 alike
            goroutine/gostackparse-empty_input.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-empty_input.txt: refused: empty file: there is nothing in it
            goroutine/gostackparse-empty_stack.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-empty_stack.txt: dump, 2 goroutines, 1 alike; 2 goroutines without a stack.
            goroutine/gostackparse-errorhandling.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-errorhandling.txt: dump, 3 goroutines, 3 alike; 1 goroutine without a stack.; 2 lines not understood and left out, the first of them line 6.
            goroutine/gostackparse-frameselided.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-frameselided.txt: dump, 1 goroutines, 1 alike
            goroutine/gostackparse-frameselided_goroutine.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-frameselided_goroutine.txt: dump, 2 goroutines, 2 alike
            goroutine/gostackparse-go121_createdby.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-go121_createdby.txt: dump, 2 goroutines, 2 alike
            goroutine/gostackparse-lockedm.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-lockedm.txt: dump, 1 goroutines, 1 alike
            goroutine/gostackparse-partial_createdby.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-partial_createdby.txt: dump, 2 goroutines, 2 alike; The dump breaks off: 2 goroutines read.
            goroutine/gostackparse-partial_stack.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-partial_stack.txt: dump, 2 goroutines, 1 alike; The dump breaks off: 2 goroutines read.
            goroutine/gostackparse-waitsince.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-waitsince.txt: dump, 9 goroutines, 9 alike
            goroutine/gostackparse-windows.golden.json: refused: JSON: neither health nor expvar nor events; its members are “Errors”, “Goroutines” …
            goroutine/gostackparse-windows.txt: dump, 1 goroutines, 1 alike
            goroutine/zoo.go.txt: refused: source code: a program's text, not a profile
        "#]],
    );
}

#[test]
fn every_legacy_file_of_the_corpus() {
    check(
        &["legacy"],
        expect![[r#"
            legacy/cppbench.contention: contention, 6 samples
            legacy/cppbench.contention.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/cppbench.cpu: cpu, 52 samples
            legacy/cppbench.cpu.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/cppbench.growth: heap, 85 samples
            legacy/cppbench.growth.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/cppbench.heap: heap, 31 samples
            legacy/cppbench.heap.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/cppbench.thread: thread, 3 samples
            legacy/cppbench.thread.all: thread, 3 samples
            legacy/cppbench.thread.all.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/cppbench.thread.none: thread, 4 samples
            legacy/cppbench.thread.none.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/cppbench.thread.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/go.crc32.cpu: cpu, 69 samples
            legacy/go.crc32.cpu.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/go.godoc.thread: threadcreate, 7 samples
            legacy/go.godoc.thread.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/gobench.cpu: cpu, 206 samples
            legacy/gobench.cpu.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/gobench.heap: heap, 15 samples
            legacy/gobench.heap.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/java.contention: contention, 4 samples
            legacy/java.contention.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/java.cpu: cpu, 8 samples
            legacy/java.cpu.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/java.heap: heap, 7 samples
            legacy/java.heap.string: refused: pprof -raw text: a printout of a profile, not the profile
            legacy/jemalloc.heap: heap, 471 samples
        "#]],
    );
}

#[test]
fn every_profile_of_the_series() {
    for path in files("series/etcd-heap")
        .iter()
        .chain(&files("series/etcd-goroutine"))
    {
        let opened = open(&fs::read(path).expect("a readable file"));
        assert!(
            matches!(opened, Ok(Opened::Profile { .. })),
            "{}",
            short(path)
        );
    }
}

/// Sample types and the sum of each, and the number of samples.
fn sums(profile: &Profile) -> (Vec<String>, Vec<i64>, usize) {
    let types = profile.sample_type_names();
    let names = types.iter().map(|(kind, unit)| format!("{kind}/{unit}"));
    let sums = (0..types.len()).map(|t| profile.column(t).iter().sum());
    (names.collect(), sums.collect(), profile.samples.len())
}

/// The same of what `go tool pprof -raw` printed.
fn sums_of_raw(raw: &str) -> (Vec<String>, Vec<i64>, usize) {
    let mut lines = raw.lines().skip_while(|line| *line != "Samples:").skip(1);
    let types = lines.next().expect("sample types").replace("[dflt]", "");
    let types: Vec<String> = types.split_whitespace().map(str::to_owned).collect();
    let (mut sums, mut samples) = (vec![0; types.len()], 0);
    for line in lines.take_while(|line| *line != "Locations") {
        let values = line.split_once(": ").map_or(line, |(values, _)| values);
        let values = values.trim_end_matches(':').split_whitespace();
        let values: Option<Vec<i64>> = values.map(|value| value.parse().ok()).collect();
        // What does not start with numbers is a line of labels.
        if let Some(values) = values.filter(|values| values.len() == types.len()) {
            samples += 1;
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value;
            }
        }
    }
    (types, sums, samples)
}

#[test]
fn sums_are_those_of_go_tool_pprof() {
    let golden = Path::new(CORPUS).join("golden");
    let mut compared = 0;
    for folder in ["pprof", "legacy", "goroutine"] {
        for path in files(folder) {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let parent = path.parent().and_then(Path::file_name).expect("a folder");
            let name = match folder {
                "goroutine" => format!("{}-{name}", parent.to_string_lossy()),
                _ => name,
            };
            let Ok(raw) = fs::read_to_string(golden.join(format!("{name}.raw.txt"))) else {
                continue;
            };
            let opened = open(&fs::read(&path).expect("a readable file"));
            if let Ok(Opened::Profile { profile, .. }) = opened {
                assert_eq!(sums(&profile), sums_of_raw(&raw), "{}", short(&path));
                compared += 1;
            }
        }
    }
    println!("{compared} files compared");
    assert!(
        compared > 30 || !golden.is_dir(),
        "only {compared} compared"
    );
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn bad_input_is_told_so() {
    let table: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("spaces", b" \n\t ".to_vec()),
        ("empty gzip", gzip(b"")),
        ("random", vec![0xfe, 0xdc, 0x00, 0x17, 0x80, 0x99]),
        (
            "html",
            b"<!DOCTYPE html><html><title> Sign in </title>".to_vec(),
        ),
        ("xml", b"<?xml version=\"1.0\"?><a/>".to_vec()),
        ("elf", b"\x7fELF\x02\x01\x01".to_vec()),
        ("trace", b"go 1.27 trace\0\0\0".to_vec()),
        ("gzip in gzip", gzip(&gzip(b"x"))),
        ("cut gzip", gzip(&[b'x'; 999])[..12].to_vec()),
        ("half a header", b"goroutine profile: total".to_vec()),
        ("cut json", b"{\"status\": \"UP".to_vec()),
        ("other json", b"{\"a\": 1, \"b\": 2}".to_vec()),
        ("deep json", vec![b'['; 100_000]),
        ("not found", b"404 page not found\n".to_vec()),
        (
            "metrics",
            b"# HELP go_goroutines Number\n# TYPE go_goroutines gauge\n".to_vec(),
        ),
        ("words", b"Hello, world\n".to_vec()),
        (
            "cut protobuf",
            b"\x0a\x04\x08\x01\x10\x02\x12\x09\x0a".to_vec(),
        ),
    ];
    let told: String = table
        .iter()
        .map(|(name, bytes)| format!("{name}: {}\n", describe(bytes)))
        .collect();
    expect![[r#"
        empty: refused: empty file: there is nothing in it
        spaces: refused: empty file: there is nothing in it
        empty gzip: refused: empty file: there is nothing in it
        random: refused: unknown: its bytes are no format known here
        html: refused: HTML page: a web page titled “Sign in”, not a profile
        xml: refused: HTML page: a web page (or XML), not a profile
        elf: refused: ELF program: a program, not a profile of it
        trace: refused: Go execution trace: a trace of events, not a profile
        gzip in gzip: refused: gzip: compressed twice
        cut gzip: refused: gzip: the file is cut off; 1 byte could be inflated before (byte 12)
        half a header: refused: text: its lines are no format known here (line 1)
        cut json: refused: JSON: the JSON is cut off (line 1)
        other json: refused: JSON: neither health nor expvar nor events; its members are “a”, “b” …
        deep json: refused: text: its lines are no format known here (line 1)
        not found: refused: 404 page: the service has nothing at that address
        metrics: refused: Prometheus metrics: it tells nothing of memory, goroutines, threads or collections in 0 samples
        words: refused: text: its lines are no format known here (line 1)
        cut protobuf: refused: pprof protobuf: a field is longer than what is left of the file (byte 6)
    "#]].assert_eq(&told);
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let bomb = gzip(&vec![0; 64 << 20]);
    let limits = Limits {
        inflated_bytes: 1 << 20,
        ..Limits::default()
    };
    let error = open_within(&bomb, &limits).err().expect("stopped");
    assert!(error.is_limit, "{error}");
}

#[test]
fn a_profile_cut_anywhere_never_panics() {
    let Some(path) = files("goroutine/go1.27.3")
        .into_iter()
        .find(|p| p.ends_with("heap.debug1.txt"))
    else {
        return;
    };
    for path in [
        path.clone(),
        path.with_file_name("goroutine.debug1.txt"),
        path.with_file_name("goroutineleak.debug2.txt"),
        path.with_file_name("vars.json"),
        path.with_file_name("index.html"),
    ] {
        let bytes = fs::read(&path).expect("a readable file");
        for len in (0..bytes.len()).step_by(101) {
            let _ = describe(&bytes[..len]);
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_at_all(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let _ = describe(&bytes);
    }

    /// Texts made of what the readers look for.
    #[test]
    fn any_text_of_known_words(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..40)) {
        let _ = describe(words.concat().as_bytes());
    }
}

const WORDS: &[&str] = &[
    "goroutine profile: total 3\n",
    "goroutine 1 [running]:\n",
    "goroutine 2 gp=0x1 [IO wait, 3 minutes] {a: b}:\n",
    "heap profile: 1: 2 [3: 4] @ heap/2\n",
    "--- mutex:\n",
    "cycles/second=1\n",
    "heap_v2/1\n",
    "  t*: 1: 2 [3: 4]\n",
    "@ 0x1 0x2\n",
    "--- threadz 1 ---\n",
    "--- Thread 1 (name: a/2) stack: ---\n",
    "  [same as previous thread]\n",
    "--- contentionz 1 ---\n",
    "--- heapz 1 ---\nresolution = bytes\n",
    "format = java\nresolution = bytes\n",
    "0x1 f (a.java:1)\n",
    "MAPPED_LIBRARIES:\n",
    "1-2: $a (@3) 4\n",
    "2-3 r-xp 1 0:0 0 $a\n",
    "a=$a$a\n",
    "1 @ 0x1 0x2\n",
    "1: 2 [3: 4] @ 0x1\n",
    "#\t0x1\tmain.f+0x1\tf.go:2\n",
    "# labels: {\"k\":\"v\"}\n",
    "main.f(0x1)\n",
    "\tf.go:1 +0x2\n",
    "created by main.g in goroutine 7\n",
    "...additional frames elided...\n",
    "\n",
    "---\n",
    "\t",
    "@",
    "0x",
    "[",
    "{",
    "\"",
    ":",
    "1",
    "-1",
    " ",
    "a;b 3\n",
    "<tr>",
    "<a href='x?debug=1'>",
    "# HeapInuse = 7\n",
    "[originating from goroutine 3]:\n",
];
