//! What the engine keeps across its own death and the page's: small records under text keys, and
//! the bytes of files and profiles as they were received.

use std::fmt;

/// A place that outlives the engine. In the page it is IndexedDB, in tests a map.
#[allow(
    async_fn_in_trait,
    reason = "the engine and its store live in one thread"
)]
pub trait Store {
    /// Every record with its key, in the order of the keys.
    async fn records(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// The bytes kept under an id, if there are some.
    async fn blob(&self, id: u32) -> Result<Option<Vec<u8>>, StoreError>;

    /// Makes all changes or none.
    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError>;

    /// Bytes used, and the quota; 0 where unknown.
    async fn usage_bytes(&self) -> (u64, u64);
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Sets a record.
    Put(String, Vec<u8>),
    /// Removes a record, if it is there.
    Delete(String),
    /// Keeps bytes under an id.
    PutBlob(u32, std::rc::Rc<Vec<u8>>),
    /// Removes bytes, if they are there.
    DeleteBlob(u32),
}

/// Why the store did not do it, in the browser's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError(pub String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// A store in memory: for tests, and for browsers that deny a page any storage. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(std::rc::Rc<std::cell::RefCell<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    records: std::collections::BTreeMap<String, Vec<u8>>,
    blobs: std::collections::BTreeMap<u32, Vec<u8>>,
}

impl Store for MemoryStore {
    async fn records(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let kept = self.0.borrow();
        Ok(kept
            .records
            .iter()
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect())
    }

    async fn blob(&self, id: u32) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.borrow().blobs.get(&id).cloned())
    }

    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError> {
        let mut kept = self.0.borrow_mut();
        for change in changes {
            match change {
                Change::Put(key, bytes) => drop(kept.records.insert(key.clone(), bytes.clone())),
                Change::Delete(key) => drop(kept.records.remove(key)),
                Change::PutBlob(id, bytes) => drop(kept.blobs.insert(*id, bytes.to_vec())),
                Change::DeleteBlob(id) => drop(kept.blobs.remove(id)),
            }
        }
        Ok(())
    }

    async fn usage_bytes(&self) -> (u64, u64) {
        let kept = self.0.borrow();
        let records = kept.records.values().map(Vec::len);
        let bytes: usize = records.chain(kept.blobs.values().map(Vec::len)).sum();
        (bytes as u64, 0)
    }
}

impl MemoryStore {
    /// How many records and blobs it holds.
    pub fn len(&self) -> usize {
        let kept = self.0.borrow();
        kept.records.len() + kept.blobs.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
