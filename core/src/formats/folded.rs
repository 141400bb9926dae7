//! Folded stacks: `root;caller;leaf 12`, a line per stack (Brendan Gregg's flame graph tools).

use std::ops::ControlFlow::Continue;

use super::text;
use super::text_profile::TextProfile;
use super::text_tables::Place;
use super::{FormatError, Limits, Progress};
use crate::job::Pace;
use crate::map::Map;
use crate::order;
use crate::profile::{Granularity, Nodes, Profile};

/// Whether `line` is such a line, with at least two frames: one alone is any text with a number.
pub fn is_line(line: &[u8]) -> bool {
    stack_and_count(line).is_some_and(|(stack, _)| stack.contains(&b';'))
}

fn stack_and_count(line: &[u8]) -> Option<(&[u8], i64)> {
    let (stack, count) = text::rsplit_once(line.trim_ascii(), b" ")?;
    let stack = stack.trim_ascii();
    Some((stack, text::signed(count)?)).filter(|_| !stack.is_empty())
}

/// Reads a whole text: the profile, and what is to be said of it. Lines that start with `#` are
/// comments.
///
/// # Errors
/// With the line, for one that is no stack.
pub async fn read(
    bytes: &[u8],
    limits: &Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Profile, FormatError> {
    let mut profile = TextProfile::default();
    let mut frames = Vec::new();
    let mut each = |number: usize, line: &[u8]| {
        if line.starts_with(b"#") || line.trim_ascii().is_empty() {
            return Ok(Continue(()));
        }
        let (stack, count) = stack_and_count(line).ok_or_else(|| {
            FormatError::new("folded stacks", "the line is not `root;caller;leaf COUNT`")
                .at_line(number)
                .advise("Correct or remove that line.")
        })?;
        frames.clear();
        for name in stack.split(|&byte| byte == b';') {
            let location = profile.tables.location(Place {
                name,
                file: b"",
                line: 0,
                address: 0,
            });
            frames.extend(profile.tables.frames_of(location));
        }
        if frames.len() > limits.depth {
            let error = FormatError::limit("folded stacks", limits.depth, "frames in one stack");
            return Err(error.at_line(number));
        }
        profile.push(&frames, &[count], &[]);
        Ok(Continue(()))
    };
    text::read_lines(bytes, pace, progress, &mut each).await?;
    let samples = ("samples", "count");
    Ok(profile.finish(&[samples], samples, 1))
}

/// One sample type of a profile, a line for each stack of functions, in the order of the lines. What
/// stands for nothing is left out; a semicolon within a name becomes a comma.
pub fn write(profile: &Profile, sample_type: usize) -> String {
    let nodes = Nodes::new(&profile.tables, Granularity::Functions);
    let types = profile.sample_types.len();
    let mut stacks: Map<String, i64> = Map::default();
    let mut stack = String::new();
    if sample_type >= types {
        return stack;
    }
    for sample in 0..profile.samples.len() {
        let value = profile.samples.values[sample * types + sample_type];
        stack.clear();
        for frame in profile.samples.stack(sample) {
            if !stack.is_empty() {
                stack.push(';');
            }
            let name = nodes.name(&profile.tables, nodes.of_frame()[frame.index()]);
            stack.extend(name.chars().map(|c| match c {
                ';' => ',',
                c if c.is_control() => ' ',
                c => c,
            }));
        }
        let sum = stacks.or_default(std::mem::take(&mut stack));
        *sum = sum.wrapping_add(value);
    }
    let mut lines = stacks.into_rows();
    lines.retain(|(stack, value)| *value != 0 && !stack.is_empty());
    order::sort(&mut lines);
    let mut text = String::new();
    for (stack, value) in lines {
        text += &format!("{stack} {value}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::print;
    use crate::job::run;
    use crate::profile::testing::folded;

    #[test]
    fn stacks_and_counts() {
        let text =
            b"# perf script | stackcollapse\nmain;run loop;f 12\nmain 3\n\nmain;[unknown] 1\n";
        let profile = run(read(text, &Limits::default(), &Pace::unhurried(), &|_| {})).unwrap();
        expect_test::expect![[r#"
            samples/count
            12 main ; run loop ; f
            3 main
            1 main ; [unknown]
        "#]]
        .assert_eq(&print::profile(&profile));
        let error = run(read(
            b"a;b 1\na;b\n",
            &Limits::default(),
            &Pace::unhurried(),
            &|_| {},
        ))
        .err();
        assert_eq!(error.unwrap().at.as_deref(), Some("line 2"));
    }

    #[test]
    fn what_a_line_looks_like() {
        assert!(is_line(b"main;f 12"));
        for other in [&b"main 12"[..], b"main;f", b"a;b x", b" 12", b""] {
            assert!(!is_line(other));
        }
    }

    #[test]
    fn stacks_are_added_up_and_names_cannot_break_a_line() {
        let profile = folded(
            "heap/bytes",
            "main;run 3\nmain;a\tb 2\nmain;run 4\nmain 0\n",
        );
        assert_eq!(write(&profile, 0), "main;a b 2\nmain;run 7\n");
        assert_eq!(write(&profile, 1), "");
    }
}
