//! The stacks of all threads as text: gperftools' threadz.
//!
//! ```text
//! --- threadz 1 ---
//!
//! --- Thread 7f01a0 (name: main/17) stack: ---
//!   PC:  0x00412a10: Wait(Queue *)
//!   0x00401c31: main
//! --- Thread 7f02b0 (name: worker/18) stack: ---
//!   [same as previous thread]
//! --- Memory map: ---
//! ```
//!
//! (google/pprof `parseThread`.) Each thread counts one. As there, what stands behind an address is
//! not read: some threads have names and some have none.

use std::ops::ControlFlow::{Break, Continue};

use super::cpu_binary::native_stack;
use super::text_profile::TextProfile;
use super::{FormatError, Progress, memory_map, text};
use crate::job::Pace;
use crate::profile::Profile;

const THREAD: &[u8] = b"--- Thread ";

/// Whether `line` begins such a text.
pub fn is_header(line: &[u8]) -> bool {
    line.starts_with(b"--- threadz ") || line.starts_with(THREAD)
}

/// Reads a whole text.
///
/// # Errors
/// With the line, for a heading that is no thread's and for an address that is none.
pub async fn read(
    bytes: &[u8],
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Profile, FormatError> {
    let mut reader = Reader::default();
    let mut is_in_thread = false;
    let mut each = |number: usize, line: &[u8]| {
        let line = line.trim_ascii();
        if memory_map::is_heading(line) || line.starts_with(b"---- no stack trace for") {
            return Ok(Break(()));
        }
        if line.starts_with(THREAD) {
            if is_in_thread {
                reader.finish_thread();
            }
            is_in_thread = true;
        } else if is_in_thread {
            let failed = |what: &str| error(what).at_line(number);
            if line.starts_with(b"---") {
                return Err(failed(
                    "the heading is not `--- Thread ID (name: NAME) stack: ---`",
                ));
            }
            let taken = reader.take(line);
            taken.ok_or_else(|| failed("an address has more than 64 bits"))?;
        }
        Ok(Continue(()))
    };
    let rest = text::read_lines(bytes, pace, progress, &mut each).await?;
    if is_in_thread {
        reader.finish_thread();
    }
    reader.push();
    let mut profile = reader.profile;
    let tables = &mut profile.tables.tables;
    memory_map::read(rest, true, pace, progress, tables).await?;
    let threads = ("thread", "count");
    Ok(profile.finish(&[threads], threads, 1))
}

#[derive(Default)]
struct Reader {
    profile: TextProfile,
    /// How many threads in a row had the stack last read.
    count: i64,
    /// That stack's addresses, leaf first.
    last: Vec<u64>,
    /// The addresses of the thread being read.
    addresses: Vec<u64>,
    is_same: bool,
}

impl Reader {
    /// Takes a line of a stack: every address in it. None for one that is too large.
    fn take(&mut self, line: &[u8]) -> Option<()> {
        if text::find(line, b"same as previous thread").is_some() {
            self.is_same = true;
            return Some(());
        }
        let mut rest = line;
        while let Some((_, after)) = text::split_once(rest, b"0x") {
            let digits = after.iter().take_while(|b| b.is_ascii_hexdigit()).count();
            let (digits, after) = after.split_at(digits);
            if !digits.is_empty() {
                self.addresses.push(text::hex_digits(digits)?);
            }
            rest = after;
        }
        Some(())
    }

    /// A thread without a stack of its own has that of the one before it.
    fn finish_thread(&mut self) {
        if !self.is_same && !self.addresses.is_empty() {
            self.push();
            std::mem::swap(&mut self.last, &mut self.addresses);
            self.count = 1;
        } else if self.count > 0 {
            self.count += 1;
        }
        self.is_same = false;
        self.addresses.clear();
    }

    fn push(&mut self) {
        if self.count > 0 {
            let mut stack = Vec::new();
            native_stack(&self.last, &mut self.profile.tables, &mut stack);
            self.profile.push(&stack, &[self.count], &[]);
        }
    }
}

fn error(what: &str) -> FormatError {
    FormatError::new("gperftools thread text (threadz)", what)
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
    fn threads_of_one_stack_are_one_sample() {
        check(
            "--- threadz 1 ---\n\n\
             --- Thread 7f01 (name: main/1) stack: ---\n  PC: 0x10 0x21\n  0x0031: main\n\
             --- Thread 7f02 (name: a/2) stack: ---\n  PC: 0x10: f(0xzz)\n\n      creator: 0x10 0x41\n\
             --- Thread 7f03 (name: b/3) stack: ---\n  [same as previous thread]\n\
             --- Thread 7f04 (name: c/4) stack: ---\n\
             --- Memory map: ---\n  0-fff: /bin/x\n",
            expect![[r#"
                thread/count
                1 0x30 ; 0x20 ; 0x10
                3 0x40 ; 0x10
            "#]],
        );
    }

    #[test]
    fn a_text_without_memory_map_is_read() {
        check(
            "--- Thread 1 (name: a/2) stack: ---\n  [same as previous thread]\n\
             --- Thread 2 (name: b/2) stack: ---\n  PC: 0x10\n---- no stack trace for 3\nwords",
            expect![[r#"
                thread/count
                1 0x10
            "#]],
        );
    }

    #[test]
    fn others_are_refused_with_their_line() {
        check(
            "--- threadz 1 ---\n--- Thread 1 (name: a/2) stack: ---\n  0x1\n--- Something ---\n",
            expect![[r#"
                gperftools thread text (threadz): the heading is not `--- Thread ID (name: NAME) stack: ---` (line 4)
            "#]],
        );
        check(
            "--- Thread 1 (name: a/2) stack: ---\n  0x12345678123456781\n",
            expect![[r#"
                gperftools thread text (threadz): an address has more than 64 bits (line 2)
            "#]],
        );
    }
}
