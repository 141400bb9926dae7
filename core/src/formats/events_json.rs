//! Events in Grafana's annotation shape: `{time, timeEnd?, tags[], text}`, epoch milliseconds.

use serde_json::{Map, Value};

use super::{FormatError, json, times};
use crate::telemetry::Event;

/// Times below this are seconds: as milliseconds they would lie before March 1973.
const SECONDS_BELOW: f64 = 1e11;

/// Prints events as [`read`] takes them, one after the other; a note by its tag.
pub fn write(events: &[Event]) -> Vec<u8> {
    let number = |ms: f64| serde_json::Number::from_f64(ms).map_or(Value::Null, Value::Number);
    let list = events.iter().map(Event::as_written).map(|event| {
        let mut object = Map::new();
        object.insert("time".to_owned(), number(event.start_ms));
        if let Some(end_ms) = event.end_ms {
            object.insert("timeEnd".to_owned(), number(end_ms));
        }
        let tags = event.tags.into_iter().map(Value::String);
        object.insert("tags".to_owned(), Value::Array(tags.collect()));
        object.insert("text".to_owned(), Value::String(event.text));
        Value::Object(object)
    });
    json::print(&Value::Array(list.collect()))
}

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
    // What Grafana notes of an alert has an empty text.
    let alert = json::string(object, &["alertName"]).filter(|_| text.is_none_or(str::is_empty));
    let text = alert.or(text);
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
    match value {
        Value::String(text) => times::rfc3339_ms(text),
        other => other.as_f64().map(epoch_ms),
    }
}

/// Milliseconds since 1970 of a number that is those, or seconds.
pub(super) fn epoch_ms(number: f64) -> f64 {
    if number < SECONDS_BELOW {
        number * 1e3
    } else {
        number
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            rows in vec((1u64..1 << 40, option::of(1u32..), vec("[^n].{0,5}", 0..3), ".*", any::<bool>()), 0..9),
        ) {
            let mut events: Vec<Event> = rows
                .into_iter()
                .map(|(at, length, tags, text, is_note)| {
                    let start_ms = SECONDS_BELOW + at as f64 / 4.0;
                    let end_ms = length.map(|length| start_ms + f64::from(length));
                    Event { start_ms, end_ms, tags, text, is_note }
                })
                .collect();
            crate::order::sort_by(&mut events, |a, b| a.start_ms.total_cmp(&b.start_ms));
            let read = read(&write(&events)).unwrap();
            let read: Vec<Event> = read.into_iter().map(Event::from_file).collect();
            prop_assert_eq!(read, events);
        }
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
