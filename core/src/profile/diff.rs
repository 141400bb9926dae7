//! Comparing two profiles.

use std::fmt;
use std::sync::Arc;

use super::{FrameId, LabelSetId, LabelSets, Profile, Samples, Tables, ValueType, merge};
use crate::job::Pace;
use crate::map::Map;
use crate::units;

/// Samples handled between two breaths.
const STRIDE: usize = 4096;

/// Two profiles over one set of tables, each with its own values: a difference is never all that
/// is kept.
pub struct Comparison {
    /// The samples of both, those of now first; sample types are those that both have.
    pub profile: Profile,
    /// How many of the samples are of now.
    pub now_samples: usize,
    /// For each sample type, which one it is of the profile now.
    pub type_of_now: Vec<usize>,
}

/// Why two profiles cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompareError {
    /// They count different things: the types of now, and of the base.
    NoCommonType(Vec<String>, Vec<String>),
    /// The sample type asked for is not in the base.
    NotInBase(String),
}

impl fmt::Display for CompareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompareError::NoCommonType(now, base) => write!(
                f,
                "the two profiles count different things ({} here, {} in the base): choose a base of the same kind",
                now.join(", "),
                base.join(", ")
            ),
            CompareError::NotInBase(name) => write!(
                f,
                "the base has no {name}: choose another sample type or another base"
            ),
        }
    }
}

impl std::error::Error for CompareError {}

/// Puts `now` and `base` over one set of tables, in which what is the same frame of both is one.
///
/// # Errors
///
/// When no sample type of the one fits one of the other: names equal but for a trailing "s", units
/// equal or of one family. Values are scaled to the finer unit.
pub async fn compare(
    now: &Profile,
    base: &Profile,
    pace: &Pace,
) -> Result<Comparison, CompareError> {
    let types = common_types(now, base)?;
    let both = ((&*now.tables, &*now.labels), (&*base.tables, &*base.labels));
    let unified = merge::unify(both.0, both.1, pace).await;
    let frames = (
        Frames::As(&unified.first_frames),
        Frames::As(&unified.frames),
    );
    let samples = append(now, base, &types, frames, &unified.label_sets, pace).await;
    let tables = (unified.tables, unified.labels);
    Ok(Comparison::of(now, &types, samples, tables))
}

/// As [`compare`], but frames of the base are frames of their own, behind those of now. Layouts, which
/// tell frames apart by their nodes, see no difference, and it takes a fraction of the time.
///
/// # Errors
///
/// As [`compare`].
pub async fn beside(
    now: &Profile,
    base: &Profile,
    pace: &Pace,
) -> Result<Comparison, CompareError> {
    let types = common_types(now, base)?;
    let both = ((&*now.tables, &*now.labels), (&*base.tables, &*base.labels));
    let beside = merge::beside(both.0, both.1, pace).await;
    let frames = (Frames::From(0), Frames::From(beside.second_starts));
    let samples = append(now, base, &types, frames, &beside.label_sets, pace).await;
    Ok(Comparison::of(
        now,
        &types,
        samples,
        (beside.tables, beside.labels),
    ))
}

/// The samples of both, those of now first.
async fn append(
    now: &Profile,
    base: &Profile,
    types: &[CommonType],
    frames: (Frames<'_>, Frames<'_>),
    label_sets: &[LabelSetId],
    pace: &Pace,
) -> Samples {
    let mut samples = Samples::default();
    let count = now.samples.len() + base.samples.len();
    samples.stack_ends.reserve(count);
    samples.labels.reserve(count);
    samples.values.reserve(count * types.len());
    let all_frames = now.samples.frames.len() + base.samples.frames.len();
    samples.frames.reserve(all_frames);
    let of_now = Appended {
        from: now,
        types: types.iter().map(|t| (t.now, t.now_scale)).collect(),
        frames: frames.0,
        label_sets: None,
    };
    of_now.to(&mut samples, pace).await;
    let of_base = Appended {
        from: base,
        types: types.iter().map(|t| (t.base, t.base_scale)).collect(),
        frames: frames.1,
        label_sets: Some(label_sets),
    };
    of_base.to(&mut samples, pace).await;
    samples
}

