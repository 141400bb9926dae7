//! Numbers as decimal text.
//!
//! The standard library prints them too, with two algorithms and their tables, for any number there
//! is: 17 kilobytes of wasm. What is printed here lies between a millionth and 10^30, where integers
//! of 128 bits hold every digit, so a number is its mantissa times a power of ten, divided once.

/// `value` with so many digits behind the point, as `format!("{value:.2}")` prints it: rounded from
/// all its digits, a half to the even neighbour. At most 20 decimals.
pub fn fixed(value: f64, decimals: u32) -> String {
    match Exact::of(value.abs()) {
        Some(exact) => with_sign(value, &exact.text(decimals)),
        None if value.abs() < 1.0 => with_sign(value, &point_in(0, decimals)),
        None => shortest(value),
    }
}

/// `value` with as few decimals as tell it from its neighbours: what reads it gets it back. Numbers far
/// outside of what is named above are off by their last bit. `NaN` and `inf` for what is no number.
pub fn shortest(value: f64) -> String {
    /// One step of what is too large or too small.
    const STEP: f64 = 1e20;
    let size = value.abs();
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return with_sign(value, "inf");
    }
    if size >= 1e30 {
        return raised(&shortest(value / STEP), 20);
    }
    if size > 0.0 && size < 1e-6 {
        return raised(&shortest(value * STEP), -20);
    }
    let exact = Exact::of(size).unwrap_or(Exact {
        mantissa: 0,
        halvings: 0,
    });
    let decimals = (0..MAX_DECIMALS).find(|&decimals| exact.is_told_by(decimals));
    let decimals = decimals.unwrap_or(MAX_DECIMALS);
    with_sign(value, &exact.text(decimals))
}

/// 2^53 times 10^22 is the last that fits into 128 bits.
const MAX_DECIMALS: u32 = 22;

/// A number from 0 up: its mantissa, halved so many times.
struct Exact {
    mantissa: u128,
    halvings: u32,
}

impl Exact {
    /// None for what 128 bits do not hold, and for what is no number.
    fn of(size: f64) -> Option<Exact> {
        let bits = size.to_bits();
        let (exponent, fraction) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
        if size == 0.0 {
            return Some(Exact {
                mantissa: 0,
                halvings: 0,
            });
        }
        let mantissa = u128::from(fraction | 1 << 52);
        match 1075 - exponent {
            halvings @ 0..=126 => Some(Exact {
                mantissa,
                halvings: halvings as u32,
            }),
            doublings @ -70..0 => Some(Exact {
                mantissa: mantissa << -doublings,
                halvings: 0,
            }),
            _ => None,
        }
    }

    /// Times a power of ten: the nearest whole number, and how far it is off, in the same halves.
    fn scaled(&self, decimals: u32) -> (u128, u128) {
        let scaled = self.mantissa * 10u128.pow(decimals.min(MAX_DECIMALS));
        let (unit, whole) = (1 << self.halvings, scaled >> self.halvings);
        let rest = scaled & (unit - 1);
        let is_up = rest * 2 > unit || (rest * 2 == unit && whole % 2 == 1);
        match is_up {
            true => (whole + 1, unit - rest),
            false => (whole, rest),
        }
    }

    fn text(&self, decimals: u32) -> String {
        let is_whole = self.halvings == 0;
        let digits = match is_whole {
            true => self.mantissa,
            false => self.scaled(decimals).0,
        };
        match is_whole && decimals > 0 {
            true => point_in(digits, 0) + &point_in(0, decimals)[1..],
            false => point_in(digits, decimals),
        }
    }

    /// Whether so many decimals come nearer to it than to its neighbours, half a unit of the mantissa
    /// away; below a power of two they are nearer.
    fn is_told_by(&self, decimals: u32) -> bool {
        let nearness = if self.mantissa.is_power_of_two() {
            4
        } else {
            2
        };
        self.halvings == 0 || self.scaled(decimals).1 * nearness < 10u128.pow(decimals)
    }
}

/// `point_in(314, 2)` is `3.14`.
fn point_in(digits: u128, decimals: u32) -> String {
    let decimals = decimals as usize;
    // Printing 128 bits at once would bring a division of its own along.
    let (high, low) = ((digits / HALF) as u64, (digits % HALF) as u64);
    let mut text = match high {
        0 => low.to_string(),
        high => format!("{high}{low:018}"),
    };
    if decimals > 0 {
        if text.len() <= decimals {
            text.insert_str(0, &"0".repeat(decimals + 1 - text.len()));
        }
        text.insert(text.len() - decimals, '.');
    }
    text
}

const HALF: u128 = 1_000_000_000_000_000_000;

fn with_sign(value: f64, digits: &str) -> String {
    let sign = if value.is_sign_negative() { "-" } else { "" };
    [sign, digits].concat()
}

/// Times ten to so much, added to what is there.
fn raised(text: &str, by: i32) -> String {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{digits}e{}", exponent + by)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fixed_is_what_the_standard_library_prints(value in -1e18f64..1e18, decimals in 0u32..8) {
            let value = value / 10f64.powi((value.to_bits() % 24) as i32);
            let places = decimals as usize;
            prop_assert_eq!(fixed(value, decimals), format!("{value:.places$}"));
        }

        #[test]
        fn halves_go_to_the_even_neighbour(eighths in -80_000i32..80_000, decimals in 0u32..4) {
            let (value, places) = (f64::from(eighths) / 8.0, decimals as usize);
            prop_assert_eq!(fixed(value, decimals), format!("{value:.places$}"));
        }

        #[test]
        fn shortest_reads_back_and_is_no_longer_than_need_be(value in -1e29f64..1e29, tens in 0i32..34) {
            let value = value / 10f64.powi(tens);
            prop_assert_eq!(shortest(value).parse::<f64>(), Ok(value));
            // Of a large whole number the standard library rounds the last digits away, and a small
            // one it writes with all its zeros.
            if (1e-6..1e15).contains(&value.abs()) {
                prop_assert_eq!(shortest(value).len(), value.to_string().len());
            }
        }

        #[test]
        fn any_number_has_a_text(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            let read: f64 = shortest(value).parse().unwrap();
            let is_near = (read - value).abs() <= value.abs() * 1e-14;
            prop_assert!(is_near || read == value || value.is_nan(), "{value:e} {read:e}");
            fixed(value, 3);
        }
    }

    #[test]
    fn known_texts() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (0.1, "0.1"),
            (1.0, "1"),
            (0.5, "0.5"),
            (1_732_470_000_123.4, "1732470000123.4"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (1e22, "10000000000000000000000"),
            (1e-7, "10000000000000e-20"),
        ] {
            assert_eq!(shortest(value), text);
        }
        assert_eq!(
            (fixed(0.125, 2), fixed(-0.004, 2)),
            ("0.12".into(), "-0.00".into())
        );
        assert_eq!(
            (fixed(1e-40, 1), fixed(99.95, 0)),
            ("0.0".into(), "100".into())
        );
    }
}
