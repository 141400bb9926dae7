//! `cargo xtask record`: the demo recording, made from the real service.
//!
//! The service runs as in the story: a release that holds its connections for two seconds, then
//! one that holds them for ever, checked from outside several times a second; two migrations;
//! a minute in which it does not answer. It is polled as the page polls, every answer is kept
//! as it came in `target/record/`, and core makes the recording of them.

mod answers;
mod assemble;
mod client;
mod figures;
mod plan;
mod poll;

use crate::demo::{self, Demo};
use crate::tools::{self, Install};
use crate::{Result, paths};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub use assemble::assemble;

/// Options of the command.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long the service is watched.
    pub minutes: f64,
    /// Where the recording goes; none for the one the page ships.
    pub output: Option<PathBuf>,
    /// Only make the recording again from the answers of the last run.
    pub from_answers: bool,
    /// Whether system packages may be installed.
    pub install: Install,
}

/// Runs the story, keeps every answer, and writes the recording.
pub fn record(options: &Options) -> Result<()> {
    let answers = paths::target().join("record");
    if !options.from_answers {
        let program = in_neutral_folder(&demo::build(&tools::go(options.install)?)?)?;
        if answers.exists() {
            fs::remove_dir_all(&answers).map_err(|e| format!("{}: {e}", answers.display()))?;
        }
        fs::create_dir_all(&answers).map_err(|e| format!("{}: {e}", answers.display()))?;
        run_the_story(&program, options.minutes, &answers)?;
    }
    let output = options
        .output
        .clone()
        .unwrap_or_else(|| paths::repo().join("demo/demo.leakscope.zip"));
    assemble(&answers, &output)
}

/// Profiles carry the path of their program: one that says nothing of this machine.
fn in_neutral_folder(program: &Path) -> Result<PathBuf> {
    let folder = std::env::temp_dir().join("migration-service");
    let copy = folder.join("migration-service");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(program, &copy))
        .map_err(|error| format!("cannot copy the service to {}: {error}", copy.display()))?;
    Ok(copy)
}

fn run_the_story(program: &Path, minutes: f64, folder: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start polling: {error}"))?;
    let length = Duration::from_secs_f64(minutes * 60.0);
    let plan = plan::Plan::of(length);
    // The second release comes back under the first one's address.
    let address = free_address()?;
    let url = format!("http://{address}");
    println!("Recording {url} for {minutes} minutes:\n{plan}");
    let tasks = tokio::task::LocalSet::new();
    tasks.block_on(&runtime, async {
        let answers = answers::Answers::new(folder);
        let began = tokio::time::Instant::now();
        let polls = poll::start(&url, &answers);
        let mut service = Some(start(program, &address, plan::FIRST_RELEASE)?);
        for step in &plan.steps {
            tokio::time::sleep_until(began + step.at).await;
            println!("{:>5.1} min: {}", step.at.as_secs_f64() / 60.0, step.what);
            match step.what {
                plan::What::Restart => {
                    drop(service.take());
                    tokio::time::sleep(plan::DOWN_FOR).await;
                    service = Some(start(program, &address, plan::SECOND_RELEASE)?);
                    answers.note("deploy v2.4.0");
                }
                plan::What::Migrate => {
                    // A short run's second migration comes while the first still runs.
                    if let Err(error) = client::post(&format!("{url}/migrate")).await {
                        println!("           not started: {error}");
                    }
                }
                plan::What::Capture(what) => poll::capture(&url, what, &answers),
                plan::What::Stop => signal(service.as_ref(), "-STOP")?,
                plan::What::Continue => signal(service.as_ref(), "-CONT")?,
            }
        }
        tokio::time::sleep_until(began + length).await;
        polls.stop();
        Ok(())
    })
}

fn start(program: &Path, address: &str, release: &[&str]) -> Result<Demo> {
    let mut arguments = vec!["-addr", address];
    arguments.extend(plan::MIGRATION);
    arguments.extend(release);
    Demo::start(program, &arguments)
}

/// An address nothing listens on.
fn free_address() -> Result<String> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.to_string())
        .map_err(|error| format!("no free port: {error}"))
}

fn signal(service: Option<&Demo>, name: &str) -> Result<()> {
    let Some(service) = service else {
        return Ok(());
    };
    crate::run::run(Command::new("kill").args([name, &service.process_id().to_string()]))
}