impl Comparison {
    fn of(
        now: &Profile,
        types: &[CommonType],
        samples: Samples,
        (mut tables, labels): (Tables, LabelSets),
    ) -> Comparison {
        let sample_types = types.iter().map(|t| ValueType {
            kind: now.sample_types[t.now].kind,
            unit: tables.strings.intern(t.unit.as_bytes()),
        });
        let sample_types = sample_types.collect();
        Comparison {
            profile: Profile {
                tables: Arc::new(tables),
                sample_types,
                default_sample_type: now.default_sample_type,
                samples,
                labels: Arc::new(labels),
                about: now.about.clone(),
            },
            now_samples: now.samples.len(),
            type_of_now: types.iter().map(|t| t.now).collect(),
        }
    }

    /// Scales the values of now so that each sample type's sum equals the base's, as pprof's
    /// `-normalize`; a type whose sum now is 0 becomes 0 altogether.
    pub fn normalize(&mut self) {
        let types = self.profile.sample_types.len();
        let (now, base) = self
            .profile
            .samples
            .values
            .split_at_mut(self.now_samples * types);
        let sum = |values: &[i64], kind: usize| {
            let column = values.iter().skip(kind).step_by(types);
            column.fold(0i64, |sum, &value| sum.wrapping_add(value))
        };
        for kind in 0..types {
            let scale = match sum(now, kind) {
                0 => 0.0,
                source => sum(base, kind) as f64 / source as f64,
            };
            for value in now.iter_mut().skip(kind).step_by(types) {
                *value = scaled(*value, scale);
            }
        }
    }

    /// Multiplies all values of now.
    pub fn scale(&mut self, factor: f64) {
        let types = self.profile.sample_types.len();
        let values = &mut self.profile.samples.values[..self.now_samples * types];
        for value in values {
            *value = scaled(*value, factor);
        }
    }

    /// now − base as one profile of signed values, as pprof's `-base`: samples of one stack and the
    /// same labels are added up, and what adds up to nothing goes.
    pub async fn difference(&self, pace: &Pace) -> Profile {
        let from = &self.profile;
        let types = from.sample_types.len();
        let mut ids: Map<(&[FrameId], LabelSetId), usize> = Map::default();
        let mut sums: Vec<i64> = Vec::new();
        let mut keys = Vec::new();
        for sample in 0..from.samples.len() {
            if sample % STRIDE == 0 {
                pace.breathe().await;
            }
            let key = (from.samples.stack(sample), from.samples.labels[sample]);
            let row = *ids.or_insert_with(key, || {
                keys.push(key);
                sums.resize(sums.len() + types, 0);
                keys.len() - 1
            });
            let values = &from.samples.values[sample * types..][..types];
            for (sum, &value) in sums[row * types..].iter_mut().zip(values) {
                *sum = match sample < self.now_samples {
                    true => sum.wrapping_add(value),
                    false => sum.wrapping_sub(value),
                };
            }
        }
        let mut samples = Samples::default();
        for ((stack, labels), values) in keys.iter().zip(sums.chunks(types.max(1))) {
            if values.iter().any(|&value| value != 0) {
                samples.push(stack, values, *labels);
            }
        }
        Profile {
            samples,
            ..from.clone_without_samples()
        }
    }
}

/// A sample type of both, with each side's index and what its values are multiplied with.
struct CommonType {
    now: usize,
    base: usize,
    now_scale: f64,
    base_scale: f64,
    unit: String,
}

