//! How often the verdict is right. `cargo xtask validate` runs it; what it prints is Markdown.

mod runs;
mod series;

use std::process::ExitCode;

const HELP: &str = "\
validate series            the figures: unseen seeds, every family, every trace
validate series weeks      of these, a week at 5 s as it is kept beside every reading of it
validate series tuning     what may be looked at while tuning: other seeds, no family or trace held out
validate series fit        weights of the signs of a leak, fitted on the same
validate runs [words]      real programs that leak and do not, run and judged";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["series"] => series::figures(),
        ["series", "tuning"] => series::tuning(),
        ["series", "weeks"] => Ok(series::weeks()),
        ["series", "fit"] => series::fit(),
        ["runs", ..] => runs::command(&arguments[1..]).map(|()| String::new()),
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
