//! The values that a report counts.

use super::{Options, ReportError};
use crate::callgraph::divided;
use crate::profile::{LabelSetId, LabelValue, Profile};

/// One sample type's values, and what percents refer to.
#[derive(Debug, PartialEq)]
pub(super) struct Values {
    /// Its name, `mean_…` where values are divided.
    pub kind: String,
    /// Its unit, as the profile writes it.
    pub unit: String,
    /// Σ|value|, over Σ divisor where there is one.
    pub total: i64,
    sample_type: usize,
    is_mean: bool,
}

/// The key and the value of the label that marks samples of a `-diff_base`.
pub(super) const BASE_LABEL: (&[u8], &[u8]) = (b"pprof::base", b"true");

impl Values {
    /// Those that `options` ask for.
    ///
    /// # Errors
    /// When there is no such sample type.
    pub fn new(profile: &Profile, options: &Options) -> Result<Values, ReportError> {
        let sample_type = sample_type(profile, options.sample_index.as_deref())?;
        let names = profile.sample_type_names().into_iter().nth(sample_type);
        let (mut kind, unit) = names.ok_or(ReportError::NoSampleType)?;
        if options.is_mean {
            kind.insert_str(0, "mean_");
        }
        let mut values = Values {
            kind,
            unit,
            total: 0,
            sample_type,
            is_mean: options.is_mean,
        };
        values.total = values.total_of(profile);
        Ok(values)
    }

    /// A sample's value, and its divisor: 0 where there is none.
    pub fn of(&self, profile: &Profile, sample: usize) -> (i64, i64) {
        let row = sample * profile.sample_types.len();
        let value = profile.samples.values[row + self.sample_type];
        let divisor = match self.is_mean {
            true => profile.samples.values[row],
            false => 0,
        };
        (value, divisor)
    }

    /// Of all samples, or of the base's alone where a base is marked and has any value.
    fn total_of(&self, profile: &Profile) -> i64 {
        let is_base = base_sets(profile);
        let (mut all, mut base) = ((0i64, 0i64), (0i64, 0i64));
        for sample in 0..profile.samples.len() {
            let (value, divisor) = self.of(profile, sample);
            let add = |sum: &mut (i64, i64)| {
                sum.0 = sum.0.wrapping_add(value.wrapping_abs());
                sum.1 = sum.1.wrapping_add(divisor);
            };
            add(&mut all);
            if is_base[profile.samples.labels[sample].index()] {
                add(&mut base);
            }
        }
        let (sum, divisor) = if base.0 > 0 { base } else { all };
        divided(sum, divisor)
    }
}

fn base_sets(profile: &Profile) -> Vec<bool> {
    let strings = &profile.tables.strings;
    let (key, value) = (strings.find(BASE_LABEL.0), strings.find(BASE_LABEL.1));
    let label = key
        .zip(value)
        .map(|(key, value)| (key, LabelValue::Str(value)));
    let has_label = |set| {
        let mut labels = profile.labels.get(LabelSetId(set)).iter();
        let is_label = |(key, value): &(_, LabelValue)| {
            labels.any(|label| label.key == *key && label.value == *value)
        };
        label.as_ref().is_some_and(is_label)
    };
    (0..profile.labels.len() as u32).map(has_label).collect()
}

/// As `SampleIndexByName` of google/pprof `profile/index.go`.
fn sample_type(profile: &Profile, wanted: Option<&str>) -> Result<usize, ReportError> {
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else {
        return Ok(profile.default_sample_type());
    };
    let names = profile.sample_type_names();
    let bare = wanted.strip_prefix("inuse_").unwrap_or(wanted);
    let found = match wanted.parse::<usize>() {
        Ok(number) => Some(number).filter(|&number| number < names.len()),
        Err(_) => names
            .iter()
            .position(|(kind, _)| kind == wanted || kind == bare),
    };
    found.ok_or_else(|| {
        let known = names.into_iter().map(|(kind, _)| kind);
        ReportError::UnknownSampleType(wanted.to_owned(), known.collect())
    })
}
