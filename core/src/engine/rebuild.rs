//! A new engine takes over from the store.

use std::rc::Rc;

use super::desk::Desk;
use super::executor::Priority;
use super::loading;
use super::protocol::Answer;
use super::records::{Entry, Key, StoredProfile, StoredService};
use super::state::{Journal, Service, State, apply};
use super::store::{Change, Store};
use super::{Host, inventory, opening, requests, services, writing};
use crate::codec::{from_bytes, to_bytes};
use crate::formats::{self, Limits};
use crate::telemetry::ProfileId;
use crate::watch::Watch;

/// How often reading a profile may be broken off by a page that was merely closed.
const ATTEMPTS: u32 = 2;

/// Reads the store, answers that the engine is ready, and goes on with what was interrupted.
pub async fn start<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    is_read_only: bool,
    died_of: Option<String>,
) {
    let records = desk.store.records().await;
    let mut state = desk.state.borrow_mut();
    state.is_read_only = is_read_only;
    let records = records.unwrap_or_else(|error| {
        state.remark(format!(
            "The browser gives no storage ({error}): what is seen is gone when this page is closed."
        ));
        Vec::new()
    });
    // An engine that finds nothing starts without what reads records, which the page loads later.
    let has_records = !records.is_empty();
    let changes = match has_records {
        true => take_over(&mut state, records, died_of.as_deref()),
        false => Vec::new(),
    };
    if let Some(how) = died_of {
        state.remark(format!(
            "The engine stopped ({how}) and was started again from what is stored."
        ));
    }
    state.is_started = true;
    state.is_changed = false;
    let early = std::mem::take(&mut state.early);
    let inventory = inventory::of(&state, desk.host.now_ms());
    drop(state);
    desk.reply(request, Answer::Ready(inventory));
    writing::write(desk, changes);
    for (message, body) in early {
        requests::take(desk, message, body);
    }
    if has_records {
        go_on(desk);
    }
    measure_later(desk);
}

/// Takes in what is stored. Returns what is to be written of that.
#[inline(never)]
fn take_over(
    state: &mut State,
    records: Vec<(String, Vec<u8>)>,
    died_of: Option<&str>,
) -> Vec<Change> {
    let interrupted = take_records(state, records);
    let changes = set_aside(state, &interrupted, died_of);
    if !state.is_read_only {
        for service in state.services.rows_mut().filter(|s| s.stored.is_live) {
            let mut watch = Watch::new(service.stored.target.clone(), service.stored.intervals);
            watch.pause(service.stored.is_paused);
            watch.vary(service.history.experiment);
            if let Some((from_ms, _)) = service.history.range_ms() {
                watch.watched_since(from_ms);
            }
            service.watch = Some(watch);
        }
    }
    changes
}

/// Goes on with what was stored: polls services, reads what is still to be read.
#[inline(never)]
fn go_on<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>) {
    services::poll(desk);
    let state = desk.state.borrow();
    let unread = match state.is_read_only {
        true => Vec::new(),
        false => unread(&state),
    };
    let profiles: Vec<ProfileId> = state.profiles.ids().collect();
    drop(state);
    resume_later(desk, unread);
    reduce_later(desk, profiles);
}

/// Reduces stored profiles to what their stacks hold, one after the other, when nothing else is to
/// be done: what grows is known again after a restart.
pub fn reduce_later<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    profiles: Vec<ProfileId>,
) {
    if profiles.is_empty() {
        return;
    }
    let its_desk = Rc::clone(desk);
    desk.spawn(Priority::Background, async move {
        for id in profiles {
            reduce(&its_desk, id).await;
        }
        its_desk.state.borrow_mut().is_changed = true;
    });
}

async fn reduce<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>, id: ProfileId) {
    let name = {
        let mut state = desk.state.borrow_mut();
        let Some(stored) = state.profiles.get(id) else {
            return;
        };
        let info = stored.info.clone();
        let is_unread = info.kind.is_empty() || stored.set_aside.is_some();
        if is_unread || state.kept_mut(info.entry.service).get(id).is_some() {
            return;
        }
        info.entry.name
    };
    writing::written(desk, vec![loading::reading_of(id, 1)]).await;
    let Ok(bytes) = loading::bytes_of(desk, id).await else {
        return;
    };
    let limits = Limits::default();
    let opened = formats::open(&name, bytes, &limits, &desk.pace, &|_| {}).await;
    let mut changes = vec![loading::read_well(id)];
    if let Ok(Ok(parsed)) = opened.map(loading::parsed) {
        let reduced = loading::reduced(&parsed.loaded, &desk.pace).await;
        let state = &mut *desk.state.borrow_mut();
        if let Some(stored) = state.profiles.get_mut(id) {
            // A profile that came with a recording was never read before.
            if stored.info.sample_types.is_empty() {
                loading::complete(&mut stored.info, &parsed.loaded);
                changes.push(Change::Put(Key::Profile(id).text(), to_bytes(stored)));
            }
            let info = stored.info.clone();
            loading::keep(state, &info, &parsed.loaded, reduced);
        }
    }
    writing::write(desk, changes);
}

