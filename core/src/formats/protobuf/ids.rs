//! From a file's ids to positions in our tables.

use hashbrown::HashMap;

use super::super::FormatError;
use super::super::wire::malformed;

/// A file's ids are any non-zero `u64`, neither dense nor in sequence. Go's are 1, 2, 3, …, so that
/// most lookups are an array access.
pub struct IdMap {
    /// `dense[id]` is the position plus one, 0 for none.
    dense: Vec<u32>,
    sparse: HashMap<u64, u32>,
}

impl IdMap {
    /// A map of `ids`, by position. `what` names the table in messages.
    ///
    /// # Errors
    /// For an id of 0 and for one that comes twice.
    pub fn new(ids: &[u64], what: &'static str) -> Result<IdMap, FormatError> {
        // Up to four times as many slots as ids: 16 bytes per id, less than a hash map takes.
        let limit = (ids.len() as u64).saturating_mul(4) + 1024;
        let largest = ids.iter().copied().filter(|&id| id < limit).max();
        let mut map = IdMap {
            dense: vec![0; largest.map_or(0, |id| id as usize + 1)],
            sparse: HashMap::new(),
        };
        for (position, &id) in ids.iter().enumerate() {
            if id == 0 {
                return Err(malformed(format!(
                    "{what} {position} has the reserved id 0"
                )));
            }
            let before = match map.dense.get_mut(id as usize).filter(|_| id < limit) {
                Some(slot) => std::mem::replace(slot, position as u32 + 1) != 0,
                None => map.sparse.insert(id, position as u32).is_some(),
            };
            if before {
                return Err(malformed(format!("two {what}s have the id {id}")));
            }
        }
        Ok(map)
    }

    /// The position of the row with this id.
    #[inline]
    pub fn get(&self, id: u64) -> Option<u32> {
        match self.dense.get(usize::try_from(id).ok()?) {
            Some(0) => None,
            Some(&position) => Some(position - 1),
            None => self.sparse.get(&id).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_any_number_but_zero_and_unique() {
        let map = IdMap::new(&[7, u64::MAX, 1, 1 << 40], "location").unwrap();
        assert_eq!(map.get(7), Some(0));
        assert_eq!(map.get(u64::MAX), Some(1));
        assert_eq!(map.get(1 << 40), Some(3));
        assert_eq!(map.get(0), None);
        assert_eq!(map.get(2), None);
        assert_eq!(map.get(1 << 32), None);
        let error = |ids: &[u64]| IdMap::new(ids, "function").err().unwrap().what;
        assert_eq!(error(&[1, 0]), "function 1 has the reserved id 0");
        assert_eq!(error(&[3, 3]), "two functions have the id 3");
        let far = u64::MAX - 1;
        assert_eq!(
            error(&[far, far]),
            format!("two functions have the id {far}")
        );
    }
}
