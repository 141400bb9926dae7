//! Says what the page would say, for scripts and CI:
//! `cargo run --release -p leakscope-core --example verdict -- RECORDING`
//!
//! Takes recordings, profiles, dumps, saved answers of a service, and zips or tars of them. What
//! belongs to no service of a recording is judged together, as if one service gave it.
//!
//! Exit codes: 0 no leak, 1 leak, 2 something could not be read, 3 undecided (suspected, or too little
//! data). Of several services the worst counts: 1 before 3 before 0.

mod said;
mod seen;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

const UNREADABLE: u8 = 2;

const HELP: &str = "\
verdict RECORDING…
    a .leakscope.zip, or profiles, dumps, saved answers of one service, or archives of these
exit code
    0 no leak   1 leak   2 unreadable   3 undecided: suspected, or too little data
";

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() || files.iter().any(|file| file == "-h" || file == "--help") {
        eprint!("{HELP}");
        return ExitCode::from(UNREADABLE);
    }
    let seen = match seen::Seen::of_files(&files) {
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
