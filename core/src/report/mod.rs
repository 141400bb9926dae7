//! Text reports, character by character as `go tool pprof` prints them: so that anyone can hold our
//! numbers against the original's.
//!
//! The order of work is pprof's (google/pprof `internal/driver/driver.go`): labels become frames,
//! the total is taken, filters are applied, what was inlined is folded away, the report is printed.
//! The page has use of `top` alone, to save it; it shows the same numbers through [`crate::layout`].

mod base;
mod dot;
mod error;
mod header;
mod list;
mod nodelets;
mod options;
mod raw;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod traces;
mod trees;
mod trim;
mod values;

pub use base::{Base, subtract, sum};
pub use error::ReportError;
pub use list::SourceReader;
pub use options::{Kind, Options, Trim, Zone};

use std::borrow::Cow;
use std::sync::Arc;

use crate::profile::filter::{LabelUnits, label_frames, without_inlines};
use crate::profile::{Granularity, Profile};
use values::Values;

/// One report of a profile, with a newline at its end, as pprof writes it to its output.
///
/// # Errors
/// When the profile has no sample type, or not the one asked for.
pub fn report(profile: &Profile, kind: &Kind, options: &Options) -> Result<String, ReportError> {
    with_input(profile, options, |input| {
        Ok(match kind {
            Kind::Top => text::top(input),
            Kind::Tree => trees::tree(input, None)?,
            Kind::Peek(pattern) => trees::tree(input, Some(pattern))?,
            Kind::List(pattern, read) => list::list(input, pattern, read)?,
            Kind::Dot => dot::dot(input),
            Kind::Traces => traces::traces(input),
            Kind::Tags => tags::tags(input),
            Kind::Raw => raw::raw(input),
        })
    })
}

/// As [`report`] of [`Kind::Top`]; the page has this one alone.
///
/// # Errors
/// As [`report`].
pub fn top(profile: &Profile, options: &Options) -> Result<String, ReportError> {
    with_input(profile, options, |input| Ok(text::top(input)))
}

/// What is left of a profile once `options` were followed.
fn with_input(
    profile: &Profile,
    options: &Options,
    print: impl FnOnce(&Input) -> Result<String, ReportError>,
) -> Result<String, ReportError> {
    let units = LabelUnits::new(profile);
    let mut profile = Cow::Borrowed(profile);
    let (roots, leaves) = (&options.tag_root, &options.tag_leaf);
    if !roots.is_empty() || !leaves.is_empty() {
        profile = Cow::Owned(label_frames(&profile, roots, leaves, &options.unit));
    }
    // Percents are of all samples unless those in focus are asked for.
    let before = Values::new(&profile, options)?;
    let profile = options.filters.apply(&profile, &units);
    let mut values = Values::new(&profile, options)?;
    if !options.relative_percentages {
        values.total = before.total;
    }
    let profile = match options.no_inlines {
        true => Cow::Owned(without_columns(without_inlines(&profile))),
        false => profile,
    };
    print(&Input {
        profile: &profile,
        values,
        units,
        options,
    })
}

/// `profile` without the columns of its lines, which pprof forgets when it folds away what was
/// inlined, as it forgets that a binary tells of that.
fn without_columns(mut profile: Profile) -> Profile {
    let tables = Arc::make_mut(&mut profile.tables);
    tables.frames.column.fill(0);
    for has in &mut tables.mappings.has {
        *has &= !HAS_INLINE_FRAMES;
    }
    profile
}

/// The bit of it in a mapping's `has`.
const HAS_INLINE_FRAMES: u8 = 8;

/// What a report is made of: the profile after its filters, and its values.
struct Input<'a> {
    profile: &'a Profile,
    values: Values,
    units: LabelUnits,
    options: &'a Options,
}

impl Input<'_> {
    fn granularity(&self) -> Granularity {
        self.options.granularity
    }
}
