//! Bytes, counts, durations and percents, printed as pprof prints them
//! (google/pprof `internal/measurement/measurement.go`).

/// `percent(1.0, 3.0)` as pprof's tables print it: always absolute, "100%", two decimals from one
/// percent up, two significant digits below.
pub fn percent(value: i64, total: i64) -> String {
    let ratio = if total == 0 {
        0.0
    } else {
        (value as f64 / total as f64).abs() * 100.0
    };
    if (99.95..=100.05).contains(&ratio) {
        "100%".to_owned()
    } else if ratio >= 1.0 {
        format!("{ratio:.2}%")
    } else if ratio == 0.0 {
        "0%".to_owned()
    } else {
        significant(ratio, 2) + "%"
    }
}

/// `value` with `digits` significant digits and no trailing zeros, as C's `%.*g` for small numbers.
fn significant(value: f64, digits: i32) -> String {
    let decimals = (digits - 1 - value.abs().log10().floor() as i32).max(0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
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
        format!("{:.1}", value.abs())
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
        60..600 if seconds % 60 != 0 => format!("{}m{:02}s", seconds / 60, seconds % 60),
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
    fn percents_as_pprof() {
        for (value, total, text) in [
            (1, 3, "33.33%"),
            (1, 1, "100%"),
            (1, 200, "0.5%"),
            (1, 3000, "0.033%"),
            (0, 7, "0%"),
            (-1, 2, "50.00%"),
            (5, 0, "0%"),
        ] {
            assert_eq!(percent(value, total), text);
        }
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