fn common_types(now: &Profile, base: &Profile) -> Result<Vec<CommonType>, CompareError> {
    let (now_names, base_names) = (now.sample_type_names(), base.sample_type_names());
    let mut common = Vec::new();
    for (i, (kind, unit)) in now_names.iter().enumerate() {
        let fits = |(other, other_unit): &&(String, String), exactly: bool| {
            let is_same = match exactly {
                true => other == kind,
                false => singular(other) == singular(kind),
            };
            is_same && units::are_compatible(unit, other_unit)
        };
        let find = |exactly| base_names.iter().position(|name| fits(&name, exactly));
        let Some(j) = find(true).or_else(|| find(false)) else {
            continue;
        };
        let base_unit = &base_names[j].1;
        let unit = match units::scale(1, base_unit, unit).0 < 1.0 {
            true => base_unit,
            false => unit,
        };
        common.push(CommonType {
            now: i,
            base: j,
            now_scale: units::scale(1, &now_names[i].1, unit).0,
            base_scale: units::scale(1, base_unit, unit).0,
            unit: unit.clone(),
        });
    }
    if common.is_empty() {
        let names = |names: Vec<(String, String)>| names.into_iter().map(|(kind, _)| kind);
        let (now, base) = (names(now_names).collect(), names(base_names).collect());
        return Err(CompareError::NoCommonType(now, base));
    }
    Ok(common)
}

fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// What the samples of a profile become in a comparison.
struct Appended<'a> {
    from: &'a Profile,
    /// The sample types to take, with their scales.
    types: Vec<(usize, f64)>,
    frames: Frames<'a>,
    /// For each label set; none where they stay as they are.
    label_sets: Option<&'a [LabelSetId]>,
}

/// What frames become.
enum Frames<'a> {
    /// For each frame the one that stands for it.
    As(&'a [FrameId]),
    /// All of them stand one after the other from this one on.
    From(u32),
}

impl Appended<'_> {
    async fn to(&self, samples: &mut Samples, pace: &Pace) {
        let all = self.from.samples.len();
        for start in (0..all).step_by(STRIDE) {
            self.stretch_to(samples, start, all.min(start + STRIDE));
            pace.breathe().await;
        }
    }

    // A function of its own: see `Sorter::look_up`.
    #[inline(never)]
    fn stretch_to(&self, samples: &mut Samples, start: usize, end: usize) {
        let from = &self.from.samples;
        let first = start.checked_sub(1).map_or(0, |last| from.stack_ends[last]) as usize;
        let ends = &from.stack_ends[start..end];
        let last = ends.last().map_or(first, |&last| last as usize);
        let shift = (samples.frames.len() - first) as u32;
        let ends = ends.iter().map(|end| end + shift);
        samples.stack_ends.extend(ends);
        let frames = &from.frames[first..last];
        match self.frames {
            Frames::From(0) => samples.frames.extend_from_slice(frames),
            Frames::From(start) => {
                let frames = frames.iter().map(|frame| FrameId(frame.0 + start));
                samples.frames.extend(frames);
            }
            Frames::As(ids) => {
                let frames = frames.iter().map(|frame| ids[frame.index()]);
                samples.frames.extend(frames);
            }
        }
        let stride = self.from.sample_types.len();
        for values in from.values[start * stride..end * stride].chunks_exact(stride) {
            for &(kind, scale) in &self.types {
                samples.values.push(scaled(values[kind], scale));
            }
        }
        let labels = from.labels[start..end].iter();
        match self.label_sets {
            Some(sets) => samples.labels.extend(labels.map(|set| sets[set.index()])),
            None => samples.labels.extend(labels),
        }
    }
}

/// Rounded to the nearest, halves away from zero, as Go's `math.Round`.
pub(super) fn scaled(value: i64, scale: f64) -> i64 {
    if scale == 1.0 {
        value
    } else {
        (value as f64 * scale).round() as i64
    }
}

impl Profile {
    /// Everything but the samples.
    pub(super) fn clone_without_samples(&self) -> Profile {
        Profile {
            tables: Arc::clone(&self.tables),
            sample_types: self.sample_types.clone(),
            default_sample_type: self.default_sample_type,
            samples: Samples::default(),
            labels: Arc::clone(&self.labels),
            about: self.about.clone(),
        }
    }
}
