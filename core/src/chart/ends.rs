//! Which kept profiles tell what a stretch of time changed.

use crate::leak::Spike;
use crate::telemetry::ProfileEntry;

/// The profiles of this name nearest to both ends of a range, the earlier first; none where that is one
/// and the same.
pub fn ends_of_range<'a>(
    profiles: &'a [ProfileEntry],
    name: &str,
    (from_ms, to_ms): (f64, f64),
) -> Option<(&'a ProfileEntry, &'a ProfileEntry)> {
    let nearest = |at_ms: f64| {
        let of_name = profiles.iter().filter(|entry| entry.name == name);
        of_name.min_by(|a, b| (a.at_ms - at_ms).abs().total_cmp(&(b.at_ms - at_ms).abs()))
    };
    let (first, last) = (nearest(from_ms)?, nearest(to_ms)?);
    (first.at_ms < last.at_ms).then_some((first, last))
}

/// The profiles of this name that tell what a spike was made of: the last at or before its start, and
/// of those within it the nearest to its peak. None where nothing was kept of either: the one before
/// may not lie further back than the spike is long, or ten minutes.
///
/// ```text
///                 ___peak
///                |   |
///   ▏  ▏  ◇______|  ◆|________      ◇ base, ◆ peak
/// ```
pub fn ends_of_spike<'a>(
    profiles: &'a [ProfileEntry],
    name: &str,
    spike: &Spike,
) -> Option<(&'a ProfileEntry, &'a ProfileEntry)> {
    let of_name = || profiles.iter().filter(|entry| entry.name == name);
    let near_ms = (spike.end_ms - spike.start_ms).max(600e3);
    let before = of_name().filter(|e| e.at_ms <= spike.start_ms);
    let base = before
        .max_by(|a, b| a.at_ms.total_cmp(&b.at_ms))
        .filter(|base| spike.start_ms - base.at_ms <= near_ms)?;
    let inside = of_name().filter(|e| e.at_ms > spike.start_ms && e.at_ms < spike.end_ms);
    let distance = |e: &ProfileEntry| (e.at_ms - spike.peak_ms).abs();
    let peak = inside.min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    Some((base, peak))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::{ProfileId, Source};

    fn kept(at_s: &[(&str, f64)]) -> Vec<ProfileEntry> {
        let entry = |(i, (name, at_s)): (u32, &(&str, f64))| ProfileEntry {
            id: ProfileId(i),
            service: None,
            source: Source::Poll,
            name: (*name).to_owned(),
            at_ms: at_s * 1e3,
            bytes: 1,
            hash: String::new(),
        };
        (0..).zip(at_s).map(entry).collect()
    }

    fn numbers(found: Option<(&ProfileEntry, &ProfileEntry)>) -> Option<(u32, u32)> {
        found.map(|(a, b)| (a.id.0, b.id.0))
    }

    #[test]
    fn a_range_is_told_by_the_profiles_at_its_ends() {
        let kept = kept(&[("heap", 0.0), ("goroutine", 1.0), ("heap", 60.0)]);
        let ends = |name, range| numbers(ends_of_range(&kept, name, range));
        assert_eq!(ends("heap", (5e3, 50e3)), Some((0, 2)));
        assert_eq!(ends("heap", (0.0, 20e3)), None);
        assert_eq!(ends("goroutine", (0.0, 1e9)), None);
        assert_eq!(ends("cpu", (0.0, 1e9)), None);
    }

    #[test]
    fn a_spike_is_told_by_its_peak_against_what_was_before() {
        let spike = Spike {
            start_ms: 100e3,
            peak_ms: 150e3,
            end_ms: 200e3,
            ..Spike::default()
        };
        let of = |at_s: &[(&str, f64)]| {
            let kept = kept(at_s);
            numbers(ends_of_spike(&kept, "heap", &spike))
        };
        let all = [
            ("heap", 30.0),
            ("heap", 90.0),
            ("heap", 120.0),
            ("heap", 160.0),
            ("heap", 250.0),
        ];
        assert_eq!(of(&all), Some((1, 3)));
        assert_eq!(of(&all[2..]), None, "nothing before");
        assert_eq!(of(&[all[0], all[4]]), None, "nothing within");
        assert_eq!(of(&[("heap", -2000.0), all[3]]), None, "long before");
        assert_eq!(of(&[("goroutine", 90.0), all[3]]), None, "of another kind");
    }
}
