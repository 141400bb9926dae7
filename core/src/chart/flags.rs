//! Flags over a lane: what marks a spike, a restart, a note or a gap, placed so that none covers
//! another.

use super::clock::{Clock, Zone};
use super::draw::{Scene, trend_value};
use super::model::Lane;
use crate::leak::{Spike, Trend};
use crate::telemetry::Event;
use crate::units::{bytes, count, rate, rough_duration, signed_bytes, signed_count};

/// Height of a flag.
pub const FLAG_PX: f64 = 16.0;
/// From one row of flags to the next.
const ROW_PX: f64 = 21.0;
const FIRST_ROW_PX: f64 = 5.0;
/// Free space between two flags of a row.
const APART_PX: f64 = 4.0;
/// Rows tried below the one wanted.
const ROWS_TRIED: u32 = 3;

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
/// is more than a tenth of it.
pub fn spike_text(spike: &Spike, lane: &Lane, zone: &Zone) -> String {
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

/// Tries the longest text first, in the row wanted and those below, to the right and to the left;
/// in the end only the pole stays.
fn place(scene: &Scene, want: Wanted, placed: &[Flag], text_px: &dyn Fn(&str) -> f64) -> Flag {
    let lane_top = scene
        .plan
        .lanes
        .get(want.lane)
        .map_or(0.0, |strip| strip.top_px);
    let top_of = |row: u32| lane_top + FIRST_ROW_PX + f64::from(row) * ROW_PX;
    let flag = |pole_px: f64, left_px: f64, row: u32, width_px: f64, text: &str| Flag {
        kind: want.kind,
        pole_px,
        left_px,
        top_px: top_of(row),
        width_px,
        text: text.to_owned(),
        lane: want.lane,
    };
    for text in &want.texts {
        let width = (text_px(text) + padding_px(want.kind)).ceil();
        for row in want.row..want.row + ROWS_TRIED {
            let (right, left) = want.poles_px;
            let candidates = match want.kind {
                FlagKind::Gap => [(right, right - width / 2.0), (right, right - width / 2.0)],
                _ => [(right, right), (left, left - width)],
            };
            for (pole, left_px) in candidates {
                let candidate = flag(pole, left_px, row, width, text);
                let is_inside = left_px >= scene.time.left_px - 0.5
                    && left_px + width <= scene.time.right_px + 0.5;
                if is_inside && placed.iter().all(|other| are_apart(other, &candidate)) {
                    return candidate;
                }
            }
        }
    }
    flag(want.poles_px.0, want.poles_px.0, want.row, 2.0, "")
}

fn are_apart(a: &Flag, b: &Flag) -> bool {
    a.left_px + a.width_px + APART_PX <= b.left_px
        || b.left_px + b.width_px + APART_PX <= a.left_px
        || (a.top_px - b.top_px).abs() >= FLAG_PX
}

/// Room beside a flag's text: its pole, its margins, a restart's glyph.
fn padding_px(kind: FlagKind) -> f64 {
    match kind {
        FlagKind::Restart => 27.0,
        FlagKind::Gap => 4.0,
        FlagKind::Spike | FlagKind::Note => 15.0,
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
mod tests {
    use super::*;
    use crate::chart::plan::Plan;
    use crate::chart::sample::overview;
    use expect_test::{Expect, expect};

    fn check(width_px: f64, from: f64, to: f64, expected: Expect) {
        let mut overview = overview();
        let (start, end) = overview.data_ms;
        overview.range_ms = (start + (end - start) * from, start + (end - start) * to);
        let plan = Plan::new(width_px, 163.0, overview.lanes.len(), 2);
        let zone = Zone::utc();
        let range_ms = overview.range_ms;
        let scene = Scene::new(overview.into(), plan, range_ms, &zone);
        let flags = flags(&scene, &zone, &|text| text.chars().count() as f64 * 5.5);
        for (i, a) in flags.iter().enumerate() {
            for b in &flags[i + 1..] {
                assert!(
                    a.text.is_empty() || b.text.is_empty() || are_apart(a, b),
                    "{a:?} {b:?}"
                );
            }
        }
        let lines = flags.iter().map(|f| {
            let side = if f.left_px < f.pole_px { "◂" } else { "▸" };
            let (pole, top) = (f.pole_px.round(), f.top_px);
            format!("{:?} {}{side} {pole} y{top} {}\n", f.kind, f.lane, f.text)
        });
        expected.assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn wide() {
        check(
            1128.0,
            0.0,
            1.0,
            expect![[r#"
            Spike 0▸ 159 y5 migration 12:00 · +184 MB · 14m
            Spike 0◂ 1107 y5 migration 12:00 · +184 MB · 14m
            Spike 1▸ 159 y168 migration 12:00 · +480 · 14m
            Spike 1◂ 1107 y168 migration 12:00 · +480 · 14m
            Restart 0▸ 234 y26 restart 13:53 · v2.4.0
            Note 1▸ 408 y168 kafka rebalance
            Note 1▸ 434 y189 deploy 19:00 · 30m
            Gap 0◂ 683 y5 no answer 38m
        "#]],
        );
    }

    #[test]
    fn a_phone() {
        check(
            400.0,
            0.0,
            1.0,
            expect![[r#"
            Spike 0▸ 97 y5 +184 MB
            Spike 0◂ 393 y5 +184 MB
            Spike 1▸ 97 y168 +480
            Spike 1◂ 393 y168 +480
            Restart 0▸ 121 y26 13:53
            Note 1▸ 175 y168 
            Note 1▸ 183 y168 
            Gap 0◂ 261 y5 38m
        "#]],
        );
    }

    #[test]
    fn from_inside_a_spike() {
        check(
            1128.0,
            0.0,
            0.088,
            expect![[r#"
            Spike 0◂ 1128 y5 migration 12:00 · +184 MB · 14m
            Spike 1◂ 1128 y168 migration 12:00 · +480 · 14m
        "#]],
        );
    }
}
