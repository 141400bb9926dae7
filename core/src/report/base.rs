//! Two profiles made into one: `-base`, `-diff_base`, and several files at once.

use std::sync::Arc;

use super::ReportError;
use super::values::BASE_LABEL;
use crate::job::{Pace, run};
use crate::map::Map;
use crate::order;
use crate::profile::diff::{Comparison, compare};
use crate::profile::{
    About, FrameId, Label, LabelSetId, LabelSets, LabelValue, LocationId, MappingId, Profile,
    Samples, Scaling, Tables,
};

/// How a base is taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// `-diff_base`, not `-base`: its samples are marked, and percents are of them.
    pub is_diff: bool,
    /// What values of now are scaled by first: `-normalize` is by the total.
    pub scaling: Scaling,
}

/// `now` less `base`: samples of the same stack and labels are added up, and those that come to
/// nothing go.
///
/// # Errors
/// When the two count nothing in common.
pub fn subtract(now: &Profile, base: &Profile, how: Base) -> Result<Profile, ReportError> {
    let mut comparison = compared(now, base)?;
    match how.scaling {
        Scaling::AsIs => {}
        Scaling::Total => comparison.normalize(),
        Scaling::Duration => {
            let (now, base) = (now.about.duration_nanos, base.about.duration_nanos);
            if now <= 0 || base <= 0 {
                return Err(ReportError::Untimed);
            }
            comparison.scale(base as f64 / now as f64);
        }
    }
    if how.is_diff {
        mark_base(&mut comparison);
    }
    Ok(difference(comparison, now, base))
}

/// Both as one profile.
///
/// # Errors
/// When the two count nothing in common.
pub fn sum(first: &Profile, second: &Profile) -> Result<Profile, ReportError> {
    let mut comparison = compared(first, second)?;
    let types = comparison.profile.sample_types.len();
    let values = &mut comparison.profile.samples.values;
    // What is taken off with its sign turned is added.
    for value in &mut values[comparison.now_samples * types..] {
        *value = value.wrapping_neg();
    }
    Ok(difference(comparison, first, second))
}

fn compared(now: &Profile, base: &Profile) -> Result<Comparison, ReportError> {
    let (period, base_period) = (&now.about.period_type, &base.about.period_type);
    if period != base_period {
        return Err(ReportError::Periods);
    }
    let comparison = run(compare(now, base, &Pace::unhurried()));
    let mut comparison = comparison.map_err(|error| ReportError::Base(error.to_string()))?;
    sort_labels(&mut comparison.profile);
    Ok(comparison)
}

fn difference(mut comparison: Comparison, now: &Profile, base: &Profile) -> Profile {
    drop_zeros(&mut comparison);
    let mut profile = run(comparison.difference(&Pace::unhurried()));
    profile.about = about_both(&now.about, &base.about);
    if profile.default_sample_type.is_none()
        && let Some(default) = base.default_sample_type
    {
        let strings = &profile.tables.strings;
        profile.default_sample_type = strings.find(base.tables.strings.bytes(default));
    }
    compacted(&profile)
}

/// Without the samples that count nothing: they would have a say in the order of the others.
fn drop_zeros(comparison: &mut Comparison) {
    let profile = &comparison.profile;
    let types = profile.sample_types.len();
    let mut samples = Samples::default();
    let mut now_samples = 0;
    for sample in 0..profile.samples.len() {
        let values = &profile.samples.values[sample * types..][..types];
        if values.iter().any(|&value| value != 0) {
            let labels = profile.samples.labels[sample];
            samples.push(profile.samples.stack(sample), values, labels);
            now_samples += usize::from(sample < comparison.now_samples);
        }
    }
    comparison.profile.samples = samples;
    comparison.now_samples = now_samples;
}

