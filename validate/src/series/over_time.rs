//! Series judged again and again while they grow: how soon a leak is called, how often a sound
//! service raises an alarm.

use leakscope_core::leak::VerdictKind;

use super::figures::short;
use super::generate::{LENGTHS, Sample, samples};
use super::judged::on_all_cores;
use super::ours::{Said, ours_until};
use super::table::table;

/// How often each is judged.
const TIMES: usize = 24;
/// Series of each family, length and metric.
const SEEDS: u64 = 6;

/// The table.
pub fn report(first_seed: u64, tuned_only: bool) -> Result<String, String> {
    let samples = samples(first_seed..first_seed + SEEDS, tuned_only);
    let said = on_all_cores(&samples, again_and_again);
    let mut rows = Vec::new();
    for (hours, _) in LENGTHS {
        let those = |leaks: bool| {
            let pairs = samples.iter().zip(&said);
            let pairs = pairs.filter(move |(s, _)| s.hours == hours && s.family().leaks == leaks);
            pairs.map(|(_, said)| said).collect::<Vec<_>>()
        };
        let mut delays: Vec<f64> = those(true)
            .iter()
            .map(|said| {
                let first = said.iter().position(|s| s.is_called());
                first.map_or(f64::INFINITY, |i| hours * (i + 1) as f64 / TIMES as f64)
            })
            .collect();
        delays.sort_by(f64::total_cmp);
        let delay = |share: f64| {
            let at = delays[((delays.len() - 1) as f64 * share) as usize];
            if at.is_finite() {
                format!("{at:.1} h")
            } else {
                "never".to_owned()
            }
        };
        let days = those(false).len() as f64 * hours / 24.0;
        let alarms = |called: &dyn Fn(&Said) -> bool| {
            let count: usize = those(false)
                .iter()
                .map(|said| beginnings(said, called))
                .sum();
            short(count as f64 / days)
        };
        rows.push(vec![
            format!("{hours} h"),
            delay(0.5),
            delay(0.9),
            alarms(&|s| s.is_called()),
            alarms(&|s| s.kind == VerdictKind::Leak),
        ]);
    }
    let head = [
        "watched for, judged 24 times",
        "half of the leaks called within",
        "nine tenths within",
        "false alarms per service and day",
        "of them leak, not suspected",
    ];
    Ok(table(&head, &rows))
}

fn again_and_again(sample: &Sample) -> Vec<Said> {
    let series = sample.series();
    let from_ms = series.at_ms[0];
    let judged = (1..=TIMES).map(|i| {
        let share = i as f64 / TIMES as f64;
        ours_until(
            series,
            sample.metric,
            from_ms + share * sample.hours * 3.6e6,
        )
    });
    judged.collect()
}

/// How often it was said after it was not said.
pub fn beginnings(said: &[Said], called: &dyn Fn(&Said) -> bool) -> usize {
    let mut before = false;
    let begins = said.iter().filter(|s| {
        let now = called(s);
        let begins = now && !before;
        before = now;
        begins
    });
    begins.count()
}
