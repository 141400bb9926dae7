//! Prometheus and OpenMetrics text, after a line that is one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    leakscope_fuzz::open_and_look(&[b"# TYPE go_goroutines gauge\ngo_goroutines 8\n", bytes].concat());
});
