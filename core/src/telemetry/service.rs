//! Which service, and where it is watched.

use crate::codec::coded;
use crate::table::Id;

/// A watched or opened service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId(pub u32);

coded! { struct ServiceId(number) }

impl Id for ServiceId {
    fn number(self) -> u32 {
        self.0
    }

    fn from_number(number: u32) -> ServiceId {
        ServiceId(number)
    }
}

/// Where a service is watched. URLs as a person gave them, never with credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// What it is called.
    pub name: String,
    /// `http://localhost:8080`.
    pub base_url: String,
    /// Health JSON: a path under the base or an absolute URL. Empty: not asked.
    pub health: String,
    /// pprof index, ending in `/`. Empty: not asked.
    pub pprof: String,
    /// expvar; at its usual path it is only tried. Empty: not asked.
    pub vars: String,
    /// Events (migrations); at their usual path they are only tried. Empty: not asked.
    pub events: String,
}

coded! { struct Target { name, base_url, health, pprof, vars, events } }
