//! Fields of a recording that this version does not know, kept beside what it does.

use serde_json::{Map, Value};

use crate::map;
use crate::telemetry::{ProfileId, Series, ServiceId};

/// Whose field it is. Times are the bits of the milliseconds, texts tell apart what shares one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Owner {
    Recording,
    Service(ServiceId),
    Target(ServiceId),
    Series(ServiceId, String),
    Health(ServiceId, u64),
    Dependency(ServiceId, u64, String),
    Event(ServiceId, u64, String),
    Gap(ServiceId, u64),
    Restart(ServiceId, u64),
    Profile(ProfileId),
}

/// Unknown fields by owner, and whole series of metrics that have no name here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unknown {
    pub(super) fields: map::Map<Owner, Map<String, Value>>,
    pub(super) series: map::Map<ServiceId, Vec<(String, Series)>>,
}

impl Unknown {
    /// Keeps `fields` for `owner`.
    pub(super) fn keep(&mut self, owner: Owner, fields: Map<String, Value>) {
        if !fields.is_empty() {
            self.fields.or_default(owner).extend(fields);
        }
    }

    /// What is kept for `owner`.
    pub(super) fn of(&self, owner: &Owner) -> Map<String, Value> {
        self.fields.get(owner).cloned().unwrap_or_default()
    }

    /// Whether there is anything.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.series.is_empty()
    }

    /// Follows its owners to their new ids.
    pub(super) fn renumber(
        &mut self,
        services: &[(ServiceId, ServiceId)],
        profiles: &[(ProfileId, ProfileId)],
    ) {
        let services: map::Map<_, _> = services.iter().copied().collect();
        let profiles: map::Map<_, _> = profiles.iter().copied().collect();
        let service = |id: &ServiceId| services.get(id).copied().unwrap_or(*id);
        for (mut owner, fields) in std::mem::take(&mut self.fields).into_rows() {
            match &mut owner {
                Owner::Recording => {}
                Owner::Service(id)
                | Owner::Target(id)
                | Owner::Series(id, _)
                | Owner::Health(id, _)
                | Owner::Dependency(id, ..)
                | Owner::Event(id, ..)
                | Owner::Gap(id, _)
                | Owner::Restart(id, _) => *id = service(id),
                Owner::Profile(id) => *id = profiles.get(id).copied().unwrap_or(*id),
            }
            self.fields.insert(owner, fields);
        }
        for (id, series) in std::mem::take(&mut self.series).into_rows() {
            self.series.insert(service(&id), series);
        }
    }
}
