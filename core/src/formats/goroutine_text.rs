//! Counts as text, `debug=1`: goroutine, goroutineleak, threadcreate and custom profiles.
//!
//! ```text
//! goroutine profile: total 124
//! 12 @ 0x48cf2a 0x465b17 0x6dfe46 0x493fe1
//! #       0x6dfe45        net/http.(*persistConn).writeLoop+0xe5  net/http/transport.go:2833
//! ```
//!
//! (google/pprof `parseGoCount`, Go `runtime/pprof` `printCountProfile`.) Unlike pprof's own reader
//! this one takes the names from the comment lines, and accepts `1 @` without addresses.

use std::ops::ControlFlow::{Break, Continue};

use super::symbols::RecordStack;
use super::text;
use super::text_profile::TextProfile;
use super::{FormatError, Progress, memory_map};
use crate::job::Pace;
use crate::profile::{FrameId, Profile};
use crate::units;

/// The profile's name and total, if `line` is such a text's first line.
pub fn header(line: &[u8]) -> Option<(&[u8], u64)> {
    let (name, total) = text::split_once(line, b" profile: total ")?;
    let is_name = !name.is_empty() && !name.iter().any(u8::is_ascii_whitespace);
    Some((name, text::decimal(total.trim_ascii_end())?)).filter(|_| is_name)
}

