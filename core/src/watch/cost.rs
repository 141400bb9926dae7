//! What polling costs the service, in words.

use std::fmt::Write;

use super::What;
use crate::engine::protocol::{Endpoint, Intervals};
use crate::units::shortest;

/// "every 5 s the pprof index (about 1 ms of its time) · …", with what was measured at 100,000
/// goroutines under Go 1.27: the index 1.2 ms and 2.9 kB; a goroutine profile 0.3 s, of which 35 ms
/// stop the program. Health costs what its checks cost, which only its author knows.
pub fn cost(intervals: &Intervals, endpoints: &[Endpoint]) -> String {
    let mut words = String::new();
    let is_asked = |name: &str| endpoints.iter().any(|e| e.name == name && e.is_asked);
    let parts = [
        (What::Counts, "the pprof index (about 1 ms, 3 kB)"),
        (
            What::Health,
            "health (what its checks cost: each is work for the service)",
        ),
        (What::Memory, "memory statistics (a few ms)"),
        (
            What::Profile("goroutine"),
            "a goroutine and a heap profile (at 100,000 goroutines about 0.3 s, of which it stands still for 35 ms)",
        ),
        (What::Events, "events"),
    ];
    for (what, does) in parts {
        let Some(interval_ms) = what.interval_ms(intervals) else {
            continue;
        };
        let is_instead = what == What::Memory && is_asked(What::Vars.name());
        if is_instead || is_asked(what.name()) {
            let separator = if words.is_empty() { "" } else { " · " };
            let _ = write!(words, "{separator}every {} {does}", seconds(interval_ms));
        }
    }
    words
}

fn seconds(ms: f64) -> String {
    let seconds = ms / 1e3;
    if seconds >= 120.0 && seconds % 60.0 == 0.0 {
        shortest(seconds / 60.0) + " min"
    } else {
        shortest(seconds) + " s"
    }
}
