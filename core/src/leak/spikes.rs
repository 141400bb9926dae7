//! Spikes: rises that return to their trend.

use std::collections::VecDeque;

use super::stats::{median, scaled_mad};
use crate::codec::coded;
use crate::map::Map;
use crate::order;
use crate::telemetry::Event;

/// A rise that returned to its trend, or may still do so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spike {
    /// First foot, milliseconds since 1970.
    pub start_ms: f64,
    /// Highest point.
    pub peak_ms: f64,
    /// Second foot.
    pub end_ms: f64,
    /// Level before.
    pub base_before: f64,
    /// Level after.
    pub base_after: f64,
    /// Height over the base before.
    pub height: f64,
    /// Text of the event it coincides with, if any.
    pub label: Option<String>,
    /// Whether it has not fallen yet: its end is the last reading, its base after not known.
    pub is_open: bool,
}

coded! {
    struct Spike {
        start_ms, peak_ms, end_ms, base_before, base_after, height, label, is_open,
    }
}

/// Longest spike, in milliseconds: what lasts longer is a phase of the day.
const LONGEST_MS: f64 = 6.0 * 3.6e6;
/// And as a share of the segment: a spike must leave more around it than it takes.
const LONGEST_SHARE: f64 = 0.4;
/// How many are reported at most, the highest.
const MAX_SPIKES: usize = 200;

/// Finds the spikes of one segment; `at_ms` and `values` are equally long. `least` is the smallest
/// height that matters.
///
/// The base under a point is the higher of the lowest value before it and the lowest after it,
/// within the longest spike. What leaves that base is a rise that came back; a trend and a step up
/// leave only the lowest before, a fall only the lowest after.
///
/// ```text
///            ___
///           |   |                 before: min ────────────
///   ________|   |_______ trend    after:        min ──────
///   base ────────────────────     height over max of both
/// ```
pub(super) fn find_spikes(at_ms: &[f64], values: &[f64], least: f64) -> Vec<Spike> {
    let n = at_ms.len().min(values.len());
    if n < 8 {
        return Vec::new();
    }
    let window_ms = (LONGEST_SHARE * (at_ms[n - 1] - at_ms[0])).min(LONGEST_MS);
    let before = lowest_behind(at_ms, values, window_ms);
    let after = lowest_ahead(at_ms, values, window_ms);
    let heights: Vec<f64> = (0..n)
        .map(|i| values[i] - before[i].max(after[i]))
        .collect();
    // Some thousand of them tell what is usual as well as all.
    let some: Vec<f64> = heights.iter().step_by(n / 4096 + 1).copied().collect();
    let usual = median(&mut some.clone());
    let noise = scaled_mad(&some);
    // What is thinned keeps minima and maxima, so the noise is not underestimated.
    let threshold = usual + (5.0 * noise).max(least);

    let mut spikes: Vec<Spike> = Vec::new();
    let mut i = 0;
    while i < n {
        if heights[i] <= threshold {
            i += 1;
            continue;
        }
        let (start, mut end) = (i, i);
        let mut peak = i;
        let mut below = 0;
        // A dip of two points within a spike does not end it.
        while i < n && below < 3 {
            if heights[i] > threshold {
                (end, below) = (i, 0);
                if values[i] > values[peak] {
                    peak = i;
                }
            } else {
                below += 1;
            }
            i += 1;
        }
        let foot = usual + noise.max(0.05 * heights[peak]);
        let start = (0..start).rev().find(|&j| heights[j] <= foot).unwrap_or(0);
        let end = (end..n).find(|&j| heights[j] <= foot).unwrap_or(n - 1);
        i = i.max(end);
        add(&mut spikes, around(at_ms, values, start, peak, end));
    }
    if spikes.len() > MAX_SPIKES {
        order::sort_by(&mut spikes, |a, b| b.height.total_cmp(&a.height));
        spikes.truncate(MAX_SPIKES);
        order::sort_by(&mut spikes, |a, b| a.start_ms.total_cmp(&b.start_ms));
    }
    spikes
}

/// Labels each spike with the event it coincides with: one that runs during it, or began shortly
/// before. While a spike is open an event without end may run still: one that began in the minute
/// before, a migration in the hours before. Of several it is one whose like go along with spikes and
/// are not there without them, see [`label_kind`]; of those the one that overlaps it most. A person's
/// note comes last.
pub(super) fn label(spikes: &mut [Spike], events: &[Event]) {
    let mut kinds = Map::<&str, Kind>::default();
    for event in events {
        kinds.or_default(label_kind(event.label())).events += 1;
    }
    let near: Vec<Vec<&Event>> = spikes
        .iter()
        .map(|spike| {
            events
                .iter()
                .filter(|event| is_near(spike, event))
                .collect()
        })
        .collect();
    for events in &near {
        let mut met: Vec<&str> = events.iter().map(|e| label_kind(e.label())).collect();
        met.sort_unstable();
        met.dedup();
        for kind in met {
            kinds.or_default(kind).spikes += 1;
        }
    }
    for (spike, near) in spikes.iter_mut().zip(near) {
        let rank = |event: &Event| {
            let goes_along = kinds
                .get(label_kind(event.label()))
                .map_or(0.0, Kind::goes_along);
            (!event.is_note, goes_along, overlap_ms(spike, event))
        };
        let best = near.into_iter().max_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            let by_kind = a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
            by_kind.then(a.2.total_cmp(&b.2))
        });
        spike.label = best.map(|event| event.label().to_owned());
    }
}

