//! The shapes of what is stored, and the keys it is stored under.
//!
//! ```text
//! v1/service/00000003            a watched or opened service, without its history
//! v1/history/00000003            the history a recording brought, before what is journalled here
//! v1/journal/00000003/00000012   a batch of what was seen, at most 200 entries; the last one grows
//! v1/profile/00000041            a kept profile, its bytes under blob 41
//! v1/reading-of/00000041         being read right now: what a dead engine may have died of
//! ```
//!
//! What an earlier version stored in another shape has another number in front and is left alone.

use super::protocol::{Intervals, ProfileInfo};
use crate::codec::coded;
use crate::telemetry::{Event, Experiment, Known, ProfileId, Reading, ServiceId, Target};

/// How many entries a batch holds before the next one is begun: at some 60 bytes an entry, what
/// is rewritten with each answer stays at 12 kB.
pub const BATCH_ENTRIES: usize = 200;

/// One thing seen of a service.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// An answer.
    Reading(Reading),
    /// A poll that failed, at this time.
    Failed(f64),
    /// A health check of ours was sent.
    OurCheck(f64),
    /// Events the service told of.
    Events(Vec<Event>),
    /// A person's note.
    Note(f64, String),
    /// A note taken back.
    NoteRemoved(f64, String),
    /// What a person knows of the service.
    Known(Known),
    /// An experiment was begun or stopped.
    Experiment(Experiment),
}

coded! {
    enum Entry {
        Reading(a), Failed(a), OurCheck(a), Events(a), Note(a, b), NoteRemoved(a, b),
        Known(a), Experiment(a),
    }
}

/// A service without its history.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredService {
    /// Where.
    pub target: Target,
    /// How often.
    pub intervals: Intervals,
    /// Whether polling is paused.
    pub is_paused: bool,
    /// Whether it is watched rather than opened.
    pub is_live: bool,
}

coded! { struct StoredService { target, intervals, is_paused, is_live } }

/// A kept profile.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredProfile {
    /// What the page knows of it.
    pub info: ProfileInfo,
    /// Why it is not read again, if an engine died of it.
    pub set_aside: Option<String>,
}

coded! { struct StoredProfile { info, set_aside } }

/// What a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// [`StoredService`].
    Service(ServiceId),
    /// A `History`.
    History(ServiceId),
    /// A batch of [`Entry`].
    Journal(ServiceId, u32),
    /// [`StoredProfile`].
    Profile(ProfileId),
    /// How often reading it was begun and not finished: a `u32`.
    ReadingOf(ProfileId),
}

impl Key {
    /// As text; keys of one kind sort by their numbers.
    pub fn text(self) -> String {
        match self {
            Key::Service(id) => format!("v1/service/{:08x}", id.0),
            Key::History(id) => format!("v1/history/{:08x}", id.0),
            Key::Journal(id, batch) => format!("v1/journal/{:08x}/{batch:08x}", id.0),
            Key::Profile(id) => format!("v1/profile/{:08x}", id.0),
            Key::ReadingOf(id) => format!("v1/reading-of/{:08x}", id.0),
        }
    }

    /// From text; none for keys of other versions.
    pub fn parse(text: &str) -> Option<Key> {
        let number = |text: Option<&str>| u32::from_str_radix(text?, 16).ok();
        let mut parts = text.strip_prefix("v1/")?.split('/');
        let kind = parts.next()?;
        let id = number(parts.next())?;
        Some(match kind {
            "service" => Key::Service(ServiceId(id)),
            "history" => Key::History(ServiceId(id)),
            "journal" => Key::Journal(ServiceId(id), number(parts.next())?),
            "profile" => Key::Profile(ProfileId(id)),
            "reading-of" => Key::ReadingOf(ProfileId(id)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_batches_sort_by_number() {
        let keys = [
            Key::Journal(ServiceId(3), 9),
            Key::Journal(ServiceId(3), 10),
            Key::Profile(ProfileId(0xffff_ffff)),
            Key::ReadingOf(ProfileId(0)),
            Key::Service(ServiceId(1)),
            Key::History(ServiceId(1)),
        ];
        for key in keys {
            assert_eq!(Key::parse(&key.text()), Some(key));
        }
        assert!(keys[0].text() < keys[1].text());
        for other in [
            "v2/service/00000001",
            "v1/service",
            "v1/x/00000001",
            "",
            "v1/journal/1/",
        ] {
            assert_eq!(Key::parse(other), None, "{other}");
        }
    }
}
