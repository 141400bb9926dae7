//! What the first screen says of the demo recording before it is loaded.

use leakscope_core::telemetry::{History, Metric};
use leakscope_core::units::{self, count};

/// One sentence with the recording's own figures.
pub fn figures(history: &History) -> String {
    let (from_ms, to_ms) = history.range_ms().unwrap_or_default();
    let range = |metric| {
        let series = history.series(metric);
        let range = series.and_then(|series| series.now_min_max(from_ms, to_ms));
        range.map_or((0.0, 0.0), |(_, min, max)| (min, max))
    };
    let (fewest, most) = range(Metric::Goroutines);
    let (_, heap) = range(Metric::HeapInUse);
    let migrations = history.events.iter().filter(|event| !event.is_note).count();
    format!(
        "{:.0} minutes of a real service that leaks with every health check, as it was watched: \
         {} to {} goroutines, up to {} of heap in use, {}, {}, {}.\n",
        (to_ms - from_ms) / 60e3,
        count(fewest as i64),
        count(most as i64),
        units::bytes(heap),
        of(migrations, "migration"),
        of(history.restarts.len(), "restart"),
        of(history.profiles.len(), "profile"),
    )
}

fn of(number: usize, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use leakscope_core::formats::Limits;
    use leakscope_core::job::{Pace, run};
    use leakscope_core::recording;
    use std::fs;

    #[test]
    fn the_first_screen_says_what_the_recording_holds() {
        let demo = crate::paths::repo().join("demo");
        let zip = fs::read(demo.join("demo.leakscope.zip")).unwrap();
        let opened = run(recording::read(
            &zip,
            &Limits::default(),
            &Pace::unhurried(),
        ))
        .unwrap();
        let said = fs::read_to_string(demo.join("figures.txt")).unwrap_or_default();
        assert_eq!(
            said,
            figures(&opened.recording.services[0]),
            "`cargo xtask record --from-answers` writes demo/figures.txt anew"
        );
    }
}
