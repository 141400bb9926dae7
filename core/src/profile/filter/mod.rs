//! pprof's filters, in pprof's order, on flattened stacks.
//!
//! Each filter is a function from a profile to a profile. What pprof takes away from a location is
//! taken away in the tables, so that whatever runs over the result (rows, edges, what is inlined)
//! sees it as pprof would; see `rewrite`. The rules are those of google/pprof's
//! `internal/driver/driver_focus.go`, `profile/filter.go` and `profile/prune.go`.
//!
//! Expressions come compiled, as a [`Matcher`]: this room knows no regular expressions.

mod by_name;
mod in_time;
mod inlines;
mod label_frames;
mod label_units;
mod matched;
mod prune;
mod rewrite;
mod show_from;
mod tag_names;
mod tag_range;
mod tags;
mod terms;
#[cfg(test)]
mod tests;

pub use inlines::without_inlines;
pub use label_frames::label_frames;
pub use label_units::LabelUnits;
pub(crate) use matched::has_no_lines;
pub use prune::{prune, prune_from};
pub use tags::TagFilter;
pub use terms::{Filter, FilterKind, filtered, left, passes, with_label_frames};

use std::borrow::Cow;

use in_time::InTime;

use super::{Profile, Samples};

/// Whether a text matches. pprof's expressions match anywhere in it, unless they are anchored.
pub type Matcher = Box<dyn Fn(&str) -> bool>;

/// An expression: as it was written, for a report's header, and compiled.
pub struct Pattern {
    /// As it was written.
    pub text: String,
    /// Compiled.
    pub matches: Matcher,
}

/// The filters of one report; those not set keep everything.
#[derive(Default)]
pub struct Filters {
    /// Keeps samples with a matching location.
    pub focus: Option<Pattern>,
    /// Drops samples with a matching location, also of those in focus.
    pub ignore: Option<Pattern>,
    /// Takes matching frames out of stacks.
    pub hide: Option<Pattern>,
    /// Takes all but matching frames out of stacks.
    pub show: Option<Pattern>,
    /// Cuts stacks above their outermost match and drops those without one.
    pub show_from: Option<Pattern>,
    /// Keeps samples with matching labels.
    pub tag_focus: Option<TagFilter>,
    /// Drops samples with matching labels.
    pub tag_ignore: Option<TagFilter>,
    /// Takes all but labels with a matching key away.
    pub tag_show: Option<Pattern>,
    /// Takes labels with a matching key away.
    pub tag_hide: Option<Pattern>,
    /// Cuts stacks below their innermost match.
    pub prune_from: Option<Pattern>,
}

impl Filters {
    /// What is left of `profile`. `units` are those of its numeric labels before any filter.
    pub fn apply<'a>(&self, profile: &'a Profile, units: &LabelUnits) -> Cow<'a, Profile> {
        let mut profile = Cow::Borrowed(profile);
        let by_name = [&self.focus, &self.ignore, &self.hide, &self.show];
        if by_name.iter().any(|pattern| pattern.is_some()) {
            profile = Cow::Owned(by_name::by_name(&profile, by_name.map(matcher)));
        }
        if let Some(show_from) = matcher(&self.show_from) {
            profile = Cow::Owned(show_from::show_from(&profile, show_from));
        }
        if self.tag_focus.is_some() || self.tag_ignore.is_some() {
            let (focus, ignore) = (self.tag_focus.as_ref(), self.tag_ignore.as_ref());
            profile = Cow::Owned(tags::by_tag(&profile, focus, ignore, units));
        }
        if self.tag_show.is_some() || self.tag_hide.is_some() {
            let (show, hide) = (matcher(&self.tag_show), matcher(&self.tag_hide));
            profile = Cow::Owned(tag_names::by_tag_name(&profile, show, hide));
        }
        if let Some(matches) = matcher(&self.prune_from) {
            profile = Cow::Owned(prune_from(&profile, matches));
        }
        profile
    }

    /// Which samples are left, where all that is set keeps or drops samples whole. None where stacks or
    /// labels are changed.
    pub fn left(&self, profile: &Profile, units: &LabelUnits) -> Option<Vec<bool>> {
        let changing = [
            &self.hide,
            &self.show,
            &self.show_from,
            &self.tag_show,
            &self.tag_hide,
            &self.prune_from,
        ];
        if changing.iter().any(|pattern| pattern.is_some()) {
            return None;
        }
        let mut left = vec![true; profile.samples.len()];
        let mut only = |more: Vec<bool>| {
            let both = left.iter_mut().zip(more);
            both.for_each(|(left, more)| *left &= more);
        };
        if self.focus.is_some() || self.ignore.is_some() {
            let (focus, ignore) = (matcher(&self.focus), matcher(&self.ignore));
            only(by_name::left(profile, focus, ignore));
        }
        if self.tag_focus.is_some() || self.tag_ignore.is_some() {
            let (focus, ignore) = (self.tag_focus.as_ref(), self.tag_ignore.as_ref());
            only(tags::left(profile, focus, ignore, units));
        }
        Some(left)
    }

    /// The filters that are set as a report's header names them: `focus=raft`. pprof leaves
    /// `prune_from` out.
    pub fn active(&self) -> Vec<String> {
        let text = |pattern: &Option<Pattern>| pattern.as_ref().map(|p| p.text.clone());
        let tag = |filter: &Option<TagFilter>| filter.as_ref().map(|f| f.text.clone());
        let all = [
            ("focus", text(&self.focus)),
            ("ignore", text(&self.ignore)),
            ("hide", text(&self.hide)),
            ("show", text(&self.show)),
            ("show_from", text(&self.show_from)),
            ("tagfocus", tag(&self.tag_focus)),
            ("tagignore", tag(&self.tag_ignore)),
            ("tagshow", text(&self.tag_show)),
            ("taghide", text(&self.tag_hide)),
        ];
        let set = all
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)));
        set.map(|(name, text)| format!("{name}={text}")).collect()
    }
}

/// `profile` with the samples that stay.
fn kept(profile: &Profile, stays: &[bool]) -> Profile {
    let types = profile.sample_types.len();
    let mut samples = Samples::default();
    let mut time = InTime::of(&profile.samples, |goes_on| goes_on);
    for (sample, stays) in stays.iter().enumerate() {
        time.pass(sample);
        if !stays {
            continue;
        }
        let values = &profile.samples.values[sample * types..][..types];
        let labels = profile.samples.labels[sample];
        samples.push(profile.samples.stack(sample), values, labels);
        time.keep(&mut samples);
    }
    Profile {
        samples,
        ..profile.clone_without_samples()
    }
}

fn matcher(pattern: &Option<Pattern>) -> Option<&Matcher> {
    pattern.as_ref().map(|pattern| &pattern.matches)
}
