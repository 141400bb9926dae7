//! What an experiment with our own health checks says: whether they drive the growth.

use super::evidence::line;
use super::say::{strong, text};
use super::stats::{scaled_mad, theil_sen};
use super::{Evidence, Mark, Span, Spike};
use crate::telemetry::{Experiment, History, Metric, PHASES, Phase, Series};
use crate::units::{count, fixed, rate};

/// How many phases of each kind there must be.
const LEAST_PHASES: usize = 3;
/// Readings of a phase, and how much of it they must span.
const LEAST_READINGS: usize = 5;
const LEAST_SHARE: f64 = 0.6;
/// What is left out of a phase at its beginning: a check may have been on its way.
const SETTLING_SHARE: f64 = 0.05;
/// A fast phase has sent this share of its checks; a hidden tab sends fewer.
const SENT_SHARE: f64 = 0.5;
/// How rarely chance may deal the slopes so.
const CHANCE: f64 = 0.05;
/// Health checks are cleared if each adds less than this share of what it would if they drove all of it,
/// or next to nothing.
const CLEARED_SHARE: f64 = 0.2;
const NEXT_TO_NOTHING: f64 = 0.05;
/// What is left without our checks counts as others' from this share of the growth on.
const OTHERS_SHARE: f64 = 0.15;
/// Student's t at 97.5 %, for 4, 5 and 6 degrees of freedom: of six to eight phases.
const STUDENT: [f64; 3] = [2.776, 2.571, 2.447];
/// Counts are whole: a slope over a phase is uncertain by about this many.
const ROUNDING: f64 = 0.5;

/// How goroutines grew of late, which tells how long an experiment must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growing {
    /// Slope per hour.
    pub per_hour: f64,
    /// How far counts lie from the line.
    pub noise: f64,
}

/// The last readings of the present instance, seen as a line; none of fewer than a minute.
pub fn growing_now(history: &History) -> Option<Growing> {
    // The inventory is told with each answer, and the slope costs their square.
    const READINGS: usize = 100;
    const RECENT_MS: f64 = 90e3;
    let series = history.series(Metric::Goroutines)?;
    let from_ms = history
        .restarts
        .last()
        .map_or(f64::NEG_INFINITY, |r| r.at_ms);
    let from = series.at_ms.partition_point(|at| *at < from_ms);
    // Asked every second, and by health too, a hundred readings are less than the minute that is needed.
    let (last_ms, _) = series.last()?;
    let recent = series.at_ms.partition_point(|at| *at < last_ms - RECENT_MS);
    let from = from.max(series.len().saturating_sub(READINGS).min(recent));
    let step = (series.len() - from).div_ceil(READINGS).max(1);
    let points = points(series, from..series.len());
    let points: Vec<(f64, f64)> = points.into_iter().step_by(step).collect();
    let (first, last) = (points.first()?, points.last()?);
    if points.len() < 12 || (last.0 - first.0) * 60.0 < 1.0 {
        return None;
    }
    let (per_hour, offset) = theil_sen(&points);
    let rest: Vec<f64> = points
        .iter()
        .map(|(x, y)| y - offset - per_hour * x)
        .collect();
    Some(Growing {
        per_hour: per_hour.max(0.0),
        noise: scaled_mad(&rest).max(ROUNDING),
    })
}

/// What an experiment came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The experiment.
    pub experiment: Experiment,
    /// What it says.
    pub outcome: Outcome,
    /// What each check adds, and the interval of that at 95 %.
    pub adds: f64,
    /// See `adds`.
    pub range: (f64, f64),
    /// How often chance deals slopes so much in favour of checks, of all ways to deal them.
    pub p: f64,
    /// Mean slope of the fast phases and of the quiet ones, per hour.
    pub slopes: (f64, f64),
    /// How many of each could be used.
    pub used: (usize, usize),
}

/// Whether health checks drive the growth.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// They do; whether ours alone explain it.
    Drive {
        /// Whether nothing to speak of is left without ours.
        alone: bool,
    },
    /// They do not.
    DoNot,
    /// Neither is shown; why.
    Undecided(String),
}

/// Judges a service's last experiment; none without one, or while it goes on. `spikes` are those of
/// goroutines.
pub fn judge_experiment(history: &History, spikes: &[Spike]) -> Option<Judged> {
    let experiment = history.experiment.filter(Experiment::is_sound)?;
    let now_ms = history.last_answer_ms()?;
    if experiment.is_running(now_ms) {
        return None;
    }
    let mut lost = Lost::default();
    let (mut fast, mut quiet) = (Vec::new(), Vec::new());
    for (index, phase) in PHASES.iter().enumerate() {
        match slope(history, &experiment, index, spikes) {
            Ok(seen) if *phase == Phase::Fast => fast.push(seen),
            Ok(seen) => quiet.push(seen),
            Err(why) => lost.add(why),
        }
    }
    let judged = Judged {
        experiment,
        outcome: Outcome::Undecided(String::new()),
        adds: 0.0,
        range: (0.0, 0.0),
        p: 1.0,
        slopes: (mean(&fast, 0), mean(&quiet, 0)),
        used: (fast.len(), quiet.len()),
    };
    if fast.len().min(quiet.len()) < LEAST_PHASES {
        let outcome = Outcome::Undecided(lost.in_words());
        return Some(Judged { outcome, ..judged });
    }
    Some(judged.decided(&fast, &quiet))
}

