//! Which profiles there are, and which of them is meant.

use leakscope_core::engine::protocol::{Inventory, ProfileInfo};
use leakscope_core::order;

/// Every profile kept or opened here, newest first.
pub fn all_profiles(inventory: &Inventory) -> Vec<ProfileInfo> {
    let mut all: Vec<&ProfileInfo> = profiles(inventory).collect();
    order::sort_by(&mut all, |a, b| {
        let by_time = b.entry.at_ms.total_cmp(&a.entry.at_ms);
        by_time.then(b.entry.id.cmp(&a.entry.id))
    });
    all.into_iter().cloned().collect()
}

/// Opened ones, then those kept of the services.
fn profiles(inventory: &Inventory) -> impl Iterator<Item = &ProfileInfo> {
    let kept = inventory
        .services
        .iter()
        .flat_map(|service| &service.profiles);
    inventory.profiles.iter().chain(kept)
}

/// The profile of this content hash.
pub fn by_hash(inventory: &Inventory, hash: &str) -> Option<ProfileInfo> {
    profiles(inventory)
        .find(|profile| profile.entry.hash == hash)
        .cloned()
}

/// What to show where the link names no profile: the file opened last, else the newest goroutine
/// profile of a service, else the newest of all.
pub fn newest(inventory: &Inventory) -> Option<ProfileInfo> {
    let opened = inventory.profiles.iter();
    if let Some(opened) = opened.max_by_key(|profile| profile.entry.id) {
        return Some(opened.clone());
    }
    let rank = |profile: &ProfileInfo| (profile.kind == "goroutine", profile.entry.at_ms);
    let newest = profiles(inventory).reduce(|newest, profile| match rank(profile) > rank(newest) {
        true => profile,
        false => newest,
    });
    newest.cloned()
}

/// Where a profile has the sample type of this name.
pub fn index_of_type(profile: &ProfileInfo, kind: &str) -> Option<u32> {
    profile
        .sample_types
        .iter()
        .position(|(other, _)| other == kind)
        .map(|index| index as u32)
}
