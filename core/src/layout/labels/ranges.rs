//! Numbers in ranges that a person would choose.

use super::Sums;
use crate::order;
use crate::units;

/// Up to so many numbers stand each for itself.
const SINGLE: usize = 8;
/// About how many ranges there are of more.
const RANGES: usize = 12;

/// Numbers from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    from: i64,
    to: i64,
}

/// The ranges that hold any of the numbers, smallest first, with what those add up to. Bytes go by powers
/// of two, all else by 1, 2, 5, 10; numbers below zero are one range.
pub fn ranges(mut numbers: Vec<(i64, Sums)>, unit: &str) -> Vec<(Range, Sums)> {
    order::sort_by_key(&mut numbers, |(number, _)| *number);
    let is_few = numbers.len() <= SINGLE;
    let ends = match numbers.last() {
        Some((largest, _)) if !is_few => ends(*largest, smallest(&numbers), unit),
        _ => Vec::new(),
    };
    let mut ranges: Vec<(Range, Sums)> = Vec::new();
    for (number, sums) in numbers {
        let range = match is_few {
            true => Range {
                from: number,
                to: number,
            },
            false => around(number, &ends),
        };
        match ranges.last_mut().filter(|(last, _)| *last == range) {
            Some((_, sum)) => sum.add(sums.0),
            None => ranges.push((range, sums)),
        }
    }
    ranges
}

fn smallest(numbers: &[(i64, Sums)]) -> i64 {
    let mut all = numbers.iter().map(|(number, _)| *number);
    all.find(|number| *number > 0).unwrap_or(1)
}

fn around(number: i64, ends: &[i64]) -> Range {
    if number < 0 {
        return Range {
            from: i64::MIN,
            to: -1,
        };
    }
    let after = ends.partition_point(|&end| end <= number);
    Range {
        from: after.checked_sub(1).map_or(0, |before| ends[before]),
        to: ends.get(after).map_or(i64::MAX, |end| end - 1),
    }
}

/// Where ranges begin that are to hold what lies between the two.
fn ends(largest: i64, smallest: i64, unit: &str) -> Vec<i64> {
    let is_bytes = units::are_compatible(unit, "bytes");
    let steps: &[i64] = match is_bytes {
        true => &[1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
        false => &[1, 2, 5],
    };
    let decade = if is_bytes { 1024 } else { 10 };
    let mut ends = Vec::new();
    let mut factor = 1i64;
    'all: loop {
        for step in steps {
            let Some(end) = step.checked_mul(factor) else {
                break 'all;
            };
            // One more before the smallest: it lies in a range that begins below it.
            if end.saturating_mul(2) >= smallest {
                ends.push(end);
            }
            // The last one ends what the largest lies in.
            if end > largest {
                break 'all;
            }
        }
        match factor.checked_mul(decade) {
            Some(next) => factor = next,
            None => break,
        }
    }
    let every = ends.len().div_ceil(RANGES).max(1);
    let last = ends.last().copied();
    let mut kept: Vec<i64> = ends.into_iter().step_by(every).collect();
    kept.extend(last.filter(|last| kept.last() != Some(last)));
    kept
}

impl Range {
    /// `1kB – 2kB`, `10 – 19 minutes`, `17`.
    pub fn name(self, key: &str, unit: &str) -> String {
        if self.from == i64::MIN {
            return "below 0".to_owned();
        }
        let is_known = units::has_unit(unit);
        let label = |value: i64| units::label(value, unit);
        let words = match self.from == self.to {
            true => label(self.from),
            false if self.to == i64::MAX => format!("{} and more", label(self.from)),
            false if is_known => format!("{} – {}", label(self.from), label(self.to + 1)),
            false => format!("{} – {}", self.from, self.to),
        };
        let unit = match words.as_str() {
            "1" => unit.strip_suffix('s').unwrap_or(unit),
            _ => unit,
        };
        match is_known || unit.is_empty() || unit == key {
            true => words,
            false => format!("{words} {unit}"),
        }
    }

    /// What `tagfocus` takes for it.
    pub fn filter(self, key: &str, unit: &str) -> String {
        // A number alone is in any unit that pprof does not know.
        let unit = match units::has_unit(unit) {
            true => units::scale(1, unit, unit).1,
            false => String::new(),
        };
        let end = |value: i64| match value {
            i64::MIN | i64::MAX => String::new(),
            value => format!("{value}{unit}"),
        };
        match self.from == self.to {
            true => format!("{key}={}", end(self.from)),
            false => format!("{key}={}:{}", end(self.from), end(self.to)),
        }
    }
}
