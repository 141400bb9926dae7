//! The page beside speedscope in the same browser, one after the other in turn: how long until
//! each takes a file, and from the file to its flame graph; then the page alone, with the fifth of
//! such files, when the browser has compiled for speed what is used, and with what is done with a profile
//! that is open; then both under the pointer. `cargo xtask bench` runs it.
//!
//! Arguments: the folder of speedscope's built page, the number of runs, then profiles.
//! Nothing here asserts a time: the figures go to the terminal and to `target/bench/`.

mod acts;
mod files;
mod frames;
mod opening;
mod report;

use acts::{OF_ONE, OF_TWO, acted};
use files::{Made, gzipped};
use frames::{GESTURES, gesture};
use leakscope_e2e::{Page, large, serve};
use opening::{copies, first_screen, open_file, open_last};
use report::{report, row};
use std::path::PathBuf;
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
globalThis.benchShow = (selector) => {
  const watcher = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => mark('bench:shown')));
  });
  watcher.observe(document, { childList: true, subtree: true });
};
";

/// speedscope draws with WebGL, which a browser without a screen does in software.
const FLAGS: &[&str] = &["--enable-unsafe-swiftshader"];

/// What one run measured, in milliseconds.
struct Run {
    took_ms: f64,
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
    for act in OF_TWO {
        let label = format!("{}, of {}", act.what, one.label);
        rows.push(row(&label, runs, alone, |tool, url| {
            acted(tool, url, &[&one.file, &other.file], act)
        }));
    }
    for act in OF_ONE {
        let label = format!("{}, of {}", act.what, one.label);
        rows.push(row(&label, runs, alone, |tool, url| {
            acted(tool, url, &[&one.file], act)
        }));
    }
    let mut frames = Vec::new();
    for (what, kind) in GESTURES {
        let [ours, theirs] = both.map(|(tool, url)| gesture(tool, url, &one.file, kind));
        let line = frames::line(&format!("{what}, over {}", one.label), &ours, &theirs);
        println!("{line}");
        frames.push(line);
    }
    report(&rows, &frames, runs)
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
