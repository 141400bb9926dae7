//! The page beside speedscope in the same browser, one after the other in turn: how long until
//! each takes a file, and from the file to its flame graph; then the page alone, with the fifth of
//! such files, when the browser has compiled for speed what is used. `cargo xtask bench` runs it.
//!
//! Arguments: the folder of speedscope's built page, the number of runs, then profiles.
//! Nothing here asserts a time: the figures go to the terminal and to `target/bench/`.

use leakscope_e2e::{Page, large, serve};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use xtask::site::Site;

/// One of the two pages: how it says that it is ready, and that it has painted.
struct Tool {
    name: &'static str,
    /// Its first screen is painted and takes a file.
    ready: &'static str,
    /// All of it is there.
    whole: &'static str,
    painted: &'static str,
}

const LEAKSCOPE: Tool = Tool {
    name: "leakscope",
    ready: "leakscope:ready",
    whole: "leakscope:whole",
    painted: "leakscope:flame-painted",
};
const SPEEDSCOPE: Tool = Tool {
    name: "speedscope",
    ready: "bench:ready",
    whole: "bench:ready",
    painted: "bench:painted",
};

/// speedscope sets no marks. It can take a file once its file field is there and the next frame is
/// painted (the page's own mark waits for that frame too), and it has painted a profile two frames
/// after the tabs of one are there.
const OBSERVER: &str = r"
const marked = new Set();
const mark = (name) => { if (!marked.has(name)) { marked.add(name); performance.mark(name); } };
addEventListener('drop', () => performance.mark('bench:dropped'), { capture: true });
new MutationObserver(() => {
  if (!marked.has('bench:field') && document.querySelector('input[type=file]')) {
    marked.add('bench:field');
    requestAnimationFrame(() => setTimeout(() => mark('bench:ready')));
  }
  if (!marked.has('bench:tabs') && document.body?.textContent.includes('Left Heavy')) {
    marked.add('bench:tabs');
    requestAnimationFrame(() => requestAnimationFrame(() => mark('bench:painted')));
  }
}).observe(document, { childList: true, subtree: true });
";

/// speedscope draws with WebGL, which a browser without a screen does in software.
const FLAGS: &[&str] = &["--enable-unsafe-swiftshader"];

/// What one run measured, in milliseconds.
struct Run {
    open_ms: f64,
    longest_task_ms: f64,
    /// The most memory that the process of the page, its worker included, ever held.
    peak_mib: f64,
}

/// Which file counts as warm.
const WARM: usize = 5;

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let usage = "bench <speedscope's folder> <runs> [profile…]";
    let root = PathBuf::from(arguments.next().ok_or(usage)?);
    let runs: usize = arguments
        .next()
        .and_then(|runs| runs.parse().ok())
        .ok_or(usage)?;
    let files: Vec<PathBuf> = arguments.map(PathBuf::from).collect();

    let ours = serve();
    let theirs = Site {
        root,
        base: "/".to_owned(),
        proxy: None,
    }
    .start(0)?;
    let both = [
        (&LEAKSCOPE, ours.url.as_str()),
        (&SPEEDSCOPE, theirs.url.as_str()),
    ];

    let mut rows = vec![row("until it takes a file", runs, both, first_screen)];
    for file in &files {
        let size =
            std::fs::metadata(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let label = format!("{name} ({} kB) to its flame graph", size.len() / 1024);
        rows.push(row(&label, runs, both, |tool, url| {
            open_file(tool, url, file)
        }));
        let copies = copies(file)?;
        if !copies.is_empty() {
            let label = format!("{name}, the {WARM}th such file");
            rows.push(row(&label, runs, [both[0]], |tool, url| {
                open_last(tool, url, &copies)
            }));
        }
    }
    let alone = [both[0]];
    for made in [
        Made::new("800k.pb.gz", || gzipped(&large::heap(1, 800_000)))?,
        Made::new("dump.txt", || large::dump(100_000).into_bytes())?,
    ] {
        let label = format!("{} to its flame graph", made.label);
        rows.push(row(&label, runs, alone, |tool, url| {
            open_file(tool, url, &made.file)
        }));
        let copies = copies(&made.file)?;
        if !copies.is_empty() {
            let label = format!("{}, the {WARM}th such file", made.label);
            rows.push(row(&label, runs, alone, |tool, url| {
                open_last(tool, url, &copies)
            }));
        }
    }
    let one = Made::new("200k-1.pb.gz", || gzipped(&large::heap(2, 200_000)))?;
    let other = Made::new("200k-2.pb.gz", || gzipped(&large::heap(3, 200_000)))?;
    for (what, act, done) in ACTS {
        let label = format!("{what}, of {}", one.label);
        rows.push(row(&label, runs, alone, |tool, url| {
            acted(tool, url, [&one.file, &other.file], act, done)
        }));
    }
    report(&rows, runs)
}

