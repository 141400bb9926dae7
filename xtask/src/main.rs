//! `cargo xtask serve | test | bench | record | validate`: see `HELP`.

use lexopt::prelude::*;
use std::process::ExitCode;
use xtask::tools::Install;
use xtask::{Result, bench, pack, record, serve, test, validate};

const HELP: &str = "\
cargo xtask serve   build the page and serve it on http://127.0.0.1:8080
    --port N            another port
    --demo              also start the leaking Go service and watch it
    --proxy URL         a service without CORS through the page's own origin (read only)
    --proxy-any-host    that service may be on another machine

cargo xtask test    everything that must hold, in the order of what fails first
    --skip-e2e          without the release build and the tests in a browser with it

cargo xtask bench [PROFILE…]
                    the page beside speedscope, in one browser
    --runs N            how often each is measured (5)

cargo xtask record  the demo recording: the real service, watched for its whole story
    --minutes N         how long (22)
    --output FILE       where it goes (demo/demo.leakscope.zip)
    --from-answers      make it again from the answers of the last run

cargo xtask validate runs|series
                    how often the verdict is right: labelled programs run, or series made up

With each:
    --install           install missing system packages (as root this is so anyway)

What else is missing is brought into the user's cache, under leakscope/tools.
";

fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next().map_err(in_words)? {
        Some(Value(name)) if name == "serve" => serve::serve(&serve_options(arguments)?),
        Some(Value(name)) if name == "test" => test::test(&test_options(arguments)?),
        Some(Value(name)) if name == "bench" => bench::bench(&bench_options(arguments)?),
        Some(Value(name)) if name == "record" => record::record(&record_options(arguments)?),
        Some(Value(name)) if name == "validate" => validate::validate(&rest(arguments)?),
        Some(Value(name)) if name == "pack" => pack::pack(),
        Some(Value(name)) => Err(format!("no command {}\n\n{HELP}", name.to_string_lossy())),
        Some(Short('h') | Long("help")) | None => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(in_words(other.unexpected())),
    }
}

/// What is left of the command line.
fn rest(mut arguments: lexopt::Parser) -> Result<Vec<String>> {
    let left = arguments.raw_args().map_err(in_words)?;
    left.map(|argument| {
        argument
            .into_string()
            .map_err(|a| format!("not UTF-8: {a:?}"))
    })
    .collect()
}

fn serve_options(mut arguments: lexopt::Parser) -> Result<serve::Options> {
    let mut options = serve::Options {
        port: 8080,
        demo: false,
        proxy: None,
        proxy_any_host: false,
        install: Install::AskFirst,
    };
    while let Some(argument) = arguments.next().map_err(in_words)? {
        match argument {
            Long("port") => {
                options.port = arguments
                    .value()
                    .and_then(|v| v.parse())
                    .map_err(in_words)?;
            }
            Long("demo") => options.demo = true,
            Long("proxy") => {
                let url = arguments
                    .value()
                    .and_then(|value| value.string())
                    .map_err(in_words)?;
                options.proxy = Some(url);
            }
            Long("proxy-any-host") => options.proxy_any_host = true,
            Long("install") => options.install = Install::Allowed,
            other => return Err(in_words(other.unexpected())),
        }
    }
    Ok(options)
}

fn test_options(mut arguments: lexopt::Parser) -> Result<test::Options> {
    let mut options = test::Options {
        install: Install::AskFirst,
        skip_e2e: false,
    };
    while let Some(argument) = arguments.next().map_err(in_words)? {
        match argument {
            Long("install") => options.install = Install::Allowed,
            Long("skip-e2e") => options.skip_e2e = true,
            other => return Err(in_words(other.unexpected())),
        }
    }
    Ok(options)
}

fn bench_options(mut arguments: lexopt::Parser) -> Result<bench::Options> {
    let mut options = bench::Options {
        runs: 5,
        files: Vec::new(),
        install: Install::AskFirst,
    };
    while let Some(argument) = arguments.next().map_err(in_words)? {
        match argument {
            Long("runs") => {
                options.runs = arguments
                    .value()
                    .and_then(|v| v.parse())
                    .map_err(in_words)?;
            }
            Long("install") => options.install = Install::Allowed,
            Value(file) => options.files.push(file.into()),
            other => return Err(in_words(other.unexpected())),
        }
    }
    Ok(options)
}

fn record_options(mut arguments: lexopt::Parser) -> Result<record::Options> {
    let mut options = record::Options {
        minutes: 22.0,
        output: None,
        from_answers: false,
        install: Install::AskFirst,
    };
    while let Some(argument) = arguments.next().map_err(in_words)? {
        match argument {
            Long("minutes") => {
                let minutes = arguments.value().and_then(|value| value.parse());
                options.minutes = minutes.map_err(in_words)?;
            }
            Long("output") => options.output = Some(arguments.value().map_err(in_words)?.into()),
            Long("from-answers") => options.from_answers = true,
            Long("install") => options.install = Install::Allowed,
            other => return Err(in_words(other.unexpected())),
        }
    }
    if !(options.minutes > 0.0 && options.minutes <= 24.0 * 60.0) {
        return Err("--minutes is between 0 and a day".into());
    }
    Ok(options)
}

fn in_words(error: lexopt::Error) -> String {
    format!("{error}; `cargo xtask --help` lists what there is")
}