/// Labels in the order of their keys, strings first: samples that have the same ones in another
/// order are one.
fn sort_labels(profile: &mut Profile) {
    let strings = &profile.tables.strings;
    let mut sets = LabelSets::default();
    let sorted = |set| {
        let mut labels = profile.labels.get(LabelSetId(set)).to_vec();
        let is_number = |label: &Label| matches!(label.value, LabelValue::Num(..));
        order::sort_by(&mut labels, |a, b| {
            let by_kind = is_number(a).cmp(&is_number(b));
            by_kind.then_with(|| strings.bytes(a.key).cmp(strings.bytes(b.key)))
        });
        sets.intern(&labels)
    };
    let ids: Vec<LabelSetId> = (0..profile.labels.len() as u32).map(sorted).collect();
    for set in &mut profile.samples.labels {
        *set = ids[set.index()];
    }
    profile.labels = Arc::new(sets);
}

/// The locations and mappings that samples have, numbered as they come, leaf first; the first
/// mapping stays the first. pprof's merge leaves them so, and `-raw` prints the numbers.
fn compacted(profile: &Profile) -> Profile {
    let from = &profile.tables;
    let mut tables = Tables {
        strings: from.strings.clone(),
        functions: from.functions.clone(),
        ..Tables::default()
    };
    let mut mappings: Map<MappingId, MappingId> = Map::default();
    let mut mapping = |tables: &mut Tables, id: MappingId| match id {
        MappingId::NONE => id,
        some => *mappings.or_insert_with(some, || {
            let (m, row) = (&from.mappings, some.index());
            let (start, limit, offset) = (m.start[row], m.limit[row], m.offset[row]);
            tables.add_mapping(
                start,
                limit,
                offset,
                m.file[row],
                m.build_id[row],
                m.has[row],
            )
        }),
    };
    if !from.mappings.start.is_empty() {
        mapping(&mut tables, MappingId(0));
    }
    let mut locations: Map<LocationId, LocationId> = Map::default();
    let mut samples = Samples::default();
    let types = profile.sample_types.len();
    for sample in 0..profile.samples.len() {
        let mut stack = Vec::new();
        let frames = profile.samples.stack(sample).iter();
        for &first in frames.rev().filter(|&&frame| !from.is_inlined(frame)) {
            let id = from.frames.location[first.index()];
            let id = *locations.or_insert_with(id, || {
                let (l, f) = (&from.locations, &from.frames);
                let mapping = mapping(&mut tables, l.mapping[id.index()]);
                let lines = l.frames(id).map(|frame| frame as usize);
                let lines = lines.map(|at| (f.function[at], f.line[at], f.column[at]));
                let (address, is_folded) = (l.address[id.index()], l.is_folded[id.index()]);
                tables.add_location(mapping, address, is_folded, lines)
            });
            stack.extend(tables.locations.frames(id).rev().map(FrameId));
        }
        stack.reverse();
        let values = &profile.samples.values[sample * types..][..types];
        samples.push(&stack, values, profile.samples.labels[sample]);
    }
    Profile {
        tables: Arc::new(tables),
        samples,
        ..profile.clone()
    }
}

fn mark_base(comparison: &mut Comparison) {
    let profile = &mut comparison.profile;
    let strings = &mut Arc::make_mut(&mut profile.tables).strings;
    let (key, value) = (strings.intern(BASE_LABEL.0), strings.intern(BASE_LABEL.1));
    let value = LabelValue::Str(value);
    let sets = Arc::make_mut(&mut profile.labels);
    for set in &mut profile.samples.labels[comparison.now_samples..] {
        let mut labels = sets.get(*set).to_vec();
        labels.push(Label {
            key,
            value: value.clone(),
        });
        *set = sets.intern(&labels);
    }
}

/// Both durations, the larger period, all comments once, and the earlier time, where the second
/// one's is taken for earlier also if it is unknown, that is 0.
fn about_both(now: &About, base: &About) -> About {
    let mut about = now.clone();
    if now.time_nanos == 0 || base.time_nanos < now.time_nanos {
        about.time_nanos = base.time_nanos;
    }
    about.duration_nanos = now.duration_nanos.wrapping_add(base.duration_nanos);
    about.period = now.period.max(base.period);
    about.comments = Vec::new();
    for comment in now.comments.iter().chain(&base.comments) {
        if !about.comments.contains(comment) {
            about.comments.push(comment.clone());
        }
    }
    if about.doc_url.is_empty() {
        about.doc_url.clone_from(&base.doc_url);
    }
    about
}
