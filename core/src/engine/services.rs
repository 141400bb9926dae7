//! Services watched: taken in, changed, forgotten, polled.

use std::rc::Rc;

use super::desk::Desk;
use super::protocol::{Answer, Intervals, Trouble};
use super::records::{Entry, Key, StoredService};
use super::state::{Purpose, Service};
use super::store::{Change, Store};
use super::{Host, inventory, troubles, writing};
use crate::codec::to_bytes;
use crate::telemetry::{ProfileId, ServiceId, Target};
use crate::watch::{Watch, What};

/// Asks whatever is due.
pub fn poll<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>) {
    let now_ms = desk.host.now_ms();
    let mut due = Vec::new();
    for (id, service) in desk.state.borrow_mut().services.iter_mut() {
        if let Some(watch) = &mut service.watch {
            due.extend(watch.due(now_ms).into_iter().map(|poll| (id, poll)));
        }
    }
    let mut has_checks = false;
    for (service, poll) in due {
        if poll.what == What::Health {
            has_checks = true;
            desk.state
                .borrow_mut()
                .see(service, Entry::OurCheck(now_ms));
        }
        desk.order(service, poll.url, poll.timeout_ms, Purpose::Poll(poll.what));
    }
    if has_checks {
        writing::write(desk, Vec::new());
    }
}

/// Watches a target; one that is watched already is asked again at once.
pub fn watch<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    target: Target,
    intervals: Intervals,
) {
    let mut state = desk.state.borrow_mut();
    let is_it = |service: &Service| service.stored.is_live && service.stored.target == target;
    let known = state.services.iter().find(|(_, service)| is_it(service));
    let known = known.map(|(id, _)| id);
    let id = known.unwrap_or_else(|| state.new_service());
    let watched = known.and_then(|id| state.services.get_mut(id));
    if let Some(watch) = watched.and_then(|service| service.watch.as_mut()) {
        watch.set_intervals(intervals);
        watch.retry();
    }
    if known.is_none() {
        let stored = StoredService {
            target: target.clone(),
            intervals,
            is_paused: false,
            is_live: true,
        };
        let mut service = Service::new(id, stored);
        service.watch = Some(Watch::new(target, intervals));
        state.services.insert(id, service);
    }
    state.is_changed = true;
    drop(state);
    store(desk, id);
    desk.reply(request, Answer::Watching { service: id });
    poll(desk);
}

/// Changes something of a service, stores that, and answers what is kept now.
pub fn change<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    id: ServiceId,
    change: impl FnOnce(&mut Service),
) {
    let result = match desk.state.borrow_mut().services.get_mut(id) {
        Some(service) => {
            change(service);
            let stored = &mut service.stored;
            if let Some(watch) = &service.watch {
                stored.intervals = watch.intervals();
                stored.is_paused = watch.is_paused();
            }
            Ok(())
        }
        None => Err(troubles::no_such_service()),
    };
    store(desk, id);
    poll(desk);
    answer_inventory(desk, request, result);
}

/// Takes in something a person did to a service, and answers what is kept now.
pub fn note<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    id: ServiceId,
    entry: Entry,
) {
    desk.state.borrow_mut().see(id, entry);
    writing::write(desk, Vec::new());
    answer_inventory(desk, request, Ok(()));
}

/// Forgets a service, its profiles and all else it left here.
pub fn forget<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    id: ServiceId,
) {
    let mut state = desk.state.borrow_mut();
    let orders: Vec<u32> = state
        .orders
        .iter()
        .filter(|(_, order)| order.service == id)
        .map(|(order, _)| order)
        .collect();
    let mut changes = vec![
        Change::Delete(Key::Service(id).text()),
        Change::Delete(Key::History(id).text()),
    ];
    if let Some(service) = state.services.remove(id) {
        let batches = 0..=service.journal.batch;
        changes.extend(batches.map(|batch| Change::Delete(Key::Journal(id, batch).text())));
    }
    let profiles = state.profiles.iter();
    let profiles: Vec<ProfileId> = profiles
        .filter(|(_, stored)| stored.info.entry.service == Some(id))
        .map(|(profile, _)| profile)
        .collect();
    state.is_changed = true;
    drop(state);
    for order in orders {
        desk.state.borrow_mut().orders.remove(order);
        desk.say(None, Answer::AbortFetch { order }, None);
    }
    for profile in profiles {
        changes.extend(forget_profile(desk, profile));
    }
    writing::write(desk, changes);
    answer_inventory(desk, request, Ok(()));
}

/// Forgets a profile; what of it is to be deleted from the store.
pub fn forget_profile<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    id: ProfileId,
) -> Vec<Change> {
    desk.shelf.remove(id);
    let mut state = desk.state.borrow_mut();
    let stored = state.profiles.remove(id);
    let service = stored.and_then(|stored| stored.info.entry.service);
    state.kept_mut(service).remove(id);
    if let Some(service) = service.and_then(|id| state.services.get_mut(id)) {
        service.history.profiles.retain(|entry| entry.id != id);
    }
    state.is_changed = true;
    vec![
        Change::Delete(Key::Profile(id).text()),
        Change::Delete(Key::ReadingOf(id).text()),
        Change::DeleteBlob(id.0),
    ]
}

/// Answers a request with the inventory, or with what went wrong.
pub fn answer_inventory<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    result: Result<(), Trouble>,
) {
    let result = result.map(|()| {
        let mut state = desk.state.borrow_mut();
        state.is_changed = false;
        Answer::Changed(inventory::of(&state, desk.host.now_ms()))
    });
    desk.reply_result(request, result);
}

fn store<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>, id: ServiceId) {
    let state = desk.state.borrow();
    let stored = state
        .services
        .get(id)
        .map(|service| to_bytes(&service.stored));
    drop(state);
    if let Some(bytes) = stored {
        let key = Key::Service(id).text();
        writing::write(desk, vec![Change::Put(key, bytes)]);
    }
}
