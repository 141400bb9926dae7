//! An experiment with the health checks we send: phases without any, and phases with many.

use crate::codec::coded;

/// Which phases send checks: an order that neither a steady drift imitates nor one that bends, because
/// both kinds of phases have the same mean time and the same mean square of it (Thue and Morse).
///
/// ```text
/// quiet  fast  fast  quiet  fast  quiet  quiet  fast
///   0     1     2      3     4      5      6     7      0+3+5+6 = 1+2+4+7, squares too
/// ```
pub const PHASES: [Phase; 8] = {
    use Phase::{Fast, Quiet};
    [Quiet, Fast, Fast, Quiet, Fast, Quiet, Quiet, Fast]
};

/// What is done in a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No health check of ours.
    Quiet,
    /// One after the other.
    Fast,
}

/// An experiment: all of it follows from when it began, so that it goes on after a reload, and the usual
/// interval is never changed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Experiment {
    /// When it began, milliseconds since 1970.
    pub begun_ms: f64,
    /// How long each of [`PHASES`] is.
    pub phase_ms: f64,
    /// From one check to the next in fast phases.
    pub fast_ms: f64,
    /// From one check to the next before and after; 0 never.
    pub usual_ms: f64,
    /// When a person stopped it.
    pub stopped_ms: Option<f64>,
}

coded! { struct Experiment { begun_ms, phase_ms, fast_ms, usual_ms, stopped_ms } }

impl Experiment {
    /// Whether its numbers are some: one of a file may have any.
    pub fn is_sound(&self) -> bool {
        let finite = [self.begun_ms, self.phase_ms, self.fast_ms, self.usual_ms];
        finite.iter().all(|ms| ms.is_finite()) && self.phase_ms >= 1e3 && self.fast_ms >= 1e3
    }

    /// From when to when a phase is planned.
    pub fn phase_range_ms(&self, index: usize) -> (f64, f64) {
        let from_ms = self.begun_ms + index as f64 * self.phase_ms;
        (from_ms, from_ms + self.phase_ms)
    }

    /// When all phases are over, or when it was stopped.
    pub fn end_ms(&self) -> f64 {
        let planned_ms = self.phase_range_ms(PHASES.len()).0;
        self.stopped_ms.unwrap_or(planned_ms).min(planned_ms)
    }

    /// Whether it goes on.
    pub fn is_running(&self, now_ms: f64) -> bool {
        now_ms < self.end_ms()
    }

    /// The place of the phase at a time, while it goes on.
    pub fn phase_at(&self, now_ms: f64) -> Option<usize> {
        let place = ((now_ms - self.begun_ms) / self.phase_ms).floor();
        let is_in = place >= 0.0 && self.is_running(now_ms);
        is_in
            .then_some(place as usize)
            .filter(|place| *place < PHASES.len())
    }

    /// How many checks it sends in all.
    pub fn checks(&self) -> u64 {
        let fast = PHASES.iter().filter(|phase| **phase == Phase::Fast).count();
        fast as u64 * (self.phase_ms / self.fast_ms).ceil() as u64
    }

    /// How many would have been sent in the same time.
    pub fn usual_checks(&self) -> u64 {
        match self.usual_ms > 0.0 {
            true => (PHASES.len() as f64 * self.phase_ms / self.usual_ms).round() as u64,
            false => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_drift_imitates_the_order() {
        let sum = |phase: Phase, power: i32| -> f64 {
            let places = (0..8).filter(|i| PHASES[*i] == phase);
            places.map(|i| (i as f64 + 0.5).powi(power)).sum()
        };
        for power in 0..=2 {
            assert_eq!(sum(Phase::Quiet, power), sum(Phase::Fast, power), "{power}");
        }
    }

    #[test]
    fn phases_follow_from_the_clock() {
        let mut experiment = Experiment {
            begun_ms: 1000e3,
            phase_ms: 60e3,
            fast_ms: 5e3,
            usual_ms: 30e3,
            stopped_ms: None,
        };
        assert_eq!(experiment.phase_at(999e3), None);
        assert_eq!(experiment.phase_at(1000e3), Some(0));
        assert_eq!(experiment.phase_at(1479e3), Some(7));
        assert_eq!(experiment.phase_at(1480e3), None);
        assert_eq!((experiment.checks(), experiment.usual_checks()), (48, 16));
        experiment.stopped_ms = Some(1100e3);
        assert!(experiment.is_running(1099e3) && !experiment.is_running(1100e3));
    }
}
