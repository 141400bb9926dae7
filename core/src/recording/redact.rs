//! What a written recording never holds: user info and token-like query values of addresses, and
//! the command line of an expvar answer. Request headers are in no recording to begin with.

use super::Recording;
use crate::formats::json;

/// What stands for a value taken out.
const TAKEN_OUT: &str = "removed";

/// Parts of query names whose values are secrets.
const SECRET_NAMES: [&str; 14] = [
    "token",
    "key",
    "secret",
    "passw",
    "pwd",
    "auth",
    "sig",
    "credential",
    "session",
    "jwt",
    "code",
    "bearer",
    "cookie",
    "sid",
];

/// The recording as it may leave this browser.
pub fn without_secrets(recording: &Recording) -> Recording {
    let mut clean = recording.clone();
    for service in &mut clean.services {
        let target = &mut service.target;
        for text in [
            &mut target.name,
            &mut target.base_url,
            &mut target.health,
            &mut target.pprof,
            &mut target.vars,
            &mut target.events,
        ] {
            *text = clean_text(text);
        }
        for (_, health) in &mut service.health {
            for dependency in &mut health.dependencies {
                dependency.detail = clean_text(&dependency.detail);
            }
        }
        for entry in &mut service.profiles {
            entry.name = clean_text(&entry.name);
        }
    }
    for entry in &mut clean.loose_profiles {
        entry.name = clean_text(&entry.name);
    }
    clean
}

/// The text with the user info of every address in it, and every token-like query value, removed.
pub fn clean_text(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    words
        .map(|word| clean_query(&clean_user_info(word)))
        .collect()
}

/// `scheme://user:password@host/…` without what stands before the `@`.
fn clean_user_info(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else {
        return word.to_owned();
    };
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(authority_end);
    // A password may itself hold an `@`: the host starts after the last one.
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

/// `?name=value&…` with the values of secret names, and values that look like tokens, replaced.
fn clean_query(word: &str) -> String {
    let Some((path, query)) = word.split_once('?') else {
        return word.to_owned();
    };
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((name, value)) if is_secret_name(name) || is_token_like(value) => {
            // What follows the value, a fragment or a space, stays.
            let end = value
                .find(|c: char| c == '#' || c.is_whitespace())
                .unwrap_or(value.len());
            format!("{name}={TAKEN_OUT}{}", value.split_at(end).1)
        }
        _ => part.to_owned(),
    });
    format!("{path}?{}", parts.collect::<Vec<_>>().join("&"))
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|part| name.contains(part))
}

/// Twenty characters or more without a break that mix letters and digits: no word, no number.
fn is_token_like(value: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.~+/=%".contains(c);
    value.len() >= 20
        && value.chars().all(is_part)
        && value.chars().any(|c| c.is_ascii_digit())
        && value.chars().any(|c| c.is_ascii_alphabetic())
}

/// A profile's bytes as they may leave: an expvar answer without its `cmdline`, all else as it is.
/// None where nothing is to be taken out.
pub fn clean_bytes(bytes: &[u8]) -> Option<Vec<u8>> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'{') {
        return None;
    }
    let mut value = serde_json::from_slice::<serde_json::Value>(bytes).ok()?;
    value.as_object_mut()?.remove("cmdline")?;
    Some(json::print(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_addresses_are_taken_out_and_nothing_else() {
        for (text, clean) in [
            ("http://me:pass@host:81/a", "http://host:81/a"),
            ("http://me:p@ss@host", "http://host"),
            ("https://host/@name", "https://host/@name"),
            (
                "/health?token=abc&full=1#top",
                "/health?token=removed&full=1#top",
            ),
            ("/h?X-Amz-Signature=0f#a", "/h?X-Amz-Signature=removed#a"),
            ("/h?x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", "/h?x=removed"),
            ("goroutine?debug=2", "goroutine?debug=2"),
            (
                "/h?region=europe-central-warehouse",
                "/h?region=europe-central-warehouse",
            ),
            (
                "dial postgres://app:pw@db:5432/x?sslmode=off failed: refused",
                "dial postgres://db:5432/x?sslmode=off failed: refused",
            ),
            ("", ""),
        ] {
            assert_eq!(clean_text(text), clean);
        }
    }

    #[test]
    fn only_the_command_line_of_an_expvar_answer_is_taken_out() {
        let vars =
            br#"{"cmdline":["svc","-password","x"],"memstats":{"LastGC":18446744073709551615}}"#;
        assert_eq!(
            clean_bytes(vars).as_deref(),
            Some(&br#"{"memstats":{"LastGC":18446744073709551615}}"#[..])
        );
        assert_eq!(clean_bytes(br#"{"memstats":{}}"#), None);
        assert_eq!(clean_bytes(b"\x1f\x8b\x08 pprof"), None);
        assert_eq!(clean_bytes(b"{ not JSON"), None);
    }
}
