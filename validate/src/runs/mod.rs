//! Real runs of labelled programs: how often the cause and the culprit named are right, and how often
//! the same program with the cure is called leaking.

mod http;
mod mark;
mod programs;
mod report;
mod watch;

use std::collections::VecDeque;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use mark::{Marked, Run, is_known, marked};
use programs::{Running, build, list};

const HELP: &str = "\
validate runs [--only PATTERN] [--variant N] [--seconds S] [--at-once N] [--output FILE]
    runs the programs of validate/programs and marks the verdicts on them
";

/// What to run.
struct Options {
    only: Option<String>,
    variant: Option<u32>,
    length: Duration,
    at_once: usize,
    output: Option<PathBuf>,
}

/// `validate runs`.
pub fn command(arguments: &[String]) -> Result<(), String> {
    let options = Options::of(arguments)?;
    let began = Instant::now();
    let program = Built(build()?);
    let mut labels = list(&program.0)?;
    if let Some(unknown) = labels.iter().find(|label| !is_known(label.pattern_name())) {
        return Err(format!("the table has no pattern {:?}", unknown.pattern));
    }
    labels.retain(|label| {
        let is_wanted = |only: &String| label.pattern.contains(only.as_str());
        options.only.as_ref().is_none_or(is_wanted)
            && options
                .variant
                .is_none_or(|variant| label.variant == variant)
    });
    let mut runs = VecDeque::new();
    for label in &labels {
        for (is_fixed, migrates) in [(false, false), (false, true), (true, false), (true, true)] {
            runs.push_back(Run {
                label: label.clone(),
                is_fixed,
                migrates,
            });
        }
    }
    eprintln!("{} runs, {} at once", runs.len(), options.at_once);
    let backend = Running::start(&program.0, &["-backend"], "backend at ")?;
    let (done, lost) = all_of(runs, &program, &backend, &options);
    let text = report::markdown(&done, &lost, options.length, began.elapsed());
    match &options.output {
        None => print!("{text}"),
        Some(file) => fs::write(file, &text).map_err(|e| format!("{}: {e}", file.display()))?,
    }
    Ok(())
}

/// Does all runs, several at once; those of which nothing came are told apart.
fn all_of(
    runs: VecDeque<Run>,
    program: &Built,
    backend: &Running,
    options: &Options,
) -> (Vec<Marked>, Vec<String>) {
    let runs = Mutex::new(runs);
    let done = Mutex::new((Vec::new(), Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..options.at_once {
            scope.spawn(|| {
                while let Some(run) = take(&runs) {
                    let result = marked(&program.0, &backend.said, &run, options.length);
                    let mut done = done.lock().unwrap_or_else(|e| e.into_inner());
                    match result {
                        Ok(marked) => done.0.push(marked),
                        Err(error) => done.1.push(format!("{run:?}: {error}")),
                    }
                }
            });
        }
    });
    let (mut done, lost) = done.into_inner().unwrap_or_else(|e| e.into_inner());
    done.sort_by_key(|m| {
        let label = &m.run.label;
        (
            label.pattern.clone(),
            label.variant,
            m.run.is_fixed,
            m.run.migrates,
        )
    });
    (done, lost)
}

fn take(runs: &Mutex<VecDeque<Run>>) -> Option<Run> {
    runs.lock().unwrap_or_else(|e| e.into_inner()).pop_front()
}

/// A built program, gone when this is dropped.
struct Built(PathBuf);

impl Drop for Built {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Options {
    fn of(arguments: &[String]) -> Result<Options, String> {
        let mut options = Options {
            only: None,
            variant: None,
            length: Duration::from_secs(16),
            at_once: 24,
            output: None,
        };
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            let value = arguments.next();
            let value = value.ok_or_else(|| format!("{name} wants a value\n\n{HELP}"));
            let bad = |_| format!("{name} wants a number");
            match name.as_str() {
                "--only" => options.only = Some(value?.clone()),
                "--variant" => options.variant = Some(value?.parse().map_err(bad)?),
                "--seconds" => {
                    options.length =
                        Duration::from_secs(value?.parse::<u64>().map_err(bad)?.clamp(5, 600));
                }
                "--at-once" => {
                    options.at_once = value?.parse::<usize>().map_err(bad)?.clamp(1, 200)
                }
                "--output" => options.output = Some(value?.into()),
                _ => return Err(format!("unknown {name}\n\n{HELP}")),
            }
        }
        Ok(options)
    }
}
