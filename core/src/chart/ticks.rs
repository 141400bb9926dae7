//! Where the ticks of an axis are, and what they say.

use super::clock::{Clock, Zone};
use super::scale::TimeScale;
use crate::units::{self, count, fixed};

/// A tick: a value of the axis and what stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Value or milliseconds.
    pub at: f64,
    /// Its label.
    pub label: String,
    /// Whether it stands out: midnight.
    pub is_bold: bool,
}

/// A value axis from zero: the top of it and its ticks, zero first.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueTicks {
    /// Top of the axis, at or above the highest value.
    pub max: f64,
    /// Unit of bytes shown, empty for counts.
    pub unit: &'static str,
    /// How much that unit is: bytes, or 1 for counts.
    pub unit_size: f64,
    /// The ticks.
    pub ticks: Vec<Tick>,
}

/// An axis for values up to `highest`, with three to five lines at steps of 1-2-5 × 10ⁿ of the
/// unit shown (bytes at 1024 steps). Counts never get fractions.
pub fn value_ticks(highest: f64, is_bytes: bool) -> ValueTicks {
    let (unit, unit_size) = if is_bytes {
        units::byte_unit(highest)
    } else {
        ("", 1.0)
    };
    if !highest.is_finite() || highest <= 0.0 {
        // Nothing to show yet: an empty axis says zero and no more.
        return ValueTicks {
            max: 1.0,
            unit,
            unit_size,
            ticks: vec![zero()],
        };
    }
    // A little air above the highest value, so that a peak never touches the flags over it.
    let wanted = highest / unit_size * 1.035;
    let finest = if unit_size == 1.0 { 1.0 } else { 0.1 };
    let step = steps_125(finest)
        .find(|step| wanted / step < 6.0)
        .unwrap_or(wanted);
    let max = wanted.max(step * 3.0);
    let ticks = std::iter::once(zero())
        .chain((1..=(max / step) as u32).map(|i| {
            let value = step * f64::from(i);
            let digits = if step < 1.0 {
                fixed(value, 1)
            } else {
                count(value as i64)
            };
            Tick {
                at: value * unit_size,
                label: format!("{digits} {unit}").trim_end().to_owned(),
                is_bold: false,
            }
        }))
        .collect();
    ValueTicks {
        max: max * unit_size,
        unit,
        unit_size,
        ticks,
    }
}

fn zero() -> Tick {
    Tick {
        at: 0.0,
        label: "0".to_owned(),
        is_bold: false,
    }
}

/// `finest`, then every larger 1, 2 or 5 × 10ⁿ; `finest` is such a number itself.
fn steps_125(finest: f64) -> impl Iterator<Item = f64> {
    (0..60).map(move |i| finest * [1.0, 2.0, 5.0][i % 3] * 10f64.powi(i as i32 / 3))
}

const SECOND_MS: f64 = 1e3;
const MINUTE_MS: f64 = 60e3;
const HOUR_MS: f64 = 3600e3;
const DAY_MS: f64 = 86_400e3;

/// Distances of time ticks that people count in.
const TIME_STEPS_MS: [f64; 18] = [
    SECOND_MS,
    5.0 * SECOND_MS,
    10.0 * SECOND_MS,
    30.0 * SECOND_MS,
    MINUTE_MS,
    2.0 * MINUTE_MS,
    5.0 * MINUTE_MS,
    15.0 * MINUTE_MS,
    30.0 * MINUTE_MS,
    HOUR_MS,
    2.0 * HOUR_MS,
    3.0 * HOUR_MS,
    6.0 * HOUR_MS,
    12.0 * HOUR_MS,
    DAY_MS,
    2.0 * DAY_MS,
    7.0 * DAY_MS,
    28.0 * DAY_MS,
];

/// Ticks no closer than this.
const CLOSEST_TICKS_PX: f64 = 62.0;

