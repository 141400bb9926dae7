//! The page's own way to say values: three digits and a blank before the unit, thousands separated,
//! a true minus sign.

use super::fixed;
use super::{has_unit, scale};

/// `66.1 MB`, `1.5 ms`, `4,506`: a value of any unit; counts are never shortened.
pub fn short(value: i64, unit: &str) -> String {
    if super::are_compatible(unit, "bytes") {
        return bytes(scale(value, unit, "B").0);
    }
    if !has_unit(unit) {
        return count(value);
    }
    let (scaled, label) = scale(value, unit, "auto");
    let digits = match scaled.abs() {
        large if large >= 99.95 => fixed(large, 0),
        small => fixed(small, 1),
    };
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    minus_if(scaled < 0.0, format!("{digits} {label}"))
}

/// `+184 MB`, `−2.1 MB`, `+1,207`, `0`: a change, with its sign.
pub fn delta(value: i64, unit: &str) -> String {
    signed(value as f64, short(value, unit))
}

/// `+120/h`, `−9.6 MB/h`, `+0.4/h`: a slope.
pub fn rate(per_hour: f64, unit: &str) -> String {
    let text = if has_unit(unit) {
        short(per_hour.round() as i64, unit)
    } else if per_hour.abs() < 9.95 {
        let digits = fixed(per_hour.abs(), 1);
        let digits = digits.strip_suffix(".0").unwrap_or(&digits).to_owned();
        minus_if(per_hour < 0.0 && digits != "0", digits)
    } else {
        count(per_hour.round() as i64)
    };
    signed(per_hour, text) + "/h"
}

/// A count with thousands separated: `4,506`.
pub fn count(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        text.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The units of a size, each 1024 of the one before, named as pprof names them.
const BYTE_UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];

/// The unit a size is best shown in: its name, and how many bytes it is.
///
/// `byte_unit(70e6)` is `("MB", 1048576.0)`.
pub fn byte_unit(bytes: f64) -> (&'static str, f64) {
    let (mut name, mut size_bytes) = (BYTE_UNITS[0], 1.0);
    for next in &BYTE_UNITS[1..] {
        // 1023.95 kB would round to "1024 kB": it is 1 MB already.
        if bytes.abs() < size_bytes * 1024.0 * 0.9995 {
            break;
        }
        (name, size_bytes) = (next, size_bytes * 1024.0);
    }
    (name, size_bytes)
}

/// A size in the unit that suits it, three digits at most before they grow long: `66.1 MB`, `9.6 kB`.
pub fn bytes(bytes: f64) -> String {
    let (unit, size_bytes) = byte_unit(bytes);
    format!("{} {unit}", bytes_in(bytes, size_bytes))
}

/// A size as a bare number of the unit that is `size_bytes` long: `66.1`, `275`, `−0.4`.
pub fn bytes_in(bytes: f64, size_bytes: f64) -> String {
    let value = bytes / size_bytes;
    let digits = if size_bytes <= 1.0 || value.abs() >= 99.95 || value == 0.0 {
        count(value.abs().round() as i64)
    } else {
        fixed(value.abs(), 1)
    };
    minus_if(value < 0.0 && digits != "0" && digits != "0.0", digits)
}

/// A change of a size: `+2.1 MB`, `−312 kB`.
pub fn signed_bytes(change: f64) -> String {
    signed(change, bytes(change))
}

/// A change of a count: `+388`, `−47`, `0`.
pub fn signed_count(change: i64) -> String {
    signed(change as f64, count(change))
}

/// A time as Go prints it, to the second: `3h32m53s`, `12m0s`, `9s`.
pub fn duration(milliseconds: f64) -> String {
    let seconds = (milliseconds / 1e3).round().max(0.0) as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s}s"),
        (0, m, s) => format!("{m}m{s}s"),
        (h, m, s) => format!("{h}h{m}m{s}s"),
    }
}

/// A time in the one or two units that matter: `9 s`, `1m30s`, `14m`, `27h07m`, `9d04h`.
pub fn rough_duration(milliseconds: f64) -> String {
    let seconds = (milliseconds / 1e3).round().max(0.0) as u64;
    let minutes = (milliseconds / 60e3).round().max(0.0) as u64;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..600 if !seconds.is_multiple_of(60) => format!("{}m{:02}s", seconds / 60, seconds % 60),
        60..3570 => format!("{minutes}m"),
        3570..360_000 => format!("{}h{:02}m", minutes / 60, minutes % 60),
        _ => format!("{}d{:02}h", minutes / 1440, minutes / 60 % 24),
    }
}

fn signed(change: f64, text: String) -> String {
    if change > 0.0 && text.starts_with(|c: char| c.is_ascii_digit()) && text != "0" {
        "+".to_owned() + &text
    } else {
        text
    }
}

fn minus_if(is_negative: bool, digits: String) -> String {
    if is_negative {
        format!("\u{2212}{digits}")
    } else {
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_unit_is_said() {
        for (value, unit, text) in [
            (69_311_000, "bytes", "66.1 MB"),
            (3, "kilobytes", "3.0 kB"),
            (4_506, "count", "4,506"),
            (-1_234_567, "goroutines", "\u{2212}1,234,567"),
            (1_500_000, "nanoseconds", "1.5 ms"),
            (-250_000_000, "nanoseconds", "\u{2212}250 ms"),
        ] {
            assert_eq!(short(value, unit), text);
        }
        assert_eq!(delta(192_937_984, "bytes"), "+184 MB");
        assert_eq!(delta(-388, "count"), "\u{2212}388");
        assert_eq!(delta(0, "count"), "0");
        assert_eq!(rate(120.2, "count"), "+120/h");
        assert_eq!(rate(-0.44, "count"), "\u{2212}0.4/h");
        assert_eq!(rate(1_258_291.0, "bytes"), "+1.2 MB/h");
        assert_eq!(rate(0.0, "count"), "0/h");
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(count(4_506), "4,506");
        assert_eq!(count(-1_234_567), "\u{2212}1,234,567");
        assert_eq!(count(999), "999");
    }

    #[test]
    fn sizes_have_three_digits_at_1024_steps() {
        for (value, text) in [
            (0.0, "0 B"),
            (1023.0, "1,023 B"),
            (9.6 * 1024.0, "9.6 kB"),
            (1023.97 * 1024.0, "1.0 MB"),
            (66.1 * 1048576.0, "66.1 MB"),
            (275.4 * 1048576.0, "275 MB"),
            (-312.0 * 1024.0, "\u{2212}312 kB"),
        ] {
            assert_eq!(bytes(value), text);
        }
        assert_eq!(signed_bytes(2.1 * 1048576.0), "+2.1 MB");
        assert_eq!(signed_bytes(0.0), "0 B");
        assert_eq!(signed_count(388), "+388");
        assert_eq!(signed_count(-47), "\u{2212}47");
        assert_eq!(signed_count(0), "0");
    }

    #[test]
    fn durations() {
        for (ms, exact, rough) in [
            (9e3, "9s", "9 s"),
            (90e3, "1m30s", "1m30s"),
            (840e3, "14m0s", "14m"),
            (12_773e3, "3h32m53s", "3h33m"),
            (97_620e3, "27h7m0s", "27h07m"),
            (800_000e3, "222h13m20s", "9d06h"),
            (3_599.9e3, "1h0m0s", "1h00m"),
            (-5e3, "0s", "0 s"),
        ] {
            assert_eq!(
                (duration(ms).as_str(), rough_duration(ms).as_str()),
                (exact, rough)
            );
        }
    }
}