/// What is done with two profiles of 200,000 samples open, and what is seen when it is done.
const ACTS: [(&str, &str, &str); 3] = [
    (
        "another sample type",
        "location.hash += '&type=alloc_space'",
        "alloc_space, bytes",
    ),
    (
        "a filter",
        "location.hash += '&filter=ignore%3Amethod1%24'",
        "filtered to",
    ),
    (
        "the difference to another",
        "location.hash += '&base=' + benchFirst",
        "delta",
    ),
];

/// A file made here.
struct Made {
    file: PathBuf,
    label: String,
}

impl Made {
    fn new(name: &str, make: impl FnOnce() -> Vec<u8>) -> Result<Made, String> {
        let folder = xtask::paths::target().join("bench");
        let file = folder.join(name);
        let bytes = make();
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&file, &bytes))
            .map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Made {
            file,
            label: format!("{name} ({} kB)", bytes.len() / 1024),
        })
    }
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let written = std::io::Write::write_all(&mut gzip, bytes).and_then(|()| gzip.finish());
    written.unwrap_or_else(|error| panic!("cannot compress: {error}"))
}

/// From a step in the page to the last drawing of the flame once `done` is seen, after two files.
fn acted(tool: &Tool, url: &str, files: [&Path; 2], act: &str, done: &str) -> Run {
    let page = Page::open_with(url, FLAGS, OBSERVER);
    settle(&page, tool);
    let mut painted_ms = 0.0;
    for file in files {
        page.drop_files(&[file.to_path_buf()]);
        let ready = page.wait_for_mark_after("leakscope:profile-ready", painted_ms);
        painted_ms = page
            .wait_for_mark_after(tool.painted, ready.start_ms)
            .start_ms;
        page.run("globalThis.benchFirst ??= new URLSearchParams(location.hash).get('profile')");
        std::thread::sleep(std::time::Duration::from_secs(2));
    }
    page.run(&format!("performance.mark('bench:acted'); {act}"));
    page.see(done);
    std::thread::sleep(std::time::Duration::from_secs(1));
    let acted_ms = page.wait_for_mark("bench:acted").start_ms;
    let last = "return performance.getEntriesByName('leakscope:flame-painted').at(-1).startTime";
    let painted_ms = number(&page.run(last));
    Run {
        open_ms: painted_ms - acted_ms,
        longest_task_ms: longest_task_ms(&page, acted_ms),
        peak_mib: peak_mib(),
    }
}

/// Measures each in turn, so that what else the machine does meets all.
fn row<const N: usize>(
    label: &str,
    runs: usize,
    tools: [(&Tool, &str); N],
    measure: impl Fn(&Tool, &str) -> Run,
) -> Value {
    let mut measured = [const { Vec::new() }; N];
    for _ in 0..runs {
        for (into, (tool, url)) in measured.iter_mut().zip(tools) {
            into.push(measure(tool, url));
        }
    }
    let summary = |runs: &[Run]| {
        json!({
            "median_ms": median(runs.iter().map(|run| run.open_ms)),
            "all_ms": runs.iter().map(|run| run.open_ms).collect::<Vec<_>>(),
            "longest_task_median_ms": median(runs.iter().map(|run| run.longest_task_ms)),
            "peak_median_mib": median(runs.iter().map(|run| run.peak_mib)),
        })
    };
    let mut row = json!({ "what": label });
    for (runs, (tool, _)) in measured.iter().zip(tools) {
        row[tool.name] = summary(runs);
    }
    let of = |tool: &Tool| number(&row[tool.name]["median_ms"]);
    row["ratio"] = json!(of(&LEAKSCOPE) / of(&SPEEDSCOPE));
    println!("{}", line(&row));
    row
}

/// From the start of the navigation, in a browser that has never been started before.
fn first_screen(tool: &Tool, url: &str) -> Run {
    let page = Page::open_with(url, FLAGS, OBSERVER);
    let open_ms = page.wait_for_mark(tool.ready).start_ms;
    Run {
        open_ms,
        longest_task_ms: longest_task_ms(&page, 0.0),
        peak_mib: peak_mib(),
    }
}

/// Waits until all of the page is there and idle: nobody chooses a file within half a second.
fn settle(page: &Page, tool: &Tool) {
    page.wait_for_mark(tool.whole);
    std::thread::sleep(std::time::Duration::from_millis(500));
}

/// From the moment the browser hands the file to the page.
fn open_file(tool: &Tool, url: &str, file: &Path) -> Run {
    let page = Page::open_with(url, FLAGS, OBSERVER);
    settle(&page, tool);
    page.drop_files(&[file.to_path_buf()]);
    let painted_ms = page.wait_for_mark(tool.painted).start_ms;
    let dropped_ms = page.wait_for_mark("bench:dropped").start_ms;
    Run {
        open_ms: painted_ms - dropped_ms,
        longest_task_ms: longest_task_ms(&page, dropped_ms),
        peak_mib: peak_mib(),
    }
}

