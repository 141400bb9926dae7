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
}
