//! IndexedDB as the engine's store: records under text keys, bytes under numbers, and every group
//! of changes one transaction.

use std::cell::RefCell;

use idb::{
    Database, DatabaseEvent, Factory, ObjectStoreParams, Query, Transaction, TransactionMode,
};
use js_sys::Uint8Array;
use leakscope_core::engine::{Change, Store, StoreError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const RECORDS: &str = "records";
const BLOBS: &str = "blobs";

/// The store of this origin under one name, opened with its first use.
pub struct BrowserStore {
    name: String,
    database: RefCell<Option<std::rc::Rc<Database>>>,
}

impl BrowserStore {
    /// The store of this name.
    pub fn new(name: &str) -> BrowserStore {
        BrowserStore {
            name: name.into(),
            database: RefCell::default(),
        }
    }

    async fn database(&self) -> Result<std::rc::Rc<Database>, StoreError> {
        if let Some(database) = &*self.database.borrow() {
            return Ok(std::rc::Rc::clone(database));
        }
        let factory = Factory::new().map_err(failed)?;
        let mut request = factory.open(&self.name, Some(1)).map_err(failed)?;
        request.on_upgrade_needed(|event| {
            // A failure here fails the opening, which is where it is told.
            if let Ok(database) = event.database() {
                for store in [RECORDS, BLOBS] {
                    let _ = database.create_object_store(store, ObjectStoreParams::new());
                }
            }
        });
        let database = std::rc::Rc::new(request.await.map_err(failed)?);
        *self.database.borrow_mut() = Some(std::rc::Rc::clone(&database));
        Ok(database)
    }

    async fn transaction(&self, mode: TransactionMode) -> Result<Transaction, StoreError> {
        let database = self.database().await?;
        database
            .transaction(&[RECORDS, BLOBS], mode)
            .map_err(failed)
    }
}

impl Store for BrowserStore {
    async fn records(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let transaction = self.transaction(TransactionMode::ReadOnly).await?;
        let store = transaction.object_store(RECORDS).map_err(failed)?;
        // Both are asked and listened to before either is awaited: a transaction without requests
        // ends, and an answer nobody listens to is lost.
        let keys = store
            .get_all_keys(None, None)
            .map_err(failed)?
            .into_future();
        let values = store.get_all(None, None).map_err(failed)?.into_future();
        let (keys, values) = (keys.await.map_err(failed)?, values.await.map_err(failed)?);
        let pairs = keys.iter().zip(&values);
        Ok(pairs
            .filter_map(|(key, value)| Some((key.as_string()?, bytes_of(value)?)))
            .collect())
    }

    async fn blob(&self, id: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.transaction(TransactionMode::ReadOnly).await?;
        let store = transaction.object_store(BLOBS).map_err(failed)?;
        let request = store.get(Query::Key(id.into())).map_err(failed)?;
        let value = request.await.map_err(failed)?;
        Ok(value.as_ref().and_then(bytes_of))
    }

    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError> {
        let transaction = self.transaction(TransactionMode::ReadWrite).await?;
        let records = transaction.object_store(RECORDS).map_err(failed)?;
        let blobs = transaction.object_store(BLOBS).map_err(failed)?;
        for change in changes {
            match change {
                Change::Put(key, bytes) => {
                    let bytes = Uint8Array::from(bytes.as_slice());
                    records.put(&bytes, Some(&key.into())).map(drop)
                }
                Change::Delete(key) => records.delete(Query::Key(key.into())).map(drop),
                Change::PutBlob(id, bytes) => {
                    let bytes = Uint8Array::from(bytes.as_slice());
                    blobs.put(&bytes, Some(&(*id).into())).map(drop)
                }
                Change::DeleteBlob(id) => blobs.delete(Query::Key((*id).into())).map(drop),
            }
            .map_err(failed)?;
        }
        let committed = transaction.commit().map_err(failed)?;
        match committed.await.map_err(failed)? {
            idb::TransactionResult::Committed => Ok(()),
            idb::TransactionResult::Aborted => {
                Err(StoreError("the transaction was aborted".into()))
            }
        }
    }

    async fn usage_bytes(&self) -> (u64, u64) {
        estimate().await.unwrap_or_default()
    }
}

/// Bytes used and the quota, of the whole origin.
async fn estimate() -> Option<(u64, u64)> {
    let scope = js_sys::global()
        .dyn_into::<web_sys::WorkerGlobalScope>()
        .ok()?;
    let estimate = scope.navigator().storage().estimate().ok()?;
    let estimate = JsFuture::from(estimate).await.ok()?;
    let number = |name: &str| {
        let value = js_sys::Reflect::get(&estimate, &name.into()).ok()?;
        value.as_f64().map(|value| value as u64)
    };
    Some((number("usage")?, number("quota")?))
}

fn bytes_of(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

fn failed(error: idb::Error) -> StoreError {
    StoreError(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// A store of its own, empty at first.
    async fn fresh(name: &str) -> BrowserStore {
        let factory = Factory::new().expect("the browser has IndexedDB");
        let deletion = factory.delete(name).expect("it may be asked");
        deletion.await.expect("nothing holds it");
        BrowserStore::new(name)
    }

    #[wasm_bindgen_test]
    async fn what_is_committed_is_there_for_the_next_engine() {
        let store = fresh("leakscope-test-kept").await;
        let blob: Rc<Vec<u8>> = Rc::new(vec![7; 100_000]);
        let changes = [
            Change::Put("v1/b".into(), vec![2]),
            Change::Put("v1/a".into(), vec![]),
            Change::PutBlob(41, Rc::clone(&blob)),
        ];
        assert_eq!(store.commit(&changes).await, Ok(()));
        drop(store);

        let next = BrowserStore::new("leakscope-test-kept");
        let records = next.records().await;
        let expected = [("v1/a".to_owned(), vec![]), ("v1/b".to_owned(), vec![2])];
        assert_eq!(records, Ok(expected.to_vec()));
        assert_eq!(next.blob(41).await, Ok(Some(blob.to_vec())));
        assert_eq!(next.blob(42).await, Ok(None));
    }

    #[wasm_bindgen_test]
    async fn a_later_change_replaces_and_deletes() {
        let store = fresh("leakscope-test-changed").await;
        let first = [
            Change::Put("k".into(), vec![1]),
            Change::PutBlob(1, Rc::new(vec![1])),
        ];
        let second = [
            Change::Put("k".into(), vec![2]),
            Change::Delete("not there".into()),
            Change::DeleteBlob(1),
        ];
        assert_eq!(store.commit(&first).await, Ok(()));
        assert_eq!(store.commit(&second).await, Ok(()));
        assert_eq!(store.records().await, Ok(vec![("k".to_owned(), vec![2])]));
        assert_eq!(store.blob(1).await, Ok(None));
    }

    #[wasm_bindgen_test]
    async fn a_new_store_is_empty() {
        let store = fresh("leakscope-test-new").await;
        assert_eq!(store.records().await, Ok(Vec::new()));
    }
}
