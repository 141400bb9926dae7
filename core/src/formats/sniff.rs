//! What a file is, told by its bytes alone.

use super::text;
use super::{
    FormatError, archive, contention_text, cpu_binary, events_csv, folded, goroutine_text,
};
use super::{heap_text, java_text, prometheus, protobuf, speedscope, thread_text};

/// What the bytes are, for those that something here reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// gzip, whatever is in it.
    Gzip,
    /// A zip: perhaps a recording.
    Zip,
    /// A tar.
    Tar,
    /// pprof protobuf.
    Protobuf,
    /// Go counts as text, debug=1.
    GoroutineText,
    /// Goroutine dump, debug=2, or a panic's traceback.
    GoroutineDump,
    /// Heap as text, debug=1 or jemalloc's.
    HeapText,
    /// Mutex, block or contentionz as text, debug=1.
    ContentionText,
    /// Java's heap or contention as text.
    JavaText,
    /// gperftools' stacks of threads.
    ThreadText,
    /// gperftools' binary CPU profile.
    CpuBinary,
    /// Folded stacks.
    Folded,
    /// Metrics as Prometheus scrapes them.
    Prometheus,
    /// speedscope's own JSON.
    Speedscope,
    /// JSON of whatever other dialect.
    Json,
    /// Events as a table.
    EventsCsv,
    /// A pprof index page.
    IndexHtml,
}

/// How much of a text is looked at to tell what it is.
const HEAD_BYTES: usize = 64 << 10;

/// Tells what `bytes` are.
///
/// # Errors
/// For what nothing here reads, a message that names what it seems to be and says what to do.
pub fn sniff(bytes: &[u8]) -> Result<Kind, FormatError> {
    if bytes.trim_ascii().is_empty() {
        return Err(
            FormatError::new("empty file", "there is nothing in it").advise(
                "If it was fetched from a service, the answer had no body: look at its status.",
            ),
        );
    }
    if super::inflate::is_gzip(bytes) {
        return Ok(Kind::Gzip);
    }
    // The second is of a zip without files.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    if archive::is_tar(bytes) {
        return Ok(Kind::Tar);
    }
    if let Some(error) = known_binary(bytes) {
        return Err(error);
    }
    if is_text(bytes) {
        return sniff_text(bytes);
    }
    if cpu_binary::is_header(bytes) {
        return Ok(Kind::CpuBinary);
    }
    if protobuf::starts_like_profile(bytes) {
        return Ok(Kind::Protobuf);
    }
    Err(FormatError::unknown("its bytes are no format known here"))
}

/// Whether the beginning has only characters that texts have. Every protobuf profile has bytes
/// below 32 near its start (tags and lengths), and no text has.
fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.iter()
        .all(|&byte| byte >= 0x20 && byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c))
}

fn sniff_text(bytes: &[u8]) -> Result<Kind, FormatError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let mut lines = text::lines(head).map(|(_, line)| line.trim_ascii_end());
    let first = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let start = first.trim_ascii_start();
    if start.starts_with(b"<") {
        return html(head);
    }
    if start.starts_with(b"{") && speedscope::is_head(head) {
        return Ok(Kind::Speedscope);
    }
    if start.starts_with(b"{") || start.starts_with(b"[{") || start == b"[" || start == b"[]" {
        return Ok(Kind::Json);
    }
    if goroutine_text::header(first).is_some() {
        return Ok(Kind::GoroutineText);
    }
    if first.starts_with(b"heap profile: ") || first.starts_with(heap_text::JEMALLOC) {
        return Ok(Kind::HeapText);
    }
    if java_text::is_java(first, head) {
        return Ok(Kind::JavaText);
    }
    if thread_text::is_header(first) {
        return Ok(Kind::ThreadText);
    }
    if contention_text::is_header(first) {
        return Ok(Kind::ContentionText);
    }
    if has_goroutine_header(bytes) {
        return Ok(Kind::GoroutineDump);
    }
    if events_csv::is_header(first) {
        return Ok(Kind::EventsCsv);
    }
    if prometheus::is_line(first) {
        return Ok(Kind::Prometheus);
    }
    if folded::is_line(first) {
        return Ok(Kind::Folded);
    }
    Err(known_text(first, head))
}

