//! JSON answers in every dialect: by the reader that was asked for, and by the one that it turns out
//! to be for.
#![no_main]

use leakscope_core::formats::{events_json, expvar, health_json};
use leakscope_fuzz::{check_message, open_and_look};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = health_json::read(bytes) {
        check_message(&error);
    }
    if let Err(error) = expvar::read(bytes) {
        check_message(&error);
    }
    if let Err(error) = events_json::read(bytes) {
        check_message(&error);
    }
    open_and_look(bytes);
});
