//! Whole reports against `go tool pprof`'s own, character by character, the lines above them
//! included: made by the command lines that made those. With `-like-pprof` all of them are equal;
//! without it all but those of which we make more.

#[path = "../examples/report/flags.rs"]
mod flags;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use flags::Command;

/// Reports that differ without `-like-pprof`: files, reports of each of them, and why. One that turns
/// out equal fails the test, so that this list only shrinks. See docs/pprof-differences.md.
const OURS: &[(&str, &str, &str)] = &[
    (
        "go1.19-goroutine.debug1.txt go1.21.13-goroutine.debug1.txt go1.23.9-goroutine.debug1.txt \
         go1.26.6-goroutine.debug1.txt go1.27.3-goroutine.debug1.txt",
        "raw traces",
        "goroutines keep the labels that the text has, which pprof does not read",
    ),
    (
        "go1.19-heap.debug1.txt go1.21.13-heap.debug1.txt go1.23.9-heap.debug1.txt \
         go1.26.6-heap.debug1.txt go1.27.3-heap.debug1.txt",
        "raw traces tags",
        "a record of no objects has no size, where pprof gives it the label of 0 bytes",
    ),
    (
        "go.crc32.cpu go.godoc.thread gobench.cpu gobench.heap",
        "raw",
        "addresses without a memory map have no mapping, where pprof invents one of all addresses",
    ),
];

/// What was printed of each file: the golden's ending and the flags.
const OF_FILES: &[(&str, &str)] = &[
    ("raw", "-raw"),
    ("top", "-top"),
    ("top-untrimmed", "-top -trim=false"),
    ("top-cum", "-top -cum -trim=false"),
    ("top-si0", "-top -trim=false -sample_index=0"),
    ("tree", "-tree -trim=false"),
    ("traces", "-traces"),
    ("tags", "-tags"),
];

/// What was printed of one pair of heaps, with `BASE` for the first one.
const OF_PAIR: &[(&str, &str)] = &[
    ("diff_base.top", "-top -trim=false -diff_base=BASE"),
    ("base.top", "-top -trim=false -base=BASE"),
    (
        "diff_base-normalize.top",
        "-top -trim=false -diff_base=BASE -normalize",
    ),
    ("focus-raft.top", "-top -trim=false -focus=raft"),
    ("ignore-raft.top", "-top -trim=false -ignore=raft"),
    ("hide-runtime.top", r"-top -trim=false -hide=^runtime\."),
    ("show-etcd.top", "-top -trim=false -show=etcd"),
    (
        "show_from-serve.top",
        "-top -trim=false -show_from=ServeHTTP|serve",
    ),
    ("noinlines.top", "-top -trim=false -noinlines"),
    ("peek-marshal.peek", "-peek=Marshal|Compact -trim=false"),
    ("lines.top", "-top -trim=false -lines"),
    ("files.top", "-top -trim=false -files"),
    (
        "relative-raft.top",
        "-top -trim=false -relative_percentages -focus=raft",
    ),
    (
        "drop_negative.top",
        "-top -trim=false -drop_negative -diff_base=BASE",
    ),
    (
        "tagfocus-bytes.top",
        "-top -trim=false -tagfocus=bytes=1kb:64kb",
    ),
    (
        "tagignore-bytes.top",
        "-top -trim=false -tagignore=bytes=:1kb",
    ),
    ("tagroot-bytes.top", "-top -trim=false -tagroot=bytes"),
    ("tagleaf-bytes.tree", "-tree -trim=false -tagleaf=bytes"),
];

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return None;
    }
    Some(folder.to_path_buf())
}

/// A report that pprof printed: the golden's name without `.txt`, and the command line but for how
/// files are read.
struct Golden {
    name: String,
    arguments: Vec<String>,
}

impl Golden {
    fn print(&self, reading: &str) -> Result<String, String> {
        let arguments = self.arguments.iter().cloned();
        Command::parse(arguments.chain([reading.to_owned()]))?.print()
    }
}

/// The corpus' files by the names of their goldens.
fn files(corpus: &Path) -> BTreeMap<String, PathBuf> {
    let mut all = BTreeMap::new();
    let mut folder = |from: &str, prefix: &str, ending: &str| {
        let Ok(entries) = fs::read_dir(corpus.join(from)) else {
            return;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let file = file.strip_suffix(ending).unwrap_or(&file);
            all.insert(format!("{prefix}{file}"), path.clone());
        }
    };
    folder("pprof", "", "");
    folder("legacy", "", "");
    folder("series/etcd-heap", "etcd-heap-", ".pb.gz");
    folder("series/etcd-goroutine", "etcd-goroutine-", ".pb.gz");
    for version in ["go1.19", "go1.21.13", "go1.23.9", "go1.26.6", "go1.27.3"] {
        folder(&format!("goroutine/{version}"), &format!("{version}-"), "");
    }
    all
}

