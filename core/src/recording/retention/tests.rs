use super::*;
use crate::telemetry::ServiceId;
use proptest::prelude::*;

const DAY_MS: f64 = 24.0 * HOUR_MS;

fn entry(id: u32, name: &str, at_ms: f64, source: Source) -> ProfileEntry {
    ProfileEntry {
        id: ProfileId(id),
        service: Some(ServiceId(0)),
        source,
        name: name.into(),
        at_ms,
        bytes: 1,
        hash: String::new(),
    }
}

/// A goroutine profile a minute from `from_ms`, for `minutes`.
fn polled(from_ms: f64, minutes: u32) -> Vec<ProfileEntry> {
    (0..minutes)
        .map(|i| {
            entry(
                i,
                "goroutine",
                from_ms + f64::from(i) * MINUTE_MS,
                Source::Poll,
            )
        })
        .collect()
}

fn kept(entries: &[ProfileEntry], spikes: &[Spike], now_ms: f64) -> Vec<ProfileEntry> {
    let drop = to_drop(entries, spikes, now_ms);
    let left = entries.iter().filter(|e| !drop.contains(&e.id));
    left.cloned().collect()
}

#[test]
fn three_days_are_thinned_by_age() {
    let start_ms = 20_000.0 * DAY_MS;
    let now_ms = start_ms + 3.0 * DAY_MS;
    let kept = kept(&polled(start_ms, 3 * 24 * 60), &[], now_ms);
    let younger_than = |age_ms: f64| kept.iter().filter(|e| now_ms - e.at_ms <= age_ms).count();
    assert_eq!(younger_than(2.0 * HOUR_MS), 120, "every minute for 2 hours");
    assert_eq!(
        younger_than(DAY_MS),
        120 + 22 * 6,
        "one per 10 minutes for a day"
    );
    assert_eq!(kept.len(), 120 + 22 * 6 + 48, "one per hour after");
}

#[test]
fn captures_and_files_and_the_edges_of_spikes_stay() {
    let start_ms = 20_000.0 * DAY_MS;
    let mut entries = polled(start_ms, 60);
    entries.push(entry(100, "goroutine", start_ms + 1.0, Source::Capture));
    entries.push(entry(101, "heap", start_ms + 2.0, Source::Capture));
    entries.push(entry(102, "heap", start_ms + 3.0, Source::File));
    let spike = Spike {
        start_ms: start_ms + 20.5 * MINUTE_MS,
        peak_ms: start_ms + 23.0 * MINUTE_MS,
        end_ms: start_ms + 25.5 * MINUTE_MS,
        ..Spike::default()
    };
    let kept = kept(&entries, &[spike], start_ms + 10.0 * DAY_MS);
    let ids: Vec<u32> = kept.iter().map(|e| e.id.0).collect();
    assert_eq!(ids, [0, 20, 23, 26, 100, 101, 102]);
}

proptest! {
    #[test]
    fn asking_often_keeps_what_asking_once_keeps(
        minutes in prop::collection::vec((0u32..5000, 0u32..2), 0..200),
        asked in prop::collection::vec(0u32..8000, 0..6),
    ) {
        let all: Vec<ProfileEntry> = (0u32..)
            .zip(&minutes)
            .map(|(id, (minute, name))| {
                let name = ["goroutine", "heap"][*name as usize];
                entry(id, name, f64::from(*minute) * MINUTE_MS, Source::Poll)
            })
            .collect();
        let end_ms = 8000.0 * MINUTE_MS;
        let once = kept(&all, &[], end_ms);
        let mut asked = asked;
        asked.sort_unstable();
        let mut often = all.clone();
        for minute in asked {
            let now_ms = f64::from(minute) * MINUTE_MS;
            // Profiles from later are not there yet when it is asked.
            let (here, later): (Vec<_>, Vec<_>) = often.into_iter().partition(|e| e.at_ms <= now_ms);
            often = kept(&here, &[], now_ms);
            often.extend(later);
        }
        let mut often = kept(&often, &[], end_ms);
        often.sort_by_key(|e| e.id);
        prop_assert_eq!(often, once);
    }
}
