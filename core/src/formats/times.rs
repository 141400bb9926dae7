//! Durations and times as services write them.

use crate::units;

/// A duration in milliseconds: Go (`22h54m27.49s`), ISO 8601 (`P1DT2H`), .NET (`1.22:54:27.5`), or
/// bare seconds.
pub fn duration_ms(text: &str) -> Option<f64> {
    let text = text.trim();
    let (text, sign) = match text.strip_prefix('-') {
        Some(rest) => (rest, -1.0),
        None => (text, 1.0),
    };
    let ms = if text.starts_with('P') {
        iso_ms(text)
    } else if text.contains(':') {
        dotnet_ms(text)
    } else if let Some(seconds) = number(text) {
        Some(seconds * 1e3)
    } else {
        go_ms(text)
    };
    ms.map(|ms| sign * ms).filter(|ms| ms.is_finite())
}

/// Digits with at most one point, without a sign.
fn number(text: &str) -> Option<f64> {
    units::number(text).filter(|_| !text.starts_with('-'))
}

/// `22h54m27.491102074s`; `µ` comes as U+00B5 and as U+03BC.
fn go_ms(mut text: &str) -> Option<f64> {
    if text.is_empty() {
        return None;
    }
    let mut ms = 0.0;
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let value = number(&text[..end])?;
        text = &text[end..];
        let end = text.find(|c: char| c.is_ascii_digit() || c == '.');
        let (unit, rest) = text.split_at(end.unwrap_or(text.len()));
        ms += value
            * match unit.trim() {
                "ns" => 1e-6,
                "us" | "\u{b5}s" | "\u{3bc}s" => 1e-3,
                "ms" => 1.0,
                "s" => 1e3,
                "m" => 60e3,
                "h" => 3_600e3,
                "d" => 86_400e3,
                _ => return None,
            };
        text = rest;
    }
    Some(ms)
}

/// `P1DT22H54M27.5S`.
fn iso_ms(text: &str) -> Option<f64> {
    let text = text.strip_prefix('P')?;
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let mut ms = 0.0;
    for (mut part, units) in [
        (date, &[('W', 604_800e3), ('D', 86_400e3)][..]),
        (time, &[('H', 3_600e3), ('M', 60e3), ('S', 1e3)]),
    ] {
        for &(unit, unit_ms) in units {
            if let Some((value, rest)) = part.split_once(unit) {
                ms += number(value)? * unit_ms;
                part = rest;
            }
        }
        if !part.is_empty() {
            return None;
        }
    }
    Some(ms)
}

/// `[d.]hh:mm:ss[.f]`.
fn dotnet_ms(text: &str) -> Option<f64> {
    let mut parts = text.splitn(3, ':');
    let (hours, minutes) = (parts.next()?, parts.next()?);
    let seconds = parts.next()?;
    let (days, hours) = hours.split_once('.').unwrap_or(("0", hours));
    Some(
        number(days)? * 86_400e3
            + number(hours)? * 3_600e3
            + number(minutes)? * 60e3
            + number(seconds)? * 1e3,
    )
}

/// Milliseconds since 1970 of an RFC 3339 time: `2026-11-23T15:12:01.5Z`, `…+01:00`.
pub fn rfc3339_ms(text: &str) -> Option<f64> {
    let (date, time) = text.trim().split_once(['T', 't', ' '])?;
    let mut date = date.splitn(3, '-').map(number);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let zone_at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone_at);
    let mut clock = clock.splitn(3, ':').map(number);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let offset_minutes = match zone.split_at(1) {
        ("Z" | "z", "") => 0.0,
        (sign, offset) => {
            let (hours, minutes) = offset.split_once(':')?;
            let minutes = number(hours)? * 60.0 + number(minutes)?;
            if sign == "-" { -minutes } else { minutes }
        }
    };
    let days = days_since_1970(year as i64, month as i64, day as i64)?;
    let minutes = hour * 60.0 + minute - offset_minutes;
    Some(days as f64 * 86_400e3 + minutes * 60e3 + second * 1e3)
}

/// Days of the proleptic Gregorian calendar, by counting March-based years of 146,097 days per 400.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year / 4 - year / 100 + year / 400;
    Some(year * 365 + leap_days + day_of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_every_dialect() {
        for (text, ms) in [
            ("22h54m27.5s", Some(82_467_500.0)),
            ("450ms", Some(450.0)),
            ("12\u{b5}s", Some(0.012)),
            ("12\u{3bc}s", Some(0.012)),
            ("0s", Some(0.0)),
            ("-1m", Some(-60_000.0)),
            ("PT22H54M", Some(82_440_000.0)),
            ("P1DT0.5S", Some(86_400_500.0)),
            ("1.22:54:27.5", Some(168_867_500.0)),
            ("00:00:00.0123", Some(12.3)),
            ("3600", Some(3_600_000.0)),
            ("", None),
            ("soon", None),
            ("inf", None),
            ("1e9", None),
            ("1h2", None),
            ("P1X", None),
            ("12:30", None),
        ] {
            assert_eq!(duration_ms(text), ms, "{text}");
        }
    }

    #[test]
    fn times_with_zones() {
        for (text, ms) in [
            ("1970-01-01T00:00:00Z", Some(0.0)),
            ("2026-11-23T15:12:01.5Z", Some(1_795_446_721_500.0)),
            ("2026-11-23T16:12:01.5+01:00", Some(1_795_446_721_500.0)),
            ("2024-02-29 23:59:59-00:30", Some(1_709_252_999_000.0)),
            ("2026-13-01T00:00:00Z", None),
            ("yesterday", None),
            ("2026-11-23T15:12:01", None),
        ] {
            assert_eq!(rfc3339_ms(text), ms, "{text}");
        }
    }
}
