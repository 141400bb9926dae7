//! Hash maps that share one table.
//!
//! A `HashMap` compiles its table anew for every type of key and value, three kilobytes each, and
//! the page is weighed by what a person has to download. [`Places`] is one table for all of them: it
//! knows only hashes and the places of rows that are kept elsewhere. [`Map`] keeps them in a `Vec`, in
//! the order in which they came, which makes going through a map repeatable as well.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

/// Where rows with certain hashes stand in a column that somebody else keeps: an open table with
/// linear probing, at most three quarters full.
///
/// ```text
/// slots   [ 0 | tag of row 1, 2 | tag of row 0, 1 | 0 ]      a tag and a place plus one; 0 is free
/// rows    [ "main.main", "net/http.Get" ]                    kept by the caller
/// ```
#[derive(Clone, Debug, Default)]
pub struct Places {
    slots: Vec<u64>,
    len: u32,
}

impl Places {
    /// The place of a row with this hash that `is_same`.
    #[inline(never)]
    pub fn find(&self, hash: u32, is_same: &mut dyn FnMut(usize) -> bool) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            let place = slot as u32 as usize - 1;
            if (slot >> 32) as u32 == hash && is_same(place) {
                return Some(place);
            }
            at = (at + 1) & mask;
        }
    }

    /// Gives the next row its place; it must not be here yet. For fewer than `u32::MAX` rows.
    #[inline(never)]
    pub fn push(&mut self, hash: u32) -> usize {
        if self.len as usize >= self.slots.len() / 4 * 3 {
            let larger = (self.slots.len() * 2).max(8);
            let slots = std::mem::replace(&mut self.slots, vec![0; larger]);
            for slot in slots.into_iter().filter(|&slot| slot != 0) {
                self.put(slot);
            }
        }
        self.len += 1;
        self.put(u64::from(hash) << 32 | u64::from(self.len));
        self.len as usize - 1
    }

    fn put(&mut self, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut at = (slot >> 32) as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }
}

/// The hash of a row, or of what stands for it.
pub fn hash_of<T: Hash + ?Sized>(row: &T) -> u32 {
    let mut words = Words(0);
    row.hash(&mut words);
    words.finish() as u32
}

/// Hashes word by word, as rustc does: a handful of instructions at every place that hashes.
struct Words(u64);

/// Its bits are spread evenly (the golden ratio's).
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Words {
    #[inline(never)]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(value.into());
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(value.into());
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(MULTIPLIER);
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    /// A product's upper bits know all of it, its lower ones little: places go by the upper half,
    /// after one more round.
    fn finish(&self) -> u64 {
        (self.0 ^ (self.0 >> 32)).wrapping_mul(MULTIPLIER) >> 32
    }
}

/// A map that keeps the order in which its keys came, and gives none of them away.
#[derive(Clone, Debug)]
pub struct Map<K, V> {
    places: Places,
    rows: Vec<(K, V)>,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Map<K, V> {
        Map {
            places: Places::default(),
            rows: Vec::new(),
        }
    }
}

impl<K: Eq + Hash, V> Map<K, V> {
    /// The value of a key.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(hash_of(key), key)?;
        Some(&self.rows[place].1)
    }

    /// The value of a key, made where it is new.
    pub fn or_insert_with(&mut self, key: K, new: impl FnOnce() -> V) -> &mut V {
        let hash = hash_of(&key);
        let place = match self.place(hash, &key) {
            Some(place) => place,
            None => self.push(hash, (key, new())),
        };
        &mut self.rows[place].1
    }

    /// The value of a key, the default one where it is new.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.or_insert_with(key, V::default)
    }

    /// As [`Map::or_insert_with`], with the row made only where it is new; its key must equal `key`.
    pub fn or_insert_row<Q: Eq + Hash + ?Sized>(
        &mut self,
        key: &Q,
        new: impl FnOnce() -> (K, V),
    ) -> &mut (K, V)
    where
        K: Borrow<Q>,
    {
        let hash = hash_of(key);
        let place = match self.place(hash, key) {
            Some(place) => place,
            None => self.push(hash, new()),
        };
        &mut self.rows[place]
    }

    /// Sets the value of a key; the one it had before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = hash_of(&key);
        if let Some(place) = self.place(hash, &key) {
            return Some(std::mem::replace(&mut self.rows[place].1, value));
        }
        self.push(hash, (key, value));
        None
    }

    fn place<Q: Eq + Hash + ?Sized>(&self, hash: u32, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let is_same = &mut |place: usize| self.rows[place].0.borrow() == key;
        self.places.find(hash, is_same)
    }

    fn push(&mut self, hash: u32, row: (K, V)) -> usize {
        self.rows.push(row);
        self.places.push(hash)
    }
}

