//! What the page and the engine say to each other.
//!
//! One [`ToEngine`] or [`ToPage`] is one `postMessage`: its bytes ([`crate::codec`]) in a
//! transferred buffer, with the bytes of files and responses beside it as a second transferred
//! buffer, never copied.

mod answer;
mod fetch;
mod inventory;
mod request;
#[cfg(test)]
mod tests;
mod trouble;

use crate::codec::coded;

pub use crate::chart::model::{DependencyLane, Lane, LaneLimit, LaneSeries, Overview};
pub use crate::layout::Found;
pub use answer::{Answer, Growth, OpenedInfo};
pub use fetch::{FetchOrder, Intervals, Outcome, Probe};
pub use inventory::{Endpoint, ExperimentInfo, Inventory, ProfileInfo, ServiceInfo};
pub use request::{ExportWhat, GrowthQuery, OverviewQuery, Request, Subject, ViewFormat};
pub use trouble::{Check, Trouble, TroubleKind};

/// From the page. `id` comes back in every answer to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ToEngine {
    /// Chosen by the page, rising.
    pub id: u32,
    /// What is asked.
    pub request: Request,
}

coded! { struct ToEngine { id, request } }

/// From the engine.
#[derive(Clone, Debug, PartialEq)]
pub struct ToPage {
    /// The request answered; none for what the engine says of its own accord.
    pub reply_to: Option<u32>,
    /// What is said.
    pub answer: Answer,
}

coded! { struct ToPage { reply_to, answer } }
