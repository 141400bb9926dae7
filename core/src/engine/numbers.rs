//! What stands behind the numbers of a profile, with what the service itself said of its memory then.

use std::rc::Rc;

use super::desk::Desk;
use super::protocol::{Subject, Trouble};
use super::store::Store;
use super::{Host, loading};
use crate::layout::numbers::Memory;
use crate::layout::{Numbers, NumbersQuery};
use crate::telemetry::{Metric, ProfileId};

/// A reading this much before or after a profile still tells of it.
const BESIDE_MS: f64 = 120e3;

/// The numbers of a subject.
pub async fn numbers<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    subject: &Subject,
    query: &NumbersQuery,
) -> Result<Numbers, Trouble> {
    let _held = loading::load_subject(desk, subject).await?;
    let found = desk.shelf.numbers(subject, query, &desk.pace).await;
    let mut numbers = loading::found(found)?;
    let loaded = loading::load(desk, subject.profile).await?;
    numbers.memory = match loaded.memory.is_empty() {
        false => Some(Memory {
            values: loaded.memory.clone(),
            apart_ms: 0.0,
            is_own: true,
        }),
        true => beside(desk, subject.profile),
    };
    Ok(numbers)
}

/// What the service of a profile said nearest to it in time.
fn beside<S: Store, H: Host>(desk: &Desk<S, H>, profile: ProfileId) -> Option<Memory> {
    let state = desk.state.borrow();
    let entry = &state.profiles.get(profile)?.info.entry;
    let history = &state.services.get(entry.service?)?.history;
    let mut apart_ms = 0f64;
    let value = |metric: Metric| {
        let series = history.series(metric)?;
        let range = series.within(entry.at_ms - BESIDE_MS, entry.at_ms + BESIDE_MS);
        let apart = |at: &usize| (series.at_ms[*at] - entry.at_ms).abs();
        let nearest = range.min_by(|a, b| apart(a).total_cmp(&apart(b)))?;
        apart_ms = apart_ms.max(apart(&nearest));
        Some((metric, series.values[nearest]))
    };
    let values: Vec<(Metric, f64)> = Metric::ALL.into_iter().filter_map(value).collect();
    let has_memory = values
        .iter()
        .any(|(metric, _)| *metric == Metric::HeapInUse);
    has_memory.then_some(Memory {
        values,
        apart_ms,
        is_own: false,
    })
}
