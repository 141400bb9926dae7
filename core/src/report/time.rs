//! Times and durations as Go prints them.

use crate::units::date_of;

/// `2024-08-20 12:11:32` of a time in nanoseconds since 1970, so many seconds east of Greenwich.
pub(super) fn date(nanos: i64, offset_secs: i64) -> String {
    let secs = nanos.div_euclid(1_000_000_000).saturating_add(offset_secs);
    let (days, of_day) = (secs.div_euclid(86_400), secs.rem_euclid(86_400));
    let (year, month, day) = date_of(days);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// The part of a second of a time, without zeros at its end: `.676283`, or nothing.
pub(super) fn fraction(nanos: i64) -> String {
    match nanos.rem_euclid(1_000_000_000) {
        0 => String::new(),
        part => format!(".{part:09}").trim_end_matches('0').to_owned(),
    }
}

/// `+0000`, `-0330`.
pub(super) fn offset(secs: i64) -> String {
    let sign = if secs < 0 { '-' } else { '+' };
    let minutes = secs.unsigned_abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

/// A duration as Go's `time.Duration` prints it: `10.128s`, `1h40m3s`, `942.25ms`.
pub(super) fn duration(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let size = nanos.unsigned_abs();
    let text = match size {
        0 => return "0s".to_owned(),
        1..1_000 => format!("{size}ns"),
        1_000..1_000_000 => decimal(size, 1_000) + "µs",
        1_000_000..1_000_000_000 => decimal(size, 1_000_000) + "ms",
        _ => {
            let (minutes, rest) = (size / 60_000_000_000, size % 60_000_000_000);
            let seconds = decimal(rest, 1_000_000_000) + "s";
            match (minutes / 60, minutes % 60) {
                (0, 0) => seconds,
                (0, minutes) => format!("{minutes}m{seconds}"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}"),
            }
        }
    };
    format!("{sign}{text}")
}

/// `value / unit` with as many decimals as there are; `unit` is a power of ten.
fn decimal(value: u64, unit: u64) -> String {
    let places = unit.ilog10() as usize;
    let text = format!("{}.{:0places$}", value / unit, value % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (nanos, offset, text) in [
            (0, 0, "1970-01-01 00:00:00"),
            (-1, 0, "1969-12-31 23:59:59"),
            (951_782_400_000_000_000, 0, "2000-02-29 00:00:00"),
            (1_724_155_892_026_605_000, 0, "2024-08-20 12:11:32"),
            (1_724_155_892_026_605_000, 7200, "2024-08-20 14:11:32"),
            (i64::MAX, 0, "2262-04-11 23:47:16"),
            (i64::MIN, 0, "1677-09-21 00:12:43"),
        ] {
            assert_eq!(date(nanos, offset), text);
        }
        assert_eq!(fraction(1_676_283_000), ".676283");
        assert_eq!(
            (fraction(0), fraction(-1)),
            ("".into(), ".999999999".into())
        );
        assert_eq!(
            (offset(0), offset(-12_600)),
            ("+0000".into(), "-0330".into())
        );
    }

    #[test]
    fn durations() {
        for (nanos, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_100, "1.1µs"),
            (942_250_000, "942.25ms"),
            (10_000_000_000, "10s"),
            (10_128_000_001, "10.128000001s"),
            (60_000_000_000, "1m0s"),
            (-6_003_000_000_000, "-1h40m3s"),
            (i64::MIN, "-2562047h47m16.854775808s"),
        ] {
            assert_eq!(duration(nanos), text);
        }
    }
}
