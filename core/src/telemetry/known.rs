//! What a person knows of a service that it does not tell itself.

use crate::codec::coded;

/// What a person knows of a service: where it ends, and who else checks it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Known {
    /// How much memory it may hold, in bytes.
    pub memory_limit_bytes: Option<f64>,
    /// How many goroutines or tasks are its trouble.
    pub task_limit: Option<f64>,
    /// How many health checks others send it per hour.
    pub others_checks_per_hour: Option<f64>,
}

coded! { struct Known { memory_limit_bytes, task_limit, others_checks_per_hour } }

impl Known {
    /// Without what is no number above zero.
    pub fn checked(self) -> Known {
        let checked = |value: Option<f64>| value.filter(|value| value.is_finite() && *value > 0.0);
        Known {
            memory_limit_bytes: checked(self.memory_limit_bytes),
            task_limit: checked(self.task_limit),
            others_checks_per_hour: checked(self.others_checks_per_hour),
        }
    }
}
