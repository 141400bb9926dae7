//! Events in Grafana's annotation shape: `{time, timeEnd?, tags[], text}`, epoch milliseconds.

use serde_json::{Map, Value};

use super::{FormatError, json, times};
use crate::telemetry::Event;

/// Times below this are seconds: as milliseconds they would lie before March 1973.
const SECONDS_BELOW: f64 = 1e11;

/// Reads a list of events, or a single one.
///
/// # Errors
/// If it is not JSON, or no events.
pub fn read(bytes: &[u8]) -> Result<Vec<Event>, FormatError> {
    let value = json::parse(bytes, "events")?;
    from_json(&value).ok_or_else(|| {
        FormatError::new("events", "not a list of {time, timeEnd, tags, text}")
            .advise("Give the path of Grafana-like annotations, or leave it empty.")
    })
}

/// The events in an answer, by start; none if it is something else. An empty list is one.
pub fn from_json(value: &Value) -> Option<Vec<Event>> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        Value::Object(object) => match json::member(object, &["annotations", "events"]) {
            Some(Value::Array(list)) => list.as_slice(),
            _ => std::slice::from_ref(value),
        },
        _ => return None,
    };
    let events = list.iter().map(|value| event(value.as_object()?));
    let mut events: Vec<Event> = events.collect::<Option<_>>()?;
    crate::order::sort_by(&mut events, |a, b| a.start_ms.total_cmp(&b.start_ms));
    Some(events)
}

fn event(object: &Map<String, Value>) -> Option<Event> {
    let start_ms = time_ms(object.get("time")?)?;
    let end_ms = object.get("timeEnd").and_then(time_ms);
    let text = json::string(object, &["text", "title"]);
    let tags = object.get("tags").and_then(Value::as_array);
    if text.is_none() && tags.is_none() {
        return None;
    }
    let tags = tags.map_or(&[][..], Vec::as_slice).iter();
    Some(Event {
        start_ms,
        // Grafana gives points an end of 0, or their start.
        end_ms: end_ms.filter(|&end_ms| end_ms > start_ms),
        tags: tags
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect(),
        text: text.unwrap_or_default().to_owned(),
        is_note: false,
    })
}

fn time_ms(value: &Value) -> Option<f64> {
    let ms = match value {
        Value::String(text) => return times::rfc3339_ms(text),
        other => other.as_f64()?,
    };
    Some(if ms < SECONDS_BELOW { ms * 1e3 } else { ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_points_and_single_events() {
        let events = read(
            br#"[{"time": 1795446721500, "timeEnd": 1795446781500, "tags": ["migration"], "text": "users"},
                 {"time": 1795446700000, "timeEnd": 0, "tags": [], "text": "deploy"}]"#,
        )
        .unwrap();
        let event = |start_ms, end_ms, tags: &[&str], text: &str| Event {
            start_ms,
            end_ms,
            tags: tags.iter().map(|tag| tag.to_string()).collect(),
            text: text.into(),
            is_note: false,
        };
        assert_eq!(
            events,
            [
                event(1_795_446_700_000.0, None, &[], "deploy"),
                event(
                    1_795_446_721_500.0,
                    Some(1_795_446_781_500.0),
                    &["migration"],
                    "users"
                ),
            ]
        );
        let single = read(br#"{"time": "2026-11-23T15:12:01.5Z", "text": "one"}"#).unwrap();
        assert_eq!(single, [event(1_795_446_721_500.0, None, &[], "one")]);
        let seconds = read(br#"{"time": 1795446721, "tags": ["deploy"]}"#).unwrap();
        assert_eq!(seconds[0].start_ms, 1_795_446_721_000.0);
        assert_eq!(read(b"[]").unwrap(), []);
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for text in [
            "{}",
            "[1]",
            r#"[{"time": 1}]"#,
            r#"{"time": "x", "text": ""}"#,
            "null",
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
    }
}
