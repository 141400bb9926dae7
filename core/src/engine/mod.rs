//! Requests in, answers out: the whole engine, testable natively.
//!
//! [`Engine::handle`] takes a request in and returns at once; what is long is a job that
//! [`Engine::run_slice`] runs a few milliseconds at a time, the most urgent first. [`Host`] is the
//! world around it (a clock, a timer, the way back to the page), [`Store`] what outlives it:
//!
//! ```text
//! page ──handle──▶ requests ──▶ jobs ──run_slice──▶ Host::post ──▶ page
//! timer ───tick──▶ watching ──▶ Answer::Fetch …… Request::Fetched ──▶ journal ──▶ Store
//! ```
//!
//! Whatever comes in is written before it is looked at, so that an engine that dies of it leaves
//! the next one what it needs: all of the store, and a note of what was being read.

mod ahead;
mod answers;
mod capture;
mod content;
mod desk;
mod executor;
mod experiment;
mod export;
mod export_view;
mod facts;
mod fetched;
mod growing;
mod inventory;
mod loading;
mod numbers;
mod opening;
pub mod overview;
pub mod protocol;
mod rebuild;
mod records;
mod rehearsal;
mod requests;
mod services;
mod shelf;
mod state;
mod store;
#[cfg(test)]
mod tests;
mod troubles;
mod unpacking;
mod writing;

pub use content::content_hash;
pub use executor::Schedule;
pub use store::{Change, MemoryStore, Store, StoreError};

use std::rc::Rc;

use crate::job::Pace;
use desk::Desk;
use executor::Priority;
use protocol::{ToEngine, ToPage};

/// The world around an engine.
pub trait Host {
    /// The time, milliseconds since 1970.
    fn now_ms(&self) -> f64;

    /// Sends an answer to the page, with a second buffer where it has one.
    fn post(&self, message: ToPage, body: Option<Vec<u8>>);

    /// Have [`Engine::tick`] called at this time instead of any asked for before; none for never.
    fn wake_at(&self, at_ms: Option<f64>);
}

/// The engine.
pub struct Engine<S: Store, H: Host> {
    desk: Rc<Desk<S, H>>,
}

impl<S: Store + 'static, H: Host + 'static> Engine<S, H> {
    /// An engine that has not been started: its first request is `Start`. `schedule` is called
    /// whenever [`Engine::run_slice`] should be called soon.
    pub fn new(store: S, host: H, pace: Pace, schedule: Schedule) -> Engine<S, H> {
        Engine {
            desk: Rc::new(Desk::new(store, host, pace, schedule)),
        }
    }

    /// Takes a request in. Short: what takes long becomes a job.
    pub fn handle(&self, message: ToEngine, body: Option<Vec<u8>>) {
        requests::take(&self.desk, message, body);
        self.desk.set_timer();
    }

    /// The time asked for has come (or any other: nothing happens too early).
    pub fn tick(&self) {
        services::poll(&self.desk);
        capture::report(&self.desk);
        self.desk.set_timer();
    }

    /// Opens a small profile of its own when there is nothing else to do, so that the first file of a
    /// person finds all that is needed for it compiled.
    pub fn rehearse(&self) {
        let desk = Rc::clone(&self.desk);
        self.desk.spawn(Priority::Background, async move {
            // Nobody waits for what comes of it.
            let _ = rehearsal::rehearse(&desk).await;
        });
    }

    /// Runs jobs for some 8 ms. Whether there is more to do now.
    pub fn run_slice(&self) -> bool {
        let has_more = self.desk.jobs.run_slice(&self.desk.pace);
        self.desk.tell_changes();
        self.desk.set_timer();
        has_more
    }
}
