//! Requests in, answers out: the whole engine, testable natively.

pub mod protocol;