/// The last of several files, handed over once the one before is painted.
fn open_last(tool: &Tool, url: &str, files: &[PathBuf]) -> Run {
    let page = Page::open_with(url, FLAGS, OBSERVER);
    settle(&page, tool);
    let (mut dropped_ms, mut painted_ms) = (0.0, 0.0);
    for file in files {
        page.drop_files(std::slice::from_ref(file));
        dropped_ms = page
            .wait_for_mark_after("bench:dropped", painted_ms)
            .start_ms;
        // A drawing before that is still of the file before.
        let ready = page.wait_for_mark_after("leakscope:profile-ready", dropped_ms);
        painted_ms = page
            .wait_for_mark_after(tool.painted, ready.start_ms)
            .start_ms;
        // What only follows, such as storing and judging, is not to meet the next file.
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    Run {
        open_ms: painted_ms - dropped_ms,
        longest_task_ms: longest_task_ms(&page, dropped_ms),
        peak_mib: peak_mib(),
    }
}

/// Gzipped files that hold the same and are not the same: the time in the header differs, which says
/// nothing of what is in them. None of a file that is not gzipped.
fn copies(file: &Path) -> Result<Vec<PathBuf>, String> {
    let in_words = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut bytes = std::fs::read(file).map_err(in_words)?;
    if !bytes.starts_with(&[0x1f, 0x8b]) || bytes.len() < 10 {
        return Ok(Vec::new());
    }
    let folder = xtask::paths::target().join("bench");
    std::fs::create_dir_all(&folder).map_err(in_words)?;
    let mut copies = Vec::new();
    for number in 1..=WARM {
        bytes[4..8].copy_from_slice(&(number as u32).to_le_bytes());
        let copy = folder.join(format!("{number}.pb.gz"));
        std::fs::write(&copy, &bytes).map_err(in_words)?;
        copies.push(copy);
    }
    Ok(copies)
}

/// What the largest of the browser's processes of pages has held at most, where the system tells:
/// there is one page at a time.
fn peak_mib() -> f64 {
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return f64::NAN;
    };
    let peak_kib = |process: std::fs::DirEntry| {
        let command = std::fs::read_to_string(process.path().join("cmdline")).ok()?;
        let status = std::fs::read_to_string(process.path().join("status")).ok()?;
        let most = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kib = most.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()?;
        command.contains("--type=renderer").then_some(kib)
    };
    let peaks = processes.flatten().filter_map(peak_kib);
    peaks.fold(f64::NAN, f64::max) / 1024.0
}

fn longest_task_ms(page: &Page, after_ms: f64) -> f64 {
    let tasks = page
        .long_tasks()
        .into_iter()
        .filter(|task| task.start_ms >= after_ms);
    tasks.map(|task| task.duration_ms).fold(0.0, f64::max)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
    let lower = values
        .get(values.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(f64::NAN);
    (lower + upper) / 2.0
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn line(row: &Value) -> String {
    let of = |tool: &Tool, key: &str| number(&row[tool.name][key]);
    let whole = |value: f64, unit: &str| match value.is_nan() {
        true => "—".to_owned(),
        false => format!("{value:.0} {unit}"),
    };
    let ratio = number(&row["ratio"]);
    let cells = [
        row["what"].as_str().unwrap_or_default().to_owned(),
        whole(of(&LEAKSCOPE, "median_ms"), "ms"),
        whole(of(&SPEEDSCOPE, "median_ms"), "ms"),
        match ratio.is_nan() {
            true => "—".to_owned(),
            false => format!("{ratio:.2}"),
        },
        whole(of(&LEAKSCOPE, "longest_task_median_ms"), "ms"),
        whole(of(&SPEEDSCOPE, "longest_task_median_ms"), "ms"),
        whole(of(&LEAKSCOPE, "peak_median_mib"), "MiB"),
        whole(of(&SPEEDSCOPE, "peak_median_mib"), "MiB"),
    ];
    format!("| {} |", cells.join(" | "))
}

fn report(rows: &[Value], runs: usize) -> Result<(), String> {
    let mut table = format!(
        "Medians of {runs} runs, each in a new browser. A longest task of 0 ms: none reached 50 ms.\n\n\
         Memory is the most that the page's process held.\n\n\
         | | leakscope | speedscope | ratio | longest task | of speedscope | memory | of speedscope |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    );
    for row in rows {
        table.push_str(&line(row));
        table.push('\n');
    }
    println!("\n{table}");
    let folder = xtask::paths::target().join("bench");
    let json = serde_json::to_string_pretty(rows).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join("browser.json"), json))
        .and_then(|()| std::fs::write(folder.join("browser.md"), table))
        .map_err(|error| format!("cannot write to {}: {error}", folder.display()))?;
    println!("written to {}", folder.display());
    Ok(())
}
