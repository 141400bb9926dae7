//! Opening files: written as they are, then read.

use std::rc::Rc;

use super::content::content_hash;
use super::desk::Desk;
use super::loading::{self, Parsed};
use super::protocol::{Answer, Intervals, OpenedInfo, ProfileInfo, Trouble};
use super::records::{Entry, Key, StoredProfile, StoredService};
use super::services::forget_profile;
use super::state::Service;
use super::store::{Change, Store};
use super::{Host, answers, troubles, unpacking, writing};
use crate::codec::to_bytes;
use crate::formats::{self, FormatError, Limits, Opened, Progress};
use crate::leak::Reduced;
use crate::recording;
use crate::telemetry::{Known, ProfileEntry, ProfileId, ServiceId, Source, Target};

/// A file to open.
pub struct File {
    /// Its name.
    pub name: String,
    /// Its own time, milliseconds since 1970.
    pub modified_ms: Option<f64>,
    /// How far to inflate; none for the default.
    pub inflated_limit_bytes: Option<u64>,
    /// The service in view, which events belong to.
    pub beside: Option<ServiceId>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Opens a file for a request.
pub async fn open<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: u32,
    file: File,
) -> Result<OpenedInfo, Trouble> {
    let hash = content_hash(&file.bytes, &desk.pace).await;
    if let Some(info) = known(desk, &hash) {
        return Ok(OpenedInfo {
            profiles: vec![info],
            service: None,
            remarks: Vec::new(),
        });
    }
    let at_ms = file.modified_ms.filter(|ms| ms.is_finite());
    let at_ms = at_ms.unwrap_or_else(|| desk.host.now_ms());
    let id = desk.state.borrow_mut().new_profile();
    let stored = StoredProfile {
        info: ProfileInfo {
            entry: ProfileEntry {
                id,
                service: None,
                source: Source::File,
                name: file.name.clone(),
                at_ms,
                bytes: file.bytes.len() as u64,
                hash,
            },
            kind: String::new(),
            sample_types: Vec::new(),
            default_sample_type: 0,
        },
        set_aside: None,
    };
    let bytes = Rc::new(file.bytes);
    {
        let mut state = desk.state.borrow_mut();
        state.profiles.insert(id, stored.clone());
        state.openings.insert(request, id);
    }
    let changes = vec![
        Change::PutBlob(id.0, Rc::clone(&bytes)),
        Change::Put(Key::Profile(id).text(), to_bytes(&stored)),
        loading::reading_of(id, 1),
    ];
    let writing = writing::write(desk, changes);
    let limits = file.inflated_limit_bytes.map(Limits::raised);
    let mut limits = limits.unwrap_or_default();
    let progress = |progress: Progress| {
        let answer = Answer::Progress {
            phase: progress.phase.into(),
            done: progress.done,
            total: progress.total,
        };
        desk.reply(request, answer);
    };
    desk.shelf.make_room(formats::size_when_read(&bytes));
    // It is inflated while the browser writes it: that takes no more memory than a limit says. What is
    // read of it may take any, and an engine that dies of that leaves it in the store.
    let unpacked = formats::unpacked(&bytes, &mut limits, &desk.pace, &progress).await;
    writing::done(desk, writing).await;
    let plain = unpacked.map(|unpacked| match unpacked {
        Some(inflated) => inflated,
        None => Rc::try_unwrap(bytes).unwrap_or_else(|shared| shared.to_vec()),
    });
    let result = read(desk, (id, file.beside), plain, &limits, &progress).await;
    desk.state.borrow_mut().openings.remove(request);
    result
}

/// Reads what was stored under `id` and was never read to its end.
pub async fn resume<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    id: ProfileId,
) -> Result<OpenedInfo, Trouble> {
    let bytes = loading::bytes_of(desk, id).await?;
    desk.shelf.make_room(formats::size_when_read(&bytes));
    let mut limits = Limits::default();
    let unpacked = formats::unpacked(&bytes, &mut limits, &desk.pace, &|_| {}).await;
    let plain = unpacked.map(|unpacked| unpacked.unwrap_or(bytes));
    read(desk, (id, None), plain, &limits, &|_| {}).await
}

/// Reads the unpacked bytes of a new entry, opened beside a service, if that went well, and keeps or forgets it.
async fn read<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    (id, beside): (ProfileId, Option<ServiceId>),
    plain: Result<Vec<u8>, FormatError>,
    limits: &Limits,
    progress: &dyn Fn(Progress),
) -> Result<OpenedInfo, Trouble> {
    let entry = {
        let state = desk.state.borrow();
        let stored = state.profiles.get(id);
        let stored = stored.ok_or_else(|| troubles::no_such_profile(id))?;
        stored.info.entry.clone()
    };
    let opened = match plain {
        Ok(plain) => formats::open_unpacked(&entry.name, plain, limits, &desk.pace, progress).await,
        Err(error) => Err(error),
    };
    let result = match opened.map(loading::parsed) {
        Ok(Ok(parsed)) => {
            // What grows is asked of services. A loose file's stacks are summed once somebody asks
            // what it tells: that takes as long as reading it, and its flame does not wait.
            let reduced = match entry.service {
                Some(_) => loading::reduced(&parsed.loaded, &desk.pace).await,
                None => None,
            };
            return keep_profile(desk, id, parsed, reduced);
        }
        Ok(Err(Opened::Archive(bytes))) => {
            unpacking::open(desk, (&entry, beside), &bytes, limits, progress).await
        }
        Ok(Err(other)) => answers::take(desk, &entry, beside, other),
        Err(error) => Err(error),
    };
    let changes = forget_profile(desk, id);
    writing::write(desk, changes);
    result.map_err(|error| troubles::bad_file(&entry.name, &error))
}