/// Opens what a closed page left half opened.
fn resume_later<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    unread: Vec<ProfileId>,
) {
    for id in unread {
        let its_desk = Rc::clone(desk);
        desk.spawn(Priority::Opening, async move {
            if let Err(trouble) = opening::resume(&its_desk, id).await {
                its_desk
                    .state
                    .borrow_mut()
                    .remark(format!("{}: {}", trouble.title, trouble.detail));
            }
        });
    }
}

/// Asks the store how full it is.
fn measure_later<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>) {
    let its_desk = Rc::clone(desk);
    desk.spawn(Priority::Background, async move {
        let usage_bytes = its_desk.store.usage_bytes().await;
        let mut state = its_desk.state.borrow_mut();
        state.usage_bytes = usage_bytes;
        state.is_changed = true;
    });
}

/// Takes stored records in. Returns which profiles were being read, and how often that was begun.
fn take_records(state: &mut State, records: Vec<(String, Vec<u8>)>) -> Vec<(ProfileId, u32)> {
    let mut interrupted = Vec::new();
    let mut unreadable = 0;
    let is_service = |text: &str| matches!(Key::parse(text), Some(Key::Service(_)));
    // Services first: what else is stored belongs to them. The rest stays in the order of the keys,
    // which is for the batches of a journal the order of their numbers.
    let (services, others): (Vec<_>, Vec<_>) =
        records.into_iter().partition(|(text, _)| is_service(text));
    for (text, bytes) in services.into_iter().chain(others) {
        // Another version's key is not ours to judge.
        let is_taken =
            Key::parse(&text).map(|key| take_record(state, key, &bytes, &mut interrupted));
        unreadable += u32::from(is_taken == Some(None));
    }
    for stored in state.profiles.rows() {
        let entry = &stored.info.entry;
        if let Some(service) = entry.service.and_then(|id| state.services.get_mut(id)) {
            service.history.add_profile(entry.clone());
        }
    }
    if unreadable > 0 {
        state.remark(format!(
            "{unreadable} stored records could not be read and were left out."
        ));
    }
    interrupted
}

/// Takes one record in; none if it is of another shape.
fn take_record(
    state: &mut State,
    key: Key,
    bytes: &[u8],
    interrupted: &mut Vec<(ProfileId, u32)>,
) -> Option<()> {
    match key {
        Key::Service(id) => {
            let stored: StoredService = from_bytes(bytes)?;
            state.last_service = state.last_service.max(id.0);
            state.services.insert(id, Service::new(id, stored));
        }
        Key::History(id) => {
            let history = from_bytes(bytes)?;
            if let Some(service) = state.services.get_mut(id) {
                service.history = history;
            }
        }
        Key::Journal(id, batch) => {
            let entries: Vec<Entry> = from_bytes(bytes)?;
            if let Some(service) = state.services.get_mut(id) {
                for entry in entries.iter().cloned() {
                    apply(&mut service.history, entry);
                }
                // The last batch is the one that goes on.
                service.journal = Journal::after(batch, entries);
            }
        }
        Key::Profile(id) => {
            let stored: StoredProfile = from_bytes(bytes)?;
            state.last_profile = state.last_profile.max(id.0);
            state.profiles.insert(id, stored);
        }
        Key::ReadingOf(id) => interrupted.push((id, from_bytes(bytes)?)),
    }
    Some(())
}

/// Sets aside what the engine before died of, and says so. A page that was closed while it read
/// looks the same from here: without word of a death a profile gets a second chance.
fn set_aside(
    state: &mut State,
    interrupted: &[(ProfileId, u32)],
    died_of: Option<&str>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut names = Vec::new();
    for (id, attempts) in interrupted {
        let Some(stored) = state.profiles.get_mut(*id) else {
            changes.push(loading::read_well(*id));
            continue;
        };
        if died_of.is_none() && *attempts < ATTEMPTS {
            changes.push(loading::reading_of(*id, attempts + 1));
            continue;
        }
        let how = died_of.unwrap_or("the page was gone each time");
        stored.set_aside = Some(format!("Reading it stopped the engine ({how})."));
        names.push(stored.info.entry.name.clone());
        changes.push(Change::Put(Key::Profile(*id).text(), to_bytes(stored)));
        changes.push(loading::read_well(*id));
    }
    for name in names {
        state.remark(format!(
            "{name} was set aside: reading it stopped the engine. Everything else is as it was."
        ));
    }
    changes
}

/// Files that were stored and never read to their end.
fn unread(state: &State) -> Vec<ProfileId> {
    let all = state.profiles.iter();
    all.filter(|(_, stored)| stored.info.kind.is_empty() && stored.set_aside.is_none())
        .map(|(id, _)| id)
        .collect()
}
