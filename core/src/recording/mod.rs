//! What was seen, as one value and one file that outlives us.

use serde::{Deserialize, Serialize};

use crate::telemetry::{History, ProfileEntry};

/// A recording: services over time and an index of the profiles kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// Services.
    pub services: Vec<History>,
    /// Profiles that belong to no service.
    pub loose_profiles: Vec<ProfileEntry>,
}
