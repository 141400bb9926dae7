//! What was seen, as one value and one file that outlives us.
//!
//! The file is a zip: `recording.json` ([`json`] has its shape) and the profiles exactly as they
//! were received, so that `go tool pprof` opens them from the archive:
//!
//! ```text
//! recording.json                                     {"format":1,"services":[…],"profiles":[…]}
//! profiles/00000-goroutine-2026-11-23T15-40-12Z.pb.gz
//! profiles/00001-heap-2026-11-23T15-40-12Z.pb.gz
//! ```
//!
//! Fields this version does not know survive reading and writing ([`Unknown`]); files of an old
//! version open for ever. A written file holds no secret ([`redact`]).

mod archive;
mod contents;
pub mod json;
mod names;
pub mod redact;
pub mod retention;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod unknown;

use crate::telemetry::{History, ProfileEntry, ProfileId, ServiceId};
pub use archive::{INDEX, Opened, read, write};
pub use contents::contents;
pub use unknown::{Owner, Unknown};

/// A recording: services over time and an index of the profiles kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// Services.
    pub services: Vec<History>,
    /// Profiles that belong to no service.
    pub loose_profiles: Vec<ProfileEntry>,
    /// What a newer version wrote and this one does not know.
    pub unknown: Unknown,
}

impl Recording {
    /// Every profile, those of services first.
    pub fn profiles(&self) -> impl Iterator<Item = &ProfileEntry> {
        let of_services = self.services.iter().flat_map(|service| &service.profiles);
        of_services.chain(&self.loose_profiles)
    }

    /// Gives services and profiles new ids, counted from these, so that a recording can be
    /// opened beside what is already here. Returns `(old, new)` for each profile, in their order.
    pub fn renumber(
        &mut self,
        first_service: u32,
        first_profile: u32,
    ) -> Vec<(ProfileId, ProfileId)> {
        let mut services = Vec::new();
        let mut profiles = Vec::new();
        for (index, service) in (0u32..).zip(&mut self.services) {
            let id = ServiceId(first_service.wrapping_add(index));
            services.push((service.id, id));
            service.id = id;
        }
        let of_services = self.services.iter_mut().flat_map(|service| {
            let id = service.id;
            service
                .profiles
                .iter_mut()
                .map(move |entry| (Some(id), entry))
        });
        let loose = self.loose_profiles.iter_mut().map(|entry| (None, entry));
        for (index, (service, entry)) in (0u32..).zip(of_services.chain(loose)) {
            let id = ProfileId(first_profile.wrapping_add(index));
            profiles.push((entry.id, id));
            entry.id = id;
            entry.service = service;
        }
        self.unknown.renumber(&services, &profiles);
        profiles
    }
}
