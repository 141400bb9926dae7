//! Files that are no profiles: answers of a service that were saved, and events.

use std::rc::Rc;

use super::desk::Desk;
use super::opening::opened_service;
use super::protocol::OpenedInfo;
use super::records::{Entry, Key};
use super::state::{Service, State};
use super::store::{Change, Store};
use super::{Host, writing};
use crate::codec::to_bytes;
use crate::formats::{self, FormatError, Opened};
use crate::telemetry::{Event, ProfileEntry, Reading, ServiceId, Source, Target};
use crate::units::count;

/// What a service made of saved answers is called.
const OF_FILES: &str = "opened files";

/// Takes in a file that is no profile, opened while `beside` was in view.
pub fn take<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    entry: &ProfileEntry,
    beside: Option<ServiceId>,
    opened: Opened,
) -> Result<OpenedInfo, FormatError> {
    let (service, remarks) = match opened {
        Opened::Readings(readings) => (take_readings(desk, entry, readings), Vec::new()),
        Opened::Index(counts) => {
            let reading = formats::index_html::reading(&counts);
            (take_readings(desk, entry, vec![reading]), Vec::new())
        }
        Opened::Events(events) => join(desk, entry, beside, events),
        Opened::Profile { .. } | Opened::Dump { .. } | Opened::Archive(_) => {
            return Err(FormatError::unknown("it is no answer of a service"));
        }
    };
    Ok(OpenedInfo {
        profiles: Vec::new(),
        service: Some(service),
        remarks,
    })
}

/// Saved answers become, file by file, the readings of one service made of files.
fn take_readings<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    entry: &ProfileEntry,
    readings: Vec<Reading>,
) -> ServiceId {
    let mut state = desk.state.borrow_mut();
    let id = of_files(&mut state);
    for mut reading in readings {
        if reading.at_ms == 0.0 {
            reading.at_ms = entry.at_ms;
        }
        reading.source = Source::File;
        state.see(id, Entry::Reading(reading));
    }
    drop(state);
    store(desk, id);
    id
}

/// Events become those of a service: of the one in view, of the only one, or of several of the one in
/// whose time most of them lie. Where there is none they wait, as a service made of files, for its
/// readings. Says which it was.
fn join<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    entry: &ProfileEntry,
    beside: Option<ServiceId>,
    events: Vec<Event>,
) -> (ServiceId, Vec<String>) {
    let mut state = desk.state.borrow_mut();
    let events: Vec<Event> = events.into_iter().map(Event::from_file).collect();
    let several = state.services.rows().count() > 1;
    let in_view = beside.filter(|id| state.services.has(*id));
    let known = in_view.or_else(|| fitting(&state, &events));
    let id = known.unwrap_or_else(|| of_files(&mut state));
    let its = state.services.get(id);
    let known_events = its.map_or(&[][..], |its| &its.history.events);
    let (before, repeated) = (known_events.len(), repeated(&events, known_events));
    let here = its.and_then(|its| its.history.range_ms());
    let name = its.map_or(String::new(), |its| its.stored.target.name.clone());
    let (all, outside) = (events.len(), outside(&events, here));
    state.see(id, Entry::Events(events));
    let after = state
        .services
        .get(id)
        .map_or(before, |its| its.history.events.len());
    drop(state);
    store(desk, id);
    let noun = if all == 1 { "event" } else { "events" };
    let mut said = format!(
        "{}: {} {noun} joined to {name}",
        entry.name,
        count(all as i64)
    );
    match known {
        None => {
            said += ", for there is no service here: open its readings or its recording as well"
        }
        Some(_) if in_view.is_none() && several => {
            said += ", of the services here the one in whose time most of them lie";
        }
        Some(_) => {}
    }
    if repeated > 0 {
        said += &format!("; {} of them known before", count(repeated as i64));
    }
    let left_out = (all - repeated).saturating_sub(after.saturating_sub(before));
    if left_out > 0 {
        said += &format!(
            "; {} of them left out: twice the same, or too many to keep",
            count(left_out as i64)
        );
    }
    if outside > 0 && here.is_some() {
        said += &format!(
            "; {} of them outside the time that was seen",
            count(outside as i64)
        );
    }
    (id, vec![said + "."])
}

/// The only service, or of several the one in whose time most events lie; of equals the newest.
fn fitting(state: &State, events: &[Event]) -> Option<ServiceId> {
    let services = state.services.iter();
    let inside = |service: &Service| {
        let range_ms = service.history.range_ms();
        range_ms.map_or(0, |range_ms| events.len() - outside(events, Some(range_ms)))
    };
    let best = services.max_by_key(|(id, service)| (inside(service), id.0));
    best.map(|(id, _)| id)
}

/// How many of the events are known, which lie by start.
fn repeated(events: &[Event], known: &[Event]) -> usize {
    let is_known = |event: &&Event| {
        let place = known.partition_point(|k| k.start_ms < event.start_ms);
        let same_start = known[place..]
            .iter()
            .take_while(|k| k.start_ms == event.start_ms);
        same_start.into_iter().any(|k| k.is_same(event))
    };
    events.iter().filter(is_known).count()
}

/// How many of the events lie outside a stretch of time.
fn outside(events: &[Event], range_ms: Option<(f64, f64)>) -> usize {
    let Some((from_ms, to_ms)) = range_ms else {
        return events.len();
    };
    let is_outside = |e: &&Event| e.end_ms.unwrap_or(e.start_ms) < from_ms || e.start_ms > to_ms;
    events.iter().filter(is_outside).count()
}

/// The service made of files, a new one where there is none yet.
fn of_files(state: &mut State) -> ServiceId {
    let known = state
        .services
        .iter()
        .find(|(_, s)| !s.stored.is_live && s.stored.target.name == OF_FILES);
    let known = known.map(|(id, _)| id);
    known.unwrap_or_else(|| {
        let id = state.new_service();
        let stored = opened_service(Target {
            name: OF_FILES.into(),
            ..Target::default()
        });
        state.services.insert(id, Service::new(id, stored));
        id
    })
}

fn store<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>, id: ServiceId) {
    let state = desk.state.borrow();
    let stored = state.services.get(id).map(|its| to_bytes(&its.stored));
    drop(state);
    let key = Key::Service(id).text();
    let changes = stored.map(|bytes| Change::Put(key, bytes));
    writing::write(desk, changes.into_iter().collect());
}
