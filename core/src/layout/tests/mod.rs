//! Layouts of small profiles, as text; and of generated ones, against naive oracles.

mod calls;
mod compare;
mod details;
mod flame;
mod graph;
mod in_time;
mod oracle;
mod sandwich;
mod suggest;
mod told;
mod top;

use std::sync::Arc;

use crate::job::{Pace, run};
use crate::profile::Selection;
use crate::profile::testing::folded;

/// The last sample type of a folded profile.
fn select(types: &str, stacks: &str) -> Selection {
    let profile = Arc::new(folded(types, stacks));
    run(Selection::of(profile, None, &Pace::unhurried()))
}

/// Two folded profiles compared: now, and its base.
fn pair(types: &str, now: &str, base: &str) -> Selection {
    let (now, base) = (folded(types, now), folded(types, base));
    run(Selection::compare(&now, &base, None, &Pace::unhurried())).expect("of one kind")
}
