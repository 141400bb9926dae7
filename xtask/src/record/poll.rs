//! The polls of a run, at the page's intervals, and the outside checker.

use super::answers::Answers;
use super::client;
use super::plan::CHECKS_PER_SECOND;
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::{MissedTickBehavior, interval};

const TIMEOUT: Duration = Duration::from_secs(10);

/// What is asked for, where, and every how many seconds. The names are those of the answers.
const POLLS: [(&str, &str, u64); 6] = [
    ("counts", "/debug/pprof/", 5),
    ("health", "/health", 30),
    ("memory", "/debug/pprof/heap?debug=1", 15),
    ("events", "/events", 15),
    ("goroutine", "/debug/pprof/goroutine", 60),
    ("heap", "/debug/pprof/heap", 60),
];

/// Polls that run until they are stopped.
pub struct Polls(Vec<JoinHandle<()>>);

impl Polls {
    /// Ends them.
    pub fn stop(&self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

/// Starts the polls and the checker. The next poll of a kind waits for the last.
pub fn start(url: &str, answers: &Answers) -> Polls {
    let mut tasks = Vec::new();
    for (what, path, seconds) in POLLS {
        let (url, answers) = (format!("{url}{path}"), answers.clone());
        tasks.push(spawn_local(async move {
            let mut ticks = ticks(Duration::from_secs(seconds));
            loop {
                ticks.tick().await;
                ask(what, &url, TIMEOUT, &answers).await;
            }
        }));
    }
    // One check a second by each: when the service hangs, no more than these wait for it.
    for checker in 0..CHECKS_PER_SECOND {
        let url = format!("{url}/health");
        tasks.push(spawn_local(async move {
            tokio::time::sleep(Duration::from_secs(1) * checker / CHECKS_PER_SECOND).await;
            let mut ticks = ticks(Duration::from_secs(1));
            loop {
                ticks.tick().await;
                // It checks from outside: what it sees is no part of the recording.
                let _ = client::get(&url, TIMEOUT).await;
            }
        }));
    }
    Polls(tasks)
}

/// Captures a profile once, beside the polls.
pub fn capture(url: &str, what: &'static str, answers: &Answers) {
    let (url, answers) = (format!("{url}/debug/pprof/{what}"), answers.clone());
    spawn_local(async move { ask(what, &url, 3 * TIMEOUT, &answers).await });
}

/// A 503 of the health carries a body and is data; anything else but 200 is a failure.
async fn ask(what: &str, url: &str, limit: Duration, answers: &Answers) {
    match client::get(url, limit).await {
        Ok((status, body)) if status == 200 || (status == 503 && what == "health") => {
            answers.keep(what, Some(&body));
        }
        Ok(_) | Err(_) => answers.keep(what, None),
    }
}

fn ticks(period: Duration) -> tokio::time::Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
