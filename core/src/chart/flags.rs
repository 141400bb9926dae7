//! Flags over a lane: what marks a spike, a restart, a note or a gap, placed so that none covers
//! another.

mod place;

use self::place::place;
use super::clock::{Clock, Zone};
use super::draw::{Scene, trend_value};
use super::model::Lane;
use crate::leak::{Spike, Trend};
use crate::telemetry::Event;
use crate::units::{bytes, count, rate, rough_duration, signed_bytes, signed_count};

/// Height of a flag.
pub const FLAG_PX: f64 = 16.0;
/// What a flag marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// A rise that returned.
    Spike,
    /// A new instance.
    Restart,
    /// A person's note, or an event of the service that made no spike.
    Note,
    /// A stretch without answers; its text stands free, in the middle.
    Gap,
}

/// A flag where it is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// What it marks.
    pub kind: FlagKind,
    /// Where its pole is.
    pub pole_px: f64,
    /// Its left edge.
    pub left_px: f64,
    /// Its upper edge.
    pub top_px: f64,
    /// Its width; only the pole's 2 px where there was no room for a text.
    pub width_px: f64,
    /// What it says; empty where there was no room.
    pub text: String,
    /// Which lane it belongs to.
    pub lane: usize,
}

/// A flag to be placed.
struct Wanted {
    kind: FlagKind,
    /// Pole of a flag that goes right, pole of one that goes left.
    poles_px: (f64, f64),
    row: u32,
    /// Texts to try, longest first.
    texts: Vec<String>,
    lane: usize,
}

/// Every flag of a scene. `text_px` is the width of a text at the size of labels.
pub fn flags(scene: &Scene, zone: &Zone, text_px: &dyn Fn(&str) -> f64) -> Vec<Flag> {
    let mut wanted = Vec::new();
    for (index, lane) in scene.overview.lanes.iter().enumerate() {
        wanted.extend(spike_flags(scene, index, lane, zone));
    }
    wanted.extend(restart_flags(scene, zone));
    wanted.extend(note_flags(scene, zone));
    wanted.extend(gap_flags(scene));
    let mut placed = Vec::new();
    for want in wanted {
        let flag = place(scene, want, &placed, text_px);
        placed.push(flag);
    }
    placed
}

/// What a spike's flag says: `migration 12:00 · +184 MB · 14m`, and what it left behind, if that
/// is more than a tenth of it; while it has not fallen, `migration · rising since 12:03, +184 MB`.
pub fn spike_text(spike: &Spike, lane: &Lane, zone: &Zone) -> String {
    if spike.is_open {
        let since = Clock::new(zone).minutes(spike.start_ms);
        let height = signed_value(spike.height, lane.is_bytes);
        let name = spike.label.as_ref().map(|label| format!("{label} · "));
        return format!("{}rising since {since}, {height}", name.unwrap_or_default());
    }
    let name = spike.label.as_deref().unwrap_or("spike");
    let mut text = format!(
        "{name} {} · {} · {}",
        Clock::new(zone).minutes(spike.start_ms),
        signed_value(spike.height, lane.is_bytes),
        rough_duration(spike.end_ms - spike.start_ms),
    );
    let risen = lane
        .trend
        .filter(|trend| trend.is_growth)
        .map_or(0.0, |trend| {
            trend.per_hour * (spike.end_ms - spike.start_ms) / 3600e3
        });
    let stays = spike.base_after - spike.base_before - risen;
    if stays > spike.height / 10.0 {
        text += &format!(" · {} stays", signed_value(stays, lane.is_bytes));
    }
    text
}

/// A change in the lane's unit: `+184 MB`, `+480`.
pub fn signed_value(change: f64, is_bytes: bool) -> String {
    if is_bytes {
        signed_bytes(change)
    } else {
        signed_count(change.round() as i64)
    }
}

/// A value in the lane's unit: `66.1 MB`, `4,506`.
pub fn value(value: f64, is_bytes: bool) -> String {
    if is_bytes {
        bytes(value)
    } else {
        count(value.round() as i64)
    }
}

/// A slope in the lane's unit: `+120/h`, `+0.6 MB/h`.
pub fn slope(per_hour: f64, is_bytes: bool) -> String {
    rate(per_hour, if is_bytes { "bytes" } else { "count" })
}

/// How much a trend has risen by the end of what was fitted.
pub fn risen(trend: &Trend) -> f64 {
    trend_value(trend, trend.to_ms) - trend.from_value
}

