//! Which stacks the growth sits in.

use super::patterns::{Group, Matches, heaviest_first};
use super::stats::{median, theil_sen};
use super::{Kept, KeptProfile, Spike, StackNames};
use crate::order;
use crate::profile::StackId;

/// How many stacks are followed, those that grew most.
const MAX_STACKS: usize = 64;
/// Points of a stack's slope.
const MAX_POINTS: usize = 48;

/// The growth of a service's stacks over its kept profiles.
#[derive(Debug)]
pub(super) struct Attribution<'a> {
    /// First and last profile.
    pub ends: (&'a KeptProfile, &'a KeptProfile),
    /// Profiles over the range, the ends among them; some of them where there are many.
    pub points: Vec<&'a KeptProfile>,
    /// How many profiles stand behind it.
    pub profiles: usize,
    /// Growth over the range per stack, most first; only what grew.
    pub stacks: Vec<(StackId, i64)>,
    /// Σ of it.
    pub total: i64,
    /// Patterns of the growth.
    pub matches: Matches,
}

/// Attributes growth to the stacks of profiles of `kind` taken in the range and outside of spikes;
/// none with fewer than two.
pub(super) fn attribute<'a>(
    kept: &'a Kept,
    kind: &str,
    column: Option<&str>,
    range_ms: (f64, f64),
    spikes: &[Spike],
) -> Option<Attribution<'a>> {
    let is_in_spike = |at: f64| spikes.iter().any(|s| s.covers(at));
    let mut profiles = kept.of_one_form(kind, range_ms);
    profiles.retain(|p| !is_in_spike(p.at_ms));
    let (&first, &last) = (profiles.first()?, profiles.last()?);
    let hours = (last.at_ms - first.at_ms) / 3.6e6;
    if hours <= 0.0 {
        return None;
    }
    let n = profiles.len();
    let points: Vec<&KeptProfile> = if n <= MAX_POINTS {
        profiles.clone()
    } else {
        let place = |i: usize| i * (n - 1) / (MAX_POINTS - 1);
        (0..MAX_POINTS).map(|i| profiles[place(i)]).collect()
    };
    let mut stacks: Vec<(StackId, i64)> = candidates(&points, column)
        .into_iter()
        .map(|id| (id, grown(id, &points, column, hours)))
        .filter(|(_, growth)| *growth > 0)
        .collect();
    heaviest_first(&mut stacks);
    let total = stacks
        .iter()
        .fold(0i64, |sum, (_, g)| sum.saturating_add(*g));
    let matches = if kind.starts_with("goroutine") {
        Matches::weighed(stacks.clone(), &kept.names)
    } else {
        Matches::default()
    };
    Some(Attribution {
        ends: (first, last),
        points,
        profiles: n,
        stacks,
        total,
        matches,
    })
}

impl Attribution<'_> {
    /// Hours between the first and the last profile.
    pub fn hours(&self) -> f64 {
        (self.ends.1.at_ms - self.ends.0.at_ms) / 3.6e6
    }

    /// The pattern most of the growth matches, and its share of all growth.
    pub fn main_group(&self) -> Option<(&Group, f64)> {
        let group = self.matches.groups().first()?;
        Some((group, group.value as f64 / self.total.max(1) as f64))
    }

    /// The fewest stacks that hold at least 80 % of the growth, three at most, and their share.
    pub fn main_stacks(&self) -> (&[(StackId, i64)], f64) {
        let mut sum = 0i64;
        let mut taken = 0;
        for (_, growth) in self.stacks.iter().take(3) {
            sum = sum.saturating_add(*growth);
            taken += 1;
            if sum as f64 >= 0.8 * self.total as f64 {
                break;
            }
        }
        (&self.stacks[..taken], sum as f64 / self.total.max(1) as f64)
    }
}

/// `registry.(*Client).Check`: a site by the program's function nearest to the leaf, or by its own.
pub(super) fn site_name(id: StackId, names: &StackNames) -> String {
    use super::frames::{Owner, known_by, owner, short_name};
    let Some(stack) = names.get(id) else {
        return String::new();
    };
    let own = stack.frames.iter().find(|f| owner(f) == Owner::App);
    short_name(own.map_or(known_by(&stack.frames), |own| own)).to_owned()
}

/// The stacks that hold most more in the last profiles than in the first.
fn candidates(points: &[&KeptProfile], column: Option<&str>) -> Vec<StackId> {
    let edge = (points.len() / 3).clamp(1, 3);
    let level = |part: &[&KeptProfile], id: StackId| {
        let value = |p: &&KeptProfile| p.counts.value(id, p.counts.column(column)) as f64;
        median(&mut part.iter().map(value).collect::<Vec<_>>())
    };
    let late = &points[points.len() - edge..];
    let mut ids: Vec<StackId> = late.iter().flat_map(|p| &p.counts.ids).copied().collect();
    order::sort(&mut ids);
    ids.dedup();
    let mut rises: Vec<(f64, StackId)> = ids
        .into_iter()
        .map(|id| (level(late, id) - level(&points[..edge], id), id))
        .filter(|(rise, _)| *rise > 0.0)
        .collect();
    order::sort_by(&mut rises, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    rises.truncate(MAX_STACKS);
    rises.into_iter().map(|(_, id)| id).collect()
}

/// By how much a stack grew: with four profiles or more by a robust slope.
fn grown(id: StackId, points: &[&KeptProfile], column: Option<&str>, hours: f64) -> i64 {
    let value = |p: &KeptProfile| p.counts.value(id, p.counts.column(column));
    if points.len() < 4 {
        let (first, last) = (points[0], points[points.len() - 1]);
        return value(last).saturating_sub(value(first));
    }
    let from_ms = points[0].at_ms;
    let at = |p: &KeptProfile| (p.at_ms - from_ms) / 3.6e6;
    let line: Vec<(f64, f64)> = points.iter().map(|p| (at(p), value(p) as f64)).collect();
    (theil_sen(&line).0 * hours).round() as i64
}
