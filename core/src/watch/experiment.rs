//! The experiment that varies our own health checks: whether it can begin, how long its phases are, and
//! when the next check is due while it goes on.

use super::endpoint::What;
use crate::engine::protocol::Intervals;
use crate::leak::Growing;
use crate::telemetry::{Experiment, PHASES, Phase, Target};
use crate::units::{count, rough_duration, shortest};

/// Checks come this much oftener in fast phases than usually, within bounds.
const OFTENER: f64 = 6.0;
const FAST_MS: (f64, f64) = (1e3, 5e3);
/// A phase has at least so many readings, and is never longer than this.
const LEAST_READINGS: f64 = 12.0;
const LONGEST_PHASE_MS: f64 = 30.0 * 60e3;
/// How many standard errors the effect looked for must stand out by.
const STANDS_OUT: f64 = 5.0;

/// An experiment to begin now, from what was seen so far; why there can be none in a sentence.
pub fn plan(
    target: &Target,
    intervals: &Intervals,
    growing: Option<Growing>,
    now_ms: f64,
) -> Result<Experiment, String> {
    if target.health.is_empty() {
        return Err("Health is not asked: there is nothing to vary.".to_owned());
    }
    let counts_ms = What::Counts
        .interval_ms(intervals)
        .filter(|_| !target.pprof.is_empty());
    let Some(counts_ms) = counts_ms else {
        return Err(
            "It needs the counts of the pprof index: without health nothing else tells the number of goroutines."
                .to_owned(),
        );
    };
    let Some(growing) = growing else {
        return Err(
            "It needs a minute of counts first, which tell how long its phases must be.".to_owned(),
        );
    };
    let usual_ms = What::Health.interval_ms(intervals);
    let fast_ms = usual_ms.map_or(FAST_MS.1, |usual_ms| {
        (usual_ms / OFTENER)
            .clamp(FAST_MS.0, FAST_MS.1)
            .min(usual_ms)
    });
    // Half of what each would add if checks drove all of it.
    let each = growing.per_hour * usual_ms.unwrap_or(fast_ms) / 3.6e6;
    let effect_per_ms = (0.5 * each).clamp(0.5, 2.0) / fast_ms;
    // The error of a slope over n readings that scatter by σ, c apart, is σ·√12 / (c·n·√n); of the
    // difference of four and four, 1/√2 of it.
    let error = |n: f64| growing.noise * 12f64.sqrt() / (counts_ms * n * n.sqrt()) / 2f64.sqrt();
    let mut readings = LEAST_READINGS;
    while error(readings) * STANDS_OUT > effect_per_ms && readings * counts_ms < LONGEST_PHASE_MS {
        readings *= 1.25;
    }
    // A few checks more than readings are left out at its beginning.
    let phase_ms = ((readings.ceil() + 2.0) * counts_ms).max(4.0 * fast_ms);
    Ok(Experiment {
        begun_ms: now_ms,
        phase_ms: phase_ms
            .min(LONGEST_PHASE_MS)
            .max(LEAST_READINGS * counts_ms),
        fast_ms,
        usual_ms: usual_ms.unwrap_or_default(),
        stopped_ms: None,
    })
}

/// What it will do, in words.
pub fn announced(experiment: &Experiment) -> String {
    let whole_ms = PHASES.len() as f64 * experiment.phase_ms;
    let signs: Vec<&str> = PHASES
        .iter()
        .map(|phase| {
            if *phase == Phase::Fast {
                "many"
            } else {
                "none"
            }
        })
        .collect();
    let (checks, usual) = (experiment.checks() as i64, experiment.usual_checks() as i64);
    let more = match checks - usual {
        more @ 1.. => format!("{} more", count(more)),
        0 => "as many".to_owned(),
        fewer => format!("{} fewer", count(-fewer)),
    };
    format!(
        "{} phases of {}, {} in all. In half of them no health check of ours is sent, in the others one every {} s, in an \
         order that no drift imitates ({}). That is {} checks, {more} than usual. All else is asked as before. The \
         usual rate comes back by itself, also after a reload, and as soon as you stop it. Keep this tab in view: \
         a hidden one is slowed down by the browser.",
        PHASES.len(),
        rough_duration(experiment.phase_ms),
        rough_duration(whole_ms),
        shortest(experiment.fast_ms / 1e3),
        signs.join(", "),
        count(checks),
    )
}