/// Events of one kind: how many there are, and how many spikes have one near.
#[derive(Clone, Copy, Default)]
struct Kind {
    events: u32,
    spikes: u32,
}

impl Kind {
    /// 1 where each goes with a spike, and many spikes count more than one by chance: what comes every
    /// minute is near every spike and says nothing.
    fn goes_along(&self) -> f64 {
        let (events, spikes) = (f64::from(self.events.max(1)), f64::from(self.spikes));
        spikes * (spikes / events).min(1.0)
    }
}

/// For how long an event runs during a spike, in milliseconds; negative if it does not.
fn overlap_ms(spike: &Spike, event: &Event) -> f64 {
    let slack_ms = 0.1 * (spike.end_ms - spike.start_ms).max(10e3);
    let ahead_ms = if event.is_running() { LONGEST_MS } else { 60e3 };
    let runs_on = spike.is_open && !event.is_note && event.start_ms >= spike.start_ms - ahead_ms;
    let unended_ms = if runs_on {
        spike.end_ms
    } else {
        event.start_ms
    };
    let end_ms = event.end_ms.unwrap_or(unended_ms);
    let (from, to) = (event.start_ms - slack_ms, end_ms + slack_ms);
    to.min(spike.end_ms) - from.max(spike.start_ms)
}

/// Whether they coincide. A moment alone (no end) belongs to a spike that rises at it.
fn is_near(spike: &Spike, event: &Event) -> bool {
    let slack_ms = 0.1 * (spike.end_ms - spike.start_ms).max(10e3);
    overlap_ms(spike, event) >= 0.0 && event.start_ms <= spike.peak_ms + slack_ms
}

/// A label up to its first word with a number: what labels of the same kind of event share.
pub(super) fn label_kind(label: &str) -> &str {
    let number = label
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(label.len());
    // The word that the number is part of goes too.
    let end = match label[..number].rfind(char::is_whitespace) {
        Some(space) if number < label.len() => space,
        None if number < label.len() => 0,
        _ => number,
    };
    label[..end].trim_end_matches([' ', ':', '#', '-', ','])
}

impl Spike {
    /// Whether what is read at this time belongs to it, its feet left out.
    pub fn covers(&self, at_ms: f64) -> bool {
        at_ms > self.start_ms && (at_ms < self.end_ms || self.is_open)
    }

    /// What it left behind, beyond what a trend of `per_hour` adds in its time.
    pub fn residue(&self, per_hour: f64) -> f64 {
        let hours = (self.end_ms - self.start_ms) / 3.6e6;
        self.base_after - self.base_before - per_hour * hours
    }

    /// Whether it ended where it began, within a seventh of its height.
    pub fn is_back(&self, per_hour: f64) -> bool {
        self.residue(per_hour) <= self.height / 7.0
    }
}

fn around(at_ms: &[f64], values: &[f64], start: usize, peak: usize, end: usize) -> Spike {
    let n = values.len();
    let base_before = median(&mut values[start.saturating_sub(2)..=start].to_vec());
    let base_after = median(&mut values[end..(end + 3).min(n)].to_vec());
    Spike {
        start_ms: at_ms[start],
        peak_ms: at_ms[peak],
        end_ms: at_ms[end],
        base_before,
        base_after,
        height: values[peak] - base_before,
        label: None,
        is_open: false,
    }
}

/// Adds a spike, or joins it with the last one where they share a foot.
fn add(spikes: &mut Vec<Spike>, spike: Spike) {
    match spikes.last_mut() {
        Some(last) if spike.start_ms < last.end_ms => {
            last.end_ms = last.end_ms.max(spike.end_ms);
            last.base_after = spike.base_after;
            if spike.height > last.height {
                (last.peak_ms, last.height) = (spike.peak_ms, spike.height);
            }
        }
        _ => spikes.push(spike),
    }
}

