//! Bytes, counts, durations and percents: as pprof's tables print them
//! (google/pprof `internal/measurement/measurement.go`), and, in [`page`], as the page says them.

mod date;
mod decimal;
mod number;
mod page;
mod typed;

pub use date::date_of;
pub use decimal::{fixed, shortest};
pub use number::{number, scientific};
pub use page::{
    byte_unit, bytes, bytes_in, count, delta, duration, rate, rough_duration, short, signed_bytes,
    signed_count,
};
pub use typed::{typed_bytes, typed_count};

/// One family of units: bytes, time. Each has its names in lower case and without a plural s.
struct Family {
    units: &'static [(&'static str, &'static [&'static str], f64)],
    /// What values print in when no unit of the family reaches 1, or the wanted one is unknown.
    default: (&'static str, f64),
}

const FAMILIES: [Family; 3] = [
    Family {
        units: &[
            ("B", &["b", "byte"], 1.0),
            ("kB", &["kb", "kbyte", "kilobyte"], 1024.0),
            ("MB", &["mb", "mbyte", "megabyte"], 1048576.0),
            ("GB", &["gb", "gbyte", "gigabyte"], 1073741824.0),
            ("TB", &["tb", "tbyte", "terabyte"], 1099511627776.0),
            ("PB", &["pb", "pbyte", "petabyte"], 1125899906842624.0),
        ],
        default: ("B", 1.0),
    },
    Family {
        units: &[
            ("ns", &["ns", "nanosecond"], 1.0),
            ("us", &["μs", "us", "microsecond"], 1e3),
            ("ms", &["ms", "millisecond"], 1e6),
            ("s", &["s", "sec", "second"], 1e9),
            ("hrs", &["hour", "hr"], 3.6e12),
        ],
        default: ("s", 1e9),
    },
    Family {
        units: &[
            ("n*GCU", &["nanogcu"], 1e-9),
            ("u*GCU", &["microgcu"], 1e-6),
            ("m*GCU", &["milligcu"], 1e-3),
            ("GCU", &["gcu"], 1.0),
            ("k*GCU", &["kilogcu"], 1e3),
            ("M*GCU", &["megagcu"], 1e6),
            ("G*GCU", &["gigagcu"], 1e9),
            ("T*GCU", &["teragcu"], 1e12),
            ("P*GCU", &["petagcu"], 1e15),
        ],
        default: ("GCU", 1.0),
    },
];

impl Family {
    /// The factor of the unit called `name` in any letter case, singular or plural.
    fn factor(&self, name: &str) -> Option<(&'static str, f64)> {
        let lower = name.to_ascii_lowercase();
        let singular = match lower.strip_suffix('s') {
            Some(singular) if lower.len() > 2 => singular,
            _ => &lower,
        };
        self.units
            .iter()
            .find(|(_, names, _)| names.contains(&singular))
            .map(|&(canonical, _, factor)| (canonical, factor))
    }

    /// The largest unit in which `value`, in base units, is at least 1.
    fn auto(&self, value: f64) -> (f64, &'static str) {
        let fitting = self
            .units
            .iter()
            .rfind(|(.., factor)| value / factor >= 1.0);
        match fitting {
            Some((canonical, _, factor)) => (value / factor, canonical),
            None => (value / self.default.1, self.default.0),
        }
    }
}

/// `value`, given in unit `from`, in unit `to`, with the unit to print: pprof's `Scale`. `to` may be
/// `minimum` or `auto` for the largest unit in which it is at least 1. Units of no family keep the
/// value; `count`, `sample` and `unit` print no unit.
pub fn scale(value: i64, from: &str, to: &str) -> (f64, String) {
    let (sign, magnitude) = match value {
        i64::MIN => (1.0, value as f64), // as pprof, which cannot negate it either
        negative if negative < 0 => (-1.0, -(negative as f64)),
        positive => (1.0, positive as f64),
    };
    let is_auto = matches!(to, "minimum" | "auto");
    for family in &FAMILIES {
        let Some((_, factor)) = family.factor(from) else {
            continue;
        };
        let base = magnitude * factor;
        let (scaled, unit) = match family.factor(to) {
            _ if is_auto => family.auto(base),
            Some((canonical, factor)) => (base / factor, canonical),
            None => (base / family.default.1, family.default.0),
        };
        return (sign * scaled, unit.to_owned());
    }
    let prints_unit = !is_auto && !matches!(to, "count" | "sample" | "unit");
    let unit = if prints_unit { to } else { "" };
    (sign * magnitude, unit.to_owned())
}

/// Whether pprof knows the unit (of bytes, of time): others print as bare counts.
pub fn has_unit(unit: &str) -> bool {
    FAMILIES.iter().any(|family| family.factor(unit).is_some())
}

/// Whether values of both units can be compared: equal, or of one family.
pub fn are_compatible(a: &str, b: &str) -> bool {
    a == b
        || FAMILIES
            .iter()
            .any(|family| family.factor(a).is_some() && family.factor(b).is_some())
}

/// `scaled_label(38_850_560, "bytes", "MB")` is `37.05MB`: two decimals, `.00` left out, zero is `0`.
pub fn scaled_label(value: i64, from: &str, to: &str) -> String {
    let (scaled, unit) = scale(value, from, to);
    let text = fixed(scaled, 2);
    let text = text.strip_suffix(".00").unwrap_or(&text);
    if matches!(text, "0" | "-0") {
        "0".to_owned()
    } else {
        format!("{text}{unit}")
    }
}