impl Judged {
    fn decided(mut self, fast: &[[f64; 2]], quiet: &[[f64; 2]]) -> Judged {
        let checks_apart = mean(fast, 1) - mean(quiet, 1);
        let n = (fast.len(), quiet.len());
        let degrees = n.0 + n.1 - 2;
        let around = |phases: &[[f64; 2]]| {
            let mean = mean(phases, 0);
            phases
                .iter()
                .map(|seen| (seen[0] - mean).powi(2))
                .sum::<f64>()
        };
        let rounding = ROUNDING / (self.experiment.phase_ms / 3.6e6);
        let variance = ((around(fast) + around(quiet)) / degrees as f64).max(rounding * rounding);
        let error = (variance * (1.0 / n.0 as f64 + 1.0 / n.1 as f64)).sqrt();
        let student = STUDENT[(degrees - 4).min(STUDENT.len() - 1)];
        let per_check = |slope: f64| slope / checks_apart;
        let apart = self.slopes.0 - self.slopes.1;
        self.adds = per_check(apart);
        self.range = (
            per_check(apart - student * error),
            per_check(apart + student * error),
        );
        self.p = chance(fast, quiet);
        let usual_per_hour = match self.experiment.usual_ms {
            usual_ms if usual_ms > 0.0 => 3.6e6 / usual_ms,
            _ => 3.6e6 / self.experiment.fast_ms,
        };
        // What each would add if all that grows without our checks were theirs after all.
        let if_driving = self.slopes.1.max(0.0) / usual_per_hour;
        let cleared = (CLEARED_SHARE * if_driving).max(NEXT_TO_NOTHING);
        // Neither seen for sure nor much of the growth.
        let left = self.slopes.1;
        let total = self.adds * usual_per_hour + left;
        let is_chance = left <= student * (variance / n.1 as f64).sqrt() && left <= 0.5 * total;
        let alone = left <= OTHERS_SHARE * total || is_chance;
        self.outcome = if self.range.0 > 0.0 && self.p <= CHANCE && self.adds > NEXT_TO_NOTHING {
            Outcome::Drive { alone }
        } else if self.range.1 < cleared {
            Outcome::DoNot
        } else {
            Outcome::Undecided("the noise is too large for what each check may add".to_owned())
        };
        self
    }

    /// "health checks drive it: each adds 2.0 (1.9–2.1)", in a sentence.
    pub fn in_words(&self) -> String {
        let (fast, quiet) = (rate(self.slopes.0, "count"), rate(self.slopes.1, "count"));
        let range = format!("{}–{}", number(self.range.0), number(self.range.1));
        match &self.outcome {
            Outcome::Drive { alone } => {
                let others = match alone {
                    true => String::new(),
                    false => format!(
                        "; without ours it still grows by {quiet}: others' checks, or something else"
                    ),
                };
                format!(
                    "health checks drive it: each adds {} ({range}){others}",
                    number(self.adds)
                )
            }
            Outcome::DoNot => {
                format!(
                    "health checks do not drive it: {quiet} with none of ours, {fast} with many"
                )
            }
            Outcome::Undecided(why) if self.used.0.min(self.used.1) < LEAST_PHASES => {
                format!("undecided: {why}")
            }
            Outcome::Undecided(why) => {
                format!(
                    "undecided: each check adds between {} and {}; {why}",
                    number(self.range.0),
                    number(self.range.1)
                )
            }
        }
    }

    /// As a line of evidence.
    pub(super) fn line(&self) -> Evidence {
        let clock = Span::Clock {
            from_ms: self.experiment.begun_ms,
            to_ms: self.experiment.end_ms(),
        };
        let mut said = vec![
            text("experiment "),
            clock,
            text(": "),
            strong(self.in_words()),
        ];
        if self.used.0.min(self.used.1) >= LEAST_PHASES {
            said.push(text(format!(
                "; {} in {} phases with many checks, {} in {} without, p = {}",
                rate(self.slopes.0, "count"),
                count(self.used.0 as i64),
                rate(self.slopes.1, "count"),
                count(self.used.1 as i64),
                fixed(self.p, 3),
            )));
        }
        line(Mark::Note, said)
    }
}