/// Whether some line is `goroutine N [STATE]…`, perhaps behind a log's prefix.
fn has_goroutine_header(text: &[u8]) -> bool {
    text::lines(text).any(|(_, line)| {
        text::split_once(line, b"goroutine ").is_some_and(|(_, rest)| {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            let after = &rest[digits..];
            digits > 0 && (after.starts_with(b" [") || after.starts_with(b" gp="))
        })
    })
}

fn html(head: &[u8]) -> Result<Kind, FormatError> {
    if text::find(head, b"<title>/debug/pprof/</title>").is_some()
        || text::find(head, b"?debug=1'>").is_some() && text::find(head, b"<td>").is_some()
    {
        return Ok(Kind::IndexHtml);
    }
    let title = text::split_once(head, b"<title>")
        .and_then(|(_, rest)| text::split_once(rest, b"</title>"))
        .map(|(title, _)| String::from_utf8_lossy(title.trim_ascii()).into_owned());
    let what = match title {
        Some(title) => {
            let title: String = title.chars().take(80).collect();
            format!("a web page titled “{title}”, not a profile")
        }
        None => "a web page (or XML), not a profile".to_owned(),
    };
    Err(FormatError::new("HTML page", what).advise(
        "The address may be of a login or an error page: open it in a browser, and save the profile itself.",
    ))
}

/// Files that people mistake for profiles, by their first bytes.
fn known_binary(bytes: &[u8]) -> Option<FormatError> {
    const KNOWN: [(&[u8], &str, &str); 12] = [
        (b"\x7fELF", "ELF program", "a program, not a profile of it"),
        (b"MZ", "Windows program", "a program, not a profile of it"),
        (
            b"\xcf\xfa\xed\xfe",
            "Mach-O program",
            "a program, not a profile of it",
        ),
        (b"\x89PNG", "PNG image", "a picture, not a profile"),
        (b"\xff\xd8\xff", "JPEG image", "a picture, not a profile"),
        (b"%PDF", "PDF document", "a document, not a profile"),
        (
            b"\x28\xb5\x2f\xfd",
            "zstd",
            "compressed with zstd; unpack it first (zstd -d)",
        ),
        (
            b"\xfd7zXZ",
            "xz",
            "compressed with xz; unpack it first (unxz)",
        ),
        (
            b"BZh",
            "bzip2",
            "compressed with bzip2; unpack it first (bunzip2)",
        ),
        (
            b"PERFILE2",
            "perf.data",
            "a recording of Linux perf; convert it with perf_to_profile",
        ),
        (b"SQLite format 3", "SQLite", "a database, not a profile"),
        (
            b"JAVA PROFILE",
            "Java heap dump",
            "an hprof heap dump, not a pprof profile",
        ),
    ];
    if bytes.starts_with(b"go 1.")
        && text::find(&bytes[..bytes.len().min(32)], b" trace\0").is_some()
    {
        return Some(
            FormatError::new("Go execution trace", "a trace of events, not a profile").advise(
                "Read it with `go tool trace`; Leakscope wants /debug/pprof/goroutine or /heap.",
            ),
        );
    }
    let (_, format, what) = KNOWN.iter().find(|(magic, ..)| bytes.starts_with(magic))?;
    Some(FormatError::new(*format, *what))
}

/// Texts that no reader here takes, named.
fn known_text(first: &[u8], head: &[u8]) -> FormatError {
    let contains = |needle: &[u8]| text::find(head, needle).is_some();
    if first.starts_with(b"Unknown profile") {
        return FormatError::new(
            "pprof's answer “Unknown profile”",
            "the service has no profile of that name",
        )
        .advise("goroutineleak needs Go 1.27, or 1.26 with GOEXPERIMENT=goroutineleakprofile.");
    }
    if first.starts_with(b"404 page not found") {
        return FormatError::new("404 page", "the service has nothing at that address")
            .advise("Check the path: pprof usually is at /debug/pprof/.");
    }
    if contains(b"PeriodType: ") && contains(b"Samples:\n") {
        return FormatError::new(
            "pprof -raw text",
            "a printout of a profile, not the profile",
        )
        .advise("Open the profile it was printed from.");
    }
    if contains(b"Showing nodes accounting for ") {
        return FormatError::new(
            "pprof -top text",
            "a printout of a profile, not the profile",
        )
        .advise("Open the profile it was printed from.");
    }
    if first.starts_with(b"package ") || first.starts_with(b"//") || contains(b"\nfunc ") {
        return FormatError::new("source code", "a program's text, not a profile");
    }
    FormatError::new("text", "its lines are no format known here").at_line(1)
}
