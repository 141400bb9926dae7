//! Ranges of numeric labels: `32kb`, `:64kb`, `4mb:`, `12kb:64mb`.

use crate::units;

/// A range of values, both ends included.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TagRange {
    /// In this unit, as [`units::scale`] names it.
    unit: String,
    from: f64,
    to: f64,
}

impl TagRange {
    /// The range that `text` is; none where it is none, and then it is an expression. A number may
    /// have a sign and need not have a unit.
    ///
    /// pprof ends itself on a number that is larger than an `i64`; here that is no range.
    pub fn parse(text: &str) -> Option<TagRange> {
        let (first, rest) = number(text)
            .map(|(first, rest)| (Some(first), rest))
            .unwrap_or((None, text));
        let rest = match (first, rest) {
            (Some((value, unit)), "") => {
                let (value, unit) = units::scale(value, unit, unit);
                let (from, to) = (value, value);
                return Some(TagRange { unit, from, to });
            }
            (_, rest) => rest.strip_prefix(':')?,
        };
        let second = match number(rest) {
            Some((second, "")) => Some(second),
            None if rest.is_empty() => None,
            _ => return None,
        };
        let (_, given) = first.or(second)?;
        let (_, unit) = units::scale(1, given, given);
        let mut range = TagRange {
            from: f64::NEG_INFINITY,
            to: f64::INFINITY,
            unit,
        };
        if let Some((value, unit)) = first {
            range.from = units::scale(value, unit, unit).0;
        }
        if let Some((value, unit)) = second {
            let (value, unit) = units::scale(value, unit, &range.unit);
            if unit != range.unit {
                return None;
            }
            range.to = value;
        }
        Some(range)
    }

    /// Whether `value`, in `unit`, lies within.
    pub fn holds(&self, value: i64, unit: &str) -> bool {
        let (value, unit) = units::scale(value, unit, &self.unit);
        unit == self.unit && (self.from..=self.to).contains(&value)
    }
}

/// The number and the letters of a unit that `text` starts with, and what follows.
fn number(text: &str) -> Option<((i64, &str), &str)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = unsigned.len()
        - unsigned
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    let (number, rest) = text.split_at(text.len() - unsigned.len() + digits);
    let number = number.parse().ok()?;
    let after = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    Some(((number, &rest[..rest.len() - after.len()]), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_what_lies_in_them() {
        for (text, value, unit, expected) in [
            ("32kb", 32 << 10, "bytes", Some(true)),
            ("32kb", 33 << 10, "bytes", Some(false)),
            (":64kb", 64 << 10, "bytes", Some(true)),
            (":64kb", (64 << 10) + 1, "bytes", Some(false)),
            ("4mb:", 4 << 20, "bytes", Some(true)),
            ("4mb:", 0, "bytes", Some(false)),
            ("1kb:64kb", 1 << 10, "bytes", Some(true)),
            ("1kb:1mb", 1 << 20, "bytes", Some(true)),
            ("1kb:64kb", 4, "seconds", Some(false)),
            ("1kb:4s", 4, "seconds", None),
            ("17", 17, "", Some(true)),
            ("17", 17, "bytes", Some(false)),
            ("-3:3", -3, "", Some(true)),
            ("1kb:2kb:3kb", 1, "bytes", None),
            ("GET", 1, "bytes", None),
            (":", 1, "bytes", None),
            ("", 1, "bytes", None),
            ("1kb,2kb", 1, "bytes", None),
            ("99999999999999999999kb", 1, "bytes", None),
        ] {
            let range = TagRange::parse(text);
            let holds = range.map(|range| range.holds(value, unit));
            assert_eq!(holds, expected, "{text} {value} {unit}");
        }
    }
}
