//! Strings, each kept once.

use std::borrow::Cow;

use super::StrId;
use crate::map::{Places, hash_of};

/// Interned byte strings in one buffer.
///
/// ```text
/// bytes   ""  "main.main"  "net/http.(*persistConn).readLoop" …
/// ends    0   9            41
/// id      0   1            2
/// ```
///
/// Id 0 is always the empty string. Names need not be UTF-8: they are kept as they came and shown
/// lossily.
#[derive(Clone)]
pub struct Strings {
    bytes: Vec<u8>,
    /// `ends[i]` is where string `i` stops; it starts where string `i - 1` stops.
    ends: Vec<u32>,
    places: Places,
}

impl Default for Strings {
    fn default() -> Strings {
        let mut strings = Strings {
            bytes: Vec::new(),
            ends: Vec::new(),
            places: Places::default(),
        };
        strings.intern(b"");
        strings
    }
}

impl Strings {
    /// The id of `text`, added if it is new.
    ///
    /// Past 4 GiB of distinct text, which no reader lets in, further strings become the empty one.
    pub fn intern(&mut self, text: &[u8]) -> StrId {
        let hash = hash_of(text);
        if let Some(id) = self.find_hashed(hash, text) {
            return id;
        }
        if self.bytes.len() + text.len() > u32::MAX as usize {
            return StrId(0);
        }
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u32);
        StrId(self.places.push(hash) as u32)
    }

    /// The id of `text` if it is here.
    pub fn find(&self, text: &[u8]) -> Option<StrId> {
        self.find_hashed(hash_of(text), text)
    }

    fn find_hashed(&self, hash: u32, text: &[u8]) -> Option<StrId> {
        let is_same = &mut |id: usize| self.bytes(StrId(id as u32)) == text;
        self.places.find(hash, is_same).map(|id| StrId(id as u32))
    }

    /// The string as it came.
    pub fn bytes(&self, id: StrId) -> &[u8] {
        let start = match id.0 {
            0 => 0,
            _ => self.ends[id.index() - 1] as usize,
        };
        &self.bytes[start..self.ends[id.index()] as usize]
    }

    /// The string as it is shown: bytes that are not UTF-8 become U+FFFD.
    pub fn get(&self, id: StrId) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(id))
    }

    /// How many strings there are, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: the empty string is always there.
    pub fn is_empty(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_an_id_and_empty_is_zero() {
        let mut strings = Strings::default();
        let a = strings.intern(b"main.main");
        let b = strings.intern(b"main.run");
        assert_eq!(strings.intern(b"main.main"), a);
        assert_ne!(a, b);
        assert_eq!(strings.intern(b""), StrId(0));
        assert_eq!(strings.get(b), "main.run");
        assert_eq!(strings.find(b"main.run"), Some(b));
        assert_eq!(strings.find(b"other"), None);
        assert_eq!(strings.len(), 3);
    }

    #[test]
    fn a_name_that_is_not_utf8_is_kept_and_shown_lossily() {
        let mut strings = Strings::default();
        let id = strings.intern(b"caf\xe9");
        assert_eq!(strings.bytes(id), b"caf\xe9");
        assert_eq!(strings.get(id), "caf\u{fffd}");
    }
}
