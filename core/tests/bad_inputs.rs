//! A table of bad inputs, and the message and the advice that each gets.
//!
//! A changed message is renewed by `UPDATE_EXPECT=1 cargo test -p leakscope-core --test bad_inputs`.

use std::io::Write;

use expect_test::{Expect, expect};
use leakscope_core::formats::{self, FormatError, Limits, events_json, expvar, health_json};
use leakscope_core::job::{Pace, run};

/// Opens each as a file that was dropped.
fn check(inputs: &[(&str, &[u8])], expected: Expect) {
    let limits = Limits {
        inflated_bytes: 1 << 20,
        ..Limits::default()
    };
    check_within(&limits, inputs, expected);
}

fn check_within(limits: &Limits, inputs: &[(&str, &[u8])], expected: Expect) {
    let told = inputs.iter().map(|(name, bytes)| {
        let pace = Pace::unhurried();
        let opened = formats::open("a file", bytes.to_vec(), limits, &pace, &|_| {});
        tell(name, run(opened).err())
    });
    expected.assert_eq(&told.collect::<String>());
}

fn tell(name: &str, error: Option<FormatError>) -> String {
    let Some(error) = error else {
        return format!("{name}: opened\n");
    };
    let limit = if error.is_limit { " (a limit)" } else { "" };
    format!("{name}: {error}{limit}\n    {}\n", error.advice)
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn events_as_csv() {
    check(
        &[
            ("no time", b"time,text\n1795446721,ok\n,later\n"),
            ("another word", b"start;tags\nnoon;deploy\n"),
            ("no zone", b"date,title\n2026-11-23T15:12:01,deploy\n"),
            ("an end", b"time,timeEnd,text\n1795446721,soon,x\n"),
            ("fields", b"time,text\n1795446721,a,b\n"),
            ("a quote", b"time,text\n1795446720,a\n1795446721,\"a\nb\n"),
            ("no UTF-8", b"time,text\n1795446721,\xff\n"),
            ("only a header", b"time,text\n"),
        ],
        expect![[r#"
            no time: events as CSV: an event without a time (line 3)
                Times are seconds or milliseconds since 1970, or RFC 3339 with its zone: 2026-11-23T15:12:01Z.
            another word: events as CSV: “noon” is no time (line 2)
                Times are seconds or milliseconds since 1970, or RFC 3339 with its zone: 2026-11-23T15:12:01Z.
            no zone: events as CSV: “2026-11-23T15:12:01” is no time (line 2)
                Times are seconds or milliseconds since 1970, or RFC 3339 with its zone: 2026-11-23T15:12:01Z.
            an end: events as CSV: “soon” is no time (line 2)
                Times are seconds or milliseconds since 1970, or RFC 3339 with its zone: 2026-11-23T15:12:01Z.
            fields: events as CSV: 3 fields where the first line names 2 (line 2)
                A field that holds the separator is put in double quotes.
            a quote: events as CSV: a quoted field does not end (line 3)
                Each field that begins with a double quote ends with one.
            no UTF-8: events as CSV: its text is not UTF-8 (line 2)
                Name the columns in the first line: time, timeEnd, tags, text.
            only a header: opened
        "#]],
    );
}

#[test]
fn what_is_no_profile() {
    check(
        &[
            ("nothing", b""),
            ("blanks", b" \r\n\t "),
            ("zstd", b"\x28\xb5\x2f\xfd\0\0"),
            ("xz", b"\xfd7zXZ\0"),
            ("bzip2", b"BZh91AY"),
            ("Mach-O", b"\xcf\xfa\xed\xfe\x07\0"),
            ("Windows", b"MZ\x90\0"),
            ("perf", b"PERFILE2\x68\0"),
            ("PNG", b"\x89PNG\r\n\x1a\n"),
            ("PDF", b"%PDF-1.7\n"),
            ("SQLite", b"SQLite format 3\0"),
            ("hprof", b"JAVA PROFILE 1.0.2\0"),
            ("execution trace", b"go 1.27 trace\0\0\0"),
            ("login page", b"<html><title>Sign in</title>"),
            ("no index", b"<title>/debug/pprof/</title><tr><td>1"),
            ("not found", b"404 page not found\n"),
            ("unknown profile", b"Unknown profile\n"),
            ("source", b"package main\n\nfunc main() {}\n"),
            (
                "printed top",
                b"Type: cpu\nShowing nodes accounting for 1s\n",
            ),
            ("words", b"Hello, world\n"),
            ("bytes", b"\xfe\xdc\0\x17"),
        ],
        expect![[r#"
            nothing: empty file: there is nothing in it
                If it was fetched from a service, the answer had no body: look at its status.
            blanks: empty file: there is nothing in it
                If it was fetched from a service, the answer had no body: look at its status.
            zstd: zstd: compressed with zstd; unpack it first (zstd -d)
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            xz: xz: compressed with xz; unpack it first (unxz)
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            bzip2: bzip2: compressed with bzip2; unpack it first (bunzip2)
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            Mach-O: Mach-O program: a program, not a profile of it
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            Windows: Windows program: a program, not a profile of it
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            perf: perf.data: a recording of Linux perf; convert it with perf_to_profile
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            PNG: PNG image: a picture, not a profile
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            PDF: PDF document: a document, not a profile
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            SQLite: SQLite: a database, not a profile
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            hprof: Java heap dump: an hprof heap dump, not a pprof profile
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            execution trace: Go execution trace: a trace of events, not a profile
                Read it with `go tool trace`; Leakscope wants /debug/pprof/goroutine or /heap.
            login page: HTML page: a web page titled “Sign in”, not a profile
                The address may be of a login or an error page: open it in a browser, and save the profile itself.
            no index: HTML page: not the index page of Go's pprof
                Give the path at which the service serves pprof, usually /debug/pprof/.
            not found: 404 page: the service has nothing at that address
                Check the path: pprof usually is at /debug/pprof/.
            unknown profile: pprof's answer “Unknown profile”: the service has no profile of that name
                goroutineleak needs Go 1.27, or 1.26 with GOEXPERIMENT=goroutineleakprofile.
            source: source code: a program's text, not a profile
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            printed top: pprof -top text: a printout of a profile, not the profile
                Open the profile it was printed from.
            words: text: its lines are no format known here (line 1)
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            bytes: unknown: its bytes are no format known here
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
        "#]],
    );
}

#[test]
fn compressed_data() {
    let whole = gzip(&[b'x'; 999]);
    let mut damaged = whole.clone();
    damaged[12] ^= 0xff;
    let mut other_sum = whole.clone();
    let end = other_sum.len();
    other_sum[end - 8] ^= 1;
    let mut other_length = whole.clone();
    other_length[end - 4] ^= 1;
    let followed = [&whole[..], b"rest"].concat();
    let mut unknown_method = whole.clone();
    unknown_method[2] = 7;
    check(
        &[
            ("two bytes", b"\x1f\x8b"),
            ("no deflate", &unknown_method),
            ("cut off", &whole[..12]),
            ("without its end", &whole[..end - 3]),
            ("damaged", &damaged),
            ("another sum", &other_sum),
            ("another length", &other_length),
            ("followed by others", &followed),
            ("of nothing", &gzip(b"")),
            ("twice", &gzip(&whole)),
            ("more than the limit", &gzip(&vec![0; 3 << 20])),
        ],
        expect![[r#"
            two bytes: gzip: the file is cut off; 0 bytes could be inflated before (byte 0)
                Fetch the file again, as it is (curl -o FILE URL), and compare its size.
            no deflate: gzip: damaged compressed data (a header of an unknown kind); 0 bytes could be inflated before (byte 0)
                Fetch the file again, as it is (curl -o FILE URL), and compare its size.
            cut off: gzip: the file is cut off; 1 byte could be inflated before (byte 12)
                Fetch the file again, as it is (curl -o FILE URL), and compare its size.
            without its end: gzip: the file is cut off; 999 bytes could be inflated before (byte 32)
                Fetch the file again, as it is (curl -o FILE URL), and compare its size.
            damaged: gzip: damaged compressed data (a match before the start); 22 bytes could be inflated before (byte 20)
                Fetch the file again, as it is (curl -o FILE URL), and compare its size.
            another sum: gzip: damaged compressed data (a checksum that does not fit); 999 bytes could be inflated before (byte 32)
                Fetch the file again, as it is (curl -o FILE URL), and compare its size.
            another length: gzip: damaged compressed data (a length that does not fit); 999 bytes could be inflated before (byte 32)
                Fetch the file again, as it is (curl -o FILE URL), and compare its size.
            followed by others: gzip: damaged compressed data (something behind its end); 999 bytes could be inflated before (byte 29)
                Fetch the file again, as it is (curl -o FILE URL), and compare its size.
            of nothing: empty file: there is nothing in it
                If it was fetched from a service, the answer had no body: look at its status.
            twice: gzip: compressed twice
                Unpack it once (gunzip) and open what comes out.
            more than the limit: gzip: inflates to more than the limit of 1 MiB (a limit)
                Raise the limit if you trust the file; it will need about three times that much memory.
        "#]],
    );
}

#[test]
fn protobuf() {
    // A sample type of strings 1 and 2, then these.
    let with = |more: &[u8]| [b"\x0a\x04\x08\x01\x10\x02", more].concat();
    const STRINGS: &[u8] = b"\x32\x00\x32\x01a\x32\x01b";
    let after = |more: &[u8]| with(&[STRINGS, more].concat());
    check(
        &[
            ("no strings", &with(b"")),
            ("string 0 is not empty", &with(b"\x32\x01a")),
            ("a type of no string", &with(b"\x32\x00")),
            ("a field cut off", &after(b"\x12\x09\x0a")),
            ("a number cut off", &after(b"\x48\xff")),
            (
                "a number too long",
                &after(b"\x48\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
            ),
            ("a group", &after(b"\x0b")),
            ("time as bytes", &after(b"\x4a\x01\x00")),
            ("sample as a number", &after(b"\x10\x01")),
            ("two times", &after(b"\x48\x01\x48\x02")),
            ("no value", &after(b"\x12\x00")),
            ("two values", &after(b"\x12\x04\x12\x02\x01\x02")),
            (
                "no such location",
                &after(b"\x12\x06\x0a\x01\x07\x12\x01\x01"),
            ),
            ("values cut off", &after(b"\x12\x03\x12\x01\x80")),
            (
                "values as a fraction",
                &after(b"\x12\x09\x11\0\0\0\0\0\0\0\0"),
            ),
            ("location 0", &after(b"\x22\x02\x08\x00")),
            (
                "location twice",
                &after(b"\x22\x02\x08\x01\x22\x02\x08\x01"),
            ),
            (
                "no such function",
                &after(b"\x22\x06\x08\x01\x22\x02\x08\x09"),
            ),
            ("function 0", &after(b"\x2a\x02\x10\x01")),
            ("no such name", &after(b"\x2a\x04\x08\x01\x10\x09")),
            ("mapping twice", &after(b"\x1a\x02\x08\x01\x1a\x02\x08\x01")),
            (
                "no such label",
                &after(b"\x12\x0b\x12\x01\x01\x1a\x06\x08\x63\x10\x01\x20\x00"),
            ),
            ("no such comment", &after(b"\x68\x63")),
            ("no such default", &after(b"\x70\x63")),
        ],
        expect![[r#"
            no strings: pprof protobuf: there is no string table (byte 6)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            string 0 is not empty: pprof protobuf: string_table[0] must be empty (byte 8)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            a type of no string: pprof protobuf: value_type.type refers to string 1, but the string table has 1 (byte 2)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            a field cut off: pprof protobuf: a field is longer than what is left of the file (byte 14)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            a number cut off: pprof protobuf: a number is cut off (byte 14)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            a number too long: pprof protobuf: a number is cut off (byte 14)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            a group: pprof protobuf: a wire type that pprof does not use (byte 14)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            time as bytes: pprof protobuf: a value of the wrong wire type in time_nanos (byte 14)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            sample as a number: pprof protobuf: a value of the wrong wire type in sample (byte 14)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            two times: pprof protobuf: two profiles, one after the other, in one file (byte 16)
                Open each of them alone; `go tool pprof -proto a b` adds profiles up.
            no value: pprof protobuf: a sample has 0 values for 1 sample types (byte 16)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            two values: pprof protobuf: a sample has 2 values for 1 sample types (byte 16)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            no such location: pprof protobuf: a sample refers to location 7, which the file does not have (byte 16)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            values cut off: pprof protobuf: a number is cut off in sample.value (byte 18)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            values as a fraction: pprof protobuf: a value of the wrong wire type in sample.value (byte 16)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            location 0: pprof protobuf: location 0 has the reserved id 0 (byte 16)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            location twice: pprof protobuf: two locations have the id 1 (byte 20)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            no such function: pprof protobuf: a line refers to function 9, which the file does not have (byte 20)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            function 0: pprof protobuf: function 0 has the reserved id 0 (byte 16)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            no such name: pprof protobuf: function.name refers to string 9, but the string table has 3 (byte 16)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            mapping twice: pprof protobuf: two mappings have the id 1 (byte 20)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            no such label: pprof protobuf: label.key refers to string 99, but the string table has 3 (byte 16)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            no such comment: pprof protobuf: comment refers to string 99, but the string table has 3 (byte 14)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
            no such default: pprof protobuf: default_sample_type refers to string 99, but the string table has 3 (byte 14)
                The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).
        "#]],
    );
}

#[test]
fn texts() {
    check(
        &[
            ("half a first line", b"goroutine profile: total"),
            (
                "counts: no count",
                b"goroutine profile: total 1\nx @ 0x1\n1 @ 0x2\n",
            ),
            (
                "counts: no @",
                b"goroutine profile: total 1\n1 0x1\n1 @ 0x2\n",
            ),
            (
                "counts: no address",
                b"goroutine profile: total 1\n1 @ here\n1 @ 0x2\n",
            ),
            (
                "counts: an address too long",
                b"goroutine profile: total 1\n1 @ 0x11112222333344445\n1 @ 0x2\n",
            ),
            ("heap: first line", b"heap profile: 1: 2\n"),
            ("heap: kind", b"heap profile: 1: 2 [3: 4] @ pile\n"),
            ("heap: rate", b"heap profile: 1: 2 [3: 4] @ heap/x\n"),
            (
                "heap: record",
                b"heap profile: 1: 2 [3: 4] @ heap/2\n1: 2 @ 0x1\n",
            ),
            (
                "heap: no objects",
                b"heap profile: 1: 2 [3: 4] @ heap/2\n0: 2 [3: 4] @ 0x1\n",
            ),
            (
                "heap: address",
                b"heap profile: 1: 2 [3: 4] @ heap/2\n\n1: 2 [3: 4] @ 1\n",
            ),
            (
                "contention: record",
                b"--- mutex:\ncycles/second=1\n1 @ 0x1\n",
            ),
            ("contention: value", b"--- mutex:\ncycles/second=fast\n"),
            ("folded", b"main;f 1\nmain;f\n"),
            ("jemalloc", b"heap_v2/524288\n"),
        ],
        expect![[r#"
            half a first line: text: its lines are no format known here (line 1)
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            counts: no count: Go counts as text (debug=1): the line is not `COUNT @ ADDRESSES` (line 2)
                Fetch the file again, as it is (curl -o FILE URL).
            counts: no @: Go counts as text (debug=1): the line is not `COUNT @ ADDRESSES` (line 2)
                Fetch the file again, as it is (curl -o FILE URL).
            counts: no address: Go counts as text (debug=1): the line is not `COUNT @ ADDRESSES` (line 2)
                Fetch the file again, as it is (curl -o FILE URL).
            counts: an address too long: Go counts as text (debug=1): the line is not `COUNT @ ADDRESSES` (line 2)
                Fetch the file again, as it is (curl -o FILE URL).
            heap: first line: heap as text (debug=1): the first line is not `heap profile: N: BYTES [N: BYTES] @ heap/RATE` or `heap_v2/RATE`
                Fetch the file again, as it is (curl -o FILE URL).
            heap: kind: heap as text (debug=1): the first line is not `heap profile: N: BYTES [N: BYTES] @ heap/RATE` or `heap_v2/RATE`
                Fetch the file again, as it is (curl -o FILE URL).
            heap: rate: heap as text (debug=1): the first line is not `heap profile: N: BYTES [N: BYTES] @ heap/RATE` or `heap_v2/RATE`
                Fetch the file again, as it is (curl -o FILE URL).
            heap: record: heap as text (debug=1): the line is not `N: BYTES [N: BYTES] @ ADDRESSES` (line 2)
                Fetch the file again, as it is (curl -o FILE URL).
            heap: no objects: heap as text (debug=1): a record counts no object and some bytes (line 2)
                Fetch the file again, as it is (curl -o FILE URL).
            heap: address: heap as text (debug=1): an address is not hexadecimal (line 3)
                Fetch the file again, as it is (curl -o FILE URL).
            contention: record: contention as text (debug=1): the line is not `CYCLES COUNT @ ADDRESSES` (line 3)
                Fetch the file again, as it is (curl -o FILE URL).
            contention: value: contention as text (debug=1): the value is no whole number (line 2)
                Fetch the file again, as it is (curl -o FILE URL).
            folded: folded stacks: the line is not `root;caller;leaf COUNT` (line 2)
                Correct or remove that line.
            jemalloc: opened
        "#]],
    );
}

#[test]
fn gperftools_cpu_profiles() {
    let words = |words: &[u64]| -> Vec<u8> { words.iter().flat_map(|w| w.to_le_bytes()).collect() };
    check(
        &[
            ("Java's", &words(&[0, 3, 1, 10_000, 0])),
            ("cut off", &words(&[0, 3, 0, 10_000, 0, 1])),
            ("too deep", &words(&[0, 3, 0, 10_000, 0, 1, 9, 1])),
            (
                "deeper than memory",
                &words(&[0, 3, 0, 10_000, 0, 1, u64::MAX, 1]),
            ),
            ("no period", &words(&[0, 3, 0, 0, 0])),
        ],
        expect![[r#"
            Java's: opened
            cut off: gperftools CPU profile (binary): a sample is cut off (byte 40)
                The file may be cut off: fetch it again, as it is (curl -o FILE URL).
            too deep: gperftools CPU profile (binary): a sample is cut off (byte 40)
                The file may be cut off: fetch it again, as it is (curl -o FILE URL).
            deeper than memory: gperftools CPU profile (binary): a sample is cut off (byte 40)
                The file may be cut off: fetch it again, as it is (curl -o FILE URL).
            no period: unknown: its bytes are no format known here
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
        "#]],
    );
}

#[test]
fn json() {
    let deep = format!("{{\"a\":{}", "[".repeat(1000));
    check(
        &[
            ("cut off", b"{\"status\":\n\"UP"),
            ("no JSON", b"{\"status\":\n\nUP}"),
            ("other members", b"{\"a\":1,\"b\":2}"),
            ("no member", b"{}"),
            ("other list", b"[{\"a\":1}]"),
            ("deep", deep.as_bytes()),
            ("a number out of range", b"{\"uptime\":1e999}"),
        ],
        expect![[r#"
            cut off: JSON: the JSON is cut off (line 2)
                Look at the answer itself: an error page or a proxy may stand in its place.
            no JSON: JSON: not valid JSON: expected value at line 3 column 1 (line 3)
                Look at the answer itself: an error page or a proxy may stand in its place.
            other members: JSON: neither health nor expvar nor events; its members are “a”, “b” …
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            no member: JSON: an empty object
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            other list: JSON: a list of something else than events
                Leakscope reads pprof profiles (protobuf or text), goroutine dumps, speedscope's JSON, health JSON, Prometheus metrics, archives of them and its own recordings.
            deep: JSON: not valid JSON: recursion limit exceeded at line 1 column 132 (line 1)
                Look at the answer itself: an error page or a proxy may stand in its place.
            a number out of range: JSON: not valid JSON: number out of range at line 1 column 15 (line 1)
                Look at the answer itself: an error page or a proxy may stand in its place.
        "#]],
    );
    let told = [
        tell("health", health_json::read(b"{\"a\":1}").err()),
        tell("health page", health_json::read(b"<html>").err()),
        tell("expvar", expvar::read(b"{\"memstats\":7}").err()),
        tell("events", events_json::read(b"{\"time\":\"soon\"}").err()),
    ];
    expect![[r#"
        health: health JSON: no status and no dependency in it
            Give the path of the service's health check.
        health page: health JSON: not valid JSON: expected value at line 1 column 1 (line 1)
            Look at the answer itself: an error page or a proxy may stand in its place.
        expvar: expvar: the answer has no `memstats`
            Give the path at which the program serves expvar, usually /debug/vars.
        events: events: not a list of {time, timeEnd, tags, text}
            Give the path of Grafana-like annotations, or leave it empty.
    "#]]
    .assert_eq(&told.concat());
}

/// A protobuf of one location with `lines` lines, in the stacks of `samples` samples.
fn inlined(lines: u8, samples: usize) -> Vec<u8> {
    let mut file = b"\x0a\x04\x08\x01\x10\x02".to_vec();
    file.extend(b"\x12\x06\x0a\x01\x01\x12\x01\x05".repeat(samples));
    file.extend([0x22, 2 + 4 * lines, 0x08, 0x01]);
    file.extend(b"\x22\x02\x08\x01".repeat(lines.into()));
    file.extend(b"\x2a\x04\x08\x01\x10\x03");
    for text in ["", "samples", "count", "main.main"] {
        file.extend([0x32, text.len() as u8]);
        file.extend(text.as_bytes());
    }
    file
}

#[test]
fn what_passes_a_limit_that_can_be_raised() {
    let folded = [&b"f;".repeat(30)[..], b"f 1\n"].concat();
    let (deep, many) = (inlined(30, 1), inlined(3, 20));
    let inputs: [(&str, &[u8]); 3] = [
        ("deep folded", &folded),
        ("deep protobuf", &deep),
        ("many protobuf", &many),
    ];
    let limits = |frames, depth, samples, strings| Limits {
        inflated_bytes: 1 << 20,
        frames,
        depth,
        samples,
        strings,
    };
    check_within(
        &limits(59, 30, 20, 4),
        &inputs,
        expect![[r#"
        deep folded: folded stacks: more than 30 frames in one stack (line 1) (a limit)
            Raise the limit if you trust the file and have the memory, or take a shorter profile.
        deep protobuf: opened
        many protobuf: pprof protobuf: more than 59 frames in all stacks together (byte 160) (a limit)
            Raise the limit if you trust the file and have the memory, or take a shorter profile.
    "#]],
    );
    check_within(
        &limits(60, 31, 19, 4),
        &inputs,
        expect![[r#"
        deep folded: opened
        deep protobuf: opened
        many protobuf: pprof protobuf: more than 19 samples (byte 160) (a limit)
            Raise the limit if you trust the file and have the memory, or take a shorter profile.
    "#]],
    );
    check_within(
        &limits(60, 31, 20, 3),
        &inputs,
        expect![[r#"
        deep folded: opened
        deep protobuf: pprof protobuf: more than 3 strings (byte 164) (a limit)
            Raise the limit if you trust the file and have the memory, or take a shorter profile.
        many protobuf: pprof protobuf: more than 3 strings (byte 208) (a limit)
            Raise the limit if you trust the file and have the memory, or take a shorter profile.
    "#]],
    );
    check_within(
        &limits(60, 31, 20, 4),
        &inputs,
        expect![[r#"
        deep folded: opened
        deep protobuf: opened
        many protobuf: opened
    "#]],
    );
}