/// `label(38_850_560, "bytes")` is `37.05MB`, in the value's own best unit.
pub fn label(value: i64, unit: &str) -> String {
    scaled_label(value, unit, "auto")
}

/// The one unit of a table: that of its `smallest` non-zero value, but of a hundred times it where
/// `total` is more than a hundred times larger and prints in another unit. pprof's
/// `selectOutputUnit`; pass it to [`scaled_label`].
pub fn table_unit(smallest: i64, total: i64, unit: &str) -> String {
    let smallest = if smallest == 0 { total } else { smallest };
    let (_, smallest_unit) = scale(smallest, unit, "minimum");
    let (_, total_unit) = scale(total, unit, "minimum");
    let hundredfold = smallest.wrapping_mul(100);
    let chosen = if smallest_unit != total_unit && hundredfold < total {
        scale(hundredfold, unit, "minimum").1
    } else {
        smallest_unit
    };
    if chosen.is_empty() {
        unit.to_owned()
    } else {
        chosen
    }
}

/// `percent(1, 3)` as pprof's tables print it: always absolute, `100%`, two decimals from one
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
        fixed(ratio, 2) + "%"
    } else {
        two_significant(ratio) + "%"
    }
}

/// As C's `%.2g` for a value from 0 to 1: `0.5`, `0.033`, `1.2e-05`.
fn two_significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    // Its exponent of ten, negated, after rounding to two digits: with one decimal more than those
    // need there are three digits then. 0.0996 is 0.10.
    let digits = |decimals: u32| fixed(value, decimals).replace('.', "");
    let exponent = (0..20).find(|&exponent| digits(exponent + 2).trim_start_matches('0').len() > 2);
    let exponent = exponent.unwrap_or(20);
    if exponent > 4 {
        let digits = digits(exponent + 1);
        let (first, second) = digits.trim_start_matches('0').split_at(1);
        let second = second.trim_end_matches('0');
        let point = if second.is_empty() { "" } else { "." };
        return format!("{first}{point}{second}e-{exponent:02}");
    }
    let text = fixed(value, exponent + 1);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn two_digits_as_the_standard_library_rounds_them(value in 0.1f64..1.0, tens in 0i32..16) {
            let value = value / 10f64.powi(tens);
            let read: f64 = two_significant(value).parse().unwrap();
            prop_assert_eq!(read, format!("{value:.1e}").parse::<f64>().unwrap());
        }
    }

    #[test]
    fn percents_as_pprof() {
        for (value, total, text) in [
            (1, 3, "33.33%"),
            (1, 1, "100%"),
            (9_995, 10_000, "100%"),
            (9_994, 10_000, "99.94%"),
            (1, 200, "0.5%"),
            (99, 10_000, "0.99%"),
            (9_949, 1_000_000, "0.99%"),
            (9_951, 1_000_000, "1%"),
            (97, 100_000_000, "9.7e-05%"),
            (1, 3000, "0.033%"),
            (999, 100_000, "1%"),
            (1, 8_300_000, "1.2e-05%"),
            (1, 10_000_000, "1e-05%"),
            (0, 7, "0%"),
            (-1, 2, "50.00%"),
            (5, 0, "0%"),
        ] {
            assert_eq!(percent(value, total), text);
        }
    }

    #[test]
    fn labels_as_pprof() {
        for (value, from, to, text) in [
            (0, "bytes", "auto", "0"),
            (1, "bytes", "auto", "1B"),
            (1023, "bytes", "auto", "1023B"),
            (1536, "bytes", "auto", "1.50kB"),
            (-1536, "bytes", "auto", "-1.50kB"),
            (1 << 50, "byte", "auto", "1PB"),
            (3, "bytes", "GB", "0"),
            (1_500, "nanoseconds", "auto", "1.50us"),
            (90, "seconds", "auto", "90s"),
            (7200, "s", "auto", "2hrs"),
            (0, "nanoseconds", "auto", "0"),
            (12, "count", "count", "12"),
            (12, "goroutines", "goroutines", "12goroutines"),
            (12, "goroutines", "auto", "12"),
            (5, "KiloBytes", "B", "5120B"),
            (i64::MAX, "bytes", "auto", "8192PB"),
        ] {
            assert_eq!(
                scaled_label(value, from, to),
                text,
                "{value} {from} in {to}"
            );
        }
    }

    #[test]
    fn a_table_has_one_unit() {
        for (smallest, total, unit, chosen) in [
            (512, 4096, "bytes", "B"),
            (2, 4096, "bytes", "B"),
            (2048, 40 << 20, "bytes", "kB"),
            (20 << 10, 40 << 20, "bytes", "MB"),
            (0, 40 << 20, "bytes", "MB"),
            (1, 500, "count", "count"),
            (i64::MAX, i64::MAX, "bytes", "PB"),
        ] {
            assert_eq!(
                table_unit(smallest, total, unit),
                chosen,
                "{smallest} of {total} {unit}"
            );
        }
    }

    #[test]
    fn units_of_one_family_compare() {
        assert!(are_compatible("bytes", "kB"));
        assert!(are_compatible("widgets", "widgets"));
        assert!(!are_compatible("bytes", "seconds"));
        assert!(!are_compatible("count", "bytes"));
    }
}
