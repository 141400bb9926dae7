//! IndexedDB as the engine's store: records under text keys, bytes under numbers, and every group
//! of changes one transaction.

use std::cell::RefCell;

use crate::rest;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use leakscope_core::engine::{Change, Store, StoreError};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{IdbDatabase, IdbFactory, IdbRequest, IdbTransaction, IdbTransactionMode};

const RECORDS: &str = "records";
const BLOBS: &str = "blobs";

/// The store of this origin under one name, opened with its first use.
pub struct BrowserStore {
    name: String,
    /// What its opening comes to.
    opening: RefCell<Option<Promise>>,
}

impl BrowserStore {
    /// The store of this name.
    pub fn new(name: &str) -> BrowserStore {
        BrowserStore {
            name: name.into(),
            opening: RefCell::default(),
        }
    }

    /// Begins to open it: it takes its time, and the engine is going to ask.
    pub fn open_ahead(&self) {
        let opening = self.opening();
        spawn_local(async move {
            // Whether it failed is told to whoever uses it.
            let _ = JsFuture::from(opening).await;
        });
    }

    fn opening(&self) -> Promise {
        let mut opening = self.opening.borrow_mut();
        let begun = opening.get_or_insert_with(|| future_to_promise(opened(self.name.clone())));
        begun.clone()
    }

    async fn database(&self) -> Result<IdbDatabase, StoreError> {
        match JsFuture::from(self.opening()).await {
            Ok(database) => Ok(database.unchecked_into()),
            Err(error) => {
                // The next use tries again.
                self.opening.take();
                Err(failed(error))
            }
        }
    }

    async fn transaction(&self, mode: IdbTransactionMode) -> Result<IdbTransaction, StoreError> {
        let database = self.database().await?;
        let stores = Array::of2(&RECORDS.into(), &BLOBS.into());
        database
            .transaction_with_str_sequence_and_mode(&stores, mode)
            .map_err(failed)
    }
}

impl Store for BrowserStore {
    async fn records(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let transaction = self.transaction(IdbTransactionMode::Readonly).await?;
        let store = transaction.object_store(RECORDS).map_err(failed)?;
        // Both are asked and listened to before either is awaited: a transaction without requests
        // ends, and an answer nobody listens to is lost.
        let keys = Answer::of(&store.get_all_keys().map_err(failed)?);
        let values = Answer::of(&store.get_all().map_err(failed)?);
        let keys: Array = keys.wait().await?.unchecked_into();
        let values: Array = values.wait().await?.unchecked_into();
        // Whoever finds something needs the rest to read it.
        if keys.length() > 0 {
            rest::here().await;
        }
        let pairs = keys.iter().zip(values.iter());
        Ok(pairs
            .filter_map(|(key, value)| Some((key.as_string()?, bytes_of(&value)?)))
            .collect())
    }

    async fn blob(&self, id: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.transaction(IdbTransactionMode::Readonly).await?;
        let store = transaction.object_store(BLOBS).map_err(failed)?;
        let request = store.get(&id.into()).map_err(failed)?;
        Ok(bytes_of(&Answer::of(&request).wait().await?))
    }

    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError> {
        let transaction = self.transaction(IdbTransactionMode::Readwrite).await?;
        let records = transaction.object_store(RECORDS).map_err(failed)?;
        let blobs = transaction.object_store(BLOBS).map_err(failed)?;
        // Listened to before anything is asked; whatever fails aborts the whole.
        let ended = Promise::new(&mut |committed, aborted| {
            transaction.set_oncomplete(Some(&committed));
            transaction.set_onabort(Some(&aborted));
        });
        for change in changes {
            match change {
                Change::Put(key, bytes) => {
                    let bytes = Uint8Array::from(bytes.as_slice());
                    records.put_with_key(&bytes, &key.into())
                }
                Change::Delete(key) => records.delete(&key.into()),
                Change::PutBlob(id, bytes) => {
                    let bytes = Uint8Array::from(bytes.as_slice());
                    blobs.put_with_key(&bytes, &(*id).into())
                }
                Change::DeleteBlob(id) => blobs.delete(&(*id).into()),
            }
            .map_err(|error| {
                // What was asked before would be kept without the rest.
                let _ = transaction.abort();
                failed(error)
            })?;
        }
        // It would end by itself too, only later: once it has told of each request.
        #[expect(deprecated, reason = "web-sys marks what the standard does not")]
        let _ = transaction.commit();
        match JsFuture::from(ended).await {
            Ok(_) => Ok(()),
            Err(_) => Err(words(transaction.error(), "the transaction was aborted")),
        }
    }

    async fn usage_bytes(&self) -> (u64, u64) {
        estimate().await.unwrap_or_default()
    }
}

/// Opens the database of this name, made where there is none.
async fn opened(name: String) -> Result<JsValue, JsValue> {
    let in_words = |error: StoreError| JsValue::from(error.0);
    let request = factory().map_err(in_words)?.open_with_u32(&name, 1)?;
    let upgraded = request.clone();
    let on_upgrade = Closure::<dyn FnMut()>::new(move || {
        // A failure here fails the opening, which is where it is told.
        if let Ok(database) = upgraded.result() {
            let database: IdbDatabase = database.unchecked_into();
            for store in [RECORDS, BLOBS] {
                let _ = database.create_object_store(store);
            }
        }
    });
    request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
    Answer::of(&request).wait().await.map_err(in_words)
}

fn factory() -> Result<IdbFactory, StoreError> {
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into()).map_err(failed)?;
    factory
        .dyn_into()
        .map_err(|_| StoreError("this browser has no IndexedDB".into()))
}

/// What a request will come to, listened to from now on.
struct Answer {
    request: IdbRequest,
    settled: Promise,
}

impl Answer {
    fn of(request: &IdbRequest) -> Answer {
        // A promise's own two functions are the listeners: nothing of ours has to live that long.
        let settled = Promise::new(&mut |succeeded, failed| {
            request.set_onsuccess(Some(&succeeded));
            request.set_onerror(Some(&failed));
        });
        Answer {
            request: request.clone(),
            settled,
        }
    }

    async fn wait(self) -> Result<JsValue, StoreError> {
        match JsFuture::from(self.settled).await {
            Ok(_) => self.request.result().map_err(failed),
            Err(_) => {
                let error = self.request.error().ok().flatten();
                Err(words(error, "the request failed"))
            }
        }
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
        let value = Reflect::get(&estimate, &name.into()).ok()?;
        value.as_f64().map(|value| value as u64)
    };
    Some((number("usage")?, number("quota")?))
}

fn bytes_of(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

fn failed(error: JsValue) -> StoreError {
    match error.as_string() {
        Some(words) => StoreError(words),
        None => words(error.dyn_into().ok(), "the browser refused it"),
    }
}

/// The browser's words for an error, or ours where it has none.
fn words(error: Option<web_sys::DomException>, otherwise: &str) -> StoreError {
    StoreError(error.map_or_else(|| otherwise.into(), |error| error.message()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// A store of its own, empty at first.
    async fn fresh(name: &str) -> BrowserStore {
        let factory = factory().expect("the browser has IndexedDB");
        let deletion = factory.delete_database(name).expect("it may be asked");
        let deleted = Answer::of(&deletion).wait().await;
        deleted.expect("nothing holds it");
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
