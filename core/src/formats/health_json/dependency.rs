//! Dependencies within a health answer.

use serde_json::{Map, Value};

use super::super::{json, times};
use super::state::{state_of_word, word, worse};
use super::{CONTAINERS, STATUS};
use crate::telemetry::{Dependency, State};
use crate::units::shortest;

/// How many dependencies are kept of one answer.
const MAX_DEPENDENCIES: usize = 200;

/// How long a detail is kept.
const DETAIL_CHARS: usize = 160;

/// Adds all members of a container: `{name: {…}}` or `[{name, …}]`.
pub fn add_container(name: &str, container: &Value, dependencies: &mut Vec<Dependency>) {
    match container {
        Value::Object(members) => {
            for (key, member) in members {
                if name.eq_ignore_ascii_case("failures") {
                    add_failure(key, member, dependencies);
                } else {
                    add_member(key, member, dependencies);
                }
            }
        }
        Value::Array(members) => {
            for member in members {
                let object = member.as_object();
                let names = ["name", "id", "componentId", "service"];
                if let Some(name) = object.and_then(|object| json::string(object, &names)) {
                    add_member(name, member, dependencies);
                }
            }
        }
        _ => {}
    }
}

/// hellofresh/health-go: what is listed under `failures` is down, with its error.
fn add_failure(name: &str, error: &Value, dependencies: &mut Vec<Dependency>) {
    let detail = error.as_str().unwrap_or_default();
    push(name, State::Down, None, detail, dependencies);
}

/// Adds one member if it has a status: a word, an object, or the IETF draft's list of checks; with
/// the components within it, named `outer/inner`.
pub fn add_member(name: &str, member: &Value, dependencies: &mut Vec<Dependency>) {
    match member {
        Value::String(text) => match state_of_word(text) {
            Some(state) => push(name, state, None, "", dependencies),
            // An error in place of `OK`.
            None => push(name, State::Down, None, text, dependencies),
        },
        Value::Bool(is_up) => {
            let state = if *is_up { State::Up } else { State::Down };
            push(name, state, None, "", dependencies);
        }
        Value::Object(object) => add_object(name, object, dependencies),
        Value::Array(checks) => add_checks(name, checks, dependencies),
        _ => {}
    }
}

fn add_object(name: &str, object: &Map<String, Value>, dependencies: &mut Vec<Dependency>) {
    let status = json::member(object, &STATUS).and_then(word);
    if let Some(status) = &status {
        let state = state_of_word(status).unwrap_or_default();
        push(name, state, took_ms(object), &detail(object), dependencies);
    }
    for container in CONTAINERS {
        let Some(Value::Object(members)) = object.get(container) else {
            continue;
        };
        // One level is what Spring's composites have. `details` of a leaf are no dependencies, so
        // only members with a status of their own are taken.
        for (inner, member) in members {
            let inner_status = member
                .as_object()
                .and_then(|object| json::member(object, &STATUS))
                .and_then(word);
            if let (Some(status), Some(object)) = (inner_status, member.as_object()) {
                let name = format!("{name}/{inner}");
                let state = state_of_word(&status).unwrap_or_default();
                push(&name, state, took_ms(object), &detail(object), dependencies);
            }
        }
    }
}

/// `"memory:utilization": [{observedValue, observedUnit, status, time}]`.
fn add_checks(name: &str, checks: &[Value], dependencies: &mut Vec<Dependency>) {
    let (mut state, mut took, mut text) = (State::Unknown, None, String::new());
    for check in checks.iter().filter_map(Value::as_object) {
        let word = json::member(check, &STATUS).and_then(word);
        state = worse(
            state,
            word.as_deref().and_then(state_of_word).unwrap_or_default(),
        );
        took = took
            .or_else(|| observed_ms(name, check))
            .or_else(|| took_ms(check));
        if text.is_empty() {
            text = detail(check);
        }
    }
    if !checks.is_empty() {
        push(name, state, took, &text, dependencies);
    }
}

/// A `…:responseTime` of the IETF draft.
fn observed_ms(name: &str, check: &Map<String, Value>) -> Option<f64> {
    if !name.to_ascii_lowercase().contains("responsetime") {
        return None;
    }
    let unit_ms = match json::string(check, &["observedUnit"])? {
        "ms" => 1.0,
        "s" => 1e3,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1e-3,
        "ns" => 1e-6,
        _ => return None,
    };
    Some(json::number(check, &["observedValue"])? * unit_ms)
}

/// How long a check took: a duration as text, or a number of milliseconds.
fn took_ms(object: &Map<String, Value>) -> Option<f64> {
    let names = [
        "duration",
        "took",
        "latency",
        "responseTime",
        "response_time",
        "elapsed",
        "duration_ms",
        "durationMs",
        "took_ms",
        "latency_ms",
        "latencyMs",
        "responseTimeMs",
        "response_time_ms",
        "elapsed_ms",
    ];
    match json::member(object, &names)? {
        Value::String(text) => times::duration_ms(text),
        number => number.as_f64(),
    }
}

/// What else is said of it, as short text.
fn detail(object: &Map<String, Value>) -> String {
    let names = [
        "error",
        "output",
        "message",
        "description",
        "exception",
        "version",
    ];
    if let Some(text) = json::string(object, &names) {
        return text.to_owned();
    }
    if let Some(value) = json::number(object, &["observedValue"]) {
        let unit = json::string(object, &["observedUnit"]).unwrap_or_default();
        return format!("{} {unit}", shortest(value)).trim_end().to_owned();
    }
    let details = json::member(object, &["details", "data"]).and_then(Value::as_object);
    let details = details.into_iter().flatten().take(4);
    let details = details.filter_map(|(key, value)| match value {
        Value::String(text) => Some(format!("{key} {text}")),
        Value::Number(number) => Some(format!("{key} {}", shortest(number.as_f64()?))),
        _ => None,
    });
    details.collect::<Vec<_>>().join(", ")
}

fn push(
    name: &str,
    state: State,
    took_ms: Option<f64>,
    detail: &str,
    dependencies: &mut Vec<Dependency>,
) {
    let is_known = dependencies.iter_mut().find(|d| d.name == name);
    if let Some(known) = is_known {
        // health-go names a failing check a second time, under `failures`.
        known.state = worse(known.state, state);
    } else if dependencies.len() < MAX_DEPENDENCIES {
        dependencies.push(Dependency {
            name: json::short(name, 80),
            state,
            took_ms,
            detail: json::short(detail, DETAIL_CHARS),
        });
    }
}
