//! Everything here as one file, and a profile as it was received.

use std::rc::Rc;

use super::desk::Desk;
use super::protocol::{Answer, Trouble};
use super::store::Store;
use super::{Host, loading, troubles};
use crate::formats::{events_csv, events_json};
use crate::map::Map;
use crate::recording::{self, Recording};
use crate::telemetry::{ProfileId, ServiceId};

/// All services and profiles as a recording.
pub async fn recording<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
) -> Result<(Answer, Vec<u8>), Trouble> {
    let recording = {
        let state = desk.state.borrow();
        let loose = state.profiles.rows().map(|stored| &stored.info.entry);
        Recording {
            services: state.services.rows().map(|s| s.history.clone()).collect(),
            loose_profiles: loose
                .filter(|entry| entry.service.is_none())
                .cloned()
                .collect(),
            ..Recording::default()
        }
    };
    let ids: Vec<ProfileId> = recording.profiles().map(|entry| entry.id).collect();
    let mut bytes = Map::default();
    for id in ids {
        // One that is gone is left out, and the list of contents says how many there are.
        if let Ok(its) = loading::bytes_of(desk, id).await {
            bytes.insert(id, its);
        }
        desk.pace.breathe().await;
    }
    let name = "leakscope-recording.zip".to_owned();
    let zip = recording::write(&recording, |id| bytes.get(&id).cloned(), &desk.pace).await;
    let zip = zip.map_err(|error| troubles::bad_file(&name, &error))?;
    let contents = recording::contents(&recording);
    Ok((Answer::Exported { name, contents }, zip))
}

/// One profile as it was received.
pub async fn profile<S: Store + 'static, H: Host + 'static>(
    desk: &Desk<S, H>,
    id: ProfileId,
) -> Result<(Answer, Vec<u8>), Trouble> {
    let bytes = loading::bytes_of(desk, id).await?;
    let name = {
        let state = desk.state.borrow();
        let stored = state
            .profiles
            .get(id)
            .ok_or_else(|| troubles::no_such_profile(id))?;
        file_name(&stored.info.entry.name, &bytes)
    };
    let contents = vec![format!("{name}, {} bytes as received", bytes.len())];
    Ok((Answer::Exported { name, contents }, bytes))
}

/// The events and notes of a service, as JSON or CSV.
pub fn events<S: Store + 'static, H: Host + 'static>(
    desk: &Desk<S, H>,
    id: ServiceId,
    is_csv: bool,
) -> Result<(Answer, Vec<u8>), Trouble> {
    let state = desk.state.borrow();
    let service = state
        .services
        .get(id)
        .ok_or_else(troubles::no_such_service)?;
    let events = &service.history.events;
    if events.is_empty() {
        return Err(troubles::no_events());
    }
    let (bytes, ending) = match is_csv {
        true => (events_csv::write(events).into_bytes(), "csv"),
        false => (events_json::write(events), "json"),
    };
    let name = format!("{}.events.{ending}", safe_name(&service.stored.target.name));
    let contents = vec![format!("{} events", events.len())];
    Ok((Answer::Exported { name, contents }, bytes))
}

/// A name that any file system takes.
pub fn safe_name(name: &str) -> String {
    let safe = |c: char| match c.is_alphanumeric() || "._-".contains(c) {
        true => c,
        false => '-',
    };
    name.chars().map(safe).collect()
}

/// A name to save under: a file keeps its own, a fetched profile gets its format's ending.
fn file_name(name: &str, bytes: &[u8]) -> String {
    let safe = safe_name(name);
    if safe.contains('.') {
        safe
    } else if bytes.starts_with(b"\x1f\x8b") {
        safe + ".pb.gz"
    } else {
        safe + ".txt"
    }
}
