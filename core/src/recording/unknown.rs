//! Fields of a recording that this version does not know, kept beside what it does.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use crate::telemetry::{ProfileId, Series, ServiceId};

/// Whose field it is. Times are the bits of the milliseconds, texts tell apart what shares one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    pub(super) fields: BTreeMap<Owner, Map<String, Value>>,
    pub(super) series: BTreeMap<ServiceId, Vec<(String, Series)>>,
}

impl Unknown {
    /// Keeps `fields` for `owner`.
    pub(super) fn keep(&mut self, owner: Owner, fields: Map<String, Value>) {
        if !fields.is_empty() {
            self.fields.entry(owner).or_default().extend(fields);
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
        let services: HashMap<_, _> = services.iter().copied().collect();
        let profiles: HashMap<_, _> = profiles.iter().copied().collect();
        let service = |id: ServiceId| services.get(&id).copied().unwrap_or(id);
        let profile = |id: ProfileId| profiles.get(&id).copied().unwrap_or(id);
        let moved = |owner| match owner {
            Owner::Recording => Owner::Recording,
            Owner::Service(id) => Owner::Service(service(id)),
            Owner::Target(id) => Owner::Target(service(id)),
            Owner::Series(id, metric) => Owner::Series(service(id), metric),
            Owner::Health(id, at) => Owner::Health(service(id), at),
            Owner::Dependency(id, at, name) => Owner::Dependency(service(id), at, name),
            Owner::Event(id, at, text) => Owner::Event(service(id), at, text),
            Owner::Gap(id, at) => Owner::Gap(service(id), at),
            Owner::Restart(id, at) => Owner::Restart(service(id), at),
            Owner::Profile(id) => Owner::Profile(profile(id)),
        };
        let fields = std::mem::take(&mut self.fields);
        self.fields = fields
            .into_iter()
            .map(|(owner, fields)| (moved(owner), fields))
            .collect();
        let series = std::mem::take(&mut self.series);
        self.series = series
            .into_iter()
            .map(|(id, series)| (service(id), series))
            .collect();
    }
}
