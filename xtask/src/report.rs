//! What became of the steps of a run.

use crate::Result;
use std::time::{Duration, Instant};

/// The steps so far, in order.
#[derive(Debug, Default)]
pub struct Report {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

#[derive(Debug)]
enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

impl Report {
    /// Runs a step and says whether it passed.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                eprintln!("{error}");
                Outcome::Failed(error)
            }
        };
        let is_passed = matches!(outcome, Outcome::Passed);
        let took = start.elapsed();
        println!(
            "== {name}: {} in {}",
            if is_passed { "passed" } else { "FAILED" },
            seconds(took)
        );
        self.steps.push(Step {
            name,
            outcome,
            took,
        });
        is_passed
    }

    /// Runs a step with something an earlier one brought, or skips it where that is missing.
    pub fn step_with<T>(
        &mut self,
        name: &'static str,
        needed: &Result<T>,
        work: impl FnOnce(&T) -> Result<()>,
    ) {
        match needed {
            Ok(needed) => {
                self.step(name, || work(needed));
            }
            Err(missing) => self.skip(name, missing),
        }
    }

    /// Leaves a step out, and remembers why.
    pub fn skip(&mut self, name: &'static str, why: &str) {
        println!("\n== {name}: skipped: {why}");
        let outcome = Outcome::Skipped(why.to_owned());
        self.steps.push(Step {
            name,
            outcome,
            took: Duration::ZERO,
        });
    }

    /// Prints the summary; an error if a step failed.
    pub fn end(self) -> Result<()> {
        println!("\n{}", self.summary());
        match self.count(|outcome| matches!(outcome, Outcome::Failed(_))) {
            0 => Ok(()),
            failed => Err(format!("{failed} of {} steps failed", self.steps.len())),
        }
    }

    fn summary(&self) -> String {
        let mut lines = String::new();
        for Step {
            name,
            outcome,
            took,
        } in &self.steps
        {
            let (mark, why) = match outcome {
                Outcome::Passed => ("passed ", ""),
                Outcome::Failed(why) => ("FAILED ", why.as_str()),
                Outcome::Skipped(why) => ("skipped", why.as_str()),
            };
            let line = format!("{mark} {:>8}  {name}  {why}", seconds(*took));
            lines.push_str(line.trim_end());
            lines.push('\n');
        }
        let passed = self.count(|outcome| matches!(outcome, Outcome::Passed));
        let failed = self.count(|outcome| matches!(outcome, Outcome::Failed(_)));
        let skipped = self.count(|outcome| matches!(outcome, Outcome::Skipped(_)));
        format!("{lines}{passed} passed, {failed} failed, {skipped} skipped")
    }

    fn count(&self, is_counted: impl Fn(&Outcome) -> bool) -> usize {
        self.steps
            .iter()
            .filter(|step| is_counted(&step.outcome))
            .count()
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_run_and_what_needs_it_is_skipped() {
        let mut report = Report::default();
        assert!(report.step("one", || Ok(())));
        assert!(!report.step("two", || Err("broke".to_owned())));
        report.step_with("three", &Err::<(), _>("no Go".to_owned()), |()| Ok(()));
        report.step_with("four", &Ok(4), |_| Ok(()));
        let summary = report.summary();
        assert!(
            summary.contains("FAILED") && summary.contains("two  broke"),
            "{summary}"
        );
        assert!(summary.contains("three  no Go"), "{summary}");
        assert!(
            summary.ends_with("2 passed, 1 failed, 1 skipped"),
            "{summary}"
        );
        assert!(report.end().is_err());
    }
}
