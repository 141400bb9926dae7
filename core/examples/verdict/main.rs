//! Says what the page would say, for scripts and CI:
//! `cargo run --release -p leakscope-core --example verdict -- RECORDING`
//!
//! Takes recordings, profiles, dumps, saved answers of a service, and zips or tars of them. What
//! belongs to no service of a recording is judged together, as if one service gave it.
//!
//! `-memory-limit 512MB` and `-task-limit 100k` say when these are reached, as the page does with a
//! service's settings.
//!
//! Exit codes: 0 no leak, 1 leak, 2 something could not be read, 3 undecided (suspected, or too little
//! data). Of several services the worst counts: 1 before 3 before 0.

mod said;
mod seen;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use leakscope_core::telemetry::Known;
use leakscope_core::units::{typed_bytes, typed_count};

const UNREADABLE: u8 = 2;

const HELP: &str = "\
verdict [-memory-limit 512MB] [-task-limit 100000] RECORDING…
    a .leakscope.zip, or profiles, dumps, saved answers of one service, or archives of these
exit code
    0 no leak   1 leak   2 unreadable   3 undecided: suspected, or too little data
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (known, files) = match limits(&arguments) {
        Ok((known, files)) if !files.is_empty() => (known, files),
        asked => {
            if let Err(message) = asked {
                eprintln!("{message}");
            }
            eprint!("{HELP}");
            return ExitCode::from(UNREADABLE);
        }
    };
    let seen = match seen::Seen::of_files(&files, known) {
        Ok(seen) => seen,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(UNREADABLE);
        }
    };
    for remark in &seen.remarks {
        eprintln!("{remark}");
    }
    let (text, code) = said::of_all(&seen.services);
    // Whoever reads may have seen enough: `… | head` closes the pipe, and the code stands.
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("{error}");
            ExitCode::from(UNREADABLE)
        }
        _ => ExitCode::from(code),
    }
}

/// The limits among the arguments, and the files that are left; a message for what cannot be read.
fn limits(arguments: &[String]) -> Result<(Known, Vec<String>), String> {
    let (mut known, mut files) = (Known::default(), Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let Some(name) = argument.strip_prefix('-') else {
            files.push(argument.clone());
            continue;
        };
        let name = name.strip_prefix('-').unwrap_or(name);
        let (name, value) = match name.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (name, None),
        };
        let mut limit = |read: fn(&str) -> Option<f64>, example: &str| {
            let value = value
                .or_else(|| rest.next().map(String::as_str))
                .unwrap_or_default();
            let limit = read(value).filter(|limit| *limit > 0.0);
            limit.ok_or_else(|| format!("-{name} {value}: give it as {example}"))
        };
        match name {
            "memory-limit" => known.memory_limit_bytes = Some(limit(typed_bytes, "512MB")?),
            "task-limit" => known.task_limit = Some(limit(typed_count, "100000")?),
            "h" | "help" => return Ok((known, Vec::new())),
            _ => return Err(format!("-{name} is no flag")),
        }
    }
    Ok((known, files))
}
