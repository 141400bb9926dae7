//! Getting stored profiles back in hand.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use super::desk::Desk;
use super::protocol::{ProfileInfo, Subject, Trouble};
use super::records::Key;
use super::shelf::{Loaded, Missing};
use super::state::State;
use super::store::{Change, Store};
use super::{Host, troubles, writing};
use crate::codec::to_bytes;
use crate::formats::{self, FormatError, Limits, Opened};
use crate::job::Pace;
use crate::leak::{Reduced, Verdict, judge_kept};
use crate::telemetry::{ProfileId, Reading};

/// A heap profile this much before or after another profile says something about it.
const BESIDE_MS: f64 = 120e3;

/// What came out of a profile's bytes.
pub struct Parsed {
    /// The profile.
    pub loaded: Loaded,
    /// What else the bytes said of the service.
    pub readings: Vec<Reading>,
}

/// Takes a profile out of what a file turned out to be; gives anything else back.
pub fn parsed(opened: Opened) -> Result<Parsed, Opened> {
    match opened {
        Opened::Profile {
            profile,
            kind,
            readings,
            remarks,
        } => Ok(Parsed {
            loaded: Loaded {
                profile: profile.into(),
                kind,
                dump: None,
                remarks,
                memory: readings.iter().flat_map(|it| it.values.clone()).collect(),
            },
            readings,
        }),
        Opened::Dump {
            dump,
            profile,
            remarks,
        } => Ok(Parsed {
            loaded: Loaded {
                profile: profile.into(),
                kind: "goroutine".into(),
                dump: Some(dump),
                remarks,
                memory: Vec::new(),
            },
            readings: Vec::new(),
        }),
        other => Err(other),
    }
}

/// The change that notes that a profile is being read, for the `attempt`th time.
pub fn reading_of(id: ProfileId, attempt: u32) -> Change {
    Change::Put(Key::ReadingOf(id).text(), to_bytes(&attempt))
}

/// The change that takes that note back.
pub fn read_well(id: ProfileId) -> Change {
    Change::Delete(Key::ReadingOf(id).text())
}

/// What the page knows of a profile, completed by what reading it told.
pub fn complete(info: &mut ProfileInfo, loaded: &Loaded) {
    info.sample_types = loaded.profile.sample_type_names();
    info.default_sample_type = loaded.profile.default_sample_type() as u32;
    if info.kind.is_empty() {
        info.kind = loaded.kind.clone();
    }
}

/// The long part of keeping a profile, done before the state is touched; none for a dump.
pub async fn reduced(loaded: &Loaded, pace: &Pace) -> Option<Reduced> {
    match &loaded.dump {
        Some(_) => None,
        None => Some(Reduced::of(&loaded.profile, pace).await),
    }
}

/// Keeps what the stacks of a profile hold, for what grows.
pub fn keep(state: &mut State, info: &ProfileInfo, loaded: &Loaded, reduced: Option<Reduced>) {
    let entry = &info.entry;
    let kept = state.kept_mut(entry.service);
    match (&loaded.dump, reduced) {
        (Some(dump), _) => kept.add_dump(entry.id, entry.at_ms, dump),
        (None, Some(reduced)) => {
            let profile = &loaded.profile;
            kept.add_reduced(entry.id, &info.kind, entry.at_ms, profile, reduced);
        }
        (None, None) => {}
    }
}

/// What one profile alone tells, with the heap profile beside it.
pub async fn judged<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    id: ProfileId,
) -> Result<Verdict, Trouble> {
    let loaded = kept(desk, id).await?;
    let heap = heap_beside(desk, id);
    if let Some(heap) = heap {
        // Without it less is known; that it cannot be read is said where it is opened.
        let _ = kept(desk, heap).await;
    }
    let mut state = desk.state.borrow_mut();
    let service = state.profiles.get(id).map(|its| its.info.entry.service);
    let service = service.ok_or_else(|| troubles::no_such_profile(id))?;
    let verdict = judge_kept(state.kept_mut(service), id, &loaded.kind, heap);
    verdict.ok_or_else(|| troubles::no_such_profile(id))
}

/// A profile, loaded, and reduced if it was not yet.
pub async fn kept<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    id: ProfileId,
) -> Result<Rc<Loaded>, Trouble> {
    let loaded = load(desk, id).await?;
    let info = desk
        .state
        .borrow()
        .profiles
        .get(id)
        .map(|its| its.info.clone());
    let info = info.ok_or_else(|| troubles::no_such_profile(id))?;
    let is_kept = {
        let mut state = desk.state.borrow_mut();
        state.kept_mut(info.entry.service).get(id).is_some()
    };
    if !is_kept {
        let reduced = reduced(&loaded, &desk.pace).await;
        keep(&mut desk.state.borrow_mut(), &info, &loaded, reduced);
    }
    Ok(loaded)
}

