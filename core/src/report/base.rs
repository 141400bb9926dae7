//! Two profiles made into one: `-base`, `-diff_base`, and several files at once.

use std::sync::Arc;

use super::ReportError;
use super::values::BASE_LABEL;
use crate::job::{Pace, run};
use crate::profile::diff::{Comparison, compare};
use crate::profile::{About, Label, LabelValue, Profile};

/// How a base is taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// `-diff_base`, not `-base`: its samples are marked, and percents are of them.
    pub is_diff: bool,
    /// `-normalize`: values of now are scaled so that both add up to the same first.
    pub is_normalized: bool,
}

/// `now` less `base`: samples of the same stack and labels are added up, and those that come to
/// nothing go.
///
/// # Errors
/// When the two count nothing in common.
pub fn subtract(now: &Profile, base: &Profile, how: Base) -> Result<Profile, ReportError> {
    let mut comparison = compared(now, base)?;
    if how.is_normalized {
        comparison.normalize();
    }
    if how.is_diff {
        mark_base(&mut comparison);
    }
    Ok(difference(&comparison, now, base))
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
    Ok(difference(&comparison, first, second))
}

fn compared(now: &Profile, base: &Profile) -> Result<Comparison, ReportError> {
    let comparison = run(compare(now, base, &Pace::unhurried()));
    comparison.map_err(|error| ReportError::Base(error.to_string()))
}

fn difference(comparison: &Comparison, now: &Profile, base: &Profile) -> Profile {
    let mut profile = run(comparison.difference(&Pace::unhurried()));
    profile.about = about_both(&now.about, &base.about);
    profile
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

/// The earliest time, both durations, the larger period, all comments.
fn about_both(now: &About, base: &About) -> About {
    let times = [now.time_nanos, base.time_nanos].into_iter();
    let mut about = now.clone();
    about.time_nanos = times.filter(|&time| time != 0).min().unwrap_or(0);
    about.duration_nanos = now.duration_nanos.wrapping_add(base.duration_nanos);
    about.period = now.period.max(base.period);
    for comment in &base.comments {
        if !about.comments.contains(comment) {
            about.comments.push(comment.clone());
        }
    }
    about
}
