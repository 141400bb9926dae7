//! A service over time: readings, series, events, instances, restarts, gaps.
//!
//! A [`History`] is all that was seen of one service. Answers go in with [`History::add_reading`];
//! series, restarts and gaps come out of it. What is stored stays bounded: see [`Series`].

mod dependency;
mod event;
mod experiment;
mod gap;
mod health_log;
mod history;
mod known;
mod profile_entry;
mod reading;
mod replicas;
mod restart;
mod series;
mod service;
mod thin;

pub use dependency::{DependencyHistory, dependency_history};
pub use event::Event;
pub use experiment::{Experiment, PHASES, Phase};
pub use gap::Gap;
pub use history::History;
pub use known::Known;
pub use profile_entry::{ProfileEntry, ProfileId};
pub use reading::{Dependency, Health, Metric, Reading, Source, State};
pub use replicas::{Replica, are_replicas, replicas};
pub use restart::Restart;
pub use series::Series;
pub use service::{ServiceId, Target};
pub use thin::thin;
