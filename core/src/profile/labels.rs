//! Labels of samples, as ids into a table of label sets.

use super::{LabelSetId, StrId};
use crate::map::{Places, hash_of};

/// One label of a sample.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The key.
    pub key: StrId,
    /// The value.
    pub value: LabelValue,
}

/// A label's value: a string if it has one, otherwise a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LabelValue {
    /// A string.
    Str(StrId),
    /// A number and its unit; the unit may be empty ([`StrId`] 0).
    Num(i64, StrId),
}

/// Distinct sets of labels; set 0 has none. Samples of one set share its id.
#[derive(Clone, Debug)]
pub struct LabelSets {
    labels: Vec<Label>,
    ends: Vec<u32>,
    places: Places,
}

impl Default for LabelSets {
    fn default() -> LabelSets {
        let mut sets = LabelSets {
            labels: Vec::new(),
            ends: Vec::new(),
            places: Places::default(),
        };
        sets.intern(&[]);
        sets
    }
}

impl LabelSets {
    /// The id of these labels, in this order, added if new.
    pub fn intern(&mut self, labels: &[Label]) -> LabelSetId {
        let hash = hash_of(labels);
        let is_same = &mut |id: usize| self.get(LabelSetId(id as u32)) == labels;
        if let Some(id) = self.places.find(hash, is_same) {
            return LabelSetId(id as u32);
        }
        self.labels.extend_from_slice(labels);
        self.ends.push(self.labels.len() as u32);
        LabelSetId(self.places.push(hash) as u32)
    }

    /// The labels of a set.
    pub fn get(&self, id: LabelSetId) -> &[Label] {
        let start = if id.0 == 0 {
            0
        } else {
            self.ends[id.index() - 1] as usize
        };
        &self.labels[start..self.ends[id.index()] as usize]
    }

    /// How many sets there are, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: the set without labels is always there.
    pub fn is_empty(&self) -> bool {
        false
    }
}
