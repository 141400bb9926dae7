//! tagshow and taghide: which labels are kept.

use std::sync::Arc;

use super::Matcher;
use crate::profile::{LabelSetId, LabelSets, Profile};

/// `profile` with the labels whose key matches `show` and does not match `hide`. Samples stay apart
/// though their labels are now the same, as in pprof.
pub(super) fn by_tag_name(
    profile: &Profile,
    show: Option<&Matcher>,
    hide: Option<&Matcher>,
) -> Profile {
    let strings = &profile.tables.strings;
    let mut sets = LabelSets::default();
    let mut left = Vec::with_capacity(profile.labels.len());
    for set in (0..profile.labels.len() as u32).map(LabelSetId) {
        let mut labels = profile.labels.get(set).to_vec();
        labels.retain(|label| {
            let key = strings.get(label.key);
            show.is_none_or(|show| show(&key)) && !hide.is_some_and(|hide| hide(&key))
        });
        left.push(sets.intern(&labels));
    }
    let mut profile = profile.clone();
    profile.labels = Arc::new(sets);
    for set in &mut profile.samples.labels {
        *set = left[set.index()];
    }
    profile
}
