//! What fetches brought: readings, events and profiles of watched services.

use std::rc::Rc;

use super::content::content_hash;
use super::desk::Desk;
use super::executor::Priority;
use super::loading;
use super::opening::{keep_profile, kind_of_name};
use super::protocol::{Answer, OpenedInfo, Outcome, ProfileInfo, Trouble};
use super::records::{Entry, Key, StoredProfile};
use super::services::forget_profile;
use super::state::{Order, Purpose};
use super::store::{Change, Store};
use super::{Host, capture, services, troubles, writing};
use crate::codec::to_bytes;
use crate::formats::{self, Limits, Opened};
use crate::leak::{Spike, view};
use crate::recording::retention;
use crate::telemetry::{Event, Metric, ProfileEntry, Reading, ServiceId, Source};
use crate::watch::{Settled, What, annotations_limit, host_of, not_json, trouble};

/// Takes in what an order brought.
pub fn take<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    order: u32,
    outcome: Outcome,
    body: Option<Vec<u8>>,
) {
    let Some(order) = desk.state.borrow_mut().orders.remove(order) else {
        // Its service was forgotten or its capture stopped meanwhile.
        return;
    };
    let fetched = Fetched {
        service: order.service,
        at_ms: desk.host.now_ms(),
        trouble: trouble(&order.url, &outcome),
        is_stopped: outcome == Outcome::Cancelled,
        url: order.url.clone(),
        body: body.unwrap_or_default(),
    };
    let its_desk = Rc::clone(desk);
    let Order { purpose, .. } = order;
    match purpose {
        Purpose::Poll(what) => desk.spawn(Priority::Live, async move {
            settle_poll(&its_desk, what, fetched).await;
        }),
        Purpose::Capture { request, what, .. } => {
            desk.jobs.spawn(Priority::Live, Some(request), async move {
                let result = take_profile(&its_desk, &what, Source::Capture, fetched).await;
                let result = capture::told(&its_desk, &what, result);
                its_desk.reply_result(request, result.map(Answer::Opened));
            });
        }
    }
}

/// What one fetch brought.
struct Fetched {
    service: ServiceId,
    at_ms: f64,
    url: String,
    /// What is wrong with it by its status alone.
    trouble: Option<Trouble>,
    is_stopped: bool,
    body: Vec<u8>,
}

async fn settle_poll<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    what: What,
    fetched: Fetched,
) {
    let (service, at_ms) = (fetched.service, fetched.at_ms);
    let settled = if fetched.is_stopped {
        Settled::Stopped
    } else {
        let result = match &what {
            What::Profile(name) => {
                let result = take_profile(desk, name, Source::Poll, fetched).await;
                result.map(|_| thin_out(desk, service))
            }
            _ => take_answer(desk, &what, fetched).await,
        };
        match result {
            Ok(()) => Settled::Answered,
            Err(trouble) => Settled::Failed(Box::new(trouble)),
        }
    };
    let mut state = desk.state.borrow_mut();
    // expvar is only tried: without it memory is asked elsewhere.
    let is_gap = !matches!(what, What::Profile(_) | What::Events | What::Vars);
    if is_gap && matches!(settled, Settled::Failed(_)) {
        state.see(service, Entry::Failed(at_ms));
    }
    if let Some(watch) = state
        .services
        .get_mut(service)
        .and_then(|s| s.watch.as_mut())
    {
        watch.settle(&what, desk.host.now_ms(), settled);
    }
    state.is_changed = true;
    drop(state);
    writing::write(desk, Vec::new());
    // What this answer was waited for with.
    services::poll(desk);
}

/// Takes in an answer that is no profile to keep.
async fn take_answer<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    what: &What,
    fetched: Fetched,
) -> Result<(), Trouble> {
    let expected = match what {
        What::Counts => "the pprof index",
        What::Health => "health JSON",
        What::Memory | What::Vars => "memory statistics",
        _ => "events",
    };
    // A 503 with a health body is data, not a failure.
    if let Some(trouble) = fetched.trouble.clone()
        && (*what != What::Health || fetched.body.is_empty())
    {
        return Err(trouble);
    }
    let start = fetched.body[..fetched.body.len().min(256)].to_vec();
    let opened = formats::open(
        expected,
        fetched.body,
        &Limits::default(),
        &desk.pace,
        &|_| {},
    )
    .await;
    let unfit = |error| {
        let trouble = fetched.trouble.clone();
        trouble.unwrap_or_else(|| not_json(&fetched.url, expected, &start, &error))
    };
    let another = || formats::FormatError::unknown(format!("it is not {expected}"));
    let (readings, events) = match (what, opened.map_err(unfit)?) {
        (What::Counts, Opened::Index(counts)) => {
            let reading = formats::index_html::reading(&counts);
            let mut state = desk.state.borrow_mut();
            if let Some(service) = state.services.get_mut(fetched.service) {
                service.index = counts;
            }
            (vec![reading], Vec::new())
        }
        (What::Health | What::Memory, Opened::Readings(readings)) => (readings, Vec::new()),
        (What::Memory, Opened::Profile { readings, .. }) if !readings.is_empty() => {
            (readings, Vec::new())
        }
        // Whatever answers every path with its health is no expvar.
        (What::Vars, Opened::Readings(readings)) if readings.iter().all(|r| r.health.is_none()) => {
            (readings, Vec::new())
        }
        (What::Events, Opened::Events(events)) => {
            if annotations_limit(&fetched.url).is_some_and(|limit| events.len() >= limit) {
                let host = host_of(&fetched.url);
                desk.state.borrow_mut().remark(format!(
                    "{host} gave as many annotations as were asked for: older ones may be missing. A limit of \
                     your own in the events address, limit=5000, asks for more; tags=… for fewer."
                ));
            }
            (Vec::new(), events)
        }
        _ => return Err(unfit(another())),
    };
    see_all(desk, fetched.service, fetched.at_ms, readings, events);
    Ok(())
}

