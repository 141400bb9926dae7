//! gperftools' binary CPU profile, as Go wrote it before 1.9 too (google/pprof `parseCPU`).
//!
//! ```text
//! header   0, 3, 0, PERIOD in µs, 0          words of 4 or 8 bytes, of either byte order
//! samples  COUNT, N, N addresses             leaf first
//! end      0, 1, 0                           then the memory map as text
//! ```
//!
//! Java's has 1 for its third word, and behind the samples the names of what they call addresses.

use super::text_profile::TextProfile;
use super::text_tables::TextTables;
use super::{FormatError, java_text, memory_map};
use crate::job::Pace;
use crate::map::Map;
use crate::profile::{FrameId, Profile};

/// How many samples are read between two looks at the clock.
const SAMPLES_PER_BREATH: usize = 2048;

/// How a file's words are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Words {
    is_64_bit: bool,
    is_big_endian: bool,
}

/// Whether the bytes begin with such a header, of a native program or of Java.
pub fn is_header(bytes: &[u8]) -> bool {
    header(bytes).is_some()
}

/// The layout, the period and whether it is Java's dialect (its third word is 1).
fn header(bytes: &[u8]) -> Option<(Words, u64, bool)> {
    [(true, false), (true, true), (false, false), (false, true)]
        .into_iter()
        .find_map(|(is_64_bit, is_big_endian)| {
            let words = Words {
                is_64_bit,
                is_big_endian,
            };
            let mut at = 0;
            let mut word = || words.next(bytes, &mut at);
            match [word()?, word()?, word()?, word()?, word()?] {
                [0, 3, java @ (0 | 1), period, 0] if period > 0 => Some((words, period, java == 1)),
                _ => None,
            }
        })
}

impl Words {
    fn len(self) -> usize {
        if self.is_64_bit { 8 } else { 4 }
    }

    fn next(self, bytes: &[u8], at: &mut usize) -> Option<u64> {
        let word = bytes.get(*at..at.checked_add(self.len())?)?;
        *at += self.len();
        let fold = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Some(if self.is_big_endian {
            word.iter().fold(0, fold)
        } else {
            word.iter().rev().fold(0, fold)
        })
    }
}

/// Reads a whole file. But for Java's there are no names in it: frames are addresses.
///
/// # Errors
/// For a file that is cut off.
pub async fn read(bytes: &[u8], pace: &Pace) -> Result<Profile, FormatError> {
    let (words, period_us, is_java) =
        header(bytes).ok_or_else(|| error("the header is not 0, 3, 0, PERIOD, 0"))?;
    let period_nanos = (period_us as i64).wrapping_mul(1000);
    let mut samples = Vec::new();
    let mut at = 5 * words.len();
    while at < bytes.len() {
        let start = at;
        let cut = || error("a sample is cut off").at_byte(start);
        let count = words.next(bytes, &mut at).ok_or_else(cut)?;
        let depth = words.next(bytes, &mut at).ok_or_else(cut)?;
        if depth > ((bytes.len() - at) / words.len()) as u64 {
            return Err(cut());
        }
        let stack: Vec<u64> = (0..depth)
            .map_while(|_| words.next(bytes, &mut at))
            .collect();
        if count == 0 && stack == [0] {
            break;
        }
        samples.push((count as i64, stack));
        if samples.len().is_multiple_of(SAMPLES_PER_BREATH) {
            pace.breathe().await;
        }
    }
    if !is_java {
        remove_handler_frames(&mut samples);
    }
    let mut profile = TextProfile::default();
    let mut frames = Vec::new();
    for (count, stack) in &samples {
        if is_java {
            let numbers = &mut stack.iter().copied();
            profile.tables.stack_at(numbers, &mut frames);
        } else {
            native_stack(stack, &mut profile.tables, &mut frames);
        }
        profile.push(&frames, &[*count, count.wrapping_mul(period_nanos)], &[]);
    }
    let (rest, tables) = (&bytes[at..], &mut profile.tables);
    if is_java {
        java_text::read_names(rest, pace, tables).await?;
    } else {
        memory_map::read(rest, false, pace, &|_| (), &mut tables.tables).await?;
    }
    let cpu = ("cpu", "nanoseconds");
    Ok(profile.finish(&[("samples", "count"), cpu], cpu, period_nanos))
}

