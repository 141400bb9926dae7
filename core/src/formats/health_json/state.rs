//! Status words of all dialects.

use serde_json::Value;

use crate::telemetry::State;

const UP: [&str; 14] = [
    "up",
    "ok",
    "pass",
    "passing",
    "healthy",
    "alive",
    "ready",
    "available",
    "operational",
    "green",
    "running",
    "serving",
    "success",
    "true",
];
const SLOW: [&str; 7] = [
    "warn",
    "warning",
    "degraded",
    "partially available",
    "slow",
    "yellow",
    "unstable",
];
const DOWN: [&str; 15] = [
    "down",
    "out of service",
    "fail",
    "failed",
    "failing",
    "unhealthy",
    "unavailable",
    "critical",
    "error",
    "dead",
    "red",
    "not serving",
    "timeout",
    "timeout during health check",
    "false",
];

/// The state a status word means; none for one that is not known. `OUT_OF_SERVICE` is read as
/// `out of service`.
pub fn state_of_word(word: &str) -> Option<State> {
    let word = word.trim().replace(['_', '-'], " ").to_ascii_lowercase();
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    if is_one_of(&UP) {
        Some(State::Up)
    } else if is_one_of(&SLOW) {
        Some(State::Slow)
    } else if is_one_of(&DOWN) {
        Some(State::Down)
    } else if word == "unknown" {
        Some(State::Unknown)
    } else {
        None
    }
}

/// A status as the answer writes it: a word, or true and false.
pub fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(word) if word.len() <= 80 => Some(word.clone()),
        Value::Bool(is_up) => Some(is_up.to_string()),
        _ => None,
    }
}

/// The worse of two states; one that did not say is no worse than up.
pub fn worse(a: State, b: State) -> State {
    let rank = |state| match state {
        State::Unknown => 0,
        State::Up => 1,
        State::Slow => 2,
        State::Down => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}
