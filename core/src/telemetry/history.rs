//! Everything seen of one service.

use super::gap::{MAX_GAPS, gap_before, usual_interval_ms};
use super::restart::{Instance, SAME_INSTANCE_MS, instance_of};
use super::{
    Event, Experiment, Gap, Health, Known, Metric, ProfileEntry, Reading, Restart, Series,
    ServiceId, Target, event, health_log,
};
use crate::codec::{Coded, Input};

/// How many of our checks are remembered: seventeen days of one every 30 s.
const MAX_CHECKS: usize = 50_000;
const MAX_RESTARTS: usize = 10_000;

/// Everything seen of one service.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Its id.
    pub id: ServiceId,
    /// Where it is.
    pub target: Target,
    /// Series by metric, in the order of [`Metric`].
    pub series: Vec<(Metric, Series)>,
    /// Health answers, oldest first.
    pub health: Vec<(f64, Health)>,
    /// Events and notes, by start.
    pub events: Vec<Event>,
    /// Stretches without answers. The last one may still be open: then it ends at the last failure.
    pub gaps: Vec<Gap>,
    /// Restarts.
    pub restarts: Vec<Restart>,
    /// Kept profiles, by time.
    pub profiles: Vec<ProfileEntry>,
    /// How many health checks were ours: times, milliseconds since 1970.
    pub our_checks_ms: Vec<f64>,
    /// What a person knows of it.
    pub known: Known,
    /// The last experiment with our health checks.
    pub experiment: Option<Experiment>,
}

/// As it has been stored since the first version: what came later is journalled beside it.
impl Coded for History {
    fn put(&self, out: &mut Vec<u8>) {
        self.id.put(out);
        self.target.put(out);
        self.series.put(out);
        self.health.put(out);
        self.events.put(out);
        self.gaps.put(out);
        self.restarts.put(out);
        self.profiles.put(out);
        self.our_checks_ms.put(out);
    }

    fn take(input: &mut Input) -> History {
        History {
            id: Coded::take(input),
            target: Coded::take(input),
            series: Coded::take(input),
            health: Coded::take(input),
            events: Coded::take(input),
            gaps: Coded::take(input),
            restarts: Coded::take(input),
            profiles: Coded::take(input),
            our_checks_ms: Coded::take(input),
            known: Known::default(),
            experiment: None,
        }
    }
}

impl History {
    /// Of a service of which nothing was seen yet.
    pub fn new(id: ServiceId, target: Target) -> History {
        History {
            id,
            target,
            series: Vec::new(),
            health: Vec::new(),
            events: Vec::new(),
            gaps: Vec::new(),
            restarts: Vec::new(),
            profiles: Vec::new(),
            our_checks_ms: Vec::new(),
            known: Known::default(),
            experiment: None,
        }
    }

    /// Takes in an answer: its values, and what it tells of restarts and gaps. Answers older than
    /// the last one (files opened in any order) only add their values.
    pub fn add_reading(&mut self, reading: Reading) {
        if !reading.at_ms.is_finite() {
            return;
        }
        if self
            .last_answer_ms()
            .is_none_or(|last| last <= reading.at_ms)
        {
            self.close_gap(reading.at_ms);
            match instance_of(self, &reading) {
                Instance::Same => {}
                Instance::New(restart) => self.add_restart(restart),
                Instance::Old { started_ms } => {
                    self.restarts
                        .retain(|r| r.at_ms <= started_ms + SAME_INSTANCE_MS);
                }
            }
        }
        for (metric, value) in reading.values {
            self.series_mut(metric).add(reading.at_ms, value);
        }
        if let Some(health) = reading.health {
            self.add_health(reading.at_ms, health);
        }
    }

    /// Takes in that a poll failed. It leaves a gap once more polls are missed than may be; never a
    /// value.
    pub fn failed(&mut self, at_ms: f64) {
        let Some(last_ms) = self.last_answer_ms().filter(|last| *last < at_ms) else {
            return;
        };
        if let Some(open) = self.gaps.last_mut().filter(|g| g.from_ms == last_ms) {
            open.to_ms = open.to_ms.max(at_ms);
        } else if let Some(gap) = gap_before(last_ms, at_ms, self.usual_interval_ms()) {
            self.push_gap(gap);
        }
    }

    /// Takes in that a health check of ours was sent; answered or not, it is work for the service.
    pub fn add_our_check(&mut self, at_ms: f64) {
        let checks = &mut self.our_checks_ms;
        if at_ms.is_finite() && checks.last().is_none_or(|&last| last <= at_ms) {
            checks.push(at_ms);
            if checks.len() > MAX_CHECKS {
                checks.drain(..MAX_CHECKS / 10);
            }
        }
    }

    /// Merges events: one with the start and text of a known one replaces it. Returns whether
    /// anything changed.
    pub fn add_events(&mut self, events: Vec<Event>) -> bool {
        event::merge(&mut self.events, events)
    }