/// The stack of a native program, root first, of addresses leaf first. All but the leaf are return
/// addresses: one less lands on the call. The leaf may come twice, as the program counter and as the
/// first of the stack.
pub fn native_stack(addresses: &[u64], tables: &mut TextTables, stack: &mut Vec<FrameId>) {
    let calls = addresses.iter().enumerate();
    let calls = &mut calls.map(|(i, &address)| address.wrapping_sub(u64::from(i > 0)));
    tables.stack_at(calls, stack);
    if let [leaf, caller, ..] = addresses
        && leaf == caller
    {
        stack.remove(stack.len() - 2);
    }
}

/// The frame that the signal handler pushed stands second in nearly all stacks, and so may another:
/// an artefact of measuring, taken out of where it stands.
fn remove_handler_frames(samples: &mut [(i64, Vec<u64>)]) {
    // One sample in 32 may be without it.
    let enough = samples.len() - samples.len() / 32;
    for _ in 0..2 {
        let mut seconds: Map<u64, usize> = Map::default();
        for (_, stack) in samples.iter() {
            if let Some(&second) = stack.get(1) {
                *seconds.or_default(second) += 1;
            }
        }
        let Some(&(handler, _)) = seconds.rows().iter().find(|row| row.1 >= enough) else {
            return;
        };
        for (_, stack) in samples.iter_mut() {
            if stack.get(1) == Some(&handler) {
                stack.remove(1);
            }
        }
    }
}

fn error(what: &str) -> FormatError {
    FormatError::new("gperftools CPU profile (binary)", what)
        .advise("The file may be cut off: fetch it again, as it is (curl -o FILE URL).")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::print;
    use crate::job::run;

    fn bytes_of(words: &[u64], word: impl Fn(u64) -> Vec<u8>) -> Vec<u8> {
        words.iter().flat_map(|&value| word(value)).collect()
    }

    const WORDS: [u64; 17] = [
        0, 3, 0, 10_000, 0, // header
        2, 3, 0x10, 0x99, 0x21, // 2 samples of 3 frames
        1, 2, 0x10, 0x99, // the handler's frame again
        0, 1, 0, // end
    ];

    #[test]
    fn words_of_every_layout() {
        let layouts: [Vec<u8>; 4] = [
            bytes_of(&WORDS, |word| word.to_le_bytes().to_vec()),
            bytes_of(&WORDS, |word| word.to_be_bytes().to_vec()),
            bytes_of(&WORDS, |word| (word as u32).to_le_bytes().to_vec()),
            bytes_of(&WORDS, |word| (word as u32).to_be_bytes().to_vec()),
        ];
        for mut bytes in layouts {
            bytes.extend(b"10-20: /bin/x\n20-30: /lib/y.so\n");
            let profile = run(read(&bytes, &Pace::unhurried())).unwrap();
            let mappings = profile.tables.locations.mapping.iter();
            assert_eq!(mappings.map(|id| id.index()).collect::<Vec<_>>(), [0, 1]);
            expect_test::expect![[r#"
                samples/count cpu/nanoseconds
                2 20000000 0x20 ; 0x10
                1 10000000 0x10
            "#]]
            .assert_eq(&print::profile(&profile));
        }
    }

    #[test]
    fn a_leaf_that_comes_twice_is_one_frame() {
        let words = [0, 3, 0, 1, 0, 1, 3, 0x10, 0x10, 0x21, 1, 2, 0x11, 0x13];
        let bytes = bytes_of(&words, |word| word.to_le_bytes().to_vec());
        let profile = run(read(&bytes, &Pace::unhurried())).unwrap();
        expect_test::expect![[r#"
            samples/count cpu/nanoseconds
            1 1000 0x20 ; 0x10
            1 1000 0x12 ; 0x11
        "#]]
        .assert_eq(&print::profile(&profile));
    }

    #[test]
    fn java_has_names_behind_its_samples() {
        let words = [0, 3, 1, 1, 0, 2, 2, 7, 8, 1, 1, 9, 0, 1, 0];
        let mut bytes = bytes_of(&words, |word| word.to_le_bytes().to_vec());
        bytes.extend(b" 0x7 com.example.Leaf.run (Leaf.java:12)\n 0x0000008 GC\n");
        let profile = run(read(&bytes, &Pace::unhurried())).unwrap();
        expect_test::expect![[r#"
            samples/count cpu/nanoseconds
            2 2000 GC ; com.example.Leaf.run Leaf.java:12
            1 1000 0x0
        "#]]
        .assert_eq(&print::profile(&profile));
    }

    #[test]
    fn every_prefix_is_read_or_refused() {
        let bytes = bytes_of(&WORDS, |word| word.to_le_bytes().to_vec());
        for len in 0..bytes.len() {
            let _ = run(read(&bytes[..len], &Pace::unhurried())).map(|p| print::profile(&p));
        }
    }
}
