//! Names of profiles inside the archive: safe on every file system, and telling to a person.

use crate::telemetry::ProfileEntry;
use crate::units::date_of;

const LONGEST_NAME: usize = 48;

/// `profiles/00007-heap-2026-11-23T15-40-12Z.pb.gz`.
pub fn in_archive(index: usize, entry: &ProfileEntry, bytes: &[u8]) -> String {
    let (name, ending) = match ENDINGS.iter().find(|ending| entry.name.ends_with(**ending)) {
        Some(ending) => (entry.name.trim_end_matches(ending), *ending),
        None => (entry.name.as_str(), ending_of(bytes)),
    };
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .take(LONGEST_NAME)
        .collect();
    let name = name.trim_matches('-');
    format!("profiles/{index:05}-{name}-{}{ending}", utc(entry.at_ms))
}

const ENDINGS: [&str; 5] = [".pb.gz", ".txt", ".json", ".pb", ".prof"];

/// Told by the first bytes, as everything here is.
fn ending_of(bytes: &[u8]) -> &'static str {
    let start = &bytes[..bytes.len().min(64)];
    match start {
        [0x1f, 0x8b, ..] => ".pb.gz",
        _ if start
            .iter()
            .all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()) =>
        {
            ".txt"
        }
        _ => ".pb",
    }
}

/// `2026-11-23T15-40-12Z`, with dashes because a colon is no part of a name on some systems.
fn utc(at_ms: f64) -> String {
    // Year 1970 to 9999: what is outside is no time at all.
    let seconds = (at_ms / 1e3).clamp(0.0, 253_402_300_799.0) as i64;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date_of(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}-{minute:02}-{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::{ProfileId, Source};

    #[test]
    fn times_are_utc() {
        for (at_ms, text) in [
            (0.0, "1970-01-01T00-00-00Z"),
            (951_782_400_000.0, "2000-02-29T00-00-00Z"),
            (1_795_448_412_999.0, "2026-11-23T15-40-12Z"),
            (f64::NAN, "1970-01-01T00-00-00Z"),
            (-1e300, "1970-01-01T00-00-00Z"),
            (1e300, "9999-12-31T23-59-59Z"),
        ] {
            assert_eq!(utc(at_ms), text);
        }
    }

    #[test]
    fn names_cannot_lead_out_of_the_folder() {
        for (name, bytes, expected) in [
            ("goroutine", &b"\x1f\x8b"[..], "goroutine-T.pb.gz"),
            ("heap?debug=1", b"heap profile: 1", "heap-debug-1-T.txt"),
            ("../../etc/passwd", b"\x0a\x04\x08", "etc-passwd-T.pb"),
            ("C:\\con.pb.gz", b"", "C--con-T.pb.gz"),
            ("", b"", "-T.txt"),
        ] {
            let entry = ProfileEntry {
                id: ProfileId(1),
                service: None,
                source: Source::File,
                name: name.into(),
                at_ms: 0.0,
                bytes: 0,
                hash: String::new(),
            };
            let got = in_archive(3, &entry, bytes).replace("1970-01-01T00-00-00Z", "T");
            assert_eq!(got, format!("profiles/00003-{expected}"));
        }
    }
}