/// Why phases could not be used, and how many.
#[derive(Default)]
struct Lost(Vec<(&'static str, usize)>);

impl Lost {
    fn add(&mut self, why: &'static str) {
        match self.0.iter_mut().find(|(known, _)| *known == why) {
            Some((_, times)) => *times += 1,
            None => self.0.push((why, 1)),
        }
    }

    fn in_words(&self) -> String {
        let each = self.0.iter().map(|(why, times)| format!("{times} {why}"));
        let each: Vec<String> = each.collect();
        format!("of {} phases {}", PHASES.len(), each.join(", "))
    }
}

/// Slope and checks per hour of one phase; why it cannot be used.
fn slope(
    history: &History,
    experiment: &Experiment,
    index: usize,
    spikes: &[Spike],
) -> Result<[f64; 2], &'static str> {
    let (from_ms, to_ms) = experiment.phase_range_ms(index);
    let meets = |from: f64, to: f64| from < to_ms && to > from_ms;
    if to_ms > experiment.end_ms() + 1.0 {
        return Err("did not come to their end");
    }
    if history
        .restarts
        .iter()
        .any(|r| meets(r.at_ms, r.at_ms + 1.0))
    {
        return Err("saw a restart");
    }
    if spikes
        .iter()
        .any(|spike| meets(spike.start_ms, spike.end_ms))
    {
        return Err("saw a spike");
    }
    let hours = (to_ms - from_ms) / 3.6e6;
    let checks = &history.our_checks_ms;
    let sent_until = |at_ms: f64| checks.partition_point(|&check| check < at_ms);
    let sent = (sent_until(to_ms) - sent_until(from_ms)) as f64;
    let planned = match PHASES[index] {
        Phase::Fast => experiment.phase_ms / experiment.fast_ms,
        Phase::Quiet => 0.0,
    };
    if sent < SENT_SHARE * planned {
        return Err("sent too few checks (a hidden tab is slowed down, and a pause sends none)");
    }
    let series = history.series(Metric::Goroutines).ok_or("have no counts")?;
    let settled_ms = from_ms + SETTLING_SHARE * experiment.phase_ms;
    let points = points(series, series.within(settled_ms, to_ms));
    let span = match (points.first(), points.last()) {
        (Some(first), Some(last)) => last.0 - first.0,
        _ => 0.0,
    };
    if points.len() < LEAST_READINGS || span < LEAST_SHARE * hours {
        return Err(
            "have too few counts (the tab was hidden or closed, or the service did not answer)",
        );
    }
    // Checks between the first and the last of these counts, which tell of no others.
    let ends_ms = series.within(settled_ms, to_ms);
    let (first_ms, last_ms) = (series.at_ms[ends_ms.start], series.at_ms[ends_ms.end - 1]);
    let sent = sent_until(last_ms) - sent_until(first_ms);
    Ok([least_squares(&points), sent as f64 / span])
}

/// Hours since the first, and the count.
fn points(series: &Series, range: std::ops::Range<usize>) -> Vec<(f64, f64)> {
    let from_ms = series.at_ms.get(range.start).copied().unwrap_or_default();
    let at = series.at_ms[range.clone()]
        .iter()
        .map(|at| (at - from_ms) / 3.6e6);
    at.zip(series.values[range].iter().copied()).collect()
}

/// Unbiased where a phase sees only a few steps, which the median of all pairs would pass over.
fn least_squares(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let middle = points
        .iter()
        .fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    let (mut xx, mut xy) = (0.0, 0.0);
    for (x, y) in points {
        xx += (x - middle.0).powi(2);
        xy += (x - middle.0) * (y - middle.1);
    }
    if xx > 0.0 { xy / xx } else { 0.0 }
}

/// The share of all ways to deal the slopes to phases in which the fast ones stand out as much.
fn chance(fast: &[[f64; 2]], quiet: &[[f64; 2]]) -> f64 {
    let slopes: Vec<f64> = fast.iter().chain(quiet).map(|seen| seen[0]).collect();
    let seen: f64 = slopes[..fast.len()].iter().sum();
    let scale = slopes.iter().fold(0.0, |sum: f64, slope| sum + slope.abs());
    let (mut ways, mut as_much) = (0u32, 0u32);
    for dealt in 0u32..1 << slopes.len() {
        if dealt.count_ones() as usize == fast.len() {
            let place = |i: &usize| dealt >> i & 1 == 1;
            let sum: f64 = (0..slopes.len()).filter(place).map(|i| slopes[i]).sum();
            ways += 1;
            as_much += u32::from(sum >= seen - 1e-9 * scale);
        }
    }
    f64::from(as_much) / f64::from(ways)
}

fn mean(phases: &[[f64; 2]], column: usize) -> f64 {
    let sum: f64 = phases.iter().map(|seen| seen[column]).sum();
    sum / phases.len().max(1) as f64
}

/// `2.0`, `−0.13`.
fn number(value: f64) -> String {
    let decimals = if value.abs() < 0.95 { 2 } else { 1 };
    let digits = fixed(value.abs(), decimals);
    let is_zero = digits.chars().all(|c| c == '0' || c == '.');
    match value < 0.0 && !is_zero {
        true => format!("\u{2212}{digits}"),
        false => digits,
    }
}
