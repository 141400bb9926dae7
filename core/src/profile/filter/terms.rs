//! Filters as a person sets them, one after the other: several may be of one kind.

use std::borrow::Cow;

use super::{Filters, LabelUnits, Matcher, Pattern, TagFilter, label_frames};
use crate::codec::coded;
use crate::profile::Profile;

/// One filter as it is written: `hide=^runtime\.`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Filter {
    /// What it does.
    pub kind: FilterKind,
    /// An expression; of `tagfocus` and `tagignore` what [`TagFilter::new`] reads, of `tagroot` and
    /// `tagleaf` keys of labels with commas between them.
    pub text: String,
}

coded! { struct Filter { kind, text } }

/// What a filter does; they work in this order. See [`Filters`] for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FilterKind {
    /// Puts frames of labels before every stack.
    TagRoot,
    /// Puts frames of labels behind every stack.
    TagLeaf,
    /// Keeps samples with a match.
    Focus,
    /// Drops samples with a match.
    Ignore,
    /// Takes matching frames out.
    Hide,
    /// Takes all but matching frames out.
    Show,
    /// Cuts stacks above their outermost match.
    ShowFrom,
    /// Keeps samples with matching labels.
    TagFocus,
    /// Drops samples with matching labels.
    TagIgnore,
    /// Takes all but labels of a matching key away.
    TagShow,
    /// Takes labels of a matching key away.
    TagHide,
    /// Cuts stacks below their innermost match.
    PruneFrom,
}

coded! {
    enum FilterKind {
        TagRoot, TagLeaf, Focus, Ignore, Hide, Show, ShowFrom, TagFocus, TagIgnore, TagShow, TagHide,
        PruneFrom,
    }
}

impl FilterKind {
    /// All of them, in the order in which they work.
    pub const ALL: [FilterKind; 12] = [
        FilterKind::TagRoot,
        FilterKind::TagLeaf,
        FilterKind::Focus,
        FilterKind::Ignore,
        FilterKind::Hide,
        FilterKind::Show,
        FilterKind::ShowFrom,
        FilterKind::TagFocus,
        FilterKind::TagIgnore,
        FilterKind::TagShow,
        FilterKind::TagHide,
        FilterKind::PruneFrom,
    ];

    /// The name of pprof's flag for it.
    pub fn name(self) -> &'static str {
        match self {
            FilterKind::TagRoot => "tagroot",
            FilterKind::TagLeaf => "tagleaf",
            FilterKind::Focus => "focus",
            FilterKind::Ignore => "ignore",
            FilterKind::Hide => "hide",
            FilterKind::Show => "show",
            FilterKind::ShowFrom => "show_from",
            FilterKind::TagFocus => "tagfocus",
            FilterKind::TagIgnore => "tagignore",
            FilterKind::TagShow => "tagshow",
            FilterKind::TagHide => "taghide",
            FilterKind::PruneFrom => "prune_from",
        }
    }

    /// Whether it makes frames of labels.
    fn is_of_labels(self) -> bool {
        matches!(self, FilterKind::TagRoot | FilterKind::TagLeaf)
    }

    /// Whether it keeps or drops samples whole, so that several of the kind work one after the other.
    /// The others add to each other: what any of them hides is hidden. (Several that ignore do either.)
    fn is_of_samples(self) -> bool {
        matches!(
            self,
            FilterKind::Focus | FilterKind::TagFocus | FilterKind::TagIgnore
        )
    }
}

/// What the filters leave of `profile`, whatever order they come in. pprof takes one of each kind;
/// of several, those that keep samples must all match, and of the others any.
///
/// # Errors
/// What `compile` says of an expression, with the filter it is of.
pub fn filtered(
    profile: &Profile,
    filters: &[Filter],
    compile: &mut dyn FnMut(&str) -> Result<Matcher, String>,
) -> Result<Profile, String> {
    let units = LabelUnits::new(profile);
    let mut left = with_label_frames(profile, filters);
    for pass in passes(filters, compile)? {
        let next = match pass.apply(&left, &units) {
            Cow::Owned(next) => next,
            Cow::Borrowed(_) => continue,
        };
        left = Cow::Owned(next);
    }
    Ok(left.into_owned())
}

