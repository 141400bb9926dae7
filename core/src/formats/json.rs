//! Small JSON answers: reading them, and telling their kinds apart.

use serde::Serialize;
use serde_json::Value;

use super::{FormatError, events_json, expvar, health_json};
use crate::units::shortest;

/// JSON answers are small: past this it is none of them, and as a tree it would need ten times as
/// much memory.
const LIMIT_BYTES: usize = 64 << 20;

/// Parses a whole answer. `format` is what it is thought to be.
///
/// # Errors
/// With line and column, for what is not JSON.
pub fn parse(bytes: &[u8], format: &str) -> Result<Value, FormatError> {
    if bytes.len() > LIMIT_BYTES {
        return Err(FormatError::new(
            format,
            "JSON of more than 64 MiB is not read",
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| {
        let what = if error.is_eof() {
            "the JSON is cut off".to_owned()
        } else {
            format!("not valid JSON: {error}")
        };
        FormatError::new(format, what)
            .at_line(error.line())
            .advise("Look at the answer itself: an error page or a proxy may stand in its place.")
    })
}

/// Reads a file of JSON, whichever of the known kinds it is.
///
/// # Errors
/// For JSON that is none of them, with the names of its first members.
pub fn open(bytes: &[u8]) -> Result<super::Opened, FormatError> {
    let value = parse(bytes, "JSON")?;
    if let Some(events) = events_json::from_json(&value) {
        return Ok(super::Opened::Events(events));
    }
    if let Some(reading) = expvar::from_json(&value) {
        return Ok(super::Opened::Readings(vec![reading]));
    }
    if let Some(reading) = health_json::from_json(&value) {
        return Ok(super::Opened::Readings(vec![reading]));
    }
    Err(unknown(&value))
}

fn unknown(value: &Value) -> FormatError {
    let what = match value {
        Value::Object(members) => {
            let names: Vec<_> = members.keys().take(3).map(|name| short(name, 40)).collect();
            let list = names.join("”, “");
            if names.is_empty() {
                "an empty object".to_owned()
            } else {
                format!("neither health nor expvar nor events; its members are “{list}” …")
            }
        }
        Value::Array(_) => "a list of something else than events".to_owned(),
        _ => "a single value".to_owned(),
    };
    FormatError::new("JSON", what).foreign()
}

/// Prints JSON as serde_json does, numbers by [`shortest`]: its own way brings ten kilobytes of powers
/// along.
pub fn print(value: &Value) -> Vec<u8> {
    struct Plain;
    impl serde_json::ser::Formatter for Plain {
        fn write_f64<W: ?Sized + std::io::Write>(
            &mut self,
            writer: &mut W,
            value: f64,
        ) -> std::io::Result<()> {
            writer.write_all(shortest(value).as_bytes())
        }
    }
    let mut bytes = Vec::new();
    let mut printer = serde_json::Serializer::with_formatter(&mut bytes, Plain);
    // Strings, numbers and names for keys cannot fail to print.
    let _ = value.serialize(&mut printer);
    bytes
}

/// At most `chars` characters of `text`.
pub fn short(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A member that is a number, by any of these names, letter case aside.
pub fn number(object: &serde_json::Map<String, Value>, names: &[&str]) -> Option<f64> {
    member(object, names).and_then(Value::as_f64)
}

/// A member that is a string, by any of these names, letter case aside.
pub fn string<'a>(object: &'a serde_json::Map<String, Value>, names: &[&str]) -> Option<&'a str> {
    member(object, names).and_then(Value::as_str)
}

/// A member by any of these names, the first of them first, letter case aside.
pub fn member<'a>(object: &'a serde_json::Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| {
        object.get(*name).or_else(|| {
            let alike = object
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name));
            alike.map(|(_, value)| value)
        })
    })
}
