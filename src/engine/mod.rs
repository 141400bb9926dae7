//! The engine's two ends: what the page asks it with, and the worker it runs in.

mod client;
mod link;
mod open;
mod start;
mod supervisor;
mod watchdog;
mod wire;
mod worker;

pub use client::{Engine, Progress, Status};
pub use open::Opening;
pub use worker::{is_worker, run as run_worker};
