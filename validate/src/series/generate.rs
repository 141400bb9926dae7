//! Series of every family, length and scale, from seeds.

use leakscope_core::telemetry::{History, Metric, Series, ServiceId, Target};

use super::dice::Dice;
use super::families::{Course, FAMILIES, Family};
use super::pieces::ar;

/// Lengths in hours, and seconds between two readings.
pub const LENGTHS: [(f64, f64); 4] = [(6.0, 15.0), (24.0, 60.0), (48.0, 60.0), (72.0, 60.0)];

/// The seeds that anything was tuned on lie below; those of the figures at it and above.
pub const FIRST_UNSEEN_SEED: u64 = 1_000_000;

/// A series with what is known of it.
pub struct Sample {
    /// Place in [`FAMILIES`].
    pub family: usize,
    /// What it was made from.
    pub seed: u64,
    /// How long it is.
    pub hours: f64,
    /// A service of which nothing else was read.
    pub history: History,
    /// Memory or goroutines.
    pub metric: Metric,
}

impl Sample {
    /// Its family.
    pub fn family(&self) -> &'static Family {
        &FAMILIES[self.family]
    }

    /// Its readings.
    pub fn series(&self) -> &Series {
        static NONE: Series = Series {
            at_ms: Vec::new(),
            values: Vec::new(),
        };
        self.history.series(self.metric).unwrap_or(&NONE)
    }
}

/// A service of which nothing but this series was ever read.
pub fn history_of(metric: Metric, series: Series) -> History {
    let mut history = History::new(ServiceId(1), Target::default());
    history.series.push((metric, series));
    history
}

/// `seeds` series of each family, length and metric, none where the family needs more hours.
pub fn samples(seeds: std::ops::Range<u64>, tuned_only: bool) -> Vec<Sample> {
    let mut samples = Vec::new();
    for (number, family) in FAMILIES.iter().enumerate() {
        if tuned_only && family.held_out {
            continue;
        }
        for (hours, interval_s) in LENGTHS {
            for metric in [Metric::HeapInUse, Metric::Goroutines] {
                if hours < family.from_hours {
                    continue;
                }
                for seed in seeds.clone() {
                    samples.push(sample(number, hours, interval_s, metric, seed));
                }
            }
        }
    }
    samples
}

/// A steady leak over a week, a reading every 5 s, a few times.
pub fn samples_of_a_week() -> Vec<Sample> {
    let seeds = 0..5;
    seeds
        .map(|seed| sample(0, 168.0, 5.0, Metric::HeapInUse, seed))
        .collect()
}

/// Every reading of a week at 5 s, of a family.
pub fn week(number: usize, metric: Metric, seed: u64) -> Series {
    readings(number, 168.0, 5.0, metric, seed)
}

fn sample(number: usize, hours: f64, interval_s: f64, metric: Metric, seed: u64) -> Sample {
    let mut series = Series::default();
    let readings = readings(number, hours, interval_s, metric, seed);
    for (at_ms, value) in readings.at_ms.iter().zip(&readings.values) {
        series.add(*at_ms, *value);
    }
    Sample {
        family: number,
        seed,
        hours,
        history: history_of(metric, series),
        metric,
    }
}

/// Every reading there is, however many.
fn readings(number: usize, hours: f64, interval_s: f64, metric: Metric, seed: u64) -> Series {
    let seeds = [seed, number as u64, hours as u64, metric as u64];
    let dice = &mut Dice::new(&seeds);
    // A reading comes a little early or late, and one in two hundred not at all.
    let count = (hours * 3600.0 / interval_s) as usize;
    let mut seconds: Vec<f64> = Vec::with_capacity(count);
    for i in 0..count {
        if dice.roll() >= 0.005 {
            seconds.push((i as f64 + dice.within(0.0, 0.2)) * interval_s);
        }
    }
    let is_count = metric == Metric::Goroutines;
    // Tasks, or bytes.
    let (level, least) = match is_count {
        true => (dice.scale(30.0, 20_000.0), 40.0),
        false => (dice.scale(20e6, 4e9), 8e6),
    };
    let course = Course {
        x: seconds.iter().map(|s| s / (hours * 3600.0)).collect(),
        hours,
        least: least / level,
    };
    let values = (FAMILIES[number].values)(&course, dice);
    // Readings waver, each by itself and, as the load does, for minutes or hours.
    let own = ar(
        values.len(),
        dice.scale(0.003, 0.06),
        dice.within(0.0, 0.9),
        dice,
    );
    let readings_an_hour = 3600.0 / interval_s;
    let memory = 1.0 - 1.0 / (dice.scale(0.1, 0.08 * hours) * readings_an_hour);
    let load = ar(values.len(), dice.scale(0.003, 0.06), memory.max(0.0), dice);
    let mut series = Series::default();
    for (((second, value), own), load) in seconds.iter().zip(values).zip(own).zip(load) {
        let value = level * (value + own + load).max(0.01);
        let value = if is_count {
            value.round().max(1.0)
        } else {
            value.round()
        };
        series.at_ms.push(START_MS + second * 1e3);
        series.values.push(value);
    }
    series
}

/// A Monday, 09:40 UTC.
const START_MS: f64 = 1_763_977_200e3;
