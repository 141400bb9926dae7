//! The Top table against `go tool pprof -top`, character by character.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use leakscope_core::formats::{Limits, Opened, open};
use leakscope_core::job::{Pace, run};
use leakscope_core::layout::{Inlined, TopPage, TopQuery, TopSort, top};
use leakscope_core::profile::diff::compare;
use leakscope_core::profile::{Profile, Scaling, Selection};

/// Files whose table is known to differ, by how their name ends, and why.
const KNOWN: &[(&str, &str)] = &[
    (
        ".debug1.txt",
        "the text's own comment lines name its frames, which pprof leaves unknown",
    ),
    ("cppbench.contention", NO_MEMORY_MAP),
    ("cppbench.cpu", NO_MEMORY_MAP),
    ("cppbench.growth", NO_MEMORY_MAP),
    ("cppbench.heap", NO_MEMORY_MAP),
];
const NO_MEMORY_MAP: &str =
    "the memory map behind a legacy profile is not read, so addresses have no binary";

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return None;
    }
    Some(folder.to_path_buf())
}

fn read(path: &Path) -> Result<Profile, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let pace = Pace::unhurried();
    match run(open("file", bytes, &Limits::default(), &pace, &|_| ())) {
        Ok(Opened::Profile { profile, .. }) => Ok(profile),
        Ok(_) => Err("not a profile".into()),
        Err(error) => Err(error.to_string()),
    }
}

/// Everything below the lines about the profile itself, as pprof prints it.
fn print(page: &TopPage) -> String {
    let mut text = page.accounting.clone() + "\n      flat  flat%   sum%        cum   cum%\n";
    for row in &page.rows {
        let [flat, flat_percent, sum_percent, cum, cum_percent] = &row.printed;
        let inlined = match row.inlined {
            Inlined::No => "",
            Inlined::Always => " (inline)",
            Inlined::Partly => " (partial-inline)",
        };
        text += &format!(
            "{flat:>10} {flat_percent:>6} {sum_percent:>6} {cum:>10} {cum_percent:>6}  {}{inlined}\n",
            row.name
        );
    }
    text
}

fn without_header(golden: &str) -> &str {
    golden
        .find("Showing nodes")
        .map_or(golden, |at| &golden[at..])
}

fn table(selection: &Selection, sort: TopSort, node_fraction: f64) -> String {
    let query = TopQuery {
        sort,
        node_fraction,
        limit: u32::MAX,
        ..TopQuery::default()
    };
    print(&run(top(selection, &query, &Pace::unhurried())))
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

/// What pprof printed under `name` for the file at `path`.
struct Golden {
    name: String,
    path: PathBuf,
}

fn goldens(corpus: &Path) -> Vec<Golden> {
    let mut all = Vec::new();
    let mut folder = |from: &str, prefix: &str, ending: &str| {
        let Ok(entries) = fs::read_dir(corpus.join(from)) else {
            return;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{prefix}{}", file.strip_suffix(ending).unwrap_or(&file));
            all.push(Golden {
                name,
                path: path.clone(),
            });
        }
    };
    folder("pprof", "", "");
    folder("legacy", "", "");
    folder("series/etcd-heap", "etcd-heap-", ".pb.gz");
    folder("series/etcd-goroutine", "etcd-goroutine-", ".pb.gz");
    for version in ["go1.19", "go1.21.13", "go1.23.9", "go1.26.6", "go1.27.3"] {
        folder(&format!("goroutine/{version}"), &format!("{version}-"), "");
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let golden = corpus.join("golden");
    all.retain(|g| golden.join(format!("{}.top.txt", g.name)).is_file());
    all
}

#[test]
fn tables_as_pprof_prints_them() {
    let Some(corpus) = corpus() else { return };
    let (mut matched, mut unread, mut different) = (0, Vec::new(), Vec::new());
    for golden in goldens(&corpus) {
        let profile = match read(&golden.path) {
            Ok(profile) => Arc::new(profile),
            Err(error) => {
                unread.push(format!("{}: {error}", golden.name));
                continue;
            }
        };
        for (ending, sort, node_fraction, sample_type) in [
            ("top", TopSort::Flat, 0.005, None),
            ("top-untrimmed", TopSort::Flat, 0.0, None),
            ("top-cum", TopSort::Cum, 0.0, None),
            ("top-si0", TopSort::Flat, 0.0, Some(0)),
        ] {
            let name = format!("{}.{ending}.txt", golden.name);
            let Ok(theirs) = fs::read_to_string(corpus.join("golden").join(&name)) else {
                continue;
            };
            let pace = Pace::unhurried();
            let selection = run(Selection::of(Arc::clone(&profile), sample_type, &pace));
            let ours = table(&selection, sort, node_fraction);
            if ours == without_header(&theirs) {
                matched += 1;
            } else {
                let difference = difference(&ours, without_header(&theirs));
                different.push((golden.name.clone(), format!("{name}: {difference}")));
            }
        }
    }
    println!("{matched} tables equal pprof's");
    println!("{} files not read:\n{}", unread.len(), unread.join("\n"));
    let is_protobuf = |name: &&String| {
        [".pb.gz", ".pprof", ".prof"]
            .iter()
            .any(|e| name.contains(e))
    };
    assert_eq!(unread.iter().find(is_protobuf), None);
    let mut unexpected = String::new();
    for (name, difference) in different {
        match KNOWN.iter().find(|(known, _)| name.ends_with(known)) {
            Some((_, reason)) => println!("known to differ, {reason}: {difference}"),
            None => unexpected += &format!("{difference}\n"),
        }
    }
    assert!(
        unexpected.is_empty(),
        "tables differ from pprof's:\n{unexpected}"
    );
}

#[test]
fn differences_as_pprof_prints_them() {
    let Some(corpus) = corpus() else { return };
    let heap = corpus.join("series/etcd-heap");
    let (Ok(base), Ok(now)) = (read(&heap.join("001.pb.gz")), read(&heap.join("068.pb.gz"))) else {
        panic!("the etcd heaps are there and are protobufs");
    };
    let pace = Pace::unhurried();
    let golden = |name: &str| {
        let text = fs::read_to_string(corpus.join("golden").join(name)).unwrap_or_default();
        without_header(&text).to_owned()
    };
    let check = |ours: &str, name: &str| {
        let theirs = golden(name);
        assert!(ours == theirs, "{name}: {}", difference(ours, &theirs));
    };

    let selection = run(Selection::compare(&now, &base, None, &pace)).expect("both are heaps");
    check(&table(&selection, TopSort::Flat, 0.0), "diff_base.top.txt");

    // As the page does it: scaled once it is selected.
    let factor = Scaling::Total.factor(&selection, &now.about, &base.about);
    let scaled = selection.scaled(factor.expect("known"));
    let ours = table(&scaled, TopSort::Flat, 0.0);
    check(&ours, "diff_base-normalize.top.txt");

    let mut comparison = run(compare(&now, &base, &pace)).expect("both are heaps");
    let difference = Arc::new(run(comparison.difference(&pace)));
    let selection = run(Selection::of(difference, None, &pace));
    check(&table(&selection, TopSort::Flat, 0.0), "base.top.txt");

    comparison.normalize();
    let selection = run(Selection::of_comparison(comparison, &now, None, &pace));
    let selection = selection.expect("both are heaps");
    check(
        &table(&selection, TopSort::Flat, 0.0),
        "diff_base-normalize.top.txt",
    );
}