fn see_all<S: Store + 'static, H: Host + 'static>(
    desk: &Desk<S, H>,
    service: ServiceId,
    at_ms: f64,
    readings: Vec<Reading>,
    events: Vec<Event>,
) {
    let mut state = desk.state.borrow_mut();
    for mut reading in readings {
        reading.at_ms = at_ms;
        reading.source = Source::Poll;
        state.see(service, Entry::Reading(reading));
    }
    // The service tells all its events each time: only what is new or changed is written.
    let known = state
        .services
        .get(service)
        .map(|service| &service.history.events);
    let known = known.cloned().unwrap_or_default();
    let new: Vec<Event> = events.into_iter().filter(|e| !known.contains(e)).collect();
    if !new.is_empty() {
        state.see(service, Entry::Events(new));
    }
}

/// Takes in a profile: written as received, then read.
async fn take_profile<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    name: &str,
    source: Source,
    fetched: Fetched,
) -> Result<OpenedInfo, Trouble> {
    if let Some(trouble) = fetched.trouble {
        return Err(trouble);
    }
    let start = fetched.body[..fetched.body.len().min(256)].to_vec();
    let hash = content_hash(&fetched.body, &desk.pace).await;
    let id = desk.state.borrow_mut().new_profile();
    let stored = StoredProfile {
        info: ProfileInfo {
            entry: ProfileEntry {
                id,
                service: Some(fetched.service),
                source,
                name: name.to_owned(),
                at_ms: fetched.at_ms,
                bytes: fetched.body.len() as u64,
                hash,
            },
            kind: kind_of_name(name),
            sample_types: Vec::new(),
            default_sample_type: 0,
        },
        set_aside: None,
    };
    let bytes = Rc::new(fetched.body);
    let changes = vec![
        Change::PutBlob(id.0, Rc::clone(&bytes)),
        Change::Put(Key::Profile(id).text(), to_bytes(&stored)),
        loading::reading_of(id, 1),
    ];
    writing::written(desk, changes).await;
    let bytes = Rc::try_unwrap(bytes).unwrap_or_else(|shared| shared.to_vec());
    let opened = formats::open(name, bytes, &Limits::default(), &desk.pace, &|_| {}).await;
    let is_known = desk.state.borrow().services.has(fetched.service);
    let result = match opened.map(loading::parsed) {
        _ if !is_known => Err(troubles::no_such_service()),
        Ok(Ok(parsed)) => {
            let reduced = loading::reduced(&parsed.loaded, &desk.pace).await;
            desk.state.borrow_mut().profiles.insert(id, stored);
            return keep_profile(desk, id, parsed, reduced);
        }
        Ok(Err(_)) => {
            let error = formats::FormatError::unknown("it is not a profile");
            Err(not_json(&fetched.url, "a profile", &start, &error))
        }
        Err(error) => Err(not_json(&fetched.url, "a profile", &start, &error)),
    };
    let changes = forget_profile(desk, id);
    writing::write(desk, changes);
    result
}

/// Forgets the profiles of a service that its age makes superfluous.
fn thin_out<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>, id: ServiceId) {
    let superfluous = {
        let state = desk.state.borrow();
        let Some(service) = state.services.get(id) else {
            return;
        };
        let views = [Metric::Goroutines, Metric::HeapInUse].map(|m| view(&service.history, m));
        let spikes: Vec<Spike> = views.into_iter().flatten().flat_map(|v| v.spikes).collect();
        retention::to_drop(&service.history.profiles, &spikes, desk.host.now_ms())
    };
    for profile in superfluous {
        let changes = forget_profile(desk, profile);
        writing::write(desk, changes);
    }
}
