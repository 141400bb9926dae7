//! What happens when: the story in the time there is.

use std::fmt;
use std::time::Duration;

/// The release before: its connections end after two seconds, so it holds a plateau.
pub const FIRST_RELEASE: &[&str] = &["-version", "v2.3.2", "-fixed"];

/// The release that leaks.
pub const SECOND_RELEASE: &[&str] = &["-version", "v2.4.0"];

/// A migration as large as all that leaks in twenty minutes.
pub const MIGRATION: [&str; 6] = [
    "-migrate-mb",
    "160",
    "-migrate-goroutines",
    "2000",
    "-migrate-for",
    "60s",
];

/// Outside checks, each second.
pub const CHECKS_PER_SECOND: u32 = 6;

/// How long a deploy takes.
pub const DOWN_FOR: Duration = Duration::from_secs(3);

/// The steps of a run, in order.
pub struct Plan {
    /// When, from the start, and what.
    pub steps: Vec<Step>,
}

/// One step.
pub struct Step {
    pub at: Duration,
    pub what: What,
}

/// What a step does.
#[derive(Clone, Copy)]
pub enum What {
    Restart,
    Migrate,
    /// A profile as a person would capture it, by its name in the pprof index.
    Capture(&'static str),
    /// The service is stopped as by a debugger: it accepts connections and never answers.
    Stop,
    Continue,
}

impl Plan {
    /// The story over `length`; the times are those of 22 minutes.
    pub fn of(length: Duration) -> Plan {
        let steps = [
            (3.0, What::Restart),
            (3.8, What::Capture("goroutine?debug=2")),
            (8.0, What::Migrate),
            (8.4, What::Capture("profile?seconds=5")),
            (12.5, What::Stop),
            (13.6, What::Continue),
            (17.0, What::Migrate),
        ];
        let steps = steps.map(|(minute, what)| Step {
            at: length.mul_f64(minute / 22.0),
            what,
        });
        Plan {
            steps: steps.into(),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            writeln!(
                f,
                "{:>5.1} min: {}",
                step.at.as_secs_f64() / 60.0,
                step.what
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Restart => f.write_str("the release that leaks is deployed"),
            What::Migrate => f.write_str("a migration starts"),
            What::Capture(what) => write!(f, "{what} is captured"),
            What::Stop => f.write_str("the service stops answering"),
            What::Continue => f.write_str("the service answers again"),
        }
    }
}