impl<K, V> Map<K, V> {
    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Keys and values, in the order in which the keys came.
    pub fn rows(&self) -> &[(K, V)] {
        &self.rows
    }

    /// As [`Map::rows`], taken out.
    pub fn into_rows(self) -> Vec<(K, V)> {
        self.rows
    }
}

impl<K: Eq + Hash, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(rows: I) -> Map<K, V> {
        let mut map = Map::default();
        for (key, value) in rows {
            map.insert(key, value);
        }
        map
    }
}

/// Maps are equal that hold the same rows in the same order.
impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Map<K, V>) -> bool {
        self.rows == other.rows
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn holds_what_the_standard_map_holds(
            steps in prop::collection::vec((any::<bool>(), 0u16..200, any::<u8>()), 0..400),
        ) {
            let (mut map, mut expected) = (Map::default(), HashMap::new());
            for (is_set, key, value) in steps {
                if is_set {
                    prop_assert_eq!(map.insert(key, value), expected.insert(key, value));
                } else {
                    let new = expected.entry(key).or_insert(value);
                    prop_assert_eq!(map.or_insert_with(key, || value), new);
                }
            }
            prop_assert_eq!(map.len(), expected.len());
            for key in 0..200 {
                prop_assert_eq!(map.get(&key), expected.get(&key));
            }
        }
    }

    #[test]
    fn rows_stay_in_the_order_they_came() {
        let mut map: Map<String, u32> = Map::default();
        for word in ["b", "a", "c", "a"] {
            map.or_insert_row(word, || (word.to_owned(), 0)).1 += 1;
        }
        let rows = [("b", 1), ("a", 2), ("c", 1)].map(|(word, n)| (word.to_owned(), n));
        assert_eq!(map.rows(), rows);
        assert_eq!(map.get("nobody"), None);
    }

    #[test]
    fn hashes_of_what_is_alike_differ() {
        let names = (0..10_000).map(|i| format!("main.worker{i:04}.func1"));
        let mut hashes: Vec<u32> = names.map(|name| hash_of(name.as_bytes())).collect();
        hashes.extend((0..10_000u64).map(|i| hash_of(&(i << 48))));
        hashes.extend((0..10_000u32).map(|i| hash_of(&(i % 100, i / 100))));
        let shared = |bits: u32| {
            let mut distinct: Vec<u32> = hashes.iter().map(|h| h << (32 - bits)).collect();
            distinct.sort_unstable();
            distinct.dedup();
            hashes.len() - distinct.len()
        };
        // Of 30,000 random hashes 5,900 share 16 bits with another, and none shares all of them.
        assert!(
            shared(16) < 7_000 && shared(32) < 10,
            "{} {}",
            shared(16),
            shared(32)
        );
    }

    #[test]
    fn rows_of_one_hash_are_told_apart() {
        let mut places = Places::default();
        for row in 0..100 {
            assert_eq!(places.find(7, &mut |place| place == row), None);
            assert_eq!(places.push(7), row);
        }
        assert_eq!(places.find(7, &mut |place| place == 42), Some(42));
        assert_eq!(Places::default().find(0, &mut |_| true), None);
    }
}
