//! What the engine knows between two jobs.

use std::task::Waker;

use super::protocol::ToEngine;
use super::records::{BATCH_ENTRIES, Entry, StoredProfile, StoredService};
use super::store::Change;
use crate::leak::Kept;
use crate::table::Table;
use crate::telemetry::{History, ProfileId, ServiceId};
use crate::watch::{Watch, What};

/// All of it. Borrowed for a moment at a time, never across an await.
#[derive(Default)]
pub struct State {
    /// Whether the store has been read; requests that came before wait in `early`.
    pub is_started: bool,
    /// Whether another tab owns the recording.
    pub is_read_only: bool,
    /// Requests that came while the store was read.
    pub early: Vec<(ToEngine, Option<Vec<u8>>)>,
    /// Services watched or opened.
    pub services: Table<ServiceId, Service>,
    /// All profiles, those of services too.
    pub profiles: Table<ProfileId, StoredProfile>,
    /// What the stacks of profiles of no service hold.
    pub loose: Kept,
    /// What a person should know.
    pub remarks: Vec<String>,
    /// Bytes stored, and the quota.
    pub usage_bytes: (u64, u64),
    /// Whether the page should hear of the inventory.
    pub is_changed: bool,
    /// Fetches the page was asked to make.
    pub orders: Table<u32, Order>,
    /// The highest order so far.
    pub last_order: u32,
    /// Profiles being opened, by request: what cancelling takes back.
    pub openings: Table<u32, ProfileId>,
    /// The highest ids ever given.
    pub last_service: u32,
    /// See `last_service`.
    pub last_profile: u32,
    /// What is to be written.
    pub outbox: Outbox,
}

/// A service.
pub struct Service {
    /// Where, how often, whether live.
    pub stored: StoredService,
    /// What was seen of it.
    pub history: History,
    /// The last batch of what was seen, as it will be stored.
    pub journal: Journal,
    /// When to ask what; none for an opened one.
    pub watch: Option<Watch>,
    /// What its pprof index listed last.
    pub index: Vec<(String, i64)>,
    /// What the stacks of its profiles hold.
    pub kept: Kept,
}

/// The open batch of a service's journal.
#[derive(Default)]
pub struct Journal {
    /// Its number.
    pub batch: u32,
    /// Its entries.
    pub entries: Vec<Entry>,
    /// Whether it holds something that is not written yet.
    pub is_dirty: bool,
}

/// A fetch the page was asked to make.
pub struct Order {
    /// Of which service.
    pub service: ServiceId,
    /// Where.
    pub url: String,
    /// What for.
    pub purpose: Purpose,
}

/// What a fetch is for.
pub enum Purpose {
    /// A regular poll.
    Poll(What),
    /// A capture that a person waits for.
    Capture {
        /// The request it answers.
        request: u32,
        /// What is captured, as the request said.
        what: String,
        /// When it began.
        started_ms: f64,
        /// How long it is expected to take, 0 if short.
        expected_ms: f64,
    },
}

/// Changes on their way to the store.
#[derive(Default)]
pub struct Outbox {
    /// To be written with the next transaction.
    pub changes: Vec<Change>,
    /// How many writings were asked for, and how many of those are done.
    pub asked: u64,
    /// See `asked`.
    pub done: u64,
    /// Whether the writer runs.
    pub is_writing: bool,
    /// Whether it was said that the store fails.
    pub has_failed: bool,
    /// Jobs that wait for a writing.
    pub waiting: Vec<Waker>,
}

impl State {
    /// A profile id never used before.
    pub fn new_profile(&mut self) -> ProfileId {
        self.last_profile += 1;
        ProfileId(self.last_profile)
    }

    /// A service id never used before.
    pub fn new_service(&mut self) -> ServiceId {
        self.last_service += 1;
        ServiceId(self.last_service)
    }

    /// Takes in something seen of a service; the next writing stores it.
    pub fn see(&mut self, service: ServiceId, entry: Entry) {
        if let Some(service) = self.services.get_mut(service) {
            apply(&mut service.history, entry.clone());
            service.journal.entries.push(entry);
            service.journal.is_dirty = true;
            self.is_changed = true;
        }
    }

    /// What the profiles of a service, or of none, hold.
    pub fn kept_mut(&mut self, service: Option<ServiceId>) -> &mut Kept {
        match service.and_then(|id| self.services.get_mut(id)) {
            Some(service) => &mut service.kept,
            None => &mut self.loose,
        }
    }

    /// Says something once.
    pub fn remark(&mut self, remark: String) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
            self.is_changed = true;
        }
    }
}

impl Service {
    /// A service of which nothing was seen here yet.
    pub fn new(id: ServiceId, stored: StoredService) -> Service {
        Service {
            history: History::new(id, stored.target.clone()),
            stored,
            journal: Journal::default(),
            watch: None,
            index: Vec::new(),
            kept: Kept::default(),
        }
    }
}

impl Journal {
    /// Goes on after a stored batch.
    pub fn after(batch: u32, entries: Vec<Entry>) -> Journal {
        let mut journal = Journal {
            batch,
            entries,
            is_dirty: false,
        };
        journal.begin_next_if_full();
        journal
    }

    /// Begins a new batch once this one is long enough.
    pub fn begin_next_if_full(&mut self) {
        if self.entries.len() >= BATCH_ENTRIES {
            self.batch += 1;
            self.entries.clear();
        }
    }
}

/// Takes an entry into a history: what a restart does with each in turn.
pub fn apply(history: &mut History, entry: Entry) {
    match entry {
        Entry::Reading(reading) => history.add_reading(reading),
        Entry::Failed(at_ms) => history.failed(at_ms),
        Entry::OurCheck(at_ms) => history.add_our_check(at_ms),
        Entry::Events(events) => drop(history.add_events(events)),
        Entry::Note(at_ms, text) => drop(history.add_note(at_ms, text)),
        Entry::NoteRemoved(at_ms, text) => history.remove_note(at_ms, &text),
        Entry::Known(known) => history.known = known,
        Entry::Experiment(experiment) => history.experiment = Some(experiment),
    }
}