    /// Adds a person's note.
    pub fn add_note(&mut self, at_ms: f64, text: String) -> bool {
        self.add_events(vec![Event {
            start_ms: at_ms,
            text,
            is_note: true,
            ..Event::default()
        }])
    }

    /// Removes a person's note by its time and text.
    pub fn remove_note(&mut self, at_ms: f64, text: &str) {
        self.events
            .retain(|e| !(e.is_note && e.start_ms == at_ms && e.text == text));
    }

    /// Adds a kept profile at its place in time; one with its id is replaced.
    pub fn add_profile(&mut self, entry: ProfileEntry) {
        self.profiles.retain(|p| p.id != entry.id);
        let place = self.profiles.partition_point(|p| p.at_ms <= entry.at_ms);
        self.profiles.insert(place, entry);
    }

    /// The series of a metric, if there is one.
    pub fn series(&self, metric: Metric) -> Option<&Series> {
        let found = self.series.iter().find(|(m, _)| *m == metric);
        found.map(|(_, series)| series)
    }

    /// First and last moment anything was seen: answers, profiles, failures.
    pub fn range_ms(&self) -> Option<(f64, f64)> {
        let series = self.series.iter().filter(|(_, s)| !s.is_empty());
        let ends = series.flat_map(|(_, s)| [s.at_ms[0], s.at_ms[s.len() - 1]]);
        let health = [self.health.first(), self.health.last()];
        let profiles = self.profiles.iter().map(|p| p.at_ms).filter(|at| *at > 0.0);
        let all = ends
            .chain(health.into_iter().flatten().map(|(at, _)| *at))
            .chain(profiles)
            .chain(self.gaps.last().map(|g| g.to_ms));
        all.fold(None, |range, at| match range {
            None => Some((at, at)),
            Some((from, to)) => Some((at.min(from), at.max(to))),
        })
    }

    /// When the service last answered.
    pub fn last_answer_ms(&self) -> Option<f64> {
        let series = self.series.iter().filter_map(|(_, s)| s.last());
        let health = self.health.last().map(|(at, _)| *at);
        series.map(|(at, _)| at).chain(health).reduce(f64::max)
    }

    /// The usual time between two answers of late, whatever they were; none before the third.
    pub fn usual_interval_ms(&self) -> Option<f64> {
        let tail = |at: &[f64]| at[at.len().saturating_sub(24)..].to_vec();
        let mut answers: Vec<f64> = self
            .series
            .iter()
            .flat_map(|(_, s)| tail(&s.at_ms))
            .collect();
        let health = &self.health[self.health.len().saturating_sub(24)..];
        answers.extend(health.iter().map(|(at, _)| *at));
        crate::order::sort_numbers(&mut answers);
        // Several polls at one moment are one.
        answers.dedup_by(|b, a| *b - *a < 250.0);
        usual_interval_ms(&answers)
    }

    /// Since when the present instance has been seen: the last restart, or the first answer.
    pub fn instance_from_ms(&self) -> Option<f64> {
        let restart = self.restarts.last().map(|r| r.at_ms);
        restart.or_else(|| self.range_ms().map(|(from, _)| from))
    }

    fn series_mut(&mut self, metric: Metric) -> &mut Series {
        let place = self.series.partition_point(|(m, _)| *m < metric);
        if self.series.get(place).is_none_or(|(m, _)| *m != metric) {
            self.series.insert(place, (metric, Series::default()));
        }
        &mut self.series[place].1
    }

    fn close_gap(&mut self, at_ms: f64) {
        let Some(last_ms) = self.last_answer_ms() else {
            return;
        };
        if let Some(open) = self.gaps.last_mut().filter(|g| g.from_ms == last_ms) {
            open.to_ms = at_ms;
        } else if let Some(gap) = gap_before(last_ms, at_ms, self.usual_interval_ms()) {
            self.push_gap(gap);
        }
    }

    fn push_gap(&mut self, gap: Gap) {
        self.gaps.push(gap);
        if self.gaps.len() > MAX_GAPS {
            self.gaps.remove(0);
        }
    }

    /// Two signs of one restart are one: the earlier and more exact time stays, and the version.
    fn add_restart(&mut self, restart: Restart) {
        let seen_between = self.health.last().map(|(at, _)| *at);
        if let Some(known) = self.restarts.last_mut()
            && seen_between.is_none_or(|before| known.at_ms > before)
            && restart.at_ms <= known.at_ms + 2e3
        {
            known.at_ms = known.at_ms.min(restart.at_ms);
            known.version = restart.version.or(known.version.take());
            return;
        }
        let place = self.restarts.partition_point(|r| r.at_ms <= restart.at_ms);
        self.restarts.insert(place, restart);
        if self.restarts.len() > MAX_RESTARTS {
            self.restarts.remove(0);
        }
    }

    fn add_health(&mut self, at_ms: f64, health: Health) {
        health_log::add(&mut self.health, at_ms, health);
    }
}

#[cfg(test)]
mod tests;