/// A profile that was read is one to choose from now on; one of a service counts in what grows, by
/// what it was `reduced` to.
pub fn keep_profile<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    id: ProfileId,
    parsed: Parsed,
    reduced: Option<Reduced>,
) -> Result<OpenedInfo, Trouble> {
    let loaded = desk.shelf.insert(id, parsed.loaded);
    let stored = {
        let state = &mut *desk.state.borrow_mut();
        let stored = state.profiles.get_mut(id);
        let stored = stored.ok_or_else(|| troubles::no_such_profile(id))?;
        loading::complete(&mut stored.info, &loaded);
        let stored = stored.clone();
        let entry = &stored.info.entry;
        if entry.service.is_some() {
            loading::keep(state, &stored.info, &loaded, reduced);
        }
        if let Some(service) = entry.service.and_then(|id| state.services.get_mut(id)) {
            service.history.add_profile(entry.clone());
        }
        if let Some(service) = entry.service {
            for mut reading in parsed.readings {
                reading.at_ms = entry.at_ms;
                reading.source = entry.source;
                state.see(service, Entry::Reading(reading));
            }
        }
        state.is_changed = true;
        stored
    };
    let changes = vec![
        Change::Put(Key::Profile(id).text(), to_bytes(&stored)),
        loading::read_well(id),
    ];
    writing::write(desk, changes);
    Ok(OpenedInfo {
        service: stored.info.entry.service,
        profiles: vec![stored.info],
        remarks: loaded.remarks.clone(),
    })
}

/// A loose profile with these bytes that is open already.
pub fn known<S: Store, H: Host>(desk: &Desk<S, H>, hash: &str) -> Option<ProfileInfo> {
    let state = desk.state.borrow();
    let mut all = state.profiles.rows().map(|stored| &stored.info);
    let is_same = |info: &&ProfileInfo| {
        info.entry.hash == hash && info.entry.service.is_none() && !info.kind.is_empty()
    };
    all.find(is_same).cloned()
}

/// Takes in a recording.
pub async fn take_recording<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    zip: &[u8],
    limits: &Limits,
) -> Result<OpenedInfo, FormatError> {
    let mut opened = recording::read(zip, limits, &desk.pace).await?;
    let mut changes = Vec::new();
    let mut ids = Vec::new();
    let mut first_service = None;
    {
        let mut state = desk.state.borrow_mut();
        let (service, profile) = (state.last_service + 1, state.last_profile + 1);
        let renumbered = opened.recording.renumber(service, profile);
        let new_id = |old: ProfileId| {
            let mut pairs = renumbered.iter();
            pairs.find(|(its, _)| *its == old).map(|(_, new)| *new)
        };
        state.last_profile += renumbered.len() as u32;
        for (old, bytes) in opened.profiles {
            if let Some(id) = new_id(old) {
                changes.push(Change::PutBlob(id.0, Rc::new(bytes)));
                ids.push(id);
            }
        }
        for entry in opened.recording.profiles() {
            let stored = StoredProfile {
                info: ProfileInfo {
                    entry: entry.clone(),
                    kind: kind_of_name(&entry.name),
                    sample_types: Vec::new(),
                    default_sample_type: 0,
                },
                set_aside: None,
            };
            changes.push(Change::Put(
                Key::Profile(entry.id).text(),
                to_bytes(&stored),
            ));
            state.profiles.insert(entry.id, stored);
        }
        for history in opened.recording.services {
            let id = history.id;
            first_service = first_service.or(Some(id));
            state.last_service = state.last_service.max(id.0);
            let stored = opened_service(history.target.clone());
            changes.push(Change::Put(Key::Service(id).text(), to_bytes(&stored)));
            changes.push(Change::Put(Key::History(id).text(), to_bytes(&history)));
            let mut service = Service::new(id, stored);
            let (known, experiment) = (history.known, history.experiment);
            service.history = history;
            state.services.insert(id, service);
            // Not part of the history as it is stored.
            if known != Known::default() {
                state.see(id, Entry::Known(known));
            }
            if let Some(experiment) = experiment {
                state.see(id, Entry::Experiment(experiment));
            }
        }
        state.is_changed = true;
    }
    writing::written(desk, changes).await;
    super::rebuild::reduce_later(desk, ids);
    Ok(OpenedInfo {
        profiles: Vec::new(),
        service: first_service,
        remarks: opened.remarks,
    })
}

/// The kind of a profile by the name it was fetched under: `heap?debug=1` is a `heap`.
pub fn kind_of_name(name: &str) -> String {
    match name.split_once('?').map_or(name, |(name, _)| name) {
        "profile" => "cpu".into(),
        name => name.into(),
    }
}

/// A service that is not asked anything.
pub fn opened_service(target: Target) -> StoredService {
    StoredService {
        target,
        intervals: Intervals::default(),
        is_paused: false,
        is_live: false,
    }
}
