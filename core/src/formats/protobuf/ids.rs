//! From a file's ids to positions in our tables.

use super::super::FormatError;
use super::super::wire::{Failure, Span, malformed, within};
use crate::map::Map;

/// A file's ids are any non-zero `u64`, neither dense nor in sequence.
pub enum IdMap {
    /// 1, 2, 3, … up to this, as Go numbers them: the position is the id less one, and ten million
    /// lookups touch no memory.
    Sequence(u64),
    /// Anything else.
    Any {
        /// `dense[id]` is the position plus one, 0 for none.
        dense: Vec<u32>,
        /// Ids too large for `dense`.
        sparse: Map<u64, u32>,
    },
}

impl IdMap {
    /// A map of `ids`, by position. `what` names the table in messages, `rows` are its messages.
    ///
    /// # Errors
    /// For an id of 0 and for one that comes twice.
    pub fn new(ids: &[u64], what: &'static str, rows: &[Span]) -> Result<IdMap, Failure> {
        if ids.iter().zip(1..).all(|(&id, next)| id == next) {
            return Ok(IdMap::Sequence(ids.len() as u64));
        }
        // Up to four times as many slots as ids: 16 bytes per id, less than a hash map takes.
        let limit = (ids.len() as u64).saturating_mul(4) + 1024;
        let largest = ids.iter().copied().filter(|&id| id < limit).max();
        let mut dense = vec![0; largest.map_or(0, |id| id as usize + 1)];
        let mut sparse = Map::default();
        for (position, &id) in ids.iter().enumerate() {
            let placed = |error: FormatError| match rows.get(position) {
                Some(&row) => within(error.into(), row),
                None => error.into(),
            };
            if id == 0 {
                let error = malformed(format!("{what} {position} has the reserved id 0"));
                return Err(placed(error));
            }
            let before = match dense.get_mut(id as usize).filter(|_| id < limit) {
                Some(slot) => std::mem::replace(slot, position as u32 + 1) != 0,
                None => sparse.insert(id, position as u32).is_some(),
            };
            if before {
                return Err(placed(malformed(format!("two {what}s have the id {id}"))));
            }
        }
        Ok(IdMap::Any { dense, sparse })
    }

    /// Ids below `most` with their positions, by id.
    pub fn by_id(&self, most: u64) -> Box<dyn Iterator<Item = (u64, u32)> + '_> {
        match self {
            IdMap::Sequence(count) => {
                Box::new((1..=*count).zip(0..).take_while(move |it| it.0 < most))
            }
            IdMap::Any { dense, .. } => {
                let ids = dense.iter().enumerate();
                let known = ids.filter_map(|(id, &place)| Some((id as u64, place.checked_sub(1)?)));
                Box::new(known.take_while(move |it| it.0 < most))
            }
        }
    }

    /// The position of the row with this id.
    #[inline]
    pub fn get(&self, id: u64) -> Option<u32> {
        match self {
            IdMap::Sequence(count) => {
                let position = id.wrapping_sub(1);
                (position < *count).then_some(position as u32)
            }
            IdMap::Any { dense, sparse } => match dense.get(usize::try_from(id).ok()?) {
                Some(0) => None,
                Some(&position) => Some(position - 1),
                None => sparse.get(&id).copied(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_any_number_but_zero_and_unique() {
        let map = IdMap::new(&[7, u64::MAX, 1, 1 << 40], "location", &[]).unwrap();
        assert_eq!(map.get(7), Some(0));
        assert_eq!(map.get(u64::MAX), Some(1));
        assert_eq!(map.get(1 << 40), Some(3));
        assert_eq!(map.get(0), None);
        assert_eq!(map.get(2), None);
        assert_eq!(map.get(1 << 32), None);
        let sequence = IdMap::new(&[1, 2, 3], "location", &[]).unwrap();
        let positions = [0, 1, 3, 4, u64::MAX].map(|id| sequence.get(id));
        assert_eq!(positions, [None, Some(0), Some(2), None, None]);
        let error = |ids: &[u64]| IdMap::new(ids, "function", &[]).err().unwrap().what;
        assert_eq!(error(&[1, 0]), "function 1 has the reserved id 0");
        assert_eq!(error(&[3, 3]), "two functions have the id 3");
        let far = u64::MAX - 1;
        assert_eq!(
            error(&[far, far]),
            format!("two functions have the id {far}")
        );
    }
}
