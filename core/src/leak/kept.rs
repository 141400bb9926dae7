//! The profiles kept of one service, each reduced once.

use super::{Reduced, StackCounts, StackNames};
use crate::formats::GoroutineDump;
use crate::map::Map;
use crate::profile::Profile;
use crate::telemetry::ProfileId;

/// Past this many known stacks, those no kept profile holds are forgotten.
const MANY_STACKS: usize = 20_000;

/// Profiles of one service (or files opened together), by time, with the stacks they share.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The stacks.
    pub names: StackNames,
    /// The profiles, by time.
    pub profiles: Vec<KeptProfile>,
}

/// One kept profile.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptProfile {
    /// Its id.
    pub id: ProfileId,
    /// `goroutine`, `heap`, …
    pub kind: String,
    /// When it was taken, milliseconds since 1970.
    pub at_ms: f64,
    /// Whether it is a full dump, goroutine by goroutine.
    pub is_dump: bool,
    /// What its stacks hold.
    pub counts: StackCounts,
}

impl Kept {
    /// Reduces and keeps a profile.
    pub fn add(&mut self, id: ProfileId, kind: &str, at_ms: f64, profile: &Profile) {
        let counts = StackCounts::of_profile(profile, &mut self.names);
        self.insert(id, kind, at_ms, false, counts);
    }

    /// Keeps a profile that is reduced already.
    pub fn add_reduced(
        &mut self,
        id: ProfileId,
        kind: &str,
        at_ms: f64,
        profile: &Profile,
        reduced: Reduced,
    ) {
        let counts = reduced.named(profile, &mut self.names);
        self.insert(id, kind, at_ms, false, counts);
    }

    /// Reduces and keeps a full goroutine dump.
    pub fn add_dump(&mut self, id: ProfileId, at_ms: f64, dump: &GoroutineDump) {
        let counts = StackCounts::of_dump(dump, &mut self.names);
        self.insert(id, "goroutine", at_ms, true, counts);
    }

    /// Forgets a profile.
    pub fn remove(&mut self, id: ProfileId) {
        self.profiles.retain(|p| p.id != id);
        if self.names.len() > MANY_STACKS {
            let ids = self.profiles.iter().flat_map(|p| &p.counts.ids);
            let used: Map<_, _> = ids.map(|id| (*id, ())).collect();
            self.names.retain(&used);
        }
    }

    /// The profile of this id.
    pub fn get(&self, id: ProfileId) -> Option<&KeptProfile> {
        self.profiles.iter().find(|p| p.id == id)
    }

    /// The profiles of a kind taken in a range, oldest first.
    pub fn of_kind(&self, kind: &str, (from_ms, to_ms): (f64, f64)) -> Vec<&KeptProfile> {
        let profiles = self.profiles.iter();
        profiles
            .filter(|p| p.kind == kind && p.at_ms >= from_ms && p.at_ms <= to_ms)
            .collect()
    }

    /// The same, of one form if two of it are there: what a full dump says of a stack (who created
    /// it, the runtime's frames left out) would stand as a change beside a counted profile. The form
    /// that is there more often, and of two alike the counted one.
    pub fn of_one_form(&self, kind: &str, range_ms: (f64, f64)) -> Vec<&KeptProfile> {
        let mut profiles = self.of_kind(kind, range_ms);
        let dumps = profiles.iter().filter(|p| p.is_dump).count();
        let counted = profiles.len() - dumps;
        if dumps.max(counted) >= 2 {
            profiles.retain(|p| p.is_dump == (dumps > counted));
        }
        profiles
    }

    fn insert(
        &mut self,
        id: ProfileId,
        kind: &str,
        at_ms: f64,
        is_dump: bool,
        counts: StackCounts,
    ) {
        self.profiles.retain(|p| p.id != id);
        let place = self.profiles.partition_point(|p| p.at_ms <= at_ms);
        let kind = kind.to_owned();
        self.profiles.insert(
            place,
            KeptProfile {
                id,
                kind,
                at_ms,
                is_dump,
                counts,
            },
        );
    }
}
