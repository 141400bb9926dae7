//! tagfocus and tagignore: by the values of labels.

use super::tag_range::TagRange;
use super::{LabelUnits, Matcher, kept};
use crate::profile::{Label, LabelSetId, LabelValue, Profile, Strings};

/// What labels a sample must have.
pub struct TagFilter {
    /// As it was written.
    pub text: String,
    key: Option<String>,
    test: Test,
}

enum Test {
    Range(TagRange),
    Any(Vec<Matcher>),
}

impl TagFilter {
    /// Reads `key=value`, or `value` alone for any key. A value of the form `32kb`, `:64kb`, `4mb:`
    /// or `12kb:64mb` is a range of numeric labels, and never an expression; anything else is one or
    /// several expressions with commas between them, for the string labels.
    ///
    /// # Errors
    /// Whatever `compile` says of an expression.
    pub fn new<E>(
        text: &str,
        compile: &mut dyn FnMut(&str) -> Result<Matcher, E>,
    ) -> Result<TagFilter, E> {
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (Some(key).filter(|key| !key.is_empty()), value),
            None => (None, text),
        };
        let test = match TagRange::parse(value) {
            Some(range) => Test::Range(range),
            None => Test::Any(value.split(',').map(compile).collect::<Result<_, E>>()?),
        };
        Ok(TagFilter {
            text: text.to_owned(),
            key: key.map(str::to_owned),
            test,
        })
    }

    /// Whether a sample with these labels matches. With a key one of the expressions must match one
    /// of its values; without one each must match some `key:value`.
    fn holds(&self, labels: &[Label], strings: &Strings, units: &LabelUnits) -> bool {
        let has_key = |label: &&Label| {
            let key = strings.bytes(label.key);
            self.key
                .as_ref()
                .is_none_or(|wanted| wanted.as_bytes() == key)
        };
        let mut labels = labels.iter().filter(has_key);
        let expressions = match &self.test {
            Test::Range(range) => {
                return labels.any(|label| match label.value {
                    LabelValue::Num(value, _) => range.holds(value, units.of(label.key)),
                    LabelValue::Str(_) => false,
                });
            }
            Test::Any(expressions) => expressions,
        };
        let texts: Vec<String> = labels
            .filter_map(|label| match label.value {
                LabelValue::Num(..) => None,
                LabelValue::Str(value) if self.key.is_some() => Some(strings.get(value).into()),
                LabelValue::Str(value) => {
                    Some([strings.get(label.key), strings.get(value)].join(":"))
                }
            })
            .collect();
        let mut found = expressions
            .iter()
            .map(|matches| texts.iter().any(|text| matches(text)));
        match self.key {
            Some(_) => found.any(|is_found| is_found),
            None => found.all(|is_found| is_found),
        }
    }
}

/// `profile` with the samples whose labels match `focus` and do not match `ignore`.
pub(super) fn by_tag(
    profile: &Profile,
    focus: Option<&TagFilter>,
    ignore: Option<&TagFilter>,
    units: &LabelUnits,
) -> Profile {
    kept(profile, &left(profile, focus, ignore, units))
}

/// Which samples they are.
pub(super) fn left(
    profile: &Profile,
    focus: Option<&TagFilter>,
    ignore: Option<&TagFilter>,
    units: &LabelUnits,
) -> Vec<bool> {
    let strings = &profile.tables.strings;
    let is_kept: Vec<bool> = (0..profile.labels.len() as u32)
        .map(|set| {
            let labels = profile.labels.get(LabelSetId(set));
            let holds = |filter: &TagFilter| filter.holds(labels, strings, units);
            focus.is_none_or(holds) && !ignore.is_some_and(holds)
        })
        .collect();
    let labels = profile.samples.labels.iter();
    labels.map(|set| is_kept[set.index()]).collect()
}
