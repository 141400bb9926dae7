//! Requests in, answers out: the whole engine, testable natively.

mod facts;
pub mod overview;
pub mod protocol;
pub mod shelf;
