//! Events and notes.

use crate::codec::coded;

/// How many are kept.
const MAX_EVENTS: usize = 10_000;

/// The tag of a person's note in a file of events.
const NOTE: &str = "note";

/// Something that happened: a migration, a deploy, a note by hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// Start, milliseconds since 1970.
    pub start_ms: f64,
    /// End, if it lasts and is over.
    pub end_ms: Option<f64>,
    /// Tags, `migration` among them where it is one.
    pub tags: Vec<String>,
    /// What it says.
    pub text: String,
    /// Whether a person wrote it here.
    pub is_note: bool,
}

coded! { struct Event { start_ms, end_ms, tags, text, is_note } }

impl Event {
    /// Whether it and `other` tell of the same: same start, same text, both notes or neither.
    pub fn is_same(&self, other: &Event) -> bool {
        self.start_ms == other.start_ms && self.text == other.text && self.is_note == other.is_note
    }

    /// Whether it is a migration that has not ended.
    pub fn is_running(&self) -> bool {
        self.end_ms.is_none() && self.tags.iter().any(|tag| tag == "migration")
    }

    /// As a file of events has it: a note is known by a tag.
    pub fn as_written(&self) -> Event {
        let mut event = self.clone();
        if std::mem::take(&mut event.is_note) {
            event.tags.push(NOTE.to_owned());
        }
        event
    }

    /// As it was before [`Event::as_written`].
    pub fn from_file(mut self) -> Event {
        let tagged = self.tags.iter().rposition(|tag| tag == NOTE);
        if let Some(place) = tagged {
            self.tags.remove(place);
            self.is_note = true;
        }
        self
    }

    /// What to call it: its text, else its first tag.
    pub fn label(&self) -> &str {
        if self.text.is_empty() {
            self.tags.first().map_or("event", |tag| tag)
        } else {
            &self.text
        }
    }
}

/// Merges `new` into `events`, which stay sorted by start; one already there takes over the new end
/// and tags. Returns whether anything changed.
pub(super) fn merge(events: &mut Vec<Event>, new: Vec<Event>) -> bool {
    let mut is_changed = false;
    for event in new {
        if !event.start_ms.is_finite() || event.end_ms.is_some_and(|end| !end.is_finite()) {
            continue;
        }
        let place = events.partition_point(|e| e.start_ms < event.start_ms);
        let same_start = events[place..]
            .iter_mut()
            .take_while(|e| e.start_ms == event.start_ms);
        if let Some(known) = same_start.into_iter().find(|e| e.is_same(&event)) {
            is_changed |= *known != event;
            *known = event;
        } else if events.len() < MAX_EVENTS {
            events.insert(place, event);
            is_changed = true;
        }
    }
    is_changed
}