/// Of each point the lowest value in the window that ends at it.
pub(super) fn lowest_behind(at_ms: &[f64], values: &[f64], window_ms: f64) -> Vec<f64> {
    // Positions whose values rise: the first is the lowest of the window.
    let mut rising: VecDeque<usize> = VecDeque::new();
    (0..values.len())
        .map(|i| {
            while rising.back().is_some_and(|&j| values[j] >= values[i]) {
                rising.pop_back();
            }
            rising.push_back(i);
            while rising
                .front()
                .is_some_and(|&j| at_ms[j] < at_ms[i] - window_ms)
            {
                rising.pop_front();
            }
            rising.front().map_or(values[i], |&j| values[j])
        })
        .collect()
}

/// Of each point the lowest value in the window that starts at it.
fn lowest_ahead(at_ms: &[f64], values: &[f64], window_ms: f64) -> Vec<f64> {
    let mirrored_at: Vec<f64> = at_ms.iter().rev().map(|at| -at).collect();
    let mirrored: Vec<f64> = values.iter().rev().copied().collect();
    let mut lowest = lowest_behind(&mirrored_at, &mirrored, window_ms);
    lowest.reverse();
    lowest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: usize) -> Vec<f64> {
        (0..n).map(|i| i as f64 * 1e3).collect()
    }

    #[test]
    fn a_rise_that_came_back_is_a_spike_on_a_trend_too() {
        let mut values: Vec<f64> = (0..300).map(|i| 20.0 + 0.2 * i as f64).collect();
        for value in &mut values[100..150] {
            *value += 2000.0;
        }
        let spikes = find_spikes(&seconds(300), &values, 20.0);
        assert_eq!(spikes.len(), 1);
        let spike = &spikes[0];
        assert_eq!((spike.start_ms, spike.end_ms), (99e3, 150e3));
        assert!((spike.height - 2010.0).abs() < 5.0, "{}", spike.height);
        assert!(spike.is_back(0.2 * 3600.0), "{}", spike.residue(720.0));
    }

    #[test]
    fn steps_ramps_falls_and_saw_teeth_are_none() {
        let n = 400;
        let step: Vec<f64> = (0..n)
            .map(|i| if i < 200 { 100.0 } else { 900.0 })
            .collect();
        let fall: Vec<f64> = (0..n).map(|i| 4000.0 - 10.0 * i as f64).collect();
        let teeth: Vec<f64> = (0..n).map(|i| 1000.0 + 50.0 * (i % 20) as f64).collect();
        for values in [step, fall, teeth] {
            assert_eq!(find_spikes(&seconds(n), &values, 20.0), []);
        }
    }

    #[test]
    fn the_event_that_runs_during_it_names_it() {
        let mut spikes = [Spike {
            start_ms: 100e3,
            peak_ms: 120e3,
            end_ms: 160e3,
            ..Spike::default()
        }];
        let event = |start_ms: f64, end_ms, text: &str| Event {
            start_ms,
            end_ms,
            text: text.to_owned(),
            ..Event::default()
        };
        let events = [
            event(0.0, Some(50e3), "earlier"),
            event(101e3, Some(159e3), "migration 12:00"),
            event(158e3, None, "after the peak"),
        ];
        label(&mut spikes, &events);
        assert_eq!(spikes[0].label.as_deref(), Some("migration 12:00"));
        label(&mut spikes, &events[..1]);
        assert_eq!(spikes[0].label, None);

        let migration = Event {
            tags: vec!["migration".to_owned()],
            ..event(-3.6e6, None, "a long migration")
        };
        let mut named = |event: &Event, is_open| {
            spikes[0].is_open = is_open;
            label(&mut spikes, std::slice::from_ref(event));
            spikes[0].label.is_some()
        };
        assert!(named(&migration, true) && !named(&migration, false));
        assert!(named(&event(60e3, None, "deploy"), true));
        assert!(!named(&event(30e3, None, "an hour ago"), true));
    }

    #[test]
    fn of_two_the_kind_that_goes_with_spikes_names_it() {
        let spike = |start_ms: f64| Spike {
            start_ms,
            peak_ms: start_ms + 20e3,
            end_ms: start_ms + 60e3,
            ..Spike::default()
        };
        let mut spikes = [spike(1000e3), spike(2000e3), spike(3000e3)];
        let region = |start_ms: f64, length_ms: f64, text: &str| Event {
            start_ms,
            end_ms: Some(start_ms + length_ms),
            text: text.to_owned(),
            ..Event::default()
        };
        let mut events: Vec<Event> = (1u32..=3)
            .map(|i| region(f64::from(i) * 1000e3 + 5e3, 10e3, &format!("migration {i}")))
            .collect();
        // Overlaps more, but is there all the time.
        events.extend((0..70).map(|i| region(f64::from(i) * 50e3, 49e3, &format!("scrape {i}"))));
        label(&mut spikes, &events);
        let labels: Vec<_> = spikes.iter().filter_map(|s| s.label.as_deref()).collect();
        assert_eq!(labels, ["migration 1", "migration 2", "migration 3"]);
    }
}
