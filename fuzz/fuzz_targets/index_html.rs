//! pprof's index page.
#![no_main]

use leakscope_core::formats::index_html;
use leakscope_fuzz::{check_message, open_and_look};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = index_html::read(bytes) {
        check_message(&error);
    }
    open_and_look(&[b"<html><title>/debug/pprof/</title>", bytes].concat());
});