fn goldens(corpus: &Path) -> Vec<Golden> {
    let files = files(corpus);
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let golden = |name: String, flags: &str, file: &Path| {
        let base = text(&corpus.join("series/etcd-heap/001.pb.gz"));
        let flags = flags.split(' ').map(|flag| flag.replace("BASE", &base));
        let arguments = flags.chain([text(file)]).collect();
        Golden { name, arguments }
    };
    let mut all = Vec::new();
    for (name, path) in &files {
        for (ending, flags) in OF_FILES {
            all.push(golden(format!("{name}.{ending}"), flags, path));
        }
    }
    for (name, flags) in OF_PAIR {
        let now = corpus.join("series/etcd-heap/068.pb.gz");
        all.push(golden((*name).to_owned(), flags, &now));
    }
    let labels = corpus.join("pprof/parca-profile-with-labels.pb.gz");
    all.push(golden("labels.tags".to_owned(), "-tags", &labels));
    all
}

/// The first line that differs, for a message.
fn difference(ours: &str, theirs: &str) -> String {
    let mut lines = ours.lines().zip(theirs.lines()).enumerate();
    match lines.find(|(_, (ours, theirs))| ours != theirs) {
        Some((i, (ours, theirs))) => format!("line {}:\n  ours   {ours}\n  pprof  {theirs}", i + 1),
        None => format!(
            "{} lines, pprof has {}",
            ours.lines().count(),
            theirs.lines().count()
        ),
    }
}

#[test]
fn reports_as_pprof_prints_them() {
    let Some(corpus) = corpus() else { return };
    let golden = corpus.join("golden");
    let why_ours = |name: &str| {
        let (file, ending) = name.rsplit_once('.')?;
        let is_listed = |(files, endings, _): &&(&str, &str, &str)| {
            files.split(' ').any(|it| it == file) && endings.split(' ').any(|it| it == ending)
        };
        OURS.iter().find(is_listed).map(|(.., reason)| reason)
    };
    // How many there are of each report, and how many are equal with `-like-pprof` and without it.
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let (mut seen, mut unexpected) = (0, String::new());
    for golden_report in goldens(&corpus) {
        let name = &golden_report.name;
        let Ok(theirs) = fs::read(golden.join(format!("{name}.txt"))) else {
            continue;
        };
        seen += 1;
        let theirs = String::from_utf8_lossy(&theirs);
        let kind = name.rsplit('.').next().unwrap_or_default().to_owned();
        let count = counts.entry(kind).or_default();
        count[0] += 1;
        let compare = |reading: &str| match golden_report.print(reading) {
            Ok(ours) if ours == theirs => None,
            Ok(ours) => Some(format!(
                "{name} {reading}: {}\n",
                difference(&ours, &theirs)
            )),
            Err(error) => Some(format!("{name} {reading}: {error}\n")),
        };
        match compare("-like-pprof") {
            None => count[1] += 1,
            Some(what) => unexpected += &what,
        }
        match (compare("-symbolize=none"), why_ours(name)) {
            (None, None) => count[2] += 1,
            (Some(_), Some(reason)) => println!("ours, {reason}: {name}"),
            (None, Some(_)) => {
                unexpected += &format!("{name} is equal: take it off the list\n");
            }
            (Some(what), None) => unexpected += &what,
        }
    }
    for (kind, [all, like_pprof, by_default]) in &counts {
        println!("{kind}: {like_pprof} of {all} reports equal pprof's, {by_default} by default");
    }
    let there = fs::read_dir(&golden).map_or(0, |entries| {
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.filter(|name| !name.ends_with(".err.txt")).count()
    });
    assert_eq!(seen, there, "a golden is not looked at");
    let listed = OURS.iter().flat_map(|(files, ..)| files.split_whitespace());
    let stale = listed.filter(|file| !golden.join(format!("{file}.top.txt")).is_file());
    assert_eq!(
        stale.collect::<Vec<_>>(),
        [""; 0],
        "listed without a golden"
    );
    assert!(
        unexpected.is_empty(),
        "reports differ from pprof's:\n{unexpected}"
    );
}

#[test]
fn what_pprof_refuses_is_refused() {
    let Some(corpus) = corpus() else { return };
    let mut refused = 0;
    for (name, path) in files(&corpus) {
        if corpus.join(format!("golden/{name}.err.txt")).is_file() {
            let file = path.to_string_lossy().into_owned();
            let arguments = ["-raw".to_owned(), "-like-pprof".to_owned(), file];
            let printed = Command::parse(arguments).and_then(|command| command.print());
            assert!(printed.is_err(), "{name}: pprof does not read it");
            refused += 1;
        }
    }
    println!("{refused} files are refused as by pprof");
}
