//! Heap sites that grow as the leaking goroutines do: where their stacks hold no caller, these name
//! one.
//!
//! A heap profile holds few of the objects there are: one of `s` bytes is sampled with probability
//! `1 − exp(−s / rate)`, and what is printed is the sampled number divided by that. So the number
//! printed leads back to the samples behind it, and with `k` of them a growth is known to `2 / √k` of
//! itself, at two standard deviations. It is older than its time, too: it shows the heap as up to two
//! collections ago.

use super::attribution::Attribution;
use super::patterns::Group;
use super::{KeptProfile, StackNames};
use crate::profile::StackId;

/// What Go samples by, in bytes, where a profile does not say.
const USUAL_RATE: f64 = 524_288.0;
/// How old a heap profile may be: two collections, and there is one every two minutes at least.
const LAG_MS: f64 = 240e3;
/// Fewer profiles show no course.
const MIN_PROFILES: usize = 4;
/// Fewer new goroutines are met by chance.
const MIN_LEAKED: f64 = 10.0;
/// A site of fewer samples is noise.
const MIN_SAMPLES: f64 = 4.0;
/// How many objects of one site a leaked goroutine keeps at most.
const MOST_EACH: f64 = 8.0;

/// The heap sites that grow as a pattern's goroutines do.
#[derive(Debug, Default)]
pub(super) struct GrowAlike {
    /// Each of them.
    pub sites: Vec<AlikeSite>,
    /// At each heap profile the share of the goroutines' growth that was there.
    course: Vec<f64>,
    /// How far a share may be off for the heap profiles' age.
    lag: f64,
}

/// A heap site of as many new objects, or a small whole number of times as many, as goroutines.
#[derive(Debug)]
pub(super) struct AlikeSite {
    /// The site.
    pub stack: StackId,
    /// How many objects for each goroutine.
    pub each: f64,
    /// How many sampled objects its growth stands on.
    pub samples: f64,
    /// At each heap profile the share of its growth that was there.
    course: Vec<f64>,
}

/// The sites whose objects grow as the goroutines of `group` do. None over too short a time, or of
/// profiles that count no objects.
pub(super) fn grow_alike(
    group: &Group,
    stacks: &Attribution,
    sites: &Attribution,
    names: &StackNames,
) -> GrowAlike {
    let lead = |id: &StackId| {
        names
            .get(*id)
            .is_some_and(|s| group.pattern.lead.matches(s))
    };
    let leads: Vec<StackId> = group.stacks.iter().map(|s| s.0).filter(lead).collect();
    let leaked = |p: &KeptProfile| leads.iter().map(|id| p.counts.value(*id, 0) as f64).sum();
    let goroutines: Vec<(f64, f64)> = stacks.points.iter().map(|p| (p.at_ms, leaked(p))).collect();
    let slack_ms = 0.05 * (stacks.ends.1.at_ms - stacks.ends.0.at_ms);
    let (from_ms, to_ms) = (
        stacks.ends.0.at_ms - slack_ms,
        stacks.ends.1.at_ms + slack_ms,
    );
    let within = |p: &&&KeptProfile| p.at_ms >= from_ms && p.at_ms <= to_ms;
    let heaps: Vec<&KeptProfile> = sites.points.iter().filter(within).copied().collect();
    let (Some(first), Some(last)) = (heaps.first(), heaps.last()) else {
        return GrowAlike::default();
    };
    let lag = LAG_MS / (last.at_ms - first.at_ms);
    let levels: Vec<f64> = heaps
        .iter()
        .map(|p| level_at(&goroutines, p.at_ms))
        .collect();
    let (course, grown) = course_of(&levels);
    let has_objects = last.counts.types.iter().any(|t| t.0 == "inuse_objects");
    if heaps.len() < MIN_PROFILES || lag > 0.5 || grown < MIN_LEAKED || !has_objects {
        return GrowAlike::default();
    }
    let mut alike = GrowAlike {
        sites: Vec::new(),
        course,
        lag,
    };
    for (id, _) in &sites.stacks {
        let site = AlikeSite::of(*id, &heaps, grown);
        let is_alike = |site: &AlikeSite| {
            site.samples >= MIN_SAMPLES
                && is_whole(site.each, alike.error(site.samples))
                && alike.has_course(std::iter::once(site))
        };
        alike.sites.extend(site.filter(is_alike));
    }
    alike
}

impl GrowAlike {
    /// Whether sites, taken together, grow when the goroutines do.
    pub fn has_course<'a>(&self, sites: impl Iterator<Item = &'a AlikeSite> + Clone) -> bool {
        let samples: f64 = sites.clone().map(|s| s.samples).sum();
        self.course.iter().enumerate().all(|(i, share)| {
            let there: f64 = sites.clone().map(|s| s.samples * s.course[i]).sum();
            (there / samples - share).abs() <= self.error(samples)
        })
    }

    fn error(&self, samples: f64) -> f64 {
        sampling_error(samples) + self.lag
    }
}

/// By which share of itself a growth of so many samples is uncertain.
pub(super) fn sampling_error(samples: f64) -> f64 {
    2.0 / samples.sqrt()
}

impl AlikeSite {
    fn of(stack: StackId, heaps: &[&KeptProfile], leaked: f64) -> Option<AlikeSite> {
        let value = |p: &KeptProfile, kind: &str| {
            let column = p.counts.column(Some(kind));
            p.counts.value(stack, column) as f64
        };
        let last = heaps.last()?;
        let objects: Vec<f64> = heaps.iter().map(|p| value(p, "inuse_objects")).collect();
        let (course, grown) = course_of(&objects);
        let size = value(last, "inuse_space") / objects.last()?.max(1.0);
        let rate = match last.counts.period {
            0 => USUAL_RATE,
            period => period as f64,
        };
        Some(AlikeSite {
            stack,
            each: grown / leaked,
            samples: grown * (1.0 - (-size / rate).exp()),
            course,
        })
    }
}

/// Of each value the share of the whole rise that was there, and the rise.
fn course_of(values: &[f64]) -> (Vec<f64>, f64) {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return (Vec::new(), 0.0);
    };
    let rise = last - first;
    (values.iter().map(|v| (v - first) / rise).collect(), rise)
}

fn is_whole(each: f64, error: f64) -> bool {
    let whole = each.round().max(1.0);
    whole <= MOST_EACH && (each - whole).abs() <= error * each
}

/// The level of a series between two of its points.
fn level_at(points: &[(f64, f64)], at_ms: f64) -> f64 {
    let next = points.partition_point(|p| p.0 < at_ms);
    let after = points[next.min(points.len() - 1)];
    let before = points[next.saturating_sub(1)];
    let share = (at_ms - before.0) / (after.0 - before.0).max(1.0);
    before.1 + (after.1 - before.1) * share.clamp(0.0, 1.0)
}