/// Puts the profiles of a subject on the shelf, where they stay as long as they are held.
pub async fn load_subject<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    subject: &Subject,
) -> Result<Vec<Rc<Loaded>>, Trouble> {
    let mut held = Vec::new();
    for id in [Some(subject.profile), subject.base].into_iter().flatten() {
        held.push(load(desk, id).await?);
    }
    Ok(held)
}

/// A view, once its profiles are on the shelf.
pub fn found<T>(view: Result<T, Missing>) -> Result<T, Trouble> {
    view.map_err(|missing| match missing {
        Missing::Profile(id) => troubles::no_such_profile(id),
        Missing::Impossible(trouble) => trouble,
    })
}

/// A profile, from the shelf or read from the store.
pub async fn load<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    id: ProfileId,
) -> Result<Rc<Loaded>, Trouble> {
    let _turn = turn(desk, id).await;
    if let Some(loaded) = desk.shelf.get(id) {
        return Ok(loaded);
    }
    let name = {
        let state = desk.state.borrow();
        let stored = state
            .profiles
            .get(id)
            .ok_or_else(|| troubles::no_such_profile(id))?;
        let name = stored.info.entry.name.clone();
        if let Some(why) = &stored.set_aside {
            return Err(troubles::set_aside(&name, why));
        }
        name
    };
    writing::written(desk, vec![reading_of(id, 1)]).await;
    let bytes = bytes_of(desk, id).await?;
    // It was accepted before, perhaps under a limit that a person raised.
    let limits = Limits::raised(u64::from(u32::MAX));
    desk.shelf.make_room(formats::size_when_read(&bytes));
    let opened = formats::open(&name, bytes, &limits, &desk.pace, &|_| {}).await;
    writing::write(desk, vec![read_well(id)]);
    match opened.map(parsed) {
        Ok(Ok(parsed)) => Ok(desk.shelf.insert(id, parsed.loaded)),
        Ok(Err(_)) => {
            let error = FormatError::unknown("it is not a profile");
            Err(troubles::bad_file(&name, &error))
        }
        Err(error) => Err(troubles::bad_file(&name, &error)),
    }
}

/// A profile's bytes as received.
pub async fn bytes_of<S: Store + 'static, H: Host + 'static>(
    desk: &Desk<S, H>,
    id: ProfileId,
) -> Result<Vec<u8>, Trouble> {
    let bytes = desk.store.blob(id.0).await;
    let bytes = bytes.map_err(|error| troubles::unreadable_store(error.0))?;
    bytes.ok_or_else(|| troubles::no_such_profile(id))
}

/// The heap profile of the same service nearest in time to `id`.
fn heap_beside<S: Store, H: Host>(desk: &Desk<S, H>, id: ProfileId) -> Option<ProfileId> {
    let state = desk.state.borrow();
    let of = &state.profiles.get(id)?.info;
    let others = state.profiles.rows().map(|stored| &stored.info);
    let heaps = others.filter(|other| {
        other.kind == "heap" && other.entry.service == of.entry.service && of.kind != "heap"
    });
    let distance_ms = |info: &&ProfileInfo| (info.entry.at_ms - of.entry.at_ms).abs();
    let nearest = heaps.min_by(|a, b| distance_ms(a).total_cmp(&distance_ms(b)))?;
    (distance_ms(&nearest) <= BESIDE_MS).then_some(nearest.entry.id)
}

/// Profiles being read, and jobs that wait for one of them.
pub type Turns = RefCell<Vec<(ProfileId, Vec<std::task::Waker>)>>;

/// Ends a turn when it is dropped, also with a cancelled job.
pub struct Turn<S: Store, H: Host> {
    desk: Rc<Desk<S, H>>,
    id: ProfileId,
}

/// Waits until no other job reads this profile: two views of one profile read it once.
pub async fn turn<S: Store, H: Host>(desk: &Rc<Desk<S, H>>, id: ProfileId) -> Turn<S, H> {
    poll_fn(|context| {
        let mut turns = desk.turns.borrow_mut();
        match turns.iter_mut().find(|(its, _)| *its == id) {
            Some((_, waiting)) => {
                waiting.push(context.waker().clone());
                Poll::Pending
            }
            None => {
                turns.push((id, Vec::new()));
                Poll::Ready(())
            }
        }
    })
    .await;
    let desk = Rc::clone(desk);
    Turn { desk, id }
}

impl<S: Store, H: Host> Drop for Turn<S, H> {
    fn drop(&mut self) {
        let mut turns = self.desk.turns.borrow_mut();
        if let Some(place) = turns.iter().position(|(id, _)| *id == self.id) {
            let (_, waiting) = turns.remove(place);
            drop(turns);
            waiting.into_iter().for_each(std::task::Waker::wake);
        }
    }
}
