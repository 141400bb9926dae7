//! Metrics as Prometheus scrapes them, text format 0.0.4 and OpenMetrics: what they say of memory and
//! goroutines, as readings.
//!
//! ```text
//! # HELP go_goroutines Number of goroutines that currently exist.
//! # TYPE go_goroutines gauge
//! go_goroutines 4506
//! jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 1.2582912e+07 1795446721500
//! ```
//!
//! Samples with times become one reading for each time; those without are of when the file was.

mod line;
mod names;

use std::ops::ControlFlow::Continue;

use super::text;
use super::{FormatError, Progress};
use crate::job::Pace;
use crate::map::Map;
use crate::order;
use crate::telemetry::{Metric, Reading};
use line::Sample;
use names::Value;

/// A week of readings every ten seconds are 60,480.
const MAX_TIMES: usize = 100_000;

/// Whether a text that begins with this line is such metrics. A bare name and a number is any text: it
/// takes labels, or a name as metrics have them.
pub fn is_line(line: &[u8]) -> bool {
    let is_comment = [&b"# HELP "[..], b"# TYPE ", b"# UNIT "];
    let is_comment = is_comment.iter().any(|start| line.starts_with(start));
    is_comment
        || Sample::parse(line)
            .is_some_and(|sample| !sample.labels.is_empty() || sample.name.contains(&b'_'))
}

/// Reads a whole text, in the order of its times.
///
/// # Errors
/// With the line, for one that is no sample; and where no metric is one of those charted here.
pub async fn read(
    bytes: &[u8],
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Vec<Reading>, FormatError> {
    let mut at: Map<i64, Found> = Map::default();
    let (mut samples, mut is_open_metrics) = (0, false);
    let mut each = |number: usize, line: &[u8]| {
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"#") {
            is_open_metrics |= line == b"# EOF";
            return Ok(Continue(()));
        }
        let sample = Sample::parse(line).ok_or_else(|| {
            error("the line is not `name{label=\"value\"} number`")
                .at_line(number)
                .advise("Fetch the metrics again, as they are (curl -o FILE URL).")
        })?;
        samples += 1;
        if let Some((value, is_sum)) = names::value_of(&sample) {
            // Whole milliseconds of either dialect: OpenMetrics has seconds.
            let at_milli = (sample.time.unwrap_or(0.0) * 1e3).round() as i64;
            at.or_default(at_milli).add(value, is_sum, sample.number);
            if at.len() > MAX_TIMES {
                return Err(error("it has samples of more than 100,000 times")
                    .at_line(number)
                    .advise("Open a part of it: a few days, or fewer samples an hour."));
            }
        }
        Ok(Continue(()))
    };
    text::read_lines(bytes, pace, progress, &mut each).await?;
    let scale = if is_open_metrics { 1.0 } else { 1e-3 };
    let mut readings: Vec<Reading> = at
        .into_rows()
        .into_iter()
        .filter_map(|(at, found)| {
            let values = found.values();
            (!values.is_empty()).then(|| Reading {
                at_ms: at as f64 * scale,
                values,
                ..Reading::default()
            })
        })
        .collect();
    order::sort_by(&mut readings, |a, b| a.at_ms.total_cmp(&b.at_ms));
    if readings.is_empty() {
        let what = format!(
            "it tells nothing of memory, goroutines, threads or collections in {}",
            text::counted(samples, "sample")
        );
        return Err(error(&what).advise(
            "Ask for the metrics of the process itself: go_* of a Go program, process_*, nodejs_*, jvm_*.",
        ));
    }
    Ok(readings)
}

fn error(what: &str) -> FormatError {
    FormatError::new("Prometheus metrics", what)
}

/// What was found for one time.
#[derive(Default)]
struct Found(Vec<(Value, f64)>);

impl Found {
    fn add(&mut self, value: Value, is_sum: bool, number: f64) {
        match self.0.iter_mut().find(|(its, _)| *its == value) {
            Some((_, sum)) if is_sum => *sum += number,
            // Of several processes the first is shown: their sum is none of them.
            Some(_) => {}
            None => self.0.push((value, number)),
        }
    }

    fn values(self) -> Vec<(Metric, f64)> {
        let of = |value: Value| {
            let found = self.0.iter().find(|(its, _)| *its == value);
            found.map(|(_, number)| *number)
        };
        let go_held = of(Value::GoSys).zip(of(Value::GoReleased));
        let go_held = go_held.map(|(sys, released)| (sys - released).max(0.0));
        let measured = Metric::ALL.map(|metric| {
            let value = of(Value::Metric(metric));
            let value = match metric {
                Metric::HeldFromSystem => value.or(go_held),
                _ => value,
            };
            value.map(|value| (metric, value))
        });
        measured.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests;