/// Which samples the filters leave, where they only keep or drop samples whole; else none: see
/// [`Filters::left`].
///
/// # Errors
/// As [`filtered`].
pub fn left(
    profile: &Profile,
    filters: &[Filter],
    compile: &mut dyn FnMut(&str) -> Result<Matcher, String>,
) -> Result<Option<Vec<bool>>, String> {
    if filters.iter().any(|filter| filter.kind.is_of_labels()) {
        return Ok(None);
    }
    let units = LabelUnits::new(profile);
    let mut left = vec![true; profile.samples.len()];
    for pass in passes(filters, compile)? {
        let Some(more) = pass.left(profile, &units) else {
            return Ok(None);
        };
        let both = left.iter_mut().zip(more);
        both.for_each(|(left, more)| *left &= more);
    }
    Ok(Some(left))
}

/// `profile` with the frames that `tagroot` and `tagleaf` ask for, in the order in which they ask. pprof
/// makes them before it filters, so that filters can use them.
pub fn with_label_frames<'a>(profile: &'a Profile, filters: &[Filter]) -> Cow<'a, Profile> {
    let keys = |kind| -> Vec<String> {
        let texts = filters.iter().filter(|filter| filter.kind == kind);
        let keys = texts.flat_map(|filter| filter.text.split(','));
        keys.map(|key| key.trim().to_owned()).collect()
    };
    let (roots, leaves) = (keys(FilterKind::TagRoot), keys(FilterKind::TagLeaf));
    match roots.is_empty() && leaves.is_empty() {
        true => Cow::Borrowed(profile),
        false => Cow::Owned(label_frames(profile, &roots, &leaves, "minimum")),
    }
}

/// What [`filtered`] applies one after the other: the last has one of each kind that is set, those
/// before it what is left of kinds that are set more than once. Frames of labels are not among it, see
/// [`with_label_frames`].
///
/// # Errors
/// As [`filtered`].
pub fn passes(
    filters: &[Filter],
    compile: &mut dyn FnMut(&str) -> Result<Matcher, String>,
) -> Result<Vec<Filters>, String> {
    let mut passes = vec![Filters::default()];
    let mut pass_of_kind = [0; FilterKind::ALL.len()];
    for (filter, text) in joined(filters) {
        if filter.is_of_labels() {
            continue;
        }
        // One more of a kind has a pass of its own, before the one in which all else happens.
        let pass = match filter.is_of_samples() {
            true => &mut pass_of_kind[filter as usize],
            false => &mut 0,
        };
        if *pass == passes.len() {
            passes.push(Filters::default());
        }
        let in_words = |why: String| format!("{}={text}: {why}", filter.name());
        set(&mut passes[*pass], filter, &text, compile).map_err(in_words)?;
        *pass += 1;
    }
    passes.reverse();
    Ok(passes)
}

/// The filters, those of one kind that add to each other as one expression.
fn joined(filters: &[Filter]) -> Vec<(FilterKind, String)> {
    let mut all: Vec<(FilterKind, String)> = Vec::new();
    for filter in filters {
        let same = all.iter_mut().find(|(kind, _)| *kind == filter.kind);
        match same.filter(|_| !filter.kind.is_of_samples()) {
            Some((_, text)) => *text = format!("(?:{text})|(?:{})", filter.text),
            None => all.push((filter.kind, filter.text.clone())),
        }
    }
    all
}

fn set(
    filters: &mut Filters,
    kind: FilterKind,
    text: &str,
    compile: &mut dyn FnMut(&str) -> Result<Matcher, String>,
) -> Result<(), String> {
    let by_tag = match kind {
        FilterKind::TagFocus => Some(&mut filters.tag_focus),
        FilterKind::TagIgnore => Some(&mut filters.tag_ignore),
        _ => None,
    };
    if let Some(by_tag) = by_tag {
        *by_tag = Some(TagFilter::new(text, compile)?);
        return Ok(());
    }
    let pattern = match kind {
        FilterKind::Focus => &mut filters.focus,
        FilterKind::Ignore => &mut filters.ignore,
        FilterKind::Hide => &mut filters.hide,
        FilterKind::Show => &mut filters.show,
        FilterKind::ShowFrom => &mut filters.show_from,
        FilterKind::TagShow => &mut filters.tag_show,
        FilterKind::TagHide => &mut filters.tag_hide,
        _ => &mut filters.prune_from,
    };
    *pattern = Some(Pattern {
        text: text.to_owned(),
        matches: compile(text)?,
    });
    Ok(())
}
