//! Contention as text: Go's `mutex` and `block` with debug=1, gperftools' contentionz.
//!
//! ```text
//! --- mutex:
//! cycles/second=2593993714
//! sampling period=5
//! 19490304 27 @ 0xbccc97 0xc61202
//! #       0xbccc96        sync.(*Mutex).Unlock+0x56       sync/mutex.go:190
//! ```
//!
//! (google/pprof `parseCppContention`.) A line is cycles, contentions and addresses; both are scaled
//! by the sampling period. Behind gperftools' records stands a memory map.

use std::ops::ControlFlow::{Break, Continue};

use super::symbols::RecordStack;
use super::text;
use super::text_profile::TextProfile;
use super::{FormatError, Progress, memory_map};
use crate::job::Pace;
use crate::profile::Profile;

/// Whether `line` begins such a text.
pub fn is_header(line: &[u8]) -> bool {
    [&b"--- contentionz "[..], b"--- mutex:", b"--- contention:"]
        .iter()
        .any(|start| line.starts_with(start))
}

/// Reads a whole text.
///
/// # Errors
/// With the line, for one that is neither an attribute nor a record.
pub async fn read(
    bytes: &[u8],
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Profile, FormatError> {
    let mut scale = Scale {
        period: 1,
        cycles_per_second: 0,
    };
    let mut duration_nanos = 0;
    let mut profile = TextProfile::default();
    let mut stack = RecordStack::default();
    let mut values = None;
    let mut frames = Vec::new();
    let mut each = |number: usize, line: &[u8]| {
        let trimmed = line.trim_ascii();
        if line.starts_with(b"#") {
            stack.comment(line, &mut profile.tables);
        } else if trimmed.is_empty() || is_header(trimmed) {
        } else if trimmed.starts_with(b"---") {
            return Ok(Break(()));
        } else if let Some((name, value)) = text::split_once(trimmed, b"=") {
            let value = value.trim_ascii();
            match name.trim_ascii() {
                b"cycles/second" => scale.cycles_per_second = value_of(value, number)?,
                b"sampling period" => scale.period = value_of(value, number)?,
                b"ms since reset" => {
                    duration_nanos = value_of(value, number)?.wrapping_mul(1_000_000);
                }
                _ => {}
            }
        } else {
            finish(&mut profile, &stack, &mut values, &mut frames);
            values = Some(record(trimmed, &scale, &mut stack).ok_or_else(|| {
                error("the line is not `CYCLES COUNT @ ADDRESSES`").at_line(number)
            })?);
        }
        Ok(Continue(()))
    };
    let rest = text::read_lines(bytes, pace, progress, &mut each).await?;
    finish(&mut profile, &stack, &mut values, &mut frames);
    let tables = &mut profile.tables.tables;
    memory_map::read(rest, true, pace, progress, tables).await?;
    let types = [("contentions", "count"), ("delay", "nanoseconds")];
    let mut profile = profile.finish(&types, types[0], scale.period);
    profile.about.duration_nanos = duration_nanos;
    Ok(profile)
}

struct Scale {
    period: i64,
    cycles_per_second: i64,
}

fn value_of(value: &[u8], line: usize) -> Result<i64, FormatError> {
    text::signed(value).ok_or_else(|| error("the value is no whole number").at_line(line))
}

/// Contentions and delay of a record, whose addresses go to `stack`.
fn record(line: &[u8], scale: &Scale, stack: &mut RecordStack) -> Option<[i64; 2]> {
    let ([mut delay, mut count], addresses) = two_numbers(line)?;
    stack.start(addresses).ok()?;
    if scale.period > 0 {
        if scale.cycles_per_second > 0 {
            let cycles_per_nano = scale.cycles_per_second as f64 / 1e9;
            delay = (delay as f64 * scale.period as f64 / cycles_per_nano) as i64;
        }
        count = count.wrapping_mul(scale.period);
    }
    Some([count, delay])
}

/// The numbers before a record's `@`, and its addresses.
pub fn two_numbers(line: &[u8]) -> Option<([i64; 2], &[u8])> {
    let (numbers, addresses) = text::split_once(line, b"@")?;
    let words = numbers.split(u8::is_ascii_whitespace);
    let mut words = words.filter(|word| !word.is_empty()).map(text::signed);
    Some(([words.next()??, words.next()??], addresses))
}

fn finish(
    profile: &mut TextProfile,
    stack: &RecordStack,
    values: &mut Option<[i64; 2]>,
    frames: &mut Vec<crate::profile::FrameId>,
) {
    if let Some(values) = values.take() {
        stack.frames(&mut profile.tables, frames);
        profile.push(frames, &values, stack.labels());
    }
}

fn error(what: &str) -> FormatError {
    FormatError::new("contention as text (debug=1)", what)
        .advise("Fetch the file again, as it is (curl -o FILE URL).")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::print;
    use crate::job::run;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: Expect) {
        let read = run(read(text.as_bytes(), &Pace::unhurried(), &|_| {}));
        expected.assert_eq(&match read {
            Ok(profile) => print::profile(&profile),
            Err(error) => format!("{error}\n"),
        });
    }

    #[test]
    fn go_mutex_with_names() {
        check(
            "--- mutex:\ncycles/second=2000000000\nsampling period=5\n\
             1000 2 @ 0x11 0x21\n\
             #\t0x10\tsync.(*Mutex).Unlock+0x56\tsync/mutex.go:190\n\
             #\t0x20\tmain.main+0x4\tmain.go:3\n\n\
             10 1 @ 0x21\n",
            expect![[r#"
                contentions/count delay/nanoseconds
                10 2500 main.main main.go:3 ; sync.(*Mutex).Unlock sync/mutex.go:190
                5 25 0x20
            "#]],
        );
    }

    #[test]
    fn others_are_refused_with_their_line() {
        check(
            "--- contention:\ncycles/second=x\n",
            expect![[r#"
                contention as text (debug=1): the value is no whole number (line 2)
            "#]],
        );
        check(
            "--- contention:\nsome words\n",
            expect![[r#"
                contention as text (debug=1): the line is not `CYCLES COUNT @ ADDRESSES` (line 2)
            "#]],
        );
    }
}
