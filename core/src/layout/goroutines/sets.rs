//! What the labels of samples say of goroutines.

use super::{GoroutineQuery, GroupBy};
use crate::formats::goroutine_dump::{CREATOR, LEAKED, STATE, WAITED};
use crate::profile::{Label, LabelSetId, LabelValue, Selection, StrId};
use crate::units;

/// What one set of labels says.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    pub state: StrId,
    /// Minutes.
    pub waited: Option<u64>,
    pub creator: StrId,
    pub is_leaked: bool,
    /// Labels that the program gave.
    pub own: Vec<Label>,
}

/// All sets of a selection. Those of a counted profile hold labels of its own alone, however they are
/// called; all of a goroutine leak profile's are leaked.
pub(super) fn sets(selection: &Selection, is_dump: bool) -> Vec<Set> {
    let strings = &selection.tables().strings;
    let find = |key: &str| strings.find(key.as_bytes()).filter(|_| is_dump);
    let keys = [STATE, WAITED, CREATOR, LEAKED].map(find);
    let all = (0..selection.profile.labels.len() as u32).map(LabelSetId);
    let of_set = |id| {
        let mut set = Set {
            is_leaked: selection.kind == "goroutineleak",
            ..Set::default()
        };
        // What the dump's header says stands behind the goroutine's own labels.
        for label in selection.profile.labels.get(id).iter().rev() {
            let key = keys.iter().position(|&key| key == Some(label.key));
            match (key, &label.value) {
                (Some(0), &LabelValue::Str(state)) if set.state == StrId(0) => set.state = state,
                (Some(1), &LabelValue::Num(minutes, _)) if set.waited.is_none() => {
                    set.waited = Some(minutes.unsigned_abs());
                }
                (Some(2), &LabelValue::Str(name)) if set.creator == StrId(0) => set.creator = name,
                (Some(3), LabelValue::Str(_)) => set.is_leaked = true,
                _ => set.own.push(label.clone()),
            }
        }
        set.own.reverse();
        set
    };
    all.map(of_set).collect()
}

/// What the group of a set is called, where goroutines are grouped by what labels say.
pub(super) fn name_of(selection: &Selection, set: &Set, query: &GoroutineQuery) -> String {
    let strings = &selection.tables().strings;
    let text = match query.by {
        GroupBy::State => strings.get(set.state).into_owned(),
        GroupBy::Creator => strings.get(set.creator).into_owned(),
        GroupBy::Wait => bucket(set.waited).to_owned(),
        _ => {
            let labels = set.own.iter();
            let labels = labels.filter(|label| strings.bytes(label.key) == query.label.as_bytes());
            let values: Vec<String> = labels.map(|label| value(selection, label)).collect();
            values.join(", ")
        }
    };
    match text.is_empty() {
        true => "(none)".to_owned(),
        false => text,
    }
}

/// A label's value as a table shows it.
pub(super) fn value(selection: &Selection, label: &Label) -> String {
    let strings = &selection.tables().strings;
    match label.value {
        LabelValue::Str(value) => strings.get(value).into_owned(),
        LabelValue::Num(value, unit) => units::label(value, &strings.get(unit)),
    }
}

/// Roughly how long.
fn bucket(minutes: Option<u64>) -> &'static str {
    match minutes {
        None | Some(0) => "under a minute, or not waiting",
        Some(1..10) => "1 to 9 minutes",
        Some(10..60) => "10 to 59 minutes",
        Some(60..360) => "1 to 6 hours",
        Some(360..1440) => "6 to 24 hours",
        Some(_) => "a day and more",
    }
}
