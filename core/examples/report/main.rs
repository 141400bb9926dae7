//! Prints what `go tool pprof` prints, to hold our numbers against the original's:
//! `cargo run --release -p leakscope-core --example report -- -top -focus=raft heap.pb.gz`
//!
//! Flags are pprof's: one report of `-top -tree -peek=RE -list=RE -dot -traces -tags -raw`, options, and files,
//! which are added up. `-symbolize=none` leaves the addresses of a text profile (`debug=1`) without the
//! names that stand in its comment lines, as pprof does. Of our own are `-zone=CET+0100`: times are in
//! UTC otherwise; and `-like-pprof`, which reads a text or another profile older than protobufs as pprof
//! does where we make more of it.

mod flags;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let printed = flags::Command::parse(std::env::args().skip(1)).and_then(|c| c.print());
    match printed {
        // Whoever reads may have seen enough: `… | head` closes the pipe.
        Ok(text) => match std::io::stdout().write_all(text.as_bytes()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
            _ => ExitCode::SUCCESS,
        },
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
