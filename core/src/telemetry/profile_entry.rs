//! A kept profile, without its bytes.

use super::{ServiceId, Source};
use crate::codec::coded;
use crate::table::Id;

/// A kept profile, without its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileEntry {
    /// Its id, unique within a recording.
    pub id: ProfileId,
    /// The service it came from; none for a file that names none.
    pub service: Option<ServiceId>,
    /// How it came here.
    pub source: Source,
    /// `goroutine`, `heap`, `allocs`, … or the file's name.
    pub name: String,
    /// When it was taken, milliseconds since 1970.
    pub at_ms: f64,
    /// Length as received.
    pub bytes: u64,
    /// The first 128 bits of a content hash, in hex: what links name it by.
    pub hash: String,
}

coded! { struct ProfileEntry { id, service, source, name, at_ms, bytes, hash } }

/// A profile kept or opened here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileId(pub u32);

coded! { struct ProfileId(number) }

impl Id for ProfileId {
    fn number(self) -> u32 {
        self.0
    }

    fn from_number(number: u32) -> ProfileId {
        ProfileId(number)
    }
}
