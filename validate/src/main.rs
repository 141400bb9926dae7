//! How often the verdict is right. `cargo xtask validate` runs it.

mod runs;

use std::process::ExitCode;

const HELP: &str = "validate series | runs";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.split_first() {
        Some((name, rest)) if name == "runs" => runs::command(rest),
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
