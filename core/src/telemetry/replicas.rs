//! Several instances behind one address, told apart by when each started.

use super::restart::{SAME_INSTANCE_MS, start_ms};
use super::{History, Series};

/// More are not told apart: no person would read a verdict on each.
const MAX_INSTANCES: usize = 64;
/// An instance must come back so often after another answered: a slow answer moves now − uptime for
/// once only.
const MIN_RETURNS: u32 = 2;

/// One instance behind an address that several answer at.
#[derive(Clone, Debug, PartialEq)]
pub struct Replica {
    /// When it started, milliseconds since 1970.
    pub started_ms: f64,
    /// What it alone said: the values that came with health answers of its own, and those answers.
    /// What else was read (profiles, counters without an uptime) is nobody's and left out.
    pub history: History,
}

/// Whether answers come from several instances in turn, as behind a balancer: then no series of the
/// service is one series. Two instances count as such when each answered again after the other.
pub fn are_replicas(history: &History) -> bool {
    returning(&instances(history)).count() >= 2
}

/// The instances behind the address, the longest running first; none where there is one.
///
/// ```text
/// uptime   5000  900  5030  930  5060  960      two starts, each seen again and again
/// values     40   24    41   24    42   24   →  40 41 42 and 24 24 24
/// ```
pub fn replicas(history: &History) -> Vec<Replica> {
    let instances = instances(history);
    if returning(&instances).count() < 2 {
        return Vec::new();
    }
    let mut replicas: Vec<Replica> = returning(&instances)
        .map(|instance| Replica {
            started_ms: instance.started_ms,
            history: only(history, &instance.answers),
        })
        .collect();
    crate::order::sort_by(&mut replicas, |a, b| a.started_ms.total_cmp(&b.started_ms));
    replicas
}

struct Instance {
    started_ms: f64,
    returns: u32,
    /// Positions of its health answers.
    answers: Vec<usize>,
}

fn returning(instances: &[Instance]) -> impl Iterator<Item = &Instance> {
    instances.iter().filter(|i| i.returns >= MIN_RETURNS)
}

fn instances(history: &History) -> Vec<Instance> {
    let mut known: Vec<Instance> = Vec::new();
    let mut current = usize::MAX;
    for (answer, (at_ms, health)) in history.health.iter().enumerate() {
        let Some(start) = start_ms(*at_ms, health) else {
            continue;
        };
        let same = |i: &Instance| (i.started_ms - start).abs() <= SAME_INSTANCE_MS;
        match known.iter().position(same) {
            Some(i) => {
                if i == current {
                    known[i].started_ms = start;
                } else {
                    known[i].returns += 1;
                }
                known[i].answers.push(answer);
                current = i;
            }
            None if known.len() < MAX_INSTANCES => {
                known.push(Instance {
                    started_ms: start,
                    returns: 0,
                    answers: vec![answer],
                });
                current = known.len() - 1;
            }
            None => {}
        }
    }
    known
}

/// What was seen with these health answers.
fn only(history: &History, answers: &[usize]) -> History {
    let mut own = History::new(history.id, history.target.clone());
    own.events = history.events.clone();
    own.health = answers.iter().map(|&i| history.health[i].clone()).collect();
    for (metric, series) in &history.series {
        let mut part = Series::default();
        for (at_ms, _) in &own.health {
            let place = series.at_ms.partition_point(|at| at < at_ms);
            if series.at_ms.get(place) == Some(at_ms) {
                part.add(*at_ms, series.values[place]);
            }
        }
        if !part.is_empty() {
            own.series.push((*metric, part));
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::{Health, Metric, Reading, ServiceId, Target};

    #[test]
    fn each_instance_keeps_its_own_values() {
        let mut seen = History::new(ServiceId(1), Target::default());
        for i in 0..20 {
            let at_s = f64::from(i) * 30.0;
            let is_first = i % 2 == 0;
            let (uptime_s, goroutines) = match is_first {
                true => (5000.0, 40.0 + f64::from(i)),
                false => (900.0, 24.0),
            };
            seen.add_reading(Reading {
                at_ms: at_s * 1e3,
                values: vec![(Metric::Goroutines, goroutines)],
                health: Some(Health {
                    uptime_ms: Some((uptime_s + at_s) * 1e3),
                    ..Health::default()
                }),
                ..Reading::default()
            });
            // Read in between, of nobody knows whom.
            seen.add_reading(Reading {
                at_ms: at_s * 1e3 + 500.0,
                values: vec![(Metric::Goroutines, 1e6)],
                ..Reading::default()
            });
        }
        let replicas = replicas(&seen);
        let starts: Vec<f64> = replicas.iter().map(|r| r.started_ms).collect();
        assert_eq!(starts, [-5000e3, -900e3]);
        let values = |i: usize| {
            let series = replicas[i].history.series(Metric::Goroutines);
            series.map_or(Vec::new(), |s| s.values.clone())
        };
        assert_eq!(values(0)[..3], [40.0, 42.0, 44.0]);
        assert_eq!(values(1), [24.0; 10]);
    }

    #[test]
    fn a_restart_makes_no_replicas() {
        let mut seen = History::new(ServiceId(1), Target::default());
        for i in 0..20 {
            let at_s = f64::from(i) * 30.0;
            let started_s = if i < 10 { -100.0 } else { 295.0 };
            seen.add_reading(Reading {
                at_ms: at_s * 1e3,
                health: Some(Health {
                    uptime_ms: Some((at_s - started_s) * 1e3),
                    ..Health::default()
                }),
                ..Reading::default()
            });
        }
        assert!(!are_replicas(&seen) && replicas(&seen).is_empty());
    }
}
