//! What goroutines can be narrowed down to.

use super::GoroutineChoices;
use super::sets::{Set, value};
use crate::job::Pace;
use crate::layout::package::package_path;
use crate::map::Map;
use crate::order;
use crate::profile::{Label, Selection, is_runtime};

/// Samples looked at between two breaths.
const STRIDE: usize = 2048;
/// How many packages, and how many labels, are named.
const PACKAGES: usize = 40;
const LABELS: usize = 60;
/// Waits that can be asked for, in minutes.
const WAITS: [u64; 6] = [1, 10, 60, 360, 1440, 10_080];

/// What the samples that have a value now can be narrowed down to.
pub(super) async fn choices(selection: &Selection, sets: &[Set], pace: &Pace) -> GoroutineChoices {
    let mut of_set = vec![0i64; sets.len()];
    for (&value, set) in selection.now.iter().zip(&selection.profile.samples.labels) {
        let sum = &mut of_set[set.index()];
        *sum = sum.wrapping_add(value);
    }
    let mut states: Map<String, i64> = Map::default();
    let mut labels: Map<Label, i64> = Map::default();
    let mut waits = WAITS.map(|minutes| (minutes, 0i64));
    for (set, &count) in sets.iter().zip(&of_set).filter(|(_, count)| **count != 0) {
        let state = selection.tables().strings.get(set.state);
        if !state.is_empty() {
            *states.or_default(state.into_owned()) += count;
        }
        for label in &set.own {
            *labels.or_default(label.clone()) += count;
        }
        for (minutes, sum) in &mut waits {
            *sum += count * i64::from(set.waited.is_some_and(|waited| waited >= *minutes));
        }
    }
    let mut choices = GoroutineChoices {
        states: largest(states, usize::MAX),
        waits: waits.into_iter().filter(|(_, count)| *count != 0).collect(),
        packages: packages(selection, pace).await,
        ..GoroutineChoices::default()
    };
    let strings = &selection.tables().strings;
    for (label, count) in largest(labels, usize::MAX) {
        let key = strings.get(label.key).into_owned();
        if !choices.keys.contains(&key) {
            choices.keys.push(key.clone());
        }
        if choices.labels.len() < LABELS {
            choices.labels.push((key, value(selection, &label), count));
        }
    }
    order::sort(&mut choices.keys);
    choices
}

/// Packages with a frame on the stacks, each counted once a sample.
async fn packages(selection: &Selection, pace: &Pace) -> Vec<(String, i64)> {
    let tables = selection.tables();
    let mut names: Map<String, u32> = Map::default();
    let functions = tables.functions.name.iter().map(|&name| {
        let name = tables.strings.get(name);
        let package = package_path(&name);
        if package.is_empty() || is_runtime(&name) {
            return u32::MAX;
        }
        let next = names.len() as u32;
        *names.or_insert_with(package.to_owned(), || next)
    });
    let functions: Vec<u32> = functions.collect();
    let of_frame = |frame: usize| {
        let function = tables.frames.function[frame].index();
        functions
            .get(function)
            .map_or(usize::MAX, |&at| at as usize)
    };
    let mut counts = vec![0i64; names.len()];
    let mut counted_by = vec![u32::MAX; names.len()];
    let samples: Vec<u32> = selection.live_samples().collect();
    for chunk in samples.chunks(STRIDE) {
        for &sample in chunk {
            for frame in selection.profile.samples.stack(sample as usize) {
                let package = of_frame(frame.index());
                if let Some(by) = counted_by.get_mut(package).filter(|by| **by != sample) {
                    *by = sample;
                    counts[package] = counts[package].wrapping_add(selection.now[sample as usize]);
                }
            }
        }
        pace.breathe().await;
    }
    let names = names.into_rows().into_iter();
    let counted = names.map(|(name, at)| (name, counts[at as usize]));
    largest(counted.filter(|(_, count)| *count != 0).collect(), PACKAGES)
}

fn largest<K: Eq + std::hash::Hash>(counts: Map<K, i64>, most: usize) -> Vec<(K, i64)> {
    let mut rows = counts.into_rows();
    order::sort_by(&mut rows, |a, b| b.1.cmp(&a.1));
    rows.truncate(most);
    rows
}
