//! Real memory traces, taken to hold no leak, in windows that do not overlap.

use std::path::{Path, PathBuf};

use leakscope_core::telemetry::{Metric, Series};

use super::buckets::quantile;

/// Windows' lengths in hours.
pub const WINDOWS: [usize; 3] = [6, 24, 48];
/// What a leak adds over a window, as a share of the window's median.
pub const ADDED: f64 = 0.25;
/// A percent of a machine's memory, as if it had a gigabyte.
const PERCENT_BYTES: f64 = 1e7;
/// A window with fewer of its minutes is left out.
const LEAST_SHARE: f64 = 0.7;

/// What the traces measure.
pub const METRIC: Metric = Metric::HeapInUse;

/// One trace.
pub struct Trace {
    /// Whether it was held out while anything was tuned: every other one by name.
    pub held_out: bool,
    /// Minute and bytes.
    values: Vec<(f64, f64)>,
}

/// The folder of traces, beside the repository; none where it is missing.
pub fn folder() -> Option<PathBuf> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/series/alibaba-memory");
    folder.is_dir().then_some(folder)
}

/// All of them, by name.
pub fn traces(folder: &Path) -> std::io::Result<Vec<Trace>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    let traces = paths.iter().enumerate().map(|(i, path)| {
        let text = std::fs::read_to_string(path)?;
        let values = text.lines().skip(1).filter_map(|row| {
            let (minute, percent) = row.split_once(',')?;
            let percent: f64 = percent.parse().ok()?;
            Some((minute.parse().ok()?, percent * PERCENT_BYTES))
        });
        Ok(Trace {
            held_out: i % 2 == 1,
            values: values.collect(),
        })
    });
    traces.collect()
}

impl Trace {
    /// Its windows of so many hours, with a leak that adds a share of the median by the end.
    pub fn windows(&self, hours: usize, adds: f64) -> Vec<Series> {
        let minutes = (hours * 60) as f64;
        let last = self.values.last().map_or(0.0, |v| v.0);
        let count = ((last + 1.0) / minutes) as usize;
        let windows = (0..count).filter_map(|i| {
            let (from, to) = (i as f64 * minutes, (i + 1) as f64 * minutes);
            let inside = self.values.iter().filter(|v| v.0 >= from && v.0 < to);
            let inside: Vec<(f64, f64)> = inside.copied().collect();
            let is_whole = inside.len() as f64 >= LEAST_SHARE * minutes
                && inside[inside.len() - 1].0 - inside[0].0 >= 0.9 * minutes;
            is_whole.then(|| leaking(&inside, from, minutes, adds))
        });
        windows.collect()
    }

    /// All of it.
    pub fn whole(&self) -> Series {
        leaking(&self.values, 0.0, 1.0, 0.0)
    }
}

fn leaking(values: &[(f64, f64)], from: f64, minutes: f64, adds: f64) -> Series {
    let middle = quantile(&mut values.iter().map(|v| v.1).collect::<Vec<_>>(), 0.5);
    let mut series = Series::default();
    for (minute, value) in values {
        let leak = adds * middle * (minute - from) / minutes;
        series.add(minute * 60e3, value + leak);
    }
    series
}
