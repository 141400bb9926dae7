//! tagroot and tagleaf: labels as frames.

use std::sync::Arc;

use crate::map::Map;
use crate::profile::{
    FrameId, LabelSetId, LabelValue, MappingId, Profile, Samples, StrId, Strings,
};
use crate::units;

/// `profile` with a frame for each key of `roots` put before every stack and one for each of
/// `leaves` behind it, both in the order given. The frame's function is named after the sample's
/// values of that key, joined by a comma, and its file after the key; a sample without the label
/// has a frame without name. Numbers that have a unit print in `unit`, which may be `minimum`.
pub fn label_frames(profile: &Profile, roots: &[String], leaves: &[String], unit: &str) -> Profile {
    let mut tables = (*profile.tables).clone();
    let mut frames: Map<(StrId, StrId), FrameId> = Map::default();
    let mut of_set: Map<(LabelSetId, usize), FrameId> = Map::default();
    let keys: Vec<&String> = roots.iter().chain(leaves).collect();
    let mut frame = |set: LabelSetId, key: usize| {
        *of_set.or_insert_with((set, key), || {
            let name = values(profile, set, keys[key], unit);
            let name = tables.strings.intern(name.as_bytes());
            let file = tables.strings.intern(keys[key].as_bytes());
            *frames.or_insert_with((name, file), || {
                let function = tables.add_function(name, StrId(0), file, 0);
                let lines = [(function, 0, 0)];
                let location = tables.add_location(MappingId::NONE, 0, false, lines);
                tables.locations.first_frame[location.index()]
            })
        })
    };
    let mut samples = Samples::default();
    let types = profile.sample_types.len();
    let mut stack = Vec::new();
    for sample in 0..profile.samples.len() {
        let set = profile.samples.labels[sample];
        stack.clear();
        // pprof makes the last key's location first, and `-raw` prints their numbers.
        stack.extend((0..roots.len()).rev().map(|key| frame(set, key)));
        stack.reverse();
        stack.extend_from_slice(profile.samples.stack(sample));
        let before = stack.len();
        stack.extend((roots.len()..keys.len()).rev().map(|key| frame(set, key)));
        stack[before..].reverse();
        let values = &profile.samples.values[sample * types..][..types];
        samples.push(&stack, values, set);
        if let Some(goes_on) = profile.samples.goes_on.get(sample) {
            samples
                .goes_on
                .push(goes_on.saturating_add(roots.len() as u32));
        }
    }
    Profile {
        tables: Arc::new(tables),
        samples,
        ..profile.clone_without_samples()
    }
}

/// Strings first, then numbers, as pprof keeps them apart.
fn values(profile: &Profile, set: LabelSetId, key: &str, to: &str) -> String {
    let strings: &Strings = &profile.tables.strings;
    let Some(key) = strings.find(key.as_bytes()) else {
        return String::new();
    };
    let labels = profile.labels.get(set).iter();
    let (mut words, mut numbers) = (Vec::new(), Vec::new());
    let labels = labels.filter(|label| label.key == key);
    let has_unit = |of: &LabelValue| matches!(of, LabelValue::Num(_, unit) if *unit != StrId(0));
    // One number with a unit makes all of the key's print in `to`.
    let has_units = labels.clone().any(|label| has_unit(&label.value));
    for label in labels {
        match label.value {
            LabelValue::Str(value) => words.push(strings.get(value).into_owned()),
            LabelValue::Num(value, _) if !has_units => {
                numbers.push(units::scaled_label(value, "", ""))
            }
            LabelValue::Num(value, unit) => {
                numbers.push(units::scaled_label(value, &strings.get(unit), to));
            }
        }
    }
    words.append(&mut numbers);
    words.join(",")
}
