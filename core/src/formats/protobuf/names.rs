//! The file's string table.

use super::super::wire::{Failure, Span, malformed};
use super::outline::Reference;
use crate::job::Pace;
use crate::profile::{StrId, Strings};

/// From an index into the file's string table to our own id: a file may hold a string twice.
pub struct Names(Vec<StrId>);

impl Names {
    /// Interns the strings at `spans`.
    ///
    /// # Errors
    /// If string 0 is not the empty one.
    pub async fn intern(
        file: &[u8],
        spans: &[Span],
        strings: &mut Strings,
        pace: &Pace,
    ) -> Result<Names, Failure> {
        if let Some(first) = spans.first()
            && !first.of(file).is_empty()
        {
            return Err(malformed("string_table[0] must be empty")
                .at_byte(first.start as usize)
                .into());
        }
        let mut ids = Vec::with_capacity(spans.len());
        for chunk in spans.chunks(4096) {
            ids.extend(chunk.iter().map(|span| strings.intern(span.of(file))));
            pace.breathe().await;
        }
        Ok(Names(ids))
    }

    /// The string at `index`, referred to by `field`.
    ///
    /// # Errors
    /// If the table is shorter.
    #[inline]
    pub fn get(&self, index: u64, field: &'static str) -> Result<StrId, Failure> {
        match usize::try_from(index).ok().and_then(|i| self.0.get(i)) {
            Some(&id) => Ok(id),
            None => Err(self.missing(index, field)),
        }
    }

    /// The string that a field of the profile itself refers to.
    ///
    /// # Errors
    /// If the table is shorter.
    pub fn refer(&self, reference: Reference, field: &'static str) -> Result<StrId, Failure> {
        let found = self.get(reference.index, field);
        found.map_err(|failure| (*failure).at_byte(reference.at).into())
    }

    #[cold]
    fn missing(&self, index: u64, field: &'static str) -> Failure {
        malformed(format!(
            "{field} refers to string {}, but the string table has {}",
            index as i64,
            self.0.len()
        ))
        .into()
    }
}