/// How far it has come, in words.
pub fn progress(experiment: &Experiment, now_ms: f64) -> String {
    let Some(place) = experiment.phase_at(now_ms) else {
        return String::new();
    };
    let does = match PHASES[place] {
        Phase::Quiet => "no health checks".to_owned(),
        Phase::Fast => format!(
            "a health check every {} s",
            shortest(experiment.fast_ms / 1e3)
        ),
    };
    format!(
        "phase {} of {}, {does}; {} left",
        place + 1,
        PHASES.len(),
        rough_duration(experiment.end_ms() - now_ms)
    )
}

/// When the next check is due: at `fast_due_ms` if that falls into a fast phase, at the begin of the next
/// fast phase if it falls into a quiet one, and at `usual_due_ms` once all is over.
pub(super) fn check_due_ms(
    experiment: &Experiment,
    fast_due_ms: f64,
    usual_due_ms: Option<f64>,
) -> Option<f64> {
    let mut due_ms = fast_due_ms.max(experiment.begun_ms);
    while let Some(place) = experiment.phase_at(due_ms) {
        match PHASES[place] {
            Phase::Fast => return Some(due_ms),
            Phase::Quiet => due_ms = experiment.phase_range_ms(place).1,
        }
    }
    // The last phases are over, or it was stopped: not earlier than that.
    usual_due_ms.map(|usual_ms| usual_ms.max(experiment.end_ms()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn experiment() -> Experiment {
        Experiment {
            begun_ms: 0.0,
            phase_ms: 60e3,
            fast_ms: 5e3,
            usual_ms: 30e3,
            stopped_ms: None,
        }
    }

    /// The times of checks until `to_ms`.
    fn checks(experiment: &Experiment, to_ms: f64) -> Vec<f64> {
        let mut asked = vec![-10e3];
        loop {
            let last = asked[asked.len() - 1];
            let due = check_due_ms(experiment, last + 5e3, Some(last + 30e3)).unwrap();
            assert!(due > last, "{due} after {last}");
            if due > to_ms {
                return asked.split_off(1);
            }
            asked.push(due);
        }
    }

    #[test]
    fn checks_are_sent_in_fast_phases_alone_and_as_usual_afterwards() {
        let experiment = experiment();
        let sent = checks(&experiment, 700e3);
        let (during, after): (Vec<f64>, Vec<f64>) = sent.into_iter().partition(|at| *at < 480e3);
        assert_eq!(during.len(), 48);
        for at in &during {
            let place = experiment.phase_at(*at).unwrap();
            assert_eq!(PHASES[place], Phase::Fast, "{at}");
        }
        assert_eq!(after, [505e3, 535e3, 565e3, 595e3, 625e3, 655e3, 685e3]);
    }

    #[test]
    fn once_stopped_the_usual_rate_is_back() {
        let stopped = Experiment {
            stopped_ms: Some(70e3),
            ..experiment()
        };
        assert_eq!(checks(&stopped, 160e3), [60e3, 65e3, 95e3, 125e3, 155e3]);
        let quiet = Experiment {
            stopped_ms: Some(30e3),
            ..experiment()
        };
        assert_eq!(checks(&quiet, 100e3), [30e3, 60e3, 90e3]);
    }

    #[test]
    fn noise_and_rare_counts_make_phases_longer() {
        let target = Target {
            health: "/health".into(),
            pprof: "/debug/pprof/".into(),
            ..Target::default()
        };
        let phase = |noise: f64, counts_ms: f64| {
            let growing = Growing {
                per_hour: 240.0,
                noise,
            };
            let intervals = Intervals {
                counts_ms,
                ..Intervals::default()
            };
            plan(&target, &intervals, Some(growing), 0.0).unwrap()
        };
        let calm = phase(0.5, 5e3);
        assert_eq!((calm.fast_ms, calm.usual_ms), (5e3, 30e3));
        assert_eq!(calm.phase_ms, 70e3);
        assert!(phase(20.0, 5e3).phase_ms > 1.5 * calm.phase_ms);
        assert!(phase(0.5, 30e3).phase_ms > 2.0 * calm.phase_ms);
        assert!(phase(1e9, 5e3).phase_ms <= LONGEST_PHASE_MS);
        let none = plan(&target, &Intervals::default(), None, 0.0);
        assert!(none.unwrap_err().contains("a minute of counts"));
        let words = announced(&calm);
        assert!(words.contains("8 phases of 1m10s, 9m20s in all"), "{words}");
        assert!(words.contains("56 checks, 37 more than usual"), "{words}");
    }
}
