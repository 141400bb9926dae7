//! Health answers in their many dialects: the flat JSON of the story (dimiro1/health), Spring Boot
//! Actuator, hellofresh/health-go, alexliesenfeld/health, heptiolabs/healthcheck, the IETF draft
//! (health+json), MicroProfile, ASP.NET.
//!
//! They agree on little but that a member with a status is a dependency, so that is what is looked
//! for, wherever it stands.

mod dependency;
mod state;

use serde_json::{Map, Value};

use super::{FormatError, json, times};
use crate::telemetry::{Health, Metric, Reading, State};
use dependency::{add_container, add_member};
use state::state_of_word;

/// Members that hold dependencies, by dialect.
const CONTAINERS: [&str; 7] = [
    "components",
    "details",
    "checks",
    "entries",
    "dependencies",
    "services",
    "failures",
];

/// Members that say the status itself.
const STATUS: [&str; 3] = ["status", "state", "health"];

/// Reads a whole answer, whatever its HTTP status was; its time is still to be told.
///
/// # Errors
/// If it is neither JSON of such a shape nor one word that tells a state.
pub fn read(bytes: &[u8]) -> Result<Reading, FormatError> {
    if let Some(reading) = plain_word(bytes) {
        return Ok(reading);
    }
    let value = json::parse(bytes, "health JSON")?;
    if let Some(reading) = from_json(&value) {
        return Ok(reading);
    }
    if value.as_object().is_some_and(Map::is_empty) {
        // heptiolabs/healthcheck without `?full=1`: it answered, and says no more.
        return Ok(reading(Health::default(), Vec::new()));
    }
    Err(
        FormatError::new("health JSON", "no status and no dependency in it")
            .advise("Give the path of the service's health check."),
    )
}

/// `Healthy`, as ASP.NET answers in plain text.
fn plain_word(bytes: &[u8]) -> Option<Reading> {
    let word = std::str::from_utf8(bytes).ok()?.trim().trim_matches('"');
    let state = state_of_word(word).filter(|_| word.len() <= 40)?;
    let health = Health {
        state,
        status: word.to_owned(),
        ..Health::default()
    };
    Some(reading(health, Vec::new()))
}

/// The reading in an answer; none if nothing in it looks like health.
pub fn from_json(value: &Value) -> Option<Reading> {
    let object = value.as_object()?;
    let mut health = Health::default();
    if let Some(status) = json::member(object, &STATUS).and_then(state::word) {
        health.state = state_of_word(&status).unwrap_or_default();
        health.status = status;
    }
    add_dependencies(object, &mut health);
    let values = measured(object);
    if health.status.is_empty() && health.dependencies.is_empty() && values.is_empty() {
        return None;
    }
    if health.status.is_empty() {
        health.state = worst(&health);
    }
    health.uptime_ms = uptime_ms(object);
    health.version = version(object);
    Some(reading(health, values))
}

fn reading(health: Health, values: Vec<(Metric, f64)>) -> Reading {
    Reading {
        values,
        health: Some(health),
        ..Reading::default()
    }
}

fn add_dependencies(object: &Map<String, Value>, health: &mut Health) {
    for (name, member) in object {
        let is_container = CONTAINERS.iter().any(|c| c.eq_ignore_ascii_case(name));
        if is_container && (member.is_object() || member.is_array()) {
            add_container(name, member, &mut health.dependencies);
        } else if member.is_object() {
            add_member(name, member, &mut health.dependencies);
        }
    }
    // heptiolabs/healthcheck: every member is a check, `OK` or its error.
    let has_no_status = health.status.is_empty() && health.dependencies.is_empty();
    let is_flat = object.values().all(Value::is_string)
        && object
            .values()
            .any(|value| value.as_str().and_then(state_of_word).is_some());
    if has_no_status && is_flat {
        for (name, member) in object {
            add_member(name, member, &mut health.dependencies);
        }
    }
}

/// The service's state where only its dependencies have one: the worst of them.
fn worst(health: &Health) -> State {
    let states = health
        .dependencies
        .iter()
        .map(|dependency| dependency.state);
    states.fold(State::Unknown, state::worse)
}

fn measured(object: &Map<String, Value>) -> Vec<(Metric, f64)> {
    const GOROUTINES: [&str; 5] = [
        "goroutines",
        "goroutines_count",
        "goroutine_count",
        "num_goroutine",
        "numGoroutine",
    ];
    let system = object.get("system").and_then(Value::as_object);
    let find =
        |names: &[&str]| json::number(object, names).or_else(|| json::number(system?, names));
    [
        (Metric::Goroutines, find(&GOROUTINES)),
        (Metric::Threads, find(&["threads", "thread_count"])),
        (Metric::HeapObjects, find(&["heap_objects_count"])),
    ]
    .into_iter()
    .filter_map(|(metric, value)| Some((metric, value?)))
    .collect()
}

fn uptime_ms(object: &Map<String, Value>) -> Option<f64> {
    let in_ms = ["uptime_ms", "uptimeMs", "uptimeMillis", "uptime_millis"];
    if let Some(ms) = json::number(object, &in_ms) {
        return Some(ms);
    }
    let names = ["uptime", "uptime_seconds", "uptimeSeconds", "uptime_s"];
    match json::member(object, &names)? {
        Value::String(text) => times::duration_ms(text),
        seconds => seconds.as_f64().map(|seconds| seconds * 1e3),
    }
}

fn version(object: &Map<String, Value>) -> Option<String> {
    let names = ["version", "releaseId", "release"];
    let within = |name: &str| json::string(object.get(name)?.as_object()?, &names);
    let version = json::string(object, &names)
        .or_else(|| within("component"))
        .or_else(|| within("system"))
        .or_else(|| within("info"))?;
    Some(json::short(version, 80))
}

#[cfg(test)]
mod tests;
