//! What the engine keeps in the browser: IndexedDB, used in the worker.

mod indexed_db;

pub use indexed_db::BrowserStore;