fn spike_flags(scene: &Scene, index: usize, lane: &Lane, zone: &Zone) -> Vec<Wanted> {
    let time = &scene.time;
    lane.spikes
        .iter()
        .filter(|spike| spike.end_ms >= time.from_ms && spike.start_ms <= time.to_ms)
        .map(|spike| {
            let short = signed_value(spike.height, lane.is_bytes);
            let mut texts = vec![spike_text(spike, lane, zone), short];
            if scene.plan.is_tiny {
                texts.remove(0);
            }
            Wanted {
                kind: FlagKind::Spike,
                poles_px: (
                    time.px(spike.start_ms).max(time.left_px),
                    time.px(spike.end_ms).min(time.right_px),
                ),
                row: 0,
                texts,
                lane: index,
            }
        })
        .collect()
}

fn restart_flags(scene: &Scene, zone: &Zone) -> Vec<Wanted> {
    let clock = Clock::new(zone);
    let shown = scene
        .overview
        .restarts
        .iter()
        .filter(|r| scene.time.shows(r.at_ms));
    shown
        .map(|restart| {
            let time = clock.minutes(restart.at_ms);
            let version = restart
                .version
                .iter()
                .map(|version| format!(" · {version}"));
            let full = format!("restart {time}{}", version.collect::<String>());
            let texts = if scene.plan.is_tiny {
                vec![time]
            } else {
                vec![full, time]
            };
            at_moment(scene, FlagKind::Restart, restart.at_ms, 1, texts, 0)
        })
        .collect()
}

/// Notes, and events no spike is named after, in the last lane.
fn note_flags(scene: &Scene, zone: &Zone) -> Vec<Wanted> {
    let clock = Clock::new(zone);
    let lane = scene.overview.lanes.len().saturating_sub(1);
    unnamed_events(scene)
        .map(|event| {
            let lasts = event
                .end_ms
                .filter(|&end_ms| end_ms > event.start_ms)
                .map_or(String::new(), |end_ms| {
                    format!(" · {}", rough_duration(end_ms - event.start_ms))
                });
            let texts = if scene.plan.is_tiny {
                Vec::new()
            } else if event.is_note {
                vec![event.text.clone(), ellipsis(&event.text)]
            } else {
                let time = clock.minutes(event.start_ms);
                vec![
                    format!("{} {time}{lasts}", event.text),
                    ellipsis(&event.text),
                ]
            };
            at_moment(scene, FlagKind::Note, event.start_ms, 0, texts, lane)
        })
        .collect()
}

/// Events in the range that no spike in the range carries as its label.
pub fn unnamed_events(scene: &Scene) -> impl Iterator<Item = &Event> {
    let overview = &*scene.overview;
    let time = scene.time;
    overview.events.iter().filter(move |event| {
        let names_a_spike = overview
            .lanes
            .iter()
            .flat_map(|lane| &lane.spikes)
            .any(|spike| {
                let ends_ms = event.end_ms.unwrap_or(event.start_ms).max(event.start_ms);
                spike.label.as_deref() == Some(event.text.as_str())
                    && event.start_ms <= spike.end_ms
                    && ends_ms >= spike.start_ms - 60e3
            });
        time.shows(event.start_ms) && (event.is_note || !names_a_spike)
    })
}

fn gap_flags(scene: &Scene) -> Vec<Wanted> {
    let time = &scene.time;
    scene
        .overview
        .gaps
        .iter()
        .filter(|gap| gap.to_ms >= time.from_ms && gap.from_ms <= time.to_ms)
        .map(|gap| {
            let lasts = rough_duration(gap.to_ms - gap.from_ms);
            let middle = (time.px(gap.from_ms).max(time.left_px)
                + time.px(gap.to_ms).min(time.right_px))
                / 2.0;
            let full = format!("no answer {lasts}");
            Wanted {
                kind: FlagKind::Gap,
                poles_px: (middle, middle),
                row: 0,
                texts: if scene.plan.is_tiny {
                    vec![lasts]
                } else {
                    vec![full, lasts]
                },
                lane: 0,
            }
        })
        .collect()
}

fn at_moment(
    scene: &Scene,
    kind: FlagKind,
    at_ms: f64,
    row: u32,
    texts: Vec<String>,
    lane: usize,
) -> Wanted {
    let pole = scene.time.px(at_ms).round() + 0.5;
    Wanted {
        kind,
        poles_px: (pole, pole),
        row,
        texts,
        lane,
    }
}

fn ellipsis(text: &str) -> String {
    let mut short: String = text.chars().take(12).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
