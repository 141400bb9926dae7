//! Numbers out of text.

/// A decimal number as people and services write it: digits with at most one point, perhaps after a
/// minus; what `f64` reads beyond that (`inf`, `1e9`) is none.
///
/// The standard library's own parser brings fourteen kilobytes of powers along, for the last bit of
/// numbers with more digits than anything here has: up to fifteen digits both agree.
pub fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (mut value, mut unit, mut has_point, mut has_digit) = (0.0, 1.0, false, false);
    for byte in digits.bytes() {
        match byte {
            b'.' if !has_point => has_point = true,
            // Digits that far behind the point change nothing.
            b'0'..=b'9' if unit >= 1e20 => {}
            b'0'..=b'9' => {
                has_digit = true;
                value = value * 10.0 + f64::from(byte - b'0');
                unit *= if has_point { 10.0 } else { 1.0 };
            }
            _ => return None,
        }
    }
    let value = value / unit;
    let is_number = has_digit && f64::is_finite(value);
    is_number.then_some(if text.starts_with('-') { -value } else { value })
}

/// A number that may have an exponent, as programs write them: `1.2345e+07`.
pub fn scientific(text: &str) -> Option<f64> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return number(text);
    };
    let exponent: i32 = exponent.parse().ok()?;
    // Powers of ten up to 22 are exact, and dividing by one rounds once.
    let power = 10f64.powi(exponent.saturating_abs().min(400));
    let mantissa = number(mantissa)?;
    let value = match exponent < 0 {
        true => mantissa / power,
        false => mantissa * power,
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn exponents() {
        for (text, value) in [
            ("1.2345e+07", Some(12_345_000.0)),
            ("1.732284e+09", Some(1_732_284_000.0)),
            ("25E-4", Some(0.0025)),
            ("-3e0", Some(-3.0)),
            ("12", Some(12.0)),
            ("1e-999", Some(0.0)),
            ("1e999", None),
            ("e5", None),
            ("1e", None),
            ("1e5.5", None),
            ("1e99999999999", None),
        ] {
            assert_eq!(scientific(text), value, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_is_printed(digits in -999_999_999_999_999i64..999_999_999_999_999, point in 0i32..10) {
            let text = (digits as f64 / 10f64.powi(point)).to_string();
            prop_assert_eq!(number(&text), text.parse().ok(), "{}", text);
        }
    }

    #[test]
    fn digits_with_at_most_one_point() {
        assert_eq!(number("27."), Some(27.0));
        assert_eq!(number(".5"), Some(0.5));
        assert_eq!(number("-0.25"), Some(-0.25));
        let long = "1".repeat(400);
        for none in [
            "", "-", ".", "1.2.3", "1e9", "inf", "nan", "+1", " 1", "--1", &long,
        ] {
            assert_eq!(number(none), None, "{none}");
        }
        let ninth = number(&format!("0.{long}")).unwrap();
        assert!((ninth - 1.0 / 9.0).abs() < 1e-15, "{ninth}");
    }
}
