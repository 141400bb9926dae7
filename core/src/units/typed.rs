//! Sizes and counts as a person types them.

use super::number;

/// `512MB`, `2 GB`, `1.5GiB`, `800m`, `1073741824`: a size in bytes. Each unit is 1024 of the one before,
/// as pprof prints them; none where it cannot be read.
pub fn typed_bytes(text: &str) -> Option<f64> {
    const UNITS: [&str; 6] = ["", "k", "m", "g", "t", "p"];
    let (value, unit) = value_and_unit(text)?;
    let unit = unit.strip_suffix("ytes").unwrap_or(&unit);
    let unit = unit.strip_suffix('b').unwrap_or(unit);
    let unit = unit.strip_suffix('i').unwrap_or(unit);
    let power = UNITS.iter().position(|known| *known == unit)?;
    Some(value * 1024f64.powi(power as i32))
}

/// `100,000`, `100k`, `1.5M`: a count; none where it cannot be read.
pub fn typed_count(text: &str) -> Option<f64> {
    let (value, unit) = value_and_unit(text)?;
    let thousands = match unit.as_str() {
        "" => 0,
        "k" => 1,
        "m" => 2,
        _ => return None,
    };
    Some(value * 1000f64.powi(thousands))
}

/// The number, which may have its thousands separated, and what stands behind it in lower case.
fn value_and_unit(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')));
    let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
    let value = number(&digits.replace(',', "")).filter(|value| value.is_finite())?;
    Some((value, unit.trim().to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_counts() {
        const MB: f64 = 1048576.0;
        for (text, bytes) in [
            ("512MB", Some(512.0 * MB)),
            (" 2 GB ", Some(2048.0 * MB)),
            ("1.5GiB", Some(1536.0 * MB)),
            ("512Mi", Some(512.0 * MB)),
            ("800m", Some(800.0 * MB)),
            ("1,024 kB", Some(MB)),
            ("12 bytes", Some(12.0)),
            ("1048576", Some(MB)),
            ("", None),
            ("GB", None),
            ("2 GBs", None),
            ("-1MB", None),
            ("2XB", None),
        ] {
            assert_eq!(typed_bytes(text), bytes, "{text}");
        }
        for (text, count) in [
            ("100,000", Some(100e3)),
            ("100k", Some(100e3)),
            ("1.5M", Some(1.5e6)),
            ("7", Some(7.0)),
            ("many", None),
            ("7 kB", None),
        ] {
            assert_eq!(typed_count(text), count, "{text}");
        }
    }
}
