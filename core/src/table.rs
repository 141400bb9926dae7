//! Rows by id, in the order of their ids.
//!
//! Ids are given in ascending order, so a row comes nearly always last and two columns do what a
//! tree would, in a fraction of the code: the tree compiles itself anew for each type of row.

/// A number that tells rows apart.
pub trait Id: Copy {
    /// As it is compared.
    fn number(self) -> u32;
    /// Back from the number.
    fn from_number(number: u32) -> Self;
}

impl Id for u32 {
    fn number(self) -> u32 {
        self
    }

    fn from_number(number: u32) -> u32 {
        number
    }
}

/// Rows by id.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<K, V> {
    /// Ascending; one for each of `rows`.
    ids: Vec<u32>,
    rows: Vec<V>,
    id: std::marker::PhantomData<K>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Table<K, V> {
        Table {
            ids: Vec::new(),
            rows: Vec::new(),
            id: std::marker::PhantomData,
        }
    }
}

/// Where a row with this id stands, or would have to.
#[inline(never)]
fn place(ids: &[u32], id: u32) -> Result<usize, usize> {
    ids.binary_search(&id)
}

impl<K: Id, V> Table<K, V> {
    /// The row of an id.
    pub fn get(&self, id: K) -> Option<&V> {
        let place = place(&self.ids, id.number()).ok()?;
        Some(&self.rows[place])
    }

    /// The row of an id, to be changed.
    pub fn get_mut(&mut self, id: K) -> Option<&mut V> {
        let place = place(&self.ids, id.number()).ok()?;
        Some(&mut self.rows[place])
    }

    /// Whether there is such a row.
    pub fn has(&self, id: K) -> bool {
        place(&self.ids, id.number()).is_ok()
    }

    /// Sets the row of an id, and says whether the id is new.
    pub fn insert(&mut self, id: K, row: V) -> bool {
        match place(&self.ids, id.number()) {
            Ok(place) => {
                self.rows[place] = row;
                false
            }
            Err(place) => {
                self.ids.insert(place, id.number());
                self.rows.insert(place, row);
                true
            }
        }
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: K) -> Option<V> {
        let place = place(&self.ids, id.number()).ok()?;
        self.ids.remove(place);
        Some(self.rows.remove(place))
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The ids, ascending.
    pub fn ids(&self) -> impl Iterator<Item = K> + '_ {
        self.ids.iter().map(|id| K::from_number(*id))
    }

    /// The rows, by id.
    pub fn rows(&self) -> std::slice::Iter<'_, V> {
        self.rows.iter()
    }

    /// The rows, by id, to be changed.
    pub fn rows_mut(&mut self) -> std::slice::IterMut<'_, V> {
        self.rows.iter_mut()
    }

    /// Ids and rows, by id.
    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.ids().zip(&self.rows)
    }

    /// Ids and rows, by id, the rows to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (K, &mut V)> {
        let ids = self.ids.iter().map(|id| K::from_number(*id));
        ids.zip(&mut self.rows)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn holds_what_the_standard_tree_holds(
            steps in prop::collection::vec((any::<bool>(), 0u32..40, any::<u8>()), 0..200),
        ) {
            let (mut table, mut expected) = (Table::default(), BTreeMap::new());
            for (is_set, id, row) in steps {
                if is_set {
                    prop_assert_eq!(table.insert(id, row), expected.insert(id, row).is_none());
                } else {
                    prop_assert_eq!(table.remove(id), expected.remove(&id));
                }
                prop_assert_eq!(table.has(id), expected.contains_key(&id));
                prop_assert_eq!(table.get(id), expected.get(&id));
            }
            let rows: Vec<(u32, u8)> = table.iter().map(|(id, row)| (id, *row)).collect();
            prop_assert_eq!(rows, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