/// Reads a whole text: the profile, and what is to be said of it.
///
/// # Errors
/// With the line, for a record that is none.
pub async fn read(
    bytes: &[u8],
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<(Profile, Vec<String>), FormatError> {
    let (first, line) = text::first_line(bytes);
    let (name, total) =
        header(line).ok_or_else(|| error("the first line is not `NAME profile: total N`"))?;
    let mut reader = Reader::default();
    let mut each = |number: usize, line: &[u8]| {
        if number <= first {
            return Ok(Continue(()));
        }
        if line.starts_with(b"---") {
            return Ok(Break(()));
        }
        if line.starts_with(b"#") {
            reader.stack.comment(line, &mut reader.profile.tables);
        } else if !line.trim_ascii().is_empty() {
            reader.finish_record();
            let is_last = line.as_ptr_range().end == bytes.as_ptr_range().end;
            if !reader.start_record(line) {
                if is_last {
                    // Cut off in the middle of a line: the total below says what is missing.
                    return Ok(Break(()));
                }
                return Err(error("the line is not `COUNT @ ADDRESSES`").at_line(number));
            }
        }
        Ok(Continue(()))
    };
    let rest = text::read_lines(bytes, pace, progress, &mut each).await?;
    reader.finish_record();
    let tables = &mut reader.profile.tables.tables;
    memory_map::read(rest, true, pace, progress, tables).await?;
    Ok(reader.into_profile(name, total))
}

#[derive(Default)]
struct Reader {
    profile: TextProfile,
    /// The record being read, if one is.
    count: Option<i64>,
    stack: RecordStack,
    frames: Vec<FrameId>,
    sum: u64,
}

impl Reader {
    /// Takes the record's first line; false if it is none.
    fn start_record(&mut self, line: &[u8]) -> bool {
        let Some((count, addresses)) = text::split_once(line, b"@") else {
            return false;
        };
        let count = text::decimal(count.trim_ascii());
        let Some(count) = count.filter(|&count| i64::try_from(count).is_ok()) else {
            return false;
        };
        if self.stack.start(addresses).is_err() {
            return false;
        }
        self.count = Some(count as i64);
        self.sum = self.sum.wrapping_add(count);
        true
    }

    fn finish_record(&mut self) {
        if let Some(count) = self.count.take() {
            self.stack
                .frames(&mut self.profile.tables, &mut self.frames);
            self.profile
                .push(&self.frames, &[count], self.stack.labels());
        }
    }

    fn into_profile(self, name: &[u8], total: u64) -> (Profile, Vec<String>) {
        let mut remarks = Vec::new();
        if self.sum < total {
            remarks.push(format!(
                "The file says {} in all and holds {}: it seems to be cut off.",
                units::count(total as i64),
                units::count(self.sum as i64)
            ));
        }
        let name = String::from_utf8_lossy(name);
        let counts = (name.as_ref(), "count");
        let profile = self.profile.finish(&[counts], counts, 1);
        (profile, remarks)
    }
}

fn error(what: &str) -> FormatError {
    FormatError::new("Go counts as text (debug=1)", what)
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
            Ok((profile, remarks)) => {
                let remarks: String = remarks.iter().map(|r| format!("! {r}\n")).collect();
                print::profile(&profile) + &remarks
            }
            Err(error) => format!("{error}\n"),
        });
    }

    #[test]
    fn names_come_from_the_comment_lines() {
        check(
            "goroutine profile: total 5\n\
             3 @ 0x48cf2a 0x44c4b7 0x6dfe46 0x5b6246 0x493fe1\n\
             # labels: {\"handler\":\"/health\", \"tenant\":\"a b\\\"c\"}\n\
             #\t0x6dfe45\tnet/http.(*persistConn).writeLoop+0xe5\t\tnet/http/transport.go:2833\n\
             #\t0x5b6245\tinlined.into+0x4\tnet/net.go:1\n\
             #\t0x5b6245\tnet.(*conn).Read+0x44\t\t\tC:/go/net/net.go:196\n\n\
             2 @ 0x48cf2a 0x6dfe46\n\
             #\t0x6dfe45\tnet/http.(*persistConn).writeLoop+0xe5\tnet/http/transport.go:2833\n",
            expect![[r#"
                goroutine/count
                3 net.(*conn).Read C:/go/net/net.go:196 ; [inlined] inlined.into net/net.go:1 ; net/http.(*persistConn).writeLoop net/http/transport.go:2833 {handler="/health", tenant="a b\"c"}
                2 net/http.(*persistConn).writeLoop net/http/transport.go:2833
            "#]],
        );
    }

    #[test]
    fn addresses_stand_in_where_there_are_no_names() {
        check(
            "threadcreate profile: total 13\n11 @ 0x0 0x0\n#\t0x0\n\n1 @ 0x44cb3 0x45045\n1 @\n---\nrest",
            expect![[r#"
                threadcreate/count
                11
                1 0x45044 ; 0x44cb2
                1
            "#]],
        );
    }

    #[test]
    fn one_stack_with_different_labels_stays_several_samples() {
        check(
            "goroutine profile: total 2\n\
             1 @ 0x2\n# labels: {\"k\":\"a\"}\n#\t0x1\tmain.f+0x1\tf.go:3\n\n\
             1 @ 0x2\n# labels: {\"k\":\"b\"}\n#\t0x1\tmain.f+0x1\tf.go:3\n",
            expect![[r#"
                goroutine/count
                1 main.f f.go:3 {k="a"}
                1 main.f f.go:3 {k="b"}
            "#]],
        );
    }

    #[test]
    fn a_cut_text_is_read_as_far_as_it_goes() {
        check(
            "goroutine profile: total 9\n4 @ 0x2\n#\t0x1\tmain.f+0x1\tf.go:3\n\n3 @ 0x",
            expect![[r#"
                goroutine/count
                4 main.f f.go:3
                ! The file says 9 in all and holds 4: it seems to be cut off.
            "#]],
        );
    }

    #[test]
    fn what_is_no_record_is_an_error_with_its_line() {
        check(
            "goroutine profile: total 9\n4 @ 0x2\nsome words\n1 @ 0x3\n",
            expect![[r#"
                Go counts as text (debug=1): the line is not `COUNT @ ADDRESSES` (line 3)
            "#]],
        );
        // One more than there can be.
        check(
            "goroutine profile: total 9\n9223372036854775808 @ 0x2\n1 @ 0x3\n",
            expect![[r#"
                Go counts as text (debug=1): the line is not `COUNT @ ADDRESSES` (line 2)
            "#]],
        );
    }
}
