//! Waiting with a deadline.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long anything may take before a test fails: far more than it does take, since the
/// machine of the tests may be small and busy. Nothing is asserted about time itself.
pub const LONG: Duration = Duration::from_secs(30);

/// Asks until there is an answer; the last refusal if there is none in time.
pub fn until<T>(
    deadline: Duration,
    mut ask: impl FnMut() -> Result<T, String>,
) -> Result<T, String> {
    let start = Instant::now();
    loop {
        match ask() {
            Ok(answer) => return Ok(answer),
            Err(why) if start.elapsed() >= deadline => return Err(why),
            Err(_) => sleep(Duration::from_millis(50)),
        }
    }
}
