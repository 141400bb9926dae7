//! The order in which people number files: `heap-2` before `heap-10`.

use std::cmp::Ordering;

/// Compares names, runs of digits in them as numbers.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        let ([first, rest @ ..], [its_first, its_rest @ ..]) = (a, b) else {
            return a.len().cmp(&b.len());
        };
        let order = match first.is_ascii_digit() && its_first.is_ascii_digit() {
            true => {
                let (number, its_number);
                (number, a) = digits(a);
                (its_number, b) = digits(b);
                // Without zeros in front the longer number is the larger one.
                let by_length = number.len().cmp(&its_number.len());
                by_length.then_with(|| number.cmp(its_number))
            }
            false => {
                (a, b) = (rest, its_rest);
                first.cmp(its_first)
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The number that `text` begins with, without zeros in front, and what follows it.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let zeros = text[..end].iter().take_while(|byte| **byte == b'0').count();
    (&text[zeros..end], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_numbers() {
        let ordered = [
            "",
            "2026-9-1.pb",
            "2026-11-23T9.pb",
            "2026-11-23T15.pb",
            "a",
            "heap",
            "heap-2",
            "heap-002b",
            "heap-10",
            "heap-99999999999999999999999",
            "heap-100000000000000000000000",
            "heap.pb",
        ];
        for (i, a) in ordered.iter().enumerate() {
            for (j, b) in ordered.iter().enumerate() {
                assert_eq!(natural(a, b), i.cmp(&j), "{a} {b}");
            }
        }
        assert_eq!(natural("a1", "a01"), Ordering::Equal);
    }
}
