//! `/debug/vars`: expvar's memstats, and goroutines where the program publishes them.

use serde_json::Value;

use super::mem_stats::MemStats;
use super::{FormatError, json};
use crate::telemetry::{Metric, Reading};

/// Under which names programs publish their number of goroutines.
const GOROUTINES: [&str; 5] = [
    "goroutines",
    "numgoroutine",
    "num_goroutine",
    "num_goroutines",
    "runtime.goroutines",
];

/// Reads a whole answer; its time is still to be told.
///
/// # Errors
/// If it is not JSON, or has no memstats.
pub fn read(bytes: &[u8]) -> Result<Reading, FormatError> {
    let value = json::parse(bytes, "expvar")?;
    from_json(&value).ok_or_else(|| {
        FormatError::new("expvar", "the answer has no `memstats`")
            .advise("Give the path at which the program serves expvar, usually /debug/vars.")
    })
}

/// The reading in an answer; none if it is no expvar.
pub fn from_json(value: &Value) -> Option<Reading> {
    let vars = value.as_object()?;
    let mut stats = MemStats::default();
    for (name, value) in vars.get("memstats")?.as_object()? {
        // LastGC and PauseEnd pass 2^53: never through f64.
        if let Some(value) = value.as_u64() {
            stats.set(name, value);
        }
    }
    let mut reading = stats.reading()?;
    if let Some(count) = json::number(vars, &GOROUTINES) {
        reading.values.insert(0, (Metric::Goroutines, count));
    }
    Some(reading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memstats_and_published_goroutines() {
        let text = br#"{"cmdline": ["/srv/zoo", "-password=x"], "NumGoroutine": 12,
            "memstats": {"Sys": 100, "HeapReleased": 30, "HeapInuse": 40, "StackInuse": 5,
                "LastGC": 18446744073709551615, "NumGC": 3, "GCCPUFraction": 0.5}}"#;
        let expected = [
            (Metric::Goroutines, 12.0),
            (Metric::HeapInUse, 40.0),
            (Metric::StackInUse, 5.0),
            (Metric::HeldFromSystem, 70.0),
            (Metric::NumGc, 3.0),
        ];
        assert_eq!(read(text).unwrap().values, expected);
    }

    #[test]
    fn other_answers_are_refused() {
        assert!(read(b"{}").is_err());
        assert!(read(b"<html>").is_err());
        assert!(read(br#"{"memstats": 7}"#).is_err());
    }
}