/// Ticks of the time axis, at round times of the zone shown; midnight is bold and says its date.
pub fn time_ticks(scale: &TimeScale, zone: &Zone) -> Vec<Tick> {
    let step_ms = TIME_STEPS_MS
        .into_iter()
        .find(|step_ms| step_ms / scale.ms_per_px() >= CLOSEST_TICKS_PX)
        .unwrap_or_else(|| (scale.ms_per_px() * CLOSEST_TICKS_PX / DAY_MS).ceil() * DAY_MS);
    let clock = Clock::new(zone);
    let mut ticks = Vec::new();
    // Each stretch of one offset has its own grid of local times; neighbours are kept apart below.
    for (from_ms, to_ms, offset_ms) in zone.stretches(scale.from_ms, scale.to_ms) {
        let mut local_ms = ((from_ms + offset_ms) / step_ms).ceil() * step_ms;
        // The range over the step is at most the plot's width over CLOSEST_TICKS_PX.
        while local_ms - offset_ms <= to_ms && ticks.len() < 1000 {
            let at = local_ms - offset_ms;
            let is_midnight = local_ms.rem_euclid(DAY_MS) == 0.0;
            ticks.push(Tick {
                at,
                label: if is_midnight {
                    clock.date(at)
                } else if step_ms < MINUTE_MS {
                    clock.seconds(at)
                } else {
                    clock.minutes(at)
                },
                is_bold: is_midnight,
            });
            local_ms += step_ms;
        }
    }
    ticks.dedup_by(|b, a| (b.at - a.at) / scale.ms_per_px() < CLOSEST_TICKS_PX / 2.0);
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check_values(highest: f64, is_bytes: bool, expected: Expect) {
        let axis = value_ticks(highest, is_bytes);
        let labels: Vec<_> = axis.ticks.iter().map(|t| t.label.as_str()).collect();
        expected.assert_eq(&labels.join(" | "));
    }

    #[test]
    fn values() {
        let mb = 1048576.0;
        check_values(337.0 * mb, true, expect!["0 | 100 MB | 200 MB | 300 MB"]);
        check_values(
            4941.0,
            false,
            expect!["0 | 1,000 | 2,000 | 3,000 | 4,000 | 5,000"],
        );
        check_values(2.0, false, expect!["0 | 1 | 2 | 3"]);
        check_values(1.3 * mb, true, expect!["0 | 0.5 MB | 1.0 MB | 1.5 MB"]);
        check_values(900.0, true, expect!["0 | 200 B | 400 B | 600 B | 800 B"]);
        check_values(
            1020.0 * mb,
            true,
            expect!["0 | 200 MB | 400 MB | 600 MB | 800 MB | 1,000 MB"],
        );
        check_values(0.0, true, expect!["0"]);
        check_values(f64::NAN, false, expect!["0"]);
    }

    fn check_times(from: &str, length_ms: f64, width_px: f64, offset_hours: f64, expected: Expect) {
        let from_ms = crate::chart::clock::parse_utc(from);
        let scale = TimeScale::new((from_ms, from_ms + length_ms), 0.0, width_px);
        let zone = Zone::fixed(offset_hours * HOUR_MS);
        let labels: Vec<_> = time_ticks(&scale, &zone)
            .into_iter()
            .map(|t| {
                if t.is_bold {
                    format!("*{}*", t.label)
                } else {
                    t.label
                }
            })
            .collect();
        expected.assert_eq(&labels.join(" "));
    }

    #[test]
    fn times() {
        check_times(
            "2026-11-23 09:40:00",
            27.8 * HOUR_MS,
            1060.0,
            0.0,
            expect![
                "10:00 12:00 14:00 16:00 18:00 20:00 22:00 *Tue 24 Nov* 02:00 04:00 06:00 08:00 10:00 12:00"
            ],
        );
        check_times(
            "2026-11-23 23:40:00",
            15.0 * MINUTE_MS,
            500.0,
            0.0,
            expect!["23:40 23:42 23:44 23:46 23:48 23:50 23:52 23:54"],
        );
        check_times(
            "2026-11-23 18:29:57",
            20.0 * SECOND_MS,
            300.0,
            5.5,
            expect!["*Tue 24 Nov* 00:00:05 00:00:10 00:00:15"],
        );
        check_times(
            "2026-01-01 12:00:00",
            3.0 * DAY_MS,
            400.0,
            1.0,
            expect!["*Fri 2 Jan* 12:00 *Sat 3 Jan* 12:00 *Sun 4 Jan* 12:00"],
        );
    }

    proptest! {
        #[test]
        fn three_to_five_lines_above_zero(highest in 3.0..1e13f64, is_bytes: bool) {
            let axis = value_ticks(highest, is_bytes);
            prop_assert!((4..=6).contains(&axis.ticks.len()), "{axis:?}");
            prop_assert!(axis.max >= highest);
        }

        #[test]
        fn time_ticks_are_apart_and_inside(from in 0.0..2e12f64, length in 1e4..1e12f64, width in 100.0..3000.0f64) {
            let scale = TimeScale::new((from, from + length), 68.0, 68.0 + width);
            let ticks = time_ticks(&scale, &Zone::utc());
            prop_assert!(ticks.iter().all(|t| scale.shows(t.at)));
            prop_assert!(ticks.windows(2).all(|w| scale.px(w[1].at) - scale.px(w[0].at) >= 30.9));
        }
    }
}
